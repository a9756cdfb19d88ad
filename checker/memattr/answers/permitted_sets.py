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
class Picture:
    """`admitted` is a set of situations, `whole` what each permits; choices are gone."""

    ready: DiagramQuery
    admitted: Node
    whole: Relation


@dataclass(frozen=True)
class Projected:
    """Sets over the relevant inputs alone, which tell as much as the sets they were."""

    relevant: tuple[str, ...]
    levels: tuple[int, ...]
    admitted: Node
    sets: tuple[Node, ...]


def picture(diagram: Diagram, scope: str | None, stated: Stated) -> Picture:
    """What is permitted under the scope, for the stated values."""
    model = diagram.model
    output = model.outputs()[0]
    ready = diagram_query(diagram, bare_claim(model, scope, stated))
    result = Global(output.name, output.type)
    whole = relation(diagram, (result,), ready.environment, ready.adm)
    return Picture(ready, Quantifier(diagram.store).some(ready.adm), whole)


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
    note = model.scopes[scope].note if scope else Note(Place("", 1, 1))
    return Claim(scope or "", "prove", "", scope, stated, (), (), TRUE, (), None, note)


def image(bdd: Bdd, of: Picture) -> tuple[Value, ...]:
    """The results that some situation permits, ordered by their codes."""
    inputs = bdd.support(of.whole.node) - frozenset(of.whole.spans[0])
    everything = bdd.some(of.whole.node, inputs)
    return tuple(values[0] for values in values_in(bdd, of.whole, everything))


def projected(
    bdd: Bdd, model: Model, ready: DiagramQuery, admitted: Node, sets: Sequence[Node]
) -> Projected:
    """Drops each input that makes no difference to any set, features first."""
    relevant: list[str] = []
    nodes = list(sets)
    for name in sorted(ready.levels, key=lambda name: _rank(model, name)):
        levels = ready.levels[name]
        smaller = bdd.some(admitted, levels)
        without = [bdd.some(node, levels) for node in nodes]
        if all(bdd.conj(w, admitted) == n for w, n in zip(without, nodes, strict=True)):
            admitted, nodes = smaller, without
        else:
            relevant.append(name)
    names = tuple(name for name in ready.levels if name in relevant)
    return Projected(names, levels_of(ready, names), admitted, tuple(nodes))


def levels_of(ready: DiagramQuery, names: Iterable[str]) -> tuple[int, ...]:
    """The levels of some inputs, from the root down."""
    return tuple(sorted(level for name in names for level in ready.levels[name]))


def total(bdd: Bdd, of: Projected) -> int:
    """How many situations of the relevant inputs there are."""
    return count(bdd, of.admitted, of.levels)


def sizes(bdd: Bdd, of: Projected) -> tuple[int, ...]:
    """In how many situations of the relevant inputs each set holds."""
    return tuple(count(bdd, node, of.levels) for node in of.sets)


def _rank(model: Model, name: str) -> int:
    declared = model.inputs.get(name)
    return len(_RANK) if declared is None else _RANK[declared.player]
