"""Which example notices a change? Examples are evaluated, and only where the change is seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from memattr.model.expressions import Call, Const
from memattr.model.model import Claim, Model
from memattr.model.types import Value
from memattr.readings.compile_values import Frame, Values
from memattr.readings.evaluate import Evaluator, ValueHook
from memattr.readings.nondeterminism import permitted, runs


def is_whole(model: Model, claim: Claim) -> bool:
    """True iff the claim is about one situation."""
    given = {name for name, _ in claim.fixed}
    return claim.form == "example" and given >= model.inputs.keys() and not claim.variables


@dataclass(frozen=True)
class SituationClaim:
    """A claim about one situation."""

    name: str
    claim: Claim
    inputs: Mapping[str, Value]

    def holds(self, evaluator: Evaluator) -> bool:
        """True iff the body is true however choices are made."""
        every_run = runs(evaluator, [self.claim.body], self.inputs)
        return all(values[0] == 1 for values, _ in every_run)


class CallsOfExample(ValueHook):
    """Notes the calls that are made."""

    def __init__(self, model: Model) -> None:
        self._evaluator = Evaluator(model, self)
        self._calls: dict[tuple[str, Values], None] = {}

    def calls_of(self, example: SituationClaim) -> Sequence[tuple[str, Values]]:
        """The calls that the example makes; none if it does not hold."""
        self._evaluator.forget()
        self._calls.clear()
        return tuple(self._calls) if example.holds(self._evaluator) else ()

    def called(
        self,
        name: str,
        arguments: Values,
        where: Frame,  # noqa: ARG002  # a hook is told where; this does not ask
    ) -> None:
        self._calls[name, arguments] = None


class UnaffectedByBase(ValueHook):
    """Whatever is not affected is what another evaluator says."""

    def __init__(self, base: Evaluator, affected: frozenset[str]) -> None:
        self._base, self._affected = base, affected

    def called(self, name: str, arguments: Values, where: Frame) -> Value | None:
        if name in self._affected or where.trace is not None:
            return None
        return self._base.called(name, arguments, where)


class Examples:
    """The examples of a model, by the calls that they make."""

    def __init__(self, model: Model, claims: Sequence[Claim]) -> None:
        self._base = Evaluator(model)
        self._calls: dict[str, dict[Values, list[SituationClaim]]] = {}
        self._usual: dict[tuple[str, Values], frozenset[Values]] = {}
        recorder = CallsOfExample(model)
        for claim in claims:
            if is_whole(model, claim):
                example = SituationClaim(claim.name, claim, dict(claim.fixed))
                for function, arguments in recorder.calls_of(example):
                    self._calls.setdefault(function, {}).setdefault(arguments, []).append(example)

    def noticing(
        self, model: Model, changed: frozenset[str], affected: frozenset[str]
    ) -> str | None:
        """The first example that fails in the broken model.

        Raises AssertionError and the like if the model has no meaning somewhere."""
        evaluator = Evaluator(model, UnaffectedByBase(self._base, affected))
        seen: set[str] = set()
        for function in sorted(changed):
            for arguments, examples in self._calls.get(function, {}).items():
                waiting = [example for example in examples if example.name not in seen]
                if not waiting or self._same(evaluator, function, arguments):
                    continue
                for example in waiting:
                    seen.add(example.name)
                    if not example.holds(evaluator):
                        return example.name
        return None

    def _same(self, evaluator: Evaluator, name: str, arguments: Values) -> bool:
        """True iff the call may give the same as in the whole model."""
        usual = self._usual.get((name, arguments))
        if usual is None:
            usual = self._usual[name, arguments] = _gives(self._base, name, arguments)
        return _gives(evaluator, name, arguments) == usual


def _gives(evaluator: Evaluator, name: str, arguments: Values) -> frozenset[Values]:
    function = evaluator.model.functions[name]
    constants = tuple(
        Const(type_, value)
        for (_, type_), value in zip(function.parameters, arguments, strict=True)
    )
    return frozenset(permitted(evaluator, [Call(name, constants, function.result)], {}))
