"""What every claim of a model shares in a solver: asserted once, below all that is pushed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar, cast

import z3

from memattr.engines.problem import Problem, alike, same_choice
from memattr.model.expressions import Global
from memattr.model.model import Claim
from memattr.model.transform import walk
from memattr.readings.encode import Encoder
from memattr.readings.made import Instance

T = TypeVar("T", bound=z3.ExprRef)


class Base:
    """Names for the derived values, and the rules of the choices that they make.

    A claim that speaks of a derived value then mentions one constant, and the solver need not take
    in the whole model again."""

    def __init__(self, encoder: Encoder, solvers: int) -> None:
        self.encoder = encoder
        self.solvers = tuple(z3.Solver(ctx=encoder.context) for _ in range(solvers))
        self._names: dict[str, tuple[z3.BitVecRef, z3.BitVecRef]] = {}
        self._shared: dict[int, Instance] = {}

    def learn(self, claim: Claim) -> None:
        """Names what the claim speaks of, before anything is pushed."""
        for part in (claim.body, *claim.given):
            for node in walk(part):
                if isinstance(node, Global) and node.name in self.encoder.model.derived:
                    self._name(node)

    def _name(self, derived: Global) -> None:
        if derived.name in self._names:
            return
        free = self.encoder.free()
        term = self.encoder.value(derived, free)
        constant = z3.BitVec(f"{derived.name}=", term.size(), self.encoder.context)
        self._assert(constant == self.named(term))
        self._names[derived.name] = (term, constant)
        for number in sorted(free.made - self._shared.keys()):
            made = self.encoder.instances[number]
            self._assert(*self._rules(made, self._shared.values()))
            self._shared[number] = made

    def _assert(self, *facts: z3.BoolRef) -> None:
        for solver in self.solvers:
            solver.add(*(self.named(fact) for fact in facts))

    def _rules(self, made: Instance, others: Iterable[Instance]) -> list[z3.BoolRef]:
        """What the instance may be, beside others."""
        point = (made.arguments, made.bits)
        equal = [
            alike(self.encoder, point, (other.arguments, other.bits))
            for other in others
            if same_choice(made, other)
        ]
        return [made.constraint, *equal]

    def named(self, term: T) -> T:
        """The term with derived values replaced by their names."""
        pairs = [*self._names.values()]
        return cast("T", z3.substitute(term, *pairs)) if pairs else term

    def rules(self, of: Problem) -> list[z3.BoolRef]:
        """The rules of the choices that only this claim makes."""
        rules: list[z3.BoolRef] = []
        before = dict(self._shared)
        for made in of.instances:
            if made.number not in before:
                rules += self._rules(made, before.values())
                before[made.number] = made
        return [self.named(rule) for rule in rules]
