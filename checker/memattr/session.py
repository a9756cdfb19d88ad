"""Paths -> a model, and the names of the files whose claims were asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from memattr.language.elaborate import elaborate
from memattr.language.load import attr_files, load, shipped
from memattr.model.model import Claim, Model, Question
from memattr.place import Problem, SpecError


@dataclass(frozen=True)
class Session:
    """A model; `asked` are the files whose claims count; `problems` those of files left out."""

    model: Model
    asked: frozenset[str]
    problems: tuple[Problem, ...] = ()

    def claims(self) -> tuple[Claim, ...]:
        """The claims of the files that were asked for, in the order of the text."""
        return tuple(c for c in self.model.claims if c.note.place.file in self.asked)

    def questions(self) -> tuple[Question, ...]:
        """The declared questions of the files that were asked for."""
        return tuple(q for q in self.model.questions if q.note.place.file in self.asked)


def open_session(paths: Sequence[Path]) -> Session:
    """Loads the shipped spec, and the files or, without any, the shipped rules.

    Raises SpecError with every problem."""
    wanted = list(paths)
    if not wanted and shipped("rules").is_dir():
        wanted = [shipped("rules")]
    loaded = load(wanted)
    model = elaborate(loaded.units, loaded.digest)
    asked = frozenset(u.file.path for u in loaded.units if u.name in loaded.asked)
    return Session(model, asked)


def open_what_can_be(paths: Sequence[Path]) -> Session:
    """Like `open_session`, but a file with problems is left out and the rest is kept.

    Raises SpecError if nothing is left."""
    try:
        return open_session(paths)
    except SpecError as error:
        files = _files(paths)
        bad = {Path(problem.place.file).resolve() for problem in error.problems}
        good = [file for file in files if file.resolve() not in bad]
        if not good or len(good) == len(files):
            raise
        try:
            session = open_what_can_be(good)
        except SpecError:
            raise error from None
        return Session(session.model, session.asked, (*error.problems, *session.problems))


def _files(paths: Sequence[Path]) -> list[Path]:
    found: list[Path] = []
    for path in list(paths) or [shipped("rules")]:
        try:
            found += attr_files(path)
        except SpecError:
            continue
    return found
