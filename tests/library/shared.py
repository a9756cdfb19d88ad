"""The shipped model, and the tables of the collection."""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path

from memattr.model.model import Model
from memattr.session import open_session

HERE = Path(__file__).resolve().parent
RULES = HERE.parents[1] / "rules"
IDENTIFIER = re.compile(r"\[([\w-]+)\]")
LEFT = re.compile(r"^# ([\w-]+): (left out|out of model|in \w+\.attr): \S", re.MULTILINE)


@cache
def shipped() -> Model:
    """All that is shipped."""
    return open_session([]).model


def rows(name: str) -> list[dict[str, str]]:
    """A table, one dictionary for each row."""
    with (HERE / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def identifiers(words: str) -> list[str]:
    """The identifiers in brackets."""
    return IDENTIFIER.findall(words)


def left_out() -> dict[str, str]:
    """What the comments of rules/ say is not decided where they stand: why, or "in" which file."""
    texts = (path.read_text(encoding="utf-8") for path in sorted(RULES.glob("*.attr")))
    return {name: why for text in texts for name, why in LEFT.findall(text)}
