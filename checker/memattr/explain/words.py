"""Settings, sets and covers in the words of the text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from memattr.engines.prepare import Prepared
from memattr.explain.axes import Axis, in_order, members
from memattr.explain.classes import Classes, Views
from memattr.explain.cover import Box
from memattr.explain.patterns import pattern_text
from memattr.model.show import show
from memattr.model.types import Bits, Type, Value, plain
from memattr.readings.bdd import Node
from memattr.readings.diagram import Diagram
from memattr.readings.evaluate import Taken

FEW = 3
SHOWN = 4


class Wording:
    """Words for one model."""

    def __init__(self, diagram: Diagram, views: Views) -> None:
        self._diagram = diagram
        self._model = diagram.model
        self._views = views

    def value(self, ready: Prepared, name: str, value: Value) -> str:
        """The value of an input or a variable."""
        return self.shown(ready, name, ready.kinds[name], value)

    def shown(self, ready: Prepared, name: str, kind: Type, value: Value) -> str:
        """A value along an axis of that name."""
        return show(self._model, kind, value, dict(ready.claim.instances).get(name, name))

    def class_of(self, ready: Prepared, name: str, values: Mapping[str, Value]) -> str:
        """The class of an input's value in one situation; empty if no view sorts it."""
        found = self._views.class_at(ready, name, values)
        return "" if found is None else show(self._model, found[0].expression.type, found[1])

    def choice(self, taken: Taken) -> str:
        """What was chosen."""
        kind = self._diagram.facts.choices[taken.choice].type
        return show(self._model, kind, taken.value)

    def box(self, ready: Prepared, box: Box, admitted: Node) -> str:
        """What is the case in the box; `admitted` are the situations that occur."""
        limits = reversed(box.limits)
        texts = [self.limit(ready, axis, inside, admitted) for axis, inside in limits]
        return " and ".join(texts) or "always"

    def limit(self, ready: Prepared, axis: Axis, inside: Node, admitted: Node) -> str:
        """That the axis is in the set."""
        values = members(self._diagram.bdd, axis, inside)
        if axis.view is not None:
            return f"{axis.name} {self._classes(axis, values)}"
        if len(values) > 1 or self._views_of(ready, axis):
            for classes in self._views.of(ready, axis.name):
                text = self._by_class(axis, inside, admitted, classes, values)
                if text:
                    return text
        return f"{axis.name}{self._values(ready, axis, values)}"

    def _views_of(self, ready: Prepared, axis: Axis) -> bool:
        return next(self._views.of(ready, axis.name), None) is not None

    def _by_class(
        self,
        axis: Axis,
        inside: Node,
        admitted: Node,
        classes: Classes,
        values: frozenset[Value],
    ) -> str:
        """The set by its classes, if it is what they contain on every cpu that is admitted."""
        bdd = self._diagram.bdd
        relation = bdd.conj(classes.relation, axis.valid)
        apart = bdd.support(admitted) - bdd.support(relation)
        relation = bdd.conj(relation, bdd.some(admitted, frozenset(apart)))
        away = bdd.support(relation) - classes.axis.levels
        within = bdd.conj_some(relation, inside, frozenset(away))
        outside = bdd.some(
            bdd.minus(relation, within), frozenset(bdd.support(relation) - axis.levels)
        )
        if bdd.conj(outside, inside) != 0 or bdd.minus(axis.valid, bdd.disj(outside, inside)) != 0:
            return ""
        found = members(bdd, classes.axis, within)
        others = bdd.conj_some(relation, bdd.minus(axis.valid, inside), frozenset(away))
        every = " on every cpu" if bdd.conj(others, within) != 0 else ""
        if len(values) == 1:
            (value,) = values
            shown = show(self._model, axis.kind, value, axis.name)
            words = self._names(classes.axis, found)
            return f"{axis.name}={shown}" + (f" ({words[0]})" if len(words) == 1 else "")
        return f"{axis.name} {self._classes(classes.axis, found)}{every}"

    def _classes(self, axis: Axis, values: frozenset[Value]) -> str:
        every = members(self._diagram.bdd, axis, axis.valid)
        inside = self._names(axis, values)
        outside = self._names(axis, every - values)
        if len(outside) < len(inside) and not set(outside) & set(inside):
            return but_not(outside)
        return f"is {listed(inside, 'or')}"

    def _names(self, axis: Axis, values: frozenset[Value]) -> list[str]:
        shown = (show(self._model, axis.kind, value) for value in in_order(axis, values))
        return list(dict.fromkeys(shown))

    def _values(self, ready: Prepared, axis: Axis, values: frozenset[Value]) -> str:
        every = members(self._diagram.bdd, axis, axis.valid)
        simple = isinstance(plain(axis.kind), Bits) or len(every) <= 2 * FEW
        if len(values) == 1 or (simple and len(values) <= FEW):
            return "=" + listed(self._shown(ready, axis, values), "or")
        if len(every) - len(values) < FEW:
            return " " + but_not(self._shown(ready, axis, every - values))
        return f" is {pattern_text(self._model, axis.kind, values, every)}"

    def _shown(self, ready: Prepared, axis: Axis, values: frozenset[Value]) -> list[str]:
        return [self.shown(ready, axis.name, axis.kind, v) for v in in_order(axis, values)]


def listed(texts: Sequence[str], link: str) -> str:
    """a; a or b; a, b or c."""
    *most, last = texts
    return f"{', '.join(most)} {link} {last}" if most else last


def but_not(texts: Sequence[str]) -> str:
    """is not a; is neither a nor b; is none of a, b, c."""
    if len(texts) == 1:
        return f"is not {texts[0]}"
    if len(texts) == 2:
        return f"is neither {texts[0]} nor {texts[1]}"
    return f"is none of {', '.join(texts)}"


def alternatives(terms: Sequence[str], more: int) -> str:
    """The terms, any of which will do, and how many are not shown."""
    several = len(terms) + more > 1
    texts = [f"({term})" if several and " and " in term else term for term in terms]
    return " or ".join(texts) + (f", and {more} more" if more else "")
