"""Questions about many situations say too which given inputs could not act, and what would help."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from memattr import Texts, find, load
from memattr.answers.describe import describe
from memattr.answers.description import Description
from memattr.command.main import group

from .attack import HEAD

FWB = (
    "HCR_FWB makes no difference {}; FWB is 0 whatever it is (FWB acts only where it exists "
    "[R_LNQJQ])"
)
ASKED = "FnXS for data given MAIR = 0xff, HCR_FWB = 1, FEAT_S2FWB = 0 : result is Attributes"


def words_of(*arguments: str) -> str:
    """All that is printed on both streams, each run of white space one space."""
    done = CliRunner().invoke(group, arguments, prog_name="memattr")
    assert done.exit_code == 0, done.output
    return " ".join(done.output.split())


def data_of(*arguments: str) -> dict[str, Any]:
    """The answer as data."""
    done = CliRunner().invoke(group, [*arguments, "--format", "json"], prog_name="memattr")
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert isinstance(found, dict)
    return found


# ---- find


def test_a_question_with_a_control_of_a_feature_that_is_not_there() -> None:
    note = FWB.format("here") + "; it would with FEAT_S2FWB=1"
    assert f"note {note}" in words_of("find", ASKED)
    (one,) = data_of("find", ASKED)["idle"]
    assert one == {"name": "HCR_FWB", "unchanged": {"FWB": 0}, "enabled_by": {"FEAT_S2FWB": 1}}
    exists = ASKED.replace("FEAT_S2FWB = 0", "FEAT_S2FWB = 1")
    assert "makes no difference" not in words_of("find", exists)


@pytest.mark.parametrize("form", ["markdown", "latex"])
def test_documents_say_it_too(form: str) -> None:
    text = re.sub(r"\\(?=_)|<[^>]*>", "", words_of("find", ASKED, "--format", form))
    assert "makes no difference here" in text


SWITCHES = """
spec lamps "Lamps and switches" ref A1.1
guest dim: bits 2 "How bright" ref A1.2
guest lid: bool "The lid is closed" ref A1.3
hypervisor field colour: bits 2 "Red, green, blue, reserved" ref A1.4
hypervisor control power: bool "There is power" ref A1.5
hypervisor control mains: bool "The mains are on" ref A1.6
cpu FEAT_DIM: bool "It can be dimmed" ref A1.7
effective dims = power and FEAT_DIM "Only what has power is dimmed" ref A1.8
impossible dark : mains and not power "The mains give power" ref A1.9
define seen(colour: bits 2) -> bits 2 "What is seen" ref A1.10
  case known : colour is not 0b11 => colour
  case reserved : colour is 0b11 => c for any c: bits 2 unpredictable RES_COLOUR
define light(on: bool, dims: bool, dim: bits 2, colour: bits 2) -> bits 2 "The light" ref A1.11
  case off : not on => 0b00
  case dimmed : on and dims => dim
  case full : on and not dims => seen(colour)
output lamp: bits 2 = light(power, dims, dim, colour) "The light" ref A1.12
"""
INPUTS = {"dim": 4, "lid": 2, "colour": 4, "power": 2, "mains": 2, "FEAT_DIM": 2}


@pytest.fixture(scope="module")
def lamps(tmp_path_factory: pytest.TempPathFactory) -> Texts:
    """The lamps, loaded once."""
    path = tmp_path_factory.mktemp("lamps") / "lamps.attr"
    path.write_text(HEAD + SWITCHES)
    return load(path)


@pytest.mark.parametrize(
    ("given", "idle"),
    [
        ({"power": 0, "dim": 2}, {"dim"}),
        ({"power": 0}, set()),
        ({"mains": 0, "lid": 1}, {"mains", "lid"}),
        ({"mains": 1, "dim": 1, "FEAT_DIM": 0}, {"dim"}),
        ({"FEAT_DIM": 1, "power": 1, "lid": 0, "mains": 1}, {"power", "mains", "lid"}),
        ({"FEAT_DIM": 1, "lid": 0, "mains": 1}, {"lid"}),
    ],
)
def test_brute_force_agrees(lamps: Texts, given: dict[str, int], idle: set[str]) -> None:
    """The question asked with every value of each idle input that is admitted beside the others,
    and without it: nothing changes. Of two that say the same, each alone is idle."""
    asked = _answered(lamps, given)
    found = find(lamps, _question(given), verify=False).answer.idle
    assert {one.name for one in found} == idle
    for name in idle:
        rest = {n: value for n, value in given.items() if n != name}
        others = [_answered(lamps, {**rest, name: value}) for value in range(INPUTS[name])]
        assert all(other in (asked, NOTHING) for other in [*others, _answered(lamps, rest)])


def _question(given: Mapping[str, int]) -> str:
    said = " given " + ", ".join(f"{n} = {value}" for n, value in given.items()) if given else ""
    return f"colour{said} : lamp = 0b00 or lamp = 0b11"


# No situation is admitted.
NOTHING: object = ([], set(), 4, True)


def _answered(lamps: Texts, given: Mapping[str, int]) -> object:
    """All that an answer says, its examples apart."""
    answer = find(lamps, _question(given), verify=False).answer
    kinds = [(group.values, group.results) for group in answer.solutions]
    failures = {(value, group.by_choice) for group in answer.failures for value in group.values}
    return kinds, failures, len(answer.not_admitted), answer.vacuous


def test_what_would_help_does(lamps: Texts) -> None:
    (idle,) = find(lamps, _question({"power": 0, "dim": 2}), verify=False).answer.idle
    assert (idle.name, idle.enabled_by) == ("dim", (("power", 1),))
    assert [one.derived.name for one in idle.unchanged] == []
    (idle,) = find(lamps, _question({"power": 0, "FEAT_DIM": 1}), verify=False).answer.idle
    assert idle.name == "FEAT_DIM"
    assert [(one.derived.name, one.value) for one in idle.unchanged] == [("dims", 0)]


# ---- describe and compare


def _without_names(described: Description) -> Description:
    """All that is said, apart from what is set."""
    scope = replace(described.scope, name="", assignments=())
    return replace(described, name="", scope=scope, settings=(), idle=())


def test_a_policy_with_inputs_set_by_name() -> None:
    policy = "p2m_mmio_direct_dev@HCR_FWB=1,FEAT_S2FWB=0,SH1=0b00"
    said = words_of("describe", policy)
    assert f"note {FWB.format('here')}; it would with FEAT_S2FWB=1" in said
    assert "note SH1 makes no difference here; it would with" in said
    (described,) = describe(load().model, [policy])
    assert {one.name for one in described.idle} == {"HCR_FWB", "SH1"}
    data = data_of("describe", policy)["policies"]
    assert [one["name"] for one in data[0]["idle"]] == ["HCR_FWB", "SH1"]
    assert "makes no difference" not in words_of("describe", "p2m_mmio_direct_dev")


@pytest.mark.parametrize(
    ("policy", "name", "others"),
    [("p2m_mmio_direct_dev@SH1=0b00", "SH1", ["0b01", "0b10", "0b11"]),
     ("p2m_mmio_direct_dev@HCR_FWB=1,FEAT_S2FWB=0", "HCR_FWB", ["0"])],
)  # fmt: skip
def test_a_description_without_it_is_the_same(policy: str, name: str, others: list[str]) -> None:
    model = load().model
    (described,) = describe(model, [policy])
    assert [one.name for one in described.idle] == [name]
    for other in others:
        changed = re.sub(f"{name}=[0-9b]+", f"{name}={other}", policy)
        (again,) = describe(model, [changed])
        assert _without_names(again) == _without_names(described)


def test_both_sides_of_a_comparison() -> None:
    sides = "p2m_mmio_direct_dev@TCR_DS=1", "p2m_mmio_direct_dev@HCR_FWB=1,FEAT_S2FWB=0"
    said = words_of("compare", *sides)
    assert f"note TCR_DS makes no difference to what {sides[0]} permits" in said
    assert f"note {FWB.format(f'to what {sides[1]} permits')}" in said
    idle = data_of("compare", *sides)["idle"]
    named = [(one["policy"], one["name"]) for one in idle]
    assert named == [(sides[0], "TCR_DS"), (sides[1], "HCR_FWB"), (sides[1], "FEAT_S2FWB")]


# ---- tables, rows and answers

TABLE = ["table", "--rows", "FnXS", "--cell", "result is Attributes and result.xs", "--for", "data",
         "--given", "HCR_FWB = 1, FEAT_S2FWB = 0, MAIR = 0xff", "--engine", "exact"]  # fmt: skip


def test_a_table() -> None:
    note = f"{FWB.format('in any cell')}; it would with FEAT_S2FWB=1"
    assert f"Note: {note}" in words_of(*TABLE)
    idle = data_of(*TABLE)["idle"]
    assert [one["name"] for one in idle] == ["HCR_FWB"]
    done = CliRunner().invoke(group, [*TABLE, "--format", "csv"], prog_name="memattr")
    assert done.stderr == f"note: {note}\n"
    assert "difference" not in done.stdout
    quiet = CliRunner().invoke(group, [*TABLE, "--format", "csv", "-q"], prog_name="memattr")
    assert (quiet.stderr, quiet.stdout) == ("", done.stdout)


def test_rows_and_answers(tmp_path: Path) -> None:
    given = ["MemAttr=0b0110", "HCR_FWB=1"]
    rows = CliRunner().invoke(group, ["rows", "MAIR", *given], prog_name="memattr")
    note = f"{FWB.format('in any row')}; it would with FEAT_S2FWB=1"
    assert rows.stderr == f"note: {note}\n"
    assert "difference" not in rows.stdout
    file = tmp_path / "answers.csv"
    file.write_text("MAIR,memory\n0x00,Device\n")
    assert f"note {note}" in words_of("conform", str(file), *given)
    idle = data_of("conform", str(file), *given)["idle"]
    assert [one["name"] for one in idle] == ["HCR_FWB"]
