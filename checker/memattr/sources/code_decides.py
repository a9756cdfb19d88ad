"""Where code and text differ, and the model in which the code decides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

from memattr.model.code_provenance import Reading
from memattr.model.expressions import TRUE, And, Const, Expression, Global, Not, Or, walk
from memattr.model.model import Assignment, Model, Scope
from memattr.readings.evaluate import Evaluator, Situation
from memattr.sources.read_code import CodeResult, Failure, Value
from memattr.sources.unread import Cause

MOST_FEATURES = 12
"""Features that a condition may depend on, for all of their combinations to be tried."""


@dataclass(frozen=True)
class Difference:
    """A value of the code that the text does not have; `text` is what it has, in one situation."""

    value: Value
    text: int
    features: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class CodeModel:
    """The model as the code has it, with the differences; `failures` are readings left out."""

    model: Model
    differences: tuple[Difference, ...]
    failures: tuple[Failure, ...]


def code_decides(model: Model, results: Sequence[CodeResult]) -> CodeModel:
    """The model with the values of the code in place of the text's where they differ."""
    values = [result for result in results if isinstance(result, Value)]
    failures = [result for result in results if isinstance(result, Failure)]
    comparison = CodeComparison(model)
    failures += list(_contradictions(comparison, values))
    differences = [d for value in values if (d := comparison.difference(value)) is not None]
    changed = {(d.value.scope, d.value.reading.input) for d in differences}
    scopes = dict(model.scopes)
    for name, input_ in sorted(changed):
        own = [v for v in values if v.scope == name and v.reading.input == input_]
        for scope in _with_its_policies(model, name):
            scopes[scope.name] = _replaced(scopes[scope.name], input_, own)
    return CodeModel(replace(model, scopes=scopes), tuple(differences), tuple(failures))


def _with_its_policies(model: Model, name: str) -> Iterator[Scope]:
    """The scope, and if it is a system the policies that inherit from it."""
    yield from (s for s in model.scopes.values() if name in (s.name, s.system))


def _replaced(scope: Scope, input_: str, values: Sequence[Value]) -> Scope:
    """The scope with an input as the code has it where that was read, as the text has it else."""
    assignments = []
    for assignment in scope.assignments:
        if assignment.input == input_:
            type_ = assignment.values[0][1].type
            pairs: list[tuple[Expression, Expression]] = []
            before: list[Expression] = []
            for value in values:
                condition = value.reading.condition
                alone = And((condition, *map(Not, before))) if before else condition
                pairs.append((alone, Const(type_, value.value)))
                before.append(condition)
            if TRUE not in before:
                rest = Not(Or(tuple(before)))
                pairs += [(And((when, rest)), value) for when, value in assignment.values]
            assignment = Assignment(input_, tuple(pairs), assignment.origins)
        assignments.append(assignment)
    return replace(scope, assignments=tuple(assignments))


def _contradictions(comparison: CodeComparison, values: Sequence[Value]) -> Iterator[Failure]:
    """Two readings of one input that give two values in one situation."""
    for position, value in enumerate(values):
        for other in values[:position]:
            same = (other.scope, other.reading.input) == (value.scope, value.reading.input)
            if (
                same
                and other.value != value.value
                and comparison.meet(other.reading, value.reading)
            ):
                message = f"{value.reading.input} is {other.value:#x} at {other.place}"
                way = "Say in which situations each reading counts: when FEATURE."
                cause = Cause(value.place, f"{message} and {value.value:#x} here", way)
                yield Failure(value.scope, value.tree, value.reading, cause)


class CodeComparison:
    """Compares numbers with the expressions of the text, in every combination of features."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._evaluator: Evaluator | None = None

    def difference(self, value: Value) -> Difference | None:
        """The first situation in which the text has another value."""
        reading = value.reading
        scope = self._model.scopes[value.scope]
        said = next(a for a in scope.assignments if a.input == reading.input)
        for when, text in said.values:
            if when == reading.condition == TRUE and isinstance(text, Const):
                return None if text.value == value.value else self._of(value, text.value, {})
            for features in self._situations(when, text, reading.condition):
                if not (self._is(when, features) and self._is(reading.condition, features)):
                    continue
                number = self._value(text, features)
                if number != value.value:
                    return self._of(value, number, features)
        return None

    def _of(self, value: Value, text: object, features: Mapping[str, int]) -> Difference:
        assert isinstance(text, int), "an input that is read is a number of bits"
        return Difference(value, text, tuple(features.items()))

    def meet(self, one: Reading, other: Reading) -> bool:
        """Whether both readings count in some situation."""
        both = (one.condition, other.condition)
        return any(
            all(self._is(condition, features) for condition in both)
            for features in self._situations(*both)
        )

    def _situations(self, *expressions: Expression) -> Iterator[Mapping[str, int]]:
        """Every combination of the features that the expressions name."""
        names: dict[str, None] = {}
        rest = list(expressions)
        while rest:
            for part in walk(rest.pop()):
                if isinstance(part, Global):
                    derived = self._model.derived.get(part.name)
                    if derived is not None:
                        rest.append(derived.expression)
                    else:
                        names[part.name] = None
        assert len(names) <= MOST_FEATURES, f"a value depends on {len(names)} features"
        for values in product((0, 1), repeat=len(names)):
            yield dict(zip(names, values, strict=True))

    def _is(self, condition: Expression, features: Mapping[str, int]) -> bool:
        return condition == TRUE or bool(self._value(condition, features))

    def _value(self, expression: Expression, features: Mapping[str, int]) -> object:
        if isinstance(expression, Const):
            return expression.value
        self._evaluator = self._evaluator or Evaluator(self._model)
        return self._evaluator.value(expression, Situation(features))
