"""Irredundant covers of a set by boxes: a box is a product of sets, one for each axis it limits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from memattr.explain.dimensions import Dimension
from memattr.readings.bdd import Bdd, Node, count, least

# A cover this long is of no use to a reader; what is left is then only known to be there.
MOST = 200


@dataclass(frozen=True)
class Box:
    """The situations in which each limited axis lies in its set; `share` is the part of all codes
    that this is."""

    limits: tuple[tuple[Dimension, Node], ...]
    node: Node
    share: float

    def occurring(self, bdd: Bdd, axis: Dimension, occurs: Node) -> Node:
        """The part of the set of the axis that there is in the box."""
        rest = bdd.support(occurs) | bdd.support(self.node)
        return bdd.conj_some(occurs, self.node, rest - axis.levels)


@dataclass(frozen=True)
class Cover:
    """Boxes, the largest first. `complete`: together they are the set; none can be left out, and
    no set in one can grow. Otherwise they are a part of it."""

    boxes: tuple[Box, ...]
    complete: bool

    def union(self, bdd: Bdd) -> Node:
        """All that the boxes contain."""
        return bdd.any_of(box.node for box in self.boxes)


def covered(bdd: Bdd, on: Node, off: Node, axes: Sequence[Dimension], most: int = MOST) -> Cover:
    """Boxes that contain `on` and nothing of `off`; axes that come first are dropped first. No
    more than `most` boxes are looked for."""
    boxes: list[Box] = []
    left = on
    while left != 0 and len(boxes) < most:
        box = _grown(bdd, off, axes, least(bdd, left))
        boxes.append(box)
        left = bdd.minus(left, box.node)
    boxes.sort(key=lambda box: -box.share)
    if left == 0:
        boxes = _needed(bdd, on, boxes)
    return Cover(tuple(boxes), left == 0)


def _grown(bdd: Bdd, off: Node, axes: Sequence[Dimension], point: dict[int, int]) -> Box:
    """A largest box around the point: axes are dropped where that is possible, then widened."""
    literals = [_literal(bdd, axis, point) for axis in axes]
    after = list(accumulate(reversed(literals), bdd.conj, initial=1))[::-1]
    limits: list[tuple[Dimension, Node]] = []
    near = off
    for index, axis in enumerate(axes):
        if bdd.conj(near, after[index + 1]) != 0:
            limits.append((axis, literals[index]))
            near = bdd.conj(near, literals[index])
    return _box(bdd, _widened(bdd, off, limits))


def _widened(
    bdd: Bdd, off: Node, limits: list[tuple[Dimension, Node]]
) -> list[tuple[Dimension, Node]]:
    """Each set as large as the others allow. A single bit that could not be dropped has no more
    than its one value."""
    wide = [index for index, (axis, _) in enumerate(limits) if len(axis.levels) > 1]
    off = bdd.conj(off, bdd.all_of(node for axis, node in limits if len(axis.levels) == 1))
    literals = list(limits)
    for index in reversed(wide):
        axis = limits[index][0]
        others = bdd.all_of(literals[other][1] for other in wide if other != index)
        away = bdd.support(off) | bdd.support(others)
        forbidden = bdd.conj_some(off, others, away - axis.levels)
        literals[index] = (axis, bdd.minus(axis.valid, forbidden))
    return literals


def _literal(bdd: Bdd, axis: Dimension, point: dict[int, int]) -> Node:
    result = 1
    for node in axis.word:
        bit = point.get(bdd.level[node], 0)
        result = bdd.conj(result, node if bit else bdd.neg(node))
    return result


def _box(bdd: Bdd, limits: list[tuple[Dimension, Node]]) -> Box:
    share = 1.0
    for axis, inside in limits:
        levels = sorted(axis.levels)
        share *= count(bdd, inside, levels) / count(bdd, axis.valid, levels)
    return Box(tuple(limits), bdd.all_of(inside for _, inside in limits), share)


def _needed(bdd: Bdd, on: Node, boxes: list[Box]) -> list[Box]:
    """Drops each box that the others make up for, smallest first."""
    larger = list(accumulate((box.node for box in boxes), bdd.disj, initial=0))
    kept: list[Box] = []
    smaller = 0
    for index in reversed(range(len(boxes))):
        rest = bdd.disj(larger[index], smaller)
        if bdd.minus(on, rest) != 0:
            kept.append(boxes[index])
            smaller = bdd.disj(smaller, boxes[index].node)
    return kept[::-1]
