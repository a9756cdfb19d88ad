"""The one place where a reading can be varied or watched: a hook is asked before a name, a call or
the result of a case is read as the text has it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from memattr.model.model import Case, Function

Result = TypeVar("Result")
Where = TypeVar("Where")
Guard = TypeVar("Guard")


@dataclass(frozen=True)
class AppliedCase(Generic[Result, Where, Guard]):
    """A case whose result is asked for: where it applies, for which arguments, and what its body is
    read in."""

    function: Function
    case: Case
    guard: Guard
    arguments: tuple[Result, ...]
    inside: Where

    @property
    def name(self) -> tuple[str, str]:
        """Function and case."""
        return self.function.name, self.case.name


class Hook(Generic[Result, Where, Guard]):
    """Changes nothing. `Result` is what the reading gives for an expression, `Where` that in which
    it reads expressions, `Guard` where a case applies."""

    def named(self, name: str, where: Where) -> Result | None:
        """What an input or a derived value is; None: what the text says."""
        return None

    def called(self, name: str, arguments: tuple[Result, ...], where: Where) -> Result | None:
        """What a call gives; None: what the text says. It is asked at each call, also where the
        reading remembers what the call gave before."""
        return None

    def result(
        self, applied: AppliedCase[Result, Where, Guard], written: Callable[[], Result]
    ) -> Result:
        """What a case gives where it applies; `written()` is what the text says."""
        return written()
