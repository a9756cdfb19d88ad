"""What a tool reads, and what one asks for by -vv, is never elided."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from memattr.command.main import group

IDLE = tuple(f"input_{number}" for number in range(14))
TEXT = "\n".join([
    'requires memattr 1.0, manual "DDI 0487 M.a.a"',
    "order Speed strongest first: halt, slow, fast",
    *(f"guest {name}: bool" for name in (*IDLE, "a", "b", "c", "d", "e", "f")),
    "guest wish: Speed",
    f"define any_of(x: bool, {', '.join(f'{name}_: bool' for name in IDLE)}) -> bool",
    f"  case always : otherwise => x or {' or '.join(f'({n}_ and not {n}_)' for n in IDLE)}",
    f"output result: bool = any_of(a, {', '.join(IDLE)})",
    "prove long given a is 0b0, b is 0b0, c is 0b0, d is 0b0, e is 0b0, f is 0b0, wish is fast",
    "  : result",
])  # fmt: skip
ASSUMED = tuple(f"{name} is 0b0" for name in "abcdef")


@pytest.mark.parametrize(
    "options",
    [
        ("-vv",),
        ("-vv", "--width", "40"),
        *(("--format", name) for name in ("json", "sarif", "junit", "markdown", "html", "rst")),
    ],
    ids=" ".join,
)
def test_all_names_are_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.attr").write_text(TEXT, encoding="utf-8")
    result = CliRunner().invoke(group, ["check", "mine.attr", *options], prog_name="memattr")
    assert result.exit_code == 1
    words = " ".join(result.output.replace("\\", "").replace("``", "").split())
    assert not re.search(r"\band \d+ more\b|\d+ others?\b|\.\.\.", words)
    for name in (*IDLE, *ASSUMED):
        assert re.search(rf"\b{re.escape(name)}\b", words), name
