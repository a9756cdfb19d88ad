"""Reduced ordered binary decision diagrams: sets of assignments, canonical, counted exactly.

A node is an int; 0 is false and 1 is true. Equal functions are equal nodes. Variables are levels,
ints from 0: a smaller level is nearer to the root. The diagrams are oxidd's; a node is the number
of one of its functions, in the order in which they were met.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from time import monotonic

from oxidd.bcdd import BCDDFunction, BCDDManager
from oxidd.util import BooleanOperator, DDMemoryError

Node = int

# The limit on nodes was hit: a claim is undecided, nothing is wrong.
TooLarge = DDMemoryError


class OutOfTime(TooLarge):
    """The deadline is over: neither is anything wrong."""


TERMINAL = 1 << 60
# Results of operations that are remembered. It takes milliseconds to set up more, which one claim
# does not need; descriptions of many policies are three times as slow with fewer than MANY.
USUAL, MANY = 1 << 18, 1 << 20
_AND = BooleanOperator.AND


class Bdd:
    """One table of nodes with its operations.

    For each node a superset of the levels that it depends on is kept, as a set of bits: it comes
    with every operation for nothing, and tells most nodes apart from what they have no part in."""

    def __init__(self, limit: int = 20_000_000, remembered: int = USUAL) -> None:
        """A table of at most `limit` nodes; of the results of operations `remembered` are kept."""
        self.level = _OnDemand(self._expand)
        self.low = _OnDemand(self._expand)
        self.high = _OnDemand(self._expand)
        self._limit = limit
        self._manager = BCDDManager(limit, remembered, 1)
        self._functions = [self._manager.false(), self._manager.true()]
        self._nodes = {function: node for node, function in enumerate(self._functions)}
        self._reads = [0, 0]
        self._variables = 0
        self._deadline = math.inf
        self._bits: dict[int, int] = {}
        self._known: list[int] = []
        self._sets: dict[frozenset[int], tuple[BCDDFunction, int]] = {}
        self._levels: dict[int, frozenset[int]] = {}
        self._supports = dict.fromkeys(self._functions, 0)
        for terminal in (0, 1):
            self.level[terminal] = TERMINAL
            self.low[terminal] = self.high[terminal] = terminal

    @property
    def size(self) -> int:
        """How many nodes the table holds, about, those included that nobody needs any more."""
        return int(self._manager.approx_num_inner_nodes())

    @property
    def is_half_full(self) -> bool:
        """True iff it is better to begin another table before the next claim."""
        return 2 * self.size > self._limit

    def until(self, deadline: float) -> None:
        """From now on every operation raises `OutOfTime` after this moment of the monotonic clock;
        one that is under way is not cut short."""
        self._deadline = deadline

    def _node(self, function: BCDDFunction, reads: int) -> Node:
        if monotonic() > self._deadline:
            raise OutOfTime("out of time")
        node = self._nodes.get(function)
        if node is None:
            node = self._nodes[function] = len(self._functions)
            self._functions.append(function)
            self._reads.append(reads)
        return node

    def _expand(self, f: Node) -> None:
        function, reads = self._functions[f], self._reads[f]
        level, (high, low) = _top(function)
        self.level[f] = level
        self.low[f], self.high[f] = self._node(low, reads), self._node(high, reads)

    def variable(self, level: int) -> Node:
        """The assignments in which the level is 1."""
        if level >= self._variables:
            self._manager.add_vars(level + 1 - self._variables)
            self._variables = level + 1
        bit = self._bits.get(level)
        if bit is None:
            bit = self._bits[level] = 1 << len(self._known)
            self._known.append(level)
        return self._node(self._manager.var(level), bit)

    def neg(self, f: Node) -> Node:
        """Not f."""
        return 1 - f if f <= 1 else self._node(~self._functions[f], self._reads[f])

    def conj(self, f: Node, g: Node) -> Node:
        """f and g."""
        if f <= 1:
            return g if f else 0
        if g <= 1 or f == g:
            return f if g else 0
        functions, reads = self._functions, self._reads
        return self._node(functions[f] & functions[g], reads[f] | reads[g])

    def disj(self, f: Node, g: Node) -> Node:
        """f or g."""
        if f <= 1:
            return 1 if f else g
        if g <= 1 or f == g:
            return 1 if g == 1 else f
        functions, reads = self._functions, self._reads
        return self._node(functions[f] | functions[g], reads[f] | reads[g])

    def xor(self, f: Node, g: Node) -> Node:
        """Exactly one of f and g."""
        functions, reads = self._functions, self._reads
        return self._node(functions[f] ^ functions[g], reads[f] | reads[g])

    def same(self, f: Node, g: Node) -> Node:
        """Where f and g agree."""
        if f <= 1:
            return g if f else self.neg(g)
        if g <= 1:
            return f if g else self.neg(f)
        functions, reads = self._functions, self._reads
        return self._node(functions[f].equiv(functions[g]), reads[f] | reads[g])

    def minus(self, f: Node, g: Node) -> Node:
        """f and not g."""
        functions, reads = self._functions, self._reads
        return self._node(functions[g].imp_strict(functions[f]), reads[f] | reads[g])

    def implies(self, f: Node, g: Node) -> Node:
        """f implies g."""
        functions, reads = self._functions, self._reads
        return self._node(functions[f].imp(functions[g]), reads[f] | reads[g])

    def ite(self, f: Node, g: Node, h: Node) -> Node:
        """g where f, h elsewhere."""
        if f <= 1:
            return g if f else h
        if g == h:
            return g
        functions, reads = self._functions, self._reads
        function = functions[f].ite(functions[g], functions[h])
        return self._node(function, reads[f] | reads[g] | reads[h])

    def all_of(self, nodes: Iterable[Node]) -> Node:
        """The conjunction."""
        result = 1
        for node in nodes:
            result = self.conj(result, node)
        return result

    def any_of(self, nodes: Iterable[Node]) -> Node:
        """The disjunction."""
        result = 0
        for node in nodes:
            result = self.disj(result, node)
        return result

    def some(self, f: Node, levels: frozenset[int]) -> Node:
        """The assignments that satisfy f for some values of the levels."""
        cube, bits = self._set(levels)
        reads = self._reads[f]
        return self._node(self._functions[f].exists(cube), reads & ~bits) if reads & bits else f

    def every(self, f: Node, levels: frozenset[int]) -> Node:
        """The assignments that satisfy f for all values of the levels."""
        return self.neg(self.some(self.neg(f), levels))

    def conj_some(self, f: Node, g: Node, levels: frozenset[int]) -> Node:
        """`some` of f and g, without building their conjunction."""
        if f == 0 or g == 0:
            return 0
        cube, bits = self._set(levels)
        functions, reads = self._functions, self._reads
        function = functions[f].apply_exists(_AND, functions[g], cube)
        return self._node(function, (reads[f] | reads[g]) & ~bits)

    def _set(self, levels: frozenset[int]) -> tuple[BCDDFunction, int]:
        """The levels as a conjunction, and as a set of bits."""
        known = self._sets.get(levels)
        if known is None:
            cube = self.all_of(map(self.variable, sorted(levels, reverse=True)))
            bits = sum(self._bits[level] for level in levels)
            known = self._sets[levels] = self._functions[cube], bits
        return known

    def compose(self, f: Node, substitutes: Mapping[int, Node]) -> Node:
        """f with levels replaced by functions, or fixed to 0 or 1, all at once."""
        levels = frozenset(substitutes)
        if any(self.may_read(node) & levels for node in substitutes.values()):
            return self._composed(f, substitutes)
        for level, node in substitutes.items():
            if node > 1:
                there = self.same(self.variable(level), node)
                f = self.conj_some(f, there, frozenset((level,)))
        fixed = {level: node for level, node in substitutes.items() if node <= 1}
        literals = (self.same(self.variable(level), node) for level, node in fixed.items())
        return self.conj_some(f, self.all_of(literals), frozenset(fixed))

    def cofactors(self, f: Node, levels: Iterable[int]) -> list[Node]:
        """f for each assignment to the levels, the first level the lowest bit of its place: they
        depend on the levels no more."""
        nodes = [f]
        for level in levels:
            nodes = [self._cofactor(each, level, bit) for bit in (0, 1) for each in nodes]
        return nodes

    def _cofactor(self, f: Node, level: int, bit: int) -> Node:
        there = self.variable(level)
        if self._reads[f] & self._reads[there] == 0:
            return f
        return self.conj_some(f, there if bit else self.neg(there), frozenset((level,)))

    def _composed(self, f: Node, substitutes: Mapping[int, Node]) -> Node:
        """The same where a replaced level comes back; oxidd looks at every level for that."""
        _, old = self._set(frozenset(substitutes))
        reads = self._reads[f] & ~old
        for node in substitutes.values():
            reads |= self._reads[node]
        pairs = [(level, self._functions[node]) for level, node in substitutes.items()]
        instead = BCDDFunction.make_substitution(pairs)
        return self._node(self._functions[f].substitute(instead), reads)

    def may_read(self, f: Node) -> frozenset[int]:
        """A superset of the levels that f depends on."""
        return self._levels_of(self._reads[f])

    def depends(self, f: Node, levels: frozenset[int]) -> bool:
        """True iff f depends on one of the levels."""
        return self.some(f, levels) != f

    def support(self, f: Node) -> frozenset[int]:
        """The levels that f depends on."""
        return self._levels_of(self._exact(self._functions[f]))

    def _exact(self, function: BCDDFunction) -> int:
        """The levels that the function depends on, as a set of bits."""
        known = self._supports.get(function)
        if known is None:
            level, (high, low) = _top(function)
            known = self._bits[level] | self._exact(high) | self._exact(low)
            self._supports[function] = known
        return known

    def _levels_of(self, bits: int) -> frozenset[int]:
        known = self._levels.get(bits)
        if known is None:
            known = self._levels[bits] = frozenset(self._positions(bits))
        return known

    def _positions(self, bits: int) -> Iterator[int]:
        while bits:
            lowest = bits & -bits
            yield self._known[lowest.bit_length() - 1]
            bits ^= lowest

    def count(self, f: Node, levels: frozenset[int]) -> int:
        """The number of assignments to the levels that satisfy f, which reads no other level."""
        assert self.some(f, levels) <= 1, "a diagram is counted over all that it reads"
        return self._functions[f].sat_count(len(levels))


def _top(function: BCDDFunction) -> tuple[int, tuple[BCDDFunction, BCDDFunction]]:
    """The level, and what the function is where that is 1 and where it is 0."""
    level, children = function.node_level(), function.cofactors()
    assert level is not None and children is not None, "0 and 1 are known from the start"
    return level, children


class _OnDemand(dict[Node, int]):
    """What is asked of a node; where it is not known yet, it is found out."""

    def __init__(self, expand: Callable[[Node], None]) -> None:
        super().__init__()
        self._expand = expand

    def __missing__(self, f: Node) -> int:
        self._expand(f)
        return self[f]


def count(bdd: Bdd, f: Node, levels: Sequence[int]) -> int:
    """The number of assignments to the levels that satisfy f, which reads no other level."""
    return bdd.count(f, frozenset(levels))


def holds(bdd: Bdd, f: Node, values: Mapping[int, int]) -> bool:
    """True iff the assignment, which has every level that f reads on its way, satisfies f."""
    while f > 1:
        f = bdd.high[f] if values[bdd.level[f]] else bdd.low[f]
    return f == 1


def cubes(bdd: Bdd, f: Node) -> Iterator[dict[int, int]]:
    """Disjoint partial assignments that together are f, low branches first."""
    if f == 1:
        yield {}
    if f <= 1:
        return
    for bit, child in ((0, bdd.low[f]), (1, bdd.high[f])):
        for rest in cubes(bdd, child):
            yield {bdd.level[f]: bit, **rest}


def least(bdd: Bdd, f: Node, preferred: Mapping[int, int] | None = None) -> dict[int, int]:
    """The first satisfying assignment, level by level, by preferred bits (0 unless told)."""
    assert f != 0, "an empty set has no least assignment"
    assignment: dict[int, int] = {}
    while f > 1:
        level = bdd.level[f]
        bit = (preferred or {}).get(level, 0)
        if (bdd.high[f] if bit else bdd.low[f]) == 0:
            bit = 1 - bit
        assignment[level] = bit
        f = bdd.high[f] if bit else bdd.low[f]
    return assignment
