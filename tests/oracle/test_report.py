"""Sanity tests of the oracle: tags, XS, PAR_EL1, the CSV columns, and what holds everywhere."""

import itertools
import random

from .attributes import NC_NC, WB_WB_RWA
from .brute_force import (
    DATA,
    FETCH,
    INPUTS,
    WALK,
    Device,
    Fault,
    columns,
    permitted,
    permitted_par,
    possible,
)
from .rows import BASE, MTE, NSH, OSH, defined, only, pars, tags


def test_tags() -> None:
    """R_JJRJP, R_YSLYC, and Tables D8-99 and D8-101 for NoTagAccess."""
    both = {(False, False), (True, False)}
    assert tags(**MTE) == {(True, False)}
    assert tags(**MTE, MemAttr=0b1110) == {(False, False)}
    assert tags(**MTE, SH1=NSH, SH2=NSH) == tags(**MTE, SH1=NSH) == both
    assert tags(**MTE, SH2=NSH) == {(True, False)}
    forced = MTE | {"HCR_FWB": 1, "MemAttr": 0b0110}
    assert tags(**forced) == {(True, False)}
    assert tags(**forced, SCTLR_C=0) == both
    assert tags(**forced, HCR_CD=1) == tags(**MTE, SCTLR_C=0) == {(False, False)}
    assert tags(**forced, SCTLR_I=0, access=FETCH) == {(False, False)}
    perm = MTE | {"FEAT_MTE_PERM": 1}
    assert tags(**perm, MemAttr=0b0100) == {(True, True)}
    assert tags(**perm, MemAttr=0b0100, SH1=NSH) == {(False, False), (True, True)}
    assert tags(**(perm | {"MAIR": 0xFF}), MemAttr=0b0100) == {(False, False)}
    assert tags(**perm, MemAttr=0b0100, HCR_CD=1) == {(False, False)}
    assert tags(**perm, MemAttr=0b0100, HCR_VM=0) == {(True, False)}
    for memattr in (0b0110, 0b0111, 0b1110, 0b1111):
        asks = memattr > 0b1000
        assert tags(**perm, HCR_FWB=1, MemAttr=memattr) == {(True, asks)}
        assert tags(**MTE, HCR_FWB=1, MemAttr=memattr) == {(True, False)}
    assert pars(**perm, MemAttr=0b0100) == {(0xE0, 3)}
    assert pars(**MTE) == {(0xF0, 3)}


def test_only_one_byte_is_tagged() -> None:
    """Forced Write-Back with Read- and Write-Allocate is Tagged over no byte but 0xF0."""
    row = {"FEAT_MTE2": 1, "FEAT_XS": 1, "HCR_FWB": 1, "MemAttr": 0b0110}
    for byte in defined(xs=True, mte2=True):
        assert tags(**row, MAIR=byte) == {(byte == 0xF0, False)}
    for access in (DATA, FETCH):
        assert tags(**row, access=access, SCTLR_M=0) == {(False, False)}
        assert tags(**row, access=access, SCTLR_M=0, SCTLR_I=0) == {(False, False)}
    for irgn, orgn in itertools.product(range(4), repeat=2):
        assert tags(**row, access=WALK, TCR_IRGN=irgn, TCR_ORGN=orgn) == {(False, False)}
    dct = {"HCR_DC": 1, "HCR_DCT": 1}
    assert tags(**dct, FEAT_MTE2=1) == {(True, False)}
    assert tags(**dct) == tags(FEAT_MTE2=1, HCR_DC=1) == {(False, False)}


def test_xs() -> None:
    xs = {"FEAT_XS": 1}
    assert [only(**xs, MAIR=byte).xs for byte in (0x00, 0x44, 0xBB, 0xFF)] == [1, 1, 1, 0]
    assert [only(**xs, MAIR=byte).xs for byte in (0x01, 0x40, 0xA0)] == [0, 0, 0]
    assert only(**xs, MAIR=0x44, FnXS=1).xs == 0
    off = xs | {"SCTLR_M": 0, "access": FETCH}
    assert only(**off).xs == only(**off, SCTLR_I=0).xs == 1
    assert only(**off, SCTLR_I=0, FnXS=1).xs == 0
    assert only(**xs, HCR_DC=1, MemAttr=0b0101).xs == 0
    walk = xs | {"access": WALK, "TCR_IRGN": 0b01, "TCR_ORGN": 0b01}
    assert only(**walk, MemAttr=0b0101).xs == only(**walk, SCTLR_C=0).xs == 0
    assert only(**(walk | {"TCR_ORGN": 0b10})).xs == 1
    assert only(**xs, FEAT_MTE2=1, MAIR=0xF0, MemAttr=0b0101).xs == 0
    assert only(MAIR=0x44, FnXS=1).xs == only().xs == 1
    assert only(**xs, MemAttr=0b0001).xs == only(**xs, SCTLR_C=0).xs == 0
    assert only(**xs, HCR_FWB=1, MemAttr=0b0110, MAIR=0x00, SH1=OSH, HCR_CD=1).xs == 0


def test_par() -> None:
    """Section 11 of the facts; XS reads as 1 without FEAT_XS."""
    for byte in defined():
        assert pars(MAIR=byte) == {(byte, 2 if byte < 0x10 or byte == 0x44 else 3)}
    for byte in defined(xs=True):
        assert {attr for attr, _ in pars(MAIR=byte, FEAT_XS=1)} == {byte}
    assert pars(MemAttr=0b0101) == {(0x44, 2)}
    assert pars(MemAttr=0b0101, FEAT_XS=1) == {(0x40, 2)}
    assert pars(MemAttr=0b0000) == {(0x00, 2)}
    assert pars(MemAttr=0b0000, FEAT_XS=1) == {(0x01, 2)}
    assert pars(MAIR=0xEE, MemAttr=0b1010, FEAT_XS=1) == {(0xA0, 3)}
    assert pars(MAIR=0xFE, MemAttr=0b1010, FEAT_XS=1) == {(0xBA, 3)}  # outer hint RWA
    assert pars(MAIR=0xEF, MemAttr=0b1010, FEAT_XS=1) == {(0xA0, 3)}  # the inner hint is lost
    assert pars(MAIR=0x6F, MemAttr=0b1010, FEAT_XS=1) == {(0x2B, 3)}  # outer transient
    assert pars(access=FETCH, SCTLR_I=0, HCR_ID=1) == {(0xFF, 3)}
    assert pars(access=FETCH, SCTLR_C=0) == pars(access=FETCH, HCR_CD=1) == {(0x44, 2)}


def test_columns() -> None:
    row = columns(BASE | {"MAIR": 0x4E, "FEAT_XS": 1})
    assert ",".join(row) == (
        "permitted,outcome,memory,device,inner,outer,inner_hint,outer_hint,inner_transient,"
        "outer_transient,shareability,tagged,no_tag_access,xs,par_attr,par_sh"
    )
    assert ",".join(row.values()) == "1,ok,Normal,,WB,NC,RA,,0,,ISH,0,0,1,0x4e,3"
    row = columns(BASE | {"MAIR": 0x04, "access": FETCH})
    assert ",".join(row.values()) == "2,ok|fault,Normal,,NC,NC,,,,,OSH,0,0,,0x04,2"
    row = columns(BASE | {"access": WALK, "MemAttr": 0, "HCR_PTW": 1})
    assert ",".join(row.values()) == "1,fault,,,,,,,,,,,,,0x00,2"
    row = columns(BASE | {"MemAttr": 0b1000, "SH1": NSH, "SH2": 0b01})
    assert ",".join(row.values()) == (
        "29,ok,Device|Normal,nGnRnE|nGnRE|nGRE|GRE,NC|WT|WB,NC|WT|WB,RWA,RWA,0,0,OSH|ISH|NSH,"
        "0,0,,0x00|0x04|0x08|0x0c|0x44|0x4b|0x4f|0xb4|0xbb|0xbf|0xf4|0xfb|0xff,0|2|3"
    )


def test_invariants_of_random_inputs() -> None:
    """What holds for every result of every input."""
    rng = random.Random(20190213)
    for _ in range(5000):
        inputs = {name: rng.randrange(count) for name, count in INPUTS.items()}
        if not possible(inputs):
            continue
        assert permitted_par(inputs) == permitted_par(inputs | {"access": DATA})
        found = permitted(inputs)
        assert found
        for result in found:
            if isinstance(result, Fault):
                assert inputs["access"] == FETCH or (inputs["access"] == WALK and result.stage == 2)
                continue
            if isinstance(result.memory, Device) or result.memory == NC_NC:
                assert result.shareability == "OSH"
            if result.tagged:
                assert result.memory == WB_WB_RWA
                assert inputs["FEAT_MTE2"]
            assert result.tagged or not result.no_tag_access
            assert result.xs == 1 or inputs["FEAT_XS"]
