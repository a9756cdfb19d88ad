"""A reading of a model that differs from another in some functions: the rest is shared."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from memattr.model.expressions import Call, Global
from memattr.model.model import Function, Model
from memattr.model.transform import walk
from memattr.readings.diagram import Diagram, Environment
from memattr.readings.words import Word


class Variation(Diagram):
    """Reads `model`; whatever cannot depend on the `changed` functions is read by `base`."""

    def __init__(self, base: Diagram, model: Model, changed: frozenset[str]) -> None:
        super().__init__(model, base.store)
        self._base = base
        above = users_of(model)
        self._affected = changed.union(*(above[name] for name in changed))

    def _global(self, name: str, environment: Environment) -> Word:
        if name in self._affected:
            return super()._global(name, environment)
        return self._base._global(name, environment)

    def _call(
        self, function: Function, arguments: tuple[Word, ...], environment: Environment
    ) -> Word:
        if function.name in self._affected:
            return super()._call(function, arguments, environment)
        return self._base._call(function, arguments, environment)


def users_of(model: Model) -> Mapping[str, frozenset[str]]:
    """For each function: the functions and derived values that depend on it, at any depth."""
    direct: dict[str, set[str]] = {}
    for name, function in model.functions.items():
        for case in function.cases:
            choice = case.choice
            condition = [choice.condition] if choice and choice.condition else []
            for part in (case.guard, case.body, *condition):
                for node in walk(part):
                    if isinstance(node, Call):
                        direct.setdefault(node.function, set()).add(name)
    for name, derived in model.derived.items():
        for node in walk(derived.expression):
            if isinstance(node, Call):
                direct.setdefault(node.function, set()).add(name)
            elif isinstance(node, Global):
                direct.setdefault(node.name, set()).add(name)

    @cache
    def above(name: str) -> frozenset[str]:
        users = direct.get(name, set())
        return frozenset(users).union(*map(above, users))

    return {name: above(name) for name in model.functions}
