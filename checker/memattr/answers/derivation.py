"""Why a situation has its result: derived values, the cases that gave them, and what these read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from memattr.model.expressions import Const, Expression, Global, Local, walk
from memattr.model.model import Derived
from memattr.model.transform import rebuilt
from memattr.model.types import Type, Value
from memattr.place import Note
from memattr.readings.compile_diagrams import Environment
from memattr.readings.compile_values import Fired
from memattr.readings.diagram import Diagram
from memattr.readings.evaluate import Evaluator, Situation, Taken
from memattr.readings.nondeterminism import GivenChoices

_TRIAL = "a value that is tried out"


@dataclass(frozen=True)
class Reason:
    """A derived value, the cases that gave it, and the derived values that it depends on here;
    a value that is explained elsewhere has no cases and rests on nothing."""

    name: str
    type: Type
    value: Value
    note: Note
    cases: tuple[Fired, ...]
    rests_on: tuple[Reason, ...]
    elsewhere: bool = False


class Why:
    """Explains one situation, with its choices taken."""

    def __init__(
        self,
        diagram: Diagram,
        evaluator: Evaluator,
        inputs: Mapping[str, Value],
        taken: tuple[Taken, ...],
    ) -> None:
        self._diagram, self._evaluator = diagram, evaluator
        self.model = evaluator.model
        self._inputs = inputs
        self._chooser = GivenChoices({(t.cpu, t.choice, t.arguments): t.value for t in taken})
        self._values = {
            name: evaluator.value(Global(name, derived.type), self._situation())
            for name, derived in self.model.derived.items()
        }
        self._constants = {
            name: diagram.value(Const(self.model.inputs[name].type, value), Environment({}))
            for name, value in inputs.items()
        }
        self._explained: set[str] = set()

    def outputs(self) -> tuple[Reason, ...]:
        """The outputs in declared order. What several rest on is explained once."""
        return tuple(self._reason(output) for output in self.model.outputs())

    def _situation(self, trace: list[Fired] | None = None) -> Situation:
        return Situation(self._inputs, {}, self._chooser, None, trace)

    def _reason(self, derived: Derived) -> Reason:
        name = derived.name
        reason = Reason(name, derived.type, self._values[name], derived.note, (), ())
        if name in self._explained:
            return replace(reason, elsewhere=True)
        self._explained.add(name)
        trace: list[Fired] = []
        self._evaluator.value(self._known(derived.expression), self._situation(trace))
        below = tuple(self._reason(self.model.derived[n]) for n in self._relevant(derived))
        return replace(reason, cases=tuple(trace), rests_on=below)

    def _relevant(self, derived: Derived) -> list[str]:
        """The derived values that the expression reads and would not be the same without."""
        read = (node.name for node in walk(derived.expression) if isinstance(node, Global))
        names = dict.fromkeys(name for name in read if name in self.model.derived)
        return [name for name in names if self._matters(name, derived)]

    def _matters(self, name: str, derived: Derived) -> bool:
        diagram, type_ = self._diagram, self.model.derived[name].type
        word = diagram.store.variable(_TRIAL, type_)
        environment = Environment(self._constants, {_TRIAL: word})
        expression = self._known(derived.expression, name)
        levels = frozenset(diagram.bdd.level[bit] for bit in word)
        valid = diagram.valid(type_, word)
        return any(
            self._varies(diagram.bdd.conj(valid, bit), diagram.bdd.minus(valid, bit), levels)
            for bit in diagram.value(expression, environment)
        )

    def _varies(self, true: int, false: int, levels: frozenset[int]) -> bool:
        bdd = self._diagram.bdd
        return bdd.conj(bdd.some(true, levels), bdd.some(false, levels)) != 0

    def _known(self, expression: Expression, but: str | None = None) -> Expression:
        """The expression with derived values in place, one of them left open."""
        if isinstance(expression, Global) and expression.name in self._values:
            if expression.name == but:
                return Local(_TRIAL, expression.type)
            return Const(expression.type, self._values[expression.name])
        return rebuilt(expression, lambda node: self._known(node, but))
