"""Z3's engine for Horn clauses is told nothing of the search, and says the same of every shipped
claim about runs; a search that misses a run, or finds one too many, is noticed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from memattr.engines.smt.counterexample_guided import Solver
from memattr.machines import horn
from memattr.machines.explicit import Explorer, Reached
from memattr.machines.horn import Found, horn_engine
from memattr.machines.inductive import EncodedMachine, fixed_values
from memattr.machines.instances import Instance
from memattr.machines.safety_decider import SafetyDecider
from memattr.model.expressions import Not
from memattr.model.machine import SafetyClaim
from memattr.model.model import Model
from memattr.readings.diagram import Diagram
from memattr.readings.evaluate import Evaluator
from memattr.session import open_session

LIFECYCLE = Path(__file__).resolve().parents[2] / "rules" / "lifecycle.attr"


@pytest.fixture(scope="module")
def model() -> Model:
    return open_session([LIFECYCLE]).model


@pytest.fixture(scope="module")
def decider(model: Model) -> SafetyDecider:
    return SafetyDecider(Evaluator(model), Diagram(model), Solver(model), horn=True)


def claim_of(model: Model, name: str) -> SafetyClaim:
    return next(claim for claim in model.safety_claims if claim.name == name)


def test_it_agrees_on_every_shipped_claim(model: Model, decider: SafetyDecider) -> None:
    """All the same verdicts as expected, where the search and the inductive check agree too."""
    verdicts = [decider.decide(claim) for claim in model.safety_claims]
    assert len(verdicts) >= 30
    assert [v.claim.name for v in verdicts if not v.is_expected] == []
    assert {v.rests_on[0] for v in verdicts} == {"horn"}


def test_a_search_that_misses_the_run_is_noticed(
    model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Explorer.reached

    def blind(self: Explorer, instance: Instance, wanted: bool) -> Reached:
        return replace(whole(self, instance, wanted), found=None)

    monkeypatch.setattr(Explorer, "reached", blind)
    decider = SafetyDecider(Evaluator(model), Diagram(model), Solver(model), horn=True)
    verdict = decider.decide(claim_of(model, "xsa_364_leaks"))
    assert verdict.word == "ERROR"
    assert verdict.reason == "horn objects: there is a run to what is looked for"


def test_that_it_gave_up_is_said(model: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    def gives_up(*_: object) -> Found:
        return "unknown"

    monkeypatch.setattr(horn, "horn_engine", gives_up)
    decider = SafetyDecider(Evaluator(model), Diagram(model), Solver(model), horn=True)
    verdict = decider.decide(claim_of(model, "xsa_364_fixed"))
    assert (verdict.word, verdict.reason) == ("UNKNOWN", "the engine for Horn clauses gave up")


def test_it_stops_in_time(model: Model, decider: SafetyDecider) -> None:
    claim = claim_of(model, "kvm_keeps_secrets")
    machine = model.machines[claim.machine]
    encoded = EncodedMachine(Solver(model).encoder, machine)
    searched = decider.searched(claim)
    systems = [
        encoded.system(
            claim, claim.steps, fixed_values(machine, claim, one.configuration), Not(claim.body)
        )
        for one in searched
    ]
    assert horn_engine(systems, 0.001) == "unknown"
