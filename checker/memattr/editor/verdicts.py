"""Texts that are being edited -> what is wrong with them and what their claims come to, again after
every change, in a thread beside the one that talks to the editor."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from memattr.answers.check import Checked
from memattr.editor.analysis import Analysis, Analyst, TextGroup
from memattr.place import Problem
from memattr.session import Session

# Seconds without a change before texts are looked at.
PAUSE = 0.1

# Decides the claims of a session, what is known already first; ends early once the second, which is
# asked again and again, says that nobody waits for the rest.
Decide: TypeAlias = "Callable[[Session, Callable[[], bool]], Iterator[Checked]]"


@dataclass(frozen=True)
class GroupVerdicts:
    """What is known of a group so far. `verdicts` come one after the other until `is_whole`."""

    group: TextGroup
    analysis: Analysis
    verdicts: tuple[Checked, ...] = ()
    is_whole: bool = False
    failure: str = ""


@dataclass
class Verdicts:
    """Looks at groups that were touched. `found` is told of all that comes of it, in this thread's
    own time; only the latest counts."""

    decide: Decide
    found: Callable[[GroupVerdicts], None]
    analyst: Analyst = field(default_factory=Analyst)

    def __post_init__(self) -> None:
        self._changed = threading.Condition()
        self._waiting: dict[TextGroup, None] = {}
        self._edited: Mapping[Path, bytes] = {}
        self._is_over = False
        self._touches = 0
        self._thread = threading.Thread(target=self._run, name="verdicts", daemon=True)

    def begin(self) -> None:
        """From now on groups are looked at."""
        self._thread.start()

    def touch(self, group: TextGroup, edited: Mapping[Path, bytes]) -> None:
        """The group is to be looked at anew; an editor holds these texts now."""
        with self._changed:
            self._waiting.pop(group, None)
            self._waiting[group] = None
            self._edited = edited
            self._touches += 1
            self._changed.notify()

    def end(self) -> None:
        """Whatever is under way is given up."""
        with self._changed:
            self._is_over = True
            self._changed.notify()
        if self._thread.is_alive():
            self._thread.join(timeout=5)

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting or self._is_over)
                while not self._is_over and self._changed.wait(PAUSE):
                    pass  # somebody is typing
                if self._is_over:
                    return
                group = next(iter(self._waiting))
                del self._waiting[group]
                edited, touches = self._edited, self._touches
            try:
                self._look_at(group, edited, touches)
            except Exception as error:  # a fault of ours must not end the editor's session
                problem = f"a promise of the checker is broken: {type(error).__name__}: {error}"
                self.found(GroupVerdicts(group, Analysis(()), failure=problem))

    def _look_at(self, group: TextGroup, edited: Mapping[Path, bytes], touches: int) -> None:
        def wanted() -> bool:
            """What changes touches every group anew, this one too."""
            return self._touches == touches and not self._is_over

        analysis = self.analyst.analysed(group, edited)
        self.found(GroupVerdicts(group, analysis))
        if analysis.session is None:
            return
        verdicts: tuple[Checked, ...] = ()
        for checked in self.decide(analysis.session, wanted):
            verdicts = (*verdicts, checked)
            self.found(GroupVerdicts(group, analysis, verdicts))
        if wanted():
            self.found(GroupVerdicts(group, analysis, verdicts, is_whole=True))


def problems_by_file(analysis: Analysis) -> dict[str, list[tuple[Problem, bool]]]:
    """Each problem with its weight: True iff nothing can be decided because of it."""
    by_file: dict[str, list[tuple[Problem, bool]]] = {}
    for problem in analysis.problems:
        by_file.setdefault(problem.place.file, []).append((problem, True))
    for problem in analysis.warnings:
        by_file.setdefault(problem.place.file, []).append((problem, False))
    return by_file
