"""No text makes parser or elaborator fail otherwise than with problems that have a place."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from memattr.language.parse import parse
from memattr.place import Problem, SpecError

from .mutate import ROOT, mutated, problems_of, small_texts, vocabulary

TEXTS = small_texts()
SHIPPED = sorted((ROOT / "spec").glob("*.attr"))
PER_TEXT = 40


def has_a_place(problem: Problem, text: str) -> bool:
    lines = text.split("\n")
    place = problem.place
    return (
        1 <= place.line <= len(lines)
        and 1 <= place.column <= len(lines[place.line - 1]) + 1
        and str(problem).startswith(f"{place}: {problem.code}: ")
    )


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_small_texts_are_fine(text: str) -> None:
    assert problems_of(text) == []


@pytest.mark.parametrize("number", range(len(TEXTS)))
def test_mutants_of_small_texts(number: int) -> None:
    for seed in range(PER_TEXT):
        text = mutated(TEXTS[number], seed)
        for problem in problems_of(text):
            assert has_a_place(problem, text), (seed, problem)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_mutants_of_shipped_texts_are_parsed_or_refused(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for seed in range(5):
        parsed(mutated(text, seed))


def parsed(text: str) -> None:
    try:
        parse("a.attr", text.encode("utf-8", "surrogatepass"))
    except SpecError as error:
        for problem in error.problems:
            assert has_a_place(problem, text.replace("\r\n", "\n").replace("\r", "\n")), problem


SOUP = st.lists(st.sampled_from(vocabulary()), min_size=1, max_size=30).map(" ".join)


@settings(max_examples=150, derandomize=True, database=None)
@given(SOUP)
def test_token_soup(text: str) -> None:
    parsed(text)


@settings(max_examples=150, derandomize=True, database=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60))
def test_any_characters(text: str) -> None:
    if "\0" not in text and not text.startswith("\ufeff"):
        parsed(text)


@settings(max_examples=100, derandomize=True, database=None)
@given(st.binary(max_size=60))
def test_any_bytes(data: bytes) -> None:
    problems: list[Problem] = []
    try:
        parse("a.attr", data)
    except SpecError as error:
        problems = error.problems
    assert all(str(problem).startswith("a.attr:") for problem in problems)
