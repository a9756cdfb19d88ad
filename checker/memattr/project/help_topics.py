"""Topics of `memattr help`: the sections of the language's reference, and every error's code."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from memattr.language.attr_files import shipped
from memattr.place import Unusable, near

SECTION = re.compile(r"^## (.+)$", re.MULTILINE)
ERROR = re.compile(r"^### `([a-z0-9-]+)`$", re.MULTILINE)
ARTICLES = frozenset(("and", "the", "of", "a", "is", "what", "in"))


@dataclass(frozen=True)
class Topic:
    """A name, a title, and a text as it is read in a terminal."""

    name: str
    title: str
    text: str


def topics() -> Mapping[str, Topic]:
    """The sections of the reference, by their first word that says something."""
    by_name: dict[str, Topic] = {}
    for title, text in _sections(_page("README.md"), SECTION):
        words = [word for word in re.findall(r"[a-z]+", title.lower()) if word not in ARTICLES]
        name = next((word for word in words if word not in by_name), words[0])
        by_name[name] = Topic(name, title, text)
    return by_name


def errors() -> Mapping[str, Topic]:
    """An example of every error, by its code."""
    return {
        code: Topic(code, f"The error {code}, by example", text)
        for code, text in _sections(_page("errors.md"), ERROR)
    }


def topic(name: str) -> Topic:
    """The topic, or the error of that code. Raises Unusable for another name."""
    every = {**errors(), **topics()}
    entry = every.get(name.lower())
    if entry is not None:
        return entry
    inside = [t.name for t in topics().values() if re.search(rf"\b{re.escape(name)}\b", t.text)]
    way = near(name, every)
    if not way and inside:
        way = f"It is spoken of in: {', '.join(inside)}."
    raise Unusable(f"there is no help on '{name}'", way or "Write: memattr help")


def _page(name: str) -> str:
    return (shipped("spec") / name).read_text(encoding="utf-8")


def _sections(page: str, heading: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    """Each heading with what stands below it, up to the next."""
    marks = list(heading.finditer(page))
    ends = [mark.start() for mark in marks[1:]] + [len(page)]
    for mark, end in zip(marks, ends, strict=True):
        text = page[mark.end() : end]
        text = re.split(r"^# Part", text, maxsplit=1, flags=re.MULTILINE)[0]
        yield mark[1], re.sub(r"^```\w*$", "", text, flags=re.MULTILINE).strip("\n")
