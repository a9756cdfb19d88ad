"""What a clock cuts short is no verdict, or a verdict without its reasons; neither passes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from . import runaways
from .test_bounds import bounded


@pytest.mark.parametrize("form", ["text", "json", "junit", "gcc", "sarif"])
def test_a_verdict_that_is_not_known_is_status_3(tmp_path: Path, form: str) -> None:
    (tmp_path / "a.attr").write_text(runaways.pigeonhole(22))
    done = bounded(tmp_path, "check", "a.attr", "--no-cache", "--format", form)
    assert done.returncode == 3
    assert "Traceback" not in done.stderr
    assert "UNKNOWN" in done.stdout and "PROVED, but" not in done.stdout


def test_one_that_is_not_known_beside_one_that_is_false(tmp_path: Path) -> None:
    """What is false counts more than what is not known, if there was time to see it."""
    text = runaways.pigeonhole(22) + "prove all_true : p0_0\n"
    (tmp_path / "a.attr").write_text(text)
    done = bounded(tmp_path, "check", "a.attr", "--no-cache", "--format", "json", seconds=20)
    if done.returncode != 3 or done.stdout:  # a slow machine may have decided nothing at all
        assert done.returncode == 1
        verdicts = {one["name"]: one["verdict"] for one in json.loads(done.stdout)["claims"]}
        assert verdicts["all_true"] == "REFUTED"
        assert verdicts["crowded"] in ("UNKNOWN", "PROVED")
