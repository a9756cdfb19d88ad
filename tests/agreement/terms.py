"""Solver terms evaluated by substitution: inputs, then choices in the order they were made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

import z3

from memattr.model.expressions import Expression
from memattr.model.layout import from_bits, to_bits, width
from memattr.model.model import Model
from memattr.model.types import Type, Value
from memattr.readings.encode import Encoder
from memattr.readings.evaluate import Taken

Question: TypeAlias = "tuple[str | None, str, tuple[Value | None, ...]]"

Pairs = list[tuple[z3.ExprRef, z3.ExprRef]]


class Substituted:
    """The term of one expression, encoded once over all inputs."""

    def __init__(self, model: Model, expression: Expression) -> None:
        self.encoder, self.kind = Encoder(model), expression.type
        environment = self.encoder.free()
        shown = self.encoder.terms.expression
        self.term = shown(self.encoder.value(expression, environment))
        self.inputs = {name: shown(term) for name, term in environment.inputs.items()}
        self.made = [self.encoder.instances[number] for number in sorted(environment.made)]

    def value(self, row: Mapping[str, Value], taken: tuple[Taken, ...]) -> Value:
        """The value for the inputs, when these choices are taken; they must be admissible."""
        inputs = self.encoder.model.inputs
        pairs = [(self.inputs[n], self.code(i.type, row[n])) for n, i in inputs.items()]
        known: dict[Question, Value] = {(t.cpu, t.choice, t.arguments): t.value for t in taken}
        terms = self.encoder.terms
        for made in self.made:
            arguments = tuple(
                self.argument(kind, z3.simplify(z3.substitute(terms.expression(term), *pairs)))
                for kind, term in zip(made.kinds, made.arguments, strict=True)
            )
            value = known.get((made.cpu, made.choice.name, arguments))
            kind = made.choice.type
            bits = self.code(kind, value) if value is not None else z3.BitVecVal(
                0, width(kind), self.encoder.context
            )  # fmt: skip
            pairs.append((terms.expression(made.bits), bits))
            if value is not None:
                constraint = terms.formula(made.constraint)
                assert z3.is_true(z3.simplify(z3.substitute(constraint, *pairs)))
        return from_bits(self.kind, z3.simplify(z3.substitute(self.term, *pairs)).as_long())

    def code(self, kind: Type, value: Value) -> z3.BitVecRef:
        return z3.BitVecVal(to_bits(kind, value), width(kind), self.encoder.context)

    def argument(self, kind: Type, term: z3.BitVecRef) -> Value | None:
        """The value of a constant term; None if it is no code of a value, and nobody asks."""
        code = term.as_long()
        valid = self.encoder.valid(kind, self.encoder.terms.code(width(kind), code))
        return from_bits(kind, code) if valid is self.encoder.terms.true else None
