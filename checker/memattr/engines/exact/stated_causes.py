"""Does a refutation rest on the cases it names? Their guards stay, their results are freed."""

from __future__ import annotations

from memattr.engines.exact.diagram_query import Prepared
from memattr.engines.exact.quantifier_elimination import Quantifier, Step, with_dependents
from memattr.engines.exact.witness import example_of, pick_choices, pick_inputs
from memattr.engines.verdict import (
    Because,
    BecauseHolds,
    CaseName,
    Example,
    NotSufficient,
    Superfluous,
)
from memattr.model.transform import freed_choice, with_freed_cases
from memattr.readings.bdd import Node
from memattr.readings.diagram import Diagram
from memattr.readings.variation import Variation

Cases = tuple[CaseName, ...]


def reason(diagram: Diagram, ready: Prepared) -> Because:
    """Every failing evaluation would pass for some results of the cases, and none can be left
    out."""
    cases = ready.claim.because
    stuck = _stuck(diagram, ready, cases)
    if stuck:
        return NotSufficient(_example(diagram, ready, stuck))
    idle = (c for c in cases if not _stuck(diagram, ready, tuple(o for o in cases if o != c)))
    superfluous = tuple(idle)
    return Superfluous(superfluous) if superfluous else BecauseHolds()


def _stuck(diagram: Diagram, ready: Prepared, cases: Cases) -> Node:
    """The failing evaluations, inputs and real choices, that fail whatever the cases give."""
    bdd, store = diagram.bdd, diagram.store
    quantifier = Quantifier(store)
    failing = bdd.minus(ready.adm, ready.body)
    if not cases:
        return quantifier.permitted(store.read_by(failing), failing)
    changed = frozenset(function for function, _ in cases)
    freed = Variation(diagram, with_freed_cases(diagram.model, cases), changed)
    body = freed.truth(ready.claim.body, ready.environment)
    instances = store.may_be_read_by(body)
    names = {freed_choice(function, case) for function, case in cases}
    late = with_dependents(instances, lambda made: made.choice.name in names)
    early = [made for made in instances if made not in late]
    steps: list[Step] = [
        (made, "some" if made.choice.name in names else "every") for made in reversed(late)
    ]
    rescued = quantifier.eliminated(body, steps, early)
    stuck = bdd.minus(failing, rescued)
    return quantifier.permitted(store.read_by(stuck), stuck)


def _example(diagram: Diagram, ready: Prepared, stuck: Node) -> Example:
    instances = diagram.store.read_by(stuck)
    values, region = pick_inputs(diagram, ready, stuck)
    choices, _ = pick_choices(diagram, region, instances)
    return example_of(ready, values, choices, diagram.model)
