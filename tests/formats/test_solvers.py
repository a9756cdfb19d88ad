"""Exported claims, and a second solver on them."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import cvc5
import pytest
import z3

from memattr.engines.smt import second_solver

from .shared import run, text

SAT = {"stops", "moves", "surely", "slow_person"}


@pytest.fixture(autouse=True)
def _world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "world.attr").write_text(text())


def test_a_file_for_each_claim(tmp_path: Path) -> None:
    shown = run("check", "-v", "world.attr")
    emitted = run("check", "-v", "world.attr", "--emit-smt2", "deep/er")
    assert (emitted.exit_code, emitted.stdout) == (shown.exit_code, shown.stdout)
    files = sorted((tmp_path / "deep/er").iterdir())
    assert [file.suffix for file in files] == [".smt2"] * 9
    for file in files:
        solver = z3.Solver()
        solver.from_string(file.read_text())
        wanted = "sat" if file.stem in SAT else "unsat"
        assert str(solver.check()) == second_solver.answer(file.read_text()) == wanted, file.stem


def test_files_do_not_depend_on_other_claims(tmp_path: Path) -> None:
    run("check", "-v", "world.attr", "--emit-smt2", "all")
    for file in (tmp_path / "all").iterdir():
        run("check", "world.attr", "--only", file.stem, "--emit-smt2", "one", "--engine", "exact")
        assert (tmp_path / "one" / file.name).read_bytes() == file.read_bytes()


def test_the_second_solver_agrees() -> None:
    data = json.loads(run("check", "world.attr", "--second-solver", "--format", "json").stdout)
    asked = {c["name"] for c in data["claims"] if "second solver" in c["engines"]}
    assert asked == {c["name"] for c in data["claims"] if c["kind"] != "cover"}
    assert not [c for c in data["claims"] if c["verdict"] == "ERROR"]


def test_a_contradiction_is_no_verdict(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        second_solver, "answer", lambda text, _: "sat" if "prove" in text else "unsat"
    )
    result = run("check", "world.attr", "--only", "moves", "--second-solver")
    assert result.exit_code == 4
    assert result.stdout.splitlines()[0].startswith("ERROR (NOT as expected)  moves")
    assert "the second solver says unsat" in result.stdout


def test_one_that_gives_up_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(second_solver, "answer", lambda *_: "unknown")
    result = run("check", "world.attr", "--only", "slow", "--second-solver", "-v")
    assert result.exit_code == 0
    assert "second solver" not in result.stdout


def test_it_may_be_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cvc5", None)
    result = run("check", "-v", "world.attr", "--second-solver")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        "memattr: the second solver is not installed\npip install 'memattr[second-solver]'\n"
    )
    assert cvc5.__version__
