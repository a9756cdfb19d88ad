"""The command: what it prints and its exit status."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from memattr.command.main import group

HEAD = 'requires memattr 1.0, manual "M.1"\n'


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(group, ["lint", *arguments], prog_name="memattr")
    return result.exit_code, result.output


def test_findings_are_printed_with_exit_1(tmp_path: Path) -> None:
    file = tmp_path / "lines.attr"
    head = (Path(__file__).resolve().parents[2] / "rules" / "bao.attr").read_text().splitlines()[0]
    claim = "prove same for every access : result = result"
    file.write_text(f"{head}\nimport result\n{claim}\n")
    status, text = run(str(file))
    assert status == 1
    assert f"{file}:3:" in text and "no-source: the claim same names no source" in text
    assert f"{file}:3:7: tautology: the claim same is true by its form" in text
    assert text.endswith("2 findings\n")


def test_one_function_of_the_shipped_spec() -> None:
    status, text = run("--mutants", "--function", "stronger_cacheability", "--sample", "4", "-v")
    assert status == 0
    assert "0 survive" in text and "NOTICED" in text


@pytest.mark.parametrize("name", ["strongest_hal", "nothing_like_it"])
def test_a_function_that_is_not_there(name: str) -> None:
    status, text = run("--mutants", "--function", name)
    assert status == 2
    assert f"no function is called '{name}'" in text
