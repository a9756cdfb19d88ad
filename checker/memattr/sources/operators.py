"""Operators on words of known bits that are of one type already, as all languages have them."""

from __future__ import annotations

from collections.abc import Callable

from memattr.sources import known_bits
from memattr.sources.known_bits import Word, known, truth, unknown
from memattr.sources.unread import Cause

BITWISE: dict[str, Callable[[Word, Word], Word]] = {
    "&": known_bits.conjunction,
    "|": known_bits.disjunction,
    "^": known_bits.difference,
    "+": known_bits.added,
    "-": known_bits.subtracted,
    "*": known_bits.multiplied,
}
EXACT: dict[str, Callable[[int, int], int]] = {
    "+": lambda one, other: one + other,
    "-": lambda one, other: one - other,
    "*": lambda one, other: one * other,
}


def applied(mark: str, one: Word, other: Word, cause: Cause) -> Word:
    """The result of an operator; that of a comparison is an int. `cause` is why it would not be
    known."""
    if mark in ("<<", ">>"):
        return _shifted(mark, one, other.number, _why(other, cause))
    if mark in BITWISE:
        return BITWISE[mark](one, other)
    if mark in ("/", "%"):
        return _divided(mark, one, other, _why(one, _why(other, cause)))
    result = compared(mark, one, other)
    if result is None:
        return unknown(32, True, _why(one, _why(other, cause)))
    return truth(result)


def exact(mark: str, one: Word, other: Word) -> int | None:
    """What `+`, `-` and `*` come to in numbers of any size; None if that is not known."""
    left, right = one.number, other.number
    return None if left is None or right is None else EXACT[mark](left, right)


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


def compared(mark: str, one: Word, other: Word) -> bool | None:
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
