"""With bad input every format says so in its own terms, and no old file stays behind."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest

from memattr.formats.render import FORMATS

from ..formats.test_schemas import problems
from .conftest import Memattr

BAD = 'requires memattr 1.0, manual "DDI 0487 M.a.a"\nimport resut\nprove gone for data : 1 = 1\n'
CLAIMS = """requires memattr 1.0, manual "DDI 0487 M.a.a"
import result
prove holds "It holds" for data : result.memory is Device or result.memory is not Device
prove wrong "It does not | <really>" for data : result.memory is Device
refute fails "It fails, for a reason that is not the one" for data : result.memory is Device
  because force.stage1_unchanged
refute never "Expected to fail" for data : result.memory is Device or result.memory is not Device
cover met "It is possible" for data : result.memory is Device
prove each_one "A family" for data for each d in DeviceType
  : result.memory is not Device(type: d) or MAIR is not 0x00
find which "A question" values MemAttr for data : result.memory is Device answer none
"""
CHECKED = [form for form in FORMATS if form != "svg"]
WIDTHS = ("40", "76", "200")


def problem_in(form: str, text: str) -> bool:
    """True iff the text reports the import in the terms of the format."""
    message = "there is no 'resut' to import"
    match form:
        case "json":
            data = json.loads(text)
            assert not problems("check", data)
            return bool(data["problems"][0]["message"] == message and data["status"] == 2)
        case "sarif":
            (run,) = json.loads(text)["runs"]
            (result,) = run["results"]
            assert run["invocations"][0]["exitCode"] == 2
            return bool(result["level"] == "error" and message in result["message"]["text"])
        case "junit":
            error = Xml.fromstring(text).find("testsuite[@errors='1']/testcase/error")
            return error is not None and error.get("message") == message
        case "github":
            where = "file=bad.attr,line=2,col=8,title=missing-import"
            return text.startswith(f"::error {where}::{message}")
        case "gcc":
            return text == f"bad.attr:2:8: error: {message} [missing-import]\n"
        case "html":
            return message.replace("'", "&#x27;") in text
        case _:
            return message in text


@pytest.mark.parametrize("form", CHECKED)
def test_nothing_could_be_loaded(own: Path, memattr: Memattr, form: str) -> None:
    (own / "bad.attr").write_text(BAD, encoding="utf-8")
    (own / "report").write_text("of an earlier run\n")
    result = memattr("check", "bad.attr", "--format", form, "--out", "report")
    assert problem_in(form, (own / "report").read_text(encoding="utf-8"))
    assert result.exit_code == 2
    if form != "text":
        shown = memattr("check", "bad.attr", "--format", form).stdout
        assert problem_in(form, shown)


@pytest.mark.parametrize("form", CHECKED)
def test_a_selection_of_what_is_not_there(own: Path, memattr: Memattr, form: str) -> None:
    """The load error took the claim away: it is not hidden by the selection."""
    (own / "bad.attr").write_text(BAD, encoding="utf-8")
    result = memattr("check", "mine.attr", "bad.attr", "--only", "gone", "--format", form)
    text = result.stderr if form == "text" else result.stdout
    assert "no claim is named like gone" in text
    assert "resut" in text
    assert result.exit_code == 2


def test_as_text(own: Path, memattr: Memattr) -> None:
    (own / "bad.attr").write_text(BAD, encoding="utf-8")
    result = memattr("check", "mine.attr", "bad.attr", "--only", "gone")
    assert result.output == (
        "memattr: no claim is named like gone\n"
        "It may be declared in a text that cannot be used.\n"
        "bad.attr:2:8: missing-import: there is no 'resut' to import\n"
        "  import resut\n"
        "         ^\n"
        "  Did you mean result?\n"
    )


@pytest.mark.parametrize("form", [form for form in CHECKED if form != "text"])
def test_every_format_is_the_same_at_every_width(own: Path, memattr: Memattr, form: str) -> None:
    """Nothing is elided for machines, nor where it is asked for all of it."""
    (own / "claims.attr").write_text(CLAIMS, encoding="utf-8")
    (own / "bad.attr").write_text(BAD, encoding="utf-8")
    texts = set()
    for width in WIDTHS:
        arguments = ("check", "claims.attr", "bad.attr", "--format", form, "--width", width)
        result = memattr(*arguments, "--no-cache")
        assert result.exit_code == 2
        texts.add(result.stdout)
        assert memattr(*arguments, "-v", "--no-cache").stdout == result.stdout
    (text,) = texts
    assert "..." not in text
    for name in ("resut", "wrong", "fails", "never"):
        assert name in text


def test_sarif(own: Path, memattr: Memattr) -> None:
    """Paths are relative to a base that is named; a finding is the same on another line."""
    (own / "claims.attr").write_text(CLAIMS, encoding="utf-8")

    def results() -> dict[str, tuple[int, str]]:
        text = memattr("check", "claims.attr", "--format", "sarif").stdout
        (run,) = json.loads(text)["runs"]
        assert run["originalUriBaseIds"].keys() == {"SRCROOT"}
        found = {}
        for result in run["results"]:
            (location,) = result["locations"]
            place = location["physicalLocation"]
            assert place["artifactLocation"] == {"uri": "claims.attr", "uriBaseId": "SRCROOT"}
            (mark,) = result["partialFingerprints"].values()
            found[result["ruleId"]] = (place["region"]["startLine"], mark)
        return found

    before = results()
    (own / "claims.attr").write_text(CLAIMS.replace("prove wrong", "\n\nprove wrong"))
    after = results()
    assert {name: mark for name, (_, mark) in before.items()} == {
        name: mark for name, (_, mark) in after.items()
    }
    assert after["wrong"][0] == before["wrong"][0] + 2
    assert len({mark for _, mark in before.values()}) == len(before) > 3


def test_policies_alone(own: Path, memattr: Memattr) -> None:
    text = (own / "mine.attr").read_text(encoding="utf-8").partition("\nprove")[0] + "\n"
    (own / "mine.attr").write_text(text.replace("  promises never_cacheable\n", ""))
    result = memattr("check", "-v", "mine.attr")
    assert (result.output, result.exit_code) == ("0 of 0 claims as expected\n", 0)
    (own / "mine.attr").write_text(text)
    result = memattr("check", "-v", "mine.attr")
    assert result.output.endswith("1 of 1 promises as expected\n")
    (own / "mine.attr").write_text(text.replace("0b0101", "0b1111"))
    assert memattr("check", "-v", "mine.attr").exit_code == 1


@pytest.mark.usefixtures("own")
@pytest.mark.parametrize(
    ("glob", "number"), [("each_one", 4), ("each_*", 4), ("each_one[[]nGRE]", 1), ("which", 1)]
)
def test_only_finds_members_of_families(
    own: Path, memattr: Memattr, glob: str, number: int
) -> None:
    (own / "claims.attr").write_text(CLAIMS, encoding="utf-8")
    result = memattr("check", "claims.attr", "--only", glob, "--format", "json")
    counts = json.loads(result.stdout)["counts"].values()
    assert sum(count["wanted"] for count in counts) == number


def test_only_finds_those_who_promise(own: Path, memattr: Memattr) -> None:
    assert (own / "mine.attr").is_file()
    result = memattr("check", "mine.attr", "--only", "never_cacheable")
    assert result.output.startswith("PROVED  framebuffer_promises_never_cacheable")


@pytest.mark.usefixtures("own")
def test_every_pattern_must_name_something(memattr: Memattr) -> None:
    result = memattr("check", "mine.attr", "--only", "like_kvm", "--only", "like_kwm")
    assert result.output == "memattr: no claim is named like like_kwm\nDid you mean like_kvm?\n"
    assert result.exit_code == 2
