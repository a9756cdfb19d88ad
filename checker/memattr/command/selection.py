"""Which claims and stated answers are decided: all, or those that `--only` names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase

from memattr.answers.check import Checkable
from memattr.model.machine import SafetyClaim
from memattr.model.model import Claim
from memattr.place import Place, Problem, SpecError, Unusable
from memattr.project.candidates import way_out
from memattr.session import Session


def selection(session: Session, only: Sequence[str]) -> list[Checkable]:
    """The claims, those about runs, and then the questions with stated answers. A text of policies
    alone has none of these.

    What cannot be selected from is unusable, and so is a pattern like which nothing is named: the
    problems of files that were left out may be why."""
    every: list[Checkable] = list(session.decided())
    unmet = [glob for glob in only if not any(_is_like(item, glob) for item in every)]
    if unmet:
        _refuse(session, every, unmet)
    if every or _declares_scopes(session):
        return [item for item in every if not only or any(_is_like(item, glob) for glob in only)]
    if session.problems:
        raise SpecError(list(session.problems))
    raise Unusable("there is no claim to decide", "Write one: prove NAME for ... : ...")


def names_of(item: Checkable) -> Iterator[str]:
    """How `--only` may call it: by its name, its family, or either without the text's name."""
    names = [item.name]
    if isinstance(item, Claim | SafetyClaim):
        names.append(item.family)
    for name in filter(None, names):
        yield name
        if ":" in name:
            yield name.partition(":")[2]


def _is_like(item: Checkable, glob: str) -> bool:
    return any(name == glob or fnmatchcase(name, glob) for name in names_of(item))


def _declares_scopes(session: Session) -> bool:
    scopes = session.model.scopes.values()
    return any(scope.note.place.file in session.asked for scope in scopes)


def _refuse(session: Session, every: Sequence[Checkable], unmet: Sequence[str]) -> None:
    way = way_out(unmet[0], [name for item in every for name in names_of(item)], "claims")
    if session.problems:
        way = "It may be declared in a text that cannot be used."
    message = f"no claim is named like {' or '.join(unmet)}"
    if session.problems:
        place = Place("arguments", 1, 1)
        raise SpecError([*session.problems, Problem(place, "unusable", message, "", way)])
    raise Unusable(message, way)
