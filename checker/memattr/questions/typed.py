"""`NAME=VALUE` as typed: inputs, registers and descriptors, by the declared layouts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from memattr.language.did_you_mean import near
from memattr.model.model import Layout, Model
from memattr.model.parse_value import NotAValue, parse_value
from memattr.model.types import Bits, Type, Value
from memattr.place import Place, Problem, SpecError

TYPED = "argument"


@dataclass(frozen=True)
class Part:
    """An input with its value; `layout` and the bits [high:low] say where it was read from."""

    input: str
    value: Value
    layout: str = ""
    high: int = 0
    low: int = 0


@dataclass(frozen=True)
class Typed:
    """What was typed: its parts, and set bits of a layout that no part holds."""

    text: str
    parts: tuple[Part, ...]
    layout: Layout | None = None
    rest: int = 0


def typed(model: Model, texts: Sequence[str]) -> tuple[Typed, ...]:
    """Each text read. Raises SpecError, with the position of the text and the column in it."""
    found = tuple(_typed(model, number, text) for number, text in enumerate(texts, 1))
    seen: dict[str, Value] = {}
    for number, one in enumerate(found, 1):
        for part in one.parts:
            known = seen.setdefault(part.input, part.value)
            if known != part.value and not is_repeated(one, part.input):
                raise _problem(number, one.text, 0, "given-twice",
                               f"{part.input} has another value before this", "")  # fmt: skip
    return found


def is_repeated(of: Typed, name: str) -> bool:
    """True iff the layout holds several values of the input, one for each index."""
    return sum(part.input == name for part in of.parts) > 1


def _typed(model: Model, number: int, text: str) -> Typed:
    name, equals, value = (piece.strip() for piece in text.partition("="))
    if not equals:
        raise _problem(number, text, 0, "syntax", f"'{text}' is no NAME=VALUE", "")
    kinds = {**model.inputs, **model.layouts}
    key = _key(kinds, name)
    column = text.index("=") + 2
    if key is None:
        message = f"no input, register or descriptor is called '{name}'"
        raise _problem(number, text, 0, "unknown-name", message, near(name, kinds))
    if key in model.inputs:
        read = _value(number, text, column, model.inputs[key].type, value)
        return Typed(text, (Part(key, read),))
    layout = model.layouts[key]
    word = _value(number, text, column, Bits(layout.width), value)
    assert isinstance(word, int)
    return _in_layout(text, layout, word)


def _key(kinds: Mapping[str, object], name: str) -> str | None:
    """The declared name; spaces and capitals do not matter if that leaves no doubt."""
    folded = name.replace(" ", "_").lower()
    same = [kind for kind in kinds if kind.lower() == folded]
    return name if name in kinds else same[0] if len(same) == 1 else None


def _value(number: int, text: str, column: int, kind: Type, value: str) -> Value:
    try:
        return parse_value(kind, value)
    except NotAValue as why:
        raise _problem(number, text, column - 1, "not-a-value", str(why), "") from None


def _in_layout(text: str, layout: Layout, word: int) -> Typed:
    parts, rest = [], word
    for name, high, low in layout.parts:
        mask = (1 << high - low + 1) - 1
        parts.append(Part(name, word >> low & mask, layout.name, high, low))
        rest &= ~(mask << low)
    return Typed(text, tuple(parts), layout, rest)


def _problem(number: int, text: str, column: int, code: str, message: str, way: str) -> SpecError:
    return SpecError([Problem(Place(TYPED, number, column + 1), code, message, text, way)])
