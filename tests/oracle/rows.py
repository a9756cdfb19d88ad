"""Rows of inputs for the oracle's tests: a base row, and what the oracle says of changes to it."""

from .brute_force import INPUTS, Attributes, Result, permitted, permitted_par
from .stage1 import decode_mair

NSH, OSH, ISH = 0b00, 0b10, 0b11
TAGGED = 0xF0

# Both stages on, caches on, Inner Shareable Write-Back at both stages, no optional feature but
# FEAT_S2FWB.
BASE = dict.fromkeys(INPUTS, 0) | {
    "MAIR": 0xFF,
    "SH1": ISH,
    "SCTLR_M": 1,
    "SCTLR_C": 1,
    "SCTLR_I": 1,
    "MemAttr": 0b1111,
    "SH2": ISH,
    "HCR_VM": 1,
    "FEAT_S2FWB": 1,
}
MTE = {"FEAT_MTE2": 1, "MAIR": TAGGED}


def results(**changes: int) -> frozenset[Result]:
    return permitted(BASE | changes)


def only(**changes: int) -> Attributes:
    (result,) = results(**changes)
    assert isinstance(result, Attributes)
    return result


def pars(**changes: int) -> frozenset[tuple[int, int]]:
    return permitted_par(BASE | changes)


def tags(**changes: int) -> set[tuple[bool, bool]]:
    found = results(**changes)
    return {(r.tagged, r.no_tag_access) for r in found if isinstance(r, Attributes)}


def defined(xs: bool = False, mte2: bool = False) -> list[int]:
    return [byte for byte in range(256) if decode_mair(byte, xs, mte2) is not None]
