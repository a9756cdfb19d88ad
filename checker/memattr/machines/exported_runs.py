"""Claims about runs as texts of the SMT-LIB standard, for solvers that share nothing with ours."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import z3

from memattr.engines.smt.second_solver import smt2
from memattr.machines.horn import TransitionSystem
from memattr.machines.inductive import fixed_values
from memattr.machines.safety_decider import SafetyDecider, Searched
from memattr.machines.safety_verdict import SafetyVerdict
from memattr.model.expressions import Not
from memattr.model.machine import SafetyClaim
from memattr.model.model import Model

GUESTS = "No guest reaches more than the machine is told."


@dataclass(frozen=True)
class ExportedText:
    """A text; `part` tells it from others of its claim. A solver of its `logic` says `expected` of
    it if the verdict is right."""

    part: str
    text: str
    logic: Literal["QF_BV", "HORN"]
    expected: Literal["sat", "unsat"]


def exported(decider: SafetyDecider, model: Model, verdict: SafetyVerdict) -> list[ExportedText]:
    """What a verdict rests on: what the guests can reach; that what was reached is an inductive
    invariant, or that there is a run of so many events; and the Horn clauses of the whole. Nothing
    if there is no verdict."""
    if verdict.word not in ("PROVED", "UNREACHABLE", "REFUTED", "COVERED"):
        return []
    return list(_texts(decider, model, verdict))


def _texts(decider: SafetyDecider, model: Model, verdict: SafetyVerdict) -> Iterator[ExportedText]:
    claim, machine = verdict.claim, model.machines[verdict.claim.machine]
    searched = decider.searched(claim)
    looked_for = claim.body if claim.expected == "cover" else Not(claim.body)
    encoded = decider.encoding(machine)
    systems = [
        encoded.system(
            claim, claim.steps, fixed_values(machine, claim, one.configuration), looked_for
        )
        for one in searched
    ]
    context = systems[0].context
    if verdict.trace is None:
        truth = z3.Or(*(_wrong(decider, model, claim, one) for one in searched), context)
        sentence = "unsat: what the search reached is all that is reached, and never fails"
        yield ExportedText("", _text(model, claim, sentence, "QF_BV", [truth]), "QF_BV", "unsat")
    else:
        events = len(verdict.trace.happenings)
        truth = z3.Or(*(_run(system, events) for system in systems), context)
        sentence = f"sat: a run of {events} events leads to what is looked for"
        yield ExportedText("", _text(model, claim, sentence, "QF_BV", [truth]), "QF_BV", "sat")
    for number, (one, system) in enumerate(zip(searched, systems, strict=True), 1):
        within = one.configuration.within(machine, claim, model)
        for count, reached in enumerate(within, 1):
            told = replace(reached, note=replace(reached.note, words=GUESTS))
            part = f"guests-{number}-{count}"
            yield ExportedText(part, smt2(model, told), "QF_BV", "unsat")
        sentence = "sat: nothing that is looked for is reached"
        text = _text(model, claim, sentence, "HORN", _horn_clauses(system))
        safe: Literal["sat", "unsat"] = "sat" if verdict.trace is None else "unsat"
        if len(searched) == 1 or safe == "sat":
            yield ExportedText(f"horn-{number}", text, "HORN", safe)


def _wrong(decider: SafetyDecider, model: Model, claim: SafetyClaim, one: Searched) -> z3.BoolRef:
    """Satisfiable iff what was reached is no inductive invariant that tells the verdict."""
    machine = model.machines[claim.machine]
    fixed = fixed_values(machine, claim, one.configuration)
    body = Not(claim.body) if claim.expected == "cover" else claim.body
    return decider.encoding(machine).objections(claim, claim.steps, fixed, one.reached, body)


def _run(system: TransitionSystem, events: int) -> z3.BoolRef:
    """Satisfiable iff so many events lead to what is looked for."""
    moments = [
        [z3.BitVec(f"{word.decl().name()} {n}", word.size(), system.context)
         for word in system.before]
        for n in range(events + 1)
    ]  # fmt: skip

    def at(formula: z3.BoolRef, number: int) -> z3.BoolRef:
        pairs = list(zip(system.before, moments[number], strict=True))
        if number < events:
            pairs += zip(system.after, moments[number + 1], strict=True)
        pairs += [
            (unknown, z3.BitVec(f"{unknown.decl().name()} {number}", unknown.size(), unknown.ctx))
            for unknown in system.unknowns(formula)
        ]
        return z3.substitute(formula, *pairs)

    steps = [at(system.step, number) for number in range(events)]
    begins = [at(system.assumed, 0), at(system.first, 0)]
    return z3.And(*begins, *steps, at(system.failing, events))


def _horn_clauses(system: TransitionSystem) -> list[z3.BoolRef]:
    here, there = system.reached(system.before), system.reached(system.after)

    def whatever(premise: z3.BoolRef, conclusion: z3.BoolRef) -> z3.BoolRef:
        unknowns = [*system.constants, *system.before, *system.after, *system.unknowns(premise)]
        return z3.ForAll(unknowns, z3.Implies(premise, conclusion))

    return [
        whatever(z3.And(system.assumed, system.first), here),
        whatever(z3.And(here, system.assumed, system.step), there),
        whatever(z3.And(here, system.failing), z3.BoolVal(False, system.context)),
    ]


def _text(
    model: Model, claim: SafetyClaim, sentence: str, logic: str, truths: Sequence[z3.BoolRef]
) -> str:
    solver = z3.Solver(ctx=truths[0].ctx)
    solver.add(*truths)
    head = [
        f"; {claim.name}  {claim.note.place.short}",
        *(f"; {line}" for line in claim.note.words.splitlines()),
        f"; {sentence}",
        f"; spec {model.digest}, manual {model.manual}",
        f"(set-logic {logic})",
    ]
    text = re.sub(r"^;.*\n", "", solver.to_smt2(), flags=re.MULTILINE)
    return "\n".join(head) + "\n" + text
