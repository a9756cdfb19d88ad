"""A hypervisor of two files, of our own making, with the policies that are read from it."""

from __future__ import annotations

from pathlib import Path

RULES = """\
requires memattr 1.0, manual "DDI 0487 M.a.a"
rules tiny "A hypervisor of two files"
import result

system tiny "One system" tree tiny at "1"
  reads "include/stage2.h"
  HCR_VM = 1, HCR_FWB = 0, HCR_CD = 0, HCR_ID = 0, HCR_DC = 0, HCR_DCT = any, HCR_PTW = 1
  VTCR_DS = 0, VTCR_SH0 = any

policy tiny_ram of tiny "Memory of a guest"
  MemAttr = 0b1111, SH2 = 0b11, FnXS = 0
  read MemAttr, SH2, FnXS from "map.c" function "leaf" returns in stage2_leaf
    given "kind" is "RAM"
policy tiny_framebuffer of tiny "Memory that a guest may combine writes to"
  MemAttr = 0b0101, SH2 = 0b10, FnXS = 0
  read MemAttr, SH2, FnXS from "map.c" function "leaf" returns in stage2_leaf
    given "kind" is "FRAMEBUFFER"

prove framebuffer_is_never_cached "No guest can cache the frame buffer"
  for data under tiny_framebuffer
  : result.memory is (Device or Normal(inner: NC, outer: NC))
"""
HEADER = """\
#ifndef STAGE2_H
#define STAGE2_H
typedef unsigned long u64;
enum kind { RAM, FRAMEBUFFER };

#define ATTR(x)  ((u64)(x) << 2)
#define ATTR_WB  ATTR(0xf)
#define ATTR_NC  ATTR(0x5)
#define SH_OUTER (2ul << 8)
#define SH_INNER (3ul << 8)
#define VALID    3ul
#endif
"""
MAP = """\
#include "stage2.h"

u64 leaf(enum kind kind, u64 address)
{
    u64 entry = VALID | (address & 0xfffffffff000ul);

    switch (kind) {
    case FRAMEBUFFER:
        entry |= ATTR_NC | SH_OUTER;
        break;
    default:
        entry |= ATTR_WB | SH_INNER;
    }
    return entry;
}
"""


def written(folder: Path) -> Path:
    """The rules and the tree, in a folder; the tree's own folder."""
    tree = folder / "tiny"
    (tree / "include").mkdir(parents=True)
    (folder / "tiny.attr").write_text(RULES)
    (tree / "include/stage2.h").write_text(HEADER)
    (tree / "map.c").write_text(MAP)
    return tree


def changed(tree: Path, file: str, old: str, new: str) -> None:
    """Replaces a text that is there."""
    path = tree / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
