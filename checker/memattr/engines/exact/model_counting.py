"""How many inputs fail, over those inputs on which failing depends."""

from __future__ import annotations

from collections.abc import Iterable

from memattr.engines.exact.diagram_query import Prepared
from memattr.engines.exact.regions import Regions
from memattr.engines.verdict import Counts
from memattr.model.model import Model
from memattr.readings.bdd import Bdd, Node
from memattr.readings.satisfying_assignments import count

_RANK = {"cpu": 0, "hypervisor": 1, "guest": 2}


def counted(bdd: Bdd, model: Model, ready: Prepared, regions: Regions) -> Counts:
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


def _in_order(model: Model, ready: Prepared) -> list[str]:
    """Free inputs, those first that a reader would rather not hear of."""
    instances = dict(ready.claim.instances)

    def rank(name: str) -> int:
        declared = model.inputs.get(instances.get(name) or name)
        return len(_RANK) if declared is None else _RANK[declared.player]

    return sorted(ready.levels, key=rank)


def _projected(
    bdd: Bdd, names: Iterable[str], ready: Prepared, classes: list[Node]
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
