"""A solver's reading in which each case is as it is written, or may give anything."""

from __future__ import annotations

from collections.abc import Callable

from memattr.model.model import Model
from memattr.model.transform import any_result
from memattr.readings.dependencies import facts_of, varied
from memattr.readings.encode import Encoder, TermCase, TermHook
from memattr.readings.terms import Term, Truth


class HavocCases(TermHook):
    """What a case gives where it is not `kept` is a choice of its own: equal calls give the same,
    but each cpu may have its way."""

    def __init__(self, model: Model) -> None:
        every = model.functions.keys() | model.derived.keys()
        facts = varied(facts_of(model), model, frozenset(), every)
        self.encoder = Encoder(model, facts, self)
        self.terms = self.encoder.terms

    def kept(self, case: tuple[str, str]) -> Truth:
        """That the case is as it is written: true or false as the question wants it."""
        return self.terms.truth(self.terms.unknown("kept {}.{}".format(*case), 1))

    def result(self, applied: TermCase, written: Callable[[], Term]) -> Term:
        according_to_text = written()
        anything = self.encoder.chosen(applied, any_result(applied.function, applied.case))
        return self.terms.mux(self.kept(applied.name), according_to_text, anything)
