"""What an expression may see where it stands."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, field, replace
from typing import Literal

from memattr.language.elaborate.symbol_table import Unit
from memattr.model.expressions import Expression
from memattr.model.machine import Permit

Reach = Literal["nothing", "constants", "cpu", "inputs"]


@dataclass(frozen=True)
class TypingContext:
    """`reach` says which global values it may read: none (functions, fixed values), features only
    (policies), or all inputs and derived values. `instances` maps a claim's instance names to
    their player. `permits` collects what a machine asks of all guests; None elsewhere."""

    unit: Unit
    locals: Mapping[str, Expression] = field(default_factory=dict)
    reach: Reach = "nothing"
    instances: Mapping[str, str] = field(default_factory=dict)
    permits: MutableMapping[str, Permit] | None = None

    def binding(self, more: Mapping[str, Expression]) -> TypingContext:
        """The context with more local names."""
        return replace(self, locals={**self.locals, **more})
