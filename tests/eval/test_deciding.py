"""What `eval --explain` says first: the cases that gave the parts, and the inputs that matter."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from memattr.model.expressions import Global
from memattr.model.types import Enum, Value, plain
from memattr.readings.evaluate import Evaluator, Situation
from memattr.readings.nondeterminism import runs

from .shared import model, run

SITUATIONS = (
    ("MAIR=0x44",),
    ("MAIR=0xff", "MemAttr=0b0001"),
    ("MAIR=0xff", "MemAttr=0b0110", "HCR_FWB=1", "FEAT_S2FWB=1"),
    ("SCTLR_M=0",),
    ("MAIR=0xff", "HCR_CD=1"),
)


def asked(*words: str, explain: bool = True) -> dict[str, Any]:
    result = run(*words, "--format", "json", *(["--explain"] if explain else []))
    assert result.exit_code == 0, result.output
    data = json.loads(result.stdout)
    assert isinstance(data, dict)
    return data


def cases_of(tree: Any) -> Iterator[str]:
    """Every case anywhere in an explanation."""
    if isinstance(tree, Mapping):
        if "case" in tree:
            yield tree["case"]
        tree = list(tree.values())
    if isinstance(tree, list):
        for below in tree:
            yield from cases_of(below)


def outputs(evaluator: Evaluator, inputs: Mapping[str, Value]) -> set[tuple[Value, ...]] | None:
    """What is permitted, over all choices; None of a situation that cannot be."""
    model = evaluator.model
    situation = Situation(inputs)
    required = (evaluator.value(c.expression, situation) for c in model.requirements)
    excluded = (evaluator.value(c.expression, situation) for c in model.impossible)
    if not all(required) or any(excluded):
        return None
    every = [Global(output.name, output.type) for output in model.outputs()]
    return {values for values, _ in runs(evaluator, every, inputs)}


@pytest.mark.parametrize("words", SITUATIONS)
def test_acting_inputs_by_trying_every_value(words: tuple[str, ...]) -> None:
    data, evaluator = asked(*words), Evaluator(model())
    base: dict[str, Value] = {each["name"]: each["value"] for each in data["inputs"]}
    for name, declared in model().inputs.items():
        if isinstance(base[name], str):
            kind = plain(declared.type)
            assert isinstance(kind, Enum)
            base[name] = kind.values.index(str(base[name]))
    here, acting = outputs(evaluator, base), set()
    for name, declared in model().inputs.items():
        for value in evaluator.values_of(declared.type):
            there = outputs(evaluator, {**base, name: value})
            if there is not None and there != here:
                acting.add(name)
                break
    assert set(data["deciding"]["acting"]) == acting


@pytest.mark.parametrize("words", SITUATIONS)
def test_each_case_that_gave_a_part_applied_and_each_part_has_one(words: tuple[str, ...]) -> None:
    data = asked(*words)
    gave = data["deciding"]["gave"]
    names = [giving["case"] for giving in gave]
    assert len(names) == len(set(names))
    assert set(names) <= set(cases_of(data["explanation"]))
    parts = [part for giving in gave for part in giving["parts"]]
    assert len(parts) == len(set(parts))
    assert {"memory", "shareability", "tagged", "no_tag_access", "xs", "result"} <= set(parts)


def test_the_rule_and_the_input_are_in_the_first_four_lines() -> None:
    lines = run("MAIR=0xff", "MemAttr=0b0001", "--explain").stdout.splitlines()
    assert lines[:5] == [
        "  given     MAIR=0xff, MemAttr=0b0001",
        "  result    Attributes(memory: Device-nGnRE, shareability: OSH, tagged: 0,",
        "            no_tag_access: 0, xs: 1)",
        "  because   memory = Device: combine.stage2_device",
        "              spec/40-combination.attr:21  R_TNHFM, R_MFDHF, R_QPHXK,",
    ]


def test_the_rest_is_there_for_who_asks_and_says_each_rule_once() -> None:
    words = ("MAIR=0x44", "--explain")
    brief, full = run(*words).stdout, run(*words, "-v").stdout
    assert full.startswith(brief)
    outline = [line.strip() for line in full.removeprefix(brief).splitlines()]
    rules = [line for line in outline if ".attr:" in line and " = " not in line]
    assert rules
    for rule in rules:
        # A rule that is applied to something else is a reason of its own.
        assert rules.count(rule) <= 2, rule
