"""How results are reported: PAR_EL1, and the output columns of a CSV file."""

from collections.abc import Iterable
from functools import lru_cache

from .attributes import (
    CACHEABILITIES,
    HINTS,
    NC_NC,
    SHAREABILITIES,
    SUBTYPES,
    Attributes,
    Device,
    Half,
    Result,
)

FLAGS = ("0", "1")


def nibble(half: Half) -> int:
    """A half of Normal memory as PAR_EL1.ATTR shows it: NC 0100, WT x0RW, WB x1RW."""
    if half.cacheability == "NC":
        return 0b0100
    back = 0b0100 if half.cacheability == "WB" else 0
    lasting = 0 if half.transient else 0b1000
    return lasting | back | HINTS.index(half.hint)


def par_attr(result: Attributes) -> int:
    """PAR_EL1.ATTR, the first match of four."""
    memory = result.memory
    if result.tagged:
        return 0xE0 if result.no_tag_access else 0xF0
    if isinstance(memory, Device):
        return SUBTYPES.index(memory.subtype) << 2 | (1 - result.xs)
    inner, outer = memory
    if result.xs == 0:
        through = inner.cacheability == outer.cacheability == "WT"
        if through and outer.hint == "RA" and not outer.transient:
            return 0xA0
        if memory == NC_NC:
            return 0x40
    return nibble(outer) << 4 | nibble(inner)


def par_sh(result: Attributes) -> int:
    """PAR_EL1.SH; Device and Normal NC are Outer Shareable already."""
    return {"NSH": 0b00, "OSH": 0b10, "ISH": 0b11}[result.shareability]


@lru_cache(maxsize=1 << 17)
def par(results: frozenset[Result]) -> frozenset[tuple[int, int]]:
    """(ATTR, SH) of each permitted result of a data access, which never faults."""
    reported = set()
    for result in results:
        assert isinstance(result, Attributes)
        reported.add((par_attr(result), par_sh(result)))
    return frozenset(reported)


def join(values: Iterable[str], order: tuple[str, ...]) -> str:
    """The distinct values that apply, in declared order."""
    found = set(values)
    assert found <= set(order)
    return "|".join(value for value in order if value in found)


@lru_cache(maxsize=1 << 17)
def output_columns(
    results: frozenset[Result], pars: frozenset[tuple[int, int]], feat_xs: bool
) -> tuple[tuple[str, str], ...]:
    """The output columns with their cells."""
    gone_ahead = [result for result in results if isinstance(result, Attributes)]
    memories = {result.memory for result in gone_ahead}
    devices = [memory for memory in memories if isinstance(memory, Device)]
    normals = [memory for memory in memories if not isinstance(memory, Device)]
    outcomes = {"ok" if isinstance(result, Attributes) else "fault" for result in results}
    types = {"Device" if isinstance(memory, Device) else "Normal" for memory in memories}
    inners = {normal.inner for normal in normals}
    outers = {normal.outer for normal in normals}

    def hint(halves: set[Half]) -> str:
        return join((half.hint for half in halves if half.cacheability != "NC"), HINTS)

    def transient(halves: set[Half]) -> str:
        return flags(half.transient for half in halves if half.cacheability != "NC")

    def flags(values: Iterable[int]) -> str:
        return join((FLAGS[value] for value in values), FLAGS)

    return (
        ("permitted", str(len(results))),
        ("outcome", join(outcomes, ("ok", "fault"))),
        ("memory", join(types, ("Device", "Normal"))),
        ("device", join((device.subtype for device in devices), SUBTYPES)),
        ("inner", join((half.cacheability for half in inners), CACHEABILITIES)),
        ("outer", join((half.cacheability for half in outers), CACHEABILITIES)),
        ("inner_hint", hint(inners)),
        ("outer_hint", hint(outers)),
        ("inner_transient", transient(inners)),
        ("outer_transient", transient(outers)),
        ("shareability", join((result.shareability for result in gone_ahead), SHAREABILITIES)),
        ("tagged", flags(result.tagged for result in gone_ahead)),
        ("no_tag_access", flags(result.no_tag_access for result in gone_ahead)),
        ("xs", flags(result.xs for result in gone_ahead) if feat_xs else ""),
        ("par_attr", "|".join(f"0x{attr:02x}" for attr in sorted({attr for attr, _ in pars}))),
        ("par_sh", "|".join(str(sh) for sh in sorted({sh for _, sh in pars}))),
    )
