"""Workflow commands, which put findings beside the changed lines."""

from __future__ import annotations

from memattr.formats.findings import Details, Finding, findings, summary
from memattr.formats.values import Data


def text(data: Data, details: Details) -> str:
    """A command for each finding, and what it comes to."""
    lines = [_command(finding, details.get(finding.rule, "")) for finding in findings(data)]
    return "".join(f"{line}\n" for line in [*lines, f"::notice::{_escaped(summary(data))}"])


def _command(finding: Finding, more: str) -> str:
    place = finding.place
    where = f"file={_property(place['file'])},line={place['line']},col={place['column']}"
    message = "\n".join(part for part in (finding.message, finding.help, more) if part)
    return f"::{finding.level} {where},title={_property(finding.rule)}::{_escaped(message)}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")
