"""The situations to ask an implementation about: a row for each value of some inputs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from memattr.answers.filled_inputs import assumed, filled
from memattr.answers.typed_situation import TypedSituation
from memattr.engines.exact.diagram_query import admitted
from memattr.model.layout import from_bits, width
from memattr.model.model import Model
from memattr.model.types import Enum, Type, Value, plain
from memattr.place import Unusable, near
from memattr.readings.bdd import Node
from memattr.readings.compile_diagrams import Environment
from memattr.readings.diagram import Diagram
from memattr.readings.evaluate import Evaluator


@dataclass(frozen=True)
class VariedInput:
    """An input that varies, and its levels, bit 0 first."""

    name: str
    type: Type
    levels: tuple[int, ...]


class RowGrid:
    """All values of the named inputs that can be, others as `typed` says or by default."""

    def __init__(self, evaluator: Evaluator, typed: TypedSituation, names: Sequence[str]) -> None:
        model = evaluator.model
        _check(model, typed, names)
        self.diagram = Diagram(model)
        self.typed = typed
        order = self.diagram.store.order
        self.inputs = tuple(
            VariedInput(name, (type_ := model.inputs[name].type), order.named(name, width(type_)))
            for name in names
        )
        known = filled(self.diagram, typed, names)
        if known.missing():
            (name, *_) = known.missing()
            raise Unusable(f"{name} has no default", f"Name it among the inputs, or say {name}=...")
        self.environment: Environment = known.environment
        self.possible = self.diagram.bdd.conj(
            admitted(self.diagram, self.diagram.model, self.environment),
            assumed(self.diagram, typed, self.environment),
        )
        if self.possible == 0:
            raise Unusable("there is no row: what is given is impossible")

    @property
    def names(self) -> tuple[str, ...]:
        """The inputs in the order of the columns."""
        return tuple(one.name for one in self.inputs)

    def rows(self, region: Node | None = None) -> Iterator[tuple[Value, ...]]:
        """The values of the inputs, row by row, the last input changing fastest; all that can be,
        or those in a region over the levels of the inputs."""
        yield from self._rows(self.possible if region is None else region, 0)

    def cells(self, row: Sequence[Value]) -> list[str]:
        """The texts of a row's values, as they are read again."""
        return [_cell(one, value) for one, value in zip(self.inputs, row, strict=True)]

    def _rows(self, node: Node, depth: int) -> Iterator[tuple[Value, ...]]:
        if node == 0:
            return
        if depth == len(self.inputs):
            yield ()
            return
        one, bdd = self.inputs[depth], self.diagram.bdd
        for code, left in enumerate(bdd.cofactors(node, one.levels)):
            if left:
                value = from_bits(one.type, code)
                for rest in self._rows(left, depth + 1):
                    yield (value, *rest)


def _check(model: Model, typed: TypedSituation, names: Sequence[str]) -> None:
    if not names:
        raise Unusable("say which inputs vary", "Write: memattr rows NAME,...")
    for index, name in enumerate(names):
        if name not in model.inputs:
            raise Unusable(f"'{name}' is no input", near(name, model.inputs))
        if name in names[:index]:
            raise Unusable(f"{name} is named twice")
        if name in typed.inputs:
            raise Unusable(f"{name} cannot vary: it is given", "Leave out one of the two")


def _cell(one: VariedInput, value: Value) -> str:
    """A decimal number, which every language reads, or the name of a value."""
    bare = plain(one.type)
    assert isinstance(value, int), "inputs are numbers or have names"
    return bare.values[value] if isinstance(bare, Enum) else str(value)
