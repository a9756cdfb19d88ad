"""The promises of the texts that hold for a policy, and which of them say more than others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from memattr.answers.description import Guarantee
from memattr.engines.exact.diagram_query import diagram_query
from memattr.engines.exact.quantifier_elimination import Quantifier
from memattr.engines.exact.regions import Regions, decision_of
from memattr.model.expressions import And, Global, Implies, walk
from memattr.model.model import Claim, Model, Scope
from memattr.readings.diagram import Diagram


class PromiseKeeper:
    """Decides promises for policies of one model, by the exact engine."""

    def __init__(self, diagram: Diagram) -> None:
        self._diagram, self._model = diagram, diagram.model
        self._known: dict[tuple[str, str], bool] = {}

    def kept(self, scope: Scope) -> tuple[Guarantee, ...]:
        """The promises that hold for the policy; one that speaks of no situation there says
        nothing. What is taken for granted is said unless it always holds there."""
        holding = {
            name: promise
            for name, promise in self._model.promises.items()
            if self._holds(replace(promise, scope=scope.name))
        }
        return tuple(self._guarantee(scope, name, holding) for name in holding)

    def _guarantee(self, scope: Scope, name: str, holding: Mapping[str, Claim]) -> Guarantee:
        promise, names = holding[name], list(holding)
        # Of two that say the same, the first is not said to follow.
        follows_from = tuple(
            other
            for other in names
            if other != name
            and self._implies(other, name)
            and not (names.index(other) > names.index(name) and self._implies(name, other))
        )
        granted = tuple(self._granted(scope, promise))
        is_promised, relation = name in scope.promises, is_relation(self._model, promise)
        stated = promise.stated
        return Guarantee(name, is_promised, promise.note, granted, follows_from, relation, stated)

    def _granted(self, scope: Scope, promise: Claim) -> Iterator[str]:
        """The assumptions that do not always hold in the policy."""
        alone = replace(promise, scope=scope.name, given=(), assumed=())
        for text, condition in zip(promise.assumed, promise.given, strict=True):
            if not self._holds(replace(alone, body=condition)):
                yield text

    def _implies(self, name: str, other_name: str) -> bool:
        """True iff the other says nothing new wherever the promise holds, whatever the policy."""
        key = name, other_name
        if key not in self._known:
            promise, other = self._model.promises[name], self._model.promises[other_name]
            wider = all(_speaks_of(promise, stated, values) for stated, values in other.stated)
            body = And((*promise.given, Implies(promise.body, other.body)))
            claim = replace(other, scope=None, body=body)
            self._known[key] = wider and not promise.variables and self._holds(claim)
        return self._known[key]

    def _holds(self, claim: Claim) -> bool:
        diagram = self._diagram
        outcome = decision_of(diagram, diagram_query(diagram, claim), Quantifier(diagram.store))
        return isinstance(outcome, Regions) and not outcome.must and not outcome.may


def _speaks_of(promise: Claim, name: str, values: tuple[object, ...]) -> bool:
    """True iff the promise is meant for these values of the stated input; none: for every value."""
    own = dict(promise.stated).get(name, ())
    return not own or (bool(values) and set(values) <= set(own))


def is_relation(model: Model, promise: Claim) -> bool:
    """True iff the promise speaks of more than outputs, so that no bound on outputs says it."""
    outputs = {output.name for output in model.outputs()}
    named = {node.name for node in walk(promise.body) if isinstance(node, Global)}
    return not named <= outputs
