"""Choices that terms have met: each made once for its arguments."""

from __future__ import annotations

from dataclasses import dataclass

from memattr.model.layout import width
from memattr.model.model import Choice
from memattr.model.types import Type
from memattr.readings.terms import Term, Terms, Truth

Key = tuple[str, str | None, tuple[int, ...]]
Arguments = tuple[Term, ...]


@dataclass(frozen=True, eq=False)
class Instance:
    """A choice made for some arguments. It is `asked` for where its case applies; there the
    constraint says which bits are admissible, if the arguments are codes of values."""

    number: int
    cpu: str | None
    choice: Choice
    kinds: tuple[Type, ...]
    arguments: Arguments
    bits: Term
    asked: Truth
    constraint: Truth


def key_of(name: str, cpu: str | None, arguments: Arguments) -> Key:
    """Of a call with these arguments, or of a choice made for them."""
    return name, cpu, tuple([argument.key for argument in arguments])


class Made:
    """The instances of one context."""

    def __init__(self, terms: Terms) -> None:
        self.instances: list[Instance] = []
        self._terms = terms
        self._by_key: dict[Key, Instance] = {}

    def known(self, cpu: str | None, choice: Choice, arguments: Arguments) -> Instance | None:
        """The instance for these arguments, if there is one."""
        return self._by_key.get(key_of(choice.name, cpu, arguments))

    def fresh(self, choice: Choice) -> Term:
        """A new constant for what is chosen."""
        name = f"choice {len(self.instances)} {choice.name}"
        return self._terms.unknown(name, width(choice.type))

    def record(
        self,
        cpu: str | None,
        choice: Choice,
        kinds: tuple[Type, ...],
        arguments: Arguments,
        bits: Term,
        asked: Truth,
        constraint: Truth,
    ) -> Instance:
        """A new instance."""
        number = len(self.instances)
        made = Instance(number, cpu, choice, kinds, arguments, bits, asked, constraint)
        self.instances.append(made)
        self._by_key[key_of(choice.name, cpu, arguments)] = made
        return made
