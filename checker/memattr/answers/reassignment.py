"""Which steps a policy needs: the shortest procedures after which invariants of a survey hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product

from memattr.answers.data import Data
from memattr.answers.survey import combination
from memattr.machines.safety_decider import SafetyDecider
from memattr.model.cubes import covering
from memattr.model.expressions import And
from memattr.model.layout import values_of
from memattr.model.machine import SafetyClaim, Survey
from memattr.model.model import Model
from memattr.model.show import source_text
from memattr.model.types import Value
from memattr.readings.diagram import Diagram
from memattr.readings.evaluate import Evaluator


@dataclass(frozen=True)
class Needed:
    """Under the `settings` (one of these texts; none: always) the `sequences` of steps are the
    shortest that are safe, none if there is none. The first of them needs the `axioms` somewhere;
    `rests_on` says who proved it."""

    settings: tuple[str, ...]
    sequences: tuple[tuple[str, ...], ...]
    axioms: tuple[str, ...]
    rests_on: tuple[str, ...]


@dataclass(frozen=True)
class ReassignmentAnswer:
    """What one policy needs, by setting. `invariants` are what is to hold."""

    policy: str
    survey: str
    sentence: str
    invariants: tuple[str, ...]
    needed: tuple[Needed, ...]


class Reassignments:
    """What policies of one model need; what is read for one of them serves the others."""

    def __init__(self, model: Model) -> None:
        self._model = model

    @cached_property
    def _decider(self) -> SafetyDecider:
        from memattr.engines.smt.counterexample_guided import Solver

        model = self._model
        return SafetyDecider(Evaluator(model), Diagram(model), Solver(model))

    def of(self, policy: str) -> list[ReassignmentAnswer]:
        """What the policy needs, for each survey that looks at it."""
        return [
            reassigned(self._model, survey, policy, self._decider)
            for survey in self._model.surveys
            if policy in survey.scopes
        ]


def reassigned(
    model: Model, survey: Survey, policy: str, decider: SafetyDecider
) -> ReassignmentAnswer:
    """All settings of the survey, grouped by what they need."""
    domains = [tuple(values_of(type_)) for _, type_ in survey.each]
    groups: dict[tuple[tuple[str, ...], ...], list[tuple[Value, ...]]] = {}
    for each in product(*domains):
        procedures = decider.shortest(_claim(model, survey, policy, each)).steps
        groups.setdefault(procedures, []).append(each)
    needed = []
    for sequences, settings in groups.items():
        cubes = covering(set(settings), domains)
        texts = tuple(" ".join(_told(survey, cube)) for cube in cubes)
        axioms: tuple[str, ...] = ()
        rests_on: tuple[str, ...] = ()
        if sequences:
            claims = [_claim(model, survey, policy, each) for each in settings]
            axioms, rests_on = _confirmed(decider, claims, sequences[0])
        needed.append(Needed(tuple(filter(None, texts)), sequences, axioms, rests_on))
    return ReassignmentAnswer(
        policy, survey.name, survey.note.words, survey.invariants, tuple(needed)
    )


def _claim(model: Model, survey: Survey, policy: str, each: tuple[Value, ...]) -> SafetyClaim:
    """All invariants together, whatever the procedure."""
    machine = model.machines[survey.template.machine]
    bodies = [i.expression for i in machine.invariants_named(survey.invariants)]
    claim = combination(machine, survey, policy, each)
    return replace(claim, body=And(tuple(bodies)), says=survey.invariants)


def _confirmed(
    decider: SafetyDecider, claims: Sequence[SafetyClaim], steps: tuple[str, ...]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The axioms that the sequence needs somewhere, as a procedure, and what its proofs rest on."""
    axioms: dict[str, None] = {}
    for claim in claims:
        summary = decider.summary(replace(claim, steps=steps))
        assert summary.word == "PROVED", f"what was found is safe: {summary.word} {summary.reason}"
        axioms.update(dict.fromkeys(summary.axioms))
    return tuple(axioms), decider.decide(replace(claims[0], steps=steps)).rests_on


def _told(survey: Survey, cube: tuple[Value | None, ...]) -> list[str]:
    return [
        f"{name}={source_text(type_, value)}"
        for (name, type_), value in zip(survey.each, cube, strict=True)
        if value is not None
    ]


def reassignment_data(answer: ReassignmentAnswer) -> Data:
    """All of it."""
    return {
        "survey": answer.survey,
        "invariants": list(answer.invariants),
        "needed": [
            {
                "settings": list(one.settings),
                "sequences": [list(steps) for steps in one.sequences],
                "axioms": list(one.axioms),
                "engines": list(one.rests_on),
            }
            for one in answer.needed
        ],
    }
