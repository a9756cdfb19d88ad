"""A search of its own over the life of a page: tuples, and nothing of the checker.

What a guest may reach under a policy is what the independent oracle permits for every byte of
MAIR_EL1, with stage 1 and its caches on and off. The rest is written down here once more, from the
manual's sections on caches and on mismatched attributes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import product
from typing import NamedTuple

from tests.oracle.brute_force import DATA, INPUTS, Attributes, Device, permitted

OLD, ZERO, NEW = "old", "zero", "new"
WB, WT, PAST, AGENT = "WB", "WT", "past", "agent"
TENANTS = (OLD, NEW)

Line = tuple[str, bool] | None  # value, dirty


class State(NamedTuple):
    """One page, one line; flags that a property does not speak of stay False."""

    taken: int
    memory: str
    line: Line
    entry: bool
    tlb: bool
    mapped: bool
    leaked: bool
    wrote: bool
    lost: bool
    late: bool


@dataclass(frozen=True)
class Run:
    """What is fixed for a run; `chosen` is the one use of a careful tenant, None for any."""

    uses: frozenset[str]
    steps: tuple[str, ...]
    alias: bool
    agent: bool
    chosen: str | None
    protected: bool = True
    upgraded: bool = True
    flags: frozenset[str] = frozenset()


@cache
def uses(attr: int, fwb: bool, cd: bool) -> frozenset[str]:
    """How a guest's data accesses may treat the caches, by the oracle."""
    fixed = dict.fromkeys(INPUTS, 0) | {
        "access": DATA, "SH2": 3, "HCR_VM": 1, "MemAttr": attr, "HCR_FWB": int(fwb),
        "FEAT_S2FWB": int(fwb), "HCR_CD": int(cd),
    }  # fmt: skip
    found: set[str] = set()
    for byte, on, cached in product(range(256), (0, 1), (0, 1)):
        for result in permitted(fixed | {"MAIR": byte, "SCTLR_M": on, "SCTLR_C": cached}):
            assert isinstance(result, Attributes)
            if isinstance(result.memory, Device):
                found.add(PAST)
            else:
                halves = (result.memory.inner, result.memory.outer)
                found |= {{"WB": WB, "WT": WT, "NC": PAST}[half.cacheability] for half in halves}
    return frozenset(found)


def searched(runs: list[Run], fails: frozenset[str]) -> tuple[int, int | None]:
    """The number of reachable states, and how many events lead to the nearest that has one of the
    flags; None if none has."""
    states, nearest = 0, None
    for run in runs:
        first = State(0, OLD, None, True, True, False, False, False, False, False)
        depth = {first: 0}
        waiting = [first]
        for state in waiting:
            if any(getattr(state, flag) for flag in fails):
                nearest = min(depth[state], nearest if nearest is not None else depth[state])
            for after in successors(run, state):
                kept = after._replace(
                    leaked=after.leaked and "leaked" in run.flags,
                    wrote=after.wrote and "lost" in run.flags,
                    lost=after.lost and "lost" in run.flags,
                    late=after.late and "late" in run.flags,
                )
                if kept not in depth:
                    depth[kept] = depth[state] + 1
                    waiting.append(kept)
        states += len(depth)
    return states, nearest


def successors(run: Run, s: State) -> Iterator[State]:
    yield from environment(run, s)
    for tenant in TENANTS:
        if (s.entry or s.tlb) if tenant == OLD else s.mapped:
            yield from accesses(run, s, tenant)
            if s.line is not None and (tenant == OLD or run.chosen is None):
                yield from maintenance(run, s)
    if s.taken < len(run.steps):
        for after in step(run.steps[s.taken], s):
            yield after._replace(taken=s.taken + 1)


def environment(run: Run, s: State) -> Iterator[State]:
    cached = run.uses & {WB, WT}
    if s.line is None and (run.alias or (cached and (s.entry or s.tlb or s.mapped))):
        yield s._replace(line=(s.memory, False))
    if s.line is not None:
        yield s._replace(memory=s.line[0] if s.line[1] else s.memory, line=None)


def accesses(run: Run, s: State, tenant: str) -> Iterator[State]:
    for use in run.uses | ({AGENT} if run.agent else set()):
        if tenant == NEW and run.chosen is not None and use != run.chosen:
            continue
        for value in read(run, s, use):
            line = (s.memory, False) if use in (WB, WT) and s.line is None else s.line
            other = NEW if tenant == OLD else OLD
            yield s._replace(
                line=line,
                leaked=s.leaked or value == other,
                lost=s.lost or (tenant == NEW and s.wrote and value != NEW),
            )
        for memory, line in write(s, use, tenant):
            yield s._replace(
                memory=memory,
                line=line,
                wrote=s.wrote or tenant == NEW,
                late=s.late or (tenant == OLD and s.mapped),
            )


def read(run: Run, s: State, use: str) -> set[str]:
    if use == AGENT or s.line is None:
        return {s.memory}
    value, dirty = s.line
    if use in (WB, WT):
        return {s.memory, value} if use == WT and dirty else {value}
    return {s.memory, value} if dirty or not run.protected else {s.memory}


def write(s: State, use: str, value: str) -> Iterator[tuple[str, Line]]:
    if use == WB:
        yield s.memory, (value, True)
    elif use == WT:
        yield from ((value, line) for line in after_through(s.line, value))
    elif use == AGENT:
        yield value, s.line
    else:
        yield from ((value, line) for line in after_bypass(s.line, value))


def after_through(line: Line, value: str) -> set[Line]:
    """What is dirty may stay, to be written back over the new value (B2.11)."""
    if line is None:
        return {None}
    return {line, (value, False)} if line[1] else {(value, False)}


def after_bypass(line: Line, value: str) -> set[Line]:
    if line is None:
        return {None}
    return {line, None, (value, True)} if line[1] else {line, None}


def maintenance(run: Run, s: State) -> Iterator[State]:
    """Clean; and invalidate, which cleans too if the upgrade is there."""
    assert s.line is not None
    cleaned = s.line[0] if s.line[1] else s.memory
    yield s._replace(memory=cleaned, line=(s.line[0], False))
    yield s._replace(memory=cleaned if run.upgraded else s.memory, line=None)


def step(name: str, s: State) -> Iterator[State]:
    cleaned = s.line[0] if s.line is not None and s.line[1] else s.memory
    match name:
        case "remove":
            yield s._replace(entry=False)
        case "tlbi":
            yield s._replace(tlb=s.entry)
        case "scrub":
            yield s._replace(line=(ZERO, True))
        case "scrub past":
            yield from (s._replace(memory=ZERO, line=x) for x in after_bypass(s.line, ZERO))
        case "clean":
            line = None if s.line is None else (s.line[0], False)
            yield s._replace(memory=cleaned, line=line)
        case "flush":
            yield s._replace(memory=cleaned, line=None)
        case "invalidate":
            yield s._replace(line=None)
        case "map":
            yield s._replace(mapped=True)
        case _:
            raise AssertionError(name)


def runs(
    base: Run, alias: tuple[bool, ...], agent: tuple[bool, ...], careful: tuple[bool, ...]
) -> list[Run]:
    """Every choice of what a run fixes; a careful tenant chooses one of its uses."""
    found = []
    for one, other, is_careful in product(alias, agent, careful):
        every = base.uses | ({AGENT} if other else set())
        for chosen in sorted(every) if is_careful else (None,):
            found.append(replace(base, alias=one, agent=other, chosen=chosen))
    return found
