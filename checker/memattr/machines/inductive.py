"""A solver's opinion of what was reached: it is an inductive invariant of the encoded machine and
implies the claim; and a trace is a path of that machine.

The machine is read as it is written, with names for all that is fixed for a run: nothing of what
the search leaves out or puts in place is taken over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import z3

from memattr.engines.smt.solver_session import obedient
from memattr.engines.verdict import GaveUp
from memattr.machines.configurations import Configuration, readings
from memattr.machines.explicit import Reached
from memattr.machines.folding import lowered
from memattr.machines.horn import TransitionSystem
from memattr.machines.instances import Family
from memattr.model.expressions import Expression
from memattr.model.layout import code_width, to_bits
from memattr.model.machine import Action, Machine, SafetyClaim
from memattr.model.types import BOOL, Type, Value
from memattr.readings.compile_terms import TermEnvironment
from memattr.readings.compile_values import Values
from memattr.readings.encode import Encoder
from memattr.readings.terms import Term, Truth

TAKEN = "steps taken"


@dataclass(frozen=True)
class Fixed:
    """What is fixed for all runs of a configuration, apart from the constants."""

    values: tuple[tuple[str, Value], ...]


class EncodedMachine:
    """One machine in the terms of a solver: the state before and after, and each action."""

    def __init__(self, encoder: Encoder, machine: Machine) -> None:
        self._encoder, self._terms, self._machine = encoder, encoder.terms, machine
        names: list[tuple[str, Type]] = [(a.name, BOOL) for a in machine.axioms]
        names += [(permit.name, BOOL) for permit in machine.permits]
        names += list(readings(machine))
        self._kinds: dict[str, Type] = dict(names)
        self._kinds |= {c.name: c.type for c in machine.constants}
        self._kinds |= {v.name: v.type for v in machine.variables}
        self._before = {name: self._unknown(name, type_) for name, type_ in self._kinds.items()}
        self._after = {
            v.name: self._unknown(f"{v.name} afterwards", v.type) for v in machine.variables
        }
        self._actions = [self._action(action) for action in machine.actions]
        self._valid = self._terms.all_of(
            encoder.valid(self._kinds[name], term) for name, term in self._before.items()
        )

    def _unknown(self, name: str, type_: Type) -> Term:
        return self._encoder.variable(f"{self._machine.name}/{name}", type_)

    def _truth(self, expression: Expression, more: Mapping[str, Term] | None = None) -> Truth:
        return self._encoder.truth(lowered(expression), self._environment(more))

    def _environment(self, more: Mapping[str, Term] | None = None) -> TermEnvironment:
        return TermEnvironment({}, {**self._before, **(more or {})}, None, set())

    def _action(self, action: Action) -> Truth:
        """The states before and after, for some values of the binders."""
        binders = {n: self._unknown(f"{action.name}/{n}", type_) for n, type_ in action.binders}
        parts = [self._encoder.valid(type_, binders[n]) for n, type_ in action.binders]
        parts += [self._truth(part, binders) for part in action.guard]
        updates = dict(action.updates)
        for variable in self._machine.variables:
            after = self._before[variable.name]
            if variable.name in updates:
                environment = self._environment(binders)
                after = self._encoder.value(lowered(updates[variable.name]), environment)
            parts.append(self._terms.equal(self._after[variable.name], after))
        return self._terms.all_of(parts)

    # ---- The steps of a procedure

    def _taken(self, steps: Sequence[str], which: str) -> Term:
        size = code_width(len(steps) + 1)
        return self._terms.unknown(f"{self._machine.name}/{TAKEN} {which} {size}", size)

    def _step(self, steps: Sequence[str], before: Term, after: Term) -> Truth:
        """One event: an action at any time, or the next step."""
        terms, actions = self._terms, self._machine.actions
        free = [t for a, t in zip(actions, self._actions, strict=True) if not a.is_step]
        ways = [terms.all_of((terms.equal(before, after), terms.any_of(free)))]
        named = {a.name: t for a, t in zip(actions, self._actions, strict=True) if a.is_step}
        for number, step in enumerate(steps):
            here, there = terms.is_code(before, number), terms.is_code(after, number + 1)
            ways.append(terms.all_of((here, there, named[step])))
        return terms.any_of(ways)

    # ---- What is asked

    def objection(
        self,
        claim: SafetyClaim,
        steps: Sequence[str],
        fixed: Fixed,
        reached: Sequence[tuple[Family, Reached]],
        body: Expression | None,
    ) -> str | None:
        """Why what was reached is no inductive invariant of the runs that are spoken of, or does
        not imply the body, if one is to be implied; None if it is and does."""
        wrong = self._wrong(steps, reached, body)
        assumed = self._assumed(claim, fixed)
        if not self._is_possible(assumed, self._terms.any_of(wrong.values())):
            return None
        return next(text for text, truth in wrong.items() if self._is_possible(assumed, truth))

    def objections(
        self,
        claim: SafetyClaim,
        steps: Sequence[str],
        fixed: Fixed,
        reached: Sequence[tuple[Family, Reached]],
        body: Expression | None,
    ) -> z3.BoolRef:
        """Satisfiable iff there is an objection."""
        wrong = self._terms.any_of(self._wrong(steps, reached, body).values())
        return self._terms.formula(self._terms.all_of((self._assumed(claim, fixed), wrong)))

    def _wrong(
        self,
        steps: Sequence[str],
        reached: Sequence[tuple[Family, Reached]],
        body: Expression | None,
    ) -> dict[str, Truth]:
        """What could be wrong with what was reached."""
        terms = self._terms
        before, after = self._taken(steps, "before"), self._taken(steps, "after")
        spoken_of = terms.any_of(
            self._choice(choice) for family, _ in reached for choice in family.choices
        )
        here = self._set(reached, before, self._before)
        there = self._set(reached, after, {**self._before, **self._after})
        outside = terms.negation(here)
        wrong = {
            "a first state is not among those reached": terms.all_of(
                (spoken_of, terms.is_code(before, 0), self._first(), outside)
            ),
            "an event leads out of what was reached": terms.all_of(
                (here, self._step(steps, before, after), terms.negation(there))
            ),
        }
        if body is not None:
            fails = terms.negation(self._truth(body))
            wrong["a state that was reached fails"] = terms.all_of((here, fails))
            wrong["runs were left out that may fail"] = terms.all_of(
                (terms.negation(spoken_of), fails)
            )
        return wrong

    def system(
        self, claim: SafetyClaim, steps: Sequence[str], fixed: Fixed, failing: Expression
    ) -> TransitionSystem:
        """The machine with a procedure in formulas of its own, in which all that is fixed is in its
        place."""
        before, after = self._taken(steps, "before"), self._taken(steps, "after")
        words, names = self._words, [variable.name for variable in self._machine.variables]
        return TransitionSystem(
            words(self._before[constant.name] for constant in self._machine.constants),
            words((before, *(self._before[name] for name in names))),
            words((after, *(self._after[name] for name in names))),
            self._in_place(self._assumed(claim, fixed), fixed),
            self._in_place(
                self._terms.all_of((self._first(), self._terms.is_code(before, 0))), fixed
            ),
            self._in_place(self._step(steps, before, after), fixed),
            self._in_place(self._truth(failing), fixed),
        )

    def _words(self, terms: Iterable[Term]) -> tuple[z3.BitVecRef, ...]:
        return tuple(z3.BitVecRef(term.ast, self._terms.context) for term in terms)

    def _in_place(self, truth: Truth, fixed: Fixed) -> z3.BoolRef:
        pairs = [
            (self._before[name], self._terms.code(self._before[name].bits, code))
            for name, value in fixed.values
            for code in (to_bits(self._kinds[name], value),)
        ]
        return self._terms.formula(self._terms.simplified(self._terms.moved(truth, pairs)))

    def is_path(
        self, claim: SafetyClaim, steps: Sequence[str], fixed: Fixed,
        choice: Values, states: Sequence[tuple[int, Values]],
    ) -> bool:  # fmt: skip
        """True iff the states, of all variables, begin a run, and each follows the one before."""
        terms = self._terms
        before, after = self._taken(steps, "before"), self._taken(steps, "after")
        assumed = (self._assumed(claim, fixed), self._choice(choice))
        first = (self._first(), terms.is_code(before, 0), self._is(self._before, states[0][1]))
        if not self._is_possible(*assumed, *first):
            return False
        step = self._step(steps, before, after)
        return all(
            self._is_possible(
                *assumed, step,
                self._is(self._before, one[1]), terms.is_code(before, one[0]),
                self._is(self._after, other[1]), terms.is_code(after, other[0]),
            )
            for one, other in pairwise(states)
        )  # fmt: skip

    def _is_possible(self, *truths: Truth) -> bool:
        solver = obedient(self._encoder.context)
        for truth in truths:
            solver.add(self._terms.formula(truth))
        answer = solver.check()
        if answer == z3.unknown:
            raise GaveUp("the solver gave up")
        return bool(answer == z3.sat)

    def _assumed(self, claim: SafetyClaim, fixed: Fixed) -> Truth:
        conditions = [c.condition for c in self._machine.constants if c.condition is not None]
        truths = [self._truth(condition) for condition in (*conditions, *claim.chosen)]
        truths += [
            self._terms.is_code(self._before[name], to_bits(self._kinds[name], value))
            for name, value in fixed.values
        ]
        return self._terms.all_of((self._valid, *truths))

    def _first(self) -> Truth:
        """What the state is at first."""
        environment = self._environment()
        return self._terms.all_of(
            self._terms.equal(
                self._before[v.name], self._encoder.value(lowered(v.initial), environment)
            )
            for v in self._machine.variables
        )

    def _is(self, terms: Mapping[str, Term], values: Values) -> Truth:
        return self._terms.all_of(
            self._terms.is_code(terms[v.name], to_bits(v.type, value))
            for v, value in zip(self._machine.variables, values, strict=True)
        )

    def _choice(self, choice: Values) -> Truth:
        return self._terms.all_of(
            self._terms.is_code(self._before[c.name], to_bits(c.type, value))
            for c, value in zip(self._machine.constants, choice, strict=True)
        )

    def _set(
        self, reached: Sequence[tuple[Family, Reached]], taken: Term, state: Mapping[str, Term]
    ) -> Truth:
        """The constants and the state are as in one of the sets."""
        terms, ways = self._terms, []
        for family, one in reached:
            variables = family.instance.variables
            words = [taken, *(state[name] for name in variables)]
            codes = {
                (
                    number,
                    *(to_bits(self._kinds[n], v) for n, v in zip(variables, values, strict=True)),
                )
                for number, values in one.states
            }
            chosen = terms.any_of(map(self._choice, family.choices))
            ways.append(terms.all_of((chosen, self._branch(branches(codes), words, {}))))
        return terms.any_of(ways)

    def _branch(
        self, branch: Branch | None, words: Sequence[Term], known: dict[int, Truth]
    ) -> Truth:
        if branch is None:
            return self._terms.true
        if id(branch) not in known:
            word, rest = words[0], words[1:]
            known[id(branch)] = self._terms.any_of(
                self._terms.all_of(
                    (
                        self._terms.any_of(self._terms.is_code(word, code) for code in codes),
                        self._branch(below, rest, known),
                    )
                )
                for codes, below in branch.ways
            )
        return known[id(branch)]


def fixed_values(machine: Machine, claim: SafetyClaim, configuration: Configuration) -> Fixed:
    """What axioms, permits and readings are in a configuration."""
    values: list[tuple[str, Value]] = [
        (axiom.name, int(axiom.name not in claim.dropped)) for axiom in machine.axioms
    ]
    values += [(p.name, int(p.name in configuration.permits)) for p in machine.permits]
    return Fixed((*values, *configuration.read))


Codes = tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Branch:
    """For each way: the codes that may come next, and what may follow; None ends a row."""

    ways: tuple[tuple[Codes, Branch | None], ...]


def branches(rows: Iterable[Codes]) -> Branch | None:
    """The set of the rows, all of one length; there is at least one."""
    return _Shared().branch(frozenset(rows))


class _Shared:
    """Equal sets of rows become one branch."""

    def __init__(self) -> None:
        self._known: dict[frozenset[Codes], Branch | None] = {}

    def branch(self, rows: frozenset[Codes]) -> Branch | None:
        if rows == frozenset({()}):
            return None
        if rows not in self._known:
            after: dict[int, set[Codes]] = {}
            for first, *rest in rows:
                after.setdefault(first, set()).add(tuple(rest))
            grouped: dict[frozenset[Codes], list[int]] = {}
            for code in sorted(after):
                grouped.setdefault(frozenset(after[code]), []).append(code)
            ways = tuple((tuple(codes), self.branch(below)) for below, codes in grouped.items())
            self._known[rows] = Branch(ways)
        return self._known[rows]
