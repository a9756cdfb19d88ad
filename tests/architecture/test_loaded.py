"""What a command imports: the packages that its question needs, and no other."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

EVERY = {
    "__main__", "atomic_file", "cache", "command", "language", "model", "place", "processes",
    "project", "session", "trees", "version",
}  # fmt: skip
DECIDING = EVERY | {"answers", "engines", "explain", "formats", "pages", "readings"}
NEEDED = {
    # Nothing that machines run on, but what a verdict about runs is; and what lint passes over.
    "check --only dev_is_nGnRnE --no-cache": DECIDING | {"lint", "machines"},
    "eval p2m_ram_rw MAIR=0x44": DECIDING,
    "list policies": DECIDING,
}
# The whole of a package that is loaded for a definition only.
DEFINITIONS = {
    "machines": {"machines.safety_verdict", "machines.trace_words"},
    "lint": {"lint.oversights"},
}


@pytest.mark.parametrize("words", NEEDED)
def test_a_command_imports_what_its_question_needs(words: str) -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "memattr", *words.split()],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    modules = set(re.findall(r"\| +memattr\.([\w.]+)$", done.stderr, re.MULTILINE))
    assert modules, "the interpreter says what it imports"
    extra = {name for name in modules if name.split(".")[0] not in NEEDED[words]}
    for package, definitions in DEFINITIONS.items():
        inside = {name for name in modules if name.startswith(f"{package}.")}
        extra |= inside - definitions
    assert not extra
