"""Surveys: every combination as CSV, a page that says when each property holds, and a picture of
each run that a claim shows. A machine that no survey is about has a page of its claims."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from memattr.answers.data import provenance_of
from memattr.answers.reassignment import ReassignmentAnswer, reassigned
from memattr.answers.survey import SurveyAnswer, SurveyRow, surveyed
from memattr.documents.document import NOTICE, Document, code, page, rows, section
from memattr.engines.smt.counterexample_guided import Solver
from memattr.formats import csv, markdown, svg
from memattr.formats.markdown import escaped
from memattr.machines.safety_decider import SafetyDecider
from memattr.machines.safety_verdict import SafetyVerdict
from memattr.machines.trace_words import ToldTrace, TraceTeller
from memattr.model.cubes import covering
from memattr.model.layout import values_of
from memattr.model.model import Model
from memattr.model.show import source_text
from memattr.pages.colours import colours
from memattr.pages.page import Cell, Colour, Table, TableRow, table
from memattr.pages.safety_page import assumed
from memattr.readings.diagram import Diagram
from memattr.readings.evaluate import Evaluator

ALWAYS, NOWHERE = "always", "no"
NONE: Mapping[str, Colour] = {}


@dataclass(frozen=True)
class Shown:
    """A claim with its verdict, and its run if it has one."""

    verdict: SafetyVerdict
    told: ToldTrace | None

    @property
    def file(self) -> str:
        """The name of its picture."""
        name = self.verdict.claim.name
        return "".join(c if c.isalnum() or c == "_" else "-" for c in name).strip("-") + ".svg"


def survey_documents(model: Model) -> list[Document]:
    """The documents of every survey; decided by both engines."""
    if not model.surveys and not model.safety_claims:
        return []
    decider = SafetyDecider(Evaluator(model), Diagram(model), Solver(model))
    documents: list[Document] = []
    for survey in model.surveys:
        answer = surveyed(model, survey, decider)
        shown = _shown(model, survey.template.machine, decider)
        documents.append(_page(model, answer, shown, decider))
        documents.append(Document(f"{survey.name}.csv", csv.table_text(survey_table(answer)), ""))
        documents += _pictures(model, survey.name, shown)
    surveyed_ = {survey.template.machine for survey in model.surveys}
    for machine in dict.fromkeys(claim.machine for claim in model.safety_claims):
        if machine not in surveyed_:
            shown = _shown(model, machine, decider)
            documents += [_machine_page(model, machine, shown), *_pictures(model, machine, shown)]
    return documents


def _shown(model: Model, machine: str, decider: SafetyDecider) -> list[Shown]:
    """The claims about a machine."""
    teller = TraceTeller(model, model.machines[machine])
    verdicts = [decider.decide(c) for c in model.safety_claims if c.machine == machine]
    return [Shown(v, None if v.trace is None else teller.told(v.trace)) for v in verdicts]


def _pictures(model: Model, folder: str, shown: list[Shown]) -> list[Document]:
    coloured = colours(model, _every_value(shown))
    return [
        Document(f"{folder}/{one.file}", _picture(one.told, one, coloured), "")
        for one in shown
        if one.told is not None
    ]


def _every_value(shown: list[Shown]) -> tuple[str, ...]:
    """What any of the runs has somewhere: a value has one colour in all pictures of a machine."""
    steps = [step for one in shown if one.told is not None for step in one.told.steps]
    return tuple(sorted({text for step in steps for text in step.state}))


def survey_table(answer: SurveyAnswer) -> Table:
    """A row for each combination."""
    kinds = [type_ for _, type_ in answer.survey.each]
    names = [name for name, _ in answer.survey.each]
    head = (
        "policy",
        *names,
        "procedure",
        "property",
        "verdict",
        "states",
        "trace_length",
        "axioms",
    )
    body: list[Sequence[str | Cell]] = [
        (
            row.scope,
            *(source_text(type_, value) for type_, value in zip(kinds, row.each, strict=True)),
            row.procedure,
            row.invariant,
            row.verdict,
            str(row.states),
            "" if row.events is None else str(row.events),
            Cell(" ".join(row.axioms), "", row.axioms),
        )
        for row in answer.rows
    ]
    return table(head, body)


# ---- The page


def _page(
    model: Model, answer: SurveyAnswer, shown: list[Shown], decider: SafetyDecider
) -> Document:
    survey = answer.survey
    body = [*_introduction(model, answer), *_procedures(model, answer.steps)]
    for scopes, group in _alike(answer):
        body += section(", ".join(code(scope) for scope in scopes))
        body += _conditions(answer, group)
        body += _sequences(reassigned(model, survey, scopes[0], decider))
    body += _claims_and_runs(model, survey.name, shown)
    about = survey.note.words or survey.name
    text = page(about, body, provenance_of(model))
    return Document(f"{survey.name}.md", text, about, "Summaries")


def _machine_page(model: Model, name: str, shown: list[Shown]) -> Document:
    machine = model.machines[name]
    body = rows(
        ("Name", "Meaning"),
        [
            *((code(i.name), escaped(i.note.words)) for i in machine.invariants),
            *((code(c.name), escaped(c.note.words)) for c in machine.constants),
            *((f"axiom {code(a.name)}", escaped(a.note.words)) for a in machine.axioms),
        ],
    )
    claimed = dict.fromkeys(one.verdict.claim.procedure for one in shown)
    body += _procedures(model, {n: model.procedures[n].steps for n in claimed})
    body += _claims_and_runs(model, name, shown)
    about = machine.note.words or name
    return Document(f"{name}.md", page(about, body, provenance_of(model)), about, "Summaries")


def _claims_and_runs(model: Model, folder: str, shown: list[Shown]) -> Iterator[str]:
    yield from section("Claims")
    yield from rows(("Claim", "Verdict", "In words", "Rests on the axioms"), _claims(shown))
    yield from section("Runs")
    for one in shown:
        if one.told is not None:
            yield from _run(model, folder, one)


def _introduction(model: Model, answer: SurveyAnswer) -> Iterator[str]:
    survey = answer.survey
    machine = model.machines[survey.template.machine]
    counts = dict.fromkeys(dict.fromkeys(row.verdict for row in answer.rows), 0)
    for row in answer.rows:
        counts[row.verdict] += 1
    told = ", ".join(f"{number} {word.lower()}" for word, number in sorted(counts.items()))
    yield f"{len(answer.rows)} combinations: {told}. All of them, with the number of reachable"
    yield f"states and the length of a shortest run, are in [{survey.name}.csv]({survey.name}.csv)."
    yield "Each is decided by a search and confirmed by a solver."
    yield ""
    yield f"A cell says under which settings the property holds: `{ALWAYS}`, `{NOWHERE}`, or if."
    yield ""
    yield from rows(
        ("Name", "Meaning"),
        [
            *((code(i.name), escaped(i.note.words)) for i in machine.invariants
              if i.name in survey.invariants),
            *((code(c.name), escaped(c.note.words)) for c in machine.constants
              if c.name in dict(survey.each)),
            *((f"axiom {code(a.name)}", escaped(a.note.words)) for a in machine.axioms),
        ],
    )  # fmt: skip
    changed = ", ".join(code(text) for text in survey.template.changed)
    assumptions = ", ".join(code(text) for text in survey.template.assumed)
    yield ""
    yield f"Everywhere with {changed or 'nothing changed'}, given {assumptions or 'nothing'}."


def _procedures(model: Model, procedures: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    yield from section("Procedures")
    yield from rows(
        ("Procedure", "Steps", "What it is"),
        [
            (code(name), ", ".join(map(code, steps)), escaped(model.procedures[name].note.words))
            for name, steps in procedures.items()
        ],
    )


def _alike(answer: SurveyAnswer) -> Iterator[tuple[list[str], list[SurveyRow]]]:
    """Policies of which everything is alike, with the rows of the first."""
    by_scope: dict[str, list[SurveyRow]] = {}
    for row in answer.rows:
        by_scope.setdefault(row.scope, []).append(row)
    groups: dict[tuple[object, ...], list[str]] = {}
    for scope, group in by_scope.items():
        key = tuple((r.each, r.procedure, r.invariant, r.verdict, r.axioms) for r in group)
        groups.setdefault(key, []).append(scope)
    for scopes in groups.values():
        yield scopes, by_scope[scopes[0]]


def _conditions(answer: SurveyAnswer, group: list[SurveyRow]) -> list[str]:
    """When each property holds after each procedure."""
    invariants = answer.survey.invariants
    body = [
        (code(name), *(_condition(answer, group, name, invariant) for invariant in invariants))
        for name in answer.survey.procedures
    ]
    return rows(("Procedure", *map(code, invariants)), body)


def _condition(answer: SurveyAnswer, group: list[SurveyRow], procedure: str, invariant: str) -> str:
    names = [name for name, _ in answer.survey.each]
    kinds = [type_ for _, type_ in answer.survey.each]
    asked = [r for r in group if r.procedure == procedure and r.invariant == invariant]
    holds = {r.each for r in asked if r.verdict == "PROVED"}
    other = sorted({r.verdict for r in asked} - {"PROVED", "REFUTED"})
    if other:
        return ", ".join(other)
    if len(holds) == len(asked):
        return ALWAYS
    ways = [
        " ".join(
            f"{name}={source_text(type_, value)}"
            for name, type_, value in zip(names, kinds, cube, strict=True)
            if value is not None
        )
        for cube in covering(holds, [tuple(values_of(type_)) for type_ in kinds])
    ]
    return "if " + " or ".join(map(code, ways)) if ways else NOWHERE


def _sequences(answer: ReassignmentAnswer) -> Iterator[str]:
    """The shortest sequences after which all of it holds."""
    yield ""
    yield "The shortest safe sequences of steps, and the axioms that the first of them rests on:"
    yield ""
    body = [
        (
            " or ".join(map(code, one.settings)) or ALWAYS,
            "<br>".join(", ".join(map(code, steps)) for steps in one.sequences) or NOWHERE,
            ", ".join(map(code, one.axioms)),
        )
        for one in answer.needed
    ]
    yield from rows(("Settings", "Steps", "Axioms"), body)


def _claims(shown: list[Shown]) -> Iterator[tuple[str, ...]]:
    for one in shown:
        claim = one.verdict.claim
        axioms = ", ".join(map(code, one.verdict.needed_axioms))
        yield code(claim.name), one.verdict.word, escaped(claim.note.words), axioms


def _run(model: Model, folder: str, one: Shown) -> Iterator[str]:
    verdict, told = one.verdict, one.told
    assert told is not None, "only runs are shown"
    claim = verdict.claim
    yield from section(f"{code(claim.name)}", 3)
    yield escaped(f"{verdict.word}: {claim.note.words}")
    yield ""
    yield escaped(f"Assuming {'; '.join(assumed(model, claim))}. {', '.join(told.constants)}.")
    yield ""
    yield f"![The run, step by step]({folder}/{one.file})"
    yield ""
    yield from markdown.table_text(trace_matrix(told, one.file)).rstrip("\n").splitlines()


def _picture(told: ToldTrace | None, one: Shown, coloured: Mapping[str, Colour]) -> str:
    assert told is not None, "only runs are drawn"
    matrix = replace(trace_matrix(told, one.file, coloured), title=one.verdict.claim.name)
    return f"{NOTICE}\n{svg.table_text(matrix)}"


def trace_matrix(told: ToldTrace, file: str, coloured: Mapping[str, Colour] = NONE) -> Table:
    """A row for each step, labelled by what happens; a column for each part of the state."""
    return Table(
        file.removesuffix(".svg"),
        "What happens, and what is where afterwards",
        (),
        ("Step",),
        "",
        tuple(Cell(heading) for heading in told.headings),
        tuple(
            TableRow(
                (Cell(f"{number}. {step.sentence}"),),
                tuple(Cell(text, "", (text,)) for text in step.state),
            )
            for number, step in enumerate(told.steps)
        ),
        colours=tuple(coloured.items()),
    )
