"""What guests can reach, and what else a machine reads, for each way to set the rest.

Every input but the guest's is as it is for a whole run. Ways to set them that permit the same
and read the same are one configuration."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod

from memattr.engines.exact.diagram_query import DiagramQuery, diagram_query
from memattr.engines.exact.image import relation
from memattr.engines.exact.quantifier_elimination import Quantifier
from memattr.engines.exact.witness import pick_inputs
from memattr.engines.premises import stated_values
from memattr.engines.verdict import GaveUp, Named
from memattr.model.expressions import (
    TRUE,
    And,
    Const,
    Equal,
    Expression,
    Global,
    Not,
    Or,
    Under,
    walk,
)
from memattr.model.layout import to_bits, values_of
from memattr.model.machine import Machine, Permit, SafetyClaim
from memattr.model.model import Claim, Model
from memattr.model.show import show
from memattr.model.types import Type, Value
from memattr.readings.bdd import Node
from memattr.readings.diagram import Diagram

MOST_WAYS = 1 << 12
"""Ways to set the inputs that make a difference."""


@dataclass(frozen=True)
class Configuration:
    """`permits` are names of what guests can reach; `read` says what the machine reads of inputs.
    It stands for all `ways` to set the `inputs` that make a difference."""

    permits: tuple[str, ...]
    read: Named
    inputs: tuple[str, ...]
    ways: tuple[tuple[Value, ...], ...]

    def where(self, model: Model) -> Expression:
        """A condition on inputs that is true in this configuration alone."""
        kinds = [model.inputs[name].type for name in self.inputs]
        ways = tuple(
            And(
                tuple(
                    Equal(Global(name, type_), Const(type_, value))
                    for name, type_, value in zip(self.inputs, kinds, way, strict=True)
                )
            )
            for way in self.ways
        )
        return Or(ways)

    def within(self, machine: Machine, claim: SafetyClaim, model: Model) -> Iterator[Claim]:
        """Claims to be proved: nothing is permitted but the `permits`, and what is read is so."""
        where = self.where(model)
        for subject in subjects(machine):
            changed = looked_at(claim, subject)
            never = tuple(
                Not(Equal(changed, Const(subject.type, permit.value)))
                for permit in machine.permits
                if permit.subject == subject and permit.name not in self.permits
            )
            if never:
                yield bare(claim, And(never), where)
        kinds = dict(readings(machine))
        for name, value in self.read:
            read = looked_at(claim, Global(name, kinds[name]))
            yield bare(claim, Equal(read, Const(kinds[name], value)), where)


def subjects(machine: Machine) -> tuple[Expression, ...]:
    """What the machine asks of guests, each once."""
    return tuple(dict.fromkeys(permit.subject for permit in machine.permits))


def readings(machine: Machine) -> tuple[tuple[str, Type], ...]:
    """The inputs and derived values that the machine reads in its states."""
    nodes = (node for whole in machine.expressions() for node in walk(whole))
    return tuple({n.name: n.type for n in nodes if isinstance(n, Global)}.items())


def looked_at(claim: SafetyClaim, expression: Expression) -> Expression:
    """The expression under the changes of the claim."""
    if not claim.changes:
        return expression
    return Under(expression, claim.changes, None, expression.type)


def bare(claim: SafetyClaim, body: Expression, *given: Expression) -> Claim:
    """A claim about single situations with the same assumptions. It is expected to fail, since one
    to be proved also says that each stated value is met, which a single configuration need not."""
    return Claim(
        name=claim.name,
        expected="refute",
        mode="",
        scope=claim.scope,
        stated=claim.stated,
        given=(*claim.given, *given),
        variables=(),
        body=body,
        because=(),
        counts=None,
        note=claim.note,
    )


class Configurations:
    """Those of one claim, and a situation for each thing that one of them permits."""

    def __init__(self, diagram: Diagram, machine: Machine, claim: SafetyClaim) -> None:
        self._diagram, self._bdd = diagram, diagram.bdd
        self._model, self._machine, self._claim = diagram.model, machine, claim
        self._asked = subjects(machine)
        self._readings = readings(machine)
        looked = [looked_at(claim, e) for e in self._asked]
        looked += [looked_at(claim, Global(name, type_)) for name, type_ in self._readings]
        # All that is looked at stands in the body, whose changed situations are to be possible.
        body = And(tuple(Equal(expression, expression) for expression in looked))
        self._ready: DiagramQuery = diagram_query(diagram, bare(claim, body))
        self._regions = self._permitted(looked)

    def unmet(self) -> str | None:
        """The first of several values that the claim states of an input, and no admitted situation
        has: `NAME = VALUE`."""
        for stated in stated_values(self._model, bare(self._claim, TRUE)):
            met = self._diagram.truth(stated, self._ready.environment)
            if self._bdd.conj(self._admitted, met) == 0:
                match stated.left, stated.right:
                    case Global(name, type_), Const(_, value):
                        return f"{name} = {show(self._model, type_, value, name)}"
        return None

    def _permitted(self, looked: Sequence[Expression]) -> list[dict[Value, Node]]:
        """For each expression, where each of its values is permitted."""
        admitted = Quantifier(self._diagram.store).some(self._ready.adm)
        self._admitted = admitted
        choices: list[dict[Value, Node]] = []
        for expression in looked:
            whole = relation(self._diagram, (expression,), self._ready.environment, admitted)
            regions: dict[Value, Node] = {}
            for value in values_of(expression.type):
                code = to_bits(expression.type, value)
                fixed = {level: code >> bit & 1 for bit, level in enumerate(whole.spans[0])}
                regions[value] = self._bdd.compose(whole.node, fixed)
            choices.append(regions)
        return choices

    def all(self) -> tuple[Configuration, ...]:
        """Every configuration with a way that is admitted, in the order of its first way."""
        guest = self._guest_levels()
        bdd = self._bdd
        regions = [{v: bdd.some(n, guest) for v, n in r.items()} for r in self._regions]
        admitted = bdd.some(self._admitted, guest)
        nodes = [admitted, *(node for region in regions for node in region.values())]
        support = frozenset[int]().union(*map(bdd.support, nodes))
        names = [n for n in self._ready.levels if self._ready.levels[n] & support]
        kinds = [self._model.inputs[name].type for name in names]
        if prod(len(tuple(values_of(type_))) for type_ in kinds) > MOST_WAYS:
            raise GaveUp(f"too many ways to set {', '.join(names)}")
        groups: dict[tuple[tuple[str, ...], Named], list[tuple[Value, ...]]] = {}
        for way in product(*map(tuple, map(values_of, kinds))):
            bits = self._bits(names, way)
            if bdd.compose(admitted, bits) != 0:
                here = [
                    {v for v, node in region.items() if bdd.compose(node, bits)}
                    for region in regions
                ]
                groups.setdefault(self._sign(here), []).append(way)
        return tuple(
            Configuration(permits, read, tuple(names), tuple(ways))
            for (permits, read), ways in groups.items()
        )

    def _sign(self, here: Sequence[set[Value]]) -> tuple[tuple[str, ...], Named]:
        values_, read = here[: len(self._asked)], here[len(self._asked) :]
        known = dict(zip(self._asked, values_, strict=True))
        permits = tuple(p.name for p in self._machine.permits if p.value in known[p.subject])
        values = []
        for (name, _), seen in zip(self._readings, read, strict=True):
            (value,) = seen
            values.append((name, value))
        return permits, tuple(values)

    def _guest_levels(self) -> frozenset[int]:
        inputs = self._model.inputs
        own = [v for n, v in self._ready.levels.items() if inputs[n].player == "guest"]
        return frozenset[int]().union(*own)

    def _bits(self, names: Sequence[str], way: Sequence[Value]) -> Mapping[int, Node]:
        bits: dict[int, Node] = {}
        for name, value in zip(names, way, strict=True):
            type_ = self._model.inputs[name].type
            code = to_bits(type_, value)
            levels = [self._bdd.level[bit] for bit in self._ready.words[name]]
            bits.update((level, code >> bit & 1) for bit, level in enumerate(levels))
        return bits

    def situation(self, configuration: Configuration, permit: Permit | None) -> Named:
        """Inputs for which what is permitted comes about, the least by preference."""
        region = self._admitted
        if permit is not None:
            region = self._regions[self._asked.index(permit.subject)][permit.value]
        bits = self._bits(configuration.inputs, configuration.ways[0])
        levels = [
            bit if code else self._bdd.neg(bit)
            for name in configuration.inputs
            for bit, code in zip(
                self._ready.words[name],
                [bits[self._bdd.level[b]] for b in self._ready.words[name]],
                strict=True,
            )
        ]
        region = self._bdd.all_of([region, *levels])
        values, _ = pick_inputs(self._diagram, self._ready, region)
        return tuple((name, values[name]) for name in self._model.inputs)
