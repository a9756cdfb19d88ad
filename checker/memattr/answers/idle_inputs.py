"""Given inputs that could not act: the answer is the same whatever they are, and why."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from memattr.answers.filled_inputs import Origin, constant, filled
from memattr.answers.typed_situation import TypedSituation
from memattr.engines.exact.diagram_query import admitted
from memattr.engines.exact.image import relation
from memattr.model.expressions import Global, walk
from memattr.model.layout import from_bits, width
from memattr.model.model import Derived
from memattr.model.types import BOOL, Value
from memattr.readings.bdd import Bdd, Node, least
from memattr.readings.compile_diagrams import Environment
from memattr.readings.diagram import Diagram

# At most so many inputs are named that would let another act.
MOST = 3


@dataclass(frozen=True)
class Unchanged:
    """A truth that reads the input and is the same whatever that is."""

    derived: Derived
    value: Value


@dataclass(frozen=True)
class Idle:
    """An input whose value makes no difference. `unchanged` stand between it and the outputs.
    `enabled_by` are other inputs, each with a value with which it would make one; none of the
    others would by itself."""

    name: str
    unchanged: tuple[Unchanged, ...]
    enabled_by: tuple[tuple[str, Value], ...]


def idle_inputs(
    diagram: Diagram, typed: TypedSituation, columns: Collection[str] = ()
) -> tuple[Idle, ...]:
    """Those of the inputs that are given by name, or by a column, on which no output depends in
    this situation, whatever the columns hold. A stated input only says what the question is
    about."""
    found = []
    for name in dict.fromkeys((*typed.inputs, *columns)):
        if diagram.model.inputs[name].stated:
            continue
        acting = _acting_bitwise if columns else _acting
        around = filled(diagram, typed, {name, *columns}).environment
        if acting(diagram, around, name, None) is None:
            unchanged = tuple(_unchanged(diagram, around, name))
            enabling = tuple(_enabling(diagram, typed, name, columns))
            found.append(Idle(name, unchanged, enabling[:MOST]))
    return tuple(found)


def acts(diagram: Diagram, typed: TypedSituation, name: str) -> bool:
    """True iff some output depends on the input here, all others as they are."""
    around = filled(diagram, typed, [name]).environment
    return _acting(diagram, around, name, None) is not None


def _acting(
    diagram: Diagram, environment: Environment, name: str, other: str | None
) -> dict[int, int] | None:
    """Bits of the other input, if there is one, with which an output depends on the input of that
    name. These two are the variables of the environment."""
    bdd, model = diagram.bdd, diagram.model
    outputs = [Global(output.name, output.type) for output in model.outputs()]
    possible = admitted(diagram, diagram.model, environment)
    node = relation(diagram, outputs, environment, possible).node
    order = diagram.store.order
    own = frozenset(order.named(name, width(model.inputs[name].type)))
    # Where some value of the input permits a result, and another possible value does not.
    differs = bdd.minus(bdd.conj(possible, bdd.some(node, own)), node)
    kept = order.named(other, width(model.inputs[other].type)) if other else ()
    return _told(bdd, differs, kept)


def _acting_bitwise(
    diagram: Diagram, environment: Environment, name: str, other: str | None
) -> dict[int, int] | None:
    """The same for many variables, where all outputs together are too much: the bits of the outputs
    are looked at one by one. An input on which no bit depends makes no difference."""
    bdd, model = diagram.bdd, diagram.model
    possible = admitted(diagram, diagram.model, environment)
    order = diagram.store.order
    own = frozenset(order.named(name, width(model.inputs[name].type)))
    kept = order.named(other, width(model.inputs[other].type)) if other else ()
    for output in model.outputs():
        for bit in diagram.value(Global(output.name, output.type), environment):
            if own.isdisjoint(bdd.support(bit)):
                continue
            one = bdd.some(bdd.conj(possible, bit), own)
            none = bdd.some(bdd.minus(possible, bit), own)
            found = _told(bdd, bdd.conj(one, none), kept)
            if found is not None:
                return found
    return None


def _told(bdd: Bdd, where: Node, kept: Sequence[int]) -> dict[int, int] | None:
    """The values of some levels in some assignment."""
    where = bdd.some(where, frozenset(bdd.support(where)) - frozenset(kept))
    if where == 0:
        return None
    told = least(bdd, where)
    return {level: told.get(level, 0) for level in kept}


def _unchanged(diagram: Diagram, environment: Environment, name: str) -> Iterator[Unchanged]:
    """The derived truths that name the input, and are constant."""
    for derived in diagram.model.derived.values():
        if derived.type == BOOL and any(
            isinstance(n, Global) and n.name == name for n in walk(derived.expression)
        ):
            code = constant(diagram.value(Global(derived.name, derived.type), environment))
            if code is not None:
                yield Unchanged(derived, from_bits(derived.type, code))


def _enabling(
    diagram: Diagram, typed: TypedSituation, name: str, columns: Collection[str]
) -> Iterator[tuple[str, Value]]:
    """Other inputs that would let it act, those that nobody has given first."""
    model = diagram.model
    origins = filled(diagram, typed).origins
    first: Sequence[Origin] = ("default", "missing", "scope", "given")
    for other in sorted(model.inputs, key=lambda each: first.index(origins[each])):
        if other != name and other not in columns:
            around = filled(diagram, typed, {name, other, *columns}).environment
            acting = _acting_bitwise if columns else _acting
            bits = acting(diagram, around, name, other)
            if bits is not None:
                kind = model.inputs[other].type
                levels = diagram.store.order.named(other, width(kind))
                code = sum(bits[level] << bit for bit, level in enumerate(levels))
                yield other, from_bits(kind, code)
