"""A seeded fault in one reading, or in both engines, never becomes a verdict."""

from __future__ import annotations

from dataclasses import replace

from memattr.engines.decide import Decider
from memattr.engines.exact.exact_engine import Exact
from memattr.engines.smt.counterexample_guided import Solver
from memattr.engines.verdict import Disagreement, Proved
from memattr.model.expressions import Equal, Implies
from memattr.model.model import Case, Model
from memattr.model.types import Bits

from .build import both, claim, const, given, local
from .paint import PAINT


def broken(of: Model) -> Model:
    """The same with one case giving another result."""
    combine = of.functions["combine"]

    def faulty(one: Case) -> Case:
        return replace(one, body=local("b", one.body.type)) if one.name == "left" else one

    cases = tuple(map(faulty, combine.cases))
    return replace(of, functions={**of.functions, "combine": replace(combine, cases=cases)})


STATED = claim(
    "prove",
    Implies(
        both(Equal(given("code", Bits(4, "Code")), const(Bits(4, "Code"), 0))),
        Equal(
            given("coat", PAINT.derived["coat"].type),
            const(PAINT.derived["coat"].type, (0, (0,))),
        ),
    ),
)


def test_a_fault_in_one_reading_is_a_disagreement() -> None:
    assert isinstance(Decider(PAINT).decide(STATED).outcome, Proved)
    for side in ("exact", "solver"):
        decider = Decider(PAINT)
        setattr(decider, side, {"exact": Exact, "solver": Solver}[side](broken(PAINT)))
        outcome = decider.decide(STATED).outcome
        assert isinstance(outcome, Disagreement)
        assert outcome.reason == "the engines differ"


def test_a_fault_in_both_engines_is_found_by_replay() -> None:
    decider = Decider(PAINT)
    decider.exact, decider.solver = Exact(broken(PAINT)), Solver(broken(PAINT))
    outcome = decider.decide(STATED).outcome
    assert isinstance(outcome, Disagreement)
    assert outcome.reason == "exact, replayed: the example passes"


def test_one_engine_alone() -> None:
    assert Decider(PAINT, "exact").decide(STATED).rests_on == ("exact(2^15 inputs)",)
    assert Decider(PAINT, "z3").decide(STATED).rests_on == ("z3",)
