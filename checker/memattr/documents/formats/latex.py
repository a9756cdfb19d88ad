"""A sheet as LaTeX, for the booktabs package."""

from __future__ import annotations

from tabulate import tabulate

from memattr.documents.sheet import Entry, Sheet

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


def as_latex(sheet: Sheet) -> str:
    """A table environment with a caption; footnotes and the rest stand below the rows."""
    head = [_cell(entry) for entry in sheet.head()]
    body = [[_cell(entry) for entry in row] for row in sheet.body()]
    table = str(
        tabulate(body, headers=head, tablefmt="latex_raw", disable_numparse=True, stralign="left")
    ).replace("\\hline", "\\toprule", 1)
    inner = table.replace("\\hline", "\\midrule", 1).replace("\\hline", "\\bottomrule", 1)
    lines = ["\\begin{table}", f"\\caption{{{escaped(sheet.caption)}}}", *inner.splitlines()]
    below = [escaped(sheet.axes)] if sheet.axes else []
    below += [f"\\textsuperscript{{{mark}}} {escaped(text)}" for mark, text in sheet.notes]
    below += [escaped(text) for text in sheet.legend]
    for text in below:
        lines += ["", f"{{\\footnotesize {text}\\par}}"]
    return "\n".join([*lines, "\\end{table}"]) + "\n"


def escaped(text: str) -> str:
    """The text, so that it reads as it is."""
    return "".join(_SPECIAL.get(letter, letter) for letter in text)


def _cell(entry: Entry) -> str:
    mark = f"\\textsuperscript{{{entry.mark}}}" if entry.mark else ""
    return escaped(entry.text) + mark
