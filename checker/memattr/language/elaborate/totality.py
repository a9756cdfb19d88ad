"""Is everything total? Gaps, overlaps, dead cases, and partial operations out of their domain.

Each function is read into diagrams over parameters of its own, so a problem comes with an input.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from memattr.language.elaborate.obligations import Obligations, is_plain
from memattr.language.elaborate.work import Work
from memattr.model.expressions import Expression, Local, Under
from memattr.model.layout import from_bits, to_bits, values_of
from memattr.model.model import Case, Claim, Function, Input, Model, Question
from memattr.model.sets import pattern_of
from memattr.model.show import source_text
from memattr.model.transform import rebuilt
from memattr.model.types import BOOL, Type, Value
from memattr.readings.bdd import Node
from memattr.readings.diagram import Diagram, Environment
from memattr.readings.words import Word

Parameters = tuple[tuple[str, Type, Word], ...]


def check_totality(work: Work, model: Model) -> None:
    """Notes a problem for every way in which the model is not total.

    Derived values are first taken for unknown values of their types. What is total then is total;
    only where that finds a problem is the whole function read, which knows better."""
    for function in model.functions.values():
        _function(work, model, function)
    if work.problems:
        return
    parts = [*_parts(model)]
    opaque = _Reader(work, _without_derivations(model))
    doubtful = [part for part in parts if not all(map(opaque.is_total, _renewed(part)))]
    if doubtful:
        whole = _Reader(work, model)
        for part in doubtful:
            whole.check(part)


@dataclass(frozen=True)
class _Part:
    """Expressions read in order, each where those before it hold."""

    expressions: tuple[Expression, ...]
    variables: tuple[tuple[str, Type], ...] = ()


def _parts(model: Model) -> Iterator[_Part]:
    """Everything outside functions that may hold a partial operation."""
    for derived in model.derived.values():
        yield _Part((derived.expression,))
    for condition in (*model.requirements, *model.impossible):
        yield _Part((condition.expression,))
    for view in model.views.values():
        yield _Part((view.expression,))
    for column in model.columns:
        yield _Part((column.present, column.expression))
    for table in model.tables.values():
        yield _Part((*table.given, table.cell))
    statements: tuple[Claim | Question, ...] = (*model.claims, *model.questions)
    for statement in statements:
        expressions = (*statement.given, statement.body)
        if not all(is_plain(expression) for expression in expressions):
            yield _Part(expressions, statement.variables)


def _renewed(part: _Part) -> Iterator[_Part]:
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
    yield _Part(expressions, (*part.variables, *added))
    for under in list(variables):
        assert isinstance(under, Under)
        for inner in (under.operand, *(value for _, value in under.changes)):
            yield from _renewed(_Part((inner,), part.variables))


def _without_derivations(model: Model) -> Model:
    """The model whose derived values are inputs."""
    inputs = {
        d.name: Input(d.name, d.type, "cpu", None, False, d.note) for d in model.derived.values()
    }
    return replace(model, inputs={**model.inputs, **inputs}, derived={}, impossible=())


class _Reader:
    """Checks parts in one model, over all that it admits."""

    def __init__(self, work: Work, model: Model) -> None:
        self.work = work
        self.diagram = Diagram(model)
        self.bdd = self.diagram.bdd
        self.free = self.diagram.free()
        conditions = [
            self.diagram.valid(declared.type, self.free.inputs[name])
            for name, declared in model.inputs.items()
        ]
        conditions += [self.diagram.truth(c.expression, self.free) for c in model.requirements]
        conditions += [
            self.bdd.neg(self.diagram.truth(c.expression, self.free)) for c in model.impossible
        ]
        self.admitted = self.bdd.all_of(conditions)

    def is_total(self, part: _Part) -> bool:
        """True iff no problem is found; none is noted."""
        trial = Work(self.work.units)
        self._check(trial, part, coarse=True)
        return not trial.problems

    def check(self, part: _Part) -> None:
        self._check(self.work, part, coarse=False)

    def _check(self, work: Work, part: _Part, coarse: bool) -> None:
        words = {name: self.diagram.store.variable(name, kind) for name, kind in part.variables}
        environment = Environment(self.free.inputs, words)
        path = self.bdd.all_of(
            [
                self.admitted,
                *(self.diagram.valid(kind, words[name]) for name, kind in part.variables),
            ]
        )
        obligations = Obligations(work, self.diagram, coarse)
        for expression in part.expressions:
            obligations.check(expression, path, environment)
            if expression.type == BOOL:
                path = obligations.where(expression, path, environment)


def _function(work: Work, model: Model, function: Function) -> None:
    if not function.cases:
        return
    diagram = Diagram(model)
    obligations = Obligations(work, diagram)
    bdd = diagram.bdd
    words: Parameters = tuple(
        (name, kind, diagram.store.variable(f"{function.name}/{name}", kind))
        for name, kind in function.parameters
    )
    environment = Environment({}, {name: word for name, _, word in words})
    valid = bdd.all_of(diagram.valid(kind, word) for _, kind, word in words)
    covered: Node = 0
    guards: list[tuple[Case, Node]] = []
    for case in function.cases:
        obligations.check(case.guard, valid, environment)
        guard = bdd.conj(valid, diagram.truth(case.guard, environment))
        if guard == 0:
            message = f"no input reaches the case '{case.name}' of {function.name}"
            work.note(case.note.place, "dead-case", message, "Remove it, or correct its condition.")
        for other, node in guards:
            both = bdd.conj(guard, node)
            if both != 0:
                _overlap(work, function, (other, case), _example(diagram, words, both))
        guards.append((case, guard))
        covered = bdd.disj(covered, guard)
        _body(work, diagram, obligations, function, case, guard, environment)
    missing = bdd.minus(valid, covered)
    if missing != 0:
        _gap(work, diagram, function, words, missing)


def _body(
    work: Work,
    diagram: Diagram,
    obligations: Obligations,
    function: Function,
    case: Case,
    guard: Node,
    environment: Environment,
) -> None:
    """The choice has something to choose from; the body is defined, and of the result's type."""
    bdd, path = diagram.bdd, guard
    inner = environment
    if case.choice is not None:
        choice = case.choice
        name = f"{function.name}/{case.name}/{choice.binder}"
        bits = diagram.store.variable(name, choice.type)
        locals_ = {**environment.locals, choice.binder: bits}
        inner = Environment({}, locals_)
        path = bdd.conj(path, diagram.valid(choice.type, bits))
        if choice.condition is not None:
            obligations.check(choice.condition, path, inner)
            path = bdd.conj(path, diagram.truth(choice.condition, inner))
        levels = frozenset(bdd.level[bit] for bit in bits)
        if bdd.minus(guard, bdd.some(path, levels)) != 0:
            message = f"for some inputs of '{case.name}' the choice {choice.name} has no value"
            work.note(case.note.place, "empty-choice", message)
    obligations.check(case.body, path, inner)
    obligations.fits(case.body, function.result, path, inner, case.note.place)


def _example(diagram: Diagram, words: Parameters, region: Node) -> dict[str, Value]:
    """The least assignment of the parameters in the region."""
    bdd = diagram.bdd
    found: dict[str, Value] = {}
    for name, kind, word in words:
        code = 0
        for bit in reversed(range(len(word))):
            without = bdd.conj(region, bdd.neg(word[bit]))
            taken = without == 0
            region = bdd.conj(region, word[bit]) if taken else without
            code |= taken << bit
        found[name] = from_bits(kind, code)
    return found


def _overlap(
    work: Work,
    function: Function,
    cases: tuple[Case, Case],
    example: dict[str, Value],
) -> None:
    first, second = cases
    kinds = dict(function.parameters)
    given = ", ".join(f"{name} = {source_text(kinds[name], v)}" for name, v in example.items())
    work.note(
        second.note.place,
        "overlap",
        f"the cases '{first.name}' (line {first.note.place.line}) and '{second.name}' of "
        f"{function.name} both apply to {given}",
        f"Exclude it from one of them, or write: case {second.name} except {first.name} : ...",
    )


def _gap(
    work: Work, diagram: Diagram, function: Function, words: Parameters, missing: Node
) -> None:
    """One box of missing inputs, grown as far as it goes, as a case to paste."""
    example = _example(diagram, words, missing)
    box = {name: frozenset({value}) for name, value in example.items()}
    for name, kind, word in words:
        values = list(values_of(kind)) if len(word) <= 12 else []
        rest = missing
        for other, other_kind, other_word in words:
            if other != name:
                rest = diagram.bdd.conj(rest, _among(diagram, other_kind, other_word, box[other]))
        outside = _others(diagram, words, name, box)
        grown = [
            v
            for v in values
            if diagram.bdd.minus(
                diagram.bdd.conj(outside, _among(diagram, kind, word, frozenset({v}))), rest
            )
            == 0
        ]
        box[name] = frozenset(grown) | box[name]
    conditions = []
    for name, kind, _ in words:
        if kind == BOOL and len(box[name]) == 1:
            conditions.append(name if 1 in box[name] else f"not {name}")
            continue
        pattern = pattern_of(kind, box[name])
        if pattern is not None:
            conditions.append(f"{name} is {pattern}")
    guard = ", ".join(conditions) or "otherwise"
    work.note(
        function.note.place,
        "gap",
        f"no case of {function.name} applies to some inputs",
        f"Add, with what must follow:\n  case missing : {guard} => ...",
    )


def _others(
    diagram: Diagram, words: Parameters, name: str, box: dict[str, frozenset[Value]]
) -> Node:
    """The box in every parameter but one."""
    return diagram.bdd.all_of(
        _among(diagram, kind, word, box[other]) for other, kind, word in words if other != name
    )


def _among(diagram: Diagram, kind: Type, word: Word, values: frozenset[Value]) -> Node:
    """Where the word is one of the values."""
    codes = (to_bits(kind, value) for value in values)
    return diagram.bdd.any_of(diagram.words.is_code(word, code) for code in codes)
