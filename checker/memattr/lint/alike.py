"""Is a broken model the same as the whole one? Of the function alone, then of all that is shown."""

from __future__ import annotations

from memattr.engines.relation import relation
from memattr.lint.cones import named
from memattr.model.expressions import Call, Expression, Global, Local
from memattr.readings.bdd import Node
from memattr.readings.diagram import Diagram, Environment
from memattr.readings.variation import Variation


def same_alone(whole: Diagram, broken: Diagram, name: str) -> bool:
    """True iff the function may give the same for all arguments, and nothing below it chooses:
    then it is the same wherever it is called."""
    function = whole.model.functions[name]
    calls = (part for case in function.cases for part in (case.guard, case.body))
    if named(calls) & whole.facts.choosing:
        return False
    words = {n: whole.store.variable(f"{name}/{n}", kind) for n, kind in function.parameters}
    environment = Environment({}, words)
    valid = whole.bdd.all_of(whole.valid(kind, words[n]) for n, kind in function.parameters)
    arguments = tuple(Local(n, kind) for n, kind in function.parameters)
    call = Call(name, arguments, function.result)
    before, after = (
        relation(diagram, [call], environment, valid).node for diagram in (whole, broken)
    )
    return before == after


class Outputs:
    """The permitted sets of outputs and views, canonical."""

    def __init__(self, whole: Diagram) -> None:
        self._whole = whole
        model = whole.model
        shown: list[Expression] = [Global(o.name, o.type) for o in model.outputs()]
        shown += [view.expression for view in model.views.values()]
        self._shown = [expression for expression in shown if not _has_locals(expression)]
        self._known: dict[int, Node] = {}

    def same(self, broken: Variation, affected: frozenset[str]) -> bool:
        """True iff whatever may be affected is the same for every possible input."""
        before, after = _admitted(self._whole), _admitted(broken)
        if before != after:
            return False
        for index, expression in enumerate(self._shown):
            if named([expression]).isdisjoint(affected):
                continue
            if index not in self._known:
                self._known[index] = _permitted(self._whole, expression, before)
            if _permitted(broken, expression, before) != self._known[index]:
                return False
        return True


def _has_locals(expression: Expression) -> bool:
    from memattr.model.transform import walk

    return any(isinstance(node, Local) for node in walk(expression))


def _permitted(diagram: Diagram, expression: Expression, admitted: Node) -> Node:
    return relation(diagram, [expression], diagram.free(), admitted).node


def _admitted(diagram: Diagram) -> Node:
    """The inputs that are possible."""
    free, bdd, model = diagram.free(), diagram.bdd, diagram.model
    return bdd.all_of(
        [
            *(diagram.valid(i.type, free.inputs[n]) for n, i in model.inputs.items()),
            *(diagram.truth(c.expression, free) for c in model.requirements),
            *(bdd.neg(diagram.truth(c.expression, free)) for c in model.impossible),
        ]
    )
