"""A text of the language -> the same text in its one layout.

Lines are broken where the author broke them. All else follows from the tokens: the spaces between
them, the indent of each line, and the columns of cases and grids that stand below one another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from memattr.editor.spacing import Context, gap
from memattr.editor.tokens import SemanticToken, tokens_of

# Words with which a part of an item begins: its line stands under the item.
PARTS = frozenset((
    "action", "answer", "axiom", "because", "by", "case", "cell", "columns", "constant", "defining",
    "dropping", "for", "given", "grid", "implementation", "invariant", "on", "otherwise",
    "passing", "procedure", "promises", "read", "reads", "ref", "requires", "rows", "source",
    "state", "step", "tree", "undefining", "under", "unpredictable", "values", "when", "where",
    "with", "=>",
))  # fmt: skip
# Parts that have parts of their own, by the word that their item begins with.
NESTED: Mapping[str, frozenset[str]] = {
    "define": frozenset(("case", "where")),
    "examples": frozenset(("case",)),
    "machine": frozenset(("action", "axiom", "constant", "invariant", "requires", "state", "step")),
    "policy": frozenset(("read",)),
    "system": frozenset(("read",)),
}
# The parts of a nested `read`; whatever else begins a line of its policy comes after it.
OF_READ = frozenset(("from", "function", "given", "in", "mask", "value"))
ASSIGNING = frozenset(("policy", "system", "setting", "default"))
# After these a line goes on with what they begin.
OPEN = frozenset((",", "from", "line", "after", "as", "source", "ref", "because", "at", "of"))
# What follows these may go on in the next lines, which then stand below where it began.
LISTING = frozenset((
    "answer", "because", "by", "cell", "columns", "defining", "dropping", "given", "identifier",
    "offers",
    "passing", "promises", "read", "reads", "ref", "requires", "rows", "scope", "undefining",
    "under", "values", "when", "where", "with", ":", "=>",
))  # fmt: skip
# What claims say after a colon stands under them; a colon elsewhere ends a label.
CLAIMS = frozenset((
    "prove", "refute", "cover", "promise", "find", "example", "examples", "impossible", "action",
    "step", "invariant", "procedure", "survey",
))  # fmt: skip
# The operators that may begin a line, loosest first.
OPERATORS = ("implies", "or", "and", "=", "is")
STEP = 2
WIDTH = 100
GRID = "grid "


def laid_out(lines: Sequence[str]) -> str:
    """The text in its layout, for lines that can be parsed."""
    rows: list[list[SemanticToken]] = [[] for _ in lines]
    for token in tokens_of(tuple(lines)):
        rows[token.line].append(token)
    laid: list[str] = []
    for item in _items(rows):
        laid += _Layout(item).lines()
    return _tidy(laid)


def _items(rows: Sequence[list[SemanticToken]]) -> list[list[list[SemanticToken]]]:
    """The lines of each item. What stands between two items belongs to the one before."""
    items: list[list[list[SemanticToken]]] = [[]]
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
    """One item.

    `opened` has a column for each open parenthesis, where what it holds stands. `anchor` is the
    column where the list or the expression of the present part began, if there is room below it.
    `part` is the indent of the present part, and `line` that of the last line that a part or an
    operator begins: what goes on without an operator or a comma stands under it."""

    rows: list[list[SemanticToken]]
    context: Context = field(default_factory=Context)
    opened: list[int] = field(default_factory=list)
    anchor: int | None = None
    nested: str = ""
    part: int = 0
    line: int = 0

    def lines(self) -> list[str]:
        """Its lines, comments and empty ones included."""
        heads = [_length(head) for row in self.rows if (head := _case_head(row))]
        self.case_width = max(heads, default=0)
        self.widths = _grid_widths(self.rows)
        self.head = next((row[0].text for row in self.rows if _is_code(row)), "")
        self.depths = _operator_depths(self.rows)
        code = [self._code(n) if _is_code(row) else None for n, row in enumerate(self.rows)]
        return [self._line(row, code, n) for n, row in enumerate(self.rows)]

    def _line(self, row: list[SemanticToken], code: list[str | None], number: int) -> str:
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
        indent = self._indent(number_of_row)
        text = " " * indent
        outer, anchor = len(self.opened), self.anchor
        head = _case_head(row)
        for number, token in enumerate(row):
            spaces = gap(self.context, token) if number else 0
            if head and number == len(head):
                spaces = self.case_width - _length(head) + 1
            text += " " * spaces
            self._track(token, len(text))
            text += token.text
        for depth in range(outer, len(self.opened)):
            if not self._fits(number_of_row, depth):
                self.opened[depth] = indent + 2 * STEP
        if self.anchor != anchor and not self._has_room(number_of_row):
            self.anchor = None
        return text

    def _fits(self, number_of_row: int, depth: int) -> bool:
        """True iff there is room to the right of the parenthesis for all that it holds."""
        if self.rows[number_of_row][-1].text == "(":
            return False
        column, still = self.opened[depth], len(self.opened) - depth
        for number in self._rows_after(number_of_row):
            row = self.rows[number]
            if still <= 0:
                break
            if column + self.depths[number] + _length(row) > WIDTH:
                return False
            still += sum({"(": 1, ")": -1}.get(token.text, 0) for token in row)
        return True

    def _has_room(self, number_of_row: int) -> bool:
        """True iff there is room below the anchor for all lines that go on there."""
        last = _last(self.rows[number_of_row])
        for number in self._rows_after(number_of_row):
            row = self.rows[number]
            if last.text != "," and row[0].text not in OPERATORS:
                break
            if (self.anchor or 0) + self.depths[number] + _length(row) > WIDTH:
                return False
            last = _last(row)
        return True

    def _rows_after(self, number_of_row: int) -> Iterator[int]:
        later = range(number_of_row + 1, len(self.rows))
        return (number for number in later if _is_code(self.rows[number]))

    def _track(self, token: SemanticToken, column: int) -> None:
        """Where the token stands decides where the lines below go on."""
        if token.kind == "comment":
            return
        if not self.opened and self.context.before and not self.context.in_brackets:
            last = self.context.before[-1]
            if last.text in LISTING and last.kind in ("keyword", "symbol"):
                self.anchor = column
        self.context.enter(token)
        if token.kind == "symbol" and token.text == "(":
            self.opened.append(column + 1)
        elif token.kind == "symbol" and token.text == ")" and self.opened:
            self.opened.pop()
        elif token.text == ";":
            self.anchor = None

    def _indent(self, number_of_row: int) -> int:
        """The indent of a line, by the token that it begins with."""
        if not self.context.before:
            return 0
        first, last = self.rows[number_of_row][0], self.context.before[-1]
        if self.opened:
            return self.opened[-1] + self.depths[number_of_row]
        if first.text in NESTED.get(self.head, ()):
            self._begin(first.text, STEP)
            if self.head == "machine":
                self.context = Context()
            return STEP
        if self._begins_part(last, first):
            is_of_nested = self.nested != "read" or first.text in OF_READ or not self._has_from()
            nested = self.nested if is_of_nested else ""
            self._begin(nested, 2 * STEP if nested else STEP)
            return self.part
        if last.text != "," and first.text not in OPERATORS:
            return self.line + STEP
        below = self.part + STEP if self.anchor is None else self.anchor
        indent = below + self.depths[number_of_row]
        if first.text in OPERATORS:
            self.line = indent
        return indent

    def _begin(self, nested: str, part: int) -> None:
        self.nested, self.part, self.line, self.anchor = nested, part, part, None

    def _has_from(self) -> bool:
        """True iff the last `read` says where it reads from."""
        latest = next(t.text for t in reversed(self.context.before) if t.text in ("read", "from"))
        return latest == "from"

    def _begins_part(self, last: SemanticToken, first: SemanticToken) -> bool:
        if last.text in OPEN and last.kind in ("keyword", "symbol"):
            return last.text == "," and self.head in ASSIGNING and self.anchor is None
        if first.kind == "string" or (last.text == ":" and self.head in CLAIMS):
            return True
        if first.text == ":" and (self.nested or self.head) in CLAIMS:
            return True
        if first.kind == "name" and self.head in ASSIGNING:
            return True
        return first.text in PARTS or (self.nested == "read" and first.text in OF_READ)

    # ---- Grids

    def _cells(self, row: list[SemanticToken]) -> str | None:
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


def _operator_depths(rows: list[list[SemanticToken]]) -> list[int]:
    """For each line that begins with an operator, how far it stands to the right of others that go
    on with the same list or parenthesis: one step for each looser operator that begins a line."""
    outer, count = 0, 0
    opened: list[int] = []
    frames: list[tuple[int, str]] = []
    for row in rows:
        code = [token for token in row if token.kind != "comment"]
        first = code[0].text if code else ""
        frames.append((opened[-1] if opened else outer, first if first in OPERATORS else ""))
        for token in code:
            count += 1
            if token.text == "(":
                opened.append(count)
            elif token.text == ")" and opened:
                opened.pop()
            elif token.text in LISTING and not opened:
                outer = count
    looser = {frame for frame in frames if frame[1]}
    return [
        STEP * sum((frame, other) in looser for other in OPERATORS[: OPERATORS.index(operator)])
        if operator
        else 0
        for frame, operator in frames
    ]


def _last(row: list[SemanticToken]) -> SemanticToken:
    """The last token of a line of code that is no comment."""
    return next(token for token in reversed(row) if token.kind != "comment")


def _is_code(row: list[SemanticToken]) -> bool:
    return bool(row) and row[0].kind != "comment"


def _case_head(row: list[SemanticToken]) -> list[SemanticToken]:
    """The tokens before the colon, if the row begins a case."""
    if not row or row[0].text != "case":
        return []
    colon = next((n for n, token in enumerate(row) if token.text == ":"), 0)
    return row[:colon]


def _joined(row: Sequence[SemanticToken]) -> str:
    """The tokens with the spaces between them."""
    context, text = Context(), ""
    for token in row:
        text += " " * (gap(context, token) if context.before else 0) + token.text
        context.enter(token)
    return text


def _length(row: Sequence[SemanticToken]) -> int:
    return len(_joined(row))


def _grid_rows(rows: list[list[SemanticToken]]) -> list[list[SemanticToken]]:
    begin = next((n for n, row in enumerate(rows) if row and row[0].text == "grid"), None)
    return [] if begin is None else [row for row in rows[begin:] if _is_code(row)]


def _in_grid(rows: list[list[SemanticToken]], row: list[SemanticToken]) -> bool:
    return any(row is other for other in _grid_rows(rows))


def _split(row: list[SemanticToken]) -> list[list[SemanticToken]]:
    cells: list[list[SemanticToken]] = [[]]
    for token in row:
        if token.text == "|" and token.kind == "symbol":
            cells.append([])
        else:
            cells[-1].append(token)
    return cells


def _grid_widths(rows: list[list[SemanticToken]]) -> list[int]:
    """The widths of the grid's columns; none if there is no grid, or a row is broken."""
    cells = [_split(row) for row in _grid_rows(rows)]
    numbers = {len(row) for row in cells}
    if len(numbers) != 1 or any(not cell for row in cells for cell in row):
        return []
    texts = [[_joined(cell).removeprefix(GRID) for cell in row] for row in cells]
    return [max(map(len, column)) for column in zip(*texts, strict=True)]
