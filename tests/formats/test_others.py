"""XML is XML, SARIF points into its own lists, files hold what the screen would have shown."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from .shared import CLAIMS, run, text

OTHERWISE = {"stops", "never", "vacuous", "wrong"}


@pytest.fixture(autouse=True)
def _world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "world.attr").write_text(text())


def test_junit() -> None:
    root = ElementTree.fromstring(run("check", "world.attr", "--format", "junit").stdout)
    (suite,) = root.findall("testsuite")
    cases = suite.findall("testcase")
    assert (suite.get("tests"), suite.get("failures")) == (str(len(CLAIMS)), str(len(OTHERWISE)))
    failed = {case.get("name") for case in cases if case.find("failure") is not None}
    assert failed == OTHERWISE


def test_sarif() -> None:
    (found,) = json.loads(run("check", "world.attr", "--format", "sarif").stdout)["runs"]
    rules = [rule["id"] for rule in found["tool"]["driver"]["rules"]]
    assert {result["ruleId"] for result in found["results"]} == OTHERWISE
    for result in found["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]
        (location,) = result["locations"]
        assert location["physicalLocation"]["artifactLocation"]["uri"] == "world.attr"


def test_gcc_and_github_name_the_same_places() -> None:
    gcc = run("check", "world.attr", "--format", "gcc").stdout.splitlines()
    places = [line.split(": ")[0].split(":")[1:] for line in gcc]
    github = run("check", "world.attr", "--format", "github").stdout.splitlines()
    assert [
        [part.split("=")[1].split(":")[0] for part in line.split(",")[1:3]]
        for line in github if line.startswith("::error")
    ] == places  # fmt: skip


@pytest.mark.parametrize("form", ["text", "gcc", "json", "junit", "sarif", "github", "markdown"])
def test_out(form: str, tmp_path: Path) -> None:
    shown = run("check", "world.attr", "--format", form)
    written = run("check", "world.attr", "--format", form, "--out", "out")
    assert (written.exit_code, written.stdout) == (shown.exit_code, "")
    assert (tmp_path / "out").read_text() == shown.stdout


@pytest.mark.parametrize("form", ["text", "json", "markdown"])
def test_several_processes_say_the_same(form: str) -> None:
    one = run("check", "world.attr", "--format", form)
    several = run("check", "world.attr", "--format", form, "--jobs", "3")
    assert (several.exit_code, several.stdout) == (one.exit_code, one.stdout)
