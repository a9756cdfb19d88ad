"""The plainest members of a set of situations: those that depart from preferred values least often.

The order of situations, least first, is lexicographic:
1. the number of inputs that are not at their first preferred value;
2. how many of these are features of the cpu, and then how many are controls of the hypervisor, so
   that what a guest writes, or a descriptor, departs before a feature or a register does;
3. the rank of each input's value among its preferences, in the order of the model's `prefer` items.
This module keeps the members that are least by 1 and 2; the choice value by value does the rest.
"""

from __future__ import annotations

from collections.abc import Sequence

from memattr.readings.bdd import Bdd, Node


def fewest(bdd: Bdd, region: Node, departures: Sequence[Node]) -> Node:
    """The part of a region, not empty, in which the fewest of the conditions hold."""
    assert region != 0, "an empty region has no plainest member"
    limit = 0
    while (least := bdd.conj(region, at_most(bdd, departures, limit))) == 0:
        limit += 1
    return least


def at_most(bdd: Bdd, conditions: Sequence[Node], limit: int) -> Node:
    """Where no more than `limit` of the conditions hold."""
    # row[k]: at most k of the conditions that were looked at hold.
    row = [1] * (limit + 1)
    for condition in reversed(conditions):
        row = [bdd.ite(condition, row[k - 1] if k else 0, row[k]) for k in range(limit + 1)]
    return row[limit]
