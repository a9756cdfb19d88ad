"""A table typed on the command line -> a declaration, with places in what was typed.

It sees every name of the texts that are loaded: it needs no imports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from memattr.language.attr_files import Given, given, shipped
from memattr.language.elaborate import elaborate
from memattr.language.elaborate.symbol_table import Unit, near
from memattr.language.load import load
from memattr.language.parse import parse
from memattr.model.model import Model
from memattr.model.table_declaration import TableDeclaration
from memattr.place import Place, Problem, SpecError
from memattr.session import open_what_can_be

TYPED = "table"
NAME = "_asked"


@dataclass(frozen=True)
class Wanted:
    """The parts of a table as they were typed."""

    rows: str
    columns: str
    cell: str
    stated: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    under: str = ""

    def text(self) -> str:
        """The declaration in the language."""
        parts = [f"table {NAME}"]
        parts += [f"for {value}" for value in self.stated]
        parts += [f"under {self.under}"] if self.under else []
        parts += [f"given {', '.join(self.given)}"] if self.given else []
        parts.append(f"rows {self.rows}")
        parts += [f"columns {self.columns}"] if self.columns else []
        parts.append(f"cell {self.cell}")
        return " ".join(parts)


@dataclass(frozen=True)
class Found:
    """A model, a table of it, and the problems of files that were left out."""

    model: Model
    table: TableDeclaration
    problems: tuple[Problem, ...] = ()


def declared(texts: Sequence[Path] | Given, name: str) -> Found:
    """The declared table of that name. Raises SpecError if there is none."""
    session = open_what_can_be(texts)
    return Found(session.model, named(session.model, name), session.problems)


def named(model: Model, name: str) -> TableDeclaration:
    """The declared table of that name. Raises SpecError if there is none."""
    table = model.tables.get(name)
    if table is None:
        message = f"no table is called '{name}'"
        way = near(name, model.tables) or f"There are {', '.join(model.tables)}."
        raise SpecError([Problem(Place(TYPED, 1, 1), "unknown-name", message, name, way)])
    return table


def asked(texts: Sequence[Path] | Given, wanted: Wanted) -> Found:
    """The texts (the shipped rules if there are no paths) with the table. Raises SpecError if the
    table cannot be understood; its places are columns of the declaration."""
    rules = shipped("rules")
    paths = given(texts)
    loaded = load(paths if paths.paths or not rules.is_dir() else [rules])
    text = " ".join(wanted.text().split())
    try:
        file = parse(TYPED, text.encode())
        names = frozenset(unit.name for unit in loaded.units)
        unit = Unit(TYPED, file, names | {TYPED}, False)
        model = elaborate([*loaded.units, unit], loaded.digest)
    except SpecError as error:
        raise SpecError([_moved(problem, text) for problem in error.problems]) from None
    return Found(model, model.tables[NAME])


def _moved(problem: Problem, text: str) -> Problem:
    if problem.place.file != TYPED:
        return problem
    message = problem.message.replace(f"'{NAME}'", "the table")
    return replace(problem, message=message, source_line=text)
