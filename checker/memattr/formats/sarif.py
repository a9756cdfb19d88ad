"""SARIF 2.1.0, the exchange format of static analysis tools."""

from __future__ import annotations

from pathlib import PurePath
from urllib.parse import quote

from memattr.formats.findings import Details, Finding, findings
from memattr.formats.values import Data, json_text

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def text(data: Data, details: Details) -> str:
    """A result for each finding; the rules are the claims, and the codes of problems."""
    found = list(findings(data))
    rules = {claim["name"]: claim["sentence"] for claim in [*data["claims"], *data["answers"]]}
    rules |= {finding.rule: "" for finding in found if finding.rule not in rules}
    numbers = {rule: number for number, rule in enumerate(rules)}
    driver = {
        "name": "memattr",
        "version": data["versions"]["memattr"],
        "rules": [_rule(name, words) for name, words in rules.items()],
    }
    run = {
        "tool": {"driver": driver},
        "invocations": [
            {"executionSuccessful": not data["interrupted"], "exitCode": data["status"]}
        ],
        "results": [_result(f, numbers[f.rule], details.get(f.rule, "")) for f in found],
        "properties": {"digest": data["digest"], "manual": data["versions"]["manual"]},
    }
    return json_text({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule(name: str, words: str) -> Data:
    return {"id": name, "shortDescription": {"text": words or name}}


def _result(finding: Finding, number: int, more: str) -> Data:
    message = "\n".join(part for part in (finding.message, finding.help, more) if part)
    place = finding.place
    location = {
        "artifactLocation": {"uri": quote(PurePath(place["file"]).as_posix())},
        "region": {"startLine": place["line"], "startColumn": place["column"]},
    }
    return {
        "ruleId": finding.rule,
        "ruleIndex": number,
        "level": finding.level,
        "message": {"text": message},
        "locations": [{"physicalLocation": location}],
    }
