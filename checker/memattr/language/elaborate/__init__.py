"""Syntax trees -> Model: names resolved, typed, total, frozen; all problems raised together."""

from __future__ import annotations

from collections.abc import Sequence

from memattr import depth
from memattr.language import syntax
from memattr.language.elaborate.bound_scopes import refuse_unbound
from memattr.language.elaborate.claim_items import Claims
from memattr.language.elaborate.clauses import ClauseReader
from memattr.language.elaborate.display_items import Shown
from memattr.language.elaborate.function_items import Functions
from memattr.language.elaborate.input_items import Inputs
from memattr.language.elaborate.machine_items import Machines
from memattr.language.elaborate.nesting_depth import Depths
from memattr.language.elaborate.question_items import Questions
from memattr.language.elaborate.recursion import refuse_recursion
from memattr.language.elaborate.safety_items import SafetyClaims
from memattr.language.elaborate.scope_items import Scopes
from memattr.language.elaborate.symbol_table import Unit, Work
from memattr.language.elaborate.table_items import Tables
from memattr.language.elaborate.totality import check_functions, check_parts
from memattr.language.elaborate.type_checking import Expressions
from memattr.language.elaborate.type_items import Types
from memattr.language.elaborate.typing_context import TypingContext
from memattr.model.expressions import Expression, Local
from memattr.model.model import Claim, Model, Question
from memattr.model.types import Type
from memattr.place import SpecError


def elaborate(units: Sequence[Unit], digest: str) -> Model:
    """The model of the units, which stand in the order of their imports.

    Raises SpecError with every problem found. What stands outside functions is checked for
    totality only if nothing else is wrong."""
    depth.allow()
    work = Work({unit.name: unit for unit in units})
    work.lines = {unit.file.path: unit.file.lines for unit in units}
    types = Types(work)
    expressions = Expressions(work, types)
    functions = Functions(work, types, expressions)
    inputs = Inputs(work, types, expressions)
    shown = Shown(work, expressions)
    clauses = ClauseReader(work, types, expressions, shown.words)
    machines = Machines(work, types, expressions)
    safety = SafetyClaims(work, expressions, clauses, machines)
    claims = Claims(work, expressions, clauses, safety)
    questions = Questions(work, expressions, clauses)
    tables = Tables(work, expressions, clauses, shown.views)

    def refine(unit: Unit, condition: syntax.Expression, base: Type) -> Expression:
        return expressions.truth(condition, TypingContext(unit, {"it": Local("it", base)}))

    functions.announce()
    types.run(refine)
    inputs.declare()
    functions.signatures()
    functions.bodies()
    depths = Depths(work)
    if not refuse_recursion(work, depths):
        check_functions(work)
    inputs.derive()
    depths.refuse_derived()
    inputs.conditions()
    shown.before_claims()
    Scopes(work, expressions, shown.layouts).run()
    machines.run()
    claims.run()
    safety.surveys_of()
    questions.run()
    tables.run()
    statements: tuple[Claim | Question, ...] = (*claims.claims, *questions.questions)
    for statement in statements:
        refuse_unbound(work, statement)
    assert work.problems or not work.skipped, "what is skipped has a problem of its own"
    if work.problems:
        raise SpecError(work.problems)
    model = Model(
        types=work.types,
        functions=work.functions,
        inputs=work.inputs,
        derived=work.derived,
        impossible=tuple(inputs.impossible),
        requirements=tuple(inputs.requirements),
        scopes=work.scopes,
        claims=tuple(claims.claims),
        questions=tuple(questions.questions),
        views=shown.views,
        columns=tuple(shown.columns),
        layouts=shown.layouts,
        tables=tables.tables,
        identifiers=shown.identifiers,
        promises=claims.promises,
        preferences=tuple(shown.preferences.items()),
        radix=shown.radix,
        words=shown.words,
        offered=shown.offered,
        manual=shown.manual,
        digest=digest,
        machines=machines.machines,
        procedures=machines.procedures,
        safety_claims=tuple(safety.claims),
        surveys=tuple(safety.surveys),
        follows=next((item.manual.text for _, item in work.items(syntax.Requires)), ""),
    )
    check_parts(work, model)
    if work.problems:
        raise SpecError(work.problems)
    return model
