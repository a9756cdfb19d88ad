"""Could other results of one rule, the same for the same arguments, have given all the answers?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from memattr.answers.choice_sets import Rules
from memattr.batch.decision_tries import InputColumn, State
from memattr.conformance.answered_rows import AnsweredRow, RowNodes
from memattr.conformance.judgement import swayed_by
from memattr.conformance.rule_havoc import HavocCall, Patch, Rule, RuleHavoc
from memattr.model.types import Value
from memattr.readings.bdd import Bdd, Node
from memattr.readings.compile_diagrams import Word
from memattr.readings.diagram import Diagram
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
        judges_reserved: bool,
    ) -> None:
        """`word` is that of the answer, read by `havoc`."""
        self._havoc, self._bdd = havoc, havoc.diagram.bdd
        self._word, self._calls = word, havoc.calls
        rules = Rules(havoc.diagram.store, forced).of(word)
        self._nodes = tuple(dict.fromkeys([*word, *rules, *_read(havoc.calls)]))
        self._rules = rules
        instances = havoc.diagram.store.read_by(*self._nodes)
        self._choices = _levels_of(instances)
        self._levels = [frozenset(_levels(self._bdd, call.result)) for call in havoc.calls]
        brought_about = [m for m in instances if self._is_brought_about(m)]
        self._brought_about = _levels_of(brought_about)
        self._reserved = (
            frozenset[int]()
            if judges_reserved
            else _levels_of(
                m for m in instances if m.choice.kind == "unpredictable" and m not in brought_about
            )
        )
        self._rows = RowNodes(self._bdd, self._nodes, columns)
        self._known: dict[tuple[tuple[State, ...], int], Constraint | None] = {}
        self._constraints: dict[tuple[tuple[Arguments, ...], Node], Constraint] = {}
        self._domains = _Domains(self._bdd, havoc, self._calls, self._levels)

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
        left = self._rows.left(states)
        rules = self._bdd.all_of(left[rule] for rule in self._rules)
        return self._constraint(self._chosen(rules, self._equal(left, answer)), left, row)

    def _equal(self, left: Mapping[Node, Node], answer: int) -> Node:
        """Where the word is the answer."""
        bdd, here = self._bdd, (left[bit] for bit in self._word)
        return bdd.all_of(
            bit if answer >> place & 1 else bdd.neg(bit) for place, bit in enumerate(here)
        )

    def _constraint(
        self, relation: Node, left: Mapping[Node, Node], row: AnsweredRow
    ) -> Constraint | None:
        """Of the calls that the relation depends on; None if it depends on none."""
        bdd = self._bdd
        support = bdd.support(relation)
        used = [n for n, levels in enumerate(self._levels) if levels & support]
        relation = bdd.all_of((relation, *(self._calls[n].valid for n in used)))
        if relation == 0 or not used:
            return None
        answers: dict[Arguments, tuple[Word, int]] = {}
        for number in used:
            call = self._calls[number]
            arguments = self._arguments(call, left, row)
            place = [*answers].index(arguments) if arguments in answers else len(answers)
            case = next(n for n, guard in enumerate(call.guards) if left[guard])
            answers.setdefault(arguments, (tuple([left[bit] for bit in call.original]), case))
            relation = self._moved(relation, number, place)
        key = (tuple(answers), relation)
        known = self._constraints.get(key)
        if known is None:
            originals, cases = zip(*answers.values(), strict=True)
            known = self._constraints[key] = Constraint(key[0], relation, originals, cases)
        return known

    def _arguments(self, call: HavocCall, left: Mapping[Node, Node], row: AnsweredRow) -> Arguments:
        """What the call is made with. Where that depends on a choice, an implementation may choose
        otherwise in another row."""
        arguments = tuple([left[bit] for bit in call.arguments])
        return arguments if max(arguments, default=0) <= 1 else (*arguments, *map(int, row.inputs))

    def _is_brought_about(self, instance: DiagramInstance) -> bool:
        """True iff an unpredictable choice is made because of what the rule gives."""
        if instance.choice.kind != "unpredictable":
            return False
        fresh = frozenset[int]().union(*self._levels)
        applies = self._havoc.applies(instance)
        read = (self._bdd.support(bit) for bit in (applies, *sum(instance.arguments, ())))
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
        self._domains = _Domains(self._bdd, self._havoc, self._calls, self._levels)
        domains = self._domains
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

    def excused(
        self, repair: Repair, rows: Iterable[AnsweredRow]
    ) -> Iterator[tuple[AnsweredRow, str]]:
        """Rows whose answer a reserved value would decide, with the results that the latest repair
        found for other rows: nobody would judge them then."""
        known: dict[tuple[tuple[State, ...], int], str | None] = {}
        for row in rows:
            key = self._key(row)
            if key not in known:
                known[key] = self._excuse(repair, key[0], row)
            case = known[key]
            if case is not None:
                yield row, case

    def _excuse(self, repair: Repair, states: tuple[State, ...], row: AnsweredRow) -> str | None:
        """The case that would have to give something else."""
        bdd, left = self._bdd, self._rows.left(states)
        rules = bdd.all_of(left[rule] for rule in self._rules)
        word = tuple([left[bit] for bit in self._word])
        others = self._choices - self._reserved
        swayed = swayed_by(bdd, self._reserved, others, rules, word)
        constraint = self._constraint(bdd.some(swayed, self._choices), left, row)
        if constraint is None or not repair.changed.issuperset(constraint.arguments):
            return None
        is_so = self._domains.admits(constraint)
        return self._havoc.rule.cases[constraint.cases[0]] if is_so else None

    def patch(self, repair: Repair) -> Patch:
        """A result of the latest repair for each of its arguments that depend on no choice."""
        size = len(self._calls[0].arguments)
        return Patch(repair.rule, {
            arguments: self._least(self._domains.of(arguments))
            for arguments in repair.changed
            if len(arguments) == size and max(arguments, default=0) <= 1
        })  # fmt: skip

    def _least(self, domain: Node) -> Word:
        """The bits of a result in the domain."""
        bits = []
        for bit in reversed(self._calls[0].result):
            rest = self._bdd.minus(domain, bit)
            bits.append(int(rest == 0))
            domain = rest or domain
        return tuple(reversed(bits))

    def _key(self, row: AnsweredRow) -> tuple[tuple[State, ...], int]:
        return self._rows.states(row), row.answer

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
        rows: dict[Arguments, Node] = {}
        for place, arguments in enumerate(constraint.arguments):
            others = frozenset[int]().union(
                *(self._levels[n] for n in range(len(constraint.arguments)) if n != place)
            )
            rows[arguments] = self._at_first(self._bdd.some(within, others), place)
        if within == 0:
            return False
        self._known.update(rows)
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


class PatchedAnswers:
    """What is permitted by the specification as it is patched."""

    def __init__(
        self,
        diagram: Diagram,
        word: Word,
        columns: Sequence[InputColumn],
        forced: Mapping[str, Value],
        judges_reserved: bool,
    ) -> None:
        self._bdd, self._word = diagram.bdd, word
        self._rules = Rules(diagram.store, forced).of(word)
        instances = diagram.store.read_by(*word, *self._rules)
        self._reserved = (
            frozenset[int]()
            if judges_reserved
            else _levels_of(m for m in instances if m.choice.kind == "unpredictable")
        )
        self._others = _levels_of(instances) - self._reserved
        nodes = dict.fromkeys([*word, *self._rules])
        self._rows = RowNodes(self._bdd, nodes, columns)
        self._known: dict[tuple[tuple[State, ...], int], bool] = {}

    def permit(self, row: AnsweredRow) -> bool:
        """True iff the answer of the row is permitted, or a reserved value would decide it."""
        key = self._rows.states(row), row.answer
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._permitted(*key)
        return known

    def _permitted(self, states: tuple[State, ...], answer: int) -> bool:
        bdd, left = self._bdd, self._rows.left(states)
        here = [left[bit] for bit in self._word]
        rules = bdd.all_of(left[rule] for rule in self._rules)
        bits = (bit if answer >> place & 1 else bdd.neg(bit) for place, bit in enumerate(here))
        equal = bdd.conj(rules, bdd.all_of(bits))
        return equal != 0 or swayed_by(bdd, self._reserved, self._others, rules, tuple(here)) != 0


def _read(calls: Sequence[HavocCall]) -> list[Node]:
    return [bit for call in calls for bit in (*call.guards, *call.arguments, *call.original)]


def _levels_of(instances: Iterable[DiagramInstance]) -> frozenset[int]:
    return frozenset[int]().union(*(instance.levels for instance in instances))


def _levels(bdd: Bdd, word: Word) -> list[int]:
    return [bdd.level[bit] for bit in word]
