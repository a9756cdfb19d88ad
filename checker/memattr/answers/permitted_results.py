"""One situation: every permitted result, with the choices that give it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from memattr.answers.choice_sets import Images, Rules
from memattr.answers.filled_inputs import FilledInputs, NotGiven, known_values
from memattr.answers.typed_situation import TypedSituation
from memattr.engines.exact.diagram_query import admitted
from memattr.engines.exact.witness import pick_choices
from memattr.model.admissible import truths
from memattr.model.expressions import Global
from memattr.model.layout import from_bits, to_bits
from memattr.model.model import Condition
from memattr.model.show import show
from memattr.model.types import Value
from memattr.model.value_patterns import pattern_of
from memattr.place import Unusable
from memattr.readings.bdd import Bdd, Node
from memattr.readings.compile_diagrams import Environment, Word
from memattr.readings.diagram import Diagram
from memattr.readings.diagram_choices import DiagramInstance
from memattr.readings.evaluate import Evaluator, Situation, Taken
from memattr.readings.nondeterminism import GivenChoices

# The values that a way gives to choices, by the name of the choice.
Way = Mapping[str, frozenset[Value]]


@dataclass(frozen=True)
class PermittedResult:
    """A value of the first output, the values that each other output may have with it, the ways to
    choose that give it (each choice any of the values, choices without a name free), and choices
    that are one of these ways."""

    value: Value
    others: tuple[tuple[Value, ...], ...]
    ways: tuple[Way, ...]
    taken: tuple[Taken, ...]


def _impossible(condition: Condition) -> Unusable:
    """The situation cannot be: by a requirement on cpus, or declared impossible."""
    note = condition.note
    kind = "this cannot be" if condition.name else "there is no such cpu"
    refs = f" ({', '.join(note.refs)})" if note.refs else ""
    message = f"{kind}: {note.words or condition.name}{refs}"
    return Unusable(message, f"See {note.place.short}.")


class Single:
    """The results of one situation."""

    def __init__(
        self, diagram: Diagram, evaluator: Evaluator, filled: FilledInputs, typed: TypedSituation
    ) -> None:
        self.model = diagram.model
        self._diagram, self._evaluator = diagram, evaluator
        self._environment, self._missing = filled.environment, filled.missing()
        self._rules = Rules(diagram.store, typed.choices)
        self._images = Images(diagram.store)

    def permitted(self) -> list[PermittedResult]:
        """All of them, in declared order; raises Unusable."""
        refuse(self._diagram, self._environment)
        first, *others = self._words()
        self._all_given([*first, *(bit for word in others for bit in word)])
        rule = self._bound(first)
        type_ = self.model.outputs()[0].type
        codes = sorted(
            self._images.image(rule, first), key=lambda c: declared_rank(from_bits(type_, c))
        )
        return [self._one(code, rule, first, others) for code in codes]

    def unasked(self) -> tuple[str, ...]:
        """The choices that were given and are not made here."""
        instances = self._rules.instances(bit for word in self._words() for bit in word)
        names = {instance.choice.name for instance in instances}
        return tuple(name for name in self._rules.forced if name not in names)

    def _words(self) -> list[Word]:
        outputs = (Global(output.name, output.type) for output in self.model.outputs())
        return [self._diagram.value(output, self._environment) for output in outputs]

    def _all_given(self, nodes: Sequence[Node]) -> None:
        diagram = self._diagram
        possible = admitted(diagram, diagram.model, self._environment)
        for name in self._missing:
            word = diagram.store.variable(name, self.model.inputs[name].type)
            levels = {diagram.bdd.level[bit] for bit in word}
            if any(levels & diagram.bdd.support(node) for node in (possible, *nodes)):
                raise NotGiven(name)

    def _bound(self, word: Word) -> Node:
        instances = self._rules.instances(word)
        rule = self._diagram.bdd.all_of(self._rules.binding(instances))
        if rule == 0:
            self._refuse_choice(instances)
        return rule

    def _refuse_choice(self, instances: Sequence[DiagramInstance]) -> None:
        free = self._diagram.bdd.all_of(self._rules.binding(instances, forced=False))
        for instance in instances:
            name, type_ = instance.choice.name, instance.choice.type
            given = self._rules.forced.get(name)
            allowed = self._images.image(free, instance.bits)
            if given is not None and to_bits(type_, given) not in allowed:
                values = frozenset(from_bits(type_, code) for code in allowed)
                raise Unusable(
                    f"{name}={show(self.model, type_, given, name)} is not permitted here",
                    f"Permitted is {pattern_of(type_, values)}.",
                )
        raise Unusable("the given choices are not permitted together here")

    def _one(self, code: int, rule: Node, first: Word, others: Sequence[Word]) -> PermittedResult:
        diagram, outputs = self._diagram, self.model.outputs()
        region = diagram.bdd.conj(rule, diagram.words.is_code(first, code))
        value = from_bits(outputs[0].type, code)
        instances = self._rules.instances(first)
        ways = tuple(named(_products(diagram.bdd, region, rule, instances)))
        taken, _ = pick_choices(diagram, region, instances)
        self._replayed(value, taken)
        also = []
        for word, output in zip(others, outputs[1:], strict=True):
            both = diagram.bdd.conj(region, self._bound(word))
            codes = sorted(self._images.image(both, word))
            also.append(tuple(from_bits(output.type, code) for code in codes))
        return PermittedResult(value, tuple(also), ways, taken)

    def _replayed(self, value: Value, taken: tuple[Taken, ...]) -> None:
        output = self.model.outputs()[0]
        chooser = GivenChoices({(t.cpu, t.choice, t.arguments): t.value for t in taken})
        inputs = known_values(self._evaluator, self._environment)
        situation = Situation(inputs, {}, chooser)
        got = self._evaluator.value(Global(output.name, output.type), situation)
        assert got == value and not chooser.astray, f"two readings of {output.name} differ"


def refuse(diagram: Diagram, environment: Environment) -> None:
    """Raises Unusable if the situation cannot be, whatever is not yet known."""
    bdd, node = diagram.bdd, 1
    for truth, condition in truths(diagram.model):
        node = bdd.conj(node, diagram.truth(truth, environment))
        if node == 0:
            raise _impossible(condition)


Product = list[tuple[DiagramInstance, frozenset[int]]]


def _products(
    bdd: Bdd, region: Node, allowed: Node, instances: Sequence[DiagramInstance]
) -> Iterator[Product]:
    """The region as disjoint products of sets of codes, within what is allowed. A choice that does
    not matter for the region, or of which all that is allowed will do, is left out."""
    outside, relevant = bdd.minus(allowed, region), []
    for instance in reversed(instances):
        less, more = bdd.some(region, instance.levels), bdd.some(outside, instance.levels)
        if bdd.conj(less, more) == 0:
            region, outside = less, more
        else:
            relevant.append(instance)
    yield from _split(bdd, region, outside, relevant[::-1])


def _split(
    bdd: Bdd, region: Node, outside: Node, instances: Sequence[DiagramInstance]
) -> Iterator[Product]:
    if region == 0:
        return
    if outside == 0 or not instances:
        yield []
        return
    instance, *rest = instances
    groups: dict[tuple[Node, Node], set[int]] = {}
    levels = [bdd.level[bit] for bit in instance.bits]
    pairs = zip(bdd.cofactors(region, levels), bdd.cofactors(outside, levels), strict=True)
    for code, left in enumerate(pairs):
        if left != (0, 0):
            groups.setdefault(left, set()).add(code)
    for (inside, beyond), codes in groups.items():
        for product in _split(bdd, inside, beyond, rest):
            yield product if len(groups) == 1 else [(instance, frozenset(codes)), *product]


def named(products_: Iterator[Product]) -> Iterator[Way]:
    """The products in terms of values, by the names of choices. Where one choice is made for
    several arguments, they are told apart by number."""
    for product in products_:
        way: dict[str, frozenset[Value]] = {}
        for instance, codes in product:
            values = frozenset(from_bits(instance.choice.type, code) for code in codes)
            name, count = instance.choice.name, 1
            while way.get(name, values) != values:
                count += 1
                name = f"{instance.choice.name} ({count})"
            way[name] = values
        yield way


def choice_of(name: str) -> str:
    """The choice that a name in a way stands for."""
    return name.partition(" (")[0]


def declared_rank(value: Value) -> tuple[int, ...]:
    """A key that sorts the values of a type in declared order."""
    if isinstance(value, int):
        return (value,)
    return tuple(part for field in value for part in declared_rank(field))
