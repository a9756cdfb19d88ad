"""Pages as LaTeX; tables are for the booktabs package."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from tabulate import tabulate

from memattr.pages.output import Output, Style
from memattr.pages.page import (
    Cell,
    Code,
    Columns,
    FullBlock,
    Heading,
    Outline,
    OutlineItem,
    Paragraph,
    Row,
    Rows,
    Table,
)

_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
}
SECTIONS = ("section", "subsection", "subsubsection", "paragraph")


def text(output: Output, style: Style) -> str:
    """The pages one after the other, to be included in a document."""
    del style
    blocks = (block for page in output.pages for block in page.in_full())
    lines = (line for block in blocks for line in block_lines(block))
    return "\n".join(lines) + "\n"


def block_lines(block: FullBlock) -> Iterator[str]:
    """The lines of a block."""
    match block:
        case Heading(title, asides, mark, _, level):
            words = escaped("  ".join(filter(None, (mark, title))))
            yield f"\\{SECTIONS[min(level, len(SECTIONS)) - 1]}*{{{words}}}"
            if asides:
                yield f"{escaped(asides[0])}\\par"
        case Rows(rows):
            if rows:
                yield from ("\\begin{description}", *map(_row, rows), "\\end{description}")
        case Outline(items):
            yield from _outline(items)
        case Columns(rows):
            body = [[escaped(cell) for cell in row] for row in rows]
            if body:
                yield str(tabulate(body, tablefmt="latex_raw", disable_numparse=True))
        case Table():
            yield table_text(block).rstrip("\n")
        case Paragraph(paragraph):
            yield f"{escaped(paragraph)}\\par"
        case Code(code):
            yield from ("\\begin{verbatim}", *code.splitlines(), "\\end{verbatim}")
        case _:
            assert_never(block)


def table_text(table: Table) -> str:
    """A table environment with a caption; footnotes and the rest stand below the rows."""
    head = [_cell(cell) for cell in table.head()]
    body = [[_cell(cell) for cell in row] for row in table.body()]
    drawn = str(
        tabulate(body, headers=head, tablefmt="latex_raw", disable_numparse=True, stralign="left")
    ).replace("\\hline", "\\toprule", 1)
    inner = drawn.replace("\\hline", "\\midrule", 1).replace("\\hline", "\\bottomrule", 1)
    caption = [f"\\caption{{{escaped(table.caption)}}}"] if table.caption else []
    lines = ["\\begin{table}", *caption, *inner.splitlines()]
    below = [escaped(table.axes)] if table.axes else []
    below += [f"\\textsuperscript{{{mark}}} {escaped(note)}" for mark, note in table.notes]
    below += [escaped(line) for line in table.legend]
    for line in below:
        lines += ["", f"{{\\footnotesize {line}\\par}}"]
    return "\n".join([*lines, "\\end{table}"]) + "\n"


def escaped(text: str) -> str:
    """The text, so that it reads as it is."""
    return "".join(_SPECIAL.get(letter, letter) for letter in text)


def _row(row: Row) -> str:
    words = escaped(row.whole)
    if row.command:
        words = f"\\texttt{{{words}}}"
    return f"\\item[{escaped(row.label)}] {words}" if row.label else f"\\item[] {words}"


def _outline(items: tuple[OutlineItem, ...]) -> Iterator[str]:
    depth = 0
    for item in items:
        for _ in range(depth, item.depth):
            yield "\\begin{itemize}"
        for _ in range(item.depth, depth):
            yield "\\end{itemize}"
        depth = item.depth
        aside = f" ({escaped(item.aside)})" if item.aside else ""
        yield f"\\item {escaped(item.text)}{aside}"
    yield from ["\\end{itemize}"] * depth


def _cell(cell: Cell) -> str:
    mark = f"\\textsuperscript{{{cell.mark}}}" if cell.mark else ""
    text = "\\newline ".join(map(escaped, cell.text.split("\n")))
    if cell.emphasis:
        text = f"\\{'texttt' if cell.emphasis == 'code' else 'textbf'}{{{text}}}"
    return text + mark
