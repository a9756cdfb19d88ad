"""What is permitted in many situations: a row of cells in, the codes of the answers out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from memattr.answers.choice_sets import Rules
from memattr.answers.filled_inputs import NotGiven
from memattr.batch.decision_tries import InputColumn, State, Trie
from memattr.model.types import Value
from memattr.readings.bdd import Node
from memattr.readings.compile_diagrams import Word
from memattr.readings.diagram_choices import DiagramStore

T = TypeVar("T")
Key = tuple[State, ...]
# What the choices of a word may be, and the word.
Bound = tuple[Node, Word]

# Answers are few, and most rows have one that is known; past this many, all are forgotten.
REMEMBERED = 200_000


@dataclass(frozen=True)
class RowQuestion:
    """What the words may be where `admitted` holds; all of them may depend on inputs and choices.

    `columns` are in the order of levels; `missing` are the inputs, by level, that nobody gave;
    `forced` the choices that are given."""

    words: tuple[Word, ...]
    admitted: Node
    columns: tuple[InputColumn, ...]
    missing: Mapping[int, str]
    forced: Mapping[str, Value]


@dataclass(frozen=True, eq=False)
class ColumnGroup:
    """Nodes that depend on the same columns, stepped together."""

    nodes: tuple[Node, ...]
    trie: Trie


@dataclass(frozen=True, eq=False)
class Open(Generic[T]):
    """Answers that depend on choices. `words` go with the rules that bind their choices, which are
    in `groups`; answers are known by what is left of the rules."""

    words: tuple[tuple[Word, tuple[Node, ...]], ...]
    admitted: Node
    groups: tuple[ColumnGroup, ...]
    known: dict[Key, T] = field(default_factory=dict)


class Answers(Generic[T]):
    """Rows are alike in many ways. Nodes that depend on the same columns are stepped together, and
    what is left of them at the end of a row is all that the answer depends on."""

    def __init__(
        self, store: DiagramStore, question: RowQuestion, finish: Callable[[tuple[Bound, ...]], T]
    ) -> None:
        """`finish` makes an answer of what is left of the words, each with the rule that binds its
        choices; the rule is false where nothing is admitted."""
        self._bdd = store.bdd
        self._asked = question
        self._finish = finish
        self._rules = Rules(store, question.forced)
        admitted, words = question.admitted, question.words
        nodes = dict.fromkeys((admitted, *(bit for word in words for bit in word)))
        self._groups = self._grouped(nodes, every_column=True)
        self._roots = [(group.trie.root, group.trie.indices) for group in self._groups]
        self._rule_groups: dict[frozenset[Node], tuple[ColumnGroup, ...]] = {}
        self._known: dict[Key, T | Open[T]] = {}

    def at(self, row: Sequence[str]) -> T:
        """The answer for a row. Raises what reading a cell raises, and NotGiven."""
        # Trie.leaf, written out: most of the time of a long file is spent here.
        leaves = []
        for state, indices in self._roots:
            for index in indices:
                state = state[row[index]]
            leaves.append(state)
        key = tuple(leaves)
        known = self._known.get(key)
        if known is None:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            known = self._known[key] = self._settled(key)
        return self._chosen(known, row) if isinstance(known, Open) else known

    def _settled(self, key: Key) -> T | Open[T]:
        left = _left(self._groups, key)
        words = [tuple(left[bit] for bit in word) for word in self._asked.words]
        admitted = left[self._asked.admitted]
        bound = [(word, self._rules.of((admitted, *word))) for word in words]
        rules = frozenset(rule for _, rules in bound for rule in rules)
        if rules:
            return Open(tuple(bound), admitted, self._groups_of(rules))
        self._all_given([admitted, *(bit for word in words for bit in word)])
        return self._finish(tuple((admitted, word) for word in words))

    def _chosen(self, open_: Open[T], row: Sequence[str]) -> T:
        key = tuple([group.trie.leaf(row) for group in open_.groups])
        known = open_.known.get(key)
        if known is None:
            if len(open_.known) >= REMEMBERED:
                open_.known.clear()
            left = _left(open_.groups, key)
            bound = []
            for word, rules in open_.words:
                rule = self._bdd.all_of((open_.admitted, *(left[r] for r in rules)))
                self._all_given([rule, *word])
                bound.append((rule, word))
            known = open_.known[key] = self._finish(tuple(bound))
        return known

    def _groups_of(self, rules: frozenset[Node]) -> tuple[ColumnGroup, ...]:
        known = self._rule_groups.get(rules)
        if known is None:
            known = self._rule_groups[rules] = self._grouped(sorted(rules))
        return known

    def _grouped(
        self, nodes: Iterable[Node], every_column: bool = False
    ) -> tuple[ColumnGroup, ...]:
        """`every_column`: the columns that no node depends on are stepped through as well."""
        groups: dict[tuple[int, ...], list[Node]] = {}
        for node in nodes:
            support = self._bdd.support(node)
            reads = (
                index
                for index, column in enumerate(self._asked.columns)
                if not support.isdisjoint(column.levels)
            )
            groups.setdefault(tuple(reads), []).append(node)
        idle = set(range(len(self._asked.columns))).difference(*groups) if every_column else ()
        if idle:
            groups[tuple(sorted(idle))] = []
        return tuple(self._group(members, indices) for indices, members in groups.items())

    def _group(self, nodes: list[Node], indices: tuple[int, ...]) -> ColumnGroup:
        columns = [self._asked.columns[index] for index in indices]
        return ColumnGroup(tuple(nodes), Trie(self._bdd, tuple(nodes), columns))

    def _all_given(self, nodes: Iterable[Node]) -> None:
        for level, name in self._asked.missing.items():
            if any(level in self._bdd.support(node) for node in nodes):
                raise NotGiven(name)


def _left(groups: Sequence[ColumnGroup], key: Key) -> dict[Node, Node]:
    """What is left of each node."""
    codes: dict[Node, Node] = {}
    for group, state in zip(groups, key, strict=True):
        codes.update(zip(group.nodes, state.nodes, strict=True))
    return codes
