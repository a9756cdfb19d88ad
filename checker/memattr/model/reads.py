"""What expressions read: which view sorts which input, what a reader is shown first, and where a
derivation can be cut in two."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from memattr.model.expressions import And, Call, Expression, Global, Implies, Under, walk
from memattr.model.model import Model
from memattr.model.types import Sum, plain
from memattr.place import Note

# A "value", derived or given, or a "function", and its name.
_Part: TypeAlias = tuple[str, str]


@dataclass(frozen=True)
class Need:
    """An input acts only with a feature, as the note says."""

    input: str
    feature: str
    note: Note


class Reads:
    """Answers for one model."""

    def __init__(self, model: Model) -> None:
        self._model = model
        # What each derived value and function names itself, and what it rests on directly.
        self._direct: dict[_Part, tuple[frozenset[str], frozenset[_Part]]] = {}

    def named(self, expression: Expression) -> set[str]:
        """The inputs and derived values that the expression itself names."""
        return {node.name for node in walk(expression) if isinstance(node, Global)}

    def inputs(self, expression: Expression) -> set[str]:
        """All inputs that count."""
        return {name for name in self._names_below(expression) if name in self._model.inputs}

    def sorting(self) -> Mapping[str, str]:
        """For an input the first view that sorts its values: it reads one guest input, or else one
        field of the hypervisor; features and controls may count besides."""
        return self._sorting

    @cached_property
    def _sorting(self) -> Mapping[str, str]:
        orders: dict[str, str] = {}
        for name, view in self._model.views.items():
            read = [self._model.inputs[i] for i in sorted(self.inputs(view.expression))]
            guests = [i.name for i in read if i.player == "guest"]
            fields = [i.name for i in read if i.role == "field"]
            sorted_ = guests or fields
            if view.kind == "view" and len(sorted_) == 1 and not (guests and fields):
                orders.setdefault(sorted_[0], name)
        return orders

    def rows(self) -> str:
        """The input that the rows of a matrix of the whole model run over: the first guest input
        that a view sorts, or else the first guest input, or else the first input."""
        guests = [name for name, i in self._model.inputs.items() if i.player == "guest"]
        sorting = self.sorting()
        return next((n for n in guests if n in sorting), next(iter((*guests, *self._model.inputs))))

    def columns(self) -> str:
        """The input that its columns run over: the first field that a view sorts, or none."""
        inputs, sorting = self._model.inputs, self.sorting()
        return next((n for n, i in inputs.items() if i.role == "field" and n in sorting), "")

    def cells(self) -> str:
        """What its cells show: the first view that reads what both rows and columns run over, or
        else the first that names an output, or else the first output."""
        both = {self.rows(), self.columns()} - {""}
        outputs = [output.name for output in self._model.outputs()]
        views = [v for v in self._model.views.values() if v.kind == "view"]
        crossed = (v.name for v in views if both <= self.inputs(v.expression))
        naming = (v.name for v in views if self.named(v.expression) & set(outputs))
        return next(iter((*crossed, *naming, *outputs)))

    def needs(self) -> Iterator[Need]:
        """Which input acts only with which feature: by an effective value that is the conjunction
        of both, or by a requirement of the cpu."""
        for derived in self._model.derived.values():
            yield from self._needed(derived.expression, derived.expression, derived.note)
        for condition in self._model.requirements:
            if isinstance(condition.expression, Implies):
                premise, conclusion = condition.expression.left, condition.expression.right
                yield from self._needed(premise, conclusion, condition.note)

    def _needed(self, expression: Expression, what: Expression, note: Note) -> Iterator[Need]:
        """The flags of a conjunction and the features of another; of one, those that are no
        features and those that are."""
        inputs, features = self._flags(expression), self._flags(what)
        for name in inputs:
            for feature in features:
                is_feature = self._model.inputs[feature].player == "cpu"
                if (
                    name != feature
                    and is_feature
                    and (expression is not what or name not in self._cpu())
                ):
                    yield Need(name, feature, note)

    def _cpu(self) -> set[str]:
        return {name for name, i in self._model.inputs.items() if i.player == "cpu"}

    def _flags(self, expression: Expression) -> list[str]:
        """The inputs among the operands of a conjunction, or the input that it is."""
        if isinstance(expression, And):
            return [name for operand in expression.operands for name in self._flags(operand)]
        is_input = isinstance(expression, Global) and expression.name in self._model.inputs
        return [expression.name] if isinstance(expression, Global) and is_input else []

    def output_behind(self, name: str) -> tuple[str, int] | None:
        """The first output, if it has results that the view leaves out, and the shape that the view
        tells of, the one with most fields: the view reads what both rows and columns run over, and
        not the output."""
        output, view = self._model.outputs()[0], self._model.views.get(name)
        type_ = plain(output.type)
        if view is None or not isinstance(type_, Sum):
            return None
        read = self._names_below(view.expression)
        both = {self.rows(), self.columns()} - {""}
        if output.name in read or not both <= read:
            return None
        sizes = [len(variant.fields) for variant in type_.variants]
        return output.name, sizes.index(max(sizes))

    def cut(self, expression: Expression, main: str) -> str | None:
        """A derived value through which alone the expression depends on the input, and whose
        choices nobody else makes: values of the input that agree on it need one evaluation."""
        for name, derived in self._model.derived.items():
            if main not in self.named(derived.expression):
                continue
            above = list(self._below([expression], name))
            below = list(self._below([derived.expression], ""))
            apart = main not in _globals(above) and name in _globals(above)
            whole = not any(isinstance(node, Under) for node in (*above, *below))
            if apart and whole and not self._choices(above) & self._choices(below):
                return name
        return None

    def _choices(self, nodes: Iterable[Expression]) -> set[str]:
        called = {node.function for node in nodes if isinstance(node, Call)}
        return {
            case.choice.name
            for name in called
            for case in self._model.functions[name].cases
            if case.choice is not None
        }

    def _names_below(self, expression: Expression) -> set[str]:
        """The inputs and derived values that it rests on."""
        read, parts = _read_by([expression])
        names, todo, met = set(read), set(parts), set(parts)
        while todo:
            part = todo.pop()
            if part not in self._direct:
                kind, name = part
                bodies = self._derivation(name) if kind == "value" else self._cases(name)
                self._direct[part] = _read_by(bodies)
            own, more = self._direct[part]
            names |= own
            todo |= more - met
            met |= more
        return names

    def _below(self, roots: Iterable[Expression], stop: str) -> Iterator[Expression]:
        """Every node that the roots rest on, through derived values but `stop`, and calls."""
        todo, met = list(roots), set()
        while todo:
            for node in walk(todo.pop()):
                yield node
                if isinstance(node, Global) and node.name != stop:
                    key, more = ("value", node.name), self._derivation(node.name)
                elif isinstance(node, Call):
                    key, more = ("function", node.function), self._cases(node.function)
                else:
                    continue
                if key not in met:
                    met.add(key)
                    todo += more

    def _derivation(self, name: str) -> list[Expression]:
        derived = self._model.derived.get(name)
        return [] if derived is None else [derived.expression]

    def _cases(self, name: str) -> list[Expression]:
        expressions: list[Expression] = []
        for case in self._model.functions[name].cases:
            expressions += [case.guard, case.body]
            if case.choice is not None and case.choice.condition is not None:
                expressions.append(case.choice.condition)
        return expressions


def _read_by(expressions: Iterable[Expression]) -> tuple[frozenset[str], frozenset[_Part]]:
    """The inputs and derived values that are named; these, and functions that are called."""
    nodes = [node for expression in expressions for node in walk(expression)]
    names = frozenset(node.name for node in nodes if isinstance(node, Global))
    called = (("function", node.function) for node in nodes if isinstance(node, Call))
    return names, frozenset((*(("value", name) for name in names), *called))


def _globals(nodes: Iterable[Expression]) -> set[str]:
    return {node.name for node in nodes if isinstance(node, Global)}
