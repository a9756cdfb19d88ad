"""What one evaluation looked at: the inputs and the cases without which its value would stand.

A reading of its own, lazy and with a record. If nothing in the record of a value changes, then
the value does not change, whatever else does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial, reduce
from operator import or_
from typing import Literal, NamedTuple, assert_never

from memattr.model.expressions import (
    And,
    AtLeast,
    Call,
    Const,
    Convert,
    Equal,
    Expression,
    Field,
    Global,
    Implies,
    IsVariant,
    Join,
    Local,
    Make,
    Not,
    Or,
    Slice,
    Strongest,
    Under,
    walk,
)
from memattr.model.model import Case, Function, Model
from memattr.model.types import BOOL, Type, Value
from memattr.readings.compile_values import Chooser, Values, at_least, joined, size_of
from memattr.readings.evaluate import Evaluator
from memattr.readings.lazy_values import (
    NOTHING,
    Called,
    Head,
    LazyValue,
    Ledger,
    compared,
    constant,
    equal,
    fields_of,
    together,
    whole,
)


class SliceFrame(NamedTuple):
    """Where an expression is read; `read` keeps what is. `wording`: calls whose results are no
    more than words of the statement for what it observes, and are looked past."""

    inputs: Mapping[str, LazyValue]
    locals: Mapping[str, LazyValue]
    cpu: str | None
    caller: Called | None
    derived: dict[str, LazyValue]
    read: list[Expression]
    wording: Literal["none", "truths", "all"] = "none"


class SliceDependence(NamedTuple):
    """What a value rests on, names of inputs and variables and calls; and the givers of what it
    observes, the nearest to the output first."""

    rests: frozenset[str | Called]
    givers: tuple[Called, ...]


class Slicer:
    """Reads expressions of one situation."""

    def __init__(self, evaluator: Evaluator, chooser: Chooser) -> None:
        self._model: Model = evaluator.model
        self._evaluator = evaluator
        self._chooser = chooser
        self._ledger = Ledger()

    def dependence(
        self,
        expression: Expression,
        inputs: Mapping[str, Value],
        variables: Mapping[str, Value],
        kinds: Mapping[str, Type],
    ) -> SliceDependence:
        """What the expression's value depends on; `kinds` are those of inputs and variables."""

        def known(values: Mapping[str, Value]) -> dict[str, LazyValue]:
            return {name: self._named(kinds[name], value, name) for name, value in values.items()}

        names = {node.name for node in walk(expression) if isinstance(node, Global)}
        wording: Literal["truths", "all"] = "all"
        if names.isdisjoint(self._model.derived):
            # Nothing is observed but what the statement itself calls.
            wording = "truths"
        frame = SliceFrame(known(inputs), known(variables), None, None, {}, [], wording)
        head = self._head(expression, frame)
        return SliceDependence(self._ledger.of(head.rests), head.givers)

    def _named(self, type_: Type, value: Value, name: str) -> LazyValue:
        return LazyValue(partial(constant, type_, value, self._ledger.bit(name)))

    def _head(self, expression: Expression, frame: SliceFrame) -> Head:
        frame.read.append(expression)
        match expression:
            case Const(type_, value):
                return constant(type_, value, NOTHING)
            case Local(name, _):
                return frame.locals[name].head()
            case Global(name, _):
                return self._global(name, frame).head()
            case Field():
                return self._field(expression, frame)
            case Slice() | Convert() | Not() | IsVariant():
                return _unary(expression, self._head(expression.operand, frame))
            case Join(pieces, _):
                return _joined(pieces, [self._head(piece, frame) for piece in pieces])
            case Make(_, variant, fields):
                lazies = tuple(LazyValue(partial(self._part, f, frame)) for f in fields)
                return Head(variant or 0, NOTHING, lazies)
            case Call(function, arguments, _):
                lazies = tuple(self._later(a, frame) for a in arguments)
                return self._call(self._model.functions[function], lazies, frame)
            case And(operands, _):
                return self._first(operands, 0, frame)
            case Or(operands, _):
                return self._first(operands, 1, frame)
            case Implies(left, right, _):
                return self._first((Not(left), right), 1, frame)
            case Equal(left, right, _) | AtLeast(left, right, _) | Strongest(left, right, _):
                return _related(expression, self._head(left, frame), self._head(right, frame))
            case Under(operand, changes, cpu, _):
                new = {name: self._later(value, frame) for name, value in changes}
                inputs = {**frame.inputs, **new}
                return self._head(operand, frame._replace(inputs=inputs, cpu=cpu, derived={}))
            case _:
                assert_never(expression)

    def _part(self, expression: Expression, frame: SliceFrame) -> Head:
        """A part of what a case makes."""
        head = self._head(expression, frame)
        if frame.caller is None or frame.wording != "none":
            return head
        return head._replace(givers=given(expression, head, frame.caller, selects=False))

    def _later(self, expression: Expression, frame: SliceFrame) -> LazyValue:
        return LazyValue(lambda: self._head(expression, frame))

    def _first(self, operands: tuple[Expression, ...], decides: int, frame: SliceFrame) -> Head:
        """And, Or: one operand that decides will do; if none does, all of them count."""
        heads = []
        for operand in operands:
            head = self._head(operand, frame)
            if head.word == decides:
                return head
            heads.append(head)
        # Earlier operands say of which shape a value is whose fields later ones look at.
        givers = tuple(giver for head in reversed(heads) for giver in head.givers)
        return Head(1 - decides, together(heads), givers=givers)

    def _global(self, name: str, frame: SliceFrame) -> LazyValue:
        derived = self._model.derived.get(name)
        if derived is None:
            return frame.inputs[name]
        if name not in frame.derived:
            inside = SliceFrame(
                frame.inputs, {}, frame.cpu, frame.caller, frame.derived, frame.read
            )
            frame.derived[name] = self._later(derived.expression, inside)
        return frame.derived[name]

    def _field(self, expression: Field, frame: SliceFrame) -> Head:
        outer = self._head(expression.operand, frame)
        fields = fields_of(expression.operand.type, outer.word)
        index = next(i for i, member in enumerate(fields) if member.name == expression.name)
        head = outer.fields[index].head()
        return Head(head.word, head.rests | outer.rests, head.fields, head.givers)

    def _call(
        self, function: Function, arguments: tuple[LazyValue, ...], caller: SliceFrame
    ) -> Head:
        """Guards exclude each other, so that of the case that applies is all that was decisive."""
        names = (name for name, _ in function.parameters)
        parameters = dict(zip(names, arguments, strict=True))
        for case in function.cases:
            called = Called(function.name, case.name, arguments, caller.caller)
            is_word = caller.wording == "all" or (
                caller.wording == "truths" and function.result == BOOL
            )
            wording = caller.wording if is_word else "none"
            frame = SliceFrame({}, parameters, caller.cpu, called, {}, [], wording)
            guard = self._head(case.guard, frame)
            if guard.word:
                inside = frame._replace(read=called.body)
                body = self._body(function, case, arguments, inside)
                if is_word:
                    givers = body.givers + guard.givers
                else:
                    givers = given(case.body, body, called, selects=len(function.cases) > 1)
                rests = body.rests | guard.rests | self._ledger.bit(called)
                return Head(body.word, rests, body.fields, givers)
        raise AssertionError(f"elaborate() promises a case of {function.name}")

    def _body(
        self, function: Function, case: Case, arguments: tuple[LazyValue, ...], frame: SliceFrame
    ) -> Head:
        if case.choice is None:
            return self._head(case.body, frame)
        pairs = [
            whole(type_, lazy.head())
            for (_, type_), lazy in zip(function.parameters, arguments, strict=True)
        ]
        values = tuple(value for value, _ in pairs)
        names = (name for name, _ in function.parameters)
        domain = self._evaluator.domain(case.choice, dict(zip(names, values, strict=True)))
        chosen = self._chooser(frame.cpu, case.choice, values, domain)
        rests = reduce(or_, (number for _, number in pairs), NOTHING)
        binder = LazyValue(partial(constant, case.choice.type, chosen, rests))
        locals_ = {**frame.locals, case.choice.binder: binder}
        return self._head(
            case.body, SliceFrame({}, locals_, frame.cpu, frame.caller, {}, frame.read)
        )


def _joined(pieces: Sequence[Expression], heads: Sequence[Head]) -> Head:
    """The head of bits, from those of the pieces that they are joined from."""
    sizes = [size_of(piece.type) for piece in pieces]
    word = joined((head.word, size) for head, size in zip(heads, sizes, strict=True))
    givers = tuple(giver for head in heads for giver in head.givers)
    return Head(word, together(heads), givers=givers)


def _unary(expression: Slice | Convert | Not | IsVariant, operand: Head) -> Head:
    """What is read of one operand alone: it rests on whatever the operand rests on."""
    match expression:
        case Slice(_, low, type_):
            word = operand.word >> low & (1 << size_of(type_)) - 1
        case Convert(_, table):
            word = dict(table)[operand.word]
        case Not():
            word = 1 - operand.word
        case IsVariant(_, variant):
            word = int(operand.word == variant)
        case _:
            assert_never(expression)
    return Head(word, operand.rests, givers=operand.givers)


def _related(expression: Equal | AtLeast | Strongest, one: Head, other: Head) -> Head:
    """The head of what relates two operands, from theirs."""
    match expression:
        case Equal():
            return equal(one, other)
        case AtLeast(left, _, _):
            (x, here), (y, there) = whole(left.type, one), whole(left.type, other)
            holds = int(at_least(left.type, x, y))
            return Head(holds, here | there, givers=compared(left.type, one, other))
        case Strongest():
            givers = (one if one.word <= other.word else other).givers
            return Head(min(one.word, other.word), one.rests | other.rests, givers=givers)
        case _:
            assert_never(expression)


def given(
    expression: Expression, head: Head, called: Called, *, selects: bool
) -> tuple[Called, ...]:
    """The givers of what a case makes with an expression. The case itself is one of them unless it
    leaves the value to another function, or only copies it and has no other case to select from."""
    copies = isinstance(expression, Local | Field)
    if isinstance(expression, Call) or (copies and not selects):
        return head.givers
    return (called, *head.givers)


def concrete(function: Function, called: Called) -> Values:
    """The arguments of the call."""
    pairs = zip(function.parameters, called.arguments, strict=True)
    return tuple(whole(type_, lazy.head())[0] for (_, type_), lazy in pairs)
