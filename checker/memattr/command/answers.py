"""Stated answers of questions, checked beside the claims."""

from __future__ import annotations

from fnmatch import fnmatchcase

import click

from memattr.command import status
from memattr.command.options import Look
from memattr.engines.decide import Decider
from memattr.model.model import Question
from memattr.questions.answer import Compared, compared
from memattr.questions.find import Finder
from memattr.questions.find_text import AnswerText
from memattr.session import Session


def stated(session: Session, only: tuple[str, ...]) -> list[Question]:
    """The questions with an answer that are asked for."""
    return [
        question
        for question in session.questions()
        if question.answer is not None
        and (not only or any(fnmatchcase(question.name, glob) for glob in only))
    ]


def finder_of(decider: Decider, timeout_ms: int | None) -> Finder:
    """Finds with the engines of the decider."""
    verify = decider.solver is not None
    return Finder(decider.model, verify, timeout_ms, decider.exact, decider.solver)


def checked(finder: Finder, question: Question) -> Compared:
    """The stated answer beside what is found, which is ranked where it is to be read."""
    found = compared(finder.find(question, ranked=False))
    return found if found.word == "PROVED" else compared(finder.find(question))


def show(found: Compared, text: AnswerText, appearance: Look) -> None:
    """On one line, or in full where it differs."""
    if found.word != "PROVED" or appearance.verbosity >= 0:
        click.echo("\n".join(text.checked(found)))


def status_of(found: Compared) -> int:
    """The exit status that the answer alone would give."""
    match found.word:
        case "PROVED":
            return status.EXPECTED
        case "ERROR":
            return status.BROKEN
        case "UNKNOWN":
            return status.UNDECIDED
        case "REFUTED" | "VACUOUS":
            return status.UNEXPECTED
