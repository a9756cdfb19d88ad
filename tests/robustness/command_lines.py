"""Command lines by chance: words that mean something to some command, and words that do not."""

from __future__ import annotations

import os
import random

COMMANDS = (
    "check", "eval", "find", "describe", "compare", "decode", "rule", "lint", "sources", "table",
    "docs", "list", "explore", "conform", "nothing", "--version", "",
)  # fmt: skip
WORDS = (
    "small.attr", "bad.attr", "broken.attr", "none.attr", "rows.csv", "page.md", "empty", ".", "..",
    "/dev/null", "/dev/full", "/dev/zero", os.fsdecode(b"odd\xff.attr"), os.fsdecode(b"\xff\xfe"),
    "painter", "studio", "studio:painter", "small.attr:painter", "p2m_ram_rw", "kvm:normal",
    "brush=1", "brush=2", "brush=", "=1", "strokes=0b11", "MAIR=0xff", "MemAttr=0x6",
    "painter@brush=0", "HEAD:small.attr", "--output=x:small.attr", ":", "::", "HEAD:", ":/",
    "brush : line = thick", "brush : ", "R_TNHFM", "D8.6", "always_thick", "*", "[", "x" * 5000,
    "\u2028", "\x1b[31m", "$(id)", "-", "--", "-5", "0x", "1e999", "\ud800",
)  # fmt: skip
VALUED = {
    "--only": ("always*", "nothing", "[", "x" * 300), "--format": (
        "text", "json", "gcc", "junit", "sarif", "github", "markdown", "html", "csv", "latex", "x"),
    "--out": ("out", "empty", "small.attr/x", "/dev/full", "-", "nowhere/x", "x" * 300),
    "--width": ("40", "400", "0", "x"), "--color": ("always", "never"), "--in": (
        "rows.csv", "none.csv", "page.md", "/dev/null", "small.attr"),
    "--engine": ("z3", "exact", "both", "x"), "--jobs": ("1", "2", "0", "-1", "99999999999"),
    "--timeout": ("0.001", "0.1", "1", "inf", "nan", "-1", "0", "1e30"),
    "--max-memory": ("64", "200", "0", "x", "99999999999999"),
    "--tree": ("xen=.", "xen=.@HEAD", "x", "=", "xen=nowhere", "xen=.@--output=x"),
    "--rules": ("small.attr", "none.attr", "empty"), "--emit-smt2": ("smt", "small.attr/x"),
    "--against": ("page.md", "rows.csv", "none"), "--forbid": ("flip", "x"), "--given": ("x",),
    "--rows": ("brush", "x"), "--cols": ("strokes", "x"), "--cell": ("line", "x"),
}  # fmt: skip
FLAGS = ("--explain", "-q", "-v", "--no-cache", "--check", "--help", "--all-results", "--x")


def command_line(chance: random.Random) -> tuple[str, ...]:
    """A command with a few words and options. Nothing that it asks for is written outside the
    folder that it is run in."""
    parts = [chance.choice(COMMANDS)]
    for _ in range(chance.randrange(5)):
        match chance.randrange(3):
            case 0:
                option = chance.choice(tuple(VALUED))
                parts += [option, chance.choice(VALUED[option])]
            case 1:
                parts.append(chance.choice(FLAGS))
            case _:
                parts.append(chance.choice(WORDS))
    if parts[0] == "check":
        parts.insert(1, "small.attr")  # all shipped claims have no bound together
    elif chance.random() < 0.7 and parts[0]:
        parts.insert(1, chance.choice(("small.attr", "painter", "brush=1", "small.attr")))
    # What no system passes on is not a command line.
    return tuple(part for part in parts if "\0" not in part and "\ud800" not in part)
