"""Loaded texts as a model, perhaps with a question or a table that is typed on the command line:
the way by which all other packages reach elaboration.

A typed item sees every name of the texts: it needs no imports. Its places are columns of what was
typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from memattr.language.attr_files import Given, attr_files, given, real, shipped
from memattr.language.elaborate import elaborate
from memattr.language.elaborate.symbol_table import Unit as Unit
from memattr.language.elaborate.totality import is_said_of as is_said_of, problems_of as problems_of
from memattr.language.load import Loaded, load
from memattr.language.parse import parse
from memattr.model.model import Model
from memattr.place import Place, Problem, SpecError


def model_of(loaded: Loaded) -> Model:
    """The model. Raises SpecError with every problem of the texts."""
    return elaborate(loaded.units, loaded.digest)


@dataclass(frozen=True)
class TypedItem:
    """What it is, as a complaint names it; the name that it is given; the words of the language
    that stand before what was typed; and what was typed."""

    noun: str
    name: str
    before: str
    text: str


def with_typed_item(
    texts: Sequence[Path] | Given, item: TypedItem
) -> tuple[Model, tuple[Problem, ...]]:
    """The model of the texts (the shipped rules if there are no paths) and the item, and the
    problems of files that were left out.

    Raises SpecError if the item cannot be understood."""
    rules, all_texts = shipped("rules"), given(texts)
    if not all_texts.paths and rules.is_dir():
        all_texts = Given((rules,))
    return _loaded(all_texts, item)


def _loaded(texts: Given, item: TypedItem) -> tuple[Model, tuple[Problem, ...]]:
    try:
        return _elaborated(texts, item), ()
    except SpecError as error:
        own = [p for p in error.problems if p.place.file == item.noun]
        others = [p for p in error.problems if p.place.file != item.noun]
        if not others:
            raise SpecError(own) from None
        bad = {real(Path(p.place.file)) for p in others}
        files = [file for path in texts.paths for file in attr_files(path)]
        good = [file for file in files if real(file) not in bad]
        if not good or len(good) == len(files):
            raise
        try:
            model, more = _loaded(replace(texts, paths=tuple(good)), item)
        except SpecError as worse:
            raise SpecError([*others, *worse.problems]) from None
        return model, (*others, *more)


def _elaborated(texts: Given, item: TypedItem) -> Model:
    loaded = load(texts)
    names = frozenset(unit.name for unit in loaded.units)
    text = " ".join(item.text.split("\n"))
    try:
        file = parse(item.noun, (item.before + text).encode())
        unit = Unit(item.noun, file, names | {item.noun}, False)
        return elaborate([*loaded.units, unit], loaded.digest)
    except SpecError as error:
        raise SpecError([_as_typed(problem, item, text) for problem in error.problems]) from None


def _as_typed(problem: Problem, item: TypedItem, text: str) -> Problem:
    """The problem as the one who typed the item sees it."""
    if problem.place.file != item.noun:
        return problem
    column = max(1, problem.place.column - len(item.before))
    message = problem.message.replace(f"'{item.name}'", f"the {item.noun}")
    return replace(problem, place=Place(item.noun, 1, column), message=message, source_line=text)
