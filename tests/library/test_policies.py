"""Every policy of the collection is in rules/ as its source has it, or listed with a reason."""

from __future__ import annotations

import re

import pytest

from memattr.model.model import Assignment, Scope
from memattr.model.types import Value
from memattr.readings.evaluate import Evaluator, Situation

from .shared import identifiers, left_out, rows, shipped

POLICIES = rows("policies.csv")
ENCODED = [row for row in POLICIES if row["policy"]]
SHAREABILITY = {"NSH": 0b00, "OSH": 0b10, "ISH": 0b11}
CONTROLS = ("HCR_VM", "HCR_FWB", "HCR_CD", "HCR_ID", "HCR_DC", "HCR_PTW")

# What the name of a policy or of its constant promises, if its words or its name contain it.
PROMISED = {
    r"NORMAL_NC|FWB_NC|direct_nc": "never_cacheable",
    r"S2_DEVICE_nGnRE\b|direct_dev\b|DEVMEM": "device_nGnRE_or_stronger",
    r"S2_DEVICE_nGnRnE|always Device-nGnRnE": "device_nGnRnE",
    r"AS_S1": "as_stage1",
    r"FWB_NORMAL_WB": "write_back_with_fwb",
}


def policies() -> list[Scope]:
    return [scope for scope in shipped().scopes.values() if scope.kind == "policy"]


def assigned(assignment: Assignment, features: dict[str, Value]) -> Value | None:
    """The value on a cpu with these features; None if it is left free."""
    evaluator, situation = Evaluator(shipped()), Situation(features)
    for condition, value in assignment.values:
        if evaluator.value(condition, situation):
            return evaluator.value(value, situation)
    return None


def test_the_collection_is_whole() -> None:
    assert len(POLICIES) == len({row["id"] for row in POLICIES}) == 45
    missing = {row["id"] for row in POLICIES if not row["policy"]}
    assert missing == {name for name, why in left_out().items() if why == "left out"}


@pytest.mark.parametrize("row", ENCODED, ids=[row["id"] for row in ENCODED])
def test_each_policy_is_encoded_as_its_source_has_it(row: dict[str, str]) -> None:
    scope = shipped().scopes[row["policy"]]
    assert row["id"] in identifiers(scope.note.words)
    wanted = {"MemAttr": int(row["MemAttr"], 2), "SH2": SHAREABILITY[row["SH2"]]}
    wanted |= {name: int(row[name]) for name in CONTROLS if row[name]}
    cpus = [int(row["FEAT_S2FWB"])] if row["FEAT_S2FWB"] else [0, 1]
    inputs = shipped().inputs.items()
    for fwb in cpus:
        features: dict[str, Value] = {n: 0 for n, declared in inputs if declared.player == "cpu"}
        features["FEAT_S2FWB"] = fwb
        found = {a.input: assigned(a, features) for a in scope.assignments}
        assert {name: found[name] for name in wanted} == wanted


@pytest.mark.parametrize("row", ENCODED, ids=[row["id"] for row in ENCODED])
def test_each_policy_names_file_and_revision(row: dict[str, str]) -> None:
    scope = shipped().scopes[row["policy"]]
    assert row["file"] in scope.note.source
    system = shipped().scopes[scope.system or ""]
    revisions = [scope.note.source, system.note.source, *(scope.tree or ())]
    assert any(row["revision"] in text for text in revisions)


def test_no_policy_is_invented() -> None:
    """All others are the mail's own description, and say so."""
    known = {row["policy"] for row in ENCODED}
    others = [scope for scope in policies() if scope.name not in known]
    assert [scope.name for scope in others] == ["p2m_mmio_direct_dev_as_described"]
    assert others[0].note.source.startswith("xen-devel, 2019-02")


@pytest.mark.parametrize("scope", policies(), ids=lambda scope: scope.name)
def test_each_policy_promises_what_its_name_says(scope: Scope) -> None:
    said = f"{scope.name} {scope.note.words}"
    due = {promise for name, promise in PROMISED.items() if re.search(name, said)}
    assert due <= set(scope.promises)


@pytest.mark.parametrize("name", PROMISED)
def test_there_is_a_policy_of_each_name(name: str) -> None:
    assert any(re.search(name, f"{scope.name} {scope.note.words}") for scope in policies())
