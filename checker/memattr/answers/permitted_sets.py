"""All that one policy permits for one kind of access: sets of situations and of results."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from memattr.answers.idle_inputs import Idle, idle_in_claim
from memattr.engines.exact.diagram_query import DiagramQuery, diagram_query
from memattr.engines.exact.image import Relation, relation, values_in
from memattr.engines.exact.quantifier_elimination import Quantifier
from memattr.model.expressions import TRUE, Expression, Global
from memattr.model.model import Claim, Model
from memattr.model.types import Value
from memattr.place import Note, Place
from memattr.readings.bdd import Bdd, Node, count
from memattr.readings.diagram import Diagram

_RANK = {"cpu": 0, "hypervisor": 1, "guest": 2}
Stated = tuple[tuple[str, tuple[Value, ...]], ...]


@dataclass(frozen=True)
class Situations:
    """`admitted` is a set of situations; choices are gone."""

    ready: DiagramQuery
    admitted: Node


@dataclass(frozen=True)
class Picture(Situations):
    """`whole` is what each of the situations permits."""

    whole: Relation


@dataclass(frozen=True)
class Projected:
    """Sets over the relevant inputs alone, which tell as much as the sets they were."""

    relevant: tuple[str, ...]
    levels: tuple[int, ...]
    admitted: Node
    sets: tuple[Node, ...]


def situations(diagram: Diagram, scope: str | None, stated: Stated) -> Situations:
    """Those that there are under the scope, for the stated values."""
    ready = diagram_query(diagram, bare_claim(diagram.model, scope, stated))
    return Situations(ready, Quantifier(diagram.store).some(ready.adm))


def picture(diagram: Diagram, scope: str | None, stated: Stated) -> Picture:
    """What is permitted under the scope, for the stated values."""
    there, output = situations(diagram, scope, stated), diagram.model.outputs()[0]
    result = Global(output.name, output.type)
    whole = relation(diagram, (result,), there.ready.environment, there.ready.adm)
    return Picture(there.ready, there.admitted, whole)


def idle_in_scope(
    diagram: Diagram, scope: str, names: Collection[str], shown: Iterable[Expression] = ()
) -> tuple[Idle, ...]:
    """Those of the inputs, which the scope fixes, that make no difference to the first output and
    to what is shown beside it, for any kind of access."""
    output = diagram.model.outputs()[0]
    every = (Global(output.name, output.type), *shown)
    return idle_in_claim(diagram, bare_claim(diagram.model, scope, ()), names, every)


def bare_claim(model: Model, scope: str | None, stated: Stated) -> Claim:
    """A claim that says nothing, for its assumptions."""
    note = model.scope(scope).note if scope else Note(Place("", 1, 1))
    return Claim(scope or "", "prove", "", scope, stated, (), (), TRUE, (), None, note)


def image(bdd: Bdd, drawn: Picture) -> tuple[Value, ...]:
    """The results that some situation permits, ordered by their codes."""
    return listed(bdd, drawn.whole, image_over(bdd, drawn, frozenset()))


def image_over(bdd: Bdd, drawn: Picture, levels: frozenset[int]) -> Node:
    """The results that some situation permits, for each assignment to these levels of inputs."""
    kept = frozenset(drawn.whole.spans[0]) | levels
    return bdd.some(drawn.whole.node, bdd.support(drawn.whole.node) - kept)


def listed(bdd: Bdd, whole: Relation, node: Node) -> tuple[Value, ...]:
    """The results of a set over result bits, ordered by their codes."""
    return tuple(values[0] for values in values_in(bdd, whole, node))


def projected(
    bdd: Bdd, model: Model, ready: DiagramQuery, admitted: Node, sets: Sequence[Node]
) -> Projected:
    """Drops each input that makes no difference to any set, features first. Sets are of admitted
    situations."""
    relevant: list[str] = []
    nodes = list(sets)
    for name in sorted(ready.levels, key=lambda name: _rank(model, name)):
        levels = ready.levels[name]
        without = _indifferent(bdd, admitted, nodes, levels)
        if without is None:
            relevant.append(name)
        else:
            admitted, nodes = bdd.some(admitted, levels), without
    names = tuple(name for name in ready.levels if name in relevant)
    return Projected(names, levels_of(ready, names), admitted, tuple(nodes))


def _indifferent(
    bdd: Bdd, admitted: Node, sets: Sequence[Node], levels: frozenset[int]
) -> list[Node] | None:
    """The sets without the levels, if they make no difference there. To see what a diagram depends
    on takes less than to quantify, which remains where what is admitted depends on them too."""
    if levels.isdisjoint(frozenset[int]().union(*map(bdd.support, sets))):
        return list(sets)
    if levels.isdisjoint(bdd.support(admitted)):
        return None
    without = [bdd.some(node, levels) for node in sets]
    same = all(bdd.conj(w, admitted) == n for w, n in zip(without, sets, strict=True))
    return without if same else None


def levels_of(ready: DiagramQuery, names: Iterable[str]) -> tuple[int, ...]:
    """The levels of some inputs, from the root down."""
    return tuple(sorted(level for name in names for level in ready.levels[name]))


def total(bdd: Bdd, projection: Projected) -> int:
    """How many situations of the relevant inputs there are."""
    return count(bdd, projection.admitted, projection.levels)


def sizes(bdd: Bdd, projection: Projected) -> tuple[int, ...]:
    """In how many situations of the relevant inputs each set holds."""
    return tuple(count(bdd, node, projection.levels) for node in projection.sets)


def _rank(model: Model, name: str) -> int:
    declared = model.inputs.get(name)
    return len(_RANK) if declared is None else _RANK[declared.player]
