"""Workflow commands, which put findings beside the changed lines."""

from __future__ import annotations

from memattr.formats.text import full_text
from memattr.pages.findings import Finding
from memattr.pages.output import Output, Style


def text(output: Output, style: Style) -> str:
    """A command for each finding, and what it comes to."""
    del style
    findings = output.findings
    if findings is None:
        return ""
    lines = [_command(finding) for finding in findings.all()]
    return "".join(f"{line}\n" for line in [*lines, f"::notice::{_escaped(findings.summary)}"])


def _command(finding: Finding) -> str:
    place = finding.place
    where = f"file={_property(place.file)},line={place.line},col={place.column}"
    more = full_text(finding.page) if finding.page else ""
    message = "\n".join(part for part in (finding.message, finding.help, more) if part)
    return f"::{finding.level} {where},title={_property(finding.rule)}::{_escaped(message)}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")
