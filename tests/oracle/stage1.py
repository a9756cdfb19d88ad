"""Stage 1: from MAIR, TCR and SCTLR to the attributes that leave stage 1."""

from functools import cache
from typing import NamedTuple

from .attributes import (
    FETCH,
    HINTS,
    NC,
    NC_NC,
    SUBTYPES,
    WALK,
    WB_WB_RWA,
    Device,
    Fault,
    Half,
    Memory,
    Normal,
    always_outer_shareable,
    is_write_back,
    shareabilities,
)


class Decoded(NamedTuple):
    """What a MAIR byte, or the TCR fields of a walk, say."""

    memory: Memory
    tagged: bool
    xs: int


class Leaving(NamedTuple):
    """What leaves stage 1: the final attributes, or what enters stage 2."""

    memory: Memory
    shareability: str
    tagged: bool
    xs: int


def decode_nibble(nibble: int) -> Half:
    """A nonzero half of a Normal MAIR byte: 0100 NC, x0RW Write-Through, x1RW Write-Back."""
    if nibble == 0b0100:
        return NC
    hint = nibble & 0b11
    transient = nibble & 0b1000 == 0 and hint != 0
    return Half("WB" if nibble & 0b0100 else "WT", HINTS[hint], transient)


def decode_mair(byte: int, feat_xs: bool, feat_mte2: bool) -> Decoded | None:
    """One MAIR byte (MAIR_EL1 encoding table), or None where it is reserved."""
    outer, inner = byte >> 4, byte & 0b1111
    if outer == 0:
        subtype = SUBTYPES[inner >> 2]
        if inner & 0b11 == 0b00:  # 0000dd00
            return Decoded(Device(subtype), False, 1)
        if inner & 0b11 == 0b01 and feat_xs:  # 0000dd01 (I_ZXKSJ)
            return Decoded(Device(subtype), False, 0)
        return None
    if inner == 0:
        if byte == 0b01000000 and feat_xs:  # I_ZXKSJ
            return Decoded(NC_NC, False, 0)
        if byte == 0b10100000 and feat_xs:  # I_ZXKSJ
            through = Half("WT", "RA", False)
            return Decoded(Normal(through, through), False, 0)
        if byte == 0b11110000 and feat_mte2:
            return Decoded(WB_WB_RWA, True, 0)
        return None
    memory = Normal(inner=decode_nibble(inner), outer=decode_nibble(outer))
    return Decoded(memory, False, 0 if is_write_back(memory) else 1)  # I_ZXKSJ


@cache
def defined_bytes(feat_xs: bool, feat_mte2: bool) -> frozenset[Decoded]:
    """The meanings of all MAIR bytes that these features define."""
    every = (decode_mair(byte, feat_xs, feat_mte2) for byte in range(256))
    return frozenset(decoded for decoded in every if decoded is not None)


@cache
def mair(byte: int, feat_xs: bool, feat_mte2: bool) -> frozenset[Decoded]:
    """What a MAIR byte may mean; a reserved one behaves as any defined byte (K1.2.19)."""
    decoded = decode_mair(byte, feat_xs, feat_mte2)
    return defined_bytes(feat_xs, feat_mte2) if decoded is None else frozenset({decoded})


@cache
def walk_memory(irgn: int, orgn: int) -> frozenset[Decoded]:
    """The attributes of the stage-1 walker's own accesses (I_HJZQP; XS by I_ZXKSJ)."""
    half = {
        0b00: NC,
        0b01: Half("WB", "RWA", False),
        0b10: Half("WT", "RA", False),
        0b11: Half("WB", "RA", False),
    }
    memory = Normal(inner=half[irgn], outer=half[orgn])
    return frozenset({Decoded(memory, False, 0 if is_write_back(memory) else 1)})


@cache
def stage1_off(access: int, i: bool, dc: bool, tagged_by_dct: bool) -> frozenset[Leaving | Fault]:
    """A disabled stage 1 (R_WFZPW).  A walk does not exist then."""
    assert access != WALK
    if dc:
        return frozenset({Leaving(WB_WB_RWA, "NSH", tagged_by_dct, 0)})
    if access == FETCH and i:
        through = Half("WT", "RA", False)
        return frozenset({Leaving(Normal(through, through), "OSH", False, 1)})
    if access == FETCH:
        return frozenset({Leaving(NC_NC, "OSH", False, 1)})
    return frozenset({Leaving(Device("nGnRnE"), "OSH", False, 1)})


def apply_sctlr(decoded: Decoded, access: int, c: bool, i: bool) -> list[Decoded | Fault]:
    """SCTLR_EL1.C and I, and fetches from Device (D7.5.5, K1.2.11); XS is kept."""
    memory, tagged, xs = decoded
    if access == FETCH:
        replaced = Decoded(NC_NC, False, xs)
        if isinstance(memory, Device):  # K1.2.11: a fault, or as from Normal NC
            return [Fault(1), replaced]
        return [decoded if i else replaced]
    if isinstance(memory, Normal) and not c:
        # R_YSLYC: with C=0 it stays open whether Tagged survives, so the replacement keeps it.
        # A walk is Untagged to begin with.
        return [Decoded(NC_NC, tagged, xs)]
    return [decoded]


@cache
def stage1_on(
    meanings: frozenset[Decoded], sh_field: int, access: int, c: bool, i: bool, stage2_on: bool
) -> frozenset[Leaving | Fault]:
    """An enabled stage 1, for each permitted meaning of its encodings."""
    leaving: set[Leaving | Fault] = set()
    for meaning in meanings:
        for outcome in apply_sctlr(meaning, access, c, i):
            if isinstance(outcome, Fault):
                leaving.add(outcome)
                continue
            memory, tagged, xs = outcome
            written = shareabilities(sh_field)
            if not always_outer_shareable(memory):
                permitted = written
            elif stage2_on:  # R_NSCNC: as written, or Outer Shareable
                permitted = (*written, "OSH")
            else:  # R_PYFVQ
                permitted = ("OSH",)
            leaving.update(Leaving(memory, sh, tagged, xs) for sh in permitted)
    return frozenset(leaving)
