"""The operators of C on words of known bits, with the conversions that C makes before them."""

from __future__ import annotations

import re

from memattr.sources import known_bits
from memattr.sources.known_bits import Word, known, resized
from memattr.sources.operators import applied
from memattr.sources.unread import Cause

LITERAL = re.compile(
    r"(0[xX][\da-fA-F]+|0[bB][01]+|0[0-7]*|[1-9]\d*)([uU]?(?:l|L|ll|LL)?|(?:l|L|ll|LL)[uU]?)"
)


def literal(text: str) -> Word | None:
    """An integer as C types it; None for what is no integer."""
    matched = LITERAL.fullmatch(text)
    if matched is None:
        return None
    digits, suffix = matched[1], matched[2].lower()
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
        return applied(mark, promoted(one), other, cause)
    return applied(mark, *converted(one, other), cause)
