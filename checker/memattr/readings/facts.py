"""What a reading wants to know of a model before it starts: choices, and who reads what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from memattr.model.expressions import Call, Expression, Global
from memattr.model.model import Case, Choice, Model
from memattr.model.transform import walk
from memattr.model.types import Enum, Record, Sum, Type, plain


@dataclass(frozen=True)
class Facts:
    """`choosing`: functions that make a choice, themselves or by a call. `choosing_guards`: those
    with a guard that does. `choosing_derived`: derived values that depend on a choice. `reads`: the
    inputs that a derived value depends on."""

    choices: Mapping[str, Choice]
    choosing: frozenset[str]
    choosing_guards: frozenset[str]
    choosing_derived: frozenset[str]
    reads: Mapping[str, tuple[str, ...]]


def facts_of(model: Model) -> Facts:
    """Computed once for a reading."""
    calls = {name: _calls(f.cases) for name, f in model.functions.items()}
    direct = {name for name, f in model.functions.items() if any(c.choice for c in f.cases)}
    choosing = _closure(direct, calls)
    guards = {
        name
        for name, f in model.functions.items()
        if any(_called(case.guard) & choosing for case in f.cases)
    }
    return Facts(
        choices=_choices(model),
        choosing=choosing,
        choosing_guards=frozenset(guards),
        choosing_derived=_choosing_derived(model, choosing),
        reads=_derived_reads(model),
    )


def is_ordered(kind: Type) -> bool:
    """True iff `at least as strong as` looks at a field of this type."""
    match plain(kind):
        case Enum(_, _, ordered) | Sum(_, _, ordered):
            return ordered
        case Record(_, fields):
            return any(is_ordered(member.type) for member in fields)
    return False


def _choices(model: Model) -> dict[str, Choice]:
    found: dict[str, Choice] = {}
    for function in model.functions.values():
        for case in function.cases:
            if case.choice is not None:
                name = case.choice.name
                assert name not in found, f"elaborate() promises one choice named {name}"
                found[name] = case.choice
    return found


def _calls(cases: tuple[Case, ...]) -> set[str]:
    roots: list[Expression] = []
    for case in cases:
        roots += [case.guard, case.body]
        if case.choice is not None and case.choice.condition is not None:
            roots.append(case.choice.condition)
    return set().union(*map(_called, roots))


def _called(expression: Expression) -> set[str]:
    return {node.function for node in walk(expression) if isinstance(node, Call)}


def _closure(direct: set[str], calls: Mapping[str, set[str]]) -> frozenset[str]:
    found = set(direct)
    while more := {name for name, called in calls.items() if called & found} - found:
        found |= more
    return frozenset(found)


def _choosing_derived(model: Model, choosing: frozenset[str]) -> frozenset[str]:
    nodes = {name: tuple(walk(d.expression)) for name, d in model.derived.items()}
    direct = {
        name
        for name, below in nodes.items()
        if any(isinstance(n, Call) and n.function in choosing for n in below)
    }
    named = {name: {n.name for n in b if isinstance(n, Global)} for name, b in nodes.items()}
    return _closure(direct, named)


def _derived_reads(model: Model) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}

    def inputs_of(name: str) -> set[str]:
        if name in model.inputs:
            return {name}
        if name not in found:
            nodes = walk(model.derived[name].expression)
            names = {n.name for n in nodes if isinstance(n, Global)}
            below = set().union(*map(inputs_of, names))
            found[name] = tuple(i for i in model.inputs if i in below)
        return set(found[name])

    for name in model.derived:
        inputs_of(name)
    return found
