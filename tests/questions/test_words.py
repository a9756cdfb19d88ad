"""Sentences that once said nothing, or something false, do not come back."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from memattr.command.main import group

TEXT = """requires memattr 1.0, manual "DDI 0487 M.a.a"
order Speed strongest first: halt, slow, fast
enum Traveller: person, parcel
record Journey(memory: Speed, noisy: bool)
guest wish: bool
guest stated traveller: Traveller
hypervisor field limit: Speed
define reached(wish: bool, limit: Speed) -> Speed "The speed"
  case slow : limit is slow => slow
  case halt : limit is not slow, wish => halt
  case fast : limit is not slow, not wish => fast
impossible closed : limit is slow and traveller is parcel "No parcels there"
output result: Journey = Journey(memory: reached(wish, limit), noisy: wish)
system roads "All roads"
policy village of roads "Through the village"
  limit = fast
policy bridge of roads "Over the bridge"
  limit = slow
"""


def said(tmp_path: Path, *words: str) -> str:
    path = tmp_path / "roads.attr"
    path.write_text(TEXT, encoding="utf-8")
    line = [*words, "--rules", str(path), "--no-cache"]
    result = CliRunner().invoke(group, line, prog_name="memattr")
    return " ".join(result.output.split())


def test_the_strongest_and_the_weakest_are_named(tmp_path: Path) -> None:
    """It was 'memory may be weak or strong', for lack of a bound."""
    words = said(tmp_path, "describe", "village")
    assert "guarantee person, parcel: memory halt or fast" in words
    assert "weak or strong" not in words


def test_no_table_is_empty(tmp_path: Path) -> None:
    assert "What changes" not in said(tmp_path, "describe", "-v", "village")


def test_where_one_side_has_no_situation_none_are_counted(tmp_path: Path) -> None:
    """It was 'less permissive; 0 of 0 situations permit other results', with results lost."""
    words = said(tmp_path, "compare", "village", "bridge")
    assert (
        "parcel different; only one side admits a situation, so there is nothing to compare"
        in words
    )
    assert "0 of 0" not in words
    back = said(tmp_path, "compare", "bridge", "village")
    assert (
        "parcel different; only one side admits a situation, so there is nothing to compare" in back
    )
