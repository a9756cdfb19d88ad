"""What some input values mean by themselves: derived values and views that need little else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice, product
from math import prod
from typing import Literal, TypeAlias

from memattr.answers.value_text import Product, products
from memattr.model.expressions import Call, Const, Expression, Global, Make, children, walk
from memattr.model.model import Model
from memattr.model.transform import rebuilt
from memattr.model.types import BOOL, Type, Value, plain
from memattr.place import Note
from memattr.readings.compile_values import Fired
from memattr.readings.dependencies import facts_of
from memattr.readings.evaluate import Evaluator, Situation, Taken
from memattr.readings.nondeterminism import GivenChoices, permitted

MOST_ATOMS = 5
MOST_VALUES = 1 << 12
MOST_RUNS = 16

Known = Mapping[str, Value]
Kind: TypeAlias = Literal["view", "value", "function"]
CaseName: TypeAlias = tuple[str, str]
Outcome: TypeAlias = tuple[tuple[Value, ...], tuple[CaseName, ...], tuple[str, ...], bool]
IDLE: Outcome = ((), (), (), True)


@dataclass(frozen=True)
class MeaningRow:
    """Under `conditions` (boxes over the atoms) the meaning is one of `values`; `cases` fired,
    (function, case) each, outermost first, and `choices` were made. `idle`: the given inputs do
    not matter there, and `values` is empty."""

    conditions: tuple[Product, ...]
    values: tuple[Value, ...]
    cases: tuple[tuple[str, str], ...]
    choices: tuple[str, ...]
    idle: bool = False


@dataclass(frozen=True)
class DecidedValue:
    """A value that the given inputs decide together with the `atoms`: other inputs and derived
    values. `name` is that of a view, a derived value or a function."""

    kind: Kind
    name: str
    note: Note
    type: Type
    atoms: tuple[tuple[str, Type], ...]
    rows: tuple[MeaningRow, ...]


def meanings(evaluator: Evaluator, given: Known) -> list[DecidedValue]:
    """Views first, then derived values in declared order."""
    reader = _MeaningReader(evaluator, given)
    model = evaluator.model
    values: list[DecidedValue] = []
    for view in model.views.values():
        if view.kind == "view" and reader.is_decided(view.expression):
            values.append(reader.meaning("view", view.name, view.note, view.expression))
    for derived in model.derived.values():
        if reader.is_decided(derived.expression) and not isinstance(derived.expression, Make):
            values.append(reader.meaning("value", derived.name, derived.note, derived.expression))
            continue
        for call in reader.calls(derived.expression):
            note = model.functions[call.function].note
            values.append(reader.meaning("function", call.function, note, call))
    return list(dict.fromkeys(values))


class _MeaningReader:
    def __init__(self, evaluator: Evaluator, given: Known) -> None:
        self._evaluator, self._given = evaluator, given
        self._model: Model = evaluator.model
        self._reads = facts_of(self._model).reads

    def is_decided(self, expression: Expression) -> bool:
        """True iff it depends on a given input, and otherwise on a few truths or on inputs of the
        same type as a given one; what has a meaning of its own is not decided again."""
        named = [node for node in walk(expression) if isinstance(node, Global)]
        if not any(self._is_given(node.name) for node in named):
            return False
        if any(self._is_given(node.name) and node.name in self._model.derived
               and plain(node.type) != BOOL for node in named):  # fmt: skip
            return False
        atoms = self._atoms(self._opened(expression))
        kinds = {self._model.inputs[name].type for name in self._given} | {BOOL}
        return len(atoms) <= MOST_ATOMS and all(type_ in kinds for _, type_ in atoms)

    def calls(self, expression: Expression) -> Iterator[Call]:
        """The outermost calls in it that are decided."""
        for child in children(expression):
            if isinstance(child, Call) and self.is_decided(child):
                yield child
            else:
                yield from self.calls(child)

    def meaning(self, kind: Kind, name: str, note: Note, expression: Expression) -> DecidedValue:
        """All that it may be, by the atoms."""
        opened = self._opened(expression)
        atoms = self._atoms(opened)
        groups: dict[Outcome, list[tuple[Value, ...]]] = {}
        for values in product(*(tuple(self._evaluator.values_of(type_)) for _, type_ in atoms)):
            here = {n: Const(k, v) for (n, k), v in zip(atoms, values, strict=True)}
            outcome = self._outcome(_filled(opened, here))
            if self._is_idle(expression, here, outcome):
                outcome = IDLE
            groups.setdefault(outcome, []).append(values)
        rows = (MeaningRow(products(where), *outcome) for outcome, where in groups.items())
        return DecidedValue(kind, name, note, expression.type, atoms, tuple(rows))

    def _is_given(self, name: str) -> bool:
        return name in self._given or bool(self._given.keys() & set(self._reads.get(name, ())))

    def _opened(self, expression: Expression, known: Known | None = None) -> Expression:
        """Given inputs as constants; derived values that depend on them as their definitions."""
        values = self._given if known is None else known
        if isinstance(expression, Global) and expression.name in values:
            return Const(expression.type, values[expression.name])
        if isinstance(expression, Global) and self._is_given(expression.name):
            return self._opened(self._model.derived[expression.name].expression, known)
        return rebuilt(expression, lambda node: self._opened(node, known))

    def _atoms(self, opened: Expression) -> tuple[tuple[str, Type], ...]:
        types = {n.name: n.type for n in walk(opened) if isinstance(n, Global)}
        return tuple(types.items())

    def _is_idle(self, expression: Expression, here: Mapping[str, Const], outcome: Outcome) -> bool:
        """True iff no other values of the given inputs would mean anything else here. A truth is
        worth saying all the same."""
        if plain(expression.type) == BOOL:
            return False
        kinds = {name: self._model.inputs[name].type for name in self._read(expression)}
        every = [tuple(self._evaluator.values_of(type_)) for type_ in kinds.values()]
        if prod(map(len, every)) > MOST_VALUES:
            return False
        for values in product(*every):
            other = {**self._given, **dict(zip(kinds, values, strict=True))}
            constant = _filled(self._opened(expression, other), here)
            if frozenset(permitted(self._evaluator, (constant,), {})) != frozenset(
                (value,) for value in outcome[0]
            ):
                return False
        return True

    def _read(self, expression: Expression) -> list[str]:
        """The given inputs that the expression depends on."""
        named = [node.name for node in walk(expression) if isinstance(node, Global)]
        reads = {name for n in named for name in (n, *self._reads.get(n, ()))}
        return [name for name in self._given if name in reads]

    def _outcome(self, constant: Expression) -> Outcome:
        """The values permitted, the cases that fire for each of them, the choices made."""
        every = permitted(self._evaluator, (constant,), {})
        fired = [self._fired(constant, taken) for taken in islice(every.values(), MOST_RUNS)]
        common = tuple(case for case in fired[0] if all(case in other for other in fired))
        choices = dict.fromkeys(
            taken.choice for choices_made in every.values() for taken in choices_made
        )
        return tuple(value for (value,) in every), common, tuple(choices), False

    def _fired(self, constant: Expression, taken: tuple[Taken, ...]) -> Mapping[CaseName, None]:
        chooser = GivenChoices({(t.cpu, t.choice, t.arguments): t.value for t in taken})
        trace: list[Fired] = []
        self._evaluator.value(constant, Situation({}, {}, chooser, None, trace))
        return _cases(trace)


def _filled(expression: Expression, values: Mapping[str, Const]) -> Expression:
    if isinstance(expression, Global):
        return values[expression.name]
    return rebuilt(expression, lambda node: _filled(node, values))


def _cases(trace: list[Fired]) -> dict[CaseName, None]:
    names: dict[CaseName, None] = {}
    for fired in trace:
        names[fired.function, fired.case] = None
        names.update(_cases(list(fired.children)))
    return names
