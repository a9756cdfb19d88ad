"""What a reading wants to know of a model before it starts: choices, and who reads what."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass
from functools import cache

from memattr.model.expressions import Global, called, walk
from memattr.model.model import Choice, Model
from memattr.model.types import Enum, Record, Sum, Type, plain


@dataclass(frozen=True)
class Facts:
    """`choosing`: functions that may make a choice, themselves or by a call. `choosing_derived`:
    derived values that may depend on a choice. `reads`: the inputs that a derived value may
    depend on."""

    choices: Mapping[str, Choice]
    choosing: frozenset[str]
    choosing_derived: frozenset[str]
    reads: Mapping[str, tuple[str, ...]]


def facts_of(model: Model) -> Facts:
    """Computed once for a reading."""
    calls = {
        name: frozenset[str]().union(*(case.calls for case in f.cases))
        for name, f in model.functions.items()
    }
    direct = {name for name, f in model.functions.items() if any(c.choice for c in f.cases)}
    choosing = _closure(direct, calls)
    return Facts(
        choices=_choices(model),
        choosing=choosing,
        choosing_derived=_choosing_derived(model, choosing),
        reads=_derived_reads(model),
    )


def varied(facts: Facts, model: Model, changed: Set[str], affected: Set[str]) -> Facts:
    """The facts of a model in which the `changed` functions, and no others, are not as they were;
    of all that is `affected` it is said that it may depend on a choice."""
    cases = (case for name in changed for case in model.functions[name].cases)
    own = {case.choice.name: case.choice for case in cases if case.choice}
    choosing, derived = facts.choosing | affected, facts.choosing_derived | affected
    return Facts({**facts.choices, **own}, choosing, derived, facts.reads)


def choosing_guards(model: Model, facts: Facts) -> frozenset[str]:
    """The functions with a guard that depends on a choice."""
    return frozenset(
        name
        for name, function in model.functions.items()
        if any(case.guard_calls & facts.choosing for case in function.cases)
    )


def users_of(model: Model) -> Mapping[str, frozenset[str]]:
    """For each function and derived value: those that depend on it, at any depth."""
    direct: dict[str, set[str]] = {}
    for name, function in model.functions.items():
        for case in function.cases:
            for callee in case.calls:
                direct.setdefault(callee, set()).add(name)
    for name, derived in model.derived.items():
        globals_ = {n.name for n in walk(derived.expression) if isinstance(n, Global)}
        for read in globals_ | called(derived.expression):
            direct.setdefault(read, set()).add(name)

    @cache
    def above(name: str) -> frozenset[str]:
        users = direct.get(name, set())
        return frozenset(users).union(*map(above, users))

    return {name: above(name) for name in (*model.functions, *model.derived)}


def is_ordered(type_: Type) -> bool:
    """True iff `at least as strong as` looks at a field of this type."""
    match plain(type_):
        case Enum(_, _, ordered) | Sum(_, _, ordered):
            return ordered
        case Record(_, fields):
            return any(is_ordered(member.type) for member in fields)
    return False


def _choices(model: Model) -> dict[str, Choice]:
    choices: dict[str, Choice] = {}
    for function in model.functions.values():
        for case in function.cases:
            if case.choice is not None:
                name = case.choice.name
                assert name not in choices, f"elaborate() promises one choice named {name}"
                choices[name] = case.choice
    return choices


def _closure(direct: set[str], calls: Mapping[str, Set[str]]) -> frozenset[str]:
    reached = set(direct)
    while more := {name for name, called in calls.items() if called & reached} - reached:
        reached |= more
    return frozenset(reached)


def _choosing_derived(model: Model, choosing: frozenset[str]) -> frozenset[str]:
    direct = {
        name for name, d in model.derived.items() if not choosing.isdisjoint(called(d.expression))
    }
    named = {
        name: {n.name for n in walk(d.expression) if isinstance(n, Global)}
        for name, d in model.derived.items()
    }
    return _closure(direct, named)


def _derived_reads(model: Model) -> dict[str, tuple[str, ...]]:
    reads: dict[str, tuple[str, ...]] = {}

    def inputs_of(name: str) -> set[str]:
        if name in model.inputs:
            return {name}
        if name not in reads:
            nodes = walk(model.derived[name].expression)
            names = {n.name for n in nodes if isinstance(n, Global)}
            below = set().union(*map(inputs_of, names))
            reads[name] = tuple(i for i in model.inputs if i in below)
        return set(reads[name])

    for name in model.derived:
        inputs_of(name)
    return reads
