"""Verdicts of a run: a page for each claim, a page for all of them, and findings for tools."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from memattr.answers.check import Checkable, Checked, CheckedClaim, is_expected, narrowings
from memattr.answers.checked_run import CheckedRun, Tally, item_of, kind_of, run_data, tally
from memattr.answers.code import CodeAnswer, code_data
from memattr.answers.data import provenance_of
from memattr.answers.find import FindAnswer
from memattr.answers.procedures import ProcedureAnswer
from memattr.answers.safety import CheckedSafety
from memattr.engines.verdict import Disagreement, Refuted, Unknown, is_open
from memattr.machines.safety_verdict import WANTED
from memattr.model.model import Model
from memattr.pages.code_page import (
    code_summary,
    difference_finding,
    failure_findings,
    nothing_decided,
)
from memattr.pages.find_page import but, stated_answer_page
from memattr.pages.findings import CheckedCase, Finding, Findings, Level
from memattr.pages.output import Output
from memattr.pages.page import (
    Block,
    Cell,
    Columns,
    Heading,
    Page,
    Paragraph,
    Rows,
    Tone,
    code,
    counted,
    listed,
    row,
    table,
)
from memattr.pages.procedures_page import stated_procedures_page
from memattr.pages.refutation_rows import refutation_rows
from memattr.pages.safety_page import safety_page
from memattr.pages.verdict_rows import verdict_rows
from memattr.place import Problem

# A report on a refutation has at most so many lines on a terminal.
LINES = 14


def is_left_out(checked: Checked, detail: int) -> bool:
    """True iff nothing is said of it: it came out as expected, and is an example, or not every
    verdict is to be shown, which `detail` above 0 asks for."""
    return is_expected(checked) and (detail < 1 or kind_of(item_of(checked)) == "examples")


def checked_page(model: Model, checked: Checked, full: bool = True) -> Page:
    """The verdict, with the report if there is one; of a claim about runs in `full`, or if it did
    not come out as expected."""
    if isinstance(checked, FindAnswer):
        return stated_answer_page(model, checked)
    if isinstance(checked, CheckedSafety):
        return safety_page(model, checked, full or not checked.expected)
    if isinstance(checked, ProcedureAnswer):
        return stated_procedures_page(model, checked)
    heading, narrowed = _heading(checked), Rows(but(checked.verdict.narrowed))
    report = checked.report
    text = [row("by text", f"{checked.by_text}, as expected")] if checked.by_text else []
    narrowed = Rows((*text, *narrowed.rows))
    if report is None:
        return Page((heading, narrowed))
    if report.refutation is None:
        return Page((heading, Rows(verdict_rows(report)), narrowed))
    rows = Rows(refutation_rows(report, report.refutation))
    return Page((heading, rows, narrowed), lines=LINES + len(text))


def _heading(checked: CheckedClaim) -> Heading:
    """The verdict, the claim's name, and its place with folders and without."""
    mark: str = checked.word
    if checked.by_text is not None:
        mark += " in this tree"
    elif is_open(checked.verdict):
        mark += " (not known as expected)"
    elif not checked.expected:
        mark += " (NOT as expected)"
    elif isinstance(checked.verdict.outcome, Refuted):
        mark += " (as expected)"
    place = checked.claim.note.place.short
    places = tuple(dict.fromkeys((place, place.rpartition("/")[2])))
    return Heading(checked.claim.name, places, mark, _tone(checked))


def _tone(checked: CheckedClaim) -> Tone:
    if checked.expected:
        return "good"
    undecided = isinstance(checked.verdict.outcome, Unknown) or is_open(checked.verdict)
    return "unclear" if undecided else "bad"


def summary(run: CheckedRun) -> str:
    """How many claims, promises, answers and examples came out as expected."""
    text = tally_text(run.tally)
    text += f", {run.narrowed} narrowed" if run.narrowed else ""
    text += f", {run.recalled} of them recalled" if run.recalled else ""
    count = len(run.oversights)
    text += f", {count} warning{'s' if count > 1 else ''}" if count else ""
    undecided = len(run.items) - len(run.checked)
    return f"{text}, {undecided} not decided" if undecided else text


def tally_text(tally: Tally) -> str:
    """The kinds of which there is any, or no claims."""
    kinds = [kind for kind, count in tally.items() if count.wanted] or ["claims"]
    numbers = (f"{tally[kind].expected} of {tally[kind].wanted} {kind}" for kind in kinds)
    return f"{', '.join(numbers)} as expected"


def _file_text(tally: Tally) -> str:
    """The numbers of one file: how many of a kind, and how many came out so if some did not."""
    numbers = []
    for kind, count in tally.items():
        less = count.expected < count.wanted
        words = f"{count.expected} of {count.wanted} {kind} as expected"
        if count.wanted:
            numbers.append(words if less else counted(count.wanted, kind.removesuffix("s")))
    return ", ".join(numbers)


def files_page(run: CheckedRun) -> Page:
    """A line for each file, and once whatever makes verdicts that came out as expected say less
    than they seem to."""
    of_file: dict[str, tuple[list[Checkable], list[Checked]]] = {}
    for item in run.items:
        of_file.setdefault(item.note.place.file, ([], []))[0].append(item)
    for checked in run.checked:
        of_file[item_of(checked).note.place.file][1].append(checked)
    lines = tuple((file, _file_text(tally(*pair))) for file, pair in sorted(of_file.items()))
    narrowed: dict[str, list[str]] = {}
    for checked in filter(is_expected, run.checked):
        for narrowing in narrowings(checked):
            narrowed.setdefault(narrowing.words, []).append(item_of(checked).name)
    rows = (
        row("but", f"{words}: {counted(len(names), 'verdict')}, of {listed(names, 3)}")
        for words, names in narrowed.items()
    )
    return Page((Columns(lines), Rows(tuple(rows))))


# ---- All of a run


def run_output(model: Model, run: CheckedRun, code: CodeAnswer | None = None) -> Output:
    """The run for every format; `code` is what trees say that decide in it."""
    findings = run_findings(model, run, code)
    data = run_data(model, run)
    if code is not None:
        data["code"] = code_data(code)
    return Output((_page(model, findings, code),), data, provenance_of(model), findings)


def _page(model: Model, findings: Findings, code_: CodeAnswer | None) -> Page:
    """What is not as expected in full, everything else in a table."""
    head = ("claim", "verdict", "came out", "says", "place")
    body: list[tuple[str | Cell, ...]] = list(map(_problem_row, findings.problems))
    body += [
        (
            code(case.name),
            case.verdict,
            Cell("otherwise", emphasis="strong") if case.finding else "as expected",
            case.sentence,
            case.place.short,
        )
        for case in findings.cases
    ]
    return Page(
        (
            Heading(findings.summary),
            *(block for finding in findings.all() for block in _in_full(finding)),
            *(code_summary(code_) if code_ else ()),
            table(head, body),
            Paragraph(str(provenance_of(model))),
        )
    )


def _problem_row(problem: Finding) -> tuple[str | Cell, ...]:
    """A text that cannot be used, among the claims."""
    otherwise = Cell("otherwise", emphasis="strong")
    return (code(problem.rule), "UNUSABLE", otherwise, problem.message, problem.place.short)


def _in_full(finding: Finding) -> Iterator[Block]:
    yield Heading(finding.rule, level=2)
    yield Paragraph(f"{finding.place}: {finding.message}")
    if finding.page:
        yield from finding.page.blocks[1:]
    elif finding.help:
        yield Paragraph(finding.help)


def run_findings(model: Model, run: CheckedRun, code: CodeAnswer | None = None) -> Findings:
    """Problems of the texts, differences of code, and what came out otherwise."""
    differences = code.differences if code else ()
    failures = code.failures if code else ()
    return Findings(
        nothing_decided(code) if code and failures else summary(run),
        (
            *map(problem_finding, run.problems),
            *map(oversight_finding, run.oversights),
            *(difference_finding(model, difference) for difference in differences),
            *failure_findings(failures),
        ),
        (
            *(_case(model, claim) for claim in run.claims),
            *(_case(model, safety) for safety in run.safety),
            *(_case(model, answer) for answer in run.answers),
            *(_case(model, answer) for answer in run.procedures),
        ),
        run.status,
        run.interrupted,
    )


def problem_finding(problem: Problem) -> Finding:
    """What is wrong with a text."""
    return Finding("error", problem.code, problem.place, problem.message, problem.help)


def oversight_finding(problem: Problem) -> Finding:
    """What would be passed over in silence."""
    return Finding("warning", problem.code, problem.place, problem.message, problem.help)


def _case(model: Model, checked: Checked) -> CheckedCase:
    broken, undecided = checked.word == "ERROR", checked.word == "UNKNOWN"
    match checked:
        case CheckedClaim(verdict):
            undecided = undecided or is_open(verdict)
            note, says = checked.claim.note, [part.written for part in checked.claim.parts]
            name, expectation = checked.claim.name, _expectation(checked)
            broken = isinstance(verdict.outcome, Disagreement)
        case CheckedSafety():
            note, says = checked.claim.note, list(checked.claim.says)
            name, expectation = checked.claim.name, WANTED[checked.claim.expected]
        case FindAnswer(question):
            note, says = question.note, [part.written for part in question.parts]
            name, expectation = question.name, "PROVED"
        case ProcedureAnswer(asked):
            note, says = asked.note, list(asked.claim.says)
            name, expectation = asked.name, "PROVED"
        case _:
            assert_never(checked)
    sentence = note.words or " and ".join(says)
    finding = None
    if not is_expected(checked):
        message = f"{_otherwise(checked.word, expectation, undecided)}: {sentence}"
        level: Level = "warning" if undecided else "error"
        page = checked_page(model, checked)
        finding = Finding(level, name, note.place, message, page=page)
    narrowed = tuple(narrowing.words for narrowing in narrowings(checked))
    kind = kind_of(item_of(checked))
    return CheckedCase(name, note.place, checked.word, sentence, finding, broken, narrowed, kind)


def _otherwise(word: str, expectation: str, undecided: bool) -> str:
    if word == expectation and undecided:
        return f"{word}, not known to be for the stated reason and in the stated numbers"
    if word == expectation:
        return f"{word} for another reason, or in other numbers"
    return f"{word}, expected {expectation}"


def _expectation(checked: CheckedClaim) -> str:
    claim = checked.claim
    word = {"prove": "PROVED", "refute": "REFUTED", "cover": "COVERED"}[claim.expected]
    by_choice = claim.expected == "refute" and claim.mode == "by choice"
    return f"{word} by choice" if by_choice else word
