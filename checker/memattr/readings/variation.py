"""A reading of a model that differs from another in some functions: the rest is shared."""

from __future__ import annotations

from memattr.model.model import Model
from memattr.readings.compile_diagrams import Environment, Word
from memattr.readings.dependencies import varied
from memattr.readings.diagram import Diagram, DiagramHook


class ReadByBase(DiagramHook):
    """Whatever is not affected is what another reading says."""

    def __init__(self, base: Diagram, affected: frozenset[str]) -> None:
        self._base, self._affected = base, affected

    def named(self, name: str, where: Environment) -> Word | None:
        return None if name in self._affected else self._base.named(name, where)

    def called(self, name: str, arguments: tuple[Word, ...], where: Environment) -> Word | None:
        return None if name in self._affected else self._base.called(name, arguments, where)


def variation(base: Diagram, model: Model, changed: frozenset[str]) -> Diagram:
    """Reads `model`; whatever cannot depend on the `changed` functions is read by `base`."""
    affected = changed.union(*(base.users[name] for name in changed))
    facts = varied(base.facts, model, changed, affected)
    return Diagram(model, base.store, facts, ReadByBase(base, affected))
