"""Sets of structured values as patterns, shape by shape and field by field."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product

from memattr.model.model import Model
from memattr.model.sets import pattern_of
from memattr.model.show import show
from memattr.model.types import Bits, Enum, Member, Record, Sum, Type, Value, plain

Values = frozenset[Value]
Rows = frozenset[tuple[Value, ...]]


def pattern_text(model: Model, kind: Type, values: Values, every: Values) -> str:
    """A pattern for just these of every value that the type has."""
    return " or ".join(_patterns(model, kind, values, every))


def _patterns(model: Model, kind: Type, values: Values, every: Values) -> list[str]:
    bare = plain(kind)
    match bare:
        case Bits():
            return [(pattern_of(bare, values) or "any").strip("()")]
        case Enum():
            return [show(model, bare, v) for v in range(len(bare.values)) if v in values]
        case Record(name, fields):
            return _rows(model, name, fields, _tuples(values), _tuples(every))
        case Sum():
            return _shapes(model, bare, values, every)


def _shapes(model: Model, kind: Sum, values: Values, every: Values) -> list[str]:
    texts: list[str] = []
    for tag, variant in enumerate(kind.variants):
        inside, total = _of_shape(values, tag), _of_shape(every, tag)
        if inside:
            texts += _rows(model, variant.name, variant.fields, inside, total)
    return texts


def _of_shape(values: Values, tag: int) -> Rows:
    pairs = (value for value in values if isinstance(value, tuple))
    return _tuples(value[1] for value in pairs if value[0] == tag)


def _tuples(values: Iterable[Value]) -> Rows:
    return frozenset(value for value in values if isinstance(value, tuple))


def _rows(
    model: Model, head: str, fields: tuple[Member, ...], inside: Rows, total: Rows
) -> list[str]:
    """Products of sets of fields that together are `inside`, none in two of them."""
    if inside == total:
        return [head]
    columns = [frozenset(row[i] for row in inside) for i in range(len(fields))]
    if total.intersection(product(*columns)) == inside:
        return [_row(model, head, fields, columns, total)]
    texts: list[str] = []
    for part in _split(inside, columns):
        texts += _rows(model, head, fields, part, total)
    return texts


def _split(inside: Rows, columns: list[Values]) -> list[Rows]:
    """Apart by the first field that makes a difference: values that go with the same rest stay
    together."""
    for index, column in enumerate(columns):
        groups: dict[Rows, list[tuple[Value, ...]]] = {}
        for value in column:
            rows = [row for row in inside if row[index] == value]
            rest = frozenset(row[:index] + row[index + 1 :] for row in rows)
            groups.setdefault(rest, []).extend(rows)
        if len(groups) > 1:
            return sorted(
                map(frozenset, groups.values()), key=lambda rows: repr(min(rows, key=repr))
            )
    raise AssertionError("rows whose fields do not depend on each other are a product")


def _row(
    model: Model, head: str, fields: tuple[Member, ...], columns: list[Values], total: Rows
) -> str:
    texts = []
    for index, (member, column) in enumerate(zip(fields, columns, strict=True)):
        every = frozenset(row[index] for row in total)
        if column != every:
            patterns = _patterns(model, member.type, column, every)
            text = patterns[0] if len(patterns) == 1 else f"({' or '.join(patterns)})"
            texts.append(f"{member.name}: {text}")
    return f"{head}({', '.join(texts)})"
