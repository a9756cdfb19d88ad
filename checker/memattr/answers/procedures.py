"""`find` over procedures: the shortest sequences of steps by which a claim would be proved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from memattr.answers.data import Data, narrowing_data, place_data
from memattr.answers.find import AnswerWord, answer_word
from memattr.answers.safety import assumptions_data
from memattr.engines.assumptions import foreign_assumptions
from memattr.engines.verdict import GaveUp, Narrowing
from memattr.machines.safety_verdict import SafetyVerdict
from memattr.model.machine import ProcedureQuestion
from memattr.model.model import Model

if TYPE_CHECKING:
    from memattr.machines.safety_decider import SafetyDecider


@dataclass(frozen=True)
class SafeSequence:
    """Steps by which the claim is proved, as engines confirm that are asked anew: the `states` that
    are reachable, the `axioms` that the proof needs, and who proved it."""

    steps: tuple[str, ...]
    states: int
    axioms: tuple[str, ...]
    rests_on: tuple[str, ...]


@dataclass(frozen=True)
class LeftOut:
    """What comes of the first sequence without one of its steps: the verdict, how many `events` a
    shortest run to a failure has, and its `last` event as a sentence; or why there is no
    verdict."""

    step: str
    word: str
    events: int | None
    last: str


@dataclass(frozen=True)
class ProcedureAnswer:
    """The `sequences` of least length. If there are none, that is so of `every` sequence, or of
    those of at most LONGEST steps. `shorter` counts the sequences of the machine's steps that are
    shorter, all of which fail or say nothing; `vacuous` says why every one would say nothing.
    `trouble`, `undecided`, `narrowed`, `recalled` and `cut` are as in other answers."""

    question: ProcedureQuestion
    sequences: tuple[SafeSequence, ...]
    every: bool
    shorter: int
    left_out: tuple[LeftOut, ...] = ()
    vacuous: str = ""
    trouble: str | None = None
    undecided: str | None = None
    narrowed: tuple[Narrowing, ...] = ()
    recalled: bool = False
    cut: bool = False

    @property
    def found(self) -> tuple[tuple[str, ...], ...]:
        """The steps of each."""
        return tuple(sequence.steps for sequence in self.sequences)

    @property
    def rests_on(self) -> tuple[str, ...]:
        """Who proved the first of them."""
        return self.sequences[0].rests_on if self.sequences else ()

    @property
    def wrong(self) -> tuple[tuple[str, ...], ...]:
        """What the text states as an answer and is none."""
        return tuple(s for s in self.question.answer or () if s not in self.found)

    @property
    def missing(self) -> tuple[tuple[str, ...], ...]:
        """The sequences that the text leaves out; none if it states no answer."""
        stated = self.question.answer
        return () if stated is None else tuple(s for s in self.found if s not in stated)

    @property
    def word(self) -> AnswerWord:
        """The verdict on the answer that the text states, if it states one."""
        is_other = bool(self.wrong or self.missing)
        return answer_word(self.trouble, self.undecided, bool(self.vacuous), is_other)


def procedures_by_both(
    model: Model, question: ProcedureQuestion, timeout_ms: int | None = None
) -> ProcedureAnswer:
    """The answer by both engines; the time is the solver's, for each thing that it is asked."""
    from memattr.engines.smt.counterexample_guided import Solver
    from memattr.machines.safety_decider import SafetyDecider
    from memattr.readings.diagram import Diagram
    from memattr.readings.evaluate import Evaluator

    decider = SafetyDecider(Evaluator(model), Diagram(model), Solver(model, timeout_ms))
    return found_procedures(model, question, decider)


def found_procedures(
    model: Model, question: ProcedureQuestion, decider: SafetyDecider
) -> ProcedureAnswer:
    """The answer, each sequence of it decided anew as a procedure."""
    from memattr.machines.synthesis import LONGEST

    narrowed = tuple(foreign_assumptions(model, question.note.place.file))
    nothing = ProcedureAnswer(question, (), False, 0, narrowed=narrowed)
    try:
        shortest = decider.shortest(question.claim)
    except GaveUp as bound:
        return replace(nothing, undecided=str(bound))
    if shortest.vacuous:
        return replace(nothing, vacuous=shortest.vacuous)
    length = len(shortest.steps[0]) if shortest.steps else LONGEST + 1
    shorter = sum(shortest.machine_steps**count for count in range(length))
    answer = replace(nothing, every=shortest.every, shorter=shorter)
    verdicts = [decider.decide(replace(question.claim, steps=steps)) for steps in shortest.steps]
    for verdict in verdicts:
        if verdict.word == "UNKNOWN":
            return replace(answer, undecided=verdict.reason)
        if verdict.word != "PROVED":
            told = ", ".join(verdict.claim.steps)
            return replace(answer, trouble=f"{told}: {verdict.word} {verdict.reason}".strip())
    sequences = tuple(
        SafeSequence(v.claim.steps, v.states, v.needed_axioms, v.rests_on) for v in verdicts
    )
    first = shortest.steps[0] if shortest.steps else ()
    left_out = tuple(_left_out(model, question, decider, first))
    return replace(answer, sequences=sequences, left_out=left_out)


def _left_out(
    model: Model, question: ProcedureQuestion, decider: SafetyDecider, steps: Sequence[str]
) -> Iterator[LeftOut]:
    """The sequence without each of its steps."""
    for number, step in enumerate(steps):
        fewer = (*steps[:number], *steps[number + 1 :])
        verdict = decider.decide(replace(question.claim, steps=fewer))
        yield LeftOut(step, verdict.word, *_ending(model, verdict))


def _ending(model: Model, verdict: SafetyVerdict) -> tuple[int | None, str]:
    if verdict.trace is None:
        return None, verdict.reason
    from memattr.machines.trace_words import TraceTeller

    teller = TraceTeller(model, model.machines[verdict.claim.machine])
    *_, last = teller.told(verdict.trace).steps
    return len(verdict.trace.happenings), last.sentence


def procedures_data(model: Model, answer: ProcedureAnswer) -> Data:
    """All of it."""
    from memattr.machines.synthesis import LONGEST

    claim = answer.question.claim
    return {
        "question": claim.note.words,
        "wanted": list(claim.says),
        "machine": claim.machine,
        "assumptions": assumptions_data(model, claim),
        "sequences": [
            {
                "steps": list(one.steps),
                "states": one.states,
                "axioms": list(one.axioms),
                "engines": list(one.rests_on),
            }
            for one in answer.sequences
        ],
        "every": answer.every,
        "longest": LONGEST,
        "shorter": answer.shorter,
        "left_out": [
            {"step": one.step, "verdict": one.word, "events": one.events, "last": one.last}
            for one in answer.left_out
        ],
        "vacuous": answer.vacuous or None,
        "trouble": answer.trouble,
        "undecided": answer.undecided,
        "narrowed": list(map(narrowing_data, answer.narrowed)),
    }


def checked_procedures_data(answer: ProcedureAnswer) -> Data:
    """The verdict on the stated answer."""

    claim = answer.question.claim
    return {
        "name": claim.name,
        "place": place_data(claim.note.place),
        "sentence": claim.note.words,
        "says": list(claim.says),
        "verdict": answer.word,
        "expected": answer.word == "PROVED",
        "machine": claim.machine,
        "stated": [list(steps) for steps in answer.question.answer or ()],
        "wrong": [list(steps) for steps in answer.wrong],
        "missing": [list(steps) for steps in answer.missing],
        "reason": answer.trouble or answer.undecided or answer.vacuous or None,
        "narrowed": list(map(narrowing_data, answer.narrowed)),
        "engines": list(answer.rests_on),
        "recalled": answer.recalled,
    }
