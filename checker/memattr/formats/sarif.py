"""SARIF 2.1.0, the exchange format of static analysis tools."""

from __future__ import annotations

from pathlib import PurePath
from urllib.parse import quote

from memattr.answers.data import Data
from memattr.formats.json import json_text
from memattr.formats.style import Style
from memattr.formats.text import full_text
from memattr.pages.findings import Finding, Findings
from memattr.pages.output import Output

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def text(output: Output, style: Style) -> str:
    """A result for each finding; the rules are the cases, and the codes of problems."""
    del style
    found = output.findings or Findings("", (), (), 0)
    rules = {case.name: case.sentence for case in found.cases}
    rules |= {finding.rule: "" for finding in found.all() if finding.rule not in rules}
    numbers = {rule: number for number, rule in enumerate(rules)}
    driver = {
        "name": "memattr",
        "version": output.origin.memattr,
        "rules": [_rule(name, words) for name, words in rules.items()],
    }
    run = {
        "tool": {"driver": driver},
        "invocations": [{"executionSuccessful": not found.interrupted, "exitCode": found.status}],
        "results": [_result(finding, numbers[finding.rule]) for finding in found.all()],
        "properties": {"digest": output.origin.digest, "manual": output.origin.manual},
    }
    return json_text({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule(name: str, words: str) -> Data:
    return {"id": name, "shortDescription": {"text": words or name}}


def _result(finding: Finding, number: int) -> Data:
    more = full_text(finding.page) if finding.page else ""
    message = "\n".join(part for part in (finding.message, finding.help, more) if part)
    location = {
        "artifactLocation": {"uri": quote(PurePath(finding.place.file).as_posix())},
        "region": {"startLine": finding.place.line, "startColumn": finding.place.column},
    }
    return {
        "ruleId": finding.rule,
        "ruleIndex": number,
        "level": finding.level,
        "message": {"text": message},
        "locations": [{"physicalLocation": location}],
    }
