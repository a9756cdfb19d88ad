"""`memattr fmt`: one layout, which says the same, keeps comments, and does not depend on spaces."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from memattr.command.main import group
from memattr.editor.format_text import formatted
from memattr.editor.text_layout import laid_out
from memattr.editor.tokens import SemanticToken, tokens_of
from memattr.language.attr_files import shipped
from memattr.language.elaborate import elaborate
from memattr.language.elaborate.symbol_table import Unit
from memattr.language.parse import parse

from ..language.mutate import small_texts

SHIPPED = [path for kind in ("spec", "rules") for path in sorted(shipped(kind).rglob("*.attr"))]
TEXTS = [path.read_text(encoding="utf-8") for path in SHIPPED] + list(small_texts())
UGLY = """
requires   memattr 1.0 , manual "DDI 0487 M.a.a"
# A comment that stands alone
order Speed strongest first : halt,slow,
      fast "How fast"   # and one that does not



define slower ( a:Speed ,night : bool )->Speed "The speed at night"   ref A1.1
  # inside
  case by_day:not night=>a
   case night_time : night   =>
     strongest of a,slow "At night slow"
define meet(a: Speed, b: Speed) -> Speed "The stronger of two"
  grid a by b|halt|slow|fast
  halt|halt|halt|halt
     slow | halt | slow | slow
  fast | halt | slow | fast
prove never  "It is never faster"
    for every a in Speed  : slower(a, 1) at least as strong as ( meet( a,
 slow ) )
"""
NEAT = """requires memattr 1.0, manual "DDI 0487 M.a.a"
# A comment that stands alone
order Speed strongest first: halt, slow,
                             fast  "How fast"  # and one that does not

define slower(a: Speed, night: bool) -> Speed  "The speed at night" ref A1.1
  # inside
  case by_day     : not night => a
  case night_time : night =>
    strongest of a, slow  "At night slow"
define meet(a: Speed, b: Speed) -> Speed  "The stronger of two"
  grid a by b | halt | slow | fast
       halt   | halt | halt | halt
       slow   | halt | slow | slow
       fast   | halt | slow | fast
prove never "It is never faster"
  for every a in Speed : slower(a, 1) at least as strong as (meet(a,
                                                                  slow))
"""


def run(*arguments: str, text: str | None = None) -> Result:
    return CliRunner().invoke(group, ("fmt", *arguments), input=text, prog_name="memattr")


def scrambled(text: str, seed: int) -> str:
    """The same tokens in the same lines, with other spaces between them."""
    chance = random.Random(seed)
    rows: dict[int, list[SemanticToken]] = {}
    for token in tokens_of(tuple(text.split("\n"))):
        rows.setdefault(token.line, []).append(token)
    lines = []
    for number in range(text.count("\n") + 1):
        row = rows.get(number, [])
        line = " " * chance.randint(1, 9) if row and row[0].column else ""
        for one, other in zip(row, [*row[1:], *[None] * bool(row)], strict=True):
            line += one.text
            if other is not None:
                symbols = "symbol" in (one.kind, other.kind)
                line += " " * chance.randint(0 if symbols else 1, 4)
        lines += [line, *[""] * (not row and chance.randint(0, 2))]
    return "\n".join(lines) + "\n" * chance.randint(0, 3)


def test_one_layout() -> None:
    assert formatted("ugly.attr", UGLY.encode()) == NEAT
    assert laid_out(NEAT.split("\n")) == NEAT


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_it_says_the_same_and_is_final(text: str) -> None:
    """`formatted` asserts that items, tokens and comments are the same."""
    once = formatted("text.attr", text.encode())
    assert laid_out(once.split("\n")) == once
    assert [line for line in once.split("\n") if len(line) > 100] == [
        line for line in text.split("\n") if len(line) > 100
    ]


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_it_depends_on_no_space(text: str) -> None:
    for seed in range(3):
        other = scrambled(text, seed)
        assert formatted("other.attr", other.encode()) == laid_out(text.split("\n"))


def test_the_model_is_the_same() -> None:
    """Of texts that stand alone: the same model, but for places."""
    for number, text in enumerate(small_texts()):
        models = []
        for version in (text, laid_out(scrambled(text, number).split("\n"))):
            file = parse("small.attr", version.encode())
            models.append(elaborate([Unit("small", file, frozenset(("small",)), False)], ""))
        one, other = models
        assert one.inputs.keys() == other.inputs.keys()
        assert one.types == other.types
        assert [claim.body for claim in one.claims] == [claim.body for claim in other.claims]


def test_the_shipped_texts_are_in_their_layout() -> None:
    """The gate: whoever edits them runs `memattr fmt spec rules starter`."""
    found = [
        f"{path.name}: run memattr fmt"
        for kind in ("spec", "rules", "starter")
        for path in sorted(shipped(kind).rglob("*.attr"))
        if formatted(path.name, path.read_bytes()).encode() != path.read_bytes()
    ]
    assert found == []


LONG = """machine car "A car that is lent"
  constant spare_key: bool "The owner keeps a key"
  axiom keys_are_honoured
    "Without a key nobody drives"
  state speed: Speed = halt "Speed"
  action drives by each d in Driver "{d} drives {s}"
    for any s in Speed
    when result may be s,
         d is owner
         or (d is borrower
             and lent)
    : speed = s,
      lent = 0
  requires drives
system roads "All roads"
  tree roads at "0123"
  reads "roads/road.h",
        "roads/signs.h"
  strict = 1,
  read strict,
       warned from "road.c" function "set" sets "*word"
    in road_register mask "0x3"
    given "a" is "0"
          and "b" is "1"
  warned = 0
prove never "It is never faster" for every a in Speed
  given a is halt,
        b is slow
  : a is halt
    implies b is slow
      and c is slow
        = d
  because meet.first
define faster(a: Speed,
              b: Speed) -> Speed
  "One step faster"
  where slower = meet(
      a, b)
  case always  : a is slow,
                 b is slow => c
    "A sentence" ref A1.1
  case another : otherwise
    => c for any c: Speed where c = a
    unpredictable CHOICE
out of scope R_AAAAA,
             R_BBBBB because
  "colours are not modelled"
"""


def test_lists_and_operators_stand_below_where_they_began() -> None:
    """Looser operators stand further left; what a part says stands under the part."""
    for seed in range(3):
        lines = laid_out(scrambled(LONG, seed).split("\n")).split("\n")
        assert [" ".join(line.split()) for line in lines] == [
            " ".join(line.split()) for line in LONG.split("\n")
        ]
        indents = [len(line) - len(line.lstrip()) for line in lines]
        assert indents == [len(line) - len(line.lstrip()) for line in LONG.split("\n")]


def test_only_a_sentence_stands_apart() -> None:
    """One space stands before a string that a word asks for: it is a piece of code."""
    text = (
        'requires memattr 1.0, manual "DDI 0487 M.a.a"\n'
        'policy road of roads "A road"\n'
        '  read warned from "road.c" function "set_road" sets "*word" in road_register '
        'given "a" is "0" and "b" is "1"\n'
        '  read slow from "road.c" value "SLOW" in road_register mask "0x3"\n'
        'define faster(a: Speed) -> Speed  "One step faster"\n'
        "  case always : otherwise => a\n"
    )
    lines = formatted("road.attr", scrambled(text, 1).encode()).split("\n")
    assert [line.strip() for line in lines] == [line.strip() for line in text.split("\n")]


def test_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("ugly.attr").write_text(UGLY)
    Path("neat.attr").write_text(NEAT)
    result = run("--check", ".")
    assert result.output.startswith("--- ugly.attr\n+++ ugly.attr laid out\n@@ -1,")
    assert result.output.endswith("1 of 2 texts would change\n")
    assert (result.exit_code, Path("ugly.attr").read_text()) == (1, UGLY)
    result = run("ugly.attr", "neat.attr")
    assert result.output == "ugly.attr: laid out\n1 of 2 texts changed\n"
    assert (result.exit_code, Path("ugly.attr").read_text()) == (0, NEAT)
    assert run("--check", ".").output == "0 of 2 texts would change\n"


def test_standard_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("-", text=UGLY)
    assert (result.output, result.exit_code) == (NEAT, 0)
    assert run("-", "--check", text=NEAT).exit_code == 0
    assert run("-", "--check", text=UGLY).exit_code == 1


def test_what_cannot_be_parsed_stays_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("bad.attr").write_text("enum Word one\n")
    Path("ugly.attr").write_text(UGLY)
    result = run("bad.attr", "ugly.attr")
    assert "bad.attr:1:11: syntax: " in result.output
    assert result.output.endswith("ugly.attr: laid out\n1 of 2 texts changed\n")
    assert (result.exit_code, Path("bad.attr").read_text()) == (2, "enum Word one\n")
    assert run().output == "memattr: say which text\nWrite: memattr fmt TEXT...\n"
