"""Stage 2: the MemAttr field, its combination with stage 1, and what becomes of the result."""

from functools import cache
from typing import Literal, NamedTuple

from .attributes import (
    CACHEABILITIES,
    FETCH,
    NC,
    NC_NC,
    SHAREABILITIES,
    SUBTYPES,
    WALK,
    WB_RWA,
    WB_WB_RWA,
    Attributes,
    Device,
    Fault,
    Half,
    Memory,
    Normal,
    Result,
    always_outer_shareable,
    is_write_back,
    stronger,
)
from .stage1 import Leaving


class Controls(NamedTuple):
    """Effective values of what stage 2 and the rules on tags read besides MemAttr and SH."""

    access: int
    fwb: bool
    fnxs: bool
    cd: bool
    id: bool
    ptw: bool
    dc: bool
    sctlr_c: bool


Cacheabilities = tuple[str, str]  # inner, outer: stage 2 alone has no hints (R_WYQVN)


@cache
def behaves_as(memattr: int, fwb: bool, mte_perm: bool) -> tuple[int, ...]:
    """The allocated MemAttr values that a MemAttr value may behave as (K1.2.19 if reserved)."""
    allocated: tuple[int, ...]
    normal: tuple[int, ...]
    if fwb and mte_perm:  # R_NQDNZ, R_JXGKQ, R_RHWZM (Table D8-101)
        allocated = (0, 1, 2, 3, 0b0101, 0b0110, 0b0111, 0b1110, 0b1111)
        return (memattr,) if memattr in allocated else allocated
    if fwb:  # R_ZNGNK: bit 3 is RES0
        allocated = (0, 1, 2, 3, 0b101, 0b110, 0b111)
        return (memattr & 0b111,) if memattr & 0b111 in allocated else allocated
    # R_HMNDG (Table D8-96)
    normal = (0b0101, 0b0110, 0b0111, 0b1001, 0b1010, 0b1011, 0b1101, 0b1110, 0b1111)
    if mte_perm:
        normal = (0b0100, *normal)
    allocated = (0, 1, 2, 3, *normal)
    if memattr in allocated:
        return (memattr,)
    if memattr == 0b1100:  # the type is Normal, the cacheability is reserved
        return normal
    return allocated  # 1000, and 0100 without FEAT_MTE_PERM: the type is reserved


def checks(is_device: bool, how: Controls) -> tuple[Literal["keep", "replace", "fault"], ...]:
    """What may become of the stage-2 walk result, by its type: replaced means Normal NC."""
    if how.access == WALK and is_device:  # R_KTSYP
        return ("fault",) if how.ptw else ("replace",)
    if how.access == FETCH:
        if is_device:  # K1.2.11: a fault, or as from Normal NC
            return ("fault", "replace")
        return ("replace",) if how.id else ("keep",)  # D7.5.5, HCR_EL2.ID
    if not is_device and how.cd:  # D7.5.5, HCR_EL2.CD
        return ("replace",)
    return ("keep",)


def decode_separate(memattr: int) -> Device | Cacheabilities:
    """An allocated MemAttr value with FWB=0 (R_HMNDG, Table D8-96)."""
    outer, inner = memattr >> 2, memattr & 0b11
    if outer == 0b00:
        return Device(SUBTYPES[inner])
    if memattr == 0b0100:  # FEAT_MTE_PERM: Write-Back with NoTagAccess
        return ("WB", "WB")
    code = {0b01: "NC", 0b10: "WT", 0b11: "WB"}
    return (code[inner], code[outer])


def combine_halves(one: Half, two: str) -> Half:
    """R_GQFSF (Table D8-98); hint and transient are stage 1's (R_WYQVN)."""
    cacheability = stronger(CACHEABILITIES, one.cacheability, two)
    return NC if cacheability == "NC" else Half(cacheability, one.hint, one.transient)


def combine(one: Memory, two: Device | Cacheabilities) -> Memory:
    """Type and cacheability of both stages with FWB=0 (R_MFDHF, R_TNHFM, R_GQFSF)."""
    if isinstance(one, Device) and isinstance(two, Device):
        return Device(stronger(SUBTYPES, one.subtype, two.subtype))
    if isinstance(one, Device):
        return one
    if isinstance(two, Device):
        return two
    inner, outer = two
    return Normal(combine_halves(one.inner, inner), combine_halves(one.outer, outer))


def forced_half(one: Half) -> Half:
    """A half that stage 2 forces to Write-Back: R_THYXB if cacheable at stage 1, else R_TBQKG."""
    return WB_RWA if one == NC else Half("WB", one.hint, one.transient)


def apply_fwb(one: Memory, memattr: int) -> Memory:
    """An allocated MemAttr value with FWB=1, on stage 1's memory."""
    if memattr < 0b0100:  # R_VRJSW (Table D8-100), R_GSDKZ
        device = Device(SUBTYPES[memattr])
        return combine(one, device)
    low = memattr & 0b11  # R_RHWZM (Table D8-101)
    if low == 0b01:
        return one if isinstance(one, Device) else NC_NC
    if low == 0b10:
        if isinstance(one, Device):
            return WB_WB_RWA
        return Normal(forced_half(one.inner), forced_half(one.outer))
    return one


def resultant_xs(memory: Memory, one: Leaving, how: Controls) -> int:
    """XS of combined attributes: R_TDMCS if Write-Back, else stage 1's unless FnXS (R_FQWJG)."""
    return 0 if is_write_back(memory) or how.fnxs else one.xs


def finish(
    one: Leaving, memory: Memory, shareability: str, xs: int, asks: bool, how: Controls
) -> list[Attributes]:
    """The last rules on a combined result: shareability, tags, NoTagAccess.

    asks says whether stage 2 requests NoTagAccess.
    """
    if always_outer_shareable(memory):  # R_PYFVQ, R_WLQYW
        shareability = "OSH"
    stage1_non_shareable = not how.dc and one.shareability == "NSH"
    tagged: tuple[bool, ...]
    if not one.tagged or memory != WB_WB_RWA:  # R_JJRJP
        tagged = (False,)
    elif shareability == "NSH" or stage1_non_shareable or not how.sctlr_c:  # R_YSLYC
        tagged = (False, True)
    else:
        tagged = (True,)
    # R_JSXRX (Table D8-99), R_RHWZM (Table D8-101), I_HKMRJ
    return [Attributes(memory, shareability, tag, asks and tag, xs) for tag in tagged]


def separate(one: Leaving, memattr: int, sh2: str, how: Controls) -> list[Result]:
    """FWB=0: stage 2's own attributes are checked, then combined with stage 1's."""
    two = decode_separate(memattr)
    results: list[Result] = []
    for outcome in checks(isinstance(two, Device), how):
        if outcome == "fault":
            results.append(Fault(2))
            continue
        kept = outcome == "keep"
        memory = combine(one.memory, two if kept else ("NC", "NC"))
        shareability = stronger(SHAREABILITIES, one.shareability, sh2 if kept else "OSH")
        xs = resultant_xs(memory, one, how)
        asks = kept and memattr == 0b0100
        results += finish(one, memory, shareability, xs, asks, how)
    return results


def forced(one: Leaving, memattr: int, sh2: str, how: Controls) -> list[Result]:
    """FWB=1: the combined attributes are checked; a replacement is final."""
    memory = apply_fwb(one.memory, memattr)
    shareability = stronger(SHAREABILITIES, one.shareability, sh2)  # R_ZNLRJ, I_LTFXF
    xs = resultant_xs(memory, one, how)
    asks = memattr in (0b1110, 0b1111)
    results: list[Result] = []
    for outcome in checks(isinstance(memory, Device), how):
        if outcome == "fault":
            results.append(Fault(2))
        elif outcome == "replace":
            results.append(Attributes(NC_NC, "OSH", False, False, xs))
        else:
            results += finish(one, memory, shareability, xs, asks, how)
    return results


@cache
def through_stage2(
    leaving: frozenset[Leaving | Fault], memattr: int, sh2: str, how: Controls
) -> frozenset[Result]:
    """All results of one allocated MemAttr value and one shareability over what left stage 1."""
    results: set[Result] = set()
    for one in leaving:
        if isinstance(one, Fault):
            results.add(one)
        elif how.fwb:
            results.update(forced(one, memattr, sh2, how))
        else:
            results.update(separate(one, memattr, sh2, how))
    return frozenset(results)


@cache
def stage2_off(leaving: frozenset[Leaving | Fault], how: Controls) -> frozenset[Result]:
    """Stage 2 off: what left stage 1 is final (R_QVLSD)."""
    results: set[Result] = set()
    for one in leaving:
        if isinstance(one, Fault):
            results.add(one)
        else:
            results.update(finish(one, one.memory, one.shareability, one.xs, False, how))
    return frozenset(results)
