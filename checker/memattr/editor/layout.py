"""A text of the language -> the same text in its one layout.

Lines are broken where the author broke them. All else follows from the tokens: the spaces between
them, the indent of each line, and the columns of cases and grids that stand below one another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from memattr.editor.spacing import Context, gap
from memattr.editor.tokens import Token, tokens_of

# Words with which a part of an item begins: its line stands under the item.
PARTS = frozenset((
    "answer", "because", "by", "case", "cell", "columns", "for", "given", "grid", "on",
    "promises", "rows", "tree", "under", "values", "when", "otherwise", "with",
))  # fmt: skip
META = frozenset(("ref", "source"))
# After these a line goes on with what they begin.
OPEN = frozenset((",", "from", "line", "after", "as", "source", "ref", "because", "at", "of"))
# What claims say after a colon stands under them; a colon elsewhere ends a label.
CLAIMS = frozenset((
    "prove", "refute", "cover", "promise", "find", "example", "impossible",
))  # fmt: skip
STEP = 2
WIDTH = 100
GRID = "grid "


def laid_out(lines: Sequence[str]) -> str:
    """The text in its layout, for lines that can be parsed."""
    rows: list[list[Token]] = [[] for _ in lines]
    for token in tokens_of(tuple(lines)):
        rows[token.line].append(token)
    found: list[str] = []
    for item in _items(rows):
        found += _Layout(item).lines()
    return _tidy(found)


def _items(rows: Sequence[list[Token]]) -> list[list[list[Token]]]:
    """The lines of each item. What stands between two items belongs to the one before."""
    items: list[list[list[Token]]] = [[]]
    for row in rows:
        if row and row[0].column == 0 and row[0].kind != "comment":
            items.append([])
        items[-1].append(row)
    return items


def _tidy(lines: list[str]) -> str:
    """No empty lines at either end, and no two in a row."""
    kept: list[str] = []
    for line in lines:
        if line or (kept and kept[-1]):
            kept.append(line)
    while kept and not kept[-1]:
        kept.pop()
    return "".join(f"{line}\n" for line in kept)


@dataclass
class _Layout:
    """One item."""

    rows: list[list[Token]]
    context: Context = field(default_factory=Context)
    opened: list[int] = field(default_factory=list)
    part: int = 0
    in_case: bool = False

    def lines(self) -> list[str]:
        """Its lines, comments and empty ones included."""
        heads = [_length(head) for row in self.rows if (head := _case_head(row))]
        self.case_width = max(heads, default=0)
        self.widths = _grid_widths(self.rows)
        code = [self._code(n) if _is_code(row) else None for n, row in enumerate(self.rows)]
        return [self._line(row, code, n) for n, row in enumerate(self.rows)]

    def _line(self, row: list[Token], code: list[str | None], number: int) -> str:
        line = code[number]
        if line is not None:
            return line
        if not row:
            return ""
        below = next((text for text in code[number + 1 :] if text is not None), "")
        indent = len(below) - len(below.lstrip()) if row[0].column else 0
        return " " * (indent or (STEP if row[0].column else 0)) + row[0].text

    def _code(self, number_of_row: int) -> str:
        row = self.rows[number_of_row]
        cells = self._cells(row)
        if cells is not None:
            for token in row:
                self.context.enter(token)
            return " " * STEP + cells
        text = " " * self._indent(row[0])
        outer = len(self.opened)
        head = _case_head(row)
        for number, token in enumerate(row):
            spaces = gap(self.context, token) if number else 0
            if head and number == len(head):
                spaces = self.case_width - _length(head) + 1
            text += " " * spaces + token.text
            self._track(token, len(text))
        for depth in range(outer, len(self.opened)):
            if not self._fits(number_of_row, depth):
                self.opened[depth] = (self.part or STEP) + STEP
        return text

    def _fits(self, number_of_row: int, depth: int) -> bool:
        """True iff there is room to the right of the parenthesis for all that it holds."""
        if self.rows[number_of_row][-1].text == "(":
            return False
        column, still = self.opened[depth], len(self.opened) - depth
        for row in filter(_is_code, self.rows[number_of_row + 1 :]):
            if still <= 0:
                break
            if column + _length(row) > WIDTH:
                return False
            still += sum({"(": 1, ")": -1}.get(token.text, 0) for token in row)
        return True

    def _track(self, token: Token, column: int) -> None:
        """Where open parentheses are: what they hold stands to the right of them."""
        if token.kind == "comment":
            return
        self.context.enter(token)
        if token.kind == "symbol" and token.text == "(":
            self.opened.append(column)
        elif token.kind == "symbol" and token.text == ")" and self.opened:
            self.opened.pop()

    def _indent(self, first: Token) -> int:
        """The indent of a line, by the token that it begins with."""
        if not self.context.before:
            return 0
        if self.opened:
            return self.opened[-1]
        if first.text == "case":
            self.in_case, self.part = True, STEP
            return STEP
        base = 2 * STEP if self.in_case else STEP
        if self._begins_part(first):
            self.part = base
            return base
        return max(self.part + STEP, base)

    def _begins_part(self, first: Token) -> bool:
        last = self.context.before[-1]
        if last.text in OPEN and last.kind in ("keyword", "symbol"):
            return last.text == "," and self.context.head in ("system", "setting", "default")
        if first.kind == "string" or first.text in META or first.text == "=>":
            return True
        if first.text == ":" and self.context.head in CLAIMS:
            return True
        if first.kind == "name" and self.context.head in ("policy", "system", "setting", "default"):
            return True
        return first.text in PARTS

    # ---- Grids

    def _cells(self, row: list[Token]) -> str | None:
        """The row of a grid, each cell as wide as its column."""
        if not self.widths or row[0].column == 0 or not _in_grid(self.rows, row):
            return None
        cells = [_joined(cell) for cell in _split(row)]
        if row[0].text == "grid":
            cells[0] = cells[0].removeprefix(GRID)
        padded = [cell.ljust(width) for cell, width in zip(cells, self.widths, strict=True)]
        start = GRID if row[0].text == "grid" else " " * len(GRID)
        self.part = STEP
        return (start + " | ".join(padded)).rstrip()


def _is_code(row: list[Token]) -> bool:
    return bool(row) and row[0].kind != "comment"


def _case_head(row: list[Token]) -> list[Token]:
    """The tokens before the colon, if the row begins a case."""
    if not row or row[0].text != "case":
        return []
    colon = next((n for n, token in enumerate(row) if token.text == ":"), 0)
    return row[:colon]


def _joined(row: Sequence[Token]) -> str:
    """The tokens with the spaces between them."""
    context, text = Context(), ""
    for token in row:
        text += " " * (gap(context, token) if context.before else 0) + token.text
        context.enter(token)
    return text


def _length(row: Sequence[Token]) -> int:
    return len(_joined(row))


def _grid_rows(rows: list[list[Token]]) -> list[list[Token]]:
    begin = next((n for n, row in enumerate(rows) if row and row[0].text == "grid"), None)
    return [] if begin is None else [row for row in rows[begin:] if _is_code(row)]


def _in_grid(rows: list[list[Token]], row: list[Token]) -> bool:
    return any(row is other for other in _grid_rows(rows))


def _split(row: list[Token]) -> list[list[Token]]:
    cells: list[list[Token]] = [[]]
    for token in row:
        if token.text == "|" and token.kind == "symbol":
            cells.append([])
        else:
            cells[-1].append(token)
    return cells


def _grid_widths(rows: list[list[Token]]) -> list[int]:
    """The widths of the grid's columns; none if there is no grid, or a row is broken."""
    cells = [_split(row) for row in _grid_rows(rows)]
    numbers = {len(row) for row in cells}
    if len(numbers) != 1 or any(not cell for row in cells for cell in row):
        return []
    texts = [[_joined(cell).removeprefix(GRID) for cell in row] for row in cells]
    return [max(map(len, column)) for column in zip(*texts, strict=True)]
