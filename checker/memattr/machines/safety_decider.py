"""Claims about runs decided: searched, confirmed by a solver, replayed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from memattr.engines.assumptions import foreign_assumptions
from memattr.engines.verdict import GaveUp, Proved
from memattr.machines.configurations import Configuration, Configurations
from memattr.machines.explicit import Explorer, Reached
from memattr.machines.instances import Family, Instances
from memattr.machines.safety_verdict import SafetyVerdict, Trace, WithoutAxiom, Word
from memattr.machines.synthesis import Sequences, Synthesizer
from memattr.machines.trace_replay import Astray, Replayer
from memattr.machines.vacuous_runs import Vacuity
from memattr.model.expressions import Expression, Not
from memattr.model.machine import Machine, SafetyClaim
from memattr.model.model import Model
from memattr.model.types import Value
from memattr.readings.diagram import Diagram
from memattr.readings.evaluate import Evaluator

if TYPE_CHECKING:
    from memattr.engines.smt.counterexample_guided import Solver
    from memattr.machines.horn import TransitionSystem
    from memattr.machines.inductive import EncodedMachine


@dataclass(frozen=True)
class Searched:
    """All that was reached, by configuration."""

    configuration: Configuration
    reached: tuple[tuple[Family, Reached], ...]

    @property
    def states(self) -> int:
        return sum(len(reached.states) for _, reached in self.reached)


@dataclass(frozen=True)
class Summary:
    """What is left of a verdict where nobody looks at the run: how many `events` it has, if there
    is one, and the `axioms` that the verdict needs."""

    word: Word
    reason: str
    states: int
    events: int | None
    axioms: tuple[str, ...]


class SafetyDecider:
    """Decides the claims of one model about runs. The solver, if there is one, is asked too:
    whether what the search reached is an inductive invariant; or by its `horn` engine, which has so
    many `seconds` for a claim, and is told nothing of the search."""

    def __init__(
        self,
        evaluator: Evaluator,
        diagram: Diagram,
        solver: Solver | None,
        horn: bool = False,
        seconds: float | None = None,
    ) -> None:
        self._horn, self._seconds = horn, seconds
        self._evaluator, self._diagram, self._solver = evaluator, diagram, solver
        self._model: Model = evaluator.model
        self._instances: dict[str, Instances] = {}
        self._explorers: dict[str, Explorer] = {}
        self._encoded: dict[str, EncodedMachine] = {}
        self._summaries: dict[object, Summary] = {}
        self._shortest: dict[object, Sequences] = {}
        self._vacuities: dict[object, Vacuity] = {}
        self._known: dict[object, tuple[Configurations, tuple[Configuration, ...]]] = {}
        self._confirmed: dict[object, str | None] = {}

    # ---- Verdicts

    def decide(self, claim: SafetyClaim) -> SafetyVerdict:
        """The verdict, and what it would be without each axiom."""
        narrowed = tuple(foreign_assumptions(self._model, claim.note.place.file))
        verdict = replace(self._decided(claim), narrowed=narrowed)
        if verdict.word not in ("PROVED", "REFUTED", "COVERED", "UNREACHABLE"):
            return verdict
        axioms = [a.name for a in self._machine(claim).axioms if a.name not in claim.dropped]
        without = tuple(WithoutAxiom(name, self._word_without(claim, name)) for name in axioms)
        return replace(verdict, axioms=without)

    def summary(self, claim: SafetyClaim) -> Summary:
        """The verdict in brief. Claims whose guests reach the same are decided once; that they do,
        is found for each, and by each engine."""
        try:
            _, configurations = self._configured(claim)
        except GaveUp:
            return _in_brief(self.decide(claim))
        key = (
            self._machine(claim).name, claim.steps, claim.expected, claim.body,
            claim.chosen, claim.dropped, tuple((c.permits, c.read) for c in configurations),
            self._unmet(claim),
        )  # fmt: skip
        if key not in self._summaries:
            self._summaries[key] = _in_brief(self.decide(claim))
        elif self._solver is not None:
            objections = (self._permitted_otherwise(claim, c) for c in configurations)
            objection = next(filter(None, objections), None)
            if objection is not None:
                return Summary("ERROR", f"z3 objects: {objection}", 0, None, ())
        return self._summaries[key]

    def shortest(self, claim: SafetyClaim) -> Sequences:
        """The shortest procedures by which the claim, whatever its own, would be proved. Raises
        GaveUp."""
        _, configurations = self._configured(claim)
        machine = self._machine(claim)
        key = (
            machine.name, claim.body, claim.chosen, claim.dropped,
            tuple((c.permits, c.read) for c in configurations),
        )  # fmt: skip
        if key not in self._shortest:

            def says_nothing(steps: tuple[str, ...]) -> str | None:
                return self._says_nothing(replace(claim, steps=steps), configurations)

            synthesizer = Synthesizer(
                machine, self.instances(machine), self.search(machine), says_nothing
            )
            self._shortest[key] = synthesizer.shortest(claim, configurations)
        return self._shortest[key]

    def _word_without(self, claim: SafetyClaim, axiom: str) -> Word:
        """What the search alone finds if the axiom is dropped too."""
        fewer = replace(claim, dropped=(*claim.dropped, axiom))
        try:
            return _word(fewer, self._first_found(self.searched(fewer)) is not None)
        except GaveUp:
            return "UNKNOWN"

    def _decided(self, claim: SafetyClaim) -> SafetyVerdict:
        try:
            searched = self.searched(claim)
        except GaveUp as bound:
            return _without(claim, "UNKNOWN", str(bound))
        empty = self._says_nothing(claim, [one.configuration for one in searched])
        states = sum(one.states for one in searched)
        if empty is not None:
            return replace(_without(claim, "VACUOUS", empty), states=states)
        goal = self._first_found(searched)
        word = _word(claim, goal is not None)
        rests_on = [f"search({states} states)"]
        trace: Trace | None = None
        if goal is not None:
            try:
                trace = self._trace(claim, *goal)
            except Astray as problem:
                return _without(claim, "ERROR", f"the trace, replayed: {problem}")
            rests_on.append("replayed")
        if self._solver is not None:
            try:
                if self._horn:
                    objection = self._horn_objection(claim, searched, word)
                else:
                    objection = self._objection(claim, searched, word, goal, trace)
            except GaveUp as bound:
                return _without(claim, "UNKNOWN", str(bound))
            who = "horn" if self._horn else "z3"
            if objection is not None:
                return _without(claim, "ERROR", f"{who} objects: {objection}")
            rests_on.insert(0, who)
        return SafetyVerdict(claim, word, "", states, trace, (), tuple(rests_on))

    # ---- The search

    def _machine(self, claim: SafetyClaim) -> Machine:
        return self._model.machines[claim.machine]

    def _configured(self, claim: SafetyClaim) -> tuple[Configurations, tuple[Configuration, ...]]:
        key = (claim.machine, claim.scope, claim.stated, claim.given, claim.changes)
        if key not in self._known:
            configurations = Configurations(self._diagram, self._machine(claim), claim)
            self._known[key] = configurations, configurations.all()
        return self._known[key]

    def instances(self, machine: Machine) -> Instances:
        """Those of the machine, made once."""
        if machine.name not in self._instances:
            self._instances[machine.name] = Instances(self._evaluator, machine)
        return self._instances[machine.name]

    def search(self, machine: Machine) -> Explorer:
        """That of the machine, which remembers what it has seen."""
        if machine.name not in self._explorers:
            self._explorers[machine.name] = Explorer(self._evaluator, machine)
        return self._explorers[machine.name]

    def searched(self, claim: SafetyClaim) -> list[Searched]:
        """All that is reached, by configuration. Raises GaveUp."""
        machine, steps = self._machine(claim), claim.steps
        _, configurations = self._configured(claim)
        search, wanted = self.search(machine), claim.expected == "cover"
        return [
            Searched(
                configuration,
                tuple(
                    (family, search.reached(family.instance, wanted))
                    for family in self.instances(machine).of(claim, steps, configuration)
                ),
            )
            for configuration in configurations
        ]

    def _first_found(
        self, searched: list[Searched]
    ) -> tuple[Configuration, Family, Reached] | None:
        """The one with the shortest way to what is looked for."""
        ways = [
            (len(reached.path()), number, one.configuration, family, reached)
            for number, one in enumerate(searched)
            for family, reached in one.reached
            if reached.found is not None
        ]
        if not ways:
            return None
        _, _, configuration, family, reached = min(ways, key=lambda way: way[:2])
        return configuration, family, reached

    def _says_nothing(
        self, claim: SafetyClaim, configurations: Sequence[Configuration]
    ) -> str | None:
        """Why the claim is vacuous, if it is."""
        unmet = self._unmet(claim)
        if configurations and unmet is not None:
            return unmet
        machine, steps = self._machine(claim), claim.steps
        key = (machine.name, steps)
        if key not in self._vacuities:
            vacuity = Vacuity(machine, steps, self.instances(machine), self.search(machine))
            self._vacuities[key] = vacuity
        return self._vacuities[key].objection(claim, configurations)

    def _unmet(self, claim: SafetyClaim) -> str | None:
        """What a claim to prove says of a value that no admitted situation has, it says of none."""
        if claim.expected != "prove":
            return None
        unmet = self._configured(claim)[0].unmet()
        return None if unmet is None else f"no admitted situation has {unmet}"

    def _fixed(
        self, claim: SafetyClaim, configuration: Configuration, family: Family
    ) -> dict[str, Value]:
        machine = self._machine(claim)
        names = [constant.name for constant in machine.constants]
        choice = dict(zip(names, family.choices[0], strict=True))
        return self.instances(machine).fixed(claim, configuration, choice)

    def _trace(
        self, claim: SafetyClaim, configuration: Configuration, family: Family, reached: Reached
    ) -> Trace:
        configurations, _ = self._configured(claim)
        fixed = self._fixed(claim, configuration, family)
        replayer = Replayer(self._evaluator, self._machine(claim), claim)
        return replayer.trace(configurations, configuration, family, fixed, reached.path())

    # ---- The solver

    def _objection(
        self,
        claim: SafetyClaim,
        searched: list[Searched],
        word: Word,
        goal: tuple[Configuration, Family, Reached] | None,
        trace: Trace | None,
    ) -> str | None:
        """What the solver has against the verdict."""
        from memattr.machines.inductive import fixed_values

        machine, steps = self._machine(claim), claim.steps
        encoded = self.encoding(machine)
        implied: Expression | None = None
        if word in ("PROVED", "UNREACHABLE"):
            implied = claim.body if word == "PROVED" else Not(claim.body)
        for one in searched:
            objection = self._permitted_otherwise(claim, one.configuration)
            fixed = fixed_values(machine, claim, one.configuration)
            objection = objection or encoded.objection(claim, steps, fixed, one.reached, implied)
            if objection is not None:
                return objection
        if goal is not None and trace is not None:
            configuration, family, _ = goal
            fixed = fixed_values(machine, claim, configuration)
            states = self._states(machine, trace)
            if not encoded.is_path(claim, steps, fixed, family.choices[0], states):
                return "the trace is no path"
        return None

    def _horn_objection(
        self, claim: SafetyClaim, searched: list[Searched], word: Word
    ) -> str | None:
        """What the engine for Horn clauses has against the verdict; nothing of the search is told
        to it."""
        from memattr.machines.horn import horn_engine
        from memattr.machines.inductive import fixed_values

        machine = self._machine(claim)
        encoded = self.encoding(machine)
        looked_for = claim.body if claim.expected == "cover" else Not(claim.body)
        systems: list[TransitionSystem] = []
        for one in searched:
            objection = self._permitted_otherwise(claim, one.configuration)
            if objection is not None:
                return objection
            fixed = fixed_values(machine, claim, one.configuration)
            systems.append(encoded.system(claim, claim.steps, fixed, looked_for))
        answer = horn_engine(systems, self._seconds)
        if answer == "unknown":
            raise GaveUp("the engine for Horn clauses gave up")
        wanted = "a run" if word in ("REFUTED", "COVERED") else "no run"
        return None if answer == wanted else f"there is {answer} to what is looked for"

    def _states(self, machine: Machine, trace: Trace) -> list[tuple[int, tuple[Value, ...]]]:
        states, taken = [(0, trace.first)], 0
        for happening in trace.happenings:
            taken += machine.actions[happening.number].is_step
            states.append((taken, happening.after))
        return states

    def encoding(self, machine: Machine) -> EncodedMachine:
        """The machine as the solver has it, encoded once."""
        from memattr.machines.inductive import EncodedMachine
        from memattr.readings.encode import Encoder

        if machine.name not in self._encoded:
            encoder = self._solver.encoder if self._solver else Encoder(self._model)
            self._encoded[machine.name] = EncodedMachine(encoder, machine)
        return self._encoded[machine.name]

    def _permitted_otherwise(self, claim: SafetyClaim, configuration: Configuration) -> str | None:
        """Whether the solver knows of a guest that reaches more, or of something read otherwise."""
        key = (claim.machine, claim.scope, claim.stated, claim.given, claim.changes, configuration)
        if key not in self._confirmed:
            self._confirmed[key] = None
            assert self._solver is not None, "it is asked only if it is wanted"
            for within in configuration.within(self._machine(claim), claim, self._model):
                if not isinstance(self._solver.decide(within), Proved):
                    self._confirmed[key] = "guests reach more than is permitted"
        return self._confirmed[key]


def _word(claim: SafetyClaim, is_found: bool) -> Word:
    if claim.expected == "cover":
        return "COVERED" if is_found else "UNREACHABLE"
    return "REFUTED" if is_found else "PROVED"


def _in_brief(verdict: SafetyVerdict) -> Summary:
    events = None if verdict.trace is None else len(verdict.trace.happenings)
    return Summary(verdict.word, verdict.reason, verdict.states, events, verdict.needed_axioms)


def _without(claim: SafetyClaim, word: Word, reason: str) -> SafetyVerdict:
    return SafetyVerdict(claim, word, reason, 0, None, (), ())
