"""The answer to a `find` question about procedures as a page."""

from __future__ import annotations

from collections.abc import Iterator

from memattr.answers.find import TYPED_NAME
from memattr.answers.procedures import LeftOut, ProcedureAnswer, SafeSequence
from memattr.model.model import Model
from memattr.pages.find_page import but, stated_heading
from memattr.pages.page import Heading, Page, Row, Rows, counted, hanging, row
from memattr.pages.safety_page import assumed


def procedures_page(model: Model, answer: ProcedureAnswer) -> Page:
    """The answer in full; if the text states another one, with what is wrong in that."""
    question = answer.question
    if question.answer is not None and answer.word == "REFUTED":
        return stated_procedures_page(model, answer)
    rows = Rows(tuple(_full(model, answer)))
    if question.name == TYPED_NAME:
        return Page((rows,))
    return Page((Heading(question.name, (question.note.place.short,)), rows))


def stated_procedures_page(model: Model, answer: ProcedureAnswer) -> Page:
    """The verdict on the stated answer, the answer in full where it differs."""
    heading = stated_heading(answer.question.name, answer.question.note.place, answer.word)
    if answer.word == "PROVED":
        return Page((heading, Rows(but(answer.narrowed))))
    wrong = [f"{', '.join(steps)}: no answer" for steps in answer.wrong]
    wrong += [f"{', '.join(steps)}: left out" for steps in answer.missing]
    return Page((heading, Rows((*hanging("NOT", wrong), *_full(model, answer)))))


def _full(model: Model, answer: ProcedureAnswer) -> Iterator[Row]:
    """What is asked, the answer, and why nothing shorter is one."""
    claim = answer.question.claim
    if claim.note.words:
        yield row("question", claim.note.words)
    yield row("wanted", f"{' and '.join(claim.says)}, always")
    yield row("assuming", "; ".join(assumed(model, claim)) or "nothing")
    yield row("machine", claim.machine)
    yield from _answer(answer)
    if answer.sequences:
        yield row("others", _others(answer))
        yield from hanging("needed", map(_left_out, answer.left_out))
        yield row("rests on", ", ".join(answer.rests_on))
    yield from but(answer.narrowed)


def _answer(answer: ProcedureAnswer) -> Iterator[Row]:
    if answer.trouble is not None:
        yield row("ERROR", f"what was found is not proved: {answer.trouble}")
    elif answer.undecided is not None:
        yield row("UNKNOWN", answer.undecided)
    elif answer.vacuous:
        yield row("VACUOUS", answer.vacuous)
    elif answer.sequences:
        several = len(answer.sequences) > 1
        texts = [
            (f"{number}. " if several else "") + _sequence(one)
            for number, one in enumerate(answer.sequences, 1)
        ]
        yield from hanging("answer", texts)
    elif answer.every:
        yield row("answer", "none, of however many steps")
    else:
        from memattr.machines.synthesis import LONGEST

        yield row("answer", f"none of at most {LONGEST} steps; longer ones were not tried")


def _sequence(one: SafeSequence) -> str:
    told = ", ".join(one.steps) or "no step at all"
    return told + (f" [rests on {', '.join(one.axioms)}]" if one.axioms else "")


def _others(answer: ProcedureAnswer) -> str:
    if not answer.shorter:
        return "none is shorter"
    return f"none of the {counted(answer.shorter, 'shorter sequence')} is safe"


def _left_out(one: LeftOut) -> str:
    """The verdict without a step, and how it fails."""
    if one.events is None:
        return f"without {one.step}: {one.word}" + (f", {one.last}" if one.last else "")
    return f"without {one.step}: {one.word} after {counted(one.events, 'event')}, {one.last}"
