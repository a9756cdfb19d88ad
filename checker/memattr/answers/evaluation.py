"""One situation with all that is said of it: what was asked, what is permitted, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from memattr.answers.data import Data, head, place_data, value_data
from memattr.answers.deciding_path import DecidingPath, PathFinder, acting_inputs, path_data
from memattr.answers.derivation import Reason, Why
from memattr.answers.filled_inputs import Origin, constant, filled, known_values, overruled
from memattr.answers.idle_inputs import Idle, idle_data, idle_inputs
from memattr.answers.permitted_results import PermittedResult, Single, Way, choice_of, declared_rank
from memattr.answers.typed_situation import TypedSituation
from memattr.model.model import Model
from memattr.model.types import Type, Value
from memattr.readings.compile_values import Fired
from memattr.readings.diagram import Diagram
from memattr.readings.evaluate import Evaluator

SCHEMA = "memattr/eval/1"


@dataclass(frozen=True)
class Evaluation:
    """The results in declared order; reasons, if asked for, explain the first of them. `overruled`:
    what a setting or the policy says of inputs that are given otherwise. `unasked` are given
    choices that nobody makes here; `kinds` are the types of all choices, by name. `idle` are the
    inputs given by name that make no difference here. `path` says in brief what `reasons` say."""

    model: Model
    typed: TypedSituation
    inputs: Mapping[str, Value]
    origins: Mapping[str, Origin]
    overruled: Mapping[str, tuple[str, Value]]
    results: tuple[PermittedResult, ...]
    unasked: tuple[str, ...]
    reasons: tuple[Reason, ...]
    kinds: Mapping[str, Type]
    idle: tuple[Idle, ...] = ()
    path: DecidingPath | None = None


def evaluation(evaluator: Evaluator, typed: TypedSituation, explain: bool) -> Evaluation:
    """Raises Unusable where nothing can be said."""
    model = evaluator.model
    diagram = Diagram(model)
    known = filled(diagram, typed)
    single = Single(diagram, evaluator, known, typed)
    results = tuple(single.permitted())
    inputs = known_values(evaluator, known.environment)
    taken = results[0].taken
    reasons = Why(diagram, evaluator, inputs, taken).outputs() if explain else ()
    path = None
    if explain:
        gave = PathFinder(evaluator, inputs, taken).gave(model.outputs()[0], results[0].value)
        path = DecidingPath(gave, acting_inputs(diagram, typed, known.origins))
    words = known.environment.inputs
    settled = {name: value for name, value in inputs.items() if constant(words[name]) is not None}
    kinds = {name: choice.type for name, choice in diagram.facts.choices.items()}
    return Evaluation(
        model=model,
        typed=typed,
        inputs=settled,
        origins=known.origins,
        overruled=overruled(diagram, typed, known),
        results=results,
        unasked=single.unasked(),
        reasons=reasons,
        kinds=kinds,
        idle=idle_inputs(diagram, typed),
        path=path,
    )


# ---- Data


def evaluation_data(evaluation: Evaluation) -> Data:
    """All of it; the explanation is there if it was asked for."""
    model, typed = evaluation.model, evaluation.typed
    data = head(model, SCHEMA)
    data["policy"] = typed.scope
    data["settings"] = list(typed.settings)
    data["inputs"] = [
        {
            "name": name,
            "value": value_data(model.inputs[name].type, value),
            "origin": evaluation.origins[name],
        }
        for name, value in evaluation.inputs.items()
    ]
    data["overruled"] = {
        name: {"by": who, "value": value_data(model.inputs[name].type, value)}
        for name, (who, value) in evaluation.overruled.items()
    }
    data["idle"] = [idle_data(model, idle) for idle in evaluation.idle]
    data["choices"] = {
        name: value_data(evaluation.kinds[name], value) for name, value in typed.choices.items()
    }
    data["output"] = model.outputs()[0].name
    data["permitted"] = len(evaluation.results)
    data["results"] = [_result(evaluation, result) for result in evaluation.results]
    if evaluation.path:
        data["deciding"] = path_data(evaluation.path)
        data["explanation"] = [_reason(model, reason) for reason in evaluation.reasons]
        data["excluded"] = excluded(model)
    return data


def excluded(model: Model) -> list[Data]:
    """What no situation may be."""
    return [
        {"requires": kind == "requires", "name": c.name, "says": c.note.words,
         "refs": list(c.note.refs), "place": place_data(c.note.place)}
        for kind, conditions in (("requires", model.requirements), ("impossible", model.impossible))
        for c in conditions
    ]  # fmt: skip


def _result(evaluation: Evaluation, result: PermittedResult) -> Data:
    first, *others = evaluation.model.outputs()
    return {
        "value": value_data(first.type, result.value),
        "with": {
            output.name: [value_data(output.type, value) for value in values]
            for output, values in zip(others, result.others, strict=True)
        },
        "ways": [_way(evaluation.kinds, way) for way in result.ways],
    }


def _way(kinds: Mapping[str, Type], way: Way) -> Data:
    return {
        name: [
            value_data(kinds[choice_of(name)], value) for value in sorted(values, key=declared_rank)
        ]
        for name, values in way.items()
    }


def _reason(model: Model, reason: Reason) -> Data:
    data: Data = {"name": reason.name, "value": value_data(reason.type, reason.value)}
    if reason.elsewhere:
        return {**data, "elsewhere": True}
    return {
        **data,
        "refs": list(reason.note.refs),
        "place": place_data(reason.note.place),
        "cases": [fired_data(model, fired) for fired in reason.cases],
        "rests_on": [_reason(model, below) for below in reason.rests_on],
    }


def fired_data(model: Model, fired: Fired) -> Data:
    """A case that fired, and those it rests on."""
    function = model.functions[fired.function]
    case = next(c for c in function.cases if c.name == fired.case)
    return {
        "case": f"{fired.function}.{fired.case}",
        "place": place_data(case.note.place),
        "refs": list(case.note.refs or function.note.refs),
        "result": value_data(function.result, fired.result),
        "cases": [fired_data(model, child) for child in fired.children],
    }
