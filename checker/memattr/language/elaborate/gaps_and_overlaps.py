"""Where cases leave inputs out, or meet in one: said with an input, and with text to paste."""

from __future__ import annotations

from memattr.language.elaborate.symbol_table import Work
from memattr.model.layout import from_bits, to_bits, values_of, width
from memattr.model.model import Case, Function
from memattr.model.show import source_text
from memattr.model.types import BOOL, Sum, Type, Value, plain
from memattr.model.value_patterns import pattern_of
from memattr.readings.bdd import Node
from memattr.readings.compile_diagrams import Word
from memattr.readings.diagram import Diagram

Parameters = tuple[tuple[str, Type, Word], ...]

SMALL = 12
"""Bits of the largest types whose values are listed."""


def example_in(diagram: Diagram, words: Parameters, region: Node) -> dict[str, Value]:
    """The least assignment of the parameters in the region."""
    bdd = diagram.bdd
    found: dict[str, Value] = {}
    for name, kind, word in words:
        code = 0
        for bit in reversed(range(len(word))):
            without = bdd.conj(region, bdd.neg(word[bit]))
            taken = without == 0
            region = bdd.conj(region, word[bit]) if taken else without
            code |= taken << bit
        found[name] = from_bits(kind, code)
    return found


def note_overlap(
    work: Work,
    function: Function,
    cases: tuple[Case, Case],
    example: dict[str, Value],
) -> None:
    """Two cases, and an input that meets both."""
    first, second = cases
    kinds = dict(function.parameters)
    given = ", ".join(f"{name} = {source_text(kinds[name], v)}" for name, v in example.items())
    way = "Narrow one of them by the opposite of what the other asks for: x is not PATTERN, not y."
    if function.name in work.grids:
        way = "Remove one of the two."
    work.note(
        second.note.place,
        "overlap",
        f"the cases '{first.name}' (line {first.note.place.line}) and '{second.name}' of "
        f"{function.name} both apply to {given}",
        way,
    )


def note_gap(
    work: Work, diagram: Diagram, function: Function, words: Parameters, missing: Node
) -> None:
    """One box of missing inputs, grown as far as it goes, as a case to paste."""
    example = example_in(diagram, words, missing)
    box = {name: frozenset({value}) for name, value in example.items()}
    for name, kind, word in words:
        if len(word) <= SMALL:
            box[name] |= _grown(diagram, words, missing, box, name, kind, word)
    conditions = []
    for name, kind, word in words:
        if len(word) <= SMALL:
            box[name] = _rounded(diagram, kind, word, box[name])
        conditions += _condition(name, kind, box[name])
    guard = ", ".join(conditions) or "otherwise"
    way = f"Add, with what must follow:\n  case missing : {guard} => ..."
    if function.name in work.grids:
        way = f"Add a row or a column for: {guard}"
    message = f"no case of {function.name} applies to some inputs"
    work.note(function.note.place, "gap", message, way)


def _condition(name: str, kind: Type, values: frozenset[Value]) -> list[str]:
    """The values of a parameter as a condition; none if it is all of them."""
    if kind == BOOL:
        return [] if len(values) > 1 else [name if 1 in values else f"not {name}"]
    if width(kind) > SMALL:
        return [f"{name} is {source_text(kind, min(values))}"]
    pattern = pattern_of(kind, values)
    return [] if pattern is None else [f"{name} is {pattern}"]


def _rounded(
    diagram: Diagram, kind: Type, word: Word, values: frozenset[Value]
) -> frozenset[Value]:
    """The values with those of their shape that a refinement excludes: nobody minds if a pattern
    matches these too, and it is shorter."""
    valid, bdd = diagram.valid(kind, word), diagram.bdd
    shapes: dict[object, set[Value]] = {}
    for value in values_of(kind):
        shape = value[0] if isinstance(plain(kind), Sum) and isinstance(value, tuple) else None
        shapes.setdefault(shape, set()).add(value)
    rounded = set(values)
    for members in shapes.values():
        good = {
            v for v in members if bdd.conj(valid, _among(diagram, kind, word, frozenset({v}))) != 0
        }
        if good and good <= values:
            rounded |= members
    return frozenset(rounded)


def _grown(
    diagram: Diagram,
    words: Parameters,
    missing: Node,
    box: dict[str, frozenset[Value]],
    name: str,
    kind: Type,
    word: Word,
) -> frozenset[Value]:
    """The values of one parameter for which all of the box is missing."""
    bdd = diagram.bdd
    valid = bdd.all_of(diagram.valid(k, w) for _, k, w in words)
    outside = bdd.all_of(
        _among(diagram, k, w, box[other]) for other, k, w in words if other != name
    )
    inside = {v: _among(diagram, kind, word, frozenset({v})) for v in values_of(kind)}
    reached = {v: bdd.all_of((outside, valid, node)) for v, node in inside.items()}
    return frozenset(v for v, node in reached.items() if node and bdd.minus(node, missing) == 0)


def _among(diagram: Diagram, kind: Type, word: Word, values: frozenset[Value]) -> Node:
    """Where the word is one of the values."""
    codes = (to_bits(kind, value) for value in values)
    return diagram.bdd.any_of(diagram.words.is_code(word, code) for code in codes)
