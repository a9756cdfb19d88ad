"""Mistakes in the shipped texts themselves, made in a copy."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from memattr.command.main import group
from memattr.language import load

from .mutate import ROOT


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the shipped texts, which the tool takes for its own."""
    for kind in ("spec", "rules"):
        shutil.copytree(ROOT / kind, tmp_path / kind)
    monkeypatch.setattr(load, "shipped", lambda kind: tmp_path / kind)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def check(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(group, ["check", *arguments], prog_name="memattr")
    return result.exit_code, result.output


def cases_of(function: str, text: str) -> list[str]:
    """The cases of a function, each as it stands."""
    item = re.search(rf"^define {function}\(.*?(?=^\S|\Z)", text, re.MULTILINE | re.DOTALL)
    assert item is not None
    return re.findall(r"^  case .*?(?=^  case |\Z)", item[0], re.MULTILINE | re.DOTALL)


def test_a_case_of_combine_that_is_left_out_is_printed(copy: Path) -> None:
    path = copy / "spec/40-combination.attr"
    text = path.read_text(encoding="utf-8")
    cases = cases_of("combine", text)
    assert len(cases) == 4
    for case in cases:
        path.write_text(text.replace(case, ""), encoding="utf-8")
        status, printed = check("rules/xen.attr")
        assert status == 2
        condition = case.split(" : ", 1)[1].split("=>")[0].strip()
        assert "gap: no case of combine applies to some inputs" in printed
        assert f"  case missing : {condition} => ..." in re.sub(r"  +", "  ", printed)
