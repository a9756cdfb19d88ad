"""What becomes of mutants: compared with all inputs tried, one after the other."""

from __future__ import annotations

import os
import signal
from itertools import product

import pytest

from memattr.lint.cone_of_influence import Cones
from memattr.lint.detection import (
    Equivalent,
    Fate,
    MutantDetector,
    Noticed,
    Refused,
    Survivor,
    Undecided,
    Unseen,
)
from memattr.lint.mutant_processes import fates
from memattr.lint.mutants import Mutant, mutants
from memattr.model.expressions import Global
from memattr.model.model import Model
from memattr.readings.evaluate import Evaluator
from memattr.readings.nondeterminism import permitted
from tests.lint.small import TEXT, changed, model_of


def shown(model: Model) -> object:
    """Every permitted output, for every input."""
    evaluator = Evaluator(model)
    outputs = [Global(output.name, output.type) for output in model.outputs()]
    kinds = [list(evaluator.values_of(declared.type)) for declared in model.inputs.values()]
    return [
        frozenset(permitted(evaluator, outputs, dict(zip(model.inputs, values, strict=True))))
        for values in product(*kinds)
    ]


def survivors(model: Model) -> list[str]:
    detector = MutantDetector(model, model.claims)
    return [m.title for m in mutants(model) if isinstance(detector.fate(m), Survivor)]


def test_nobody_survives_complete_claims() -> None:
    assert survivors(model_of(TEXT)) == []


def test_equivalent_means_the_same_outputs() -> None:
    for claims in (True, False):
        model = model_of(TEXT)
        detector, cones = MutantDetector(model, model.claims if claims else ()), Cones(model)
        for mutant in mutants(model):
            fate = detector.fate(mutant)
            assert claims or not isinstance(fate, Noticed)
            if isinstance(fate, Refused):
                continue
            same = shown(cones.model(mutant)) == shown(model)
            assert same == isinstance(fate, Equivalent), mutant.title


def test_a_wrong_case_that_no_claim_looks_at_survives() -> None:
    lines = TEXT.splitlines(keepends=True)
    text = "".join(line for line in lines if not line.startswith(("prove", "example e_11")))
    left = survivors(model_of(text))
    assert "colour_of.rest gives red" in left
    assert "colour_of.zero gives green" not in left


def test_what_no_output_depends_on_is_unseen() -> None:
    idle = "define idle(w: bool) -> bool ref R_A\n  case a : w => 1\n  case b : not w => 0\n\n"
    model = model_of(TEXT.replace("output colour", idle + "output colour"))
    detector = MutantDetector(model, model.claims)
    fates = [detector.fate(mutant) for mutant in mutants(model) if mutant.function == "idle"]
    assert fates and set(fates) == {Unseen()}


def test_a_seeded_wrong_case_is_noticed() -> None:
    model = model_of(TEXT)
    wrong = changed("case rest   : c is 0b11 => blue", "case rest   : c is 0b11 => green")
    mutant = Mutant("colour_of", "rest", "is wrong", wrong.functions["colour_of"])
    assert MutantDetector(model, model.claims).fate(mutant) == Noticed("e_11")


def test_a_claim_notices_a_choice_that_is_narrower() -> None:
    model = model_of(TEXT)
    detector = MutantDetector(model, model.claims)
    fates = {mutant.title: detector.fate(mutant) for mutant in mutants(model)}
    assert fates["colour_of.open never chooses red"] == Noticed("red_is_open")
    assert fates["colour_of.open may choose blue"] in (Noticed("e_10"), Noticed("e_10w"))


def test_a_choice_over_what_another_function_admits_is_read_anew() -> None:
    text = TEXT.replace(
        "define colour_of",
        "define allowed(k: Colour) -> bool ref R_A\n"
        "  case no  : k is blue => 0\n  case yes : k is not blue => 1\n\ndefine colour_of",
    ).replace("where k is not blue", "where allowed(k)")
    model = model_of(text)
    detector = MutantDetector(model, tuple(c for c in model.claims if c.form != "example"))
    fates = {mutant.title: detector.fate(mutant) for mutant in mutants(model)}
    assert fates["allowed.no gives 1"] == Noticed("blue_is_said")


def test_a_claim_that_fails_anyway_notices_nothing() -> None:
    claim = "cover green_is_open ref R_A by choice"
    model = changed(claim, claim.removesuffix(" by choice"))
    detector = MutantDetector(model, model.claims)
    fates = [detector.fate(mutant) for mutant in mutants(model)]
    assert fates and Noticed("green_is_open") not in fates


def test_several_processes_find_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    model = model_of(TEXT)
    every = list(mutants(model))
    alone = list(fates(model, model.claims, every, 1))
    monkeypatch.setattr("memattr.lint.mutant_processes.TOGETHER", len(every) // 3)
    together = list(fates(model, model.claims, every, 2))
    assert [mutant for mutant, _ in together] == every
    assert [type(fate) for _, fate in together] == [type(fate) for _, fate in alone]


def test_mutants_of_a_process_that_dies_are_undecided(monkeypatch: pytest.MonkeyPatch) -> None:
    model = model_of(TEXT)
    every = list(mutants(model))
    monkeypatch.setattr("memattr.lint.mutant_processes.TOGETHER", len(every) // 3)
    fate, deadly = MutantDetector.fate, every[-1]

    def fate_or_death(self: MutantDetector, mutant: Mutant) -> Fate:
        if mutant == deadly:
            os.kill(os.getpid(), signal.SIGKILL)
        return fate(self, mutant)

    monkeypatch.setattr(MutantDetector, "fate", fate_or_death)
    told = list(fates(model, model.claims, every, 2))
    assert [mutant for mutant, _ in told] == every
    undecided = [mutant for mutant, one in told if one == Undecided("its process died: SIGKILL")]
    assert deadly in undecided and len(undecided) <= len(every) // 3 + 2
    assert undecided == every[-len(undecided) :], "what other processes were at stands"
