"""What other tools are told of code: differences, readings that fail, and what a range changes."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from memattr.command.main import group

from .hypervisor import changed, written
from .test_compare import Repository

BECAUSE = "'audit' is called, which no file read defines"
FORMATS = ("json", "sarif", "junit", "github", "gcc", "markdown", "rst", "latex", "html", "csv")


def schema(name: str) -> Any:
    return json.loads(files("memattr.formats").joinpath(f"{name}.schema.json").read_text("utf-8"))


def valid(name: str, text: str) -> Any:
    data = json.loads(text)
    errors = list(Draft202012Validator(schema(name)).iter_errors(data))
    assert not errors, errors[0]
    return data


def run(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(group, words, prog_name="memattr")
    return result.exit_code, result.stdout


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return written(tmp_path)


CHECK = ("check", "tiny.attr", "--no-cache", "--tree", "tiny=tiny", "--format")


@pytest.mark.parametrize("form", FORMATS)
def test_a_reading_that_fails_is_in_every_format(tree: Path, form: str) -> None:
    changed(tree, "map.c", "    return entry;", "    audit(entry);\n    return entry;")
    status, output = run(*CHECK, form)
    assert status == 2
    plain = output.replace("\\textquotesingle{}", "'").replace("&#x27;", "'").replace("&apos;", "'")
    plain = plain.replace("&#39;", "'").replace("\\_", "_").replace("\\'", "'")
    assert BECAUSE in " ".join(plain.split())
    assert "map.c:14" in plain or '"line": 14' in plain
    assert "framebuffer_is_never_cached" not in output and "PROVED" not in output


def test_as_data_and_as_a_report_of_tests(tree: Path) -> None:
    changed(tree, "map.c", "    return entry;", "    audit(entry);\n    return entry;")
    data = valid("check", run(*CHECK, "json")[1])
    assert (data["status"], data["claims"], len(data["code"]["not_read"])) == (2, [], 6)
    root = ElementTree.fromstring(run(*CHECK, "junit")[1])
    assert (root.get("errors"), root.get("failures")) == ("2", "0")
    results = json.loads(run(*CHECK, "sarif")[1])["runs"][0]["results"]
    assert [r["ruleId"] for r in results] == ["code-not-read"] * 2
    assert (
        run(*CHECK, "github")[1].startswith("::error title=code-not-read,file=tiny.attr,line=12")
        or "code-not-read" in run(*CHECK, "github")[1]
    )


def test_a_file_of_an_earlier_run_does_not_stay(tree: Path) -> None:
    """Text in a file says it too; before, the report of the last good run was left there."""
    assert run(*CHECK, "text", "--out", "report.txt")[0] == 0
    changed(tree, "map.c", "    return entry;", "    audit(entry);\n    return entry;")
    assert run(*CHECK, "text", "--out", "report.txt")[0] == 2
    report = Path("report.txt").read_text()
    assert report.startswith("NOT READ  tiny_ram MemAttr, SH2, FnXS") and BECAUSE in report
    assert report.endswith("nothing is decided: 6 of 6 values were not read\n")


@pytest.mark.parametrize("form", FORMATS)
def test_a_difference_is_in_every_format(tree: Path, form: str) -> None:
    changed(tree, "include/stage2.h", "(2ul << 8)", "(3ul << 8)")
    status, output = run(*CHECK, form)
    assert status == 1
    assert "map.c" in output and "tiny_framebuffer" in output.replace("\\_", "_")
    if form == "json":
        assert valid("check", output)["code"]["differences"][0]["value"] == 3


COMPARE = ("compare", "tiny.attr", "--format", "json", "--tree")


@pytest.fixture
def repository(tree: Path) -> Repository:
    """Five commits: one weakens a policy, one cannot be read any more, one changes nothing."""
    made = Repository(tree)
    made.commit("Weaker", ("include/stage2.h", "ATTR(0x5)", "ATTR(0xf)"))
    made.commit("A call", ("map.c", "return entry;", "audit(entry);\n    return entry;"))
    made.commit("Beside it", ("map.c", "#include", "/* more */\n#include"))
    return made


@pytest.mark.usefixtures("repository")
def test_a_range_as_data() -> None:
    status, output = run(*COMPARE, "tiny=tiny@HEAD~3..HEAD~2")
    data = valid("compare-code", output)
    (change,) = data["changes"]
    assert (status, data["history"], change["commit"], change["same"]) == (0, None, None, 5)
    (value,) = change["values"]
    assert (value["scope"], value["before"]["value"], value["after"]) == (
        "tiny_framebuffer", 5,
        {"value": 15, "file": "map.c", "line": 9, "message": None, "help": None},
    )  # fmt: skip
    assert change["comparison"]["flips"][0]["claim"] == "framebuffer_is_never_cached"


@pytest.mark.usefixtures("repository")
def test_what_is_not_read_is_in_the_data_with_its_reason() -> None:
    status, output = run(*COMPARE, "tiny=tiny@HEAD~2..HEAD~1")
    (change,) = valid("compare-code", output)["changes"]
    assert status == 2 and len(change["values"]) == 6 and change["comparison"] is None
    after = change["values"][0]["after"]
    assert after["value"] is None and after["message"] == BECAUSE and "passing" in after["help"]
    status, output = run(*COMPARE, "tiny=tiny@HEAD~1..HEAD")
    (change,) = valid("compare-code", output)["changes"]
    assert status == 2 and {n["message"] for n in change["not_read"]} == {BECAUSE}
    status, output = run(*COMPARE[:3], "markdown", "--tree", "tiny=tiny@HEAD~1..HEAD")
    assert status == 2 and BECAUSE in output.replace("\\", "")


@pytest.mark.usefixtures("repository")
def test_each_commit_as_data() -> None:
    status, output = run(*COMPARE, "tiny=tiny@..HEAD", "--each")
    data = valid("compare-code", output)
    history = data["history"]
    assert (status, history["commits"], history["unread"]) == (2, 4, 2)
    assert {failure["message"] for failure in history["not_read"]} == {BECAUSE}
    assert run(*COMPARE, "tiny=tiny@..HEAD~2", "--each")[0] == 0
    told = run(*COMPARE[:3], "text", "--tree", "tiny=tiny@..HEAD", "--each")[1]
    assert "at HEAD 6 values could not be read" in told and BECAUSE in " ".join(told.split())
    assert [c["commit"]["subject"] for c in data["changes"]] == ["Weaker", "A call"]


def test_the_schema_says_of_a_comparison_what_that_of_compare_says() -> None:
    own, of_compare = schema("compare-code"), schema("compare")
    Draft202012Validator.check_schema(own)
    of_comparison = own["$defs"]["comparison"]["properties"]
    assert of_comparison == {name: of_compare["properties"][name] for name in of_comparison}
    whole = {"schema", "versions", "digest", "recalled"}
    assert set(of_compare["properties"]) - set(of_comparison) == whole
    assert {name: own["$defs"][name] for name in of_compare["$defs"]} == of_compare["$defs"]
