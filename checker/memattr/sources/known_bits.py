"""Integers of which some bits are known: what holds of every run that the statements permit.

A word has a width in bits, two's complement if it is signed, as C on a machine with 64-bit longs
has it. Each bit that is not known has a cause. An operation gives a known bit only where every
value of the unknown bits gives the same one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from memattr.sources.unread import Cause, CodePlace

Causes = tuple[tuple[int, Cause], ...]
Sources = tuple[tuple[int, CodePlace], ...]


@dataclass(frozen=True)
class Word:
    """`value` is 0 in the bits of the mask `unknown`; `causes` cover that mask.

    `sources` say of masks in which line they were stored; they are no part of what the word is."""

    width: int
    signed: bool
    value: int
    unknown: int = 0
    causes: Causes = ()
    sources: Sources = field(default=(), compare=False)

    @property
    def mask(self) -> int:
        """All bits of the word."""
        return (1 << self.width) - 1

    @property
    def zeros(self) -> int:
        """The bits that are known to be 0."""
        return self.mask & ~self.value & ~self.unknown

    @property
    def number(self) -> int | None:
        """The number, negative ones included; None if a bit is unknown."""
        if self.unknown:
            return None
        negative = self.signed and self.value >> (self.width - 1)
        return self.value - (1 << self.width) if negative else self.value

    @property
    def truth(self) -> bool | None:
        """Whether it is other than 0, if that is known."""
        if self.value:
            return True
        return None if self.unknown else False

    def cause_of(self, mask: int) -> Cause | None:
        """Why a bit of the mask is unknown; None if all of them are known."""
        for covered, cause in self.causes:
            if covered & mask & self.unknown:
                return cause
        return None

    def source_of(self, mask: int) -> CodePlace | None:
        """The line that stored bits of the mask last."""
        return next((place for bits, place in self.sources if bits & mask), None)


def known(value: int, width: int = 32, signed: bool = True) -> Word:
    """A word of known bits; the value is cut to its width."""
    return Word(width, signed, value & ((1 << width) - 1))


def unknown(width: int, signed: bool, cause: Cause) -> Word:
    """A word of which nothing is known."""
    mask = (1 << width) - 1
    return Word(width, signed, 0, mask, ((mask, cause),))


def truth(value: bool) -> Word:
    """The int that a comparison gives."""
    return known(int(value))


def _made(
    width: int, signed: bool, value: int, unknown_bits: int, causes: Iterable[tuple[int, Cause]]
) -> Word:
    """A word, with those of the causes that its unknown bits have."""
    unknown_bits &= (1 << width) - 1
    kept: dict[Cause, int] = {}
    for mask, cause in causes:
        if mask & unknown_bits:
            kept[cause] = kept.get(cause, 0) | (mask & unknown_bits)
    value &= ((1 << width) - 1) & ~unknown_bits
    return Word(width, signed, value, unknown_bits, tuple((m, c) for c, m in kept.items()))


def _spread(words: Iterable[Word]) -> Causes:
    """The causes of the words, each for all bits: for operations that carry."""
    return tuple((-1, cause) for word in words for _, cause in word.causes)


def resized(word: Word, width: int, signed: bool) -> Word:
    """Converted to another integer type: cut, or extended by zeros or by the sign."""
    value, bits, causes = word.value, word.unknown, word.causes
    if width > word.width and word.signed:
        sign = 1 << (word.width - 1)
        high = ((1 << width) - 1) & ~word.mask
        if value & sign:
            value |= high
        if bits & sign:
            bits |= high
            causes = tuple((m | high if m & sign else m, c) for m, c in causes)
    return replace(_made(width, signed, value, bits, causes), sources=word.sources)


def sliced(word: Word, offset: int, width: int, signed: bool) -> Word:
    """The bits from `offset` on."""
    causes = tuple((mask >> offset, cause) for mask, cause in word.causes)
    sources = tuple((mask >> offset, place) for mask, place in word.sources)
    part = _made(width, signed, word.value >> offset, word.unknown >> offset, causes)
    return replace(part, sources=sources)


def replaced(word: Word, offset: int, part: Word) -> Word:
    """The word with the bits from `offset` on replaced by those of the part."""
    hole = ~(part.mask << offset)
    causes = [(mask & hole, cause) for mask, cause in word.causes]
    causes += [(mask << offset, cause) for mask, cause in part.causes]
    bits = (word.unknown & hole) | (part.unknown << offset)
    value = (word.value & hole) | (part.value << offset)
    sources = tuple((mask << offset, place) for mask, place in part.sources)
    kept = tuple((mask & hole, place) for mask, place in word.sources)
    changed = _made(word.width, word.signed, value, bits, causes)
    return replace(changed, sources=(*sources, *kept))


def stored(word: Word, before: Word | None, place: CodePlace) -> Word:
    """The word as a line stores it. Bits that were so before keep the line that stored them, and so
    do those of a word that is only copied."""
    if word.sources and before is None:
        return word
    changed = word.mask
    if before is not None and before.width == word.width:
        same = ~(word.value ^ before.value) & ~word.unknown & ~before.unknown
        changed &= ~same
    kept = before.sources if before is not None else ()
    old = tuple((mask & ~changed, where) for mask, where in kept if mask & ~changed)
    return replace(word, sources=((changed, place), *old))


def joined(one: Word, other: Word, cause: Cause) -> Word:
    """What holds of both; bits that differ are unknown for the cause."""
    assert one.width == other.width
    differing = (one.value ^ other.value) & ~one.unknown & ~other.unknown
    bits = one.unknown | other.unknown | differing
    causes = (*one.causes, *other.causes, (differing, cause))
    word = _made(one.width, one.signed, one.value, bits, causes)
    return replace(word, sources=one.sources)


def inverted(word: Word) -> Word:
    """`~`"""
    return _made(word.width, word.signed, word.zeros, word.unknown, word.causes)


def conjunction(one: Word, other: Word) -> Word:
    """`&` of words of one width"""
    value, zeros = one.value & other.value, one.zeros | other.zeros
    bits = one.mask & ~value & ~zeros
    return _made(one.width, one.signed, value, bits, (*one.causes, *other.causes))


def disjunction(one: Word, other: Word) -> Word:
    """`|` of words of one width"""
    value, zeros = one.value | other.value, one.zeros & other.zeros
    bits = one.mask & ~value & ~zeros
    return _made(one.width, one.signed, value, bits, (*one.causes, *other.causes))


def difference(one: Word, other: Word) -> Word:
    """`^` of words of one width"""
    bits = one.unknown | other.unknown
    value = one.value ^ other.value
    return _made(one.width, one.signed, value, bits, (*one.causes, *other.causes))


def _carried(one: Word, other: Word, operation: Callable[[int, int], int]) -> Word:
    """Operations whose low bits depend on low bits alone."""
    bits = one.unknown | other.unknown
    bits = one.mask & -(bits & -bits) if bits else 0
    value = operation(one.value, other.value)
    return _made(one.width, one.signed, value, bits, _spread((one, other)))


def added(one: Word, other: Word) -> Word:
    """`+`; where no bit may be 1 on both sides nothing is carried."""
    if not (one.value | one.unknown) & (other.value | other.unknown):
        return disjunction(one, other)
    return _carried(one, other, lambda a, b: a + b)


def subtracted(one: Word, other: Word) -> Word:
    """`-`"""
    return _carried(one, other, lambda a, b: a - b)


def multiplied(one: Word, other: Word) -> Word:
    """`*`; by a power of two the unknown bits move."""
    for factor, rest in ((one, other), (other, one)):
        if not factor.unknown and factor.value.bit_count() == 1:
            return shifted_left(rest, factor.value.bit_length() - 1)
    return _carried(one, other, lambda a, b: a * b)


def shifted_left(word: Word, amount: int) -> Word:
    """`<<` by less than the width"""
    causes = tuple((mask << amount, cause) for mask, cause in word.causes)
    return _made(word.width, word.signed, word.value << amount, word.unknown << amount, causes)


def shifted_right(word: Word, amount: int) -> Word:
    """`>>` by less than the width; the sign of a signed word moves in."""
    wide = resized(word, word.width + amount, word.signed)
    return sliced(wide, amount, word.width, word.signed)


def equal(one: Word, other: Word) -> bool | None:
    """Whether words of one width are the same, if that is known."""
    if (one.value ^ other.value) & ~one.unknown & ~other.unknown:
        return False
    return None if one.unknown | other.unknown else True


def less(one: Word, other: Word) -> bool | None:
    """Whether one number is less than the other, if that is known."""
    (low, high), (other_low, other_high) = _bounds(one), _bounds(other)
    if high < other_low:
        return True
    return False if low >= other_high else None


def _bounds(word: Word) -> tuple[int, int]:
    """The least and the greatest number that it may be."""
    low, high = word.value, word.value | word.unknown
    if not word.signed:
        return low, high
    sign, size = 1 << (word.width - 1), 1 << word.width
    if word.unknown & sign:
        return (low | sign) - size, high & ~sign
    return (low - size, high - size) if low & sign else (low, high)
