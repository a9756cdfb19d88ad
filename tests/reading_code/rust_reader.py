"""Reads small files of Rust: a number, or the message with which the reader refuses."""

from __future__ import annotations

from memattr.sources.code_program import Stated
from memattr.sources.code_reading import (
    Asked,
    ConstantTarget,
    Returned,
    Target,
    read,
)
from memattr.sources.known_bits import Word
from memattr.sources.rust.rust_program import RustProgram
from memattr.sources.store import Unread
from memattr.sources.unread import CodePlace, NotRead

PLACE = CodePlace("rules.attr", 1)


def outcome(
    files: dict[str, str], target: Target, *facts: tuple[str, str], stated: Stated | None = None,
    mask: int = -1,
) -> int | str:  # fmt: skip
    """The number that the last file gives, in the bits of the mask, or why it gives none."""
    *headers, last = files
    try:
        program = RustProgram(stated or Stated(place=PLACE))
        program.add({name: files[name] for name in headers})
        value = read(program.with_files({last: files[last]}), Asked(target, facts, PLACE)).value
    except NotRead as error:
        return str(error)
    if not isinstance(value, Word):
        return str(value.cause) if isinstance(value, Unread) else "an address"
    cause = value.cause_of(value.mask & mask)
    if cause is not None:
        return str(cause)
    number = value.number if mask == -1 else value.value & mask
    assert number is not None
    return number


def returned(text: str, *facts: tuple[str, str], stated: Stated | None = None) -> int | str:
    return outcome({"src/a.rs": text}, Returned("f"), *facts, stated=stated)


def constant(text: str, expression: str, stated: Stated | None = None) -> int | str:
    return outcome({"src/a.rs": text}, ConstantTarget(expression), stated=stated)


FLAGS = """
bitflags::bitflags! {
    /// Of a page.
    #[derive(Clone, Copy)]
    pub struct Flags: u64 {
        const VALID = 1 << 0;
        /// Four bits.
        const ATTR  = 0b1111 << 2;
        const INNER = 1 << 8; // and
        const SHARE = 1 << 9;
        #[cfg(feature = "more")]
        const MORE = 1 << 20;
    }
    pub struct Other: u8 { const A = 1; }
}
"""
