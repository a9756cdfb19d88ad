"""Claims that are true by their form: they would be whatever the specification said."""

from __future__ import annotations

from memattr.model.expressions import (
    And,
    Call,
    Convert,
    Expression,
    Field,
    Global,
    Implies,
    Local,
    Under,
)
from memattr.model.model import Claim, Model
from memattr.model.transform import rebuilt
from memattr.readings.bdd import Bdd, TooLarge
from memattr.readings.compile_diagrams import Environment
from memattr.readings.diagram import Diagram
from memattr.readings.diagram_choices import DiagramStore

TAUTOLOGY = "is true by its form: no rule could make it false"
# What is larger than this is not true by its form alone.
LIMIT = 100_000
# A table is made for each claim, and few claims have more than some dozen operations: to set up the
# usual table would take longer than the question.
REMEMBERED = 1 << 10


def is_tautology(claim: Claim) -> bool:
    """True iff the claim follows from what is given with every input, every value that derives from
    inputs and every result of a function taken for any value of its type; alike where they are
    written alike."""
    unknown: dict[Expression, Local] = {}

    def opaque(node: Expression) -> Expression:
        match node:
            case Global() | Call() | Under() | Convert() | Field():
                name = f"unknown {len(unknown)}"
                return unknown.setdefault(node, Local(name, node.type))
            case _:
                return rebuilt(node, opaque)

    statement = opaque(Implies(And(claim.given), claim.body))
    bare = Model({}, {}, {}, {})
    diagram = Diagram(bare, DiagramStore(bare, Bdd(LIMIT, REMEMBERED)))
    kinds = {**dict(claim.variables), **{local.name: local.type for local in unknown.values()}}
    words = {name: diagram.store.variable(name, type_) for name, type_ in kinds.items()}
    try:
        return diagram.truth(statement, Environment({}, words)) == 1
    except TooLarge:
        return False
