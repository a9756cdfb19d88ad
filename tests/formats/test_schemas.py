"""What is written as JSON is what the schemas in the package say."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from .shared import run, text

QUESTIONS = ("find", "describe", "compare", "decode", "rule")
RULES = Path(__file__).resolve().parents[2] / "rules"


def schema(name: str) -> dict[str, Any]:
    source = files("memattr.formats").joinpath(f"{name}.schema.json").read_text(encoding="utf-8")
    found = json.loads(source)
    assert isinstance(found, dict)
    return found


def problems(name: str, data: Any) -> list[str]:
    errors = Draft202012Validator(schema(name)).iter_errors(data)
    return [f"{'/'.join(map(str, error.absolute_path))}: {error.message}" for error in errors]


def parts(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from parts(inner)
    if isinstance(value, list):
        for inner in value:
            yield from parts(inner)


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "world.attr").write_text(text())


@pytest.mark.parametrize("name", ["check", "eval", "lint", "sources", *QUESTIONS])
def test_schemas_are_schemas_and_leave_nothing_open(name: str) -> None:
    Draft202012Validator.check_schema(schema(name))
    for part in parts(schema(name)):
        if part.get("type") == "object" and "properties" in part:
            assert part["additionalProperties"] is False
            assert set(part["required"]) <= set(part["properties"])


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("more", [(), ("--engine", "z3"), ("--engine", "exact")])
def test_claims_of_every_outcome(more: tuple[str, ...]) -> None:
    result = run("check", "world.attr", "--format", "json", *more)
    data = json.loads(result.stdout)
    assert problems("check", data) == []
    assert data["status"] == result.exit_code == 1
    words = {claim["verdict"] for claim in data["claims"]}
    assert words == {
        "PROVED", "REFUTED", "REFUTED by choice", "COVERED", "UNREACHABLE", "VACUOUS"
    }  # fmt: skip


def test_shipped_rules() -> None:
    result = run("check", str(RULES / "xen.attr"), "--format", "json")
    assert result.exit_code == 0
    data = json.loads(result.stdout)
    assert problems("check", data) == []
    refuted = [claim for claim in data["claims"] if claim["verdict"] == "REFUTED"]
    assert all(claim["fired"] and claim["example"] and claim["counts"] for claim in refuted)
    assert all(case["refs"] for claim in refuted for case in claim["fired"])


@pytest.mark.usefixtures("world")
def test_problems_of_files(tmp_path: Path) -> None:
    (tmp_path / "bad.attr").write_text('requires memattr 1.0, manual "x"\nprove : \n')
    result = run("check", "world.attr", "bad.attr", "--format", "json")
    data = json.loads(result.stdout)
    assert problems("check", data) == []
    assert data["status"] == result.exit_code == 2
    assert [problem["place"]["file"] for problem in data["problems"]] == ["bad.attr"]


@pytest.mark.parametrize(
    "words",
    [
        ("MAIR=0xff",),
        ("xen:p2m_mmio_direct_dev", "--explain"),
        ("MAIR=0x10", "SH1=1", "FEAT_MTE2=1", "--explain"),
        ("p2m_ram_rw@with_fwb,HCR_CD=1", "access=fetch", "MAIR=0x00"),
    ],
)
def test_situations(words: tuple[str, ...]) -> None:
    result = run("eval", *words, "--format", "json")
    assert result.exit_code == 0, result.output
    assert problems("eval", json.loads(result.stdout)) == []


@pytest.mark.parametrize(
    "words",
    [
        ("find", "which_forces_write_back"),
        ("find", "which_forces_write_back_without_fwb"),
        ("find", "which_byte_is_never_cached"),
        ("describe", "kvm_normal_nc", "rmm_unprotected_3@HCR_CD=1"),
        ("compare", "p2m_ram_rw", "p2m_mmio_direct_c"),
        ("compare", "kvm_normal@HCR_FWB=0", "kvm_normal@HCR_FWB=1"),
        ("compare", str(RULES / "xen.attr"), str(RULES / "kvm.attr")),
        ("decode", "MemAttr=0x6"),
        ("decode", "stage2_leaf=0x02c00000800006fd"),
        ("rule", "R_TNHFM", "R_NSCNC", "R_YSLYC"),
    ],
)
def test_questions(words: tuple[str, ...]) -> None:
    result = run(*words, "--format", "json")
    assert result.exit_code == 0, result.output
    assert problems(words[0], json.loads(result.stdout)) == []
