"""Declared views as other words for the values of one input."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from memattr.engines.exact.diagram_query import DiagramQuery
from memattr.engines.substitution import inputs_read
from memattr.explain.dimensions import Dimension
from memattr.model.expressions import Call, Expression, Global, walk
from memattr.model.layout import from_bits, to_bits, width
from memattr.model.model import View
from memattr.model.types import Type, Value
from memattr.readings.bdd import Bdd, Node, holds
from memattr.readings.compile_diagrams import Environment, Word
from memattr.readings.diagram import Diagram
from memattr.readings.variable_order import CLASS_STEP, CLASSES


@dataclass(frozen=True)
class Classes:
    """The values of an input (over `levels`) sorted by a view: `relation` holds where `axis` has
    the class of the input's value. It may also depend on `others`: features and controls."""

    axis: Dimension
    levels: frozenset[int]
    others: frozenset[str]
    relation: Node


class Views:
    """The views of one model that sort the values of one input each."""

    def __init__(self, diagram: Diagram) -> None:
        self._diagram = diagram
        self._over = _by_input(diagram)
        self._axes: dict[tuple[str, str], Dimension] = {}
        self._relations: dict[tuple[str, str, Word], Node] = {}

    def of(self, ready: DiagramQuery, name: str) -> Iterator[Classes]:
        """The ways to sort the values of a free input, in declared order."""
        for view in self._over.get(_original(ready, name), ()):
            inputs = {own: ready.words[n] for own, n in _beside(ready, name)}
            word = self._diagram.value(view.expression, Environment(inputs))
            yield self._classes(ready, name, view, word)

    def class_at(
        self, ready: DiagramQuery, name: str, values: Mapping[str, Value]
    ) -> tuple[View, Value] | None:
        """The class of the input's value by the first view over it, in the situation in which the
        free inputs have these values."""
        for view in self._over.get(_original(ready, name), ()):
            assignment = _assignment(self._diagram, ready, values)
            inputs = {
                own: _at(self._diagram.bdd, ready.words[n], assignment)
                for own, n in _beside(ready, name)
            }
            word = self._diagram.value(view.expression, Environment(inputs))
            code = sum(bit << index for index, bit in enumerate(word))
            return view, from_bits(view.expression.type, code)
        return None

    def _classes(self, ready: DiagramQuery, name: str, view: View, word: Word) -> Classes:
        bdd, axis = self._diagram.bdd, self._axis(name, view)
        key = (name, view.name, word)
        relation = self._relations.get(key)
        if relation is None:
            relation = self._relations[key] = self._diagram.words.equal(axis.word, word)
        support = bdd.support(relation)
        others = (n for n, levels in ready.levels.items() if n != name and levels & support)
        return Classes(axis, ready.levels[name], frozenset(others), relation)

    def _axis(self, name: str, view: View) -> Dimension:
        known = self._axes.get((name, view.name))
        if known is None:
            type_ = view.expression.type
            base = CLASSES + CLASS_STEP * len(self._axes)
            known = self._axes[name, view.name] = _fresh(self._diagram, name, type_, base, view)
        return known


def _fresh(diagram: Diagram, name: str, type_: Type, base: int, view: View) -> Dimension:
    levels = range(base, base + width(type_))
    word = tuple(diagram.bdd.variable(level) for level in reversed(levels))
    return Dimension(name, name, type_, word, frozenset(levels), diagram.valid(type_, word), view)


def _assignment(
    diagram: Diagram, ready: DiagramQuery, values: Mapping[str, Value]
) -> dict[int, int]:
    bits: dict[int, int] = {}
    for name in ready.levels:
        code = to_bits(ready.kinds[name], values[name])
        for index, node in enumerate(ready.words[name]):
            bits[diagram.bdd.level[node]] = code >> index & 1
    return bits


def _at(bdd: Bdd, word: Word, assignment: Mapping[int, int]) -> Word:
    return tuple(int(holds(bdd, bit, assignment)) for bit in word)


def _original(ready: DiagramQuery, name: str) -> str:
    return dict(ready.claim.instances).get(name, name)


def _beside(ready: DiagramQuery, name: str) -> Iterator[tuple[str, str]]:
    """For each input, its name in the instance that `name` belongs to, if it has one there."""
    prefix = name[: len(name) - len(_original(ready, name))]
    for own in ready.environment.inputs:
        yield own, prefix + own if prefix + own in ready.words else own


def _by_input(diagram: Diagram) -> Mapping[str, list[View]]:
    """Views that read one field or guest input, and beside it features and controls at most."""
    model, facts = diagram.model, diagram.facts
    views: dict[str, list[View]] = {}
    for view in model.views.values():
        if view.kind == "view" and not _chooses(diagram, (view.expression,)):
            read = inputs_read(model, facts, (view.expression,))
            inputs = [n for n in read if not _sways(diagram, n)]
            if len(inputs) == 1:
                views.setdefault(inputs[0], []).append(view)
    return views


def _sways(diagram: Diagram, name: str) -> bool:
    declared = diagram.model.inputs[name]
    return declared.player == "cpu" or declared.role == "control"


def _chooses(diagram: Diagram, expressions: Iterable[Expression]) -> bool:
    facts = diagram.facts
    nodes = [node for expression in expressions for node in walk(expression)]
    calls = {node.function for node in nodes if isinstance(node, Call)}
    names = {node.name for node in nodes if isinstance(node, Global)}
    return bool(calls & facts.choosing or names & facts.choosing_derived)
