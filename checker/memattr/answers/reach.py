"""How much each answer leaves open: the sets of results that stay reachable, compared."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from memattr.engines.exact.diagram_query import DiagramQuery
from memattr.engines.exact.image import relation
from memattr.model.expressions import Expression, Global, Under, children
from memattr.model.layout import to_bits, width
from memattr.model.model import Model
from memattr.readings.bdd import Bdd, Node, count
from memattr.readings.compile_values import Values
from memattr.readings.diagram import Diagram

Wrap = Callable[[Expression], Expression]


@dataclass(frozen=True)
class Reach:
    """The results that stay reachable: a set over result levels, and its size."""

    node: Node
    size: int


def result_of(model: Model, body: Expression) -> Expression | None:
    """The first output, in the changed situation that the body looks at if it is only one."""
    outputs = model.outputs()
    if not outputs:
        return None
    result = Global(outputs[0].name, outputs[0].type)
    seen = {wrap(result) for wrap in _contexts(model, body, lambda node: node)}
    return seen.pop() if len(seen) == 1 else result


def _contexts(model: Model, node: Expression, wrap: Wrap) -> Iterator[Wrap]:
    """The changes under which derived values are read."""
    if isinstance(node, Global) and node.name in model.derived:
        yield wrap
    if not isinstance(node, Under):
        for child in children(node):
            yield from _contexts(model, child, wrap)
        return
    changes, cpu = node.changes, node.cpu
    for _, value in changes:
        yield from _contexts(model, value, wrap)
    yield from _contexts(
        model, node.operand, lambda inner: wrap(Under(inner, changes, cpu, inner.type))
    )


def reaches(
    diagram: Diagram, ready: DiagramQuery, within: Node, result: Expression, names: Sequence[str]
) -> Callable[[Values], Reach]:
    """For values of the found inputs, all `within` the set, the results that some admitted
    situation permits."""
    bdd = diagram.bdd
    admitted = bdd.conj(ready.adm, within)
    whole = relation(diagram, (result,), ready.environment, admitted)
    free = (levels for name, levels in ready.levels.items() if name not in names)
    others = frozenset[int]().union(*free)
    node = bdd.some(whole.node, others)
    levels = sorted(level for span in whole.spans for level in span)

    def reach(values: Values) -> Reach:
        here = bdd.compose(node, assignment(diagram, ready, names, values))
        return Reach(here, count(bdd, here, levels))

    return reach


def assignment(
    diagram: Diagram, ready: DiagramQuery, names: Sequence[str], values: Values
) -> dict[int, int]:
    """The levels of free inputs with the bits of their values."""
    bits: dict[int, int] = {}
    for name, value in zip(names, values, strict=True):
        type_ = ready.kinds[name]
        code = to_bits(type_, value)
        order = diagram.store.order.named(name, width(type_))
        bits.update((level, code >> bit & 1) for bit, level in enumerate(order))
    return bits


def includes(bdd: Bdd, more: Reach, less: Reach) -> bool:
    """True iff everything that the second leaves reachable is reachable with the first."""
    return bdd.minus(less.node, more.node) == 0
