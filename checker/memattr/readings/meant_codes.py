"""Which code of an input means a value: the inverse of what a text says that codes mean."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import TYPE_CHECKING

from memattr.model.cubes import Row, covering
from memattr.model.expressions import Expression
from memattr.model.layout import to_bits, values_of, width
from memattr.model.model import Model
from memattr.model.show import show, source_text
from memattr.model.types import Enum, Sum, Type, Value, fields_text, plain, shapes
from memattr.place import Unusable, near

# Diagrams are loaded once a code is looked for: most commands only name this module's errors.
if TYPE_CHECKING:
    from memattr.readings.bdd import Node

MOST_ROWS = 64
"""Situations of the inputs that a meaning depends on, beyond which they are only named."""


class NoOneCode(Unusable):
    """None or several codes mean the value; the message says which, and `way` a way out."""


@dataclass(frozen=True)
class Wanted:
    """`meant` is true where the input `name` has a code that means the value `written`. It is asked
    in the situations in which all that is `admitted` holds, some inputs `fixed`."""

    name: str
    written: str
    meant: Expression
    admitted: Sequence[Expression] = ()
    fixed: Mapping[str, Value] | None = None


def the_code(model: Model, request: Wanted) -> int:
    """The one code that means the value in every admitted situation, whatever is chosen there.

    Raises NoOneCode, with each code that means it in some, and in which. Every code is tried: the
    input's type is bits of a width."""
    search = _Search(model, request)
    type_ = model.inputs[request.name].type
    always: list[int] = []
    sometimes: list[tuple[int, Node]] = []
    for code in range(1 << width(type_)):
        admitted, meant = search.situations(code)
        if search.bdd.conj(admitted, meant) != 0:
            if search.bdd.minus(admitted, meant) == 0:
                always.append(code)
            sometimes.append((code, meant))
    if len(always) == 1:
        return always[0]
    raise _refusal(model, request, always, list(search.described(sometimes)))


def sayable(kinds: Iterable[Type], text: str) -> str:
    """What may be written for an input whose codes mean values of these types, as a way out for who
    wrote the text; nothing if no such value has a name."""
    values: dict[str, str] = {}
    for type_ in map(plain, kinds):
        if isinstance(type_, Enum):
            values |= {value: value for value in type_.values}
        elif isinstance(type_, Sum):
            values |= {name: fields_text(type_, name).removesuffix("()") for name in shapes(type_)}
    way = f"Write its code, or what that means: {', '.join(values.values())}."
    return near(text, {*values, *values.values()}) or way if values else ""


def _refusal(
    model: Model, request: Wanted, always: list[int], sometimes: list[tuple[int, str]]
) -> NoOneCode:
    def text(code: int) -> str:
        return show(model, model.inputs[request.name].type, code, request.name)

    name, written = request.name, request.written
    if always:
        codes = ", ".join(map(text, always[:-1])) + f" and {text(always[-1])}"
        both = "both mean" if len(always) == 2 else "all mean"
        way = f"Write one of them: {name} = {text(always[0])}"
        return NoOneCode(f"{codes} {both} {written}", way)
    if not sometimes:
        way = f"Write the code. What one means: memattr decode {name}={text(0)}"
        return NoOneCode(f"no code of {name} means {written} here", way)
    lines = "\n".join(f"  {name} = {text(code)}  where {where}" for code, where in sometimes)
    return NoOneCode(
        f"no code of {name} means {written} in every situation that is admitted here",
        f"Say which situations are meant, or write the code. It means that:\n{lines}",
    )


class _Search:
    """Reads what is wanted, code by code, into diagrams over the other inputs."""

    def __init__(self, model: Model, request: Wanted) -> None:
        self.model, self.wanted = model, request
        from memattr.readings.diagram import Diagram

        self.diagram = Diagram(model)
        self.bdd = self.diagram.bdd
        self.free = dict(self.diagram.free().inputs)
        self.inputs = dict(self.free)
        for name, value in (request.fixed or {}).items():
            type_ = model.inputs[name].type
            self.inputs[name] = self.diagram.words.code(width(type_), to_bits(type_, value))

    def situations(self, code: int) -> tuple[Node, Node]:
        """Of the other inputs: where the code is admitted, and where it means the value, however
        anything is chosen."""
        type_ = self.model.inputs[self.wanted.name].type
        word = self.diagram.words.code(width(type_), to_bits(type_, code))
        from memattr.readings.compile_diagrams import Environment

        here = Environment({**self.inputs, self.wanted.name: word})
        types = ((self.model.inputs[name].type, here.inputs[name]) for name in here.inputs)
        parts = [self.diagram.valid(*one) for one in types]
        parts += [self.diagram.truth(truth, here) for truth in self.wanted.admitted]
        admitted = self._permitted(self.bdd.all_of(parts))
        meant = self.diagram.truth(self.wanted.meant, here)
        return admitted, self.bdd.neg(self._permitted(self.bdd.neg(meant)))

    def _permitted(self, node: Node) -> Node:
        """Where some choices make it true."""
        instances = self.diagram.store.read_by(node)
        levels = frozenset[int]().union(*(one.levels for one in instances))
        return self.bdd.some(
            self.bdd.all_of([node, *(one.constraint for one in instances)]), levels
        )

    def described(self, codes: Sequence[tuple[int, Node]]) -> Iterator[tuple[int, str]]:
        """Each code with words for the situations in which it means the value."""
        for code, meant in codes:
            admitted, _ = self.situations(code)
            yield code, self._words(meant, admitted)

    def _words(self, meant: Node, admitted: Node) -> str:
        """The admitted situations of the set, by the inputs that it depends on."""
        support = self.bdd.support(meant)
        levels = {
            name: frozenset(self.bdd.level[bit] for bit in word) for name, word in self.free.items()
        }
        names = [name for name in levels if levels[name] & support]
        if not names:
            return "it is admitted"
        domains = [list(values_of(self.model.inputs[name].type)) for name in names]
        if prod(map(len, domains)) > MOST_ROWS:
            return f"{' and '.join(names)} have some of their values"
        others = frozenset[int]().union(*(levels[n] for n in levels if n not in names))
        there = self.bdd.some(admitted, others)
        inside: set[Row] = set()
        outside: set[Row] = set()
        for row in product(*domains):
            point = self.bdd.all_of(self._is(n, v) for n, v in zip(names, row, strict=True))
            if self.bdd.conj(point, there) == 0:
                outside.add(row)
            elif self.bdd.conj(point, meant) != 0:
                inside.add(row)
        shown: list[str] = []
        for cube in covering(inside | outside, domains):
            told = {row for row in inside if _in(row, cube)}
            inside -= told
            shown += [self._limits(names, cube)] if told else []
        return " or ".join(shown)

    def _is(self, name: str, value: Value) -> Node:
        type_ = self.model.inputs[name].type
        return self.diagram.words.is_code(self.free[name], to_bits(type_, value))

    def _limits(self, names: Sequence[str], cube: Sequence[Value | None]) -> str:
        pairs = zip(names, cube, strict=True)
        kinds = {name: self.model.inputs[name].type for name in names}
        parts = (f"{name}={source_text(kinds[name], v)}" for name, v in pairs if v is not None)
        return ", ".join(parts) or "it is admitted"


def _in(row: Sequence[Value], cube: Sequence[Value | None]) -> bool:
    return all(limit is None or value == limit for value, limit in zip(row, cube, strict=True))
