"""The rows of a report on a verdict that is no refutation."""

from __future__ import annotations

from collections.abc import Iterator

from memattr.explain.report import ProofNeeds, Report, Source, VacuityCause
from memattr.pages.page import Row, row, shortened
from memattr.pages.refutation_rows import assuming, rests_on


def verdict_rows(report: Report) -> tuple[Row, ...]:
    """All rows in order."""
    return tuple(_rows(report))


def _rows(report: Report) -> Iterator[Row]:
    for text in report.trouble:
        yield row("NOT", text)
    if report.claim:
        yield row("claim", report.claim)
    yield assuming(report)
    if report.vacuity:
        yield from _vacuous(report.vacuity)
    if report.reason:
        yield row("reason", report.reason)
    if report.example:
        label = "example" if report.word == "COVERED" else "cpu"
        yield row(label, ", ".join(map(str, report.example)))
    if report.proof:
        yield from _proof(report.proof)
    if report.rests_on:
        yield rests_on(report)
    if not report.expected:
        yield Row("repeat", (report.repeat,), command=True)


def _vacuous(vacuity: VacuityCause) -> Iterator[Row]:
    if vacuity.premise:
        yield row("vacuous", f"no admitted input meets the premise: {vacuity.premise}")
    else:
        yield row("vacuous", "no input is admitted, so this says nothing")
    if vacuity.without:
        yield row("blocked", f"given {', '.join(vacuity.without)}: without, there is one")
    else:
        yield row("blocked", f"ruled out by {vacuity.blamed}, whatever is given")


def _proof(proof: ProofNeeds) -> Iterator[Row]:
    label = "because"
    for case in proof.cases:
        yield row(label, _case(case))
        label = ""
    if not proof.minimal:
        yield Row("", ("perhaps not all of these: to find out was too much",))
    if not proof.cases:
        yield Row("because", ("it holds whatever the cases of the rules give",))
    if proof.used:
        yield row("needs", f"given {', '.join(proof.used)}")
    if proof.unused:
        yield row("unused", f"given {', '.join(proof.unused)}: it holds without")
    texts = [str(setting) for setting in proof.witness]
    yield Row("speaks of", tuple(shortened(texts)) if texts else ("one situation",), 6)
    for situation in proof.impossible:
        refs = ", ".join(situation.refs)
        yield row("excluded", f"{situation.name}  {situation.place}  {refs}")


def _case(case: Source) -> str:
    return "  ".join(part for part in (case.name, case.place, ", ".join(case.refs)) if part)
