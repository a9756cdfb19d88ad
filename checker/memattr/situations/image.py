"""What a word over choices may be, as codes: one choice after the other, each word only once."""

from __future__ import annotations

from memattr.readings.bdd import Node
from memattr.readings.diagram_choices import Instance, Store
from memattr.readings.diagram_words import Word

# Words are alike in many situations; past this many, all are forgotten.
REMEMBERED = 200_000

Codes = frozenset[int]


class Images:
    """Remembers what it has found."""

    def __init__(self, store: Store) -> None:
        self._store, self._bdd = store, store.bdd
        self._known: dict[tuple[Node, Word], Codes] = {}
        self._codes: dict[Word, int] = {}
        self._found: dict[frozenset[int], Instance] = {}
        self._cofactors: dict[tuple[Node, int], list[Node]] = {}

    def image(self, rule: Node, word: Word) -> Codes:
        """The codes of the word where the rule holds; both read choices and nothing else."""
        if max(word, default=0) <= 1:
            return frozenset((self._code(word),) if rule else ())
        key = (rule, word)
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
                self._cofactors.clear()
            found = self._known[key] = self._split(rule, word)
        return found

    def _split(self, rule: Node, word: Word) -> Codes:
        """By the values of one choice."""
        made = self._smallest(word)
        found: set[int] = set()
        rules = self._by_value(rule, made)
        for rule_, word_ in zip(
            rules, zip(*[self._by_value(bit, made) for bit in word], strict=True), strict=True
        ):
            if rule_ and max(word_) <= 1:
                found.add(self._code(word_))
            elif rule_:
                found |= self.image(rule_, word_)
        return frozenset(found)

    def _smallest(self, word: Word) -> Instance:
        """The choice with the fewest values: splitting by it leaves the fewest words."""
        levels = frozenset[int]().union(*map(self._bdd.support, word))
        found = self._found.get(levels)
        if found is None:
            made = [m for m in self._store.instances if not levels.isdisjoint(m.levels)]
            found = self._found[levels] = min(made, key=lambda m: len(m.bits))
        return found

    def _by_value(self, node: Node, made: Instance) -> list[Node]:
        """What is left of the node for each code of the choice."""
        key = (node, made.number)
        found = self._cofactors.get(key)
        if found is None:
            levels = [self._bdd.level[bit] for bit in made.bits]
            found = self._cofactors[key] = self._bdd.cofactors(node, levels)
        return found

    def _code(self, word: Word) -> int:
        found = self._codes.get(word)
        if found is None:
            found = self._codes[word] = sum(bit << index for index, bit in enumerate(word))
        return found
