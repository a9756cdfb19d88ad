"""The shipped specification, rows of all its inputs, and the command."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from click.testing import CliRunner, Result

from memattr.command.main import group
from memattr.language.elaborate import elaborate
from memattr.language.load import load
from memattr.model.layout import width
from memattr.model.model import Model
from memattr.model.types import Enum, Type, plain

from ..oracle.brute_force import INPUTS, possible

# Five inputs vary, data with both stages on; the rest by default, and the feature is there.
BASE = {"MAIR": 256, "SH1": 4, "MemAttr": 16, "SH2": 4, "HCR_FWB": 2}
WITH_FWB = "FEAT_S2FWB=1"


@cache
def model() -> Model:
    loaded = load(())
    return elaborate(loaded.units, loaded.digest)


def run(*arguments: str, given: str | bytes = "") -> Result:
    return CliRunner().invoke(group, ["eval", *arguments], prog_name="memattr", input=given)


def text_of(kind: Type, code: int, how: int) -> str:
    """A cell: names for enums, numbers in one of three notations."""
    bare = plain(kind)
    if isinstance(bare, Enum):
        return bare.values[code]
    return (str(code), hex(code), bin(code))[how % 3]


def write(path: Path, names: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(names)
        writer.writerows(rows)


def read(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)


def random_rows(count: int, seed: int) -> Iterator[dict[str, int]]:
    """Possible situations, values as the oracle has them."""
    chance = random.Random(seed)
    while count:
        row = {name: chance.randrange(size) for name, size in INPUTS.items()}
        if possible(row):
            yield row
            count -= 1


def cells(row: Mapping[str, int], names: Sequence[str]) -> list[str]:
    kinds = {name: model().inputs[name].type for name in names}
    return [text_of(kinds[name], row[name], row[name] + i) for i, name in enumerate(names)]


def defaults() -> dict[str, int]:
    """What the specification assumes of every input."""
    found: dict[str, int] = {}
    for name, declared in model().inputs.items():
        assert isinstance(declared.default, int), f"{name} has a default of {width(declared.type)}"
        found[name] = declared.default
    return found
