"""A reading of a model that differs from another in some functions: the rest is shared."""

from __future__ import annotations

from memattr.model.model import Model
from memattr.readings.compile_diagrams import Environment
from memattr.readings.dependencies import varied
from memattr.readings.diagram import Diagram
from memattr.readings.diagram_words import Word


class Variation(Diagram):
    """Reads `model`; whatever cannot depend on the `changed` functions is read by `base`."""

    def __init__(self, base: Diagram, model: Model, changed: frozenset[str]) -> None:
        self._base = base
        self._affected = changed.union(*(base.users[name] for name in changed))
        super().__init__(model, base.store, varied(base.facts, model, changed, self._affected))

    def named(self, name: str, environment: Environment) -> Word:
        if name in self._affected:
            return super().named(name, environment)
        return self._base.named(name, environment)

    def called(self, name: str, arguments: tuple[Word, ...], environment: Environment) -> Word:
        if name in self._affected:
            return super().called(name, arguments, environment)
        return self._base.called(name, arguments, environment)
