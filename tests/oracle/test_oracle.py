"""Sanity tests of the oracle: statements about the rules, and rows of tables, typed in by hand."""

import itertools

import pytest

from .attributes import NC, NC_NC, WB_RWA, WB_WB_RWA
from .brute_force import (
    DATA,
    FETCH,
    INPUTS,
    WALK,
    Attributes,
    Device,
    Fault,
    Half,
    Normal,
    Result,
    permitted,
    permitted_par,
    possible,
)
from .rows import BASE, ISH, MTE, NSH, OSH, TAGGED, defined, only, results, tags


def test_defined_bytes() -> None:
    assert len(defined()) == 229
    assert set(defined(xs=True)) - set(defined()) == {0x01, 0x05, 0x09, 0x0D, 0x40, 0xA0}
    assert set(defined(mte2=True)) - set(defined()) == {TAGGED}
    reserved = set(range(256)) - set(defined())
    assert len({byte for byte in reserved if byte < 0x10}) == 12
    assert {byte for byte in reserved if byte >= 0x10} == set(range(0x10, 0x100, 0x10))


@pytest.mark.parametrize(
    ("byte", "inner", "outer"),
    [
        (0x44, NC, NC),
        (0x4F, Half("WB", "RWA", False), NC),
        (0xF4, NC, Half("WB", "RWA", False)),
        (0x88, Half("WT", "No", False), Half("WT", "No", False)),
        (0xCC, Half("WB", "No", False), Half("WB", "No", False)),
        (0xBB, Half("WT", "RWA", False), Half("WT", "RWA", False)),
        (0x12, Half("WT", "RA", True), Half("WT", "WA", True)),
        (0x7E, Half("WB", "RA", False), Half("WB", "RWA", True)),
    ],
)
def test_normal_bytes(byte: int, inner: Half, outer: Half) -> None:
    assert only(MAIR=byte).memory == Normal(inner, outer)


def test_stage2_write_back_non_shareable_is_the_identity() -> None:
    """I_MCQKW: MemAttr 1111 with SH 00 gives what stage 1 alone gives."""
    for byte, sh1 in itertools.product(range(256), range(4)):
        row = {"MAIR": byte, "SH1": sh1, "SH2": NSH}
        assert results(**row, MemAttr=0b1111) == results(**row, HCR_VM=0)


def test_r_nscnc_is_seen_in_forty_defined_rows() -> None:
    """Section 6.3 of the facts: only where stage 2 forces Write-Back over Device or NC."""
    bits = {0b00, 0b10, 0b11}
    allocated = {0: [0, 1, 2, 3, 5, 6, 7, 9, 10, 11, 13, 14, 15], 1: [0, 1, 2, 3, 5, 6, 7]}
    allocated[1] += [8 | value for value in allocated[1]]
    differ: list[tuple[int, int]] = []
    for fwb, byte, sh1, sh2 in itertools.product((0, 1), defined(), bits, bits):
        for memattr in allocated[fwb]:
            row = {"MAIR": byte, "SH1": sh1, "MemAttr": memattr, "SH2": sh2, "HCR_FWB": fwb}
            found = results(**row)
            if len(found) != 1:
                assert fwb == 1
                assert {r.memory for r in found if isinstance(r, Attributes)} == {WB_WB_RWA}
                assert "OSH" in {r.shareability for r in found if isinstance(r, Attributes)}
                differ.append((byte, memattr))
    assert len(differ) == 40
    assert {byte for byte, _ in differ} == {0x00, 0x04, 0x08, 0x0C, 0x44}
    assert sum(memattr == 0b0110 for _, memattr in differ) == 20
    assert sum(memattr == 0b1110 for _, memattr in differ) == 20


def test_xen_direct_dev() -> None:
    """MemAttr 0001 gives nGnRE for every defined byte but 0x00, which gives nGnRnE."""
    found = {byte: only(MAIR=byte, MemAttr=0b0001, SH2=OSH).memory for byte in defined()}
    assert found.pop(0x00) == Device("nGnRnE")
    assert len(found) == 228
    assert set(found.values()) == {Device("nGnRE")}
    off = only(SCTLR_M=0, MemAttr=0b0001, SH2=OSH)
    assert off.memory == Device("nGnRnE")
    for byte in range(256):  # reserved bytes included
        assert only(MAIR=byte, MemAttr=0b0000).memory == Device("nGnRnE")


def test_device_table() -> None:
    """Tables D8-97 and D8-100: the stronger subtype, for both values of FWB."""
    order = ["nGnRnE", "nGnRE", "nGRE", "GRE"]
    for one, two, fwb in itertools.product(range(4), range(4), (0, 1)):
        found = only(MAIR=one << 2, MemAttr=two, HCR_FWB=fwb)
        assert found.memory == Device(order[min(one, two)])
        assert found.shareability == "OSH"
        assert only(MemAttr=two, HCR_FWB=fwb).memory == Device(order[two])


def test_normal_table() -> None:
    """Tables D8-96 and D8-98: rows of MAIR byte, MemAttr, inner, outer."""
    rows = [
        (0xFF, 0b0101, "NC", "NC"),
        (0xFF, 0b0110, "WT", "NC"),
        (0xFF, 0b0111, "WB", "NC"),
        (0xFF, 0b1010, "WT", "WT"),
        (0xFF, 0b1101, "NC", "WB"),
        (0xBB, 0b1111, "WT", "WT"),
        (0xBF, 0b1111, "WB", "WT"),
        (0x4F, 0b1101, "NC", "NC"),
    ]
    for byte, memattr, inner, outer in rows:
        memory = only(MAIR=byte, MemAttr=memattr).memory
        assert isinstance(memory, Normal)
        assert (memory.inner.cacheability, memory.outer.cacheability) == (inner, outer)
    through = Half("WT", "RA", True)  # hint and transient are stage 1's (R_WYQVN)
    assert only(MAIR=0x66, MemAttr=0b1010).memory == Normal(through, through)


def test_forced_write_back() -> None:
    """Table D8-101, R_THYXB, R_TBQKG, and the CD and ID controls over it."""
    fwb = {"HCR_FWB": 1, "MemAttr": 0b0110, "SH1": OSH}
    assert only(**fwb, MAIR=0x00).memory == WB_WB_RWA
    assert only(**fwb, MAIR=0x44).memory == WB_WB_RWA
    assert only(**fwb, MAIR=0x64).memory == Normal(WB_RWA, Half("WB", "RA", True))
    assert only(**fwb, MAIR=0x88).memory == Normal(*[Half("WB", "No", False)] * 2)
    assert only(**fwb, MAIR=0x00, HCR_CD=1).memory == NC_NC
    assert only(**fwb, MAIR=0xFF, HCR_ID=1, access=FETCH).memory == NC_NC
    assert only(**fwb, MAIR=0xFF, HCR_ID=1).memory == WB_WB_RWA
    off = only(**fwb, SCTLR_M=0)
    assert (off.memory, off.shareability) == (WB_WB_RWA, "OSH")
    assert only(HCR_FWB=1, MemAttr=0b0101, MAIR=0x08).memory == Device("nGRE")
    assert only(HCR_FWB=1, MemAttr=0b0101).memory == NC_NC
    assert only(HCR_FWB=1, MemAttr=0b0111, MAIR=0x08).memory == Device("nGRE")
    # Without FEAT_S2FWB the control does nothing.
    assert only(**fwb, FEAT_S2FWB=0).memory == Normal(Half("WT", "RWA", False), NC)


def test_reserved_encodings() -> None:
    def union(name: str, values: list[int], **row: int) -> set[Result]:
        return {result for value in values for result in results(**(row | {name: value}))}

    normal = [5, 6, 7, 9, 10, 11, 13, 14, 15]
    assert results(MemAttr=0b1100) == union("MemAttr", normal)
    assert results(MemAttr=0b1000) == union("MemAttr", [0, 1, 2, 3, *normal])
    assert results(MemAttr=0b0100) == results(MemAttr=0b1000)
    perm = MTE | {"FEAT_MTE_PERM": 1}
    assert results(**perm, MemAttr=0b1100) == union("MemAttr", [4, *normal], **perm)
    fwb = {"HCR_FWB": 1, "MAIR": 0x00}
    assert results(**fwb, MemAttr=0b1100) == union("MemAttr", [0, 1, 2, 3, 5, 6, 7], **fwb)
    fwb |= {"FEAT_MTE2": 1, "FEAT_MTE_PERM": 1}
    allocated = [0, 1, 2, 3, 5, 6, 7, 14, 15]
    for memattr in (4, 8, 9, 10, 11, 12, 13):
        assert results(**fwb, MemAttr=memattr) == union("MemAttr", allocated, **fwb)
    for memattr in allocated:
        assert len(results(**fwb, MemAttr=memattr, SH1=OSH)) == 1
    fwb["MAIR"] = 0xBB
    combined = {memattr: only(**fwb, MemAttr=memattr).memory for memattr in allocated}
    kept, back = Half("WT", "RWA", False), WB_WB_RWA
    devices = [Device("nGnRnE"), Device("nGnRE"), Device("nGRE"), Device("GRE")]
    normals = [NC_NC, back, Normal(kept, kept), back, Normal(kept, kept)]
    assert list(combined.values()) == [*devices, *normals]
    assert results(MAIR=0xF0) == union("MAIR", defined())
    assert results(SH1=0b01, SH2=NSH) == union("SH1", [NSH, ISH, OSH], SH2=NSH)
    assert results(SH2=0b01, SH1=NSH) == union("SH2", [NSH, ISH, OSH], SH1=NSH)


def test_stage1_off() -> None:
    """R_WFZPW."""
    plain = {"HCR_VM": 0, "SCTLR_M": 0}
    xs = {"FEAT_XS": 1}
    assert only(**plain, **xs) == Attributes(Device("nGnRnE"), "OSH", False, False, 1)
    through = Half("WT", "RA", False)
    fetched = only(**plain, **xs, access=FETCH)
    assert fetched == Attributes(Normal(through, through), "OSH", False, False, 1)
    assert only(**plain, access=FETCH, SCTLR_I=0).memory == NC_NC
    # R_QVLSD: with stage 2 off its fields and controls do nothing.
    stage2 = {"MemAttr": 0b0000, "SH2": OSH, "FnXS": 1, "HCR_CD": 1, "HCR_ID": 1, "HCR_FWB": 1}
    for access in (DATA, FETCH, WALK):
        row = xs | {"HCR_VM": 0, "access": access, "MAIR": 0xBB}
        assert results(**row, **stage2) == results(**row)
    dc = {"HCR_DC": 1, "HCR_VM": 0, "SH2": NSH, "MAIR": 0}
    assert only(**dc, **xs) == Attributes(WB_WB_RWA, "NSH", False, False, 0)
    assert only(**dc, **xs, SCTLR_C=0, SCTLR_I=0, access=FETCH).memory == WB_WB_RWA
    assert tags(**dc, FEAT_MTE2=1, HCR_DCT=1) == {(False, False), (True, False)}
    assert tags(**(dc | {"SH2": ISH}), FEAT_MTE2=1, HCR_DCT=1) == {(True, False)}
    assert tags(**(dc | {"SH2": ISH}), HCR_DCT=1) == {(False, False)}


def test_sctlr_and_fetches() -> None:
    assert only(SCTLR_C=0).memory == NC_NC
    assert only(SCTLR_C=0, MAIR=0x04).memory == Device("nGnRE")
    assert only(SCTLR_I=0).memory == only(SCTLR_C=0, access=FETCH).memory == WB_WB_RWA
    assert only(SCTLR_I=0, access=FETCH).memory == NC_NC
    nc = Attributes(NC_NC, "OSH", False, False, 1)
    assert results(MAIR=0x04, access=FETCH) == {Fault(1), nc}
    assert results(MemAttr=0b0001, access=FETCH) == {Fault(2), nc}
    assert results(MAIR=0x04, MemAttr=0b0001, access=FETCH) == {Fault(1), Fault(2), nc}
    assert only(HCR_CD=1).memory == NC_NC
    assert only(HCR_CD=1, MAIR=0x04).memory == Device("nGnRE")
    assert only(HCR_CD=1, MemAttr=0b0010).memory == Device("nGRE")
    assert only(HCR_CD=1, access=FETCH).memory == WB_WB_RWA


def test_walks() -> None:
    walk = {"access": WALK, "TCR_SH": ISH, "TCR_IRGN": 0b01, "TCR_ORGN": 0b10, "MAIR": 0}
    through = Half("WT", "RA", False)
    assert only(**(walk | {"TCR_IRGN": 0b11})).memory == Normal(Half("WB", "RA", False), through)
    found = only(**walk, FEAT_XS=1)
    assert found.memory == Normal(WB_RWA, through)
    assert (found.shareability, found.xs) == ("ISH", 1)
    assert only(**(walk | {"TCR_ORGN": 0b11}), FEAT_XS=1).xs == 0
    for fwb in (0, 1):
        device = walk | {"MemAttr": 0b0011, "HCR_FWB": fwb}
        assert only(**device) == Attributes(NC_NC, "OSH", False, False, 1)
        assert results(**device, HCR_PTW=1) == {Fault(2)}
    assert only(**walk, SCTLR_C=0).memory == NC_NC
    assert only(**walk, HCR_CD=1).memory == NC_NC
    for off in ({"SCTLR_M": 0}, {"HCR_DC": 1}):
        assert not possible(BASE | walk | off)
        with pytest.raises(ValueError, match="impossible"):
            permitted(BASE | walk | off)
    perm = BASE | {"FEAT_MTE_PERM": 1}
    assert not possible(perm)
    assert possible(perm | {"FEAT_MTE2": 1})
    with pytest.raises(ValueError, match="impossible"):
        permitted_par(perm)


def test_shareability() -> None:
    for one, two in itertools.product((NSH, OSH, ISH), repeat=2):
        names = {(NSH, NSH): "NSH", (NSH, ISH): "ISH", (ISH, NSH): "ISH", (ISH, ISH): "ISH"}
        for fwb in (0, 1):
            found = only(SH1=one, SH2=two, HCR_FWB=fwb)
            assert found.shareability == names.get((one, two), "OSH")
    lpa2 = {"TCR_DS": 1, "VTCR_DS": 1, "SH1": OSH, "SH2": OSH}
    assert only(**lpa2).shareability == "OSH"
    assert only(**lpa2, FEAT_LPA2=1).shareability == "NSH"
    assert only(**lpa2, FEAT_LPA2=1, TCR_SH=ISH).shareability == "ISH"
    assert only(**lpa2, FEAT_LPA2=1, VTCR_SH0=OSH).shareability == "OSH"
    for feature, ds in ((1, 0), (0, 1)):
        unused = {"FEAT_LPA2": feature, "TCR_DS": ds, "VTCR_DS": ds}
        assert only(**unused, TCR_SH=OSH, VTCR_SH0=OSH).shareability == "ISH"
    assert only(MAIR=0x4F, SH1=NSH, SH2=NSH).shareability == "NSH"


def test_inputs() -> None:
    assert len(INPUTS) == 27
    assert {name: count for name, count in INPUTS.items() if count > 2} == {
        **dict.fromkeys(("SH1", "SH2", "TCR_SH", "TCR_IRGN", "TCR_ORGN", "VTCR_SH0"), 4),
        "MAIR": 256,
        "MemAttr": 16,
        "access": 3,
    }
    assert set(INPUTS.values()) == {2, 3, 4, 16, 256}


@pytest.mark.parametrize("wrong", [{"MAIR": 256}, {"access": -1}, {"Mair": 0}])
def test_unusable_inputs(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r"(?i)mair|access"):
        permitted(BASE | wrong)
    with pytest.raises(ValueError, match="SH1"):
        possible({name: 0 for name in INPUTS if name != "SH1"})
