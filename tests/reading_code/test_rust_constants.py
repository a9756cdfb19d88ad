"""Rust: what constants, enumerations and sets of flags are."""

from __future__ import annotations

import pytest

from memattr.sources.code_program import Stated

from .rust_reader import FLAGS, PLACE, constant


@pytest.mark.parametrize(
    ("declared", "value"),
    [
        ("u64 = 1 << 40", 1 << 40),
        ("u64 = 0b1111_00", 0b111100),
        ("u8 = 0xff_u8", 0xFF),
        ("u64 = !0 >> 60", 0xF),
        ("u64 = !0xfff & 0xffff", 0xF000),
        ("i32 = -1 >> 3", -1),
        ("i64 = (0xffu8 as i8) as i64", -1),
        ("u64 = (0xffu8 as i8) as u64", (1 << 64) - 1),
        ("u64 = 0x1ff as u8 as u64", "the number 0x1ff does not fit its type"),
        ("u64 = (1 + 2) as u64", 3),
        ("u64 = (1 << 40) as u64", "nothing says what '1 << 40' is"),
        ("u64 = 0xdead_beef as u64", 0xDEADBEEF),
        ("u64 = 10 % 4 * 2 - 1", 3),
        ("u64 = 1 - 2", "'1 - 2' overflows"),
        ("u8 = 200 + 100", "'200 + 100' overflows"),
        ("u64 = u32::MAX as u64", 0xFFFFFFFF),
        ("u64 = if true { 5 } else { 6 }", 5),
        ("u64 = match 3u8 { 1 | 2 => 7, 3..=4 => 8, _ => 9 }", 8),
        ("u64 = B", 12),
        ("u64 = T::C as u64 | B", 0x2C),
        ("u64 = { const D: u64 = 3; D << 1 }", 6),
        ("u64 = E", "no file read defines 'E'"),
        ("u64 = b'a' as u64", "is not understood"),
        ("u64 = size_of::<u64>() as u64", "'size_of' is called"),
        ("usize = 1 << 12 - 1", 1 << 11),
        ("u64 = 08", 8),
        ("u64 = 'a' as u64", 97),
        ("bool = 3 > 2 && !false", 1),
        ("u64 = true as u64", 1),
        ("u128 = 1 << 100", 1 << 100),
    ],
)
def test_constants(declared: str, value: int | str) -> None:
    text = (
        f"const A: {declared};\nconst B: u64 = 3 << 2;\nstruct T;\nimpl T {{ const C: u8 = 32; }}\n"
    )
    found = constant(text, "A")
    assert found == value if isinstance(value, int) else value in str(found), found


@pytest.mark.parametrize(
    ("expression", "value"),
    [("E::A as u64", 0), ("E::B as u64", 5), ("E::C as u64", 6), ("E::D as u64", 7),
     ("F::Y as u8", 1), ("G::P as u64", "not understood")],
)  # fmt: skip
def test_enumerations(expression: str, value: int | str) -> None:
    text = """
    #[repr(u64)]
    enum E { A, B = 2 + 3, C, #[cfg(test)] Z = 90, D }
    #[repr(u8)] enum F { X, Y }
    enum G { P(u64), Q }
    """
    found = constant(text, expression)
    if isinstance(value, int):
        assert found == value
    else:
        assert isinstance(found, str)


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("Flags::INNER.bits()", 1 << 8),
        ("(Flags::INNER | Flags::SHARE).bits()", 3 << 8),
        ("Flags::INNER.union(Flags::VALID).bits()", 0x101),
        ("Flags::all().bits()", 0x33D),
        ("Flags::empty().bits()", 0),
        ("(!Flags::ATTR).bits()", 0x301),
        ("(Flags::all() - Flags::ATTR).bits()", 0x301),
        ("Flags::from_bits_truncate(0xffff).bits()", 0x33D),
        ("Flags::from_bits_retain(0xffff).bits()", 0xFFFF),
        ("Flags::all().contains(Flags::ATTR)", 1),
        ("Flags::VALID.contains(Flags::VALID | Flags::ATTR)", 0),
        ("Flags::VALID.intersects(Flags::VALID | Flags::ATTR)", 1),
        ("Flags::all().difference(Flags::SHARE).is_all()", 0),
        ("Other::A.bits() as u64", 1),
        ("(Flags::INNER ^ Flags::all()).bits()", 0x23D),
    ],
)
def test_flags(expression: str, value: int) -> None:
    off = Stated(undefined=("feature = more",), place=PLACE)
    assert constant(FLAGS, expression, off) == value


def test_flags_that_depend_on_the_configuration() -> None:
    """What all flags are is not known where one of them may not be there."""
    assert '#[cfg(feature = "more")]\' is not determined' in str(
        constant(FLAGS, "Flags::all().bits()")
    )
    assert constant(FLAGS, "Flags::ATTR.bits()") == 0x3C
    on = Stated(defined=(("feature = more", "1"),), place=PLACE)
    assert constant(FLAGS, "Flags::all().bits()", on) == 0x10033D
