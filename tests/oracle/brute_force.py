"""The oracle's interface: every permitted result of one assignment of all inputs.

The rules are applied one input at a time, over all choices that the manual leaves open, each
choice varying by itself.  Nothing here is shared with the checker.
"""

from collections.abc import Mapping
from functools import lru_cache

from .attributes import (
    DATA,
    FETCH,
    WALK,
    Attributes,
    Device,
    Fault,
    Half,
    Normal,
    Result,
    shareabilities,
)
from .report import output_columns, par
from .stage1 import Leaving, mair, stage1_off, stage1_on, walk_memory
from .stage2 import Controls, behaves_as, stage2_off, through_stage2

__all__ = [
    "DATA",
    "FETCH",
    "INPUTS",
    "WALK",
    "Attributes",
    "Device",
    "Fault",
    "Half",
    "Normal",
    "Result",
    "columns",
    "permitted",
    "permitted_par",
    "possible",
]

INPUTS: dict[str, int] = {
    "MAIR": 256,
    "SH1": 4,
    "SCTLR_M": 2,
    "SCTLR_C": 2,
    "SCTLR_I": 2,
    "access": 3,
    "TCR_SH": 4,
    "TCR_IRGN": 4,
    "TCR_ORGN": 4,
    "TCR_DS": 2,
    "MemAttr": 16,
    "SH2": 4,
    "FnXS": 2,
    "HCR_VM": 2,
    "HCR_FWB": 2,
    "HCR_CD": 2,
    "HCR_ID": 2,
    "HCR_DC": 2,
    "HCR_DCT": 2,
    "HCR_PTW": 2,
    "VTCR_DS": 2,
    "VTCR_SH0": 4,
    "FEAT_S2FWB": 2,
    "FEAT_XS": 2,
    "FEAT_MTE2": 2,
    "FEAT_MTE_PERM": 2,
    "FEAT_LPA2": 2,
}


def _check(inputs: Mapping[str, int]) -> None:
    if inputs.keys() != INPUTS.keys():
        raise ValueError(f"names that differ: {sorted(inputs.keys() ^ INPUTS.keys())}")
    for name, count in INPUTS.items():
        if not 0 <= inputs[name] < count:
            raise ValueError(f"{name}={inputs[name]} is not below {count}")


def possible(inputs: Mapping[str, int]) -> bool:
    """False for inputs that cannot occur.

    FEAT_MTE_PERM needs FEAT_MTE2, and a stage-1 walk needs an effective M of 1.
    """
    _check(inputs)
    if inputs["FEAT_MTE_PERM"] and not inputs["FEAT_MTE2"]:
        return False
    m = inputs["SCTLR_M"] and not inputs["HCR_DC"]  # R_LBPTY
    return not (inputs["access"] == WALK and not m)


def permitted(inputs: Mapping[str, int]) -> frozenset[Result]:
    """All permitted joint results of possible inputs."""
    if not possible(inputs):
        raise ValueError("impossible inputs have no results")
    return _permitted(inputs, inputs["access"])


def permitted_par(inputs: Mapping[str, int]) -> frozenset[tuple[int, int]]:
    """(ATTR, SH) that AT S12E1 may report in PAR_EL1: a data access, whatever the access is."""
    if not possible(inputs):
        raise ValueError("impossible inputs have no results")
    return par(_permitted(inputs, DATA))


def columns(inputs: Mapping[str, int]) -> dict[str, str]:
    """The output columns of a CSV row; several permitted values are joined by a bar."""
    results, pars = permitted(inputs), permitted_par(inputs)
    return dict(output_columns(results, pars, bool(inputs["FEAT_XS"])))


def _permitted(inputs: Mapping[str, int], access: int) -> frozenset[Result]:
    feat_xs = bool(inputs["FEAT_XS"])
    dc = bool(inputs["HCR_DC"])
    vm = bool(inputs["HCR_VM"]) or dc  # R_LBPTY
    how = Controls(
        access=access,
        fwb=bool(inputs["HCR_FWB"] and inputs["FEAT_S2FWB"]),  # R_LNQJQ
        fnxs=bool(inputs["FnXS"]) and feat_xs,  # R_DNHCL
        cd=bool(inputs["HCR_CD"]),
        id=bool(inputs["HCR_ID"]),
        ptw=bool(inputs["HCR_PTW"]),
        dc=dc,
        sctlr_c=bool(inputs["SCTLR_C"]),
    )
    leaving = _stage1(inputs, access, vm)
    if not vm:
        return _canonical(stage2_off(leaving, how), feat_xs)
    ds = inputs["VTCR_DS"] and inputs["FEAT_LPA2"]  # R_HTSGQ
    sh2_field = inputs["VTCR_SH0"] if ds else inputs["SH2"]
    values = behaves_as(inputs["MemAttr"], how.fwb, bool(inputs["FEAT_MTE_PERM"]))
    return _canonical(_stage2(leaving, values, sh2_field, how), feat_xs)


def _stage1(inputs: Mapping[str, int], access: int, vm: bool) -> frozenset[Leaving | Fault]:
    feat_xs, feat_mte2 = bool(inputs["FEAT_XS"]), bool(inputs["FEAT_MTE2"])
    c, i, dc = bool(inputs["SCTLR_C"]), bool(inputs["SCTLR_I"]), bool(inputs["HCR_DC"])
    if dc or not inputs["SCTLR_M"]:  # R_LBPTY
        return stage1_off(access, i, dc, feat_mte2 and bool(inputs["HCR_DCT"]))
    if access == WALK:  # I_HJZQP: TCR_EL1 describes the walker's own accesses
        meanings = walk_memory(inputs["TCR_IRGN"], inputs["TCR_ORGN"])
        return stage1_on(meanings, inputs["TCR_SH"], access, c, i, vm)
    ds = inputs["TCR_DS"] and inputs["FEAT_LPA2"]  # I_HRNGF, I_GJPJW
    sh_field = inputs["TCR_SH"] if ds else inputs["SH1"]
    return stage1_on(mair(inputs["MAIR"], feat_xs, feat_mte2), sh_field, access, c, i, vm)


@lru_cache(maxsize=1 << 17)
def _stage2(
    leaving: frozenset[Leaving | Fault], values: tuple[int, ...], sh2_field: int, how: Controls
) -> frozenset[Result]:
    """The union over what MemAttr and SH may behave as."""
    results: set[Result] = set()
    for value in values:
        for sh2 in shareabilities(sh2_field):
            results |= through_stage2(leaving, value, sh2, how)
    return frozenset(results)


@lru_cache(maxsize=1 << 17)
def _canonical(results: frozenset[Result], feat_xs: bool) -> frozenset[Result]:
    """Without FEAT_XS the attribute has no meaning: its canonical value is 1."""
    if feat_xs:
        return results
    return frozenset(
        result if isinstance(result, Fault) else result._replace(xs=1) for result in results
    )
