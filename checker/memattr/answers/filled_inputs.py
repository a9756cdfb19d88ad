"""What a situation says of every input: given by name, by a setting, by a policy, by default."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from memattr.answers.typed_situation import TypedSituation
from memattr.engines.exact.diagram_query import placed
from memattr.engines.substitution import ordered
from memattr.model.layout import from_bits
from memattr.model.types import Value
from memattr.place import Unusable
from memattr.readings.bdd import Node
from memattr.readings.compile_diagrams import Environment, Word
from memattr.readings.diagram import Diagram
from memattr.readings.evaluate import Evaluator

Origin = Literal["given", "scope", "default", "column", "missing"]


@dataclass(frozen=True)
class FilledInputs:
    """The words of all inputs, and who gave each. Columns and what nobody gave are variables."""

    environment: Environment
    origins: Mapping[str, Origin]

    def missing(self) -> tuple[str, ...]:
        """The inputs that nobody gave."""
        return tuple(name for name, origin in self.origins.items() if origin == "missing")


class NotGiven(Unusable):
    """The answer depends on an input that nobody gave."""

    def __init__(self, name: str) -> None:
        message = f"the result depends on {name}, which has no default"
        super().__init__(message, f"Say {name}=...")
        self.name = name


def filled(diagram: Diagram, typed: TypedSituation, columns: Collection[str] = ()) -> FilledInputs:
    """A column counts before everything else."""
    model = diagram.model
    said = typed.assignments(model)
    origins: dict[str, Origin] = {}
    fixed: list[tuple[str, Value]] = []
    for name, declared in model.inputs.items():
        if name in columns:
            origins[name] = "column"
        elif name in typed.inputs:
            origins[name] = "given"
            fixed.append((name, typed.inputs[name]))
        elif name in said:
            origins[name] = "scope"
        elif declared.default is not None:
            origins[name] = "default"
            fixed.append((name, declared.default))
        else:
            origins[name] = "missing"
    kinds = {name: declared.type for name, declared in model.inputs.items()}
    equations = [said[name][0] for name, origin in origins.items() if origin == "scope"]
    substitution = ordered(model, diagram.facts, fixed, equations)
    environment = placed(diagram, kinds, diagram.free(), substitution)
    return FilledInputs(environment, origins)


def overruled(
    diagram: Diagram, typed: TypedSituation, known: FilledInputs
) -> dict[str, tuple[str, Value]]:
    """Inputs given by name where a setting or the policy says something else: which, and what."""
    values: dict[str, tuple[str, Value]] = {}
    for name, (_, scope) in typed.assignments(diagram.model).items():
        if name in typed.inputs:
            others = {n: value for n, value in typed.inputs.items() if n != name}
            said = filled(diagram, replace(typed, inputs=others)).environment.inputs[name]
            code = constant(said)
            if code is not None and said != known.environment.inputs[name]:
                values[name] = scope, from_bits(diagram.model.inputs[name].type, code)
    return values


def assumed(diagram: Diagram, typed: TypedSituation, environment: Environment) -> Node:
    """Where what is assumed is true; raises Unusable if that depends on a choice."""
    node = diagram.truth(typed.assumed, environment)
    if instances := diagram.store.read_by(node):
        text = ", ".join(typed.written)
        name = next(iter(instances)).choice.name
        raise Unusable(f"--given {text}: this depends on a choice, {name}", f"Say {name}=...")
    return node


def known_values(evaluator: Evaluator, environment: Environment) -> dict[str, Value]:
    """The inputs; one that nothing is known of, and that nothing depends on, has some value."""
    values: dict[str, Value] = {}
    for name, declared in evaluator.model.inputs.items():
        code = constant(environment.inputs[name])
        known = code is not None
        values[name] = (
            from_bits(declared.type, code or 0) if known
            else next(evaluator.values_of(declared.type))
        )  # fmt: skip
    return values


def constant(word: Word) -> int | None:
    """The code of a constant word."""
    if any(bit > 1 for bit in word):
        return None
    return sum(bit << index for index, bit in enumerate(word))
