"""Why a situation has its result, in brief: the case that gave each part of it, and the inputs that
matter by themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from memattr.answers.data import Data
from memattr.answers.filled_inputs import Origin
from memattr.answers.idle_inputs import acts
from memattr.answers.typed_situation import TypedSituation
from memattr.model.expressions import Expression, Field, Global
from memattr.model.model import Derived
from memattr.model.show import show
from memattr.model.types import Bits, Enum, Member, Record, Value, plain
from memattr.readings.diagram import Diagram
from memattr.readings.dynamic_slice import Slicer
from memattr.readings.evaluate import Evaluator, Taken
from memattr.readings.nondeterminism import GivenChoices


@dataclass(frozen=True)
class Giving:
    """A case, and the parts of the result that it gave, with what they are: the nearest to the
    output that did not only hand on what another function gave."""

    function: str
    case: str
    parts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class DecidingPath:
    """`gave` are the cases, each once, in the order of the parts. `acting` are the inputs on which
    some output depends here, all others as they are: those that were given before defaults."""

    gave: tuple[Giving, ...]
    acting: tuple[str, ...]


class PathFinder:
    """Looks at one situation, with its choices taken."""

    def __init__(
        self, evaluator: Evaluator, inputs: Mapping[str, Value], taken: tuple[Taken, ...]
    ) -> None:
        self._evaluator, self._model, self._inputs = evaluator, evaluator.model, inputs
        self._chooser = GivenChoices({(t.cpu, t.choice, t.arguments): t.value for t in taken})

    def gave(self, output: Derived, value: Value) -> tuple[Giving, ...]:
        """The case that gave each part; parts that no case gave, inputs themselves, are left
        out. That the output has its shape is said last."""
        parts: dict[tuple[str, str], list[tuple[str, str]]] = {}
        whole = Global(output.name, output.type)
        every = list(self._parts(whole, value, ""))
        for path, text, expression in sorted(every, key=lambda part: not part[0]):
            kinds = {name: declared.type for name, declared in self._model.inputs.items()}
            slicer = Slicer(self._evaluator, self._chooser)
            givers = slicer.dependence(expression, self._inputs, {}, kinds).givers
            if givers:
                case = givers[0].function, givers[0].case
                parts.setdefault(case, []).append((path or output.name, text))
        return tuple(Giving(*case, tuple(gave)) for case, gave in parts.items())

    def _parts(
        self, expression: Expression, value: Value, path: str
    ) -> Iterator[tuple[str, str, Expression]]:
        """Shapes and leaves, each with its path and its value in words."""
        bare = plain(expression.type)
        if isinstance(bare, Bits | Enum):
            yield path, show(self._model, expression.type, value, path), expression
            return
        assert isinstance(value, tuple)
        if isinstance(bare, Record):
            yield from self._below(expression, bare.fields, value, None, path)
            return
        tag, values = value
        assert isinstance(tag, int) and isinstance(values, tuple)
        yield path, bare.variants[tag].name, expression
        yield from self._below(expression, bare.variants[tag].fields, values, (tag,), path)

    def _below(
        self,
        outer: Expression,
        members: tuple[Member, ...],
        values: tuple[Value, ...],
        variants: tuple[int, ...] | None,
        path: str,
    ) -> Iterator[tuple[str, str, Expression]]:
        for member, value in zip(members, values, strict=True):
            field = Field(outer, member.name, member.type, variants)
            yield from self._parts(field, value, f"{path}.{member.name}".lstrip("."))


def acting_inputs(
    diagram: Diagram, typed: TypedSituation, origins: Mapping[str, Origin]
) -> tuple[str, ...]:
    """The inputs on which some output depends, all others as they are."""
    first: tuple[Origin, ...] = ("given", "scope", "default", "column", "missing")
    names = sorted(diagram.model.inputs, key=lambda name: first.index(origins[name]))
    return tuple(name for name in names if acts(diagram, typed, name))


def path_data(path: DecidingPath) -> Data:
    """All of it."""
    return {
        "gave": [{"case": f"{g.function}.{g.case}", "parts": dict(g.parts)} for g in path.gave],
        "acting": list(path.acting),
    }
