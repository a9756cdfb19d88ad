"""What a word over choices may be, as codes: choices split bit by bit, each situation only once."""

from __future__ import annotations

from memattr.readings.bdd import Bdd, Node
from memattr.readings.words import Word

# Results of one situation are few, and situations are alike; past this many the memory is emptied.
REMEMBERED = 500_000

Codes = frozenset[int]
NOTHING: Codes = frozenset()


class Images:
    """Remembers what it has found."""

    def __init__(self, bdd: Bdd) -> None:
        self._bdd = bdd
        self._known: dict[tuple[Node, ...], Codes] = {}

    def image(self, rule: Node, word: Word) -> Codes:
        """The codes of the word where the rule holds, over all levels that either reads."""
        if len(self._known) > REMEMBERED:
            self._known.clear()
        return self._image(rule, word)

    def _image(self, rule: Node, word: Word) -> Codes:
        """Bits that are known are kept apart, so that words that differ only there are found."""
        if rule == 0:
            return NOTHING
        ones = sum([1 << index for index, bit in enumerate(word) if bit == 1])
        if max(word, default=0) <= 1:
            return frozenset((ones,))
        key = (rule, *[bit if bit > 1 else 0 for bit in word]) if ones else (rule, *word)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._split(key)
        return frozenset([ones | code for code in found]) if ones else found

    def _split(self, key: tuple[Node, ...]) -> Codes:
        bdd = self._bdd
        level, low, high = bdd.level, bdd.low, bdd.high
        top = min(map(level.__getitem__, key))
        rule0, *word0 = [low[node] if level[node] == top else node for node in key]
        rule1, *word1 = [high[node] if level[node] == top else node for node in key]
        return self._image(rule0, tuple(word0)) | self._image(rule1, tuple(word1))
