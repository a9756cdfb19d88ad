"""The three readings agree on every output for every input and every permitted choice."""

from __future__ import annotations

from collections import Counter
from itertools import islice, product

import pytest
import z3
from hypothesis import HealthCheck, assume, given, settings

from memattr.engines.exact.image import Walker, relation, results
from memattr.model.expressions import Global
from memattr.model.layout import from_bits, to_bits, width
from memattr.model.model import Model
from memattr.model.types import Value
from memattr.readings.bdd import holds
from memattr.readings.compile_values import Values
from memattr.readings.diagram import Diagram
from memattr.readings.encode import Encoder
from memattr.readings.evaluate import Evaluator, Taken
from memattr.readings.nondeterminism import permitted, runs

from .build import given as as_global
from .paint import PAINT
from .random_models import models


def named(model: Model, name: str) -> Global:
    return as_global(name, model.derived[name].type)


def every_input(model: Model) -> list[dict[str, Value]]:
    evaluator = Evaluator(model)
    domains = [tuple(evaluator.values_of(i.type)) for i in model.inputs.values()]
    return [dict(zip(model.inputs, values, strict=True)) for values in product(*domains)]


def codes_taken(taken: tuple[Taken, ...]) -> dict[tuple[object, ...], Value]:
    return {(t.cpu, t.choice, t.arguments): t.value for t in taken}


def diagram_value(
    diagram: Diagram, name: str, row: dict[str, Value], taken: tuple[Taken, ...]
) -> Value:
    store, model = diagram.store, diagram.model
    kind = model.derived[name].type
    word = diagram.value(named(model, name), diagram.free())
    bits: dict[int, int] = {}
    for i in model.inputs.values():
        code = to_bits(i.type, row[i.name])
        levels = store.order.named(i.name, width(i.type))
        bits.update((level, code >> bit & 1) for bit, level in enumerate(levels))
    known = codes_taken(taken)
    for made in store.read_by(*word):
        arguments = []
        for argument_kind, argument in zip(made.kinds, made.arguments, strict=True):
            code = sum(holds(store.bdd, b, bits) << i for i, b in enumerate(argument))
            valid = holds(store.bdd, diagram.valid(argument_kind, argument), bits)
            arguments.append(from_bits(argument_kind, code) if valid else None)
        value = known.get((made.cpu, made.choice.name, tuple(arguments)))
        code = 0 if value is None else to_bits(made.choice.type, value)
        assert value is None or holds(
            store.bdd,
            made.constraint,
            {**bits, **{store.bdd.level[b]: code >> i & 1 for i, b in enumerate(made.bits)}},
        )
        bits.update((store.bdd.level[b], code >> i & 1) for i, b in enumerate(made.bits))
    return from_bits(kind, sum(holds(store.bdd, b, bits) << i for i, b in enumerate(word)))


class Terms:
    """Terms evaluated in bulk: inputs by substitution, then choices, then what remains."""

    def __init__(self, model: Model, name: str) -> None:
        self.encoder, self.kind = Encoder(model), model.derived[name].type
        environment = self.encoder.free()
        terms = self.encoder.terms
        term = self.encoder.value(named(model, name), environment)
        self.inputs = {n: terms.expression(t) for n, t in environment.inputs.items()}
        self.made = [self.encoder.instances[number] for number in sorted(environment.made)]
        self.parts = [terms.expression(term)]
        for made in self.made:
            self.parts += [*map(terms.expression, made.arguments), terms.formula(made.constraint)]

    def value(self, row: dict[str, Value], taken: tuple[Taken, ...]) -> Value:
        context, known, terms = self.encoder.context, codes_taken(taken), self.encoder.terms
        pairs = [
            (
                self.inputs[i.name],
                z3.BitVecVal(to_bits(i.type, row[i.name]), width(i.type), context),
            )
            for i in self.encoder.model.inputs.values()
        ]
        term, *rest = (z3.simplify(z3.substitute(part, *pairs)) for part in self.parts)
        choices: list[tuple[z3.ExprRef, z3.ExprRef]] = []
        for made in self.made:
            arguments: list[Value | None] = []
            for kind in made.kinds:
                argument = z3.simplify(z3.substitute(rest.pop(0), *choices))
                code = argument.as_long()
                valid = self.encoder.valid(kind, terms.code(width(kind), code))
                arguments.append(from_bits(kind, code) if valid is terms.true else None)
            value = known.get((made.cpu, made.choice.name, tuple(arguments)))
            code = 0 if value is None else to_bits(made.choice.type, value)
            bits = terms.expression(made.bits)
            choices.append((bits, z3.BitVecVal(code, made.bits.bits, context)))
            constraint = z3.simplify(z3.substitute(rest.pop(0), *choices))
            assert value is None or z3.is_true(constraint)
        return from_bits(self.kind, z3.simplify(z3.substitute(term, *choices)).as_long())


@pytest.mark.parametrize("name", list(PAINT.derived))
def test_three_readings_agree(name: str) -> None:
    evaluator, diagram, terms = Evaluator(PAINT), Diagram(PAINT), Terms(PAINT, name)
    output = named(PAINT, name)
    compared = 0
    for index, row in enumerate(every_input(PAINT)[::61]):
        for (value,), taken in runs(evaluator, (output,), row):
            assert diagram_value(diagram, name, row, taken) == value, (row, taken)
            if index % 8 == 0:
                assert terms.value(row, taken) == value, (row, taken)
            compared += 1
    assert compared >= 16 * 4 * 3 * 12 * 8 // 61


@pytest.mark.parametrize("names", [("coat",), ("finish", "effective_new"), ("swapped",)])
def test_relation_has_what_is_permitted(names: tuple[str, ...]) -> None:
    evaluator, diagram = Evaluator(PAINT), Diagram(PAINT)
    outputs = tuple(named(PAINT, name) for name in names)
    found = relation(diagram, outputs, diagram.free())
    walker = Walker(diagram, found, list(PAINT.inputs))
    for row in every_input(PAINT)[::23]:
        expected = set(permitted(evaluator, outputs, row))
        answered = walker.values_at(tuple(row.values()))
        assert set(answered) == expected
        assert len(answered) == len(expected)


@settings(max_examples=25, derandomize=True, suppress_health_check=list(HealthCheck))
@given(models())
def test_random_models_agree(of: Model) -> None:
    evaluator, diagram = Evaluator(of), Diagram(of)
    terms = {name: Terms(of, name) for name in of.derived}
    for index, row in enumerate(every_input(of)):
        for name in of.derived:
            for (value,), taken in islice(runs(evaluator, (named(of, name),), row), 6):
                assert diagram_value(diagram, name, row, taken) == value, (row, taken)
                if index % 16 == 5:
                    assert terms[name].value(row, taken) == value, (row, taken)


@settings(max_examples=25, derandomize=True, suppress_health_check=list(HealthCheck))
@given(models())
def test_all_results_are_listed_and_counted(of: Model) -> None:
    evaluator, diagram = Evaluator(of), Diagram(of)
    outputs = tuple(named(of, name) for name in of.derived)
    assume(sum(1 for r in every_input(of)[::9] for _ in runs(evaluator, outputs, r)) < 300)
    counted: Counter[Values] = Counter()
    for row in every_input(of):
        counted.update(list(permitted(evaluator, outputs, row)))
    free = diagram.free()
    valid = diagram.bdd.all_of(
        diagram.valid(i.type, free.inputs[i.name]) for i in of.inputs.values()
    )
    found = relation(diagram, outputs, free, valid)
    nodes = (bit for word in free.inputs.values() for bit in word)
    levels = frozenset().union(*map(diagram.bdd.support, nodes))
    assert {values: n for values, n, _ in results(diagram, found, levels)} == counted
