"""What comes of claims about runs."""

from __future__ import annotations

from dataclasses import dataclass

from memattr.answers.data import Data, narrowing_data, place_data, value_data
from memattr.engines.verdict import Named
from memattr.machines.safety_verdict import SafetyVerdict, Trace
from memattr.model.machine import Machine, SafetyClaim
from memattr.model.model import Model
from memattr.model.types import Value


@dataclass(frozen=True)
class CheckedSafety:
    """A claim about runs decided. `recalled`: an earlier run of the checker decided it.
    `cut`: a bound may have cut short what is known of it."""

    verdict: SafetyVerdict
    recalled: bool = False
    cut: bool = False

    @property
    def claim(self) -> SafetyClaim:
        """The claim."""
        return self.verdict.claim

    @property
    def word(self) -> str:
        """The verdict in a word."""
        return self.verdict.word

    @property
    def expected(self) -> bool:
        """True iff it came out as its text says."""
        return self.verdict.is_expected


def safety_data(model: Model, checked: CheckedSafety) -> Data:
    """All of it; the trace with every variable of the machine."""
    verdict, claim = checked.verdict, checked.claim
    return {
        "name": claim.name,
        "place": place_data(claim.note.place),
        "kind": claim.expected,
        "mode": "",
        "family": claim.family,
        "sentence": claim.note.words,
        "says": list(claim.says),
        "refs": list(claim.note.refs),
        "source": claim.note.source,
        "verdict": verdict.word,
        "expected": verdict.is_expected,
        "reason": verdict.reason or None,
        "narrowed": list(map(narrowing_data, verdict.narrowed)),
        "machine": claim.machine,
        "procedure": claim.procedure,
        "steps": list(claim.steps),
        "assumptions": assumptions_data(model, claim),
        "states": verdict.states,
        "axioms": {without.axiom: without.word for without in verdict.axioms},
        "axioms_needed": list(verdict.needed_axioms),
        "trace": _trace(model, model.machines[claim.machine], verdict.trace),
        "engines": list(verdict.rests_on),
        "recalled": checked.recalled,
    }


def assumptions_data(model: Model, claim: SafetyClaim) -> Data:
    """What the claim is meant for."""
    stated = {
        name: [value_data(model.inputs[name].type, value) for value in values]
        for name, values in claim.stated
    }
    return {
        "stated": stated,
        "scope": claim.scope,
        "given": list(claim.assumed),
        "changed": list(claim.changed),
        "dropped": list(claim.dropped),
    }


def _trace(model: Model, machine: Machine, trace: Trace | None) -> Data | None:
    if trace is None:
        return None
    from memattr.machines.trace_words import TraceTeller

    teller = TraceTeller(model, machine)
    constants = {c.name: c.type for c in machine.constants}
    return {
        "constants": {n: value_data(constants[n], value) for n, value in trace.constants},
        "inputs": _inputs(model, trace.inputs),
        "first": _state(machine, trace.first),
        "events": [
            {
                "action": machine.actions[happening.number].name,
                "sentence": teller.sentence(happening),
                "values": {
                    name: value_data(type_, value)
                    for (name, type_), value in zip(
                        machine.actions[happening.number].binders, happening.binding, strict=True
                    )
                },
                "after": _state(machine, happening.after),
            }
            for happening in trace.happenings
        ],
        "guests": {one.permit: _inputs(model, one.inputs) for one in trace.enabling},
    }


def _inputs(model: Model, inputs: Named) -> Data:
    return {name: value_data(model.inputs[name].type, value) for name, value in inputs}


def _state(machine: Machine, values: tuple[Value, ...]) -> Data:
    return {
        variable.name: value_data(variable.type, value)
        for variable, value in zip(machine.variables, values, strict=True)
    }
