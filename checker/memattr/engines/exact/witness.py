"""The plainest member of a set of situations, the same on each run, never by a solver's mood.

The order of situations, least first, is lexicographic:
1. the number of inputs that are not at their first preferred value;
2. how many of these are features of the cpu, and then how many are controls of the hypervisor, so
   that what a guest writes, or a descriptor, departs before a feature or a register does;
3. the rank of each input's value among its preferences, in the order of the model's `prefer` items.
`plainest` keeps the members that are least by 1 and 2; `pick_inputs` chooses value by value.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

from memattr.engines.exact.diagram_query import DiagramQuery
from memattr.engines.exact.quantifier_elimination import Quantifier
from memattr.engines.verdict import Example, Named
from memattr.model.layout import from_bits, to_bits, values_of
from memattr.model.model import Model
from memattr.model.types import Bits, Type, Value, plain
from memattr.readings.bdd import Bdd, Node, holds
from memattr.readings.compile_diagrams import Word, WordOperations
from memattr.readings.diagram import Diagram
from memattr.readings.diagram_choices import DiagramInstance
from memattr.readings.evaluate import Taken


def picked(
    words: WordOperations, region: Node, type_: Type, word: Word, preferred: Iterable[Value]
) -> tuple[Value, Node]:
    """The preferred value, else the first of its type, that the region admits; and the rest."""
    assert region != 0, "something is picked from a set that is not empty"
    is_bits = isinstance(plain(type_), Bits)
    for value in chain(preferred, () if is_bits else values_of(type_)):
        rest = words.bdd.conj(region, words.is_code(word, to_bits(type_, value)))
        if rest != 0:
            return value, rest
    assert is_bits, "what a region admits has a value"
    return _smallest(words.bdd, region, word)


def _smallest(bdd: Bdd, region: Node, word: Word) -> tuple[int, Node]:
    value = 0
    for bit in reversed(range(len(word))):
        rest = bdd.minus(region, word[bit])
        if rest == 0:
            value |= 1 << bit
        else:
            region = rest
    return value, region


def preferences(model: Model, claim_instances: Mapping[str, str], name: str) -> Iterator[Value]:
    """The declared preferences of an input, or of the input it is an instance of; its default."""
    original = claim_instances.get(name, name)
    for preferred, values in model.preferences:
        if preferred == original:
            yield from values
    declared = model.inputs.get(original)
    if declared is not None and declared.default is not None:
        yield declared.default


def plainest(diagram: Diagram, claim: DiagramQuery, region: Node) -> Node:
    """The members of a region, not empty, with the fewest departures from preferred values.
    Inputs without a preference, and variables, do not count."""
    model, bdd = diagram.model, diagram.bdd
    instances = dict(claim.claim.instances)
    features, registers, others = list[Node](), list[Node](), list[Node]()
    for name in claim.levels:
        declared = model.inputs.get(instances.get(name) or name)
        usual = next(preferences(model, instances, name), None)
        if declared is None or usual is None:
            continue
        type_, word = claim.kinds[name], claim.words[name]
        departs = bdd.neg(diagram.words.is_code(word, to_bits(type_, usual)))
        if declared.player == "cpu":
            features.append(departs)
        elif declared.role == "control":
            registers.append(departs)
        else:
            others.append(departs)
    for departures in ([*features, *registers, *others], features, registers):
        region = fewest(bdd, region, departures)
    return region


def pick_inputs(
    diagram: Diagram, claim: DiagramQuery, region: Node
) -> tuple[Mapping[str, Value], Node]:
    """The least member, and its assignment."""
    model = diagram.model
    region = plainest(diagram, claim, region)
    instances = dict(claim.claim.instances)
    ranks = {name: rank for rank, (name, _) in enumerate(model.preferences)}

    def rank(name: str) -> int:
        return ranks.get(instances.get(name) or name, len(ranks))

    values: dict[str, Value] = {}
    for name in sorted(claim.words, key=rank):
        wanted = preferences(model, instances, name)
        type_, word = claim.kinds[name], claim.words[name]
        values[name], region = picked(diagram.words, region, type_, word, wanted)
    return values, region


def pick_choices(
    diagram: Diagram, region: Node, instances: Sequence[DiagramInstance]
) -> tuple[tuple[Taken, ...], Node]:
    """The least choices in a region whose inputs are fixed, first instance first."""
    words, values = diagram.words, []
    for instance in instances:
        value, region = picked(words, region, instance.choice.type, instance.bits, ())
        values.append(value)
    assignment = _only(diagram.bdd, region)
    choices: dict[Taken, None] = {}
    for instance, value in zip(instances, values, strict=True):
        arguments = _decoded(diagram, instance, assignment)
        if arguments is not None:
            choices[Taken(instance.cpu, instance.choice.name, arguments, value)] = None
    return tuple(choices), region


def pick_example(diagram: Diagram, claim: DiagramQuery, region: Node) -> Example | None:
    """The least inputs that permit choices in the region, with the least of these; None if no
    inputs do."""
    bdd, quantifier = diagram.bdd, Quantifier(diagram.store)
    inputs = quantifier.some(region)
    if inputs == 0:
        return None
    values, here = pick_inputs(diagram, claim, inputs)
    instances = diagram.store.read_by(region)
    chosen = quantifier.permitted(instances, bdd.conj(here, region))
    choices, _ = pick_choices(diagram, chosen, instances)
    return example_of(claim, values, choices, diagram.model)


def example_of(
    claim: DiagramQuery, values: Mapping[str, Value], choices: tuple[Taken, ...], model: Model
) -> Example:
    """Inputs and variables apart, in declared order."""
    inputs: Named = tuple((name, values[name]) for name in model.inputs)
    variables: Named = tuple((name, values[name]) for name, _ in claim.claim.variables)
    return Example(inputs, variables, choices)


def _only(bdd: Bdd, region: Node) -> Mapping[int, int]:
    bits: dict[int, int] = {}
    while region > 1:
        bit = 0 if bdd.low[region] else 1
        bits[bdd.level[region]] = bit
        region = bdd.high[region] if bit else bdd.low[region]
    return bits


def _decoded(
    diagram: Diagram, instance: DiagramInstance, assignment: Mapping[int, int]
) -> tuple[Value, ...] | None:
    """The arguments of the call, or None where they mean nothing, so that nobody calls."""
    bdd, values = diagram.bdd, []
    for type_, word in zip(instance.kinds, instance.arguments, strict=True):
        if not holds(bdd, diagram.valid(type_, word), assignment):
            return None
        code = sum(holds(bdd, bit, assignment) << i for i, bit in enumerate(word))
        values.append(from_bits(type_, code))
    return tuple(values)


def fewest(bdd: Bdd, region: Node, departures: Sequence[Node]) -> Node:
    """The part of a region, not empty, in which the fewest of the conditions hold."""
    assert region != 0, "an empty region has no plainest member"
    limit = 0
    while (least := bdd.conj(region, at_most(bdd, departures, limit))) == 0:
        limit += 1
    return least


def at_most(bdd: Bdd, conditions: Sequence[Node], limit: int) -> Node:
    """Where no more than `limit` of the conditions hold."""
    # row[k]: at most k of the conditions that were looked at hold.
    row = [1] * (limit + 1)
    for condition in reversed(conditions):
        row = [bdd.ite(condition, row[k - 1] if k else 0, row[k]) for k in range(limit + 1)]
    return row[limit]
