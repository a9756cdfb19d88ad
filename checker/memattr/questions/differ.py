"""Two pictures compared, situation by situation and as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from memattr.engines.pick import pick_inputs
from memattr.engines.relation import values_in
from memattr.model.layout import code_width, field_offset, width
from memattr.model.types import Member, Record, Sum, Type, Value, plain
from memattr.questions.comparison import AccessChange, FieldChange, Relation, Witness
from memattr.questions.freedom import assignment
from memattr.questions.ordered import Path, at_path, skeleton, stripped
from memattr.questions.picture import Picture, image, levels_of, projected, sizes, total
from memattr.readings.bdd import Node
from memattr.readings.diagram import Diagram
from memattr.readings.facts import is_ordered


@dataclass(frozen=True)
class _Side:
    """A picture over the situations that both sides have: those of the guest and the cpu."""

    of: Picture
    admitted: Node
    whole: Node
    results: tuple[Value, ...]


def difference(
    diagram: Diagram,
    access: tuple[tuple[str, Value], ...],
    before: Picture,
    after: Picture,
) -> AccessChange:
    """What the second permits otherwise than the first. Both are over one table of nodes."""
    bdd, model = diagram.bdd, diagram.model
    names = _common(diagram, before, after)
    a, b = _side(diagram, before, names), _side(diagram, after, names)
    both = bdd.conj(a.admitted, b.admitted)
    differing = _differing(diagram, a, b, both, a.of.whole.spans[0])
    fields = _fields(diagram, a, b, both)
    kept = projected(bdd, model, before.ready, both, [differing, *(node for _, _, node in fields)])
    numbers = sizes(bdd, kept)
    changes = [
        _field_change(member, variant, number, a, b)
        for (member, variant, _), number in zip(fields, numbers[1:], strict=True)
        if number
    ]
    return AccessChange(
        access,
        _relation(a, b, differing),
        tuple(name for name in kept.relevant if name in names),
        numbers[0],
        total(bdd, kept),
        tuple(value for value in b.results if value not in a.results),
        tuple(value for value in a.results if value not in b.results),
        tuple(changes),
        _witness(diagram, a, b, names, differing) if differing else None,
    )


def _common(diagram: Diagram, before: Picture, after: Picture) -> tuple[str, ...]:
    inputs = diagram.model.inputs
    return tuple(
        name
        for name in before.ready.levels
        if name in after.ready.levels and inputs[name].player != "hypervisor"
    )


def _side(diagram: Diagram, of: Picture, names: Sequence[str]) -> _Side:
    """Inputs of the hypervisor, and those that only one side leaves free, may be anything."""
    bdd = diagram.bdd
    others = frozenset(levels_of(of.ready, (n for n in of.ready.levels if n not in names)))
    admitted, whole = bdd.some(of.admitted, others), bdd.some(of.whole.node, others)
    return _Side(of, admitted, whole, image(bdd, of))


def _relation(a: _Side, b: _Side, differing: Node) -> Relation:
    before, after = set(a.results), set(b.results)
    if before == after:
        same = differing == 0 and a.admitted == b.admitted
        return "equivalent" if same else "same results for other inputs"
    if after < before:
        return "less permissive"
    return "more permissive" if before < after else "incomparable"


def _differing(
    diagram: Diagram, a: _Side, b: _Side, both: Node, levels: Iterable[int]
) -> Node:
    """Where the sets over these result levels differ."""
    bdd = diagram.bdd
    others = frozenset(a.of.whole.spans[0]) - frozenset(levels)
    left, right = bdd.some(a.whole, others), bdd.some(b.whole, others)
    return bdd.some(bdd.conj(both, bdd.xor(left, right)), frozenset(levels))


def _fields(
    diagram: Diagram, a: _Side, b: _Side, both: Node
) -> list[tuple[Member, int | None, Node]]:
    """Each field of the result with the situations that permit other values of it."""
    kind, span = a.of.whole.kinds[0], a.of.whole.spans[0]
    found = []
    for variant, member in _members(kind):
        bits = range(code_width(len(plain(kind).variants)) if variant is not None else 0)  # type: ignore[union-attr]
        low = field_offset(kind, variant, member.name)
        levels = [span[bit] for bit in (*bits, *range(low, low + width(member.type)))]
        found.append((member, variant, _differing(diagram, a, b, both, levels)))
    return found


def _members(kind: Type) -> list[tuple[int | None, Member]]:
    bare = plain(kind)
    if isinstance(bare, Record):
        return [(None, member) for member in bare.fields]
    if isinstance(bare, Sum):
        return [(i, member) for i, shape in enumerate(bare.variants) for member in shape.fields]
    return []


def _field_change(
    member: Member, variant: int | None, situations: int, a: _Side, b: _Side
) -> FieldChange:
    index = [m for v, m in _members(a.of.whole.kinds[0]) if v == variant].index(member)
    path = Path(member.name, ((variant, index),), member.type, member.type)
    before, after = _reached(path, a.results), _reached(path, b.results)
    kind = skeleton(member.type) if is_ordered(member.type) else member.type
    gained = tuple(value for value in after if value not in before)
    lost = tuple(value for value in before if value not in after)
    return FieldChange(member.name, situations, kind, gained, lost)


def _reached(path: Path, results: Iterable[Value]) -> tuple[Value, ...]:
    found: dict[Value, None] = {}
    for result in results:
        value = at_path(result, path)
        if value is not None:
            found[stripped(path.kind, value) if is_ordered(path.kind) else value] = None
    return tuple(found)


def _witness(
    diagram: Diagram, a: _Side, b: _Side, names: Sequence[str], differing: Node
) -> Witness:
    """The preferred situation in which they differ."""
    bdd = diagram.bdd
    region = bdd.conj(a.of.admitted, differing)
    values, _ = pick_inputs(diagram, a.of.ready, region)
    inputs = tuple((name, values[name]) for name in names)
    bits = assignment(diagram, a.of.ready, names, tuple(value for _, value in inputs))
    sides = []
    for side in (a, b):
        here = bdd.compose(side.whole, bits)
        sides.append(tuple(found[0] for found in values_in(bdd, side.of.whole, here)))
    return Witness(inputs, sides[0], sides[1])
