"""Given inputs that could not act: the answer is the same whatever they are, and why."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from memattr.answers.data import Data, value_data
from memattr.answers.filled_inputs import Origin, constant, filled
from memattr.answers.typed_situation import TypedSituation
from memattr.engines.exact.diagram_query import admitted, claim_space
from memattr.engines.exact.image import related, relation
from memattr.engines.exact.quantifier_elimination import Quantifier
from memattr.model.expressions import And, Expression, Global
from memattr.model.layout import from_bits, width
from memattr.model.model import Claim, Derived, Model
from memattr.model.reads import Reads
from memattr.model.types import BOOL, Value
from memattr.readings.bdd import Bdd, Node, least
from memattr.readings.compile_diagrams import Environment
from memattr.readings.diagram import Diagram
from memattr.readings.variable_order import RESULTS

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
    names = dict.fromkeys((*typed.inputs, *columns))
    given = [name for name in names if not diagram.model.inputs[name].stated]
    return _of_situation(diagram, typed, columns).idle(given)


def acts(diagram: Diagram, typed: TypedSituation, name: str) -> bool:
    """True iff some output depends on the input here, all others as they are."""
    return _of_situation(diagram, typed, ()).acting(name) is not None


def idle_in_claim(
    diagram: Diagram, claim: Claim, names: Collection[str], shown: Sequence[Expression]
) -> tuple[Idle, ...]:
    """Those of the inputs that the claim or its scope fixes, or says something of, without which
    everything that is shown is permitted in the same situations as with them."""
    model = diagram.model
    environment, _ = claim_space(diagram, model, claim)
    fixed = [
        name
        for name, declared in model.inputs.items()
        if environment.inputs[name] != diagram.store.variable(name, declared.type)
    ]

    def space(released: Collection[str]) -> Space:
        environment, possible = claim_space(diagram, *without(model, claim, released))
        return environment, Quantifier(diagram.store).some(possible)

    groups = tuple((expression,) for expression in shown)
    return _Dependence(diagram, groups, space, tuple(fixed), excludes=True).idle(names)


def given_inputs(model: Model, conditions: Collection[Expression]) -> tuple[str, ...]:
    """The inputs that conditions name, less those that only say what a question is about."""
    named = {name for condition in conditions for name in Reads(model).named(condition)}
    return tuple(n for n, declared in model.inputs.items() if n in named and not declared.stated)


def without(model: Model, claim: Claim, names: Collection[str]) -> tuple[Model, Claim]:
    """The claim as it would be if it and its scope said nothing of the inputs."""
    conjuncts = (part for condition in claim.given for part in _conjuncts(condition))
    given = tuple(part for part in conjuncts if Reads(model).named(part).isdisjoint(names))
    stated = tuple(pair for pair in claim.stated if pair[0] not in names)
    less = replace(claim, given=given, stated=stated)
    if claim.scope is None:
        return model, less
    scope = model.scope(claim.scope)
    kept = tuple(a for a in scope.assignments if a.input not in names)
    scopes = {**model.scopes, scope.name: replace(scope, assignments=kept)}
    return replace(model, scopes=scopes), less


def idle_data(model: Model, idle: Idle) -> Data:
    """All of it."""
    return {
        "name": idle.name,
        "unchanged": {
            unchanged.derived.name: value_data(unchanged.derived.type, unchanged.value)
            for unchanged in idle.unchanged
        },
        "enabled_by": {
            name: value_data(model.inputs[name].type, value) for name, value in idle.enabled_by
        },
    }


def _conjuncts(condition: Expression) -> Iterator[Expression]:
    if isinstance(condition, And):
        for operand in condition.operands:
            yield from _conjuncts(operand)
    else:
        yield condition


# ---- What depends on an input

Space = tuple[Environment, Node]


def _of_situation(diagram: Diagram, typed: TypedSituation, columns: Collection[str]) -> _Dependence:
    """All outputs together; with columns these are too much, and bits are looked at one by one."""
    model = diagram.model
    outputs = tuple(Global(output.name, output.type) for output in model.outputs())
    origins = filled(diagram, typed).origins
    first: Sequence[Origin] = ("default", "missing", "scope", "given")
    others = sorted(model.inputs, key=lambda name: first.index(origins[name]))

    def space(released: Collection[str]) -> Space:
        environment = filled(diagram, typed, {*released, *columns}).environment
        return environment, admitted(diagram, model, environment)

    trying = tuple(name for name in others if name not in columns)
    return _Dependence(diagram, (outputs,), space, trying, bitwise=bool(columns))


@dataclass(frozen=True)
class _Dependence:
    """What an answer may depend on: `groups` of expressions, each with its joint values, or
    `bitwise` with those of each bit. `space` has the situations that the answer speaks of when some
    inputs are released: their variables, and where they can be. `others` may be released together
    with another input. `excludes`: an input acts too if situations are excluded by what is given
    of it."""

    diagram: Diagram
    groups: tuple[tuple[Expression, ...], ...]
    space: Callable[[Collection[str]], Space]
    others: tuple[str, ...]
    bitwise: bool = False
    excludes: bool = False

    def idle(self, names: Collection[str]) -> tuple[Idle, ...]:
        """Those of the inputs that could not act."""
        return tuple(self._idle(name) for name in names if self.acting(name) is None)

    def acting(self, name: str, other: str | None = None) -> dict[int, int] | None:
        """Bits of the other input, if there is one, with which something depends on the input of
        that name."""
        bdd = self.diagram.bdd
        released = {name} if other is None else {name, other}
        environment, possible = self.space(released)
        own, kept = frozenset(self._levels(name)), self._levels(other) if other else ()
        if self.excludes and other is None and self._is_excluding(name, possible):
            return {}
        for permitted in self._permitted(environment, possible, own):
            # Where some value of the input permits a result, and another possible value does not.
            differs = bdd.minus(bdd.conj(possible, bdd.some(permitted, own)), permitted)
            assignment = _told(bdd, differs, kept)
            if assignment is not None:
                return assignment
        return None

    def _is_excluding(self, name: str, possible: Node) -> bool:
        own, bdd = frozenset(self._levels(name)), self.diagram.bdd
        _, given = self.space(())
        return bdd.some(possible, own) != bdd.some(given, own)

    def _permitted(
        self, environment: Environment, possible: Node, own: frozenset[int]
    ) -> Iterator[Node]:
        """What each group may be in each situation; choices are gone."""
        diagram = self.diagram
        if not self.bitwise:
            for group in self.groups:
                yield relation(diagram, group, environment, possible).node
            return
        for expression in (expression for group in self.groups for expression in group):
            for bit in diagram.value(expression, environment):
                if not own.isdisjoint(self._read(bit)):
                    yield related(diagram, [(RESULTS, bit)], possible)

    def _read(self, bit: Node) -> frozenset[int]:
        """The levels that a bit depends on, also by what its choices may be."""
        bdd, store = self.diagram.bdd, self.diagram.store
        constraints = (bdd.support(instance.constraint) for instance in store.read_by(bit))
        arguments = (
            bdd.support(argument)
            for instance in store.read_by(bit)
            for word in instance.arguments
            for argument in word
        )
        return frozenset(bdd.support(bit)).union(*constraints, *arguments)

    def _levels(self, name: str) -> tuple[int, ...]:
        return self.diagram.store.order.named(name, width(self.diagram.model.inputs[name].type))

    def _idle(self, name: str) -> Idle:
        unchanged = tuple(self._unchanged(name))
        return Idle(name, unchanged, tuple(islice(self._enabling(name), MOST)))

    def _unchanged(self, name: str) -> Iterator[Unchanged]:
        """The derived truths that name the input, and are constant."""
        environment, _ = self.space({name})
        reads = Reads(self.diagram.model)
        for derived in self.diagram.model.derived.values():
            if derived.type == BOOL and name in reads.named(derived.expression):
                word = self.diagram.value(Global(derived.name, derived.type), environment)
                code = constant(word)
                if code is not None:
                    yield Unchanged(derived, from_bits(derived.type, code))

    def _enabling(self, name: str) -> Iterator[tuple[str, Value]]:
        """Other inputs that would let it act, those that nobody has given first."""
        for other in self.others:
            bits = self.acting(name, other) if other != name else None
            if bits is not None:
                type_ = self.diagram.model.inputs[other].type
                levels = enumerate(self._levels(other))
                code = sum(bits[level] << bit for bit, level in levels)
                yield other, from_bits(type_, code)


def _told(bdd: Bdd, where: Node, kept: Sequence[int]) -> dict[int, int] | None:
    """The values of some levels in some assignment."""
    where = bdd.some(where, frozenset(bdd.support(where)) - frozenset(kept))
    if where == 0:
        return None
    told = least(bdd, where)
    return {level: told.get(level, 0) for level in kept}
