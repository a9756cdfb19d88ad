"""SARIF 2.1.0, the exchange format of static analysis tools."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import PurePath
from urllib.parse import quote

from memattr.formats.json import json_text
from memattr.formats.text import full_text
from memattr.pages.findings import Finding, Findings
from memattr.pages.output import Output, Style

# Paths are relative to the folder in which the run began.
BASE = "SRCROOT"
FINGERPRINT = "memattr/v1"
SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def text(output: Output, style: Style) -> str:
    """A result for each finding; the rules are the cases, and the codes of problems."""
    del style
    findings = output.findings or Findings("", (), (), 0)
    rules = {case.name: case.sentence for case in findings.cases}
    rules |= {finding.rule: "" for finding in findings.all() if finding.rule not in rules}
    numbers = {rule: number for number, rule in enumerate(rules)}
    driver = {
        "name": "memattr",
        "version": output.origin.memattr,
        "rules": [_rule(name, words) for name, words in rules.items()],
    }
    run = {
        "tool": {"driver": driver},
        "invocations": [
            {"executionSuccessful": not findings.interrupted, "exitCode": findings.status}
        ],
        "results": [
            {**_result(finding, numbers[finding.rule]), "partialFingerprints": {FINGERPRINT: mark}}
            for finding, mark in zip(findings.all(), fingerprints(findings.all()), strict=True)
        ],
        "originalUriBaseIds": {BASE: {"description": {"text": "The working folder of the run"}}},
        "properties": {"digest": output.origin.digest, "manual": output.origin.manual},
    }
    return json_text({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule(name: str, words: str) -> dict[str, object]:
    return {"id": name, "shortDescription": {"text": words or name}}


def _result(finding: Finding, number: int) -> dict[str, object]:
    more = full_text(finding.page) if finding.page else ""
    message = "\n".join(part for part in (finding.message, finding.help, more) if part)
    path = PurePath(finding.place.file)
    artifact = {"uri": quote(path.as_posix())}
    if not path.is_absolute():
        artifact["uriBaseId"] = BASE
    location = {
        "artifactLocation": artifact,
        "region": {"startLine": finding.place.line, "startColumn": finding.place.column},
    }
    return {
        "ruleId": finding.rule,
        "ruleIndex": number,
        "level": finding.level,
        "message": {"text": message},
        "locations": [{"physicalLocation": location}],
    }


def fingerprints(findings: Sequence[Finding]) -> Iterator[str]:
    """For each finding, the same as long as the same thing is wrong in the same file, on whatever
    line: the first time, the second, and so on."""
    seen: Counter[tuple[str, ...]] = Counter()
    for finding in findings:
        parts = (finding.place.file, finding.rule, finding.level, finding.message)
        seen[parts] += 1
        yield sha256("\0".join((*parts, str(seen[parts]))).encode()).hexdigest()[:32]
