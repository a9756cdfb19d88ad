"""Each finding is found where it is, and nothing is found where nothing is."""

from __future__ import annotations

import pytest

from memattr.lint.mutants import mutants
from memattr.lint.text_findings import findings
from memattr.model.model import Model
from tests.lint.small import TEXT, changed, model_of


def found(model: Model) -> list[tuple[str, str]]:
    return [(problem.code, problem.message) for problem in findings(model, model.claims)]


def test_nothing_is_left_open() -> None:
    assert found(model_of(TEXT)) == []


@pytest.mark.parametrize(
    ("old", "new", "code", "words"),
    [
        ("c is 0b01, w => green", "c is 0b01, w => red", "broken-promise", "refuted"),
        (' source "a book"', "", "no-source", "system shop"),
        ('is blue" ref R_B', 'is blue"', "no-source", "blue_is_said"),
        ('says" ref R_A', 'says"', "no-reference", "colour_of and its cases"),
        ('identifier R_B "Colours"', 'identifier R_C "C"\nidentifier R_B "B"', "not-cited", "R_C"),
        (
            "output colour",
            "define idle(w: bool) -> bool ref R_A\n  case a : w => w\n  case b : not w => w\n"
            "output colour",
            "not-used",
            "idle",
        ),
    ],
)
def test_each_finding(old: str, new: str, code: str, words: str) -> None:
    everything = found(changed(old, new))
    assert any(code == one and words in message for one, message in everything), everything
    assert {one for one, _ in everything} == {code}


def test_one_case_without_a_reference() -> None:
    text = TEXT.replace('says" ref R_A', 'says"').replace(
        "=> red\n  case one", "=> red ref R_A\n  case one"
    )
    assert ("no-reference", "the case colour_of.one has no reference") in found(model_of(text))


def test_a_reason_puts_an_identifier_out_of_scope() -> None:
    text = TEXT.replace(
        'identifier R_B "Colours"',
        'identifier R_C "C"\nout of scope R_C because "not modelled"\nidentifier R_B "Colours"',
    )
    assert found(model_of(text)) == []


def test_a_case_that_no_claim_needs() -> None:
    """No example and no claim says what it gives; a cover that it serves would do."""
    lines = TEXT.splitlines(keepends=True)
    text = "".join(line for line in lines if not line.startswith(("prove", "example e_11")))
    (problem,) = findings(model_of(text), model_of(text).claims)
    assert problem.code == "not-needed"
    assert "colour_of.rest" in problem.message
    assert findings(model_of(text), model_of(text).claims, frozenset({"b.attr"})) == []
    covered = text + "cover blue ref R_B given code is 0b11 : colour is blue\n"
    assert found(model_of(covered)) == []


def test_mutants_are_deterministic_and_many() -> None:
    one, other = (list(mutants(model_of(TEXT))) for _ in range(2))
    assert [m.title for m in one] == [m.title for m in other]
    assert len({m.title for m in one}) == len(one) > 10
