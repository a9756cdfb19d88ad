"""What a run has to complain about, for tools that put findings beside the text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from memattr.pages.page import Page
from memattr.place import Place

Level = Literal["error", "warning"]


@dataclass(frozen=True)
class Finding:
    """One complaint: an error, or a warning where something is undecided. `rule` is the name of the
    claim or the code of the problem, `page` the full report."""

    level: Level
    rule: str
    place: Place
    message: str
    help: str = ""
    page: Page | None = None


@dataclass(frozen=True)
class CheckedCase:
    """Something that was looked at, as a claim: what came of it, its sentence, and the finding on
    it if that is not as expected. `broken`: a promise of ours is, and nothing was decided.
    `narrowed` says what makes the verdict say less than it seems to.
    `kind` is as what it counts."""

    name: str
    place: Place
    verdict: str
    sentence: str
    finding: Finding | None = None
    broken: bool = False
    narrowed: tuple[str, ...] = ()
    kind: str = "claims"

    def all(self) -> tuple[Finding, ...]:
        """The finding, and a warning for each thing that makes the verdict say less."""
        warnings = (
            Finding("warning", self.name, self.place, f"{self.verdict}, but {words}")
            for words in self.narrowed
        )
        return (*((self.finding,) if self.finding else ()), *warnings)


@dataclass(frozen=True)
class Findings:
    """All that a run looked at, in order, and what was wrong with the texts before that. `summary`
    is one line about all of it; `status` is the exit status; `interrupted` says that there would
    have been more."""

    summary: str
    problems: tuple[Finding, ...]
    cases: tuple[CheckedCase, ...]
    status: int
    interrupted: bool = False

    def all(self) -> tuple[Finding, ...]:
        """Every finding, problems first."""
        return (*self.problems, *(finding for case in self.cases for finding in case.all()))
