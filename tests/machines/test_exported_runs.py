"""Claims about runs as texts for other solvers: a second one says of each what is expected, and a
faulty search is contradicted."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import z3

from memattr.command.outside_evidence import OutsideEvidence
from memattr.engines.smt.counterexample_guided import Solver
from memattr.machines.explicit import Explorer, Reached
from memattr.machines.exported_runs import exported
from memattr.machines.instances import Instance
from memattr.machines.safety_decider import SafetyDecider
from memattr.model.model import Model
from memattr.readings.diagram import Diagram
from memattr.readings.evaluate import Evaluator
from memattr.session import open_session

TEXT = """requires memattr 1.0, manual "DDI 0487 M.a.a"
order Speed strongest first: halt, slow, fast
guest wish: Speed
hypervisor field limit: Speed
output result: Speed = strongest of wish, limit
machine car "A car that is lent"
  state lent: bool = 0
  state speed: Speed = halt
  action drives for any s in Speed when result may be s, lent : speed = s
  step hand_over : lent = 1
procedure lending of car : hand_over
prove calm "Nobody is fast" with limit = slow by lending : speed is not fast
refute calm_anyway "Nobody is fast, whatever the limit" by lending : speed is not fast
cover crawls "Somebody is slow" by lending : speed is slow
"""


@pytest.fixture
def model(tmp_path: Path) -> Model:
    path = tmp_path / "car.attr"
    path.write_text(TEXT)
    return open_session([path]).model


def decider_of(model: Model, solver: bool = True) -> SafetyDecider:
    return SafetyDecider(Evaluator(model), Diagram(model), Solver(model) if solver else None)


def test_each_text_is_decided_as_expected(model: Model) -> None:
    decider = decider_of(model)
    seen = set()
    for claim in model.safety_claims:
        verdict = decider.decide(claim)
        assert verdict.is_expected
        for one in exported(decider, model, verdict):
            assert f"(set-logic {one.logic})" in one.text
            solver = z3.SolverFor(one.logic)
            solver.from_string(one.text)
            assert str(solver.check()) == one.expected
            seen.add((claim.name, one.part.partition("-")[0], one.expected))
    assert {(name, "", said) for name, part, said in seen if not part} == {
        ("calm", "", "unsat"), ("calm_anyway", "", "sat"), ("crawls", "", "sat"),
    }  # fmt: skip
    assert ("calm", "horn", "sat") in seen
    assert ("calm", "guests", "unsat") in seen


def test_texts_are_written_and_a_second_solver_is_asked(model: Model, tmp_path: Path) -> None:
    pytest.importorskip("cvc5")
    decider = decider_of(model)
    outside = OutsideEvidence(model, tmp_path / "out", second=True, timeout_ms=None)
    for claim in model.safety_claims:
        verdict = outside.beside_runs(decider.decide(claim), decider)
        assert verdict.rests_on[-1] == "second solver"
    assert (tmp_path / "out" / "calm.smt2").is_file()
    assert (tmp_path / "out" / "calm.horn-1.smt2").is_file()


def test_a_search_that_forgets_a_state_is_contradicted(
    model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("cvc5")
    whole = Explorer.reached

    def forgetful(self: Explorer, instance: Instance, wanted: bool) -> Reached:
        found = whole(self, instance, wanted)
        return replace(found, states=dict(list(found.states.items())[:-1]))

    monkeypatch.setattr(Explorer, "reached", forgetful)
    decider = decider_of(model, solver=False)
    outside = OutsideEvidence(model, None, second=True, timeout_ms=None)
    verdict = outside.beside_runs(decider.decide(model.safety_claims[0]), decider)
    assert (verdict.word, verdict.reason) == (
        "ERROR", "the second solver says sat of the runs",
    )  # fmt: skip
