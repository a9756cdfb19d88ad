"""The XML that test runners exchange: a suite for each file, a test case for each claim."""

from __future__ import annotations

from itertools import groupby
from xml.etree import ElementTree as Xml

from memattr.formats.text import full_text
from memattr.pages.findings import CheckedCase, Findings
from memattr.pages.output import Output, Style


def text(output: Output, style: Style) -> str:
    """All cases; those that came out otherwise have failed, undecided ones are skipped."""
    del style
    root = Xml.Element("testsuites", name="memattr")
    if output.findings:
        _fill(root, output.findings)
        for what in ("tests", "failures", "errors"):
            root.set(what, str(sum(int(suite.get(what, "0")) for suite in root)))
    Xml.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{Xml.tostring(root, encoding="unicode")}\n'


def _fill(root: Xml.Element, findings: Findings) -> None:
    for problem in findings.problems:
        file = problem.place.file
        is_error = problem.level == "error"
        suite = Xml.SubElement(root, "testsuite", _counted(file, 1, errors=int(is_error)))
        case = Xml.SubElement(suite, "testcase", name=problem.rule, classname=file)
        if is_error:
            said = Xml.SubElement(case, "error", message=problem.message)
        else:
            said = Xml.SubElement(case, "system-out")
        said.text = _clean(f"{problem.place}: {problem.message}\n{problem.help}".rstrip())
    cases = sorted(findings.cases, key=lambda case: case.place.file)
    for file, group in groupby(cases, key=lambda case: case.place.file):
        _suite(root, file, list(group))


def _suite(root: Xml.Element, file: str, cases: list[CheckedCase]) -> None:
    outcomes = [_outcome(case) for case in cases]
    counts = {what: outcomes.count(what[:-1]) for what in ("failures", "errors")}
    numbers = _counted(file, len(cases), skipped=outcomes.count("skipped"), **counts)
    suite = Xml.SubElement(root, "testsuite", numbers)
    properties = Xml.SubElement(suite, "properties")
    for kind in dict.fromkeys(case.kind for case in cases):
        came_out = [case.finding is None for case in cases if case.kind == kind]
        value = f"{sum(came_out)} of {len(came_out)} as expected"
        Xml.SubElement(properties, "property", name=kind, value=value)
    for case, outcome in zip(cases, outcomes, strict=True):
        element = Xml.SubElement(
            suite, "testcase", name=case.name, classname=file, file=file, line=str(case.place.line)
        )
        if case.finding:
            reason = Xml.SubElement(element, outcome, message=_clean(case.finding.message))
            reason.text = _clean(full_text(case.finding.page) if case.finding.page else "")
        if case.narrowed:
            words = "\n".join(f"but it {narrowed}" for narrowed in case.narrowed)
            Xml.SubElement(element, "system-out").text = _clean(words)


def _outcome(case: CheckedCase) -> str:
    if case.finding is None:
        return ""
    if case.broken:
        return "error"
    return "skipped" if case.finding.level == "warning" else "failure"


def _counted(name: str, tests: int, **counts: int) -> dict[str, str]:
    numbers = {"failures": 0, "errors": 0, "skipped": 0, **counts}
    return {"name": name, "tests": str(tests), **{k: str(v) for k, v in numbers.items()}}


def _clean(text: str) -> str:
    """Without characters that XML does not have."""
    return "".join(c for c in text if c in "\t\n\r" or c >= " ")
