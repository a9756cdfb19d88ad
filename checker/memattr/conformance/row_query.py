"""Rows as the situations of a claim about all of them, for what is asked of claims."""

from __future__ import annotations

from collections.abc import Iterable

from memattr.engines.exact.diagram_query import DiagramQuery
from memattr.model.expressions import TRUE
from memattr.model.layout import width
from memattr.model.model import Claim
from memattr.place import Note, Place
from memattr.readings.bdd import Node
from memattr.readings.compile_diagrams import Environment
from memattr.readings.diagram import Diagram

_ABOUT_ROWS = Claim(
    name="",
    expected="prove",
    mode="",
    scope=None,
    stated=(),
    given=(),
    variables=(),
    body=TRUE,
    because=(),
    counts=None,
    note=Note(Place("", 1, 1)),
)


def row_query(
    diagram: Diagram, environment: Environment, varying: Iterable[str], rows: Node
) -> DiagramQuery:
    """The rows are over the levels of the varying inputs; others are as in the environment."""
    kinds = {name: declared.type for name, declared in diagram.model.inputs.items()}
    order = diagram.store.order
    levels = {name: frozenset(order.named(name, width(kinds[name]))) for name in varying}
    return DiagramQuery(_ABOUT_ROWS, environment, kinds, environment.inputs, levels, rows, 1)
