"""`memattr help`: every section of the reference, and every error that a case shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path

import pytest

from memattr.language.attr_files import shipped
from memattr.project.help_topics import errors, topics

from ..cases.read import Case, read
from .conftest import Memattr

CASES = Path(__file__).parents[1] / "cases"
PROBLEM = re.compile(r"^([^\s:]+):\d+:\d+: (?!error:|warning:)([a-z0-9-]+): ", re.MULTILINE)
HEAD = """# Errors, by example

Each code with the shortest text of the tests that meets it, and what is printed. Written by
`pytest tests/project/test_help.py --update` from `tests/cases`; `memattr help CODE` shows one.
"""
LONGEST = 25


def examples() -> Iterator[tuple[str, str, str]]:
    """Code, text and output."""
    for path in sorted(CASES.glob("*.cases")):
        cases = read(path)
        for case in cases.cases:
            for run in case.runs:
                for found in PROBLEM.finditer(run.prints):
                    rest = run.prints[found.start() :].split("\n")
                    more = takewhile(lambda line: line.startswith("  "), rest[1:])
                    yield found[2], text_of(case, found[1]), "\n".join([rest[0], *more])


def text_of(case: Case, file: str) -> str:
    for text in case.texts:
        if text.name == file and not text.flags and text.text.count("\n") <= LONGEST:
            return text.text.rstrip("\n")
    return ""


def _rank(text: str, printed: str) -> tuple[bool, int]:
    return bool(text), -len(text + printed)


def page() -> str:
    best: dict[str, tuple[str, str]] = {}
    for code, text, printed in examples():
        old = best.get(code)
        if old is None or _rank(text, printed) > _rank(*old):
            best[code] = text, printed
    parts = [HEAD]
    for code, (text, printed) in sorted(best.items()):
        source = f"```\n{text}\n```\n\n" if text else ""
        parts.append(f"### `{code}`\n\n{source}```\n{printed}\n```\n")
    return "\n".join(parts)


def test_errors_are_those_of_the_cases(request: pytest.FixtureRequest) -> None:
    file = shipped("spec") / "errors.md"
    if request.config.getoption("--update"):
        file.write_text(page(), encoding="utf-8")
    known = set(errors())
    assert known >= {code for code, _, _ in examples()}
    assert len(known) > 60


def test_every_topic_and_every_code(memattr: Memattr) -> None:
    listed = memattr("help").output
    for name in (*topics(), *errors()):
        assert name in listed
        result = memattr("help", name)
        assert (result.exit_code, len(result.output) > 60) == (0, True), name
    assert "policies and settings" in memattr("help", "systems").output
    assert ": duplicate-name: " in memattr("help", "duplicate-name").output
    assert "memattr.toml" in memattr("help", "project").output


def test_an_unknown_topic(memattr: Memattr) -> None:
    result = memattr("help", "duplicat-name")
    assert "Did you mean duplicate-name or" in result.output
    assert result.exit_code == 2
    assert "It is spoken of in: " in memattr("help", "strongest").output
