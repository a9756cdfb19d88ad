"""A search of its own over the page that stays with one tenant: tuples, and nothing of the checker.

A tenant uses one attribute until its caches are on, and then another; the hypervisor reads the page
once it has taken it back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple

from .page_search import NEW, PAST, WB, WT, ZERO, Line, after_bypass, after_through


class Owned(NamedTuple):
    """One page, one line; flags that a property does not speak of stay False."""

    taken: int = 0
    memory: str = ZERO
    line: Line = None
    entry: bool = True
    tlb: bool = True
    runs: bool = True
    on: bool = False
    wrote: bool = False
    lost: bool = False
    back: bool = False
    misread: bool = False


@dataclass(frozen=True)
class OwnedRun:
    """What is fixed for a run: what the guest can reach, the two uses, and the steps; `kept` are
    the flags that matter."""

    uses: frozenset[str]
    early: str
    late: str
    alias: bool
    steps: tuple[str, ...]
    kept: frozenset[str]


def owned_runs(
    uses: frozenset[str], steps: tuple[str, ...], kept: frozenset[str],
    alias: tuple[bool, ...], early: tuple[str, ...], late: tuple[str, ...],
) -> list[OwnedRun]:  # fmt: skip
    """Every choice of what a run fixes."""
    ways = product(sorted(uses), sorted(uses), alias)
    return [
        OwnedRun(uses, a, b, c, steps, kept)
        for a, b, c in ways
        if (a in early or not early) and (b in late or not late)
    ]


def owned_searched(runs: list[OwnedRun], fails: str) -> int | None:
    """How many events lead to the nearest state that fails; None if none does."""
    nearest = None
    for run in runs:
        depth = {Owned(): 0}
        waiting = [Owned()]
        for state in waiting:
            if getattr(state, fails):
                nearest = depth[state] if nearest is None else min(nearest, depth[state])
            for after in owned_successors(run, state):
                if after not in depth:
                    depth[after] = depth[state] + 1
                    waiting.append(after)
    return nearest


def owned_states(runs: list[OwnedRun]) -> int:
    """The number of reachable states of all runs together."""
    count = 0
    for run in runs:
        seen = {Owned()}
        waiting = [Owned()]
        for state in waiting:
            new = set(owned_successors(run, state)) - seen
            seen |= new
            waiting += new
        count += len(seen)
    return count


def owned_successors(run: OwnedRun, s: Owned) -> Iterator[Owned]:
    for after in _successors(run, s):
        yield after._replace(
            wrote=after.wrote and bool(run.kept),
            lost=after.lost and "lost" in run.kept,
            misread=after.misread and "misread" in run.kept,
            back=after.back and "misread" in run.kept,
        )


def _successors(run: OwnedRun, s: Owned) -> Iterator[Owned]:
    reachable = s.entry or s.tlb
    if s.line is None and (run.alias or (reachable and run.uses & {WB, WT})):
        yield s._replace(line=(s.memory, False))
    if s.line is not None:
        yield s._replace(memory=_cleaned(s), line=None)
    if s.runs and reachable:
        use = run.late if s.on else run.early
        for value in _read(s, use):
            line = (s.memory, False) if use in (WB, WT) and s.line is None else s.line
            yield s._replace(line=line, lost=s.lost or (s.wrote and value != NEW))
        for memory, line in _write(s, use):
            yield s._replace(memory=memory, line=line, wrote=True)
    if s.back:
        for value in _read(s, WB):
            line = (s.memory, False) if s.line is None else s.line
            yield s._replace(line=line, misread=s.misread or (s.wrote and value != NEW))
    if s.taken < len(run.steps):
        yield _step(run.steps[s.taken], s)._replace(taken=s.taken + 1)


def _cleaned(s: Owned) -> str:
    return s.line[0] if s.line is not None and s.line[1] else s.memory


def _read(s: Owned, use: str) -> set[str]:
    if s.line is None:
        return {s.memory}
    value, dirty = s.line
    if use in (WB, WT):
        return {s.memory, value} if use == WT and dirty else {value}
    return {s.memory, value} if dirty else {s.memory}


def _write(s: Owned, use: str) -> Iterator[tuple[str, Line]]:
    if use == WB:
        yield s.memory, (NEW, True)
    elif use == WT:
        yield from ((NEW, line) for line in after_through(s.line, NEW))
    else:
        assert use == PAST
        yield from ((NEW, line) for line in after_bypass(s.line, NEW))


def _step(name: str, s: Owned) -> Owned:
    match name:
        case "stop":
            return s._replace(runs=False)
        case "on":
            return s._replace(runs=True, on=True)
        case "remove":
            return s._replace(entry=False)
        case "tlbi":
            return s._replace(tlb=s.entry)
        case "flush":
            return s._replace(memory=_cleaned(s), line=None)
        case "take":
            return s._replace(back=True)
        case _:
            raise AssertionError(name)
