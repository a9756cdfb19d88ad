"""Verdicts that are no refutation -> rows."""

from __future__ import annotations

from collections.abc import Iterator

from memattr.explain.report import Proof, Report, Source, Vacuity
from memattr.reports.layout import Row, shortened
from memattr.reports.refuted import assuming, rests_on

# A proof may need many cases, and all of them are listed.
MOST = 200


def rows(report: Report) -> list[Row]:
    """All rows in order."""
    return list(_rows(report))


def _rows(report: Report) -> Iterator[Row]:
    for text in report.trouble:
        yield Row("NOT", (text,), 4)
    if report.claim:
        yield Row("claim", (report.claim,), 4)
    yield assuming(report)
    if report.vacuity:
        yield from _vacuous(report.vacuity)
    if report.reason:
        yield Row("reason", (report.reason,), 4)
    if report.example:
        label = "example" if report.word == "COVERED" else "cpu"
        yield Row(label, (", ".join(map(str, report.example)),), 6)
    if report.proof:
        yield from _proof(report.proof)
    if report.rests_on:
        yield rests_on(report)
    if not report.expected:
        yield Row("repeat", (report.repeat,), fixed=True)


def _vacuous(vacuity: Vacuity) -> Iterator[Row]:
    if vacuity.premise:
        yield Row("vacuous", (f"no admitted input meets the premise: {vacuity.premise}",), 4)
    else:
        yield Row("vacuous", ("no input is admitted, so this says nothing",), 4)
    if vacuity.without:
        yield Row("blocked", (f"given {', '.join(vacuity.without)}: without, there is one",), 4)
    else:
        yield Row("blocked", (f"ruled out by {vacuity.blamed}, whatever is given",), 4)


def _proof(proof: Proof) -> Iterator[Row]:
    label = "because"
    for case in proof.cases:
        yield Row(label, (_case(case),), 3)
        label = ""
    if not proof.minimal:
        yield Row("", ("perhaps not all of these: to find out was too much",))
    if not proof.cases:
        yield Row("because", ("it holds whatever the cases of the rules give",))
    if proof.used:
        yield Row("needs", (f"given {', '.join(proof.used)}",), 4)
    if proof.unused:
        yield Row("unused", (f"given {', '.join(proof.unused)}: it holds without",), 4)
    texts = [str(setting) for setting in proof.witness]
    yield Row("speaks of", tuple(shortened(texts)) if texts else ("one situation",), 6)
    for situation in proof.impossible:
        refs = ", ".join(situation.refs)
        yield Row("excluded", (f"{situation.name}  {situation.place}  {refs}",), 3)


def _case(case: Source) -> str:
    return "  ".join(part for part in (case.name, case.place, ", ".join(case.refs)) if part)
