"""Paths -> a model, and the names of the files whose claims were asked for."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from memattr import cache
from memattr.language.attr_files import Given, attr_files, given, real, shipped
from memattr.language.text_snapshot import TextSnapshot
from memattr.model.expressions import allow_deep_recursion
from memattr.model.machine import ProcedureQuestion, SafetyClaim
from memattr.model.model import Claim, Model, Question
from memattr.place import Problem, SpecError


@dataclass(frozen=True)
class Session:
    """A model; `asked` are the files whose claims count; `problems` those of files left out.
    `key` is a digest of all that it comes from; none if nothing is to be remembered of it."""

    model: Model
    asked: frozenset[str]
    problems: tuple[Problem, ...] = ()
    key: str | None = None

    def claims(self) -> tuple[Claim, ...]:
        """The claims of the files that were asked for, in the order of the text."""
        return tuple(c for c in self.model.claims if c.note.place.file in self.asked)

    def safety_claims(self) -> tuple[SafetyClaim, ...]:
        """The claims about runs in the files that were asked for."""
        return tuple(c for c in self.model.safety_claims if c.note.place.file in self.asked)

    def questions(self) -> tuple[Question, ...]:
        """The declared questions of the files that were asked for."""
        return tuple(q for q in self.model.questions if q.note.place.file in self.asked)

    def decided(self) -> tuple[Claim | SafetyClaim | Question | ProcedureQuestion, ...]:
        """All of the files that were asked for that can be decided: the claims, those about runs,
        and the questions with stated answers."""
        answered = (
            question
            for question in self.model.every_question()
            if question.answer is not None and question.note.place.file in self.asked
        )
        return (*self.claims(), *self.safety_claims(), *answered)


def open_session(texts: Sequence[Path] | Given, remembered: bool = True) -> Session:
    """Loads the shipped spec, and the files or, without any, the shipped rules; what was loaded
    before is `remembered` in the user's cache.

    Raises SpecError with every problem."""
    wanted = given(texts)
    if not wanted.paths:
        wanted = Given((shipped("rules"),) if shipped("rules").is_dir() else ())
    allow_deep_recursion()
    snapshot = TextSnapshot()
    key = _key(wanted, snapshot) if remembered and cache.folder() else None
    known = cache.read("session", key) if key else None
    session = _restored(known) if known else None
    if session is None:
        session = _opened(wanted, remembered, snapshot)
        if key:
            cache.write("session", key, _stored(session))
    return replace(session, key=key)


def _opened(wanted: Given, remembered: bool, snapshot: TextSnapshot) -> Session:
    from memattr.language.elaborated import model_of
    from memattr.language.load import load

    loaded = load(wanted, remembered=remembered, snapshot=snapshot)
    model = model_of(loaded)
    asked = frozenset(u.file.path for u in loaded.units if u.name in loaded.asked)
    return Session(model, asked)


def shipped_specification() -> Model:
    """What the architecture says, without any rules."""
    from memattr.language.elaborated import model_of
    from memattr.language.load import load

    return model_of(load(()))


def _key(wanted: Given, snapshot: TextSnapshot) -> str | None:
    """A digest of all that a session may come from: the shipped texts, the files, and everything
    beside them that they might import. None if some of it cannot be read, or if git has it."""
    if wanted.revisions:
        return None
    folders = [shipped(kind) for kind in ("spec", "rules") if shipped(kind).is_dir()]
    try:
        files = {file for path in [*folders, *wanted.paths] for file in snapshot.below(path)}
        beside = {other for file in files for other in snapshot.beside(file.parent)}
        parts: list[str | bytes] = [
            cache.checker(),
            os.getcwd(),
            str(wanted.with_rules),
            *map(str, wanted.paths),
        ]
        for file in sorted(files | beside):
            parts += [str(file), snapshot.read(file)]
    except (OSError, SpecError):
        return None
    return cache.digest_of(*parts)


def _stored(session: Session) -> object:
    from memattr.model.codec import MODEL

    return [sorted(session.asked), MODEL.stored(session.model)]


def _restored(known: list[Any]) -> Session | None:
    from memattr.model.codec import MODEL

    try:
        asked, rows = known
        model = MODEL.restored(rows)
    except (LookupError, TypeError, ValueError):
        return None
    return Session(model, frozenset(asked)) if isinstance(model, Model) else None


def open_what_can_be(texts: Sequence[Path] | Given, remembered: bool = True) -> Session:
    """Like `open_session`, but a file with problems is left out and the rest is kept.

    Raises SpecError if nothing is left."""
    wanted = given(texts)
    try:
        return open_session(wanted, remembered)
    except SpecError as error:
        files = _files(wanted.paths)
        bad = {real(Path(problem.place.file)) for problem in error.problems}
        good = [file for file in files if real(file) not in bad]
        if not good or len(good) == len(files):
            raise
        try:
            session = open_what_can_be(replace(wanted, paths=tuple(good)), remembered)
        except SpecError:
            raise error from None
        return replace(session, problems=(*error.problems, *session.problems))


def _files(paths: Sequence[Path]) -> list[Path]:
    files: list[Path] = []
    for path in list(paths) or [shipped("rules")]:
        try:
            files += attr_files(path)
        except SpecError:
            continue
    return files
