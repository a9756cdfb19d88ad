"""The vocabulary of the oracle: memory types, shareability, and what an access may result in.

Every record is a small tuple, so sets of them are cheap.  Orders are those of the manual, the
strongest value first.
"""

from typing import NamedTuple

SUBTYPES = ("nGnRnE", "nGnRE", "nGRE", "GRE")  # R_TNHFM, Table D8-97
CACHEABILITIES = ("NC", "WT", "WB")  # R_GQFSF, Table D8-98
HINTS = ("No", "WA", "RA", "RWA")  # the code of a hint: bit 1 read-allocate, bit 0 write-allocate
SHAREABILITIES = ("OSH", "ISH", "NSH")  # R_ZNLRJ, Table D8-103

DATA, FETCH, WALK = 0, 1, 2


class Device(NamedTuple):
    """Device memory, with its subtype."""

    subtype: str


class Half(NamedTuple):
    """The inner or the outer half of Normal memory; NC has neither hint nor transient flag."""

    cacheability: str
    hint: str
    transient: bool


class Normal(NamedTuple):
    """Normal memory."""

    inner: Half
    outer: Half


Memory = Device | Normal


class Attributes(NamedTuple):
    """All attributes of an access that goes ahead."""

    memory: Memory
    shareability: str
    tagged: bool
    no_tag_access: bool
    xs: int


class Fault(NamedTuple):
    """A Permission fault, taken at stage 1 or 2."""

    stage: int


Result = Attributes | Fault

NC = Half("NC", "", False)  # the one Non-cacheable half
WB_RWA = Half("WB", "RWA", False)
NC_NC = Normal(NC, NC)
WB_WB_RWA = Normal(WB_RWA, WB_RWA)


def stronger(order: tuple[str, ...], one: str, other: str) -> str:
    """The value that comes first in an order written strongest first."""
    return order[min(order.index(one), order.index(other))]


def always_outer_shareable(memory: Memory) -> bool:
    """Whether the memory is Outer Shareable whatever its SH field says (R_PYFVQ, R_WLQYW)."""
    return isinstance(memory, Device) or memory == NC_NC


def is_write_back(memory: Memory) -> bool:
    """Whether both halves are Write-Back, with whatever hints."""
    return isinstance(memory, Normal) and (
        memory.inner.cacheability == memory.outer.cacheability == "WB"
    )


def shareabilities(field: int) -> tuple[str, ...]:
    """What an SH field may mean; 01 is reserved and means any of the three.

    R_ZWYSH for stage 1, R_DNZJQ for stage 2, K1.2.19 for the reserved value.
    """
    return {0b00: ("NSH",), 0b01: ("NSH", "ISH", "OSH"), 0b10: ("OSH",), 0b11: ("ISH",)}[field]
