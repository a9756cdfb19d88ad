"""Types of the model: all finite, all frozen; `width` and offsets are in `layout`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias, TypeVar

if TYPE_CHECKING:
    from memattr.model.expressions import Expression


T = TypeVar("T")


def hashed_once(kind: type[T]) -> type[T]:
    """The same class, whose hash is remembered by each object."""
    whole = kind.__hash__

    def remembered(self: object) -> int:
        known = self.__dict__.get("_hash")
        if known is None:
            known = self.__dict__["_hash"] = whole(self)
        assert isinstance(known, int)
        return known

    kind.__hash__ = remembered  # type: ignore[method-assign]  # what a decorator is for
    return kind


# A value is an int for bits, bool (0 or 1) and enums (the index of the name), a tuple of values
# for a record, and a pair (index of the variant, tuple of values) for a sum.
Value: TypeAlias = "int | tuple[Value, ...]"


@dataclass(frozen=True)
class Bits:
    """`width` bits. A named one is nominal: it equals only itself. `Bits(1)` is bool."""

    width: int
    name: str | None = None


@hashed_once
@dataclass(frozen=True)
class Enum:
    """A closed list of names; an ordered one is written strongest first."""

    name: str
    values: tuple[str, ...]
    ordered: bool = False


@hashed_once
@dataclass(frozen=True)
class Member:
    """A named field of a record or of a variant."""

    name: str
    type: Type


@hashed_once
@dataclass(frozen=True)
class Record:
    """Named fields, all present."""

    name: str
    fields: tuple[Member, ...]


@hashed_once
@dataclass(frozen=True)
class Variant:
    """One shape of a sum."""

    name: str
    fields: tuple[Member, ...]


@hashed_once
@dataclass(frozen=True)
class Sum:
    """One of several shapes; an ordered one is written strongest first."""

    name: str
    variants: tuple[Variant, ...]
    ordered: bool = False


@hashed_once
@dataclass(frozen=True)
class Refined:
    """The values of `base` for which `condition`, an expression over `Local("it")`, is true."""

    name: str
    base: Type
    condition: Expression


Type: TypeAlias = "Bits | Enum | Record | Sum | Refined"

BOOL = Bits(1)


def plain(type_: Type) -> Bits | Enum | Record | Sum:
    """The type without its refinements."""
    while isinstance(type_, Refined):
        type_ = type_.base
    return type_


def same(left: Type, right: Type) -> bool:
    """True iff a value of one may stand where the other is wanted, refinements apart."""
    return plain(left) == plain(right)


def type_name(type_: Type) -> str:
    """The type as an author writes it."""
    match type_:
        case Bits(1, None):
            return "bool"
        case Bits(width, None):
            return f"bits {width}"
        case _:
            return str(type_.name)


def field_of(type_: Type, name: str) -> tuple[Type, tuple[int, ...] | None] | None:
    """The field's type and the variants that have it (None for a record); None if no shape does."""
    match plain(type_):
        case Record(_, fields):
            for member in fields:
                if member.name == name:
                    return member.type, None
        case Sum(_, variants):
            places = [
                (index, member.type)
                for index, variant in enumerate(variants)
                for member in variant.fields
                if member.name == name
            ]
            if places and all(same(places[0][1], other) for _, other in places):
                return places[0][1], tuple(index for index, _ in places)
    return None


def shapes(kind: Enum | Sum) -> tuple[str, ...]:
    """The names of an enum's values or a sum's shapes."""
    if isinstance(kind, Enum):
        return kind.values
    return tuple(variant.name for variant in kind.variants)


def members_text(members: tuple[Member, ...]) -> str:
    """Fields as an author writes them."""
    return ", ".join(f"{member.name}: {type_name(member.type)}" for member in members)


def fields_text(kind: Enum | Sum, shape: str) -> str:
    """A shape of a sum with its fields as an author writes them."""
    assert isinstance(kind, Sum), "the values of an enum have no fields"
    return f"{shape}({members_text(kind.variants[shapes(kind).index(shape)].fields)})"
