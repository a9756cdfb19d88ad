"""The concrete reading: one value for one situation, with the cases that gave it.

It knows nothing of bits in a row, so comparing it with the other readings also tests the layout.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import product
from typing import NamedTuple, TypeAlias, assert_never

from memattr.model.expressions import Expression
from memattr.model.model import Case, Choice, Function, Model
from memattr.model.types import Bits, Enum, Member, Record, Refined, Sum, Type, Value
from memattr.readings.compile_values import Chooser, Fired, Frame, ValueReaders, Values
from memattr.readings.dependencies import choosing_guards, facts_of
from memattr.readings.hook import AppliedCase, Hook


@dataclass(frozen=True)
class Taken:
    """A choice that was made."""

    cpu: str | None
    choice: str
    arguments: Values
    value: Value


def no_choice(cpu: str | None, choice: Choice, arguments: Values, domain: Sequence[Value]) -> Value:
    """The chooser of those who know that nothing is chosen."""
    where = f"cpu {cpu}, arguments {arguments}, {len(domain)} values"
    raise AssertionError(f"{choice.name} was asked where no choice is made ({where})")


class Situation(NamedTuple):
    """What an expression is read in. `trace`, if given, receives the outermost cases that fire."""

    inputs: Mapping[str, Value]
    locals: Mapping[str, Value] = {}
    chooser: Chooser = no_choice
    cpu: str | None = None
    trace: list[Fired] | None = None


ValueHook: TypeAlias = Hook[Value, Frame, None]


class Evaluator:
    """Reads expressions of one model. Calls that make no choice are remembered."""

    def __init__(self, model: Model, hook: ValueHook | None = None) -> None:
        self.model = model
        self._hook = hook or ValueHook()
        self._readers = ValueReaders(self)
        self._facts = facts_of(model)
        self._choosing_guards = choosing_guards(model, self._facts)
        self.forget()

    def forget(self) -> None:
        """What is remembered of calls is found anew."""
        self._results: dict[tuple[str, Values], Value] = {}
        self._cases: dict[tuple[str, Values], Case] = {}
        self._domains: dict[tuple[str, Values], tuple[Value, ...]] = {}

    def value(self, expression: Expression, situation: Situation) -> Value:
        """The expression's value."""
        return self.within(situation)(expression)

    def values(self, expressions: Sequence[Expression], situation: Situation) -> Values:
        """The values of several expressions in one situation, derived values shared."""
        return tuple(map(self.within(situation), expressions))

    def within(self, situation: Situation) -> Callable[[Expression], Value]:
        """The values of expressions in one situation, in which derived values are found once."""
        return partial(self._value, frame=Frame(*situation, {}))

    def domain(self, choice: Choice, parameters: Mapping[str, Value]) -> tuple[Value, ...]:
        """The admissible values of a choice for its function's arguments, in declared order."""
        key = (choice.name, tuple(parameters.values()) if choice.condition else ())
        known = self._domains.get(key)
        if known is None:
            known = self._domains[key] = tuple(self._admissible(choice, parameters))
        return known

    def values_of(self, type_: Type) -> Iterator[Value]:
        """Every value of a type, refinements obeyed, in declared order."""
        match type_:
            case Bits(size, _):
                yield from range(1 << size)
            case Enum(_, names, _):
                yield from range(len(names))
            case Record(_, fields):
                yield from self._tuples_of(fields)
            case Sum(_, variants, _):
                for index, variant in enumerate(variants):
                    yield from ((index, values) for values in self._tuples_of(variant.fields))
            case Refined(_, base, condition):
                yield from (v for v in self.values_of(base) if self._holds(condition, {"it": v}))
            case _:
                assert_never(type_)

    def is_value(self, type_: Type, value: Value) -> bool:
        """True iff the value is one of the type, refinements obeyed."""
        match type_:
            case Bits(size, _):
                return isinstance(value, int) and 0 <= value < 1 << size
            case Enum(_, names, _):
                return isinstance(value, int) and 0 <= value < len(names)
            case Record(_, fields):
                return isinstance(value, tuple) and self._are_values(fields, value)
            case Sum(_, variants, _):
                match value:
                    case (int(tag), tuple(values)) if 0 <= tag < len(variants):
                        return self._are_values(variants[tag].fields, values)
                return False
            case Refined(_, base, condition):
                return self.is_value(base, value) and self._holds(condition, {"it": value})
            case _:
                assert_never(type_)

    def _are_values(self, fields: tuple[Member, ...], values: Values) -> bool:
        return len(fields) == len(values) and all(
            self.is_value(member.type, value) for member, value in zip(fields, values, strict=True)
        )

    def _tuples_of(self, fields: tuple[Member, ...]) -> Iterator[Values]:
        return product(*(tuple(self.values_of(member.type)) for member in fields))

    def _admissible(self, choice: Choice, parameters: Mapping[str, Value]) -> Iterator[Value]:
        for value in self.values_of(choice.type):
            locals_ = {**parameters, choice.binder: value}
            if choice.condition is None or self._holds(choice.condition, locals_):
                yield value

    def _holds(self, condition: Expression, locals_: Mapping[str, Value]) -> bool:
        return bool(self._value(condition, Frame({}, locals_, no_choice, None, None, {})))

    def _value(self, expression: Expression, frame: Frame) -> Value:
        return self._readers.value(expression)(frame)

    def named(self, name: str, frame: Frame) -> Value:
        """The value of an input or a derived value."""
        instead = self._hook.named(name, frame)
        return self._named(name, frame) if instead is None else instead

    def _named(self, name: str, frame: Frame) -> Value:
        derived = self.model.derived.get(name)
        if derived is None:
            return frame.inputs[name]
        known = frame.derived.get(name)
        if known is None:
            known = self._value(derived.expression, frame._replace(locals={}))
            frame.derived[name] = known
        return known

    def called(self, name: str, arguments: Values, frame: Frame) -> Value:
        """The value of a function's result."""
        instead = self._hook.called(name, arguments, frame)
        return self._called(name, arguments, frame) if instead is None else instead

    def _called(self, name: str, arguments: Values, frame: Frame) -> Value:
        if name in self._facts.choosing or frame.trace is not None:
            return self._apply(self.model.functions[name], arguments, frame)
        key = (name, arguments)
        known = self._results.get(key)
        if known is None:
            function = self.model.functions[name]
            known = self._results[key] = self._apply(function, arguments, frame)
        return known

    def _apply(self, function: Function, arguments: Values, caller: Frame) -> Value:
        names = (name for name, _ in function.parameters)
        parameters = dict(zip(names, arguments, strict=True))
        children: list[Fired] | None = None if caller.trace is None else []
        frame = Frame({}, parameters, caller.chooser, caller.cpu, children, {})
        case = self._case(function, arguments, frame)
        applied = AppliedCase(function, case, None, arguments, frame)
        result = self._hook.result(applied, partial(self._result, case, arguments, frame))
        if caller.trace is not None and children is not None:
            fired = Fired(function.name, case.name, arguments, result, tuple(children))
            if fired not in caller.trace:  # one name may stand for the call in several places
                caller.trace.append(fired)
        return result

    def _case(self, function: Function, arguments: Values, frame: Frame) -> Case:
        """The one case that applies. Where no guard makes a choice it is remembered."""
        steady = frame.trace is None and function.name not in self._choosing_guards
        known = self._cases.get((function.name, arguments)) if steady else None
        if known is not None:
            return known
        for case in function.cases:
            children: list[Fired] | None = None if frame.trace is None else []
            if self._value(case.guard, frame._replace(trace=children)):
                if frame.trace is not None and children is not None:
                    frame.trace.extend(children)
                if steady:
                    self._cases[function.name, arguments] = case
                return case
        raise AssertionError(f"elaborate() promises a case of {function.name} for {arguments}")

    def _result(self, case: Case, arguments: Values, frame: Frame) -> Value:
        if case.choice is None:
            return self._value(case.body, frame)
        domain = self.domain(case.choice, frame.locals)
        chosen = frame.chooser(frame.cpu, case.choice, arguments, domain)
        locals_ = {**frame.locals, case.choice.binder: chosen}
        return self._value(case.body, frame._replace(locals=locals_))
