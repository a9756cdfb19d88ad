"""The XML that test runners exchange: a suite for each file, a test case for each claim."""

from __future__ import annotations

from itertools import groupby
from xml.etree import ElementTree as Xml

from memattr.formats.findings import UNDECIDED, Details, sentence
from memattr.formats.values import Data

BROKEN = "ERROR"


def text(data: Data, details: Details) -> str:
    """All claims; those that came out otherwise have failed, undecided ones are skipped."""
    root = Xml.Element("testsuites", name="memattr")
    for problem in data["problems"]:
        place = problem["place"]
        suite = Xml.SubElement(root, "testsuite", _counted(place["file"], 1, errors=1))
        case = Xml.SubElement(suite, "testcase", name=problem["code"], classname=place["file"])
        where = f"{place['file']}:{place['line']}:{place['column']}"
        error = Xml.SubElement(case, "error", message=problem["message"])
        error.text = _clean(f"{where}: {problem['message']}\n{problem['help']}".rstrip())
    claims = sorted(
        [*data["claims"], *data["answers"]], key=lambda claim: str(claim["place"]["file"])
    )
    for file, group in groupby(claims, key=lambda claim: str(claim["place"]["file"])):
        _suite(root, file, list(group), details)
    Xml.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{Xml.tostring(root, encoding="unicode")}\n'


def _file(claim: Data) -> str:
    return str(claim["place"]["file"])


def _suite(root: Xml.Element, file: str, claims: list[Data], details: Details) -> None:
    outcomes = [_outcome(claim) for claim in claims]
    counts = {what: outcomes.count(what[:-1]) for what in ("failures", "errors")}
    numbers = _counted(file, len(claims), skipped=outcomes.count("skipped"), **counts)
    suite = Xml.SubElement(root, "testsuite", numbers)
    for claim, outcome in zip(claims, outcomes, strict=True):
        case = Xml.SubElement(
            suite, "testcase", name=claim["name"], classname=file, file=file,
            line=str(claim["place"]["line"]),
        )  # fmt: skip
        if outcome:
            found = Xml.SubElement(case, outcome, message=_clean(sentence(claim)))
            found.text = _clean(details.get(claim["name"], ""))
        if claim["narrowed"]:
            words = "\n".join(f"but it {narrowing['words']}" for narrowing in claim["narrowed"])
            Xml.SubElement(case, "system-out").text = _clean(words)


def _outcome(claim: Data) -> str:
    if claim["expected"]:
        return ""
    return {UNDECIDED: "skipped", BROKEN: "error"}.get(claim["verdict"], "failure")


def _counted(name: str, tests: int, **counts: int) -> dict[str, str]:
    numbers = {"failures": 0, "errors": 0, "skipped": 0, **counts}
    return {"name": name, "tests": str(tests), **{k: str(v) for k, v in numbers.items()}}


def _clean(text: str) -> str:
    """Without characters that XML does not have."""
    return "".join(c for c in text if c in "\t\n\r" or c >= " ")
