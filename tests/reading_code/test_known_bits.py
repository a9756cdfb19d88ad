"""Operations on partly known words, against every value that the unknown bits may have."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product
from operator import eq, lt

import pytest

from memattr.sources import known_bits
from memattr.sources.c import c_operators
from memattr.sources.known_bits import Word
from memattr.sources.unread import Cause, CodePlace

WIDTH = 3
CAUSE = Cause(CodePlace("a.c", 1), "not known", "State it.")


def words(signed: bool) -> Iterator[Word]:
    """Every word of three bits, each bit 0, 1 or unknown."""
    for bits in product("01?", repeat=WIDTH):
        value = int("".join(bits).replace("?", "0"), 2)
        unknown = int("".join("1" if bit == "?" else "0" for bit in bits), 2)
        yield Word(WIDTH, signed, value, unknown, ((unknown, CAUSE),) if unknown else ())


def numbers(word: Word) -> Iterator[int]:
    """Every number that the word may be."""
    for value in range(1 << word.width):
        if not (value ^ word.value) & ~word.unknown:
            negative = word.signed and value >> (word.width - 1)
            yield value - (1 << word.width) if negative else value


def agrees(word: Word, results: set[int]) -> bool:
    """Whether the known bits are those of all results, and unknown ones have a cause."""
    mask = (1 << word.width) - 1
    covered = 0
    for bits, _ in word.causes:
        covered |= bits
    fits = all(not (result ^ word.value) & ~word.unknown & mask for result in results)
    return fits and not word.unknown & ~covered


def exact(word: Word, results: set[int]) -> bool:
    """Whether a bit is unknown only where results differ."""
    first = next(iter(results))
    differing = 0
    for result in results:
        differing |= result ^ first
    return not word.unknown & ~differing


BINARY: dict[str, tuple[Callable[[Word, Word], Word], Callable[[int, int], int], bool]] = {
    "and": (known_bits.conjunction, lambda a, b: a & b, True),
    "or": (known_bits.disjunction, lambda a, b: a | b, True),
    "xor": (known_bits.difference, lambda a, b: a ^ b, True),
    "add": (known_bits.added, lambda a, b: a + b, False),
    "subtract": (known_bits.subtracted, lambda a, b: a - b, False),
    "multiply": (known_bits.multiplied, lambda a, b: a * b, False),
}


@pytest.mark.parametrize("name", BINARY)
@pytest.mark.parametrize("signed", [False, True])
def test_binary_operations(name: str, signed: bool) -> None:
    operation, meaning, is_exact = BINARY[name]
    for one, other in product(words(signed), words(signed)):
        results = {meaning(a, b) for a, b in product(numbers(one), numbers(other))}
        made = operation(one, other)
        assert agrees(made, results), (one, other, made)
        if is_exact:
            assert exact(made, {result & made.mask for result in results})


@pytest.mark.parametrize("signed", [False, True])
@pytest.mark.parametrize("amount", range(WIDTH))
def test_shifts(signed: bool, amount: int) -> None:
    for word in words(signed):
        left, right = (
            known_bits.shifted_left(word, amount),
            known_bits.shifted_right(word, amount),
        )
        assert agrees(left, {number << amount for number in numbers(word)})
        assert agrees(right, {number >> amount for number in numbers(word)})
        assert exact(left, {(number << amount) & 7 for number in numbers(word)})


@pytest.mark.parametrize("signed", [False, True])
@pytest.mark.parametrize("width", [1, 2, 3, 5])
@pytest.mark.parametrize("becomes_signed", [False, True])
def test_conversions(signed: bool, width: int, becomes_signed: bool) -> None:
    for word in words(signed):
        made = known_bits.resized(word, width, becomes_signed)
        mask = (1 << width) - 1
        results = {number & mask for number in numbers(word)}
        assert made.width == width and made.signed == becomes_signed
        assert agrees(made, results) and exact(made, results)


@pytest.mark.parametrize("signed", [False, True])
def test_comparisons_answer_only_what_holds_of_every_number(signed: bool) -> None:
    for one, other in product(words(signed), words(signed)):
        pairs = list(product(numbers(one), numbers(other)))
        for function, meaning in ((known_bits.less, lt), (known_bits.equal, eq)):
            truths = {meaning(a, b) for a, b in pairs}
            answer = function(one, other)
            assert answer == next(iter(truths)) if len(truths) == 1 else answer is None


def test_parts_are_taken_and_replaced() -> None:
    for word, part in product(words(False), words(False)):
        one = known_bits.resized(known_bits.sliced(part, 0, 1, False), 1, False)
        made = known_bits.replaced(word, 1, one)
        results = {(w & 0b101) | (p << 1) for w in numbers(word) for p in numbers(one)}
        assert agrees(made, results) and exact(made, results)


def test_joined_is_what_holds_of_both() -> None:
    for one, other in product(words(False), words(False)):
        made = known_bits.joined(one, other, CAUSE)
        results = {*numbers(one), *numbers(other)}
        assert agrees(made, results) and exact(made, results)


@pytest.mark.parametrize(
    ("text", "width", "signed", "value"),
    [
        ("0x7fffffff", 32, True, 0x7FFFFFFF),
        ("0x80000000", 32, False, 0x80000000),
        ("2147483648", 64, True, 2147483648),
        ("0xffffffffffffffff", 64, False, 0xFFFFFFFFFFFFFFFF),
        ("1U", 32, False, 1),
        ("1ul", 64, False, 1),
        ("1LL", 64, True, 1),
        ("017", 32, True, 15),
        ("0b101", 32, True, 5),
        ("0", 32, True, 0),
    ],
)
def test_literals_have_the_type_that_c_gives_them(
    text: str, width: int, signed: bool, value: int
) -> None:
    assert c_operators.literal(text) == known_bits.known(value, width, signed)


@pytest.mark.parametrize("text", ["1.0", "1e3", "09", "0x", "1ulu", "x"])
def test_what_is_no_integer_is_none(text: str) -> None:
    assert c_operators.literal(text) is None
