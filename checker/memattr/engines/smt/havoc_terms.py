"""A solver's reading in which each case is as it is written, or may give anything."""

from __future__ import annotations

from memattr.engines.verdict import CaseName
from memattr.model.model import Case, Function, Model
from memattr.model.transform import any_result
from memattr.readings.compile_terms import Environment
from memattr.readings.dependencies import varied
from memattr.readings.encode import Encoder
from memattr.readings.terms import Term, Truth


class Freeable(Encoder):
    """What a case gives where it is not `kept` is a choice of its own: equal calls give the same,
    but each cpu may have its way."""

    def __init__(self, model: Model) -> None:
        super().__init__(model)
        every = model.functions.keys() | model.derived.keys()
        self.facts = varied(self.facts, model, frozenset(), every)

    def kept(self, case: CaseName) -> Truth:
        """That the case is as it is written: true or false as the question wants it."""
        return self.terms.truth(self.terms.unknown("kept {}.{}".format(*case), 1))

    def _result(
        self,
        function: Function,
        case: Case,
        guard: Truth,
        arguments: tuple[Term, ...],
        inside: Environment,
    ) -> Term:
        written = super()._result(function, case, guard, arguments, inside)
        anything = self._chosen(function, any_result(function, case), guard, arguments, inside)
        return self.terms.mux(self.kept((function.name, case.name)), written, anything)
