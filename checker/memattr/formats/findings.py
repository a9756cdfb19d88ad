"""What a run has to complain about: problems of the text, and claims that came out otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from memattr.formats.values import Data

UNDECIDED = "UNKNOWN"

# The lines of a full report, by the name of the claim.
Details = Mapping[str, str]


@dataclass(frozen=True)
class Finding:
    """One complaint: an error, or a warning where something is undecided."""

    level: Literal["error", "warning"]
    rule: str
    place: Data
    message: str
    help: str = ""

    @property
    def position(self) -> str:
        """file:line:column"""
        return f"{self.place['file']}:{self.place['line']}:{self.place['column']}"


def findings(data: Data) -> Iterator[Finding]:
    """All of them, problems first."""
    for problem in data["problems"]:
        yield Finding(
            "error", problem["code"], problem["place"], problem["message"], problem["help"]
        )
    for claim in [*data["claims"], *data["answers"]]:
        if not claim["expected"]:
            level: Literal["error", "warning"] = "error"
            if claim["verdict"] == UNDECIDED:
                level = "warning"
            yield Finding(level, claim["name"], claim["place"], sentence(claim))
        for narrowing in claim["narrowed"]:
            message = f"{claim['verdict']}, but {narrowing['words']}"
            yield Finding("warning", claim["name"], claim["place"], message)


def sentence(claim: Data) -> str:
    """What came of a claim or an answer, in one line."""
    came, wanted = claim["verdict"], _wanted(claim)
    if came == wanted:
        came += " for another reason, or in other numbers"
    else:
        came += f", expected {wanted}"
    return f"{came}: {claim['sentence'] or ' and '.join(claim['says'])}"


def _wanted(claim: Data) -> str:
    kind = claim.get("kind", "prove")
    word = {"prove": "PROVED", "refute": "REFUTED", "cover": "COVERED"}[kind]
    return f"{word} by choice" if kind == "refute" and claim["mode"] == "by choice" else word


def summary(data: Data) -> str:
    """How many claims and answers came out as expected."""
    text = f"{data['as_expected']} of {data['claims_wanted']} claims as expected"
    if data["narrowed"]:
        text += f", {data['narrowed']} narrowed"
    undecided = data["claims_wanted"] - data["claims_decided"]
    return f"{text}, {undecided} not decided" if undecided else text
