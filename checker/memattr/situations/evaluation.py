"""One situation with all that is said of it: what was asked, what is permitted, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from memattr.model.model import Model
from memattr.model.types import Type, Value
from memattr.readings.diagram import Diagram
from memattr.readings.evaluate import Evaluator
from memattr.situations.answers import NotGiven
from memattr.situations.inputs import Origin, constant, filled, known_values, overruled
from memattr.situations.single import Impossible, Permitted, Single
from memattr.situations.wanted import Wanted
from memattr.situations.why import Reason, Why
from memattr.situations.wrong import Wrong


@dataclass(frozen=True)
class Evaluation:
    """The results in declared order; reasons, if asked for, explain the first of them. `overruled`:
    what a setting or the policy says of inputs that are given otherwise. `unasked` are given
    choices that nobody makes here; `kinds` are the types of all choices, by name."""

    model: Model
    wanted: Wanted
    inputs: Mapping[str, Value]
    origins: Mapping[str, Origin]
    overruled: Mapping[str, tuple[str, Value]]
    results: tuple[Permitted, ...]
    unasked: tuple[str, ...]
    reasons: tuple[Reason, ...]
    kinds: Mapping[str, Type]


def evaluation(evaluator: Evaluator, wanted: Wanted, explain: bool) -> Evaluation:
    """Raises Wrong where nothing can be said."""
    model = evaluator.model
    diagram = Diagram(model)
    known = filled(diagram, wanted)
    single = Single(diagram, evaluator, known, wanted)
    try:
        results = tuple(single.permitted())
    except Impossible as problem:
        place = problem.condition.note.place.short
        raise Wrong(str(problem), f"See {place}.") from None
    except NotGiven as problem:
        message = f"the result depends on {problem.name}, which has no default"
        raise Wrong(message, f"Say {problem.name}=...") from None
    inputs = known_values(evaluator, known.environment)
    reasons = Why(diagram, evaluator, inputs, results[0].taken).outputs() if explain else ()
    words = known.environment.inputs
    settled = {name: value for name, value in inputs.items() if constant(words[name]) is not None}
    kinds = {name: choice.type for name, choice in diagram.facts.choices.items()}
    return Evaluation(
        model=model,
        wanted=wanted,
        inputs=settled,
        origins=known.origins,
        overruled=overruled(diagram, wanted, known),
        results=results,
        unasked=single.unasked(),
        reasons=reasons,
        kinds=kinds,
    )
