"""Everything outside functions that may be partial, checked in situations that are admitted."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from memattr.language.elaborate.obligations import (
    CheckedTexts,
    Obligations,
    is_plain,
    is_refined,
)
from memattr.model.admissible import Instances, assumptions, instance_assumptions
from memattr.model.expressions import (
    Const,
    Equal,
    Expression,
    Global,
    Local,
    Or,
    Under,
    children,
    is_instance,
    walk,
)
from memattr.model.machine import Machine
from memattr.model.model import Claim, Input, Model, Question
from memattr.model.transform import rebuilt
from memattr.model.types import BOOL, Type, plain
from memattr.place import Place, Problem
from memattr.readings.bdd import Node
from memattr.readings.compile_diagrams import Environment
from memattr.readings.diagram import Diagram


@dataclass(frozen=True)
class ObligationPart:
    """Expressions read in order, each where those before it hold; the last is of a wanted type,
    refinements included."""

    place: Place
    expressions: tuple[Expression, ...]
    variables: tuple[tuple[str, Type], ...] = ()
    wanted: Type | None = None
    instances: Instances = ()

    def changes_situations(self, reads: Collection[str]) -> bool:
        """True iff it looks at a situation in which one of the inputs is changed, instances of
        players apart."""
        return any(_changes(expression, reads) for expression in self.expressions)


def parts_of(texts: CheckedTexts, model: Model) -> Iterator[ObligationPart]:
    """Everything outside functions that may hold a partial operation."""
    for derived in model.derived.values():
        yield ObligationPart(derived.note.place, (derived.expression,), (), derived.type)
    for condition in (*model.requirements, *model.impossible):
        yield ObligationPart(condition.note.place, (condition.expression,))
    for view in model.views.values():
        yield ObligationPart(view.note.place, (view.expression,))
    for column in model.columns:
        yield ObligationPart(column.note.place, (column.present, column.expression))
    for meaning in model.meanings:
        yield ObligationPart(meaning.note.place, (meaning.present, meaning.expression))
    for table in model.tables.values():
        axes = [axis for axis in (table.rows, table.columns) if axis is not None]
        shown = [part.expression for axis in axes for part in axis.parts]
        shown += [cell.expression for cell in table.cells]
        yield ObligationPart(table.note.place, (*table.given, *shown), table.variables)
    statements: tuple[Claim | Question, ...] = (*model.claims, *model.questions)
    for statement in statements:
        expressions = (*statement.given, statement.body)
        if not all(is_plain(expression) for expression in expressions):
            yield part_of(model, statement)
    yield from _values(texts, model)


def part_of(model: Model, statement: Claim | Question) -> ObligationPart:
    """What the statement reads, in order: its assumptions, then its body."""
    assumed = _assumed(model, statement)
    return ObligationPart(
        statement.note.place,
        (*assumed, *statement.given, statement.body),
        statement.variables,
        instances=statement.instances,
    )


def _assumed(model: Model, statement: Claim | Question) -> Iterator[Expression]:
    """What the statement says of inputs without an expression: stated values, and its scope."""
    for name, values in statement.stated:
        if values and name in model.inputs:
            type_ = model.inputs[name].type
            yield Or(tuple(Equal(Global(name, type_), Const(type_, value)) for value in values))
    scope = model.scope(statement.scope) if statement.scope else None
    for assignment in scope.assignments if scope else ():
        yield from assignment.equations(model.inputs[assignment.input].type)


def _values(texts: CheckedTexts, model: Model) -> Iterator[ObligationPart]:
    """What inputs are given: fixed values that a refinement may exclude, and expressions."""
    for place, type_, value in texts.places.values:
        if is_refined(type_):
            yield ObligationPart(place, (Const(plain(type_), value),), (), type_)
    for scope in model.scopes.values():
        for assignment in scope.assignments:
            type_ = model.inputs[assignment.input].type
            for condition, given in assignment.values:
                if is_refined(type_) or not (is_plain(condition) and is_plain(given)):
                    place = next(iter(texts.places.of(given)), scope.note.place)
                    yield ObligationPart(place, (condition, given), (), type_)


def _changes(expression: Expression, reads: Collection[str]) -> bool:
    """The same of one expression."""
    if isinstance(expression, Under) and is_instance(expression):
        return any(isinstance(node, Under) for node in walk(expression.operand))
    if isinstance(expression, Under) and any(name in reads for name, _ in expression.changes):
        return True
    return any(_changes(child, reads) for child in children(expression))


def renewed_parts(model: Model, part: ObligationPart) -> Iterator[ObligationPart]:
    """The part with a variable for each value that is derived anew under changed inputs, and what
    is derived there as parts of their own: what is total then is total."""
    variables: dict[Expression, Local] = {}

    def renewed(expression: Expression) -> Expression:
        if isinstance(expression, Under):
            name = f"renewed {len(variables)}"
            return variables.setdefault(expression, Local(name, expression.type))
        return rebuilt(expression, renewed)

    expressions = tuple(map(renewed, part.expressions))
    added = tuple((local.name, local.type) for local in variables.values())
    yield replace(part, expressions=expressions, variables=(*part.variables, *added))
    for under in list(variables):
        assert isinstance(under, Under)
        yield from renewed_parts(
            model, ObligationPart(part.place, (under.operand,), part.variables)
        )
        for name, value in under.changes:
            expected = model.inputs[name].type
            yield from renewed_parts(
                model, ObligationPart(part.place, (value,), part.variables, expected)
            )


def without_derivations(model: Model) -> Model:
    """The model whose derived values are inputs."""
    inputs = {
        d.name: Input(d.name, d.type, "cpu", None, False, d.note) for d in model.derived.values()
    }
    return replace(model, inputs={**model.inputs, **inputs}, derived={}, impossible=())


class PartReader:
    """Checks parts in one model, over all that it admits."""

    def __init__(self, texts: CheckedTexts, model: Model) -> None:
        self.texts = texts
        self.diagram = Diagram(model)
        self.bdd = self.diagram.bdd
        self.free = self.diagram.free()
        self.typed = self.bdd.all_of(
            self.diagram.valid(declared.type, self.free.inputs[name])
            for name, declared in model.inputs.items()
        )

    def admitted(self, part: ObligationPart, environment: Environment) -> Node:
        """The situations that the part speaks of."""
        model, file = self.diagram.model, part.place.file
        truths = [assumption.truth for assumption in assumptions(model, file)]
        truths += instance_assumptions(model, file, part.instances)
        read = (self.diagram.truth(truth, environment) for truth in truths)
        return self.bdd.all_of([self.typed, *read])

    def is_total(self, part: ObligationPart) -> bool:
        """True iff no problem is found by a coarse look, which may find too many."""
        return not self.problems(part, coarse=True)

    def problems(self, part: ObligationPart, coarse: bool = False) -> list[Problem]:
        """Why the part is not total; a coarse look may find too much."""
        words = {name: self.diagram.store.variable(name, type_) for name, type_ in part.variables}
        environment = Environment(self.free.inputs, words)
        path = self.bdd.all_of(
            [
                self.admitted(part, environment),
                *(self.diagram.valid(type_, words[name]) for name, type_ in part.variables),
            ]
        )
        bound = assumptions(self.diagram.model, part.place.file)
        obligations = Obligations(self.texts, self.diagram, part.place, coarse, bound)
        for number, expression in enumerate(part.expressions, 1):
            obligations.check(expression, path, environment)
            if expression.type == BOOL and number < len(part.expressions):
                path = obligations.where(expression, path, environment)
        if part.wanted is not None:
            obligations.fits(part.expressions[-1], part.wanted, path, environment, part.place)
        return obligations.problems


def parts_of_machines(model: Model) -> Iterator[ObligationPart]:
    """Everything of machines that may hold a partial operation, and what is claimed of states."""
    for machine in model.machines.values():
        yield from _of_machine(machine)
    for claim in model.every_safety_claim():
        yield ObligationPart(
            claim.note.place, (claim.body,), tuple(_in_states(model.machines[claim.machine]))
        )


def _of_machine(machine: Machine) -> Iterator[ObligationPart]:
    fixed, everything = tuple(_fixed(machine)), tuple(_in_states(machine))
    for constant in machine.constants:
        if constant.condition is not None:
            yield ObligationPart(constant.note.place, (constant.condition,), fixed)
    for permit in machine.permits:
        yield ObligationPart(machine.note.place, (permit.subject,))
    for variable in machine.variables:
        yield ObligationPart(variable.note.place, (variable.initial,), fixed, variable.type)
    kinds = {v.name: v.type for v in machine.variables}
    for action in machine.actions:
        for name, value in action.updates:
            inside = (*everything, *action.binders)
            yield ObligationPart(action.note.place, (*action.guard, value), inside, kinds[name])
    for invariant in machine.invariants:
        yield ObligationPart(invariant.note.place, (invariant.expression,), everything)


def _fixed(machine: Machine) -> Iterator[tuple[str, Type]]:
    """What is fixed for a run."""
    yield from ((constant.name, constant.type) for constant in machine.constants)
    yield from ((axiom.name, BOOL) for axiom in machine.axioms)
    yield from ((permit.name, BOOL) for permit in machine.permits)


def _in_states(machine: Machine) -> Iterator[tuple[str, Type]]:
    """What may be read in a state."""
    yield from _fixed(machine)
    yield from ((variable.name, variable.type) for variable in machine.variables)
