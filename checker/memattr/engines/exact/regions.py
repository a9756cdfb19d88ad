"""What comes of a claim as sets of inputs, before anyone picks an example from them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

from memattr.engines.exact.diagram_query import DiagramQuery
from memattr.engines.exact.quantifier_elimination import (
    Quantifier,
    Step,
    innermost_first,
    with_dependents,
)
from memattr.engines.premises import needed
from memattr.engines.verdict import Counts
from memattr.model.expressions import Expression
from memattr.model.model import Model
from memattr.readings.bdd import Bdd, Node, count
from memattr.readings.diagram import Diagram
from memattr.readings.diagram_choices import DiagramInstance


@dataclass(frozen=True)
class Empty:
    """Nothing is admitted, or nothing admitted meets the premise."""

    premise: Expression | None


@dataclass(frozen=True)
class Regions:
    """Where every permitted choice fails, where only some do, where an unpredictable choice can
    change the claim, and what is admitted."""

    must: Node
    may: Node
    reserved: Node
    admitted: Node


@dataclass(frozen=True)
class CoverRegion:
    """Inputs that meet the body; `plan` also says which of the `first` choices to take for that,
    whatever the others then are."""

    region: Node
    plan: Node
    first: tuple[DiagramInstance, ...]


@dataclass(frozen=True)
class NoCover:
    """No input does; on every cpu: none of these cpus has one."""

    cpus: Node | None


@dataclass(frozen=True)
class NotDecided:
    """Not known."""

    reason: str


Decision: TypeAlias = Empty | Regions | CoverRegion | NoCover | NotDecided


def decision_of(diagram: Diagram, ready: DiagramQuery, quantifier: Quantifier) -> Decision:
    """The sets that decide the claim, over what is free."""
    empty = _empty(diagram, ready, quantifier)
    if empty is not None:
        return empty
    if ready.claim.expected != "cover":
        return _regions(diagram, ready, quantifier)
    if ready.claim.mode == "on every cpu":
        return _on_every_cpu(diagram, ready, quantifier)
    if ready.claim.mode == "by choice":
        met = diagram.bdd.conj(ready.adm, ready.body)
        return _reached(quantifier.some(met), met, ())
    return _cover(diagram, ready, quantifier)


def same_outcome(one: Decision, other: Decision) -> bool:
    """True iff both mean the same verdict."""
    if isinstance(one, Regions) and isinstance(other, Regions):
        return _sign(one) == _sign(other)
    return type(one) is type(other)


def _sign(regions: Regions) -> int:
    return 2 if regions.must else 1 if regions.may else 0


def _empty(diagram: Diagram, ready: DiagramQuery, quantifier: Quantifier) -> Empty | None:
    if quantifier.some(ready.adm) == 0:
        return Empty(None)
    for premise in needed(diagram.model, ready.claim):
        met = diagram.truth(premise, ready.environment)
        if quantifier.some(diagram.bdd.conj(ready.adm, met)) == 0:
            return Empty(premise)
    return None


def _regions(diagram: Diagram, ready: DiagramQuery, quantifier: Quantifier) -> Regions:
    """Unpredictable choices, and those that depend on them, are quantified first: what they alone
    can make either way is reserved."""
    bdd = diagram.bdd
    bodies = bdd.minus(ready.adm, ready.body), bdd.conj(ready.adm, ready.body)
    instances = diagram.store.read_by(*bodies)
    late = _late(instances)
    early = [instance for instance in instances if instance not in late]
    answers = _some(late)
    failing, passing = (quantifier.eliminated(body, answers, early) for body in bodies)
    others = _some(early)
    fails, passes = (quantifier.eliminated(part, others) for part in (failing, passing))
    may = bdd.conj(fails, passes)
    reserved = quantifier.eliminated(bdd.conj(failing, passing), others) if may else 0
    return Regions(bdd.minus(fails, passes), may, reserved, bdd.disj(fails, passes))


def _some(instances: Iterable[DiagramInstance]) -> list[Step]:
    return [(instance, "some") for instance in innermost_first(instances)]


def _late(instances: list[DiagramInstance]) -> list[DiagramInstance]:
    """The unpredictable choices, and what depends on them."""
    return with_dependents(instances, lambda instance: instance.choice.kind == "unpredictable")


def _reached(region: Node, plan: Node, first: tuple[DiagramInstance, ...]) -> Decision:
    return CoverRegion(region, plan, first) if region else NoCover(None)


def _cover(diagram: Diagram, ready: DiagramQuery, quantifier: Quantifier) -> Decision:
    """Implementation defined choices come first, unpredictable ones answer. An implementation
    defined choice that depends on an unpredictable one is a function of it: taken as a constant
    it gives less than there is, taken last it gives more."""
    bdd, store = diagram.bdd, diagram.store
    goal = bdd.conj(ready.adm, ready.body)
    instances = store.read_by(goal)
    late = _late(instances)
    first = [instance for instance in instances if instance.choice.kind != "unpredictable"]
    constant = [instance for instance in first if instance in late]
    for instance in constant:
        goal = quantifier.given(instance, (m for m in first if m is not instance), goal)
    answers: list[Step] = [
        (instance, "every")
        for instance in reversed(instances)
        if instance.choice.kind == "unpredictable"
    ]
    plan = quantifier.eliminated(goal, answers)
    early = [instance for instance in first if instance not in late]
    plan = quantifier.permitted(early, plan)
    region = bdd.some(plan, frozenset().union(*(instance.levels for instance in first)))
    if region or not constant:
        return _reached(region, plan, tuple(first))
    if _more(diagram, ready, quantifier) == 0:
        return NoCover(None)
    return NotDecided("an implementation defined choice depends on an unpredictable one")


def _more(diagram: Diagram, ready: DiagramQuery, quantifier: Quantifier) -> Node:
    """Where each choice answers what comes before it: no less than `cover` means."""
    goal = diagram.bdd.conj(ready.adm, ready.body)
    instances = diagram.store.read_by(goal)[::-1]
    late = _late(instances[::-1])
    steps: list[Step] = [
        (instance, "every" if instance.choice.kind == "unpredictable" else "some")
        for instance in instances
        if instance in late
    ]
    steps += [(instance, "some") for instance in instances if instance not in late]
    return quantifier.eliminated(goal, steps)


def _on_every_cpu(diagram: Diagram, ready: DiagramQuery, quantifier: Quantifier) -> Decision:
    bdd = diagram.bdd
    goal = bdd.conj(ready.adm, ready.body)
    region = bdd.conj(quantifier.every(goal), quantifier.some(ready.adm))
    players = {name: declared.player for name, declared in diagram.model.inputs.items()}
    instances = dict(ready.claim.instances)
    others = [
        levels
        for name, levels in ready.levels.items()
        if players.get(instances.get(name) or name) != "cpu"
    ]
    software = frozenset[int]().union(*others)
    admitted = bdd.some(quantifier.some(ready.adm), software)
    missing = bdd.minus(admitted, bdd.some(region, software))
    return NoCover(missing) if missing else CoverRegion(region, region, ())


_RANK = {"cpu": 0, "hypervisor": 1, "guest": 2}


def counted(bdd: Bdd, model: Model, ready: DiagramQuery, regions: Regions) -> Counts:
    """The numbers of failing, possibly failing, reserved and admitted inputs."""
    may = bdd.minus(regions.may, regions.reserved)
    passes = bdd.minus(regions.admitted, bdd.disj(regions.must, regions.may))
    classes = [regions.must, may, regions.reserved, passes]
    relevant, classes = _projected(bdd, _in_order(model, ready), ready, classes)
    levels = sorted(frozenset().union(*(ready.levels[name] for name in relevant)))
    fails, may_fail, reserved, passing = (count(bdd, node, levels) for node in classes)
    return Counts(
        relevant=tuple(name for name in ready.levels if name in relevant),
        irrelevant=tuple(name for name in ready.levels if name not in relevant),
        fails=fails,
        may_fail=may_fail + reserved,
        reserved=reserved,
        admitted=fails + may_fail + reserved + passing,
    )


def _in_order(model: Model, ready: DiagramQuery) -> list[str]:
    """Free inputs, those first that a reader would rather not hear of."""
    instances = dict(ready.claim.instances)

    def rank(name: str) -> int:
        declared = model.inputs.get(instances.get(name) or name)
        return len(_RANK) if declared is None else _RANK[declared.player]

    return sorted(ready.levels, key=rank)


def _projected(
    bdd: Bdd, names: Iterable[str], ready: DiagramQuery, classes: list[Node]
) -> tuple[frozenset[str], list[Node]]:
    """Drops one input after the other, as long as the rest still tells the classes apart."""
    relevant = set()
    for name in names:
        levels = ready.levels[name]
        smaller = [bdd.some(node, levels) for node in classes]
        if _disjoint(bdd, smaller):
            classes = smaller
        else:
            relevant.add(name)
    return frozenset(relevant), classes


def _disjoint(bdd: Bdd, classes: list[Node]) -> bool:
    seen = 0
    for node in classes:
        if bdd.conj(seen, node):
            return False
        seen = bdd.disj(seen, node)
    return True
