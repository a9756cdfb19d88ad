"""Could other results of one rule, the same for the same arguments, have given all the answers?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from memattr.answers.choice_sets import Rules
from memattr.batch.decision_tries import InputColumn, State, Trie
from memattr.conformance.answered_rows import AnsweredRow
from memattr.conformance.rule_havoc import HavocCall, Rule, RuleHavoc
from memattr.model.types import Value
from memattr.readings.bdd import Bdd, Node
from memattr.readings.compile_diagrams import Word
from memattr.readings.diagram_choices import DiagramInstance

# The bits that a call is made with, as diagrams over choices.
Arguments = tuple[Node, ...]


@dataclass
class Constraint:
    """Calls with these arguments must together give results in `relation`, which is over the
    variables of as many calls, the first ones. `originals` are what the calls give as the rule is,
    `cases` the numbers of the rule's cases that answer them."""

    arguments: tuple[Arguments, ...]
    relation: Node
    originals: tuple[Word, ...]
    cases: tuple[int, ...]
    conforming: int = 0
    differing: list[AnsweredRow] = field(default_factory=list)


@dataclass(frozen=True)
class Repair:
    """The differing rows that other results of the rule explain, while every other row stays as it
    is, each with the case that would have to give something else; `changed` are the arguments for
    which there have to be other results."""

    rule: Rule
    explained: tuple[tuple[AnsweredRow, str], ...]
    changed: frozenset[Arguments]


class Repairing:
    """One rule set free: what its results would have to be."""

    def __init__(
        self,
        havoc: RuleHavoc,
        word: Word,
        columns: Sequence[InputColumn],
        forced: Mapping[str, Value],
    ) -> None:
        """`word` is that of the answer, read by `havoc`."""
        self._havoc, self._bdd = havoc, havoc.diagram.bdd
        self._word, self._calls = word, havoc.calls
        rules = Rules(havoc.diagram.store, forced).of(word)
        self._nodes = tuple(dict.fromkeys([*word, *rules, *_read(havoc.calls)]))
        self._rules = rules
        made = havoc.diagram.store.read_by(*self._nodes)
        self._choices = _levels_of(made)
        self._levels = [frozenset(_levels(self._bdd, call.result)) for call in havoc.calls]
        self._brought_about = _levels_of(m for m in made if self._is_brought_about(m))
        self._groups = _grouped(self._bdd, self._nodes, columns)
        self._known: dict[tuple[tuple[State, ...], int], Constraint | None] = {}
        self._constraints: dict[tuple[tuple[Arguments, ...], Node], Constraint] = {}

    def constraints(self, rows: Iterable[AnsweredRow]) -> list[Constraint]:
        """What the rows ask of the rule; rows that nothing it gives explains ask nothing."""
        self._constraints = {}
        self._known = {}
        for row in rows:
            key = self._key(row)
            if key in self._known:
                constraint = self._known[key]
            else:
                constraint = self._known[key] = self._asked(*key, row)
            if constraint is not None:
                if row.differs:
                    constraint.differing.append(row)
                else:
                    constraint.conforming += 1
        return list(self._constraints.values())

    def _asked(self, states: tuple[State, ...], answer: int, row: AnsweredRow) -> Constraint | None:
        bdd, left = self._bdd, dict[Node, Node]()
        for (nodes, _), state in zip(self._groups, states, strict=True):
            left.update(zip(nodes, state.nodes, strict=True))
        here = [left[bit] for bit in self._word]
        bits = (bit if answer >> place & 1 else bdd.neg(bit) for place, bit in enumerate(here))
        relation = self._chosen(bdd.all_of(left[rule] for rule in self._rules), bdd.all_of(bits))
        support = bdd.support(relation)
        used = [n for n, levels in enumerate(self._levels) if levels & support]
        relation = bdd.all_of((relation, *(self._calls[n].valid for n in used)))
        if relation == 0 or not used:
            return None
        found: dict[Arguments, tuple[Word, int]] = {}
        for number in used:
            call = self._calls[number]
            arguments = self._arguments(call, left, row)
            place = [*found].index(arguments) if arguments in found else len(found)
            case = next(n for n, guard in enumerate(call.guards) if left[guard])
            found.setdefault(arguments, (tuple([left[bit] for bit in call.original]), case))
            relation = self._moved(relation, number, place)
        key = (tuple(found), relation)
        known = self._constraints.get(key)
        if known is None:
            originals, cases = zip(*found.values(), strict=True)
            known = self._constraints[key] = Constraint(key[0], relation, originals, cases)
        return known

    def _arguments(self, call: HavocCall, left: Mapping[Node, Node], row: AnsweredRow) -> Arguments:
        """What the call is made with. Where that depends on a choice, an implementation may choose
        otherwise in another row."""
        arguments = tuple([left[bit] for bit in call.arguments])
        return arguments if max(arguments, default=0) <= 1 else (*arguments, *map(int, row.inputs))

    def _is_brought_about(self, made: DiagramInstance) -> bool:
        """True iff an unpredictable choice is made because of what the rule gives."""
        if made.choice.kind != "unpredictable":
            return False
        fresh = frozenset[int]().union(*self._levels)
        applies = self._havoc.applies(made)
        read = (self._bdd.support(bit) for bit in (applies, *sum(made.arguments, ())))
        return any(map(fresh.intersection, read))

    def _chosen(self, rules: Node, equal: Node) -> Node:
        """Where some choices give the answer. Those that the rule brings about must not matter, or
        a reserved value in its place would explain everything."""
        bdd, brought_about = self._bdd, self._brought_about
        other = bdd.some(bdd.minus(rules, equal), brought_about)
        some = bdd.some(bdd.conj(rules, equal), brought_about)
        return bdd.some(bdd.minus(some, other), self._choices)

    def _moved(self, relation: Node, number: int, place: int) -> Node:
        """The relation with the variables of one call in place of those of another."""
        if number == place:
            return relation
        equal = self._havoc.diagram.words.equal(
            self._calls[number].result, self._calls[place].result
        )
        return self._bdd.conj_some(relation, equal, self._levels[number])

    def repair(self, rule: Rule, given: Iterable[AnsweredRow]) -> Repair:
        """As many differing rows as can be explained, those first that most rows agree on."""
        constraints = self.constraints(given)
        domains = _Domains(self._bdd, self._havoc, self._calls, self._levels)
        for constraint in constraints:
            if constraint.conforming:
                domains.restrict(constraint)
        asking = [constraint for constraint in constraints if constraint.differing]
        asking.sort(key=lambda constraint: -len(constraint.differing))
        agreed = [constraint for constraint in asking if domains.restrict(constraint)]
        explained = [constraint for constraint in agreed if domains.admits(constraint)]
        changed: set[Arguments] = set()
        rows: list[tuple[AnsweredRow, str]] = []
        for constraint in explained:
            places = [
                place for place, arguments in enumerate(constraint.arguments)
                if not self._stays(domains, arguments, constraint.originals[place])
            ]  # fmt: skip
            changed.update(constraint.arguments[place] for place in places)
            case = rule.cases[constraint.cases[places[0] if places else 0]]
            rows += [(row, case) for row in constraint.differing]
        return Repair(rule, tuple(rows), frozenset(changed))

    def untouched(
        self, rows: Iterable[AnsweredRow], changed: frozenset[Arguments]
    ) -> Iterator[AnsweredRow]:
        """The rows, among those that were looked at last, in which the rule is not called with the
        changed arguments, or does not matter. In others it may hide that another one is broken."""
        for row in rows:
            constraint = self._known.get(self._key(row))
            if constraint is None or changed.isdisjoint(constraint.arguments):
                yield row

    def _key(self, row: AnsweredRow) -> tuple[tuple[State, ...], int]:
        return tuple([trie.leaf(row.inputs) for _, trie in self._groups]), row.answer

    def _stays(self, domains: _Domains, arguments: Arguments, original: Word) -> bool:
        """True iff what the rule gives now is among what it could give."""
        equal = self._havoc.diagram.words.equal(self._calls[0].result, original)
        some = self._bdd.some(self._bdd.conj(equal, domains.of(arguments)), self._choices)
        return some != 0


class _Domains:
    """What the rule could give for each arguments, over the variables of the first call."""

    def __init__(
        self,
        bdd: Bdd,
        havoc: RuleHavoc,
        calls: Sequence[HavocCall],
        levels: Sequence[frozenset[int]],
    ) -> None:
        self._bdd, self._words, self._calls, self._levels = bdd, havoc.diagram.words, calls, levels
        self._known: dict[Arguments, Node] = {}

    def of(self, arguments: Arguments) -> Node:
        """What is possible for the arguments."""
        return self._known.get(arguments, self._calls[0].valid)

    def restrict(self, constraint: Constraint) -> bool:
        """Less is possible, unless nothing were; false in that case, and nothing has changed."""
        within = self._within(constraint)
        found: dict[Arguments, Node] = {}
        for place, arguments in enumerate(constraint.arguments):
            others = frozenset[int]().union(
                *(self._levels[n] for n in range(len(constraint.arguments)) if n != place)
            )
            found[arguments] = self._at_first(self._bdd.some(within, others), place)
        if within == 0:
            return False
        self._known.update(found)
        return True

    def admits(self, constraint: Constraint) -> bool:
        """True iff the constraint can be met."""
        return self._within(constraint) != 0

    def _within(self, constraint: Constraint) -> Node:
        within = constraint.relation
        for place, arguments in enumerate(constraint.arguments):
            within = self._bdd.conj(within, self._at(self.of(arguments), place))
        return within

    def _at(self, domain: Node, place: int) -> Node:
        if place == 0:
            return domain
        equal = self._words.equal(self._calls[0].result, self._calls[place].result)
        return self._bdd.conj_some(domain, equal, self._levels[0])

    def _at_first(self, domain: Node, place: int) -> Node:
        if place == 0:
            return domain
        equal = self._words.equal(self._calls[0].result, self._calls[place].result)
        return self._bdd.conj_some(domain, equal, self._levels[place])


def _grouped(
    bdd: Bdd, nodes: Iterable[Node], columns: Sequence[InputColumn]
) -> list[tuple[tuple[Node, ...], Trie]]:
    """Nodes that depend on the same columns are stepped together."""
    groups: dict[tuple[InputColumn, ...], list[Node]] = {}
    for node in nodes:
        support = bdd.support(node)
        reads = tuple(column for column in columns if not support.isdisjoint(column.levels))
        groups.setdefault(reads, []).append(node)
    return [(tuple(members), Trie(bdd, tuple(members), reads)) for reads, members in groups.items()]


def _read(calls: Sequence[HavocCall]) -> list[Node]:
    return [bit for call in calls for bit in (*call.guards, *call.arguments, *call.original)]


def _levels_of(instances: Iterable[DiagramInstance]) -> frozenset[int]:
    return frozenset[int]().union(*(made.levels for made in instances))


def _levels(bdd: Bdd, word: Word) -> list[int]:
    return [bdd.level[bit] for bit in word]
