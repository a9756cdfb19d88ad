"""Choices that terms have met: each made once for its arguments."""

from __future__ import annotations

from dataclasses import dataclass

import z3

from memattr.model.layout import width
from memattr.model.model import Choice
from memattr.model.types import Type

Key = tuple[str, str | None, tuple[int, ...]]
Arguments = tuple[z3.BitVecRef, ...]


@dataclass(frozen=True, eq=False)
class Instance:
    """A choice made for some arguments. The constraint says which bits are admissible; where
    arguments or bits are not `meant`, they are no codes of values, and nobody asks."""

    number: int
    cpu: str | None
    choice: Choice
    kinds: tuple[Type, ...]
    arguments: Arguments
    bits: z3.BitVecRef
    constraint: z3.BoolRef
    meant: z3.BoolRef


def key_of(name: str, cpu: str | None, arguments: Arguments) -> Key:
    """Equal terms have equal numbers for as long as someone holds them."""
    return name, cpu, tuple(argument.get_id() for argument in arguments)


class Made:
    """The instances of one context."""

    def __init__(self, context: z3.Context) -> None:
        self.instances: list[Instance] = []
        self._context = context
        self._by_key: dict[Key, Instance] = {}

    def known(self, cpu: str | None, choice: Choice, arguments: Arguments) -> Instance | None:
        """The instance for these arguments, if there is one."""
        return self._by_key.get(key_of(choice.name, cpu, arguments))

    def fresh(self, choice: Choice) -> z3.BitVecRef:
        """A new constant for what is chosen."""
        name = f"choice {len(self.instances)} {choice.name}"
        return z3.BitVec(name, width(choice.type), self._context)

    def record(
        self,
        cpu: str | None,
        choice: Choice,
        kinds: tuple[Type, ...],
        arguments: Arguments,
        bits: z3.BitVecRef,
        constraint: z3.BoolRef,
        meant: z3.BoolRef,
    ) -> Instance:
        """A new instance."""
        made = Instance(len(self.instances), cpu, choice, kinds, arguments, bits, constraint, meant)
        self.instances.append(made)
        self._by_key[key_of(choice.name, cpu, arguments)] = made
        return made

    def moved(self, made: Instance, pairs: list[tuple[z3.BitVecRef, z3.BitVecRef]]) -> Instance:
        """The same choice for changed arguments; equal ones share it."""
        if not pairs:
            return made
        arguments = tuple(z3.substitute(a, *pairs) for a in made.arguments)
        known = self.known(made.cpu, made.choice, arguments)
        if known is not None:
            return known
        bits = self.fresh(made.choice)
        moves = [*pairs, (made.bits, bits)]
        constraint, meant = (z3.substitute(t, *moves) for t in (made.constraint, made.meant))
        return self.record(made.cpu, made.choice, made.kinds, arguments, bits, constraint, meant)
