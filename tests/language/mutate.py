"""Texts of the language, and texts that are nearly of the language."""

from __future__ import annotations

import random
import re
from functools import cache
from pathlib import Path

from memattr.language.elaborate import elaborate
from memattr.language.elaborate.symbol_table import Unit
from memattr.language.parse import parse
from memattr.model.model import Model
from memattr.place import Problem, SpecError

ROOT = Path(__file__).parents[2]
TOKEN = re.compile(r'"[^"\n]*"|0[bx]\w+|\w+|->|=>|\n|[^\w\s]')


@cache
def small_texts() -> tuple[str, ...]:
    """The examples of the language's reference that stand alone: together, every construct."""
    page = (ROOT / "spec/README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```attr\n(.*?)```", page, re.DOTALL)
    return tuple(block for block in blocks if "import" not in block)


@cache
def vocabulary() -> tuple[str, ...]:
    """Every token of the small texts."""
    return tuple(sorted({token for text in small_texts() for token in TOKEN.findall(text)}))


def problems_of(text: str) -> list[Problem]:
    """The problems of one file, complete: whatever else is raised is a fault of ours."""
    try:
        model_of(text)
    except SpecError as error:
        return error.problems
    return []


def model_of(text: str) -> Model:
    """The model of one file that imports nothing."""
    file = parse("a.attr", text.encode("utf-8", "surrogatepass"))
    return elaborate([Unit("a", file, frozenset({"a"}), False)], "")


def mutated(text: str, seed: int) -> str:
    """The text with a few tokens deleted, doubled, swapped or replaced."""
    chance = random.Random(seed)
    parts = re.split(r'("[^"\n]*"|0[bx]\w+|\w+|->|=>|[^\w\s])', text)
    places = range(1, len(parts), 2)
    for _ in range(chance.randint(1, 3)):
        here, there = chance.choice(places), chance.choice(places)
        match chance.randrange(9):
            case 0:
                parts[here] = ""
            case 1:
                parts[here] += " " + parts[here]
            case 2:
                parts[here], parts[there] = parts[there], parts[here]
            case 3:
                parts[here] = parts[there]
            case 4:
                parts[here] = chance.choice(vocabulary())
            case 5:
                parts[here] = misspelt(parts[here], chance)
            case _:
                alike = [parts[p] for p in places if sort_of(parts[p]) == sort_of(parts[here])]
                parts[here] = chance.choice(alike)
    return "".join(parts)


def sort_of(token: str) -> str:
    """Name, number, sentence, or the token itself."""
    heads = ('"', "0b", "0x")
    head = next((head for head in heads if token.startswith(head)), "")
    return head or ("name" if token.isidentifier() else token)


def misspelt(word: str, chance: random.Random) -> str:
    """The word without one character, or with two exchanged."""
    if len(word) < 2:
        return word
    at = chance.randrange(len(word) - 1)
    return word[:at] + word[at + 1] + word[at] * chance.randrange(2) + word[at + 2 :]
