"""Bulk answers: all that some expressions may give, for every input, read off one diagram."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from memattr.engines.exact.quantifier_elimination import Quantifier
from memattr.model.expressions import Expression
from memattr.model.layout import from_bits, to_bits, width
from memattr.model.types import Type, Value
from memattr.readings.bdd import Bdd, Node, count
from memattr.readings.compile_diagrams import Environment
from memattr.readings.compile_values import Values
from memattr.readings.diagram import Diagram
from memattr.readings.variable_order import RESULTS


@dataclass(frozen=True)
class Relation:
    """A diagram over the levels of inputs and, below them, of result bits: `spans` are the levels
    of each result, bit 0 first. Choices are quantified away."""

    node: Node
    kinds: tuple[Type, ...]
    spans: tuple[tuple[int, ...], ...]


def relation(
    diagram: Diagram,
    expressions: Sequence[Expression],
    environment: Environment,
    admitted: Node = 1,
) -> Relation:
    """What the expressions may give jointly, for the admitted inputs (over input levels)."""
    kinds = tuple(expression.type for expression in expressions)
    spans = _spans(kinds)
    pairs: list[tuple[int, Node]] = []
    for expression, span in zip(expressions, spans, strict=True):
        word = diagram.value(expression, environment)
        pairs += zip(reversed(span), reversed(word), strict=True)
    known, key = diagram.store.related, (tuple(pairs), admitted)
    node = known.get(key)
    if node is None:
        node = known[key] = related(diagram, pairs, admitted)
    return Relation(node, kinds, spans)


def related(diagram: Diagram, pairs: Sequence[tuple[int, Node]], admitted: Node) -> Node:
    """Where each level is what its bit may be. Bits that few choices reach come first, and a choice
    is quantified away as soon as nothing that is left depends on it. Most choices reach the last
    bits: these meet the others only while choices are quantified away, for all bits together with
    the choices are a diagram several times as large as what is left of it."""
    bdd, store, quantifier = diagram.bdd, diagram.store, Quantifier(diagram.store)
    waiting = sorted(pairs, key=lambda pair: len(store.read_by(pair[1])))
    left = store.read_by(admitted, *(bit for _, bit in pairs))
    node, last = admitted, len(pairs) // 3
    while len(waiting) > last:
        level, bit = waiting.pop(0)
        node = bdd.conj(node, bdd.same(bdd.variable(level), bit))
        still = store.read_by(*(b for _, b in waiting))
        done = [instance for instance in left if instance not in still]
        left = [instance for instance in left if instance in still]
        node = quantifier.eliminated(
            node, [(instance, "some") for instance in reversed(done)], left
        )
    rest = bdd.all_of(bdd.same(bdd.variable(level), bit) for level, bit in waiting)
    return quantifier.some_of_both(node, rest, left)


def _spans(kinds: tuple[Type, ...]) -> tuple[tuple[int, ...], ...]:
    spans, base = [], RESULTS
    for type_ in kinds:
        size = width(type_)
        spans.append(tuple(range(base + size - 1, base - 1, -1)))
        base += size
    return tuple(spans)


class Walker:
    """Answers rows. An input is stepped over as a whole, and each step is taken only once."""

    def __init__(self, diagram: Diagram, relation: Relation, names: Sequence[str]) -> None:
        """`names` are the inputs that rows give, in the order of their values in a row."""
        self._bdd, self._relation = diagram.bdd, relation
        inputs = diagram.model.inputs
        order = diagram.store.order
        self._kinds = [inputs[name].type for name in names]
        self._levels = [order.named(name, width(inputs[name].type)) for name in names]
        self._downwards = sorted(range(len(names)), key=lambda index: self._levels[index])
        self._steps: list[dict[tuple[Node, Value], Node]] = [{} for _ in names]
        self._below: dict[Node, tuple[Values, ...]] = {}

    def permitted_at(self, row: Sequence[Value]) -> Node:
        """What is permitted at a row, values in the order of the names: a node over result bits."""
        node = self._relation.node
        for index in self._downwards:
            value = row[index]
            steps = self._steps[index]
            key = (node, value)
            after = steps.get(key)
            if after is None:
                after = steps[key] = self._stepped(node, index, value)
            node = after
        return node

    def values_at(self, row: Sequence[Value]) -> tuple[Values, ...]:
        """The permitted joint results at a row."""
        return self.values_below(self.permitted_at(row))

    def values_below(self, node: Node) -> tuple[Values, ...]:
        """The joint results in a set over result bits, ordered by their codes."""
        known = self._below.get(node)
        if known is None:
            known = self._below[node] = tuple(values_in(self._bdd, self._relation, node))
        return known

    def _stepped(self, node: Node, index: int, value: Value) -> Node:
        code, bdd = to_bits(self._kinds[index], value), self._bdd
        bits = {level: code >> bit & 1 for bit, level in enumerate(self._levels[index])}
        while (level := bdd.level[node]) in bits:
            node = bdd.high[node] if bits[level] else bdd.low[node]
        return node


def values_in(bdd: Bdd, relation: Relation, node: Node) -> Iterator[Values]:
    """The joint results in a set over result bits."""
    levels = sorted(level for span in relation.spans for level in span)
    assert bdd.support(node) <= set(levels), "a row gives every input that a result depends on"
    for bits in _assignments(bdd, node, levels, 0):
        yield tuple(
            from_bits(type_, sum(bits[level] << bit for bit, level in enumerate(span)))
            for type_, span in zip(relation.kinds, relation.spans, strict=True)
        )


def _assignments(
    bdd: Bdd, node: Node, levels: Sequence[int], depth: int
) -> Iterator[Mapping[int, int]]:
    if node == 0:
        return
    if depth == len(levels):
        yield {}
        return
    level = levels[depth]
    low, high = (bdd.low[node], bdd.high[node]) if bdd.level[node] == level else (node, node)
    for bit, child in ((0, low), (1, high)):
        for rest in _assignments(bdd, child, levels, depth + 1):
            yield {level: bit, **rest}


def results(
    diagram: Diagram, relation: Relation, levels: frozenset[int]
) -> Iterator[tuple[Values, int, Node]]:
    """Every joint result that some input permits, with how many inputs do (counted over the given
    input levels), and which."""
    bdd = diagram.bdd
    result_levels = frozenset(level for span in relation.spans for level in span)
    image = bdd.some(relation.node, frozenset(bdd.support(relation.node)) - result_levels)
    for values in values_in(bdd, relation, image):
        fixed: dict[int, Node] = {}
        for type_, span, value in zip(relation.kinds, relation.spans, values, strict=True):
            code = to_bits(type_, value)
            fixed.update((level, code >> bit & 1) for bit, level in enumerate(span))
        region = bdd.compose(relation.node, fixed)
        yield values, count(bdd, region, sorted(levels)), region
