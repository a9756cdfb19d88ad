"""A question typed on the command line -> a question of the model, with places in what was typed.

A question sees every name of the texts that are loaded: it needs no imports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from memattr.language.attr_files import Given, attr_files, given, shipped
from memattr.language.elaborate import elaborate
from memattr.language.elaborate.symbol_table import Unit, near
from memattr.language.load import load
from memattr.language.parse import parse
from memattr.model.model import Claim, Model, Question
from memattr.model.types import Value
from memattr.place import Place, Problem, SpecError

TYPED = "question"
NAME = "_asked"
_HEAD = f"find {NAME} values "


@dataclass(frozen=True)
class Asked:
    """The model, the question in it, and the problems of files that were left out."""

    model: Model
    question: Question
    problems: tuple[Problem, ...] = ()


def ask(texts: Sequence[Path] | Given, text: str) -> Asked:
    """Loads the texts (the shipped rules if there are no paths) and the question.

    `text` is the name of a declared question, or `NAME[, NAME] [clauses] : EXPRESSION`. Raises
    SpecError if the question cannot be understood; its places are columns of the text."""
    typed = " ".join(text.split("\n")) if ":" in text else None
    model, problems = _loaded(_or_rules(given(texts)), typed)
    if typed is not None:
        return Asked(model, next(q for q in model.questions if q.name == NAME), problems)
    for question in model.questions:
        if question.name == text.strip():
            return Asked(model, question, problems)
    raise SpecError([*problems, _unknown(model, text)])


def claim_of(question: Question, fixed: tuple[tuple[str, Value], ...] = ()) -> Claim:
    """The claim that the body holds, for found inputs as fixed; others of them stay free."""
    return Claim(
        name=question.name,
        expected="prove",
        mode="",
        scope=question.scope,
        stated=question.stated,
        given=question.given,
        variables=question.variables,
        body=question.body,
        because=(),
        counts=None,
        note=question.note,
        fixed=fixed,
        instances=question.instances,
        parts=question.parts,
        assumed=question.assumed,
    )


def _or_rules(texts: Given) -> Given:
    rules = shipped("rules")
    return texts if texts.paths or not rules.is_dir() else Given((rules,))


def _unknown(model: Model, text: str) -> Problem:
    way = near(text.strip(), [question.name for question in model.questions])
    syntax = "Or ask: memattr find 'NAME[, NAME] for ... [given ...] : EXPRESSION'"
    message = f"no question is called '{text.strip()}'"
    return Problem(
        Place(TYPED, 1, 1), "unknown-name", message, text, "\n".join(w for w in (way, syntax) if w)
    )


def _loaded(texts: Given, typed: str | None) -> tuple[Model, tuple[Problem, ...]]:
    """The model, the question in it if one was typed. Files with problems are left out."""
    try:
        return _elaborated(texts, typed), ()
    except SpecError as error:
        own = [p for p in error.problems if p.place.file == TYPED]
        others = [p for p in error.problems if p.place.file != TYPED]
        bad = {Path(p.place.file).resolve() for p in others}
        files = [file for path in texts.paths for file in attr_files(path)] if others else []
        good = [file for file in files if file.resolve() not in bad]
        if not others:
            raise SpecError(own) from None
        if not good or len(good) == len(files):
            raise
        try:
            model, more = _loaded(replace(texts, paths=tuple(good)), typed)
        except SpecError as worse:
            raise SpecError([*others, *worse.problems]) from None
        return model, (*others, *more)


def _elaborated(texts: Given, typed: str | None) -> Model:
    loaded = load(texts)
    if typed is None:
        return elaborate(loaded.units, loaded.digest)
    names = frozenset(unit.name for unit in loaded.units)
    try:
        file = parse(TYPED, (_HEAD + typed).encode())
        unit = Unit(TYPED, file, names | {TYPED}, False)
        return elaborate([*loaded.units, unit], loaded.digest)
    except SpecError as error:
        raise SpecError([_moved(problem, typed) for problem in error.problems]) from None


def _moved(problem: Problem, typed: str) -> Problem:
    """The problem as the one who typed the question sees it."""
    if problem.place.file != TYPED:
        return problem
    column = max(1, problem.place.column - len(_HEAD))
    message = problem.message.replace(f"'{NAME}'", "the question")
    place = Place(TYPED, 1, column)
    return replace(problem, place=place, message=message, source_line=typed)
