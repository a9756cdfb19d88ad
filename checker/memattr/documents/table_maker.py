"""A declaration -> a proved table, with what it was made from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from memattr.answers.idle_inputs import Idle, given_inputs, idle_in_claim
from memattr.documents.cell_witness import Seen, Witnesses
from memattr.documents.footnotes import CitedCases, cited, summed_up
from memattr.documents.grid import Merged, axis_expressions, extended, grid, merged, unmerged
from memattr.documents.proving import Proof, proof
from memattr.documents.table_layout import TableLayout
from memattr.engines.decide import Decider
from memattr.language.attr_files import Given
from memattr.language.elaborated import TypedItem, with_typed_item
from memattr.model.expressions import Global
from memattr.model.model import Model
from memattr.model.table_declarations import TableDeclaration
from memattr.pages.page import Table
from memattr.place import Place, Problem, SpecError
from memattr.project.candidates import way_out
from memattr.readings.diagram import Diagram
from memattr.readings.evaluate import Evaluator
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


@dataclass(frozen=True)
class DrawnTable:
    """A table in every stage of its making. Pages of several tables say once what `settings` are,
    and all `references`, in the place of those lines of the legends."""

    merged: Merged
    seen: tuple[tuple[Seen, ...], ...]
    proof: Proof
    cited: CitedCases
    table: Table
    settings: tuple[str, ...]
    references: tuple[str, ...]
    rests_on: tuple[str, ...]


class Maker:
    """Makes the tables of one model; diagrams are shared between them. With a solver each merged
    table is also proved by that."""

    def __init__(
        self, model: Model, tables: Iterable[TableDeclaration], solver: bool = True
    ) -> None:
        self.model = extended(model, list(tables))
        self.diagram = Diagram(self.model)
        self.evaluator = Evaluator(self.model)
        self._decider = Decider(self.model, "z3") if solver else None

    def made(self, table: TableDeclaration, full: bool = False) -> DrawnTable:
        """The table; `full`: every row and column by itself."""
        cells = grid(self.diagram, table)
        merged_cells = unmerged(cells) if full else merged(cells)
        witnesses = Witnesses(self.diagram, self.evaluator, merged_cells)
        seen = tuple(
            tuple(witnesses.seen(i, j) for j in range(len(merged_cells.columns)))
            for i in range(len(merged_cells.rows))
        )
        proved = proof(self.diagram, merged_cells, seen, self._decider)
        assert not proved.objections, "; ".join(proved.objections)
        notes = summed_up(seen) if table.rows.scopes else cited(seen)
        layout = TableLayout(merged_cells, seen, notes, proved)
        return DrawnTable(
            merged_cells, seen, proved, notes, layout.table(),
            tuple(layout.settings()), layout.references(), tuple(layout.rests_on()),
        )  # fmt: skip

    def idle(self, drawn: DrawnTable) -> tuple[Idle, ...]:
        """The inputs that the table says something of, and on which nothing that it shows depends,
        whatever its rows and columns are."""
        table = drawn.merged.grid.table
        axes = (*axis_expressions(table.rows), *axis_expressions(table.columns))
        told = {part.name for part in axes if isinstance(part, Global)}
        names = [name for name in given_inputs(self.model, table.given) if name not in told]
        shown = (*axes, *(cell.expression for cell in table.cells))
        by_panel = [
            {idle.name: idle for idle in idle_in_claim(self.diagram, panel.claim, names, shown)}
            for panel in drawn.merged.grid.panels.values()
        ]
        everywhere = [[idles[name] for idles in by_panel if name in idles] for name in names]
        return tuple(
            next((one for one in idles if one.enabled_by), idles[0])
            for idles in everywhere
            if len(idles) == len(by_panel)
        )
