"""Rust: what functions return, set and pass, and what the reader refuses."""

from __future__ import annotations

import re

import pytest

from memattr.sources.code_program import Stated
from memattr.sources.code_reading import (
    Assigned,
    ConstantTarget,
    Passed,
)

from .rust_reader import FLAGS, PLACE, outcome, returned

ENTRY = (
    FLAGS
    + """
#[repr(u64)]
#[derive(PartialEq)]
enum Kind { Device = 1, Normal = 15 }
impl Flags {
    const fn of(kind: Kind) -> Self {
        let mut bits = (kind as u64) << 2;
        if matches!(kind, Kind::Normal) {
            bits |= Self::INNER.bits() | Self::SHARE.bits();
        }
        Self::from_bits_truncate(bits)
    }
}
bitflags! { struct Ask: u32 { const IO = 2; const READ = 1; } }
impl From<Ask> for Flags {
    fn from(ask: Ask) -> Self {
        let mut made = if ask.contains(Ask::IO) {
            Self::of(Kind::Device)
        } else {
            Self::of(Kind::Normal)
        };
        if ask.contains(Ask::READ) { made |= Self::VALID; }
        made
    }
}
impl From<u32> for Flags { fn from(number: u32) -> Self { Self::empty() } }
pub struct Entry(u64);
impl Entry {
    const ADDRESS: u64 = 0xffff_f000;
}
trait Page { fn set(&mut self, ask: Ask, huge: bool); }
impl Page for Entry {
    fn set(&mut self, ask: Ask, huge: bool) {
        let mut flags: Flags = ask.into();
        if !huge { flags |= Flags::VALID; }
        self.put(flags);
    }
}
impl Entry {
    fn put(&mut self, flags: Flags) {
        self.0 = (flags.bits() & !Self::ADDRESS) | (self.0 & Self::ADDRESS);
    }
}
"""
)
OFF = Stated(undefined=("feature = more",), place=PLACE)


def entry(*facts: tuple[str, str], text: str = ENTRY, mask: int = 0xFFE) -> int | str:
    target = Assigned("Entry::set", "self.0")
    return outcome({"src/a.rs": text}, target, *facts, stated=OFF, mask=mask)


def test_an_entry_through_traits_conversions_and_flags() -> None:
    assert entry(("ask.contains(Ask::IO)", "true")) == 0x004
    assert entry(("ask.contains(Ask::IO)", "false")) == 0x33C
    assert entry(("ask", "Ask::READ"), ("huge", "true"), mask=0xFFF) == 0x33D
    assert entry(("ask", "Ask::IO"), ("huge", "true"), mask=0xFFF) == 0x004
    assert "it depends on 'ask.contains(Ask::IO)', which is not known" in str(entry())
    assert "the path never asks what 'ask.contains(Ask::UP)' is" in str(
        entry(("ask.contains(Ask::IO)", "true"), ("ask.contains(Ask::UP)", "true"))
    )


@pytest.mark.parametrize(
    ("old", "new", "value"),
    [
        ("Device = 1", "Device = 0", 0x000),
        ("Device = 1", "Device = 5", 0x014),
        ("<< 2;\n        if", "<< 3;\n        if", 0x008),
        ("matches!(kind, Kind::Normal)", "matches!(kind, Kind::Device)", 0x304),
        ("matches!(kind, Kind::Normal)", "kind == Kind::Device", 0x304),
        ("if ask.contains(Ask::IO) {", "if !ask.contains(Ask::IO) {", 0x33C),
        ("const INNER = 1 << 8", "const INNER = 1 << 7", 0x004),
        ("0b1111 << 2", "0b0001 << 2", 0x004),
        ("const ATTR  = 0b1111 << 2;", "const ATTR  = 0b1000 << 2;", 0x000),
        ("self.put(flags);", "self.put(flags | Flags::SHARE);", 0x204),
        ("self.put(flags);", "self.put(Flags::of(Kind::Normal));", 0x33C),
        ("self.put(flags);", "self.0 = flags.bits(); self.0 |= 0x20;", 0x024),
        ("self.put(flags);", "self.put(flags); self.0 = 0xffe;", 0xFFE),
        ("self.put(flags);", "flags.insert(Flags::INNER); self.put(flags);", 0x104),
        ("self.put(flags);", "match huge { true | false => self.put(flags) }", 0x004),
        ("self.put(flags);", "let flags = Flags::SHARE; self.put(flags);", 0x200),
        ("self.put(flags);", "{ let flags = Flags::SHARE; } self.put(flags);", 0x004),
        ("self.put(flags);", "audit(self);\n        self.put(flags);", "'audit' is called"),
        ("self.put(flags);", "for _ in 0..2 { self.put(flags); }", "a loop stands on the path"),
        ("self.put(flags);", "if huge { return; } self.put(flags);", "not set on every path"),
        ("self.put(flags);", "self.put(flags); unsafe { core::arch::asm!(\"isb\"); }", "assembly"),
        ("self.put(flags);", "#[cfg(feature = \"x\")] self.put(flags);", "feature = \"x\""),
        ("self.put(flags);", "log!(\"{}\", 1); self.put(flags);", "'log!' is called"),
        ("self.put(flags);", "assert!(!huge); self.put(flags);", 0x004),
        ("self.put(flags);", "if huge { panic!(\"no\") } self.put(flags);", 0x004),
        ("impl From<u32>", "impl From<Ask>", "declared twice"),
        (" flags: Flags = ask.into();", " flags = ask.into();", "type of 'into' was not found"),
        ("fn set(&mut self, ask: Ask, huge: bool) {",
         "fn set(&mut self, ask: Ask, huge: bool) { // match Kind::Normal {", 0x004),
    ],
)  # fmt: skip
def test_every_change_is_read_or_refused(old: str, new: str, value: int | str) -> None:
    assert old in ENTRY
    found = entry(("ask.contains(Ask::IO)", "true"), text=ENTRY.replace(old, new))
    if isinstance(value, int):
        assert found == value
    else:
        assert isinstance(found, str) and (value in found), found


@pytest.mark.parametrize(
    ("body", "value"),
    [
        ("match k { 1 => 0x10, 2 | 3 => 0x20, _ => 0x30 }", 0x20),
        ("match k { 1 => 0x10, n if n > 5 => 0x20, _ => 0x30 }", 0x30),
        ("match k { n => n + 1 }", 3),
        ("match k { TWO => 7, _ => 8 }", 7),
        ("match k { 0..=1 => 7, 2.. => 8, _ => 9 }", "it depends on 'k'"),
        ("match k { 3 => 1, 4 => 2, _ => unreachable!() }", "does not return on this path"),
        ("let x = 4u64; let x = x << 1; x | k", 10),
        ("let mut x = k; x <<= 2; x += 1; x", 9),
        ("if k == 2 { return 9; } 5", 9),
        ("if let 2 = k { 9 } else { 5 }", 9),
        ("let y = if k > 1 { 3 } else { 4 }; y", "is not written, and was not found"),
        ("let y: u64 = if k > 1 { 3 } else { 4 }; y", 3),
        ("let y = { let z: u64 = 5; z }; k", 2),
        ("(k as u8 as i8 as i64 as u64) << 62", 1 << 63),
        ("k << 64", "nothing says what"),
        ("g(k)?", "may return here, by '?'"),
        ("let c = |x: u64| x + 1; c(k)", "'c' is called"),
        ("loop { break 5; }", "a loop stands on the path"),
        ("use other::TWO; k", "an item stands inside a function"),
        ("let (a, b) = (1, 2); k", 2),
        ("let Some(x) = h(k) else { return 1; }; k", "'let ... else' is not understood"),
        ("let p = &mut k2(); *p = 3; k", "was not found"),
        ("let mut v: u64 = k; let p = &mut v; *p = 3; v", 3),
        ("let mut v: u64 = k; { let p = &mut v; *p |= 1; } v", 3),
        ("*&k", 2),
        ("S { a: k, b: 4 }.b", 4),
        ("let s = S { b: 4, a: k }; s.a", 2),
        ("let mut s = S { b: 4, a: k }; s.a = 9; s.a << s.b", 9 << 4),
        ("P(k, 3).1 as u64", 3),
        ("k.pow(2)", "'k.pow' is called"),
        ("STATIC", 17),
        ("unsafe { CHANGES }", "nothing says what 'CHANGES' is"),
        ("TWO.clone() + k", 4),
        ("(k, 3).0", "nothing says"),
        ("[1u64, 2][0]", "nothing says"),
        ('"text".len()', "is called"),
        ("g(k)", 5),
        ("crate::a::g(k)", 5),
        ("self::g(k)", 5),
        ("G::g(k)", "'G::g' is called"),
        ('if cfg!(feature = "z") { 1 } else { 2 }', "it depends on 'cfg!(feature = "),
        ("if cfg!(not(test)) { 1 } else { 2 }", 1),
        ("k /* 3 */ // 4\n", 2),
        ('r#"return 9;"#; k', 2),
    ],
)
def test_bodies(body: str, value: int | str) -> None:
    text = f"""
    const TWO: u64 = 2;
    static STATIC: u64 = 17;
    static mut CHANGES: u64 = 17;
    struct S {{ a: u64, b: u64 }}
    struct P(u64, u8);
    fn g(x: u64) -> u64 {{ x + 3 }}
    fn f(k: u64) -> u64 {{ {body} }}
    """
    facts = [("k", "2")] if re.search(r"\bk\b", body) else []
    found = returned(text, *facts)
    if isinstance(value, str):
        assert isinstance(found, str) and value in found, found
    else:
        assert found == value


# ---- Modules


def test_names_mean_what_their_module_says() -> None:
    files = {
        "src/memory/mod.rs": "pub const SIZE: u64 = 4;\npub const OWN: u64 = 5;",
        "src/consts.rs": "pub use crate::memory::SIZE;\npub use crate::memory::OWN as MINE;",
        "src/other.rs": "pub const SIZE: u64 = 9;",
        "src/arch/mod.rs": """
            #[cfg(target_arch = "a")] pub use a::*;
            #[cfg(target_arch = "b")] pub use b::*;
        """,
        "src/arch/a/mod.rs": "pub const LEAF: u64 = 1;",
        "src/arch/b.rs": "pub const LEAF: u64 = 2;",
    }
    stated = Stated(
        defined=(("target_arch = a", "1"),), undefined=("target_arch = b",), place=PLACE
    )

    def use(line: str, name: str, with_stated: Stated | None = stated) -> int | str:
        text = f"{line}\nconst X: u64 = {name};"
        return outcome({**files, "src/x.rs": text}, ConstantTarget("X"), stated=with_stated)

    assert use("use crate::memory::SIZE;", "SIZE") == 4
    assert use("use crate::consts::SIZE;", "SIZE") == 4
    assert use("use crate::other::SIZE;", "SIZE") == 9
    assert use("use crate::{other as o, memory};", "o::SIZE | memory::OWN") == 13
    assert use("use crate::consts::*;", "MINE") == 5
    assert use("use super::memory::{self, SIZE as S};", "S + memory::SIZE") == 8
    assert use("use crate::arch::LEAF;", "LEAF") == 1
    assert "no file read defines 'SIZE'" in str(use("use other_crate::SIZE;", "SIZE"))
    assert "no file read defines 'SIZE'" in str(use("", "SIZE"))
    assert "may come from two modules" in str(
        use("use crate::memory::*; use crate::other::*;", "SIZE")
    )
    assert "is not determined" in str(use("use crate::arch::LEAF;", "LEAF", None))
    assert "the macro here may define 'SIZE'" in str(
        use("use crate::memory::*; lazy! { static ref SIZE: u64 = 1; }", "SIZE")
    )
    assert "declared twice" in str(use("const A: u64 = 1; const A: u64 = 2;", "A"))


# ---- Calls, and names of other crates

REGISTERS = """
impl Cpu {
    fn activate(&self) {
        TCR.write(TCR::SH::Inner + TCR::PS.val(range() as _)
            + TCR::SL.val(if deep() { 1 } else { 2 }));
        HCR.write(HCR::VM::SET + HCR::RW::On);
    }
}
struct Cpu { id: usize }
"""
NAMES = (("TCR::SH::Inner", "0b11 << 12"), ("TCR::PS.val(x)", "(x & 7) << 16"),
         ("TCR::SL.val(x)", "(x & 3) << 6"), ("HCR::VM::SET", "1"),
         ("HCR::RW::On", "1 << 31"))  # fmt: skip
PASSED = frozenset({"TCR.write", "HCR.write", "range", "deep"})


def written(register: str, text: str = REGISTERS, mask: int = 0xFFFFFFFF) -> int | str:
    stated = Stated(NAMES, (), PASSED, PLACE)
    target = Passed("Cpu::activate", 1, f"{register}.write")
    return outcome({"src/a.rs": text}, target, stated=stated, mask=mask)


def test_names_of_another_crate_are_stated() -> None:
    assert written("HCR") == 0x80000001
    assert written("TCR", mask=0xFFF8FF3F) == 0x3000
    assert "nothing says what 'range()' is" in str(written("TCR", mask=1 << 16))
    assert "it depends on 'deep()'" in str(written("TCR", mask=1 << 6))
    twice = REGISTERS.replace("HCR.write(", "HCR.write(HCR::VM::SET);\n        HCR.write(")
    assert "two values on this path" in str(written("HCR", twice))
    other = REGISTERS.replace("HCR::RW::On", "HCR::RW::Off")
    assert "no file read defines 'HCR::RW::Off'" in str(written("HCR", other))
    renamed = REGISTERS.replace("HCR.write(", "HCR.set(")
    assert "'HCR.write' is not called on this path" in str(written("HCR", renamed))
    assert "no file read defines a function" in str(
        written("HCR", REGISTERS.replace("fn activate", "fn start"))
    )
