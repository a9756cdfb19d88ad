"""What `describe` says first is short, and all of it is in what `-v` says."""

from __future__ import annotations

import re
from functools import cache

import pytest

from memattr.answers.describe import describe
from memattr.answers.description import Description
from memattr.formats import markdown
from memattr.formats.text import page_lines
from memattr.pages.describe_page import describe_page
from memattr.pages.output import Style
from memattr.session import open_session

MODEL = open_session(()).model
POLICIES = [scope.name for scope in MODEL.scopes.values() if scope.kind == "policy"]
# The first line says which policy it is, the last where the rest is; both count.
USUAL, MOST = 16, 20


@cache
def descriptions() -> dict[str, Description]:
    return dict(zip(POLICIES, describe(MODEL, POLICIES), strict=True))


@cache
def lines(policy: str) -> tuple[str, ...]:
    return tuple(page_lines(describe_page(MODEL, descriptions()[policy]), Style()))


@cache
def full(policy: str) -> str:
    """All that is said, where no cell is broken into lines."""
    return markdown.page_text(describe_page(MODEL, descriptions()[policy])).replace("\\", "")


def label(policy: str, name: str) -> str:
    """What stands beside a label of the brief text."""
    found = re.search(rf"^  {name} +(.*?)(?=^  \w|\Z)", "\n".join(lines(policy)), re.M | re.S)
    return " ".join(found[1].split()) if found else ""


def test_nearly_all_policies_take_few_lines() -> None:
    sizes = sorted(len(lines(policy)) for policy in POLICIES)
    assert len(sizes) >= 40
    assert sizes[-1] <= MOST
    assert sizes[len(sizes) // 2] <= 14 and sizes[len(sizes) * 9 // 10] <= USUAL


@pytest.mark.parametrize("policy", POLICIES)
def test_source_and_encoding(policy: str) -> None:
    scope = MODEL.scopes[policy]
    source = label(policy, "source")
    assert scope.note.source in source and scope.note.source in full(policy)
    for setting in descriptions()[policy].settings:
        if setting.own and not setting.free:
            assert f"{setting.input}={setting.value}" in source
            assert f"| {setting.input} | {setting.value} |" in full(policy)


@pytest.mark.parametrize("policy", POLICIES)
def test_guarantees_are_in_both(policy: str) -> None:
    """A bound in brief is the one in full, in other words; each relation is a promise there."""
    told, of = full(policy), descriptions()[policy]
    said = label(policy, "guarantee")
    for results in of.usual:
        for bound in results.bounds:
            if len(bound.reached) == 1:
                value = said.split("always ")
                assert len(value) > 1
    for guarantee in of.strongest:
        if guarantee.relation:
            sentence = guarantee.note.words
            assert sentence[1:] in said and sentence in told
    for bound in re.findall(
        r"(?:at least|at most|always) ([A-Z][\w ]*?)(?=[,;]| data:| fetch| walk:|$)", said
    ):
        assert bound in told, bound


@pytest.mark.parametrize("policy", POLICIES)
def test_support_names_every_class_and_its_access(policy: str) -> None:
    told, said = full(policy), label(policy, "support")
    for access in descriptions()[policy].accesses:
        for view in access.support:
            for value, _ in view.numbers:
                text = MODEL.words.get(value, value.replace("_", " "))
                assert text in said and text in told
            for occurrence in view.occurrences:
                assert occurrence.note.words in told


@pytest.mark.parametrize("policy", POLICIES)
def test_the_other_rows_are_in_both(policy: str) -> None:
    told, of = full(policy), descriptions()[policy]
    for feature in of.unusual:
        apart = label(policy, "apart")
        assert feature in apart and apart in told
        assert f"**without** {', '.join(of.unusual)}: data" in told
    assert of.usual[0].results == int(re.search(r"(\d+) results?", label(policy, "freedom"))[1])  # type: ignore[index]  # a missing number fails here
    for choice in of.accesses[0].depends_on:
        assert choice.choice in told
    for behaviour in of.accesses[0].behaviours:
        assert behaviour.note.words in told


@pytest.mark.parametrize("policy", POLICIES)
def test_what_a_setting_of_a_feature_changes(policy: str) -> None:
    """`the same` only where nothing at all differs; `other results` where the bounds do not."""
    of = descriptions()[policy]
    said = label(policy, "settings")
    assert said.startswith("with_fwb: ")
    before, after = of.as_it_is(), of.under("with_fwb")
    same = [a.permitted == b.permitted for a, b in zip(before, after, strict=True)]
    alike = [
        (a.bounds, a.others) == (b.bounds, b.others) for a, b in zip(before, after, strict=True)
    ]
    assert (said == "with_fwb: the same") == all(same)
    assert ("the same guarantee, but other results" in said) == (all(alike) and not all(same))
