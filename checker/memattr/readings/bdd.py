"""Reduced ordered binary decision diagrams: sets of assignments, canonical, counted exactly.

A node is an int; 0 is false and 1 is true. Equal functions are equal nodes. Variables are levels,
any ints: a smaller level is nearer to the root. Recursion is as deep as there are levels in use.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

Node = int

TERMINAL = 1 << 60
_SHIFT = 30


class TooLarge(Exception):
    """The limit on nodes was hit: a claim is undecided, nothing is wrong."""


class Bdd:
    """One table of nodes with its operations."""

    def __init__(self, limit: int = 20_000_000) -> None:
        self.level: list[int] = [TERMINAL, TERMINAL]
        self.low: list[Node] = [0, 1]
        self.high: list[Node] = [0, 1]
        self._limit = min(limit, 1 << _SHIFT)
        self._unique: dict[tuple[int, Node, Node], Node] = {}
        self._conj: dict[int, Node] = {}
        self._disj: dict[int, Node] = {}
        self._xor: dict[int, Node] = {}
        self._neg: dict[Node, Node] = {0: 1, 1: 0}
        self._ite: dict[tuple[Node, Node, Node], Node] = {}
        self._some: dict[frozenset[int], dict[int, Node]] = {}
        self._support: dict[Node, frozenset[int]] = {0: frozenset(), 1: frozenset()}

    def __len__(self) -> int:
        return len(self.level)

    def node(self, level: int, low: Node, high: Node) -> Node:
        """The node that is `high` where the level is 1 and `low` where it is 0."""
        if low == high:
            return low
        key = (level, low, high)
        found = self._unique.get(key)
        if found is None:
            found = len(self.level)
            if found >= self._limit:
                raise TooLarge(f"more than {self._limit} nodes")
            self._unique[key] = found
            self.level.append(level)
            self.low.append(low)
            self.high.append(high)
        return found

    def variable(self, level: int) -> Node:
        """The assignments in which the level is 1."""
        return self.node(level, 0, 1)

    def neg(self, f: Node) -> Node:
        """Not f."""
        found = self._neg.get(f)
        if found is None:
            found = self.node(self.level[f], self.neg(self.low[f]), self.neg(self.high[f]))
            self._neg[f] = found
            self._neg[found] = f
        return found

    def conj(self, f: Node, g: Node) -> Node:
        """f and g."""
        if f > g:
            f, g = g, f
        if f <= 1:
            return g if f else 0
        if f == g:
            return f
        key = f << _SHIFT | g
        found = self._conj.get(key)
        if found is None:
            level = self.level
            a, b = level[f], level[g]
            if a == b:
                low = self.conj(self.low[f], self.low[g])
                high = self.conj(self.high[f], self.high[g])
            elif a < b:
                low, high = self.conj(self.low[f], g), self.conj(self.high[f], g)
            else:
                a = b
                low, high = self.conj(f, self.low[g]), self.conj(f, self.high[g])
            found = self._conj[key] = self.node(a, low, high)
        return found

    def disj(self, f: Node, g: Node) -> Node:
        """f or g."""
        if f > g:
            f, g = g, f
        if f <= 1:
            return 1 if f else g
        if f == g:
            return f
        key = f << _SHIFT | g
        found = self._disj.get(key)
        if found is None:
            level = self.level
            a, b = level[f], level[g]
            if a == b:
                low = self.disj(self.low[f], self.low[g])
                high = self.disj(self.high[f], self.high[g])
            elif a < b:
                low, high = self.disj(self.low[f], g), self.disj(self.high[f], g)
            else:
                a = b
                low, high = self.disj(f, self.low[g]), self.disj(f, self.high[g])
            found = self._disj[key] = self.node(a, low, high)
        return found

    def xor(self, f: Node, g: Node) -> Node:
        """Exactly one of f and g."""
        if f > g:
            f, g = g, f
        if f == g:
            return 0
        if f <= 1:
            return self.neg(g) if f else g
        key = f << _SHIFT | g
        found = self._xor.get(key)
        if found is None:
            level = self.level
            a, b = level[f], level[g]
            if a == b:
                low = self.xor(self.low[f], self.low[g])
                high = self.xor(self.high[f], self.high[g])
            elif a < b:
                low, high = self.xor(self.low[f], g), self.xor(self.high[f], g)
            else:
                a = b
                low, high = self.xor(f, self.low[g]), self.xor(f, self.high[g])
            found = self._xor[key] = self.node(a, low, high)
        return found

    def same(self, f: Node, g: Node) -> Node:
        """Where f and g agree."""
        return self.neg(self.xor(f, g))

    def minus(self, f: Node, g: Node) -> Node:
        """f and not g."""
        return self.conj(f, self.neg(g))

    def implies(self, f: Node, g: Node) -> Node:
        """f implies g."""
        return self.disj(self.neg(f), g)

    def ite(self, f: Node, g: Node, h: Node) -> Node:
        """g where f, h elsewhere."""
        if f <= 1:
            return g if f else h
        if g == h:
            return g
        if g <= 1:
            return self.disj(f, h) if g else self.conj(self.neg(f), h)
        if h <= 1:
            return self.disj(self.neg(f), g) if h else self.conj(f, g)
        key = (f, g, h)
        found = self._ite.get(key)
        if found is None:
            top = min(self.level[f], self.level[g], self.level[h])
            (f0, f1), (g0, g1), (h0, h1) = (self._split(n, top) for n in key)
            found = self.node(top, self.ite(f0, g0, h0), self.ite(f1, g1, h1))
            self._ite[key] = found
        return found

    def _split(self, f: Node, level: int) -> tuple[Node, Node]:
        return (self.low[f], self.high[f]) if self.level[f] == level else (f, f)

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
        return self.conj_some(f, f, levels)

    def every(self, f: Node, levels: frozenset[int]) -> Node:
        """The assignments that satisfy f for all values of the levels."""
        return self.neg(self.some(self.neg(f), levels))

    def conj_some(self, f: Node, g: Node, levels: frozenset[int]) -> Node:
        """`some` of f and g, without building their conjunction."""
        if not levels:
            return self.conj(f, g)
        cache = self._some.setdefault(levels, {})
        return self._conj_some(f, g, levels, max(levels), cache)

    def _conj_some(
        self, f: Node, g: Node, levels: frozenset[int], last: int, cache: dict[int, Node]
    ) -> Node:
        if f > g:
            f, g = g, f
        if f == 0:
            return 0
        a, b = self.level[f], self.level[g]
        top = a if a < b else b
        if top > last:
            return self.conj(f, g)
        key = f << _SHIFT | g
        found = cache.get(key)
        if found is None:
            f0, f1 = (self.low[f], self.high[f]) if a == top else (f, f)
            g0, g1 = (self.low[g], self.high[g]) if b == top else (g, g)
            found = self._conj_some(f0, g0, levels, last, cache)
            if top not in levels:
                found = self.node(top, found, self._conj_some(f1, g1, levels, last, cache))
            elif found != 1:
                found = self.disj(found, self._conj_some(f1, g1, levels, last, cache))
            cache[key] = found
        return found

    def compose(self, f: Node, substitutes: Mapping[int, Node]) -> Node:
        """f with levels replaced by functions, or fixed to 0 or 1, all at once."""
        return self._compose(f, substitutes, max(substitutes, default=-1), {})

    def _compose(
        self, f: Node, substitutes: Mapping[int, Node], last: int, cache: dict[Node, Node]
    ) -> Node:
        level = self.level[f]
        if level > last:
            return f
        found = cache.get(f)
        if found is None:
            test = substitutes.get(level)
            if test is None:
                test = self.variable(level)
            if test <= 1:
                branch = self.high[f] if test else self.low[f]
                found = self._compose(branch, substitutes, last, cache)
            else:
                low = self._compose(self.low[f], substitutes, last, cache)
                found = self.ite(test, self._compose(self.high[f], substitutes, last, cache), low)
            cache[f] = found
        return found

    def support(self, f: Node) -> frozenset[int]:
        """The levels that f depends on."""
        found = self._support.get(f)
        if found is None:
            seen, waiting = {0, 1, f}, [f]
            while waiting:
                node = waiting.pop()
                for child in (self.low[node], self.high[node]):
                    if child not in seen:
                        seen.add(child)
                        waiting.append(child)
            found = self._support[f] = frozenset(self.level[n] for n in seen if n > 1)
        return found
