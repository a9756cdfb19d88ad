"""Values that are computed when somebody looks at them, with a record of what they rest on."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import NamedTuple, TypeAlias

from memattr.model.expressions import Expression
from memattr.model.types import Bits, Enum, Member, Record, Sum, Type, Value, plain


@dataclass(frozen=True, eq=False)
class Called:
    """A call, the case that answered, and the call in whose case it is written, if any. `body` is
    what was read of the case's body."""

    function: str
    case: str
    arguments: tuple[Lazy, ...]
    caller: Called | None
    body: list[Expression] = field(default_factory=list)

    @property
    def depth(self) -> int:
        """How many calls are around it."""
        return 0 if self.caller is None else 1 + self.caller.depth


# What a value rests on, names of inputs and variables and calls: a set of bits, of which a Ledger
# says what they are.
Rests: TypeAlias = int
NOTHING: Rests = 0


class Ledger:
    """What values can rest on, each with a bit of its own."""

    def __init__(self) -> None:
        self._known: list[str | Called] = []

    def bit(self, thing: str | Called) -> Rests:
        """A new bit, for something that had none."""
        self._known.append(thing)
        return 1 << len(self._known) - 1

    def of(self, rests: Rests) -> frozenset[str | Called]:
        """What the bits stand for."""
        return frozenset(thing for place, thing in enumerate(self._known) if rests >> place & 1)


class Head(NamedTuple):
    """The outermost part of a value: a word, or a shape (0 for a record) and its fields."""

    word: int
    rests: Rests
    fields: tuple[Lazy, ...] = ()


class Lazy:
    """A value to come."""

    def __init__(self, compute: Callable[[], Head]) -> None:
        self._compute: Callable[[], Head] | None = compute
        self._head: Head | None = None

    def head(self) -> Head:
        """Its outermost part, computed once."""
        if self._head is None:
            assert self._compute is not None, "a value does not depend on itself"
            compute, self._compute = self._compute, None
            self._head = compute()
        return self._head


def fields_of(kind: Type, shape: int) -> tuple[Member, ...]:
    """The fields of a record or of a shape; words have none."""
    match plain(kind):
        case Bits() | Enum():
            return ()
        case Record(_, fields):
            return fields
        case Sum(_, variants):
            return variants[shape].fields


def constant(kind: Type, value: Value, rests: Rests) -> Head:
    """A value that is known from the start."""
    if isinstance(value, int):
        return Head(value, rests)
    bare = plain(kind)
    shape, values = (0, value) if isinstance(bare, Record) else value
    assert isinstance(shape, int) and isinstance(values, tuple)
    members = fields_of(bare, shape)
    pairs = zip(members, values, strict=True)
    return Head(shape, rests, tuple(_known(m.type, v, rests) for m, v in pairs))


def _known(kind: Type, value: Value, rests: Rests) -> Lazy:
    return Lazy(lambda: constant(kind, value, rests))


def whole(kind: Type, head: Head) -> tuple[Value, Rests]:
    """The value with everything in it, and all that it rests on."""
    bare = plain(kind)
    if isinstance(bare, Bits | Enum):
        return head.word, head.rests
    members = fields_of(bare, head.word)
    parts = [whole(m.type, f.head()) for m, f in zip(members, head.fields, strict=True)]
    values = tuple(value for value, _ in parts)
    rests = reduce(or_, (found for _, found in parts), head.rests)
    return (values if isinstance(bare, Record) else (head.word, values)), rests


def equal(left: Head, right: Head) -> Head:
    """Whether two values agree; one difference settles it."""
    rests = left.rests | right.rests
    if left.word != right.word:
        return Head(0, rests)
    for one, other in zip(left.fields, right.fields, strict=True):
        inner = equal(one.head(), other.head())
        if not inner.word:
            return Head(0, left.rests | right.rests | inner.rests)
        rests |= inner.rests
    return Head(1, rests)


def together(heads: Iterable[Head]) -> Rests:
    """What all of them rest on."""
    return reduce(or_, (head.rests for head in heads), NOTHING)
