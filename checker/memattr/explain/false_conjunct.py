"""The part of a claim that is false in an example, and the values that it speaks of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from memattr.engines.verdict import Example
from memattr.explain.report import Got, Link
from memattr.model.expressions import AtLeast, Equal, Expression, Field
from memattr.model.model import Claim, Part
from memattr.model.show import show
from memattr.model.types import Bits, Enum, Sum, Type, Value, plain, same
from memattr.readings.evaluate import Evaluator, Situation, Taken
from memattr.readings.nondeterminism import Given

Seen: TypeAlias = tuple[str, Type, Value]


@dataclass(frozen=True)
class Spoken:
    """The first false part with its number, what it speaks of, and the choices it asked for."""

    number: int
    part: Part
    got: tuple[Got, ...]
    choices: tuple[Taken, ...]

    @property
    def link(self) -> Link:
        """How the two values that it speaks of are compared, if they are."""
        if len(self.got) == 2 and isinstance(self.part.expression, Equal):
            return "alike"
        if len(self.got) == 2 and isinstance(self.part.expression, AtLeast):
            return "as strong"
        return "other"


def false_part(evaluator: Evaluator, claim: Claim, example: Example) -> Spoken:
    """The example, in which the claim is false, is read again by the evaluator."""
    chooser = Given({(t.cpu, t.choice, t.arguments): t.value for t in example.choices})
    situation = Situation(dict(example.inputs), dict(example.variables), chooser)
    parts = claim.parts or (Part("", claim.body, ()),)
    value_of = evaluator.within(situation)
    false = [part for part in parts if not value_of(part.expression)]
    assert false, "an engine promises that the example fails"
    asked = tuple(Taken(*question, value) for question, value in chooser.asked.items())
    seen = []
    for text, subject in false[0].subjects:
        whole = _present(value_of, subject)
        seen.append((_path(text, subject, whole), whole.type, value_of(whole)))
    if isinstance(false[0].expression, Equal) and len(seen) == 2 and same(seen[0][1], seen[1][1]):
        seen = _difference(*seen)
    got = (Got(text, show(evaluator.model, kind, value)) for text, kind, value in seen)
    number = parts.index(false[0]) + 1
    return Spoken(number, false[0], tuple(dict.fromkeys(got)), asked)


def _difference(left: Seen, right: Seen) -> list[Seen]:
    """The smallest parts of two values, of one type, that differ: the first where several do."""
    (text, kind, one), (other_text, _, other) = left, right
    bare = plain(kind)
    if isinstance(bare, Bits | Enum) or one == other:
        return [left, right]
    assert isinstance(one, tuple) and isinstance(other, tuple)
    if isinstance(bare, Sum):
        if one[0] != other[0]:
            return [left, right]
        assert isinstance(one[0], int) and isinstance(one[1], tuple) and isinstance(other[1], tuple)
        members, one, other = bare.variants[one[0]].fields, one[1], other[1]
    else:
        members = bare.fields
    for member, a, b in zip(members, one, other, strict=True):
        if a != b:
            here = (f"{text}.{member.name}", member.type, a)
            return _difference(here, (f"{other_text}.{member.name}", member.type, b))
    raise AssertionError("values that differ do so in a field")


def _present(value_of: Callable[[Expression], Value], subject: Expression) -> Expression:
    """The longest beginning of a path that exists here."""
    if not isinstance(subject, Field):
        return subject
    operand = _present(value_of, subject.operand)
    if operand is not subject.operand:
        return operand
    if subject.variants is not None:
        value = value_of(operand)
        assert isinstance(value, tuple)
        if value[0] not in subject.variants:
            return operand
    return subject


def _path(text: str, subject: Expression, whole: Expression) -> str:
    """The text of the beginning of the path."""
    while subject is not whole and isinstance(subject, Field):
        text, subject = text.rpartition(".")[0], subject.operand
    return text
