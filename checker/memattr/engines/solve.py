"""Claims decided by a solver: the model is encoded once, a claim is pushed and popped.

Where choices alternate, a game: one side proposes a situation, the other answers with choices
against it, and each answer is remembered as a fresh copy of the claim with those choices."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic

import z3

from memattr.engines.interrupts import obedient
from memattr.engines.problem import (
    Point,
    Problem,
    alike,
    code,
    depending,
    example_in,
    rules_of,
    same_choice,
)
from memattr.engines.special import Special
from memattr.engines.verdict import (
    Covered,
    Decided,
    Proved,
    Refuted,
    Unknown,
    Unreachable,
    Vacuous,
)
from memattr.model.model import Claim, Model
from memattr.readings.encode import Encoder
from memattr.readings.made import Instance

Substitution = list[tuple[z3.BitVecRef, z3.BitVecRef]]


class _OutOfTime(Exception):
    """The solver gave up."""


class Solver:
    """Decides the claims of one model; the encoding is shared between claims."""

    def __init__(self, model: Model, timeout_ms: int | None = None) -> None:
        self.model = model
        self.encoder = Encoder(model)
        self._timeout_ms = timeout_ms
        self._special = Special(self.encoder)
        self._proposer = obedient(self.encoder.context)
        self._answerer = obedient(self.encoder.context)
        self._cpus = obedient(self.encoder.context)

    def decide(self, claim: Claim) -> Decided:
        """What comes of the claim."""
        try:
            with pushed(self._proposer), pushed(self._answerer), pushed(self._cpus):
                return self._decided(claim)
        except _OutOfTime:
            return Unknown("out of time")

    def _decided(self, claim: Claim) -> Decided:
        deadline = None if self._timeout_ms is None else monotonic() + self._timeout_ms / 1000
        game = Game(self.encoder, self._special.problem(claim), deadline)
        vacuous = self._vacuous(game)
        if vacuous is not None:
            return vacuous
        if claim.expected != "cover":
            return self._failing(game)
        if claim.mode == "on every cpu":
            return self._on_every_cpu(game)
        return self._cover(game)

    def _vacuous(self, game: Game) -> Vacuous | None:
        of = game.of
        with pushed(self._proposer) as solver:
            solver.add(of.rules, of.adm)
            if game.model(solver) is None:
                return Vacuous(None)
            for premise, met in of.premises:
                if game.model(solver, met) is None:
                    return Vacuous(premise)
        return None

    def _failing(self, game: Game) -> Decided:
        """An input that may fail; then one for which no choice passes."""
        of, solver = game.of, self._proposer
        passes = z3.And(of.rules, of.adm, of.body)
        solver.add(of.rules, of.adm, z3.Not(of.body))
        self._answerer.add(passes)
        first = None
        while (found := game.model(solver)) is not None:
            example = example_in(self.encoder, of, found)
            first = first or example
            if not of.instances:
                return Refuted(False, example)
            answer = game.model(self._answerer, *game.fixed(found, of.terms.values()))
            if answer is None:
                return Refuted(False, example)
            solver.add(z3.Not(z3.substitute(passes, *game.values(answer, of.instances))))
        return Proved() if first is None else Refuted(True, first)

    def _cover(self, game: Game) -> Decided:
        of = game.of
        late = [made for made in of.instances if made.choice.kind == "unpredictable"]
        if of.claim.mode == "by choice":
            late = []
        found = self._played(game, late)
        return Unreachable(None) if found is None else Covered(example_in(self.encoder, of, found))

    def _on_every_cpu(self, game: Game) -> Decided:
        """A cpu that admits an input, what serves it, and the next cpu that this does not serve."""
        of, cpus = game.of, self._cpus
        cpus.add(of.rules, of.adm)
        features, software = _players(self.model, of)
        served = None
        while (cpu := game.model(cpus)) is not None:
            with pushed(self._proposer), pushed(self._answerer):
                self._proposer.add(*game.fixed(cpu, features))
                found = self._played(game, of.instances)
            if found is None:
                return Unreachable(example_in(self.encoder, of, cpu))
            served = served or example_in(self.encoder, of, found)
            unserved = z3.And(of.rules, z3.Not(z3.And(of.adm, of.body)))
            here = game.values_of(found, software) + game.fresh(of.instances)
            cpus.add(z3.substitute(unserved, *here))
        assert served is not None, "the claim is not vacuous"
        return Covered(served)

    def _played(self, game: Game, late: Sequence[Instance]) -> z3.ModelRef | None:
        """Inputs and early choices that meet the claim whatever the late choices are.

        An early choice that depends on a late one is a function of its arguments: it has a value
        of its own in each copy, and equal arguments have equal values across copies."""
        of, encoder, proposer, answerer = game.of, self.encoder, self._proposer, self._answerer
        early = [made for made in of.instances if made not in late]
        bound = depending(early, late) if late else []
        free = [made for made in early if made not in bound]
        met = z3.And(of.adm, of.body)
        proposer.add(of.rules, met)
        answerer.add(of.rules, z3.Not(met))
        points: list[tuple[Instance, Point]] = [(m, (m.arguments, m.bits)) for m in early]
        while (found := game.model(proposer)) is not None:
            if not late:
                return found
            fixed = game.fixed(found, [*of.terms.values(), *(made.bits for made in free)])
            table = game.table(found, bound, points)
            answer = game.model(answerer, *fixed, *table)
            if answer is None:
                return found
            copy = game.values(answer, late) + game.fresh(bound)
            proposer.add(z3.substitute(rules_of(encoder, early), *copy))
            proposer.add(
                z3.Implies(z3.substitute(rules_of(encoder, late), *copy), z3.substitute(met, *copy))
            )
            new = [(made, game.point(made, copy)) for made in bound]
            for made, point in new:
                others = (p for other, p in points if same_choice(made, other))
                proposer.add(*(alike(encoder, point, other) for other in others))
            points += new
        return None


@dataclass(frozen=True)
class Game:
    """One claim being decided, and until when."""

    encoder: Encoder
    of: Problem
    deadline: float | None

    def model(self, solver: z3.Solver, *assumed: z3.BoolRef) -> z3.ModelRef | None:
        """A model of what the solver has and what is assumed, None if there is none."""
        if self.deadline is not None:
            left = self.deadline - monotonic()
            if left <= 0:
                raise _OutOfTime
            solver.set("timeout", max(1, int(left * 1000)))
        with pushed(solver):
            solver.add(*assumed)
            result = solver.check()
            if result == z3.unknown:
                raise _OutOfTime
            return solver.model() if result == z3.sat else None

    def values_of(self, model: z3.ModelRef, terms: Sequence[z3.BitVecRef]) -> Substitution:
        """Each constant with the model's value of it."""
        return [(t, self.encoder.terms.code(t.size(), code(model, t))) for t in terms]

    def values(self, model: z3.ModelRef, instances: Sequence[Instance]) -> Substitution:
        """Each choice with the model's value of it."""
        return self.values_of(model, [made.bits for made in instances])

    def fixed(self, model: z3.ModelRef, terms: Iterable[z3.BitVecRef]) -> list[z3.BoolRef]:
        """Each constant is what the model says."""
        return [constant == value for constant, value in self.values_of(model, list(terms))]

    def fresh(self, instances: Sequence[Instance]) -> Substitution:
        """Each choice with a constant that nothing else mentions."""
        return [(made.bits, z3.FreshConst(made.bits.sort())) for made in instances]

    def point(self, made: Instance, copy: Substitution) -> Point:
        """The arguments and the value of a choice in a copy."""
        return (
            tuple(z3.substitute(argument, *copy) for argument in made.arguments),
            z3.substitute(made.bits, *copy),
        )

    def table(
        self,
        model: z3.ModelRef,
        bound: Sequence[Instance],
        points: Sequence[tuple[Instance, Point]],
    ) -> list[z3.BoolRef]:
        """What the proposed functions are known to give."""
        constant = self.encoder.terms.code
        rules = []
        for made in bound:
            for other, (arguments, bits) in points:
                if same_choice(made, other):
                    known = tuple(constant(a.size(), code(model, a)) for a in arguments)
                    value = constant(bits.size(), code(model, bits))
                    rules.append(alike(self.encoder, (made.arguments, made.bits), (known, value)))
        return rules


@contextmanager
def pushed(solver: z3.Solver) -> Iterator[z3.Solver]:
    """What is added inside is gone afterwards."""
    solver.push()
    try:
        yield solver
    finally:
        solver.pop()


def _players(model: Model, of: Problem) -> tuple[list[z3.BitVecRef], list[z3.BitVecRef]]:
    """What the cpu decides, and what software decides."""
    instances = dict(of.claim.instances)
    cpu: list[z3.BitVecRef] = []
    software: list[z3.BitVecRef] = []
    for name, term in of.terms.items():
        declared = model.inputs.get(instances.get(name) or name)
        (cpu if declared is not None and declared.player == "cpu" else software).append(term)
    return cpu, software
