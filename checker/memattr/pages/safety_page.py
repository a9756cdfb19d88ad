"""A verdict about runs: what is claimed, a run if there is one to show, and what it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from memattr.answers.safety import CheckedSafety
from memattr.machines.safety_verdict import SafetyVerdict
from memattr.machines.trace_words import ToldTrace, TraceTeller
from memattr.model.machine import SafetyClaim
from memattr.model.model import Model
from memattr.model.show import source_text
from memattr.pages.find_page import but
from memattr.pages.page import (
    Abridged,
    Block,
    Cell,
    Columns,
    Heading,
    Page,
    Row,
    Rows,
    Table,
    Tone,
    row,
    table,
)


def safety_page(model: Model, checked: CheckedSafety, full: bool) -> Page:
    """The verdict; in `full` with all that there is to say."""
    heading = _heading(checked)
    if not full:
        needed = (*_axioms(checked.verdict), *but(checked.verdict.narrowed))
        return Page((heading, Rows(needed)) if needed else (heading,))
    return Page((heading, *_blocks(model, checked.verdict)))


def _heading(checked: CheckedSafety) -> Heading:
    mark = checked.word
    if not checked.expected:
        mark += " (NOT as expected)"
    elif checked.word == "REFUTED":
        mark += " (as expected)"
    place = checked.claim.note.place.short
    places = tuple(dict.fromkeys((place, place.rpartition("/")[2])))
    tone: Tone = "unclear" if checked.word == "UNKNOWN" else "bad"
    return Heading(checked.claim.name, places, mark, "good" if checked.expected else tone)


def _blocks(model: Model, verdict: SafetyVerdict) -> Iterator[Block]:
    claim = verdict.claim
    yield Rows(tuple(_claimed(model, verdict)))
    if verdict.trace is not None:
        told = TraceTeller(model, model.machines[claim.machine]).told(verdict.trace)
        yield Abridged((trace_table(told),), (trace_columns(told),))
        rows = [row("run", ", ".join(told.constants))] if told.constants else []
        yield Rows((*rows, *(row("guest", guest) for guest in told.guests)))
    yield Rows(tuple(_evidence(verdict)))


def _claimed(model: Model, verdict: SafetyVerdict) -> Iterator[Row]:
    claim = verdict.claim
    if claim.note.words:
        yield row("claim", claim.note.words)
    yield row("assuming", "; ".join(assumed(model, claim)))
    yield row("steps", ", ".join(claim.steps))
    if claim.says:
        yield row("says", " and ".join(claim.says))
    if verdict.reason:
        yield row("reason", verdict.reason)


def _axioms(verdict: SafetyVerdict) -> Iterator[Row]:
    words = {without.axiom: without.word for without in verdict.axioms}
    for axiom in verdict.needed_axioms:
        yield row("axiom", f"{axiom}: without it, {words[axiom]}")


def _evidence(verdict: SafetyVerdict) -> Iterator[Row]:
    yield from _axioms(verdict)
    if verdict.rests_on:
        yield row("rests on", ", ".join(verdict.rests_on))
    if not verdict.is_expected:
        yield Row("repeat", (f"memattr check --only '{verdict.claim.name}'",), command=True)
    yield from but(verdict.narrowed)


def assumed(model: Model, claim: SafetyClaim) -> list[str]:
    """What the claim is meant for, each part in a few words."""
    parts = [_stated(model, claim)]
    parts += [f"under {claim.scope}"] if claim.scope else []
    parts += [f"with {', '.join(claim.changed)}"] if claim.changed else []
    parts += [f"given {', '.join(claim.assumed)}"] if claim.assumed else []
    parts += [f"without {', '.join(claim.dropped)}"] if claim.dropped else []
    parts += [f"by {claim.procedure}"] if claim.procedure else []
    return [part for part in parts if part]


def _stated(model: Model, claim: SafetyClaim) -> str:
    told: list[str] = []
    for name, values in claim.stated:
        type_ = model.inputs[name].type
        told += [source_text(type_, value) for value in values] or [f"every {name}"]
    return ", ".join(told)


def trace_columns(told: ToldTrace) -> Columns:
    """The same without lines, for terminals."""
    head = ("", "", *told.headings)
    body = [(str(n), step.sentence, *step.state) for n, step in enumerate(told.steps)]
    return Columns((head, *body))


def trace_table(told: ToldTrace) -> Table:
    """A row for each step: what happens, and the state afterwards."""
    body: list[Sequence[str | Cell]] = [
        (str(number), step.sentence, *(Cell(text, "", (text,)) for text in step.state))
        for number, step in enumerate(told.steps)
    ]
    return table(("step", "what happens", *told.headings), body)
