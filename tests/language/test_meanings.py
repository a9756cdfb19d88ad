"""The code for a meaning is the inverse of what codes mean: for every code, in every setting."""

from __future__ import annotations

import random
from collections.abc import Mapping
from itertools import product

import pytest

from memattr.answers.typed_meanings import typed_code
from memattr.language.elaborate import elaborate
from memattr.language.elaborate.symbol_table import Unit
from memattr.language.parse import parse
from memattr.model.model import Model
from memattr.place import SpecError
from memattr.readings.meant_codes import NoOneCode
from memattr.session import shipped_specification

# ---- Typed from the manual: Table D8-96, FWB=0. NoTagAccess, which 0100 asks for, is not among the
# meanings, and reserved codes have none.
NC, WT, WB = "NC", "WT", "WB"
DEVICE = ("nGnRnE", "nGnRE", "nGRE", "GRE")
CACHEABILITY = {1: NC, 2: WT, 3: WB}
COMBINED = {code: f"Device(type: {kind})" for code, kind in enumerate(DEVICE)} | {
    outer << 2 | inner: f"Normal(inner: {CACHEABILITY[inner]}, outer: {CACHEABILITY[outer]})"
    for outer, inner in product((1, 2, 3), (1, 2, 3))
}
# Table D8-101, FWB=1: MemAttr[2:0], where MemAttr[3] is RES0 without FEAT_MTE_PERM.
FORCED = {code: f"ForcedDevice(type: {kind})" for code, kind in enumerate(DEVICE)} | {
    0b101: "ForcedNonCacheable",
    0b110: "ForcedWriteBack",
    0b111: "Stage1Unchanged",
}
SHAREABILITY = {0b00: "NSH", 0b10: "OSH", 0b11: "ISH"}
SETTINGS = [
    dict(zip(("HCR_FWB", "FEAT_S2FWB", "FEAT_MTE2", "FEAT_MTE_PERM"), bits, strict=True))
    for bits in product((0, 1), repeat=4)
    if bits[2] >= bits[3]
]


def meanings(setting: Mapping[str, int]) -> dict[int, str]:
    """What codes of MemAttr mean in a setting, NoTagAccess and reserved codes apart."""
    if not (setting["HCR_FWB"] and setting["FEAT_S2FWB"]):
        return COMBINED
    if setting["FEAT_MTE_PERM"]:
        return FORCED
    return {high << 3 | code: text for high in (0, 1) for code, text in FORCED.items()}


def inverse(name: str, text: str, fixed: Mapping[str, int]) -> int | str:
    """The code, or what is said in its place."""
    try:
        return typed_code(shipped_specification(), name, text, (), fixed)
    except NoOneCode as why:
        return f"{why.message}\n{why.way}"


@pytest.mark.parametrize("setting", SETTINGS, ids=str)
def test_every_meaning_in_every_setting(setting: Mapping[str, int]) -> None:
    known = meanings(setting)
    for text in {*COMBINED.values(), *FORCED.values()}:
        codes = [code for code, meaning in known.items() if meaning == text]
        found = inverse("MemAttr", text, setting)
        match codes:
            case []:
                assert str(found).startswith(f"no code of MemAttr means {text} here\n")
            case [code]:
                assert found == code
            case _:
                both = " and ".join(f"{code:#06b}" for code in codes)
                assert str(found).startswith(f"{both} both mean {text}\n")


def test_every_meaning_where_nothing_is_fixed() -> None:
    """No meaning of MemAttr is one whatever FWB is: each code is named with where it has it."""
    said = inverse("MemAttr", "ForcedWriteBack", {"FEAT_MTE2": 1})
    assert str(said).endswith(
        "\n  MemAttr = 0b0110  where HCR_FWB=1, FEAT_S2FWB=1"
        "\n  MemAttr = 0b1110  where HCR_FWB=1, FEAT_S2FWB=1, FEAT_MTE_PERM=0"
    )
    for text in {*COMBINED.values(), *FORCED.values()}:
        said = str(inverse("MemAttr", text, {}))
        always = [
            code for code in range(16) if all(meanings(s).get(code) == text for s in SETTINGS)
        ]
        somewhere = [code for code in range(16) if any(meanings(s).get(code) == text
                                                       for s in SETTINGS)]  # fmt: skip
        assert not always
        assert [int(line.split()[2], 2) for line in said.splitlines()[2:]] == somewhere


def test_features_need_not_be_fixed_where_one_code_serves() -> None:
    """Without FEAT_MTE_PERM 1110 forces Write-Back too; 0110 does on every cpu."""
    for code, text in FORCED.items():
        assert inverse("MemAttr", text, {"HCR_FWB": 1, "FEAT_S2FWB": 1}) == code
    for code, text in COMBINED.items():
        assert inverse("MemAttr", text, {"HCR_FWB": 0}) == code
        assert inverse("MemAttr", text, {"FEAT_S2FWB": 0}) == code


@pytest.mark.parametrize("name", ["SH1", "SH2", "TCR_SH", "VTCR_SH0"])
def test_shareability(name: str) -> None:
    for code, text in SHAREABILITY.items():
        assert inverse(name, text, {}) == code


def test_bytes_that_every_cpu_defines() -> None:
    for code, kind in enumerate(DEVICE):
        assert inverse("MAIR", f"Device(type: {kind})", {}) == code << 2
    assert inverse("MAIR", "Normal(inner: NC, outer: NC)", {}) == 0x44
    hints = ("No", "WA", "RA", "RWA")
    shapes = {0b0100: NC}
    for code in range(1, 16):
        if code != 0b0100:
            cache = WB if code & 0b0100 else WT
            transient = int(code < 8)
            shapes[code] = f"{cache}(hint: {hints[code & 3]}, transient: {transient})"
    for outer, inner in product((0b0001, 0b0100, 0b1111), shapes):
        text = f"Normal(inner: {shapes[inner]}, outer: {shapes[outer]})"
        assert inverse("MAIR", text, {}) == outer << 4 | inner


# ---- Languages made up at random, whose meanings are tables written by the test
COLOURS = ("red", "green", "blue")
Table = dict[tuple[int, int, int], str]


def made_up(table: Table, body: str) -> Model:
    """Codes of three bits, whose meaning depends on two controls; `any` is a choice."""
    cases = [
        f"  case c{n} : f is 0b{f:03b}, a = {a}, b = {b} => "
        + (f"c for any c: Colour unpredictable ANY{n}" if text == "any" else text)
        for n, ((f, a, b), text) in enumerate(table.items())
    ]
    text = "\n".join([
        'requires memattr 1.0, manual "DDI 0487 M.a.a"',
        "enum Colour: red, green, blue",
        "encoding Field is bits 3",
        "define colour(f: Field, a: bool, b: bool) -> Colour",
        *cases,
        "hypervisor field field: Field",
        "hypervisor control a: bool",
        "hypervisor control b: bool",
        "cpu FEAT: bool",
        "meaning of field = colour(field, a, b)",
        body,
    ])  # fmt: skip
    file = parse("mine", text.encode())
    return elaborate([Unit("mine", file, frozenset({"mine"}), False)], "")


CONTROLS = {
    "a = 0, b = 1": [(0, 1)],
    "a = 1, b = FEAT": [(1, 0), (1, 1)],
    "a = any, b = 0": [(0, 0), (1, 0)],
    "a = FEAT, b = FEAT": [(0, 0), (1, 1)],
    "a = any, b = any": [(0, 0), (0, 1), (1, 0), (1, 1)],
}


@pytest.mark.parametrize("seed", range(25))
def test_made_up_policies(seed: int) -> None:
    """A policy has the one code that means the colour in all its situations, or is refused."""
    chance = random.Random(seed)
    # Half of the codes mean the same in all situations, so that some policies are accepted.
    alike = {f: chance.choice((*COLOURS, "any", "")) for f in range(8)}
    table = {
        (f, a, b): alike[f] or chance.choice((*COLOURS, "any"))
        for f, a, b in product(range(8), (0, 1), (0, 1))
    }
    for controls, situations in CONTROLS.items():
        for colour in COLOURS:
            codes = [f for f in range(8) if all(table[f, *s] == colour for s in situations)]
            body = f"system s\n  {controls}\npolicy p of s\n  field = {colour}"
            if len(codes) == 1:
                (given,) = (
                    a for a in made_up(table, body).scopes["p"].assignments if a.input == "field"
                )
                assert [str(value) for _, value in given.values] == [
                    str(value) for _, value in _written(table, controls, codes[0])
                ]
                continue
            with pytest.raises(SpecError) as error:
                made_up(table, body)
            (problem,) = error.value.problems
            assert problem.code == "no-code"
            assert all(f"{code:#05b}" in problem.message for code in codes)


def _written(table: Table, controls: str, code: int) -> tuple[tuple[object, object], ...]:
    """The values of the same policy, with the code written."""
    body = f"system s\n  {controls}\npolicy p of s\n  field = {code:#05b}"
    assignments = made_up(table, body).scopes["p"].assignments
    return next(a.values for a in assignments if a.input == "field")
