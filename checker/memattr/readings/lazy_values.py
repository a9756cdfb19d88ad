"""Values that are found when they are asked for, with what they rest on."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import NamedTuple, TypeAlias

from memattr.model.expressions import (
    Expression,
)
from memattr.model.types import Bits, Enum, Member, Record, Sum, Type, Value, plain


@dataclass(frozen=True, eq=False)
class Called:
    """A call, the case that answered, and the call in whose case it is written, if any. `body` is
    what was read of the case's body."""

    function: str
    case: str
    arguments: tuple[LazyValue, ...]
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
    """The outermost part of a value: a word, or a shape (0 for a record) and its fields. `givers`
    are the calls through which it came to be what it is, the one nearest to the output first: a
    case gives what it computes, and what it selects, not what another function gave it to hand on.
    For a truth value they are the givers of the parts that were observed."""

    word: int
    rests: Rests
    fields: tuple[LazyValue, ...] = ()
    givers: tuple[Called, ...] = ()


class LazyValue:
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


def fields_of(type_: Type, shape: int) -> tuple[Member, ...]:
    """The fields of a record or of a shape; words have none."""
    match plain(type_):
        case Bits() | Enum():
            return ()
        case Record(_, fields):
            return fields
        case Sum(_, variants):
            return variants[shape].fields


def constant(type_: Type, value: Value, rests: Rests) -> Head:
    """A value that is known from the start."""
    if isinstance(value, int):
        return Head(value, rests)
    bare = plain(type_)
    shape, values = (0, value) if isinstance(bare, Record) else value
    assert isinstance(shape, int) and isinstance(values, tuple)
    members = fields_of(bare, shape)
    pairs = zip(members, values, strict=True)
    return Head(shape, rests, tuple(_known(m.type, v, rests) for m, v in pairs))


def _known(type_: Type, value: Value, rests: Rests) -> LazyValue:
    return LazyValue(lambda: constant(type_, value, rests))


def whole(type_: Type, head: Head) -> tuple[Value, Rests]:
    """The value with everything in it, and all that it rests on."""
    bare = plain(type_)
    if isinstance(bare, Bits | Enum):
        return head.word, head.rests
    members = fields_of(bare, head.word)
    parts = [whole(m.type, f.head()) for m, f in zip(members, head.fields, strict=True)]
    values = tuple(value for value, _ in parts)
    rests = reduce(or_, (rest for _, rest in parts), head.rests)
    return (values if isinstance(bare, Record) else (head.word, values)), rests


def equal(left: Head, right: Head) -> Head:
    """Whether two values agree; one difference settles it."""
    rests, givers = left.rests | right.rests, left.givers + right.givers
    if left.word != right.word:
        return Head(0, rests, givers=givers)
    for one, other in zip(left.fields, right.fields, strict=True):
        inner = equal(one.head(), other.head())
        if not inner.word:
            return Head(0, left.rests | right.rests | inner.rests, givers=inner.givers)
        rests |= inner.rests
        givers = inner.givers + givers
    return Head(1, rests, givers=givers)


def compared(type_: Type, left: Head, right: Head) -> tuple[Called, ...]:
    """The givers of the ordered parts in which the left value is weaker; of all if it is not."""
    weaker, every = _ordered_parts(type_, left, right)
    return weaker or every


def _ordered_parts(
    type_: Type, left: Head, right: Head
) -> tuple[tuple[Called, ...], tuple[Called, ...]]:
    bare, both = plain(type_), left.givers + right.givers
    weaker: tuple[Called, ...] = ()
    if isinstance(bare, Bits | Enum) or (isinstance(bare, Sum) and left.word != right.word):
        ordered = isinstance(bare, Enum | Sum) and bare.ordered
        return (both if ordered and left.word > right.word else ()), both if ordered else ()
    every = () if isinstance(bare, Record) else both
    pairs = zip(left.fields, right.fields, strict=True)
    for member, (one, other) in zip(fields_of(type_, left.word), pairs, strict=True):
        inner = _ordered_parts(member.type, one.head(), other.head())
        weaker, every = weaker + inner[0], inner[1] + every
    return weaker, every


def together(heads: Iterable[Head]) -> Rests:
    """What all of them rest on."""
    return reduce(or_, (head.rests for head in heads), NOTHING)
