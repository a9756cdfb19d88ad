"""The operators of C on words of known bits, with the conversions that C makes before them."""

from __future__ import annotations

import re
from collections.abc import Callable

from memattr.sources import known_bits
from memattr.sources.known_bits import Word, known, resized, truth, unknown
from memattr.sources.unread import Cause

LITERAL = re.compile(
    r"(0[xX][\da-fA-F]+|0[bB][01]+|0[0-7]*|[1-9]\d*)([uU]?(?:l|L|ll|LL)?|(?:l|L|ll|LL)[uU]?)"
)
BITWISE: dict[str, Callable[[Word, Word], Word]] = {
    "&": known_bits.conjunction,
    "|": known_bits.disjunction,
    "^": known_bits.difference,
    "+": known_bits.added,
    "-": known_bits.subtracted,
    "*": known_bits.multiplied,
}


def literal(text: str) -> Word | None:
    """An integer as C types it; None for what is no integer."""
    found = LITERAL.fullmatch(text)
    if found is None:
        return None
    digits, suffix = found[1], found[2].lower()
    prefix = digits[:2].lower()
    octal = digits[0] == "0" and digits.isdigit() and len(digits) > 1
    value = int(digits, {"0x": 16, "0b": 2}.get(prefix, 8 if octal else 10))
    decimal = digits.isdigit() and not octal
    for width in (32, 64):
        for signed in (True, False):
            if (signed and "u" in suffix) or (width == 32 and "l" in suffix):
                continue
            if not signed and decimal and "u" not in suffix:
                continue
            if value < 1 << (width - signed):
                return known(value, width, signed)
    return None


def promoted(word: Word) -> Word:
    """An integer narrower than int as an int."""
    return resized(word, 32, True) if word.width < 32 else word


def converted(one: Word, other: Word) -> tuple[Word, Word]:
    """Both as integers of their common type."""
    one, other = promoted(one), promoted(other)
    width = max(one.width, other.width)
    signed = all(word.signed for word in (one, other) if word.width == width)
    return resized(one, width, signed), resized(other, width, signed)


def unary(mark: str, word: Word) -> Word:
    """`-`, `~` and `+`"""
    word = promoted(word)
    if mark == "~":
        return known_bits.inverted(word)
    if mark == "-":
        return known_bits.subtracted(known(0, word.width, word.signed), word)
    return word


def binary(mark: str, one: Word, other: Word, cause: Cause) -> Word:
    """An operator other than `&&` and `||`; `cause` is why a comparison would not be known."""
    if mark in ("<<", ">>"):
        return _shifted(mark, promoted(one), other.number, _why(other, cause))
    one, other = converted(one, other)
    if mark in BITWISE:
        return BITWISE[mark](one, other)
    if mark in ("/", "%"):
        return _divided(mark, one, other, _why(one, _why(other, cause)))
    result = _compared(mark, one, other)
    if result is None:
        return unknown(32, True, _why(one, _why(other, cause)))
    return truth(result)


def _why(word: Word, cause: Cause) -> Cause:
    """The cause that the word has for what is not known of it, or the other one."""
    return word.cause_of(word.unknown) or cause


def _shifted(mark: str, word: Word, amount: int | None, cause: Cause) -> Word:
    """A shift; by an amount that C leaves undefined, nothing is known."""
    if amount is None or not 0 <= amount < word.width:
        return unknown(word.width, word.signed, cause)
    shift = known_bits.shifted_left if mark == "<<" else known_bits.shifted_right
    return shift(word, amount)


def _divided(mark: str, one: Word, other: Word, cause: Cause) -> Word:
    """A quotient or a remainder, rounded towards 0."""
    left, right = one.number, other.number
    if left is None or not right:
        return unknown(one.width, one.signed, cause)
    quotient = abs(left) // abs(right)
    quotient = -quotient if (left < 0) != (right < 0) else quotient
    return known(quotient if mark == "/" else left - quotient * right, one.width, one.signed)


def _compared(mark: str, one: Word, other: Word) -> bool | None:
    """A comparison, if its result is known."""
    match mark:
        case "==":
            return known_bits.equal(one, other)
        case "!=":
            return _not(known_bits.equal(one, other))
        case "<":
            return known_bits.less(one, other)
        case ">=":
            return _not(known_bits.less(one, other))
        case ">":
            return known_bits.less(other, one)
        case _:
            return _not(known_bits.less(other, one))


def _not(value: bool | None) -> bool | None:
    return None if value is None else not value
