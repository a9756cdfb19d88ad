"""Small programs of C that are easily misread, against what a compiler makes of them: each is read
right or refused; which ones are read is stated, so that nothing is refused unnoticed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from .reader import returned

TYPES = (
    "typedef unsigned long u64; typedef unsigned int u32; typedef unsigned char u8; "
    "typedef unsigned short u16; typedef int s32; typedef signed char s8; typedef long s64;\n"
)
HEADING = re.compile(r"^==== (.+): (\d+), (read|refused)\n", re.MULTILINE)


def programs(outcome: str) -> dict[str, tuple[str, int]]:
    """The programs that are read, or those that are refused, with what the compiler gives."""
    _, *parts = HEADING.split((Path(__file__).parent / "programs.txt").read_text("utf-8"))
    cases = zip(*(parts[start::4] for start in range(4)), strict=True)
    return {name: (code, int(value)) for name, value, said, code in cases if said == outcome}


READ, REFUSED = programs("read"), programs("refused")


def f_of_5(code: str) -> int | str:
    """What the function returns; the fact is left out where the program never asks for it."""
    found = returned(TYPES + code, ("k", "5"))
    if isinstance(found, str) and "the path never asks what 'k' is" in found:
        found = returned(TYPES + code)
    return found % (1 << 64) if isinstance(found, int) else found


def test_there_are_programs_of_both_kinds() -> None:
    assert len(READ) > 150 and len(REFUSED) > 60


@pytest.mark.parametrize("name", READ)
def test_what_is_read_is_what_the_compiler_says(name: str) -> None:
    code, value = READ[name]
    assert f_of_5(code) == value


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_understood_is_refused(name: str) -> None:
    """With a place and a way out."""
    code, _ = REFUSED[name]
    found = f_of_5(code)
    assert isinstance(found, str) and found.startswith(("a.c:", "rules.attr:"))


@pytest.mark.parametrize("name", [*READ, *REFUSED])
def test_what_holds_without_the_fact_is_no_other_number(name: str) -> None:
    """Where nothing is stated, a number must be that of every argument, of 5 too."""
    code, value = {**READ, **REFUSED}[name]
    found = returned(TYPES + code)
    assert isinstance(found, str) or found % (1 << 64) == value
