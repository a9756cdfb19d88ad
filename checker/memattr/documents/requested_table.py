"""The table that a user asks for: a declared one by its name, or one that is typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from memattr.language.attr_files import Given
from memattr.language.elaborated import TypedItem, with_typed_item
from memattr.model.model import Model, TableDeclaration
from memattr.place import Place, Problem, SpecError
from memattr.project.candidates import way_out
from memattr.session import open_what_can_be

NOUN = "table"
# The name of a table that was typed.
TYPED_TABLE = "_asked"


@dataclass(frozen=True)
class TypedTable:
    """The parts of a table as they were typed."""

    rows: str
    columns: str
    cell: str
    stated: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    under: str = ""

    def text(self) -> str:
        """The declaration in the language."""
        parts = [f"table {TYPED_TABLE}"]
        parts += [f"for {value}" for value in self.stated]
        parts += [f"under {self.under}"] if self.under else []
        parts += [f"given {', '.join(self.given)}"] if self.given else []
        parts.append(f"rows {self.rows}")
        parts += [f"columns {self.columns}"] if self.columns else []
        parts.append(f"cell {self.cell}")
        return " ".join(" ".join(parts).split())


@dataclass(frozen=True)
class RequestedTable:
    """A model, a table of it, and the problems of files that were left out."""

    model: Model
    table: TableDeclaration
    problems: tuple[Problem, ...] = ()


def declared_table(texts: Sequence[Path] | Given, name: str) -> RequestedTable:
    """The declared table of that name. Raises SpecError if there is none."""
    session = open_what_can_be(texts)
    return RequestedTable(session.model, table_named(session.model, name), session.problems)


def table_named(model: Model, name: str) -> TableDeclaration:
    """The declared table of that name. Raises SpecError if there is none."""
    table = model.tables.get(name)
    if table is None:
        message = f"no table is called '{name}'"
        way = way_out(name, model.tables, "tables")
        raise SpecError([Problem(Place(NOUN, 1, 1), "unknown-name", message, name, way)])
    return table


def typed_table(texts: Sequence[Path] | Given, typed: TypedTable) -> RequestedTable:
    """The texts (the shipped rules if there are no paths) with the table. Raises SpecError if the
    table cannot be understood; its places are columns of the declaration."""
    model, problems = with_typed_item(texts, TypedItem(NOUN, TYPED_TABLE, "", typed.text()))
    return RequestedTable(model, model.tables[TYPED_TABLE], problems)
