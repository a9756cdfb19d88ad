"""A peer for the benchmark: rows of a file computed with NumPy, by hand, whole columns at a time.

It knows the base features only, both stages on and data accesses, and gives type, cacheability and
shareability of rows without a reserved encoding; other rows are `-`. That is less than memattr
gives, so its times are a bound from below.

    python tests/bench/numpy_peer.py IN.csv OUT.csv
"""

from __future__ import annotations

import csv
import sys

import numpy as np
import numpy.typing as npt

Column = npt.NDArray[np.int64]
Truth = npt.NDArray[np.bool_]

DEVICE = np.array(["nGnRnE", "nGnRE", "nGRE", "GRE"])
NC, WT, WB = 0, 1, 2
CACHEABILITY = np.array(["NC", "WT", "WB"])
# The stronger of two fields has the lower number: Outer, Inner, Non-shareable.
SHARED_BY_FIELD = np.array([2, 9, 0, 1])
SHAREABILITY = np.array(["OSH", "ISH", "NSH"])


def half(nibble: Column) -> Column:
    """NC, WT or WB of a half of a Normal MAIR byte."""
    return np.where(nibble == 0b0100, NC, np.where(nibble & 0b0100, WB, WT))


def halves(inner: Column, outer: Column, memattr: Column, fwb: Truth) -> tuple[Column, Column]:
    """The halves of a Normal stage 1 under a Normal stage 2; see Tables D8-98 and D8-101."""
    code = np.array([NC, NC, WT, WB])
    plain = np.minimum(inner, code[memattr & 3]), np.minimum(outer, code[memattr >> 2])
    low = memattr & 0b11
    forced = [np.where(low == 0b01, NC, np.where(low == 0b10, WB, own)) for own in (inner, outer)]
    return np.where(fwb, forced[0], plain[0]), np.where(fwb, forced[1], plain[1])


def computed(rows: dict[str, Column]) -> tuple[npt.NDArray[np.str_], ...]:
    """Memory, device type, inner, outer and shareability of each row, and whether it is defined."""
    mair, memattr, fwb = rows["MAIR"], rows["MemAttr"], rows["HCR_FWB"] == 1
    is_device1 = mair >> 4 == 0
    defined = np.where(is_device1, mair & 0b11 == 0, mair & 0b1111 != 0)
    defined &= (rows["SH1"] != 1) & (rows["SH2"] != 1)
    defined &= np.where(fwb, memattr & 0b111 != 0b100, (memattr >> 2 == 0) | (memattr & 3 != 0))
    is_device2 = np.where(fwb, memattr & 0b100 == 0, memattr >> 2 == 0)
    type1, type2 = mair >> 2 & 3, memattr & 3
    makes_write_back = fwb & (memattr & 0b111 == 0b110)
    is_device = (is_device1 & ~makes_write_back) | is_device2
    device = np.where(is_device1 & is_device2, np.minimum(type1, type2),
                      np.where(is_device1, type1, type2))  # fmt: skip
    inner, outer = halves(half(mair & 15), half(mair >> 4), memattr, fwb)
    inner = np.where(is_device1 & makes_write_back, WB, inner)
    outer = np.where(is_device1 & makes_write_back, WB, outer)
    written1, written2 = SHARED_BY_FIELD[rows["SH1"]], SHARED_BY_FIELD[rows["SH2"]]
    shared = np.minimum(written1, written2)
    # Whether stage 1 normalises the shareability of what it makes Device or Non-cacheable is
    # IMPLEMENTATION DEFINED (R_NSCNC); rows on which it shows are left to memattr.
    either = is_device1 | ((half(mair & 15) == NC) & (half(mair >> 4) == NC))
    is_osh = is_device | ((inner == NC) & (outer == NC))
    defined &= ~(either & ~is_osh & (shared != 0))
    shared = np.where(is_osh, 0, shared)
    return (
        np.where(is_device, "Device", "Normal"),
        np.where(is_device, DEVICE[device], ""),
        np.where(is_device, "", CACHEABILITY[np.clip(inner, 0, 2)]),
        np.where(is_device, "", CACHEABILITY[np.clip(outer, 0, 2)]),
        SHAREABILITY[np.clip(shared, 0, 2)],
        np.where(defined, "1", "-"),
    )


def main(source: str, target: str) -> None:
    with open(source) as stream:
        names = stream.readline().strip().split(",")
        table = np.loadtxt(stream, delimiter=",", dtype=np.int64)
    answers = computed({name: table[:, place] for place, name in enumerate(names)})
    with open(target, "w", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow([*names, "memory", "device", "inner", "outer", "shareability", "defined"])
        columns = [*(table[:, place].tolist() for place in range(len(names))),
                   *(answer.tolist() for answer in answers)]  # fmt: skip
        writer.writerows(zip(*columns, strict=True))


if __name__ == "__main__":
    main(*sys.argv[1:])
