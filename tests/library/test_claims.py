"""Every claim of the collection is decided in rules/, or listed with a reason.

A claim that was found true is proved or covered, a false one refuted. A conditional one is at least
two: where it holds, and where it does not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from memattr.place import Note

from .shared import identifiers, left_out, rows, shipped

CLAIMS = rows("claims.csv")
# No attribute is in question: nothing of them is claimed.
NOT_CLAIMED = {"CLM-035", "CLM-045", "CLM-050", "CLM-092", "CLM-097"}
# "There is ..." was found false: the opposite is proved.
DENIED = {"CLM-095"}
HOLDS = {"prove", "cover", "find"}


def readings(name: str) -> dict[str, set[str]]:
    """How the claim is decided: the names by what is expected of them; a question is a `find`."""
    found: dict[str, set[str]] = {}
    for claim in shipped().claims:
        if name in identifiers(claim.note.words):
            found.setdefault(claim.expected, set()).add(claim.family or claim.name)
    for question in shipped().questions:
        if name in identifiers(question.note.words):
            found.setdefault("find", set()).add(question.name)
    return found


def notes() -> list[Note]:
    """What the authors say of all claims, those about sequences included, and of all questions."""
    model = shipped()
    claims = [claim.note for claim in model.claims]
    claims += [claim.note for claim in model.safety_claims]
    return claims + [question.note for question in model.questions]


def test_the_collection_is_whole() -> None:
    assert len(CLAIMS) == len({row["id"] for row in CLAIMS}) == 76


def test_what_is_not_decided_is_listed() -> None:
    assert {row["id"] for row in CLAIMS if not readings(row["id"])} == NOT_CLAIMED
    listed = {name: why for name, why in left_out().items() if name.startswith("CLM-")}
    assert listed == {row["id"]: row["left"] for row in CLAIMS if row["left"]}
    assert listed.keys() >= NOT_CLAIMED


def test_what_is_decided_elsewhere_is_decided_there() -> None:
    """A comment that says "in FILE" names a file of rules/ where a claim cites the identifier."""
    decided = {
        (Path(note.place.file).name, name) for note in notes() for name in identifiers(note.words)
    }
    elsewhere = {
        (row["left"].removeprefix("in "), row["id"])
        for row in CLAIMS
        if row["left"].startswith("in ")
    }
    assert elsewhere
    assert elsewhere - decided == set()


@pytest.mark.parametrize("row", CLAIMS, ids=[row["id"] for row in CLAIMS])
def test_each_verdict_is_the_collections(row: dict[str, str]) -> None:
    if row["id"] in NOT_CLAIMED:
        return
    found = readings(row["id"])
    holds, fails = bool(found.keys() & HOLDS), "refute" in found
    match row["verdict"]:
        case "TRUE":
            assert holds
        case "FALSE":
            assert fails or (row["id"] in DENIED and "prove" in found)
        case "CONDITIONAL":
            assert holds and fails
            assert sum(map(len, found.values())) >= 2
        case other:
            raise AssertionError(f"{row['id']} was found {other}, and is claimed")


def test_no_claim_names_what_is_not_in_the_collection() -> None:
    """Brackets hold identifiers of claims and policies, or mark a patch in words of a sentence."""
    known = {row["id"] for row in (*CLAIMS, *rows("policies.csv"))}
    named = {name for note in notes() for name in identifiers(note.words)}
    assert {name for name in named if re.match(r"CLM-", name)} <= known
