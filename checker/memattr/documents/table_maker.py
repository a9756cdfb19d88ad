"""A declaration -> a proved table, with what it was made from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from memattr.documents.cell_witness import Seen, Witnesses
from memattr.documents.footnotes import CitedCases, cited, summed_up
from memattr.documents.grid import extended, grid
from memattr.documents.merged import Merged, merged, unmerged
from memattr.documents.proving import Proof, proof
from memattr.documents.table_layout import TableLayout
from memattr.engines.decide import Decider
from memattr.model.model import Model, TableDeclaration
from memattr.pages.page import Table
from memattr.readings.diagram import Diagram
from memattr.readings.evaluate import Evaluator


@dataclass(frozen=True)
class Made:
    """A table in every stage of its making."""

    merged: Merged
    seen: tuple[tuple[Seen, ...], ...]
    proof: Proof
    cited: CitedCases
    table: Table


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

    def made(self, table: TableDeclaration, full: bool = False) -> Made:
        """The table; `full`: every row and column by itself."""
        cells = grid(self.diagram, table)
        of = unmerged(cells) if full else merged(cells)
        witnesses = Witnesses(self.diagram, self.evaluator, of)
        seen = tuple(
            tuple(witnesses.seen(i, j) for j in range(len(of.columns))) for i in range(len(of.rows))
        )
        found = proof(self.diagram, of, seen, self._decider)
        assert not found.objections, "; ".join(found.objections)
        notes = summed_up(seen) if table.rows.scopes else cited(seen)
        return Made(of, seen, found, notes, TableLayout(of, seen, notes, found).table())
