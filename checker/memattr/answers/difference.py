"""Two pictures compared, situation by situation and as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from memattr.answers.comparison import SHAPE, AccessChange, ChangeTally, FieldChange, Witness
from memattr.answers.ordered_parts import Path, at_path, skeleton, stripped
from memattr.answers.permitted_sets import (
    Picture,
    Projected,
    image,
    levels_of,
    projected,
    sizes,
    total,
)
from memattr.answers.reach import assignment
from memattr.engines.exact.image import values_in
from memattr.engines.exact.witness import pick_inputs
from memattr.model.layout import field_offset, tag_width, to_bits, values_of, width
from memattr.model.types import Enum, Member, Record, Sum, Type, Value, plain
from memattr.readings.bdd import Bdd, Node, count
from memattr.readings.compile_values import at_least
from memattr.readings.dependencies import is_ordered
from memattr.readings.diagram import Diagram


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
    span = a.of.whole.spans[0]
    differing = _differing(diagram, a.whole, b.whole, both, span, span)
    uncovered = _uncovered(diagram, a, b, both), _uncovered(diagram, b, a, both)
    fields = _fields(diagram, a, b, both)
    sets = [differing, *uncovered, *(node for _, node in fields)]
    kept = projected(bdd, model, before.ready, both, sets)
    numbers = sizes(bdd, kept)
    changes = [
        _field_change(path, number, a, b)
        for (path, _), number in zip(fields, numbers[3:], strict=True)
        if number
    ]
    # The worst is shown: a situation that gets weaker, if there is one.
    shown = uncovered[0] or differing
    return AccessChange(
        access,
        tuple(name for name in kept.relevant if name in names),
        numbers[0],
        total(bdd, kept),
        _tally(bdd, kept),
        a.admitted != b.admitted,
        tuple(value for value in b.results if value not in a.results),
        tuple(value for value in a.results if value not in b.results),
        tuple(changes),
        _witness(diagram, a, b, names, shown) if shown else None,
    )


def _tally(bdd: Bdd, kept: Projected) -> ChangeTally:
    """From the first three sets: where results differ, where some after are not covered by those
    before, and the reverse."""
    differing, after, before = kept.sets[:3]
    neither = bdd.minus(differing, bdd.disj(after, before))
    regions = bdd.minus(after, before), bdd.minus(before, after), bdd.conj(after, before), neither
    return ChangeTally(*(count(bdd, region, kept.levels) for region in regions))


def _uncovered(diagram: Diagram, old: _Side, new: _Side, both: Node) -> Node:
    """The situations in which some new result is at least as strong as none of the old ones."""
    bdd, type_ = diagram.bdd, old.of.whole.kinds[0]
    known, region = _regions(bdd, type_, old), 0
    for value, permitted in _regions(bdd, type_, new).items():
        covering = (where for base, where in known.items() if at_least(type_, value, base))
        region = bdd.disj(region, bdd.minus(permitted, bdd.any_of(covering)))
    return bdd.conj(region, both)


def _regions(bdd: Bdd, type_: Type, side: _Side) -> dict[Value, Node]:
    """For each strength that a result has, a result of that strength, and the situations that
    permit one."""
    span = side.of.whole.spans[0]
    known: dict[Value, tuple[Value, Node]] = {}
    for value in side.results:
        code = to_bits(type_, value)
        fixed: dict[int, Node] = {level: code >> bit & 1 for bit, level in enumerate(span)}
        here = bdd.compose(side.whole, fixed)
        strength = stripped(type_, value)
        first, there = known.get(strength, (value, 0))
        known[strength] = first, bdd.disj(there, here)
    return dict(known.values())


def _common(diagram: Diagram, before: Picture, after: Picture) -> tuple[str, ...]:
    inputs = diagram.model.inputs
    return tuple(
        name
        for name in before.ready.levels
        if name in after.ready.levels and inputs[name].player != "hypervisor"
    )


def _side(diagram: Diagram, picture: Picture, names: Sequence[str]) -> _Side:
    """Inputs of the hypervisor, and those that only one side leaves free, may be anything."""
    bdd = diagram.bdd
    others = frozenset(
        levels_of(picture.ready, (n for n in picture.ready.levels if n not in names))
    )
    admitted, whole = bdd.some(picture.admitted, others), bdd.some(picture.whole.node, others)
    return _Side(picture, admitted, whole, image(bdd, picture))


def _differing(
    diagram: Diagram, left: Node, right: Node, where: Node, span: Iterable[int], by: Iterable[int]
) -> Node:
    """Where the sets differ, as far as some of the result's levels go."""
    bdd, levels = diagram.bdd, frozenset(by)
    others = frozenset(span) - levels
    unlike = bdd.xor(bdd.some(left, others), bdd.some(right, others))
    return bdd.some(bdd.conj(where, unlike), levels)


def _fields(diagram: Diagram, a: _Side, b: _Side, both: Node) -> list[tuple[Path, Node]]:
    """Each field of the result with the situations that permit other values of it, where both sides
    permit its shape; and the shapes, with the situations that permit others."""
    type_, span = a.of.whole.kinds[0], a.of.whole.spans[0]
    bare, words, bdd = plain(type_), diagram.words, diagram.bdd
    parts: list[tuple[Path, Node]] = []
    tag: list[int] = []
    if isinstance(bare, Sum):
        tag = list(span[: tag_width(bare)])
        shapes = Enum(SHAPE, tuple(variant.name for variant in bare.variants))
        path = Path(model_output(diagram), (), shapes, shapes)
        parts.append((path, _differing(diagram, a.whole, b.whole, both, span, tag)))
    for variant, index, member in _members(type_):
        low = field_offset(type_, variant, member.name)
        levels = span[low : low + width(member.type)]
        here = 1
        if variant is not None:
            here = words.is_code(tuple(map(bdd.variable, tag)), variant)
        left, right = bdd.conj(a.whole, here), bdd.conj(b.whole, here)
        every = frozenset(span)
        where = bdd.all_of((both, bdd.some(left, every), bdd.some(right, every)))
        differing = _differing(diagram, left, right, where, span, levels)
        path = Path(member.name, ((variant, index),), member.type, member.type)
        parts.append((path, differing))
    return parts


def model_output(diagram: Diagram) -> str:
    """The name of the output that is compared."""
    return diagram.model.outputs()[0].name


def _members(type_: Type) -> list[tuple[int | None, int, Member]]:
    bare = plain(type_)
    if isinstance(bare, Record):
        return [(None, index, member) for index, member in enumerate(bare.fields)]
    if isinstance(bare, Sum):
        shapes = enumerate(bare.variants)
        return [(i, n, member) for i, shape in shapes for n, member in enumerate(shape.fields)]
    return []


def _field_change(path: Path, situations: int, a: _Side, b: _Side) -> FieldChange:
    type_ = skeleton(path.kind) if is_ordered(path.kind) else path.kind
    before, after = _reached(path, a.results), _reached(path, b.results)
    order = [value for value in values_of(type_) if value in before | after]
    gained = tuple(value for value in order if value not in before)
    lost = tuple(value for value in order if value not in after)
    return FieldChange(path.name, situations, type_, gained, lost)


def _reached(path: Path, results: Iterable[Value]) -> frozenset[Value]:
    """The values of a field, unordered fields in it left out; or the shapes."""
    if not path.steps:
        return frozenset(result[0] for result in results if isinstance(result, tuple))
    orders = (at_path(result, path) for result in results)
    there = [value for value in orders if value is not None]
    return frozenset(stripped(path.kind, v) if is_ordered(path.kind) else v for v in there)


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
        sides.append(tuple(results[0] for results in values_in(bdd, side.of.whole, here)))
    return Witness(inputs, sides[0], sides[1])
