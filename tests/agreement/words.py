"""Diagrams evaluated by walking: inputs first, then choices in the order they were made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from memattr.model.expressions import Expression
from memattr.model.layout import from_bits, to_bits, width
from memattr.model.model import Model
from memattr.model.types import Type, Value
from memattr.readings.bdd import holds
from memattr.readings.compile_diagrams import Word
from memattr.readings.diagram import Diagram
from memattr.readings.evaluate import Taken

Question: TypeAlias = "tuple[str | None, str, tuple[Value | None, ...]]"


class Walked:
    """The word of one expression, read once over all inputs."""

    def __init__(self, model: Model, expression: Expression) -> None:
        self.diagram, self.kind = Diagram(model), expression.type
        self.word = self.diagram.value(expression, self.diagram.free())
        self.made = self.diagram.store.read_by(*self.word)

    def value(self, row: Mapping[str, Value], taken: tuple[Taken, ...]) -> Value:
        """The value for the inputs, when these choices are taken; they must be admissible."""
        bits: dict[int, int] = {}
        for name, declared in self.diagram.model.inputs.items():
            code = to_bits(declared.type, row[name])
            levels = self.diagram.store.order.named(name, width(declared.type))
            bits.update((level, code >> bit & 1) for bit, level in enumerate(levels))
        known: dict[Question, Value] = {(t.cpu, t.choice, t.arguments): t.value for t in taken}
        bdd = self.diagram.bdd
        for made in self.made:
            arguments = tuple(
                self.argument(kind, word, bits)
                for kind, word in zip(made.kinds, made.arguments, strict=True)
            )
            value = known.get((made.cpu, made.choice.name, arguments))
            code = 0 if value is None else to_bits(made.choice.type, value)
            bits.update((bdd.level[bit], code >> i & 1) for i, bit in enumerate(made.bits))
            assert value is None or holds(bdd, made.constraint, bits)
        return from_bits(self.kind, self.code(self.word, bits))

    def code(self, word: Word, bits: Mapping[int, int]) -> int:
        return sum(holds(self.diagram.bdd, node, bits) << i for i, node in enumerate(word))

    def argument(self, kind: Type, word: Word, bits: Mapping[int, int]) -> Value | None:
        """The value of a word; None if it is no code of a value, and nobody asks."""
        valid = holds(self.diagram.bdd, self.diagram.valid(kind, word), bits)
        return from_bits(kind, self.code(word, bits)) if valid else None
