"""A fault in one reading is noticed: exit status 4, and never a verdict."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from memattr.command.main import group
from memattr.readings import compile_diagrams, compile_values, terms

WORLD = """requires memattr 1.0, manual "Road code 2"
order Speed strongest first: halt, slow, fast
guest wish: Speed
hypervisor field limit: Speed
define meet(a: Speed, b: Speed) -> Speed
  case first  : a at least as strong as b => a
  case second : not (a at least as strong as b) => b
output result: Speed = meet(wish, limit)
refute stronger_gives_way given wish is halt, limit is fast : result is fast
prove stronger_wins given wish is halt, limit is slow : result is halt
"""


def reversed_order(original: Any) -> Any:
    """Compares the operands the wrong way round."""

    def faulty(*arguments: Any) -> Any:
        *rest, left, right = arguments
        return original(*rest, right, left)

    return faulty


def status(folder: Path) -> tuple[int, str]:
    path = folder / "roads.attr"
    path.write_text(WORLD, encoding="utf-8")
    result = CliRunner().invoke(group, ["check", "-v", str(path)], prog_name="memattr")
    return result.exit_code, result.output


def test_without_a_fault(tmp_path: Path) -> None:
    assert status(tmp_path)[0] == 0


@pytest.mark.parametrize(
    ("place", "name"),
    [
        (compile_values, "at_least"),
        (compile_diagrams.WordOperations, "at_least"),
        (terms.Terms, "at_least"),
    ],
    ids=["evaluate", "diagram", "encode"],
)
def test_a_fault_in_one_reading(
    place: Any, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(place, name, reversed_order(getattr(place, name)))
    found, printed = status(tmp_path)
    assert found == 4
    assert "ERROR" in printed
