"""Syntax trees -> Model: names resolved, typed, total, frozen; all problems raised together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from memattr.language import syntax
from memattr.language.elaborate.claim_items import Claims, Questions
from memattr.language.elaborate.clauses import ClauseReader, refuse_unbound
from memattr.language.elaborate.dependency_order import Depths, refuse_recursion
from memattr.language.elaborate.display_items import DisplayItems
from memattr.language.elaborate.function_items import Functions
from memattr.language.elaborate.input_items import Inputs
from memattr.language.elaborate.machine_items import Machines
from memattr.language.elaborate.safety_items import SafetyClaims
from memattr.language.elaborate.scope_items import Scopes
from memattr.language.elaborate.symbol_table import TypingContext, Unit, Work
from memattr.language.elaborate.table_items import Tables
from memattr.language.elaborate.totality import check_functions, check_parts
from memattr.language.elaborate.type_checking import Expressions
from memattr.language.elaborate.type_items import Types
from memattr.model.expressions import Expression, Local, allow_deep_recursion
from memattr.model.model import Claim, Model, Question
from memattr.model.types import Type
from memattr.place import SpecError


@dataclass
class Passes:
    """The passes of elaboration, each of which turns items of one kind into declarations of the
    model, and what they share."""

    work: Work

    def __post_init__(self) -> None:
        work = self.work
        self.types = Types(work)
        self.expressions = Expressions(work, self.types)
        self.functions = Functions(work, self.types, self.expressions)
        self.inputs = Inputs(work, self.types, self.expressions)
        self.shown = DisplayItems(work, self.expressions)
        self.clauses = ClauseReader(work, self.types, self.expressions, self.shown.words)
        self.machines = Machines(work, self.types, self.expressions)
        self.safety = SafetyClaims(work, self.expressions, self.clauses, self.machines)
        self.claims = Claims(work, self.expressions, self.clauses, self.safety)
        self.questions = Questions(work, self.expressions, self.clauses)
        self.tables = Tables(work, self.expressions, self.clauses, self.shown.views)

    def rules(self) -> None:
        """Types, inputs, functions and what derives from inputs."""
        self.functions.announce()
        self.types.run(self._refinement)
        self.inputs.declare()
        self.functions.signatures()
        self.functions.bodies()
        depths = Depths(self.work)
        if not refuse_recursion(self.work, depths):
            check_functions(self.work)
        self.inputs.derive()
        depths.refuse_derived()
        self.inputs.conditions()

    def statements(self) -> None:
        """What is shown, policies, machines, claims, questions and tables."""
        self.shown.before_claims()
        Scopes(self.work, self.expressions, self.shown.layouts).run()
        self.machines.run()
        self.claims.run()
        self.safety.run()
        self.questions.run()
        self.tables.run()
        statements: tuple[Claim | Question, ...] = (*self.claims.claims, *self.questions.questions)
        for statement in statements:
            refuse_unbound(self.work, statement)

    def model(self, digest: str) -> Model:
        """All that was declared, frozen."""
        work, inputs, shown, claims = self.work, self.inputs, self.shown, self.claims
        return Model(
            types=work.types,
            functions=work.functions,
            inputs=work.inputs,
            derived=work.derived,
            impossible=tuple(inputs.impossible),
            requirements=tuple(inputs.requirements),
            scopes=work.scopes,
            claims=tuple(claims.claims),
            questions=tuple(self.questions.questions),
            views=shown.views,
            columns=tuple(shown.columns),
            layouts=shown.layouts,
            tables=self.tables.tables,
            identifiers=shown.identifiers,
            promises=claims.promises,
            preferences=tuple(shown.preferences.items()),
            radix=shown.radix,
            words=shown.words,
            groups=shown.groups,
            spellings={text: tuple(words) for text, words in shown.spellings.items()},
            offered=shown.offered,
            manual=shown.manual,
            digest=digest,
            machines=self.machines.machines,
            procedures=self.machines.procedures,
            safety_claims=tuple(self.safety.claims),
            surveys=tuple(self.safety.surveys),
            procedure_questions=tuple(self.safety.questions),
            follows=next((item.manual.text for _, item in work.items(syntax.Requires)), ""),
        )

    def _refinement(self, unit: Unit, condition: syntax.Expression, base: Type) -> Expression:
        context = TypingContext(unit, {"it": Local("it", base)})
        return self.expressions.truth(condition, context)


def elaborate(units: Sequence[Unit], digest: str) -> Model:
    """The model of the units, which stand in the order of their imports.

    Raises SpecError with every problem found. What stands outside functions is checked for
    totality only if nothing else is wrong."""
    allow_deep_recursion()
    work = Work({unit.name: unit for unit in units})
    passes = Passes(work)
    passes.rules()
    passes.statements()
    assert work.problems or not work.skipped, "what is skipped has a problem of its own"
    if work.problems:
        raise SpecError(work.problems)
    model = passes.model(digest)
    check_parts(work, model)
    if work.problems:
        raise SpecError(work.problems)
    return model
