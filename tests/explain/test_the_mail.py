"""The report on the claim that began the project, against the oracle, which shares no code."""

from __future__ import annotations

from collections import Counter
from itertools import product
from typing import Literal

from memattr.engines.decide import Decider
from memattr.engines.verdict import Refuted
from memattr.explain.explainer import Explainer
from tests.oracle.brute_force import INPUTS, Attributes, Device, permitted, possible

FEATURES = tuple(name for name in INPUTS if name.startswith("FEAT_"))
CLAIM = "dev_is_nGnRnE"


def described(inputs: dict[str, int]) -> Literal["fails", "may", "passes"]:
    """Whether every permitted result is Device-nGnRnE, or none, or some."""
    strict = {
        isinstance(result, Attributes)
        and isinstance(result.memory, Device)
        and result.memory.subtype == "nGnRnE"
        for result in permitted(inputs)
    }
    return "may" if len(strict) == 2 else "passes" if strict == {True} else "fails"


def test_every_byte(decider: Decider) -> None:
    claim = next(claim for claim in decider.model.claims if claim.name == CLAIM)
    verdict = decider.decide(claim)
    assert isinstance(verdict.outcome, Refuted) and decider.exact is not None
    said = Explainer(decider.model, decider.exact, decider.evaluator).report(verdict).refutation
    assert said is not None and verdict.evidence is not None and verdict.evidence.counts is not None
    example = dict(verdict.outcome.example.inputs)
    relevant = verdict.evidence.counts.relevant
    found: Counter[str] = Counter()
    strict = set()
    for values in product(*(range(INPUTS[name]) for name in relevant)):
        inputs = {name: int(value) for name, value in example.items() if isinstance(value, int)}
        inputs |= dict(zip(relevant, values, strict=True))
        if possible(inputs):
            status = described(inputs)
            found[status] += 1
            if status == "passes":
                strict.add(inputs["MAIR"])
    assert said.fails.relevant == ("MAIR",)
    assert (found["fails"], found["may"]) == (said.fails.fails, said.fails.may_fail)
    assert found["fails"] + found["passes"] == said.fails.others
    assert strict == {0x00}
    assert [str(setting) for setting in said.passes] == ["MAIR=0x00 (Device-nGnRnE)"]
    assert said.guest.terms == ("MAIR is Device-nGnRnE",)
    assert said.platform.terms == ()
