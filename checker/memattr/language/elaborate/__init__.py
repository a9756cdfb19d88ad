"""Syntax trees -> Model: names resolved, typed, total, frozen; all problems raised together.

Elaboration is a row of passes. Each is a function from what those before it have declared, which is
frozen, to what it declares, which is frozen too, and the problems that it met."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from memattr.language import syntax
from memattr.language.elaborate.claim_items import (
    Promises,
    StatedClaims,
    declared_promises,
    questions,
    stated_claims,
)
from memattr.language.elaborate.clauses import unbound
from memattr.language.elaborate.dependency_order import (
    deep_values,
    endless_functions,
    function_depths,
)
from memattr.language.elaborate.display_items import Display, display
from memattr.language.elaborate.function_items import function_bodies
from memattr.language.elaborate.input_items import (
    Conditions,
    conditions,
    declared_inputs,
    derived_values,
)
from memattr.language.elaborate.machine_items import Machines, declared_machines
from memattr.language.elaborate.meaning_items import declared_meanings
from memattr.language.elaborate.obligations import CheckedTexts
from memattr.language.elaborate.passes import PassResult
from memattr.language.elaborate.safety_items import RunStatements, run_statements
from memattr.language.elaborate.scope_items import declared_scopes
from memattr.language.elaborate.symbol_table import SymbolTable, Unit
from memattr.language.elaborate.table_items import declared_tables
from memattr.language.elaborate.totality import partial_functions, partial_parts
from memattr.language.elaborate.type_checking import ExpressionPlaces
from memattr.language.elaborate.type_items import declared_types, signatures
from memattr.model.expressions import allow_deep_recursion
from memattr.model.model import Claim, Model, Question
from memattr.model.table_declarations import TableDeclaration
from memattr.place import Problem, SpecError

T = TypeVar("T")


@dataclass(frozen=True)
class Statements:
    """What is said about the rules: what is shown, claimed and asked."""

    shown: Display
    machines: Machines
    promises: Promises
    stated: StatedClaims
    runs: RunStatements
    questions: tuple[Question, ...]
    tables: dict[str, TableDeclaration]

    @property
    def claims(self) -> tuple[Claim, ...]:
        return (*self.promises.claims, *self.stated.claims)


class _Elaboration:
    """Runs one pass after the other, and gathers their problems."""

    def __init__(self, units: Sequence[Unit]) -> None:
        self.table = SymbolTable({unit.name: unit for unit in units})
        self.problems: list[Problem] = []
        self.skipped = False
        self.places: list[ExpressionPlaces] = []

    def after(self, passed: PassResult[T]) -> T:
        """What the pass was for; the next one starts from its table."""
        self.table = passed.table
        self.problems += passed.problems
        self.skipped |= passed.skipped
        self.places.append(passed.places)
        return passed.value

    def texts(self) -> CheckedTexts:
        return CheckedTexts(self.table, ExpressionPlaces(self.places))

    def rules(self) -> Conditions:
        """Types, inputs, functions and what derives from inputs."""
        unsigned = self.after(declared_types(self.table))
        self.after(declared_inputs(self.table))
        self.after(signatures(self.table, unsigned))
        self.after(function_bodies(self.table))
        depths = function_depths(self.table.functions)
        endless = endless_functions(self.table, depths)
        self.problems += endless or partial_functions(self.texts())
        self.after(derived_values(self.table))
        self.problems += deep_values(self.table, depths)
        assumed = self.after(conditions(self.table))
        self.after(declared_meanings(self.table, assumed, sound=not self.problems))
        return assumed

    def statements(self) -> Statements:
        """What is shown, policies, machines, claims, questions and tables."""
        shown = self.after(display(self.table))
        self.after(declared_scopes(self.table, shown.layouts))
        machines = self.after(declared_machines(self.table))
        promises = self.after(declared_promises(self.table, shown.words))
        stated = self.after(stated_claims(self.table, machines, shown.words))
        runs = self.after(run_statements(self.table, machines, shown.words))
        asked = self.after(questions(self.table, shown.words))
        tables = self.after(declared_tables(self.table, shown.views, shown.words))
        said = Statements(shown, machines, promises, stated, runs, asked, tables)
        every: tuple[Claim | Question, ...] = (*said.claims, *said.questions)
        for statement in every:
            self.problems += unbound(self.table, statement)
        return said

    def refuse(self, problems: Iterable[Problem] = ()) -> None:
        """Raises all problems, if there are any."""
        self.problems += problems
        assert self.problems or not self.skipped, "what is skipped has a problem of its own"
        if self.problems:
            raise SpecError(self.problems)


def elaborate(units: Sequence[Unit], digest: str) -> Model:
    """The model of the units, which stand in the order of their imports.

    Raises SpecError with every problem found. What stands outside functions is checked for
    totality only if nothing else is wrong."""
    allow_deep_recursion()
    elaboration = _Elaboration(units)
    assumed, said = elaboration.rules(), elaboration.statements()
    elaboration.refuse()
    model = _model(elaboration.table, assumed, said, digest)
    elaboration.refuse(partial_parts(elaboration.texts(), model))
    return model


def _model(table: SymbolTable, assumed: Conditions, said: Statements, digest: str) -> Model:
    """All that was declared."""
    shown = said.shown
    return Model(
        types=table.types,
        functions=table.functions,
        inputs=table.inputs,
        derived=table.derived,
        impossible=assumed.impossible,
        requirements=assumed.requirements,
        scopes=table.scopes,
        claims=said.claims,
        questions=said.questions,
        views=shown.views,
        columns=shown.columns,
        layouts=shown.layouts,
        tables=said.tables,
        identifiers=shown.identifiers,
        promises=said.promises.promises,
        preferences=shown.preferences,
        radix=shown.radix,
        words=shown.words,
        groups=shown.groups,
        spellings=shown.spellings,
        offered=shown.offered,
        manual=shown.manual,
        digest=digest,
        machines=said.machines.machines,
        procedures=said.machines.procedures,
        safety_claims=said.stated.safety_claims,
        surveys=said.runs.surveys,
        procedure_questions=said.runs.questions,
        variants=table.variants,
        meanings=tuple(meaning for _, meaning in table.meanings.declared),
        follows=next((item.manual.text for _, item in table.items(syntax.Requires)), ""),
    )
