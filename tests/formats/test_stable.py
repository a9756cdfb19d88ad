"""No output depends on the order of claims, on hash seeds or on a solver's random seed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from .shared import CLAIMS, run, text

SEEDED = """
import sys, z3
for name in ("smt.random_seed", "sat.random_seed", "nlsat.seed", "sls.random_seed"):
    z3.set_param(name, {seed})
from memattr.command.main import main
sys.argv = ["memattr", *sys.argv[1:]]
main()
"""
FORMATS = ["text", "json", "markdown", "sarif"]
# Claims with many counterexamples, among which a solver has the choice.
RULES = Path(__file__).resolve().parents[2] / "rules" / "kvm.attr"


@pytest.fixture(autouse=True)
def _world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "world.attr").write_text(text())


def printed(*words: str, hash_seed: int, seed: int) -> bytes:
    environment = {**os.environ, "PYTHONHASHSEED": str(hash_seed)}
    command = [sys.executable, "-c", SEEDED.format(seed=seed), *words]
    return subprocess.run(command, capture_output=True, env=environment).stdout


@pytest.mark.parametrize("form", FORMATS)
def test_seeds(form: str) -> None:
    words = ("check", "world.attr", "--no-cache", "--format", form)
    first = printed(*words, hash_seed=0, seed=0)
    assert first == printed(*words, hash_seed=12345, seed=99)
    assert first == run(*words).stdout.encode()


def test_seeds_on_shipped_rules(tmp_path: Path) -> None:
    def one(hash_seed: int, seed: int, folder: str) -> tuple[bytes, dict[str, bytes]]:
        words = ("check", str(RULES), "-v", "--emit-smt2", folder)
        found = printed(*words, hash_seed=hash_seed, seed=seed)
        return found, {file.name: file.read_bytes() for file in (tmp_path / folder).iterdir()}

    assert one(0, 0, "a") == one(54321, 7, "b")


def test_seeds_of_situations(tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text("MAIR,SH1\n0x10,1\n0xff,3\n")
    for words in (
        ("eval", "MAIR=0x10", "SH1=1", "MemAttr=0b1000", "--explain", "-v"),
        ("eval", "--in", "rows.csv", "--all-results"),
    ):
        assert printed(*words, hash_seed=1, seed=1) == printed(*words, hash_seed=2, seed=2)


@pytest.mark.parametrize("form", ["json", "text"])
def test_the_order_of_claims(form: str, tmp_path: Path) -> None:
    """Apart from the places of claims and their order, nothing changes."""

    def said(claims: tuple[str, ...]) -> Any:
        (tmp_path / "world.attr").write_text(text(claims))
        shown = run("check", "world.attr", "--format", form, "-v").stdout
        return by_claim(shown) if form == "json" else by_report(shown)

    assert said(CLAIMS) == said(CLAIMS[::-1]) == said(CLAIMS[5:] + CLAIMS[:5])


def by_claim(shown: str) -> dict[str, Any]:
    data = json.loads(shown)
    claims = {claim["name"]: claim for claim in [*data["claims"], *data["answers"]]}
    for claim in claims.values():
        del claim["place"]
    return claims


def by_report(shown: str) -> dict[str, list[str]]:
    """Each report by the name of its claim, which its first line has."""
    reports: dict[str, list[str]] = {}
    name = ""
    for line in shown.splitlines():
        if not line.startswith(" "):
            name = " ".join(line.rsplit(" ", 1)[0].split())
            reports[name] = []
        else:
            reports[name].append(line)
    return reports
