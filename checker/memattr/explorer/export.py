"""The model as data for the page: everything it evaluates, and every word it shows."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from importlib.resources import files

from memattr.explorer.expression_lists import Json, Trees
from memattr.model.expressions import Global
from memattr.model.model import Case, Condition, Function, Model, Scope
from memattr.model.reads import Reads
from memattr.place import Note


def exported(model: Model) -> Mapping[str, Json]:
    """Plain data, in the order of the text. The model has an input and an output."""
    trees, reads = Trees(), Reads(model)
    sorting = reads.sorting()
    first = next(iter(model.inputs))
    guests = [name for name, i in model.inputs.items() if i.player == "guest"]
    main = next((name for name in guests if name in sorting), next(iter(guests), first))
    shown = {
        name: {"kind": v.kind, "of": trees.type(v.expression.type),
               "tree": trees.tree(v.expression), "cut": reads.cut(v.expression, main),
               **_note(v.note)}
        for name, v in model.views.items()
    }  # fmt: skip
    for output in model.outputs():
        value = Global(output.name, output.type)
        shown[output.name] = {
            "kind": output.kind, "of": trees.type(output.type), "tree": trees.tree(value),
            "cut": reads.cut(value, main), **_note(output.note)}  # fmt: skip
    found: dict[str, Json] = {
        "manual": model.manual,
        "digest": model.digest,
        "main": main,
        "sorting": sorting,
        "offered": [name for name in model.offered if name != main],
        "start": _start(model),
        "shown": shown,
        "functions": {name: _function(trees, f) for name, f in model.functions.items()},
        "derived": {
            name: {"of": trees.type(d.type), "tree": trees.tree(d.expression), **_note(d.note)}
            for name, d in model.derived.items()
        },
        "inputs": {
            name: {
                "of": trees.type(i.type),
                "start": i.default,
                "player": i.player,
                **_note(i.note),
            }
            for name, i in model.inputs.items()
        },
        "scopes": {name: _scope(trees, scope) for name, scope in model.scopes.items()},
        "requirements": _conditions(trees, model, model.requirements),
        "impossible": _conditions(trees, model, model.impossible),
        "radix": dict(model.radix),
        "words": dict(model.words),
    }
    return {**found, "types": trees.types}


def _start(model: Model) -> str:
    """What is shown first: the first view of an output, or else the first output."""
    outputs = {output.name for output in model.outputs()}
    reads = Reads(model)
    for name, view in model.views.items():
        if view.kind == "view" and reads.named(view.expression) & outputs:
            return name
    return model.outputs()[0].name


def _note(note: Note) -> dict[str, Json]:
    return {"words": note.words, "refs": list(note.refs), "place": note.place.short}


def _function(trees: Trees, function: Function) -> Json:
    return {
        "parameters": [name for name, _ in function.parameters],
        "of": trees.type(function.result),
        "cases": [_case(trees, case) for case in function.cases],
        **_note(function.note),
    }


def _case(trees: Trees, case: Case) -> Json:
    found: dict[str, Json] = {
        "name": case.name,
        "guard": trees.tree(case.guard),
        "body": trees.tree(case.body),
        **_note(case.note),
    }
    if case.choice is not None:
        condition = case.choice.condition
        found["choice"] = {
            "name": case.choice.name,
            "kind": case.choice.kind,
            "binder": case.choice.binder,
            "of": trees.type(case.choice.type),
            "where": None if condition is None else trees.tree(condition),
        }
    return found


def _scope(trees: Trees, scope: Scope) -> Json:
    """An input that is left free is left out: nothing is said of it."""
    says = {
        a.input: [[trees.tree(when), trees.tree(value)] for when, value in a.values]
        for a in scope.assignments
        if a.values
    }
    return {"kind": scope.kind, "system": scope.system, "says": says, **_note(scope.note)}


def _conditions(trees: Trees, model: Model, conditions: Iterable[Condition]) -> Json:
    """`binds`: the policies and systems whose texts import it; null if all are bound."""
    return [
        {
            "name": c.name,
            "tree": trees.tree(c.expression),
            "binds": None
            if c.shipped
            else [name for name, s in model.scopes.items() if c.binds(s.note.place.file)],
            **_note(c.note),
        }
        for c in conditions
    ]


HERE = __name__.rpartition(".")[0]
# The packages of the parts: the page evaluates with a reading of its own, which is with the others.
PARTS = {
    "page.css": HERE,
    "evaluate.js": "memattr.readings",
    "matrix.js": HERE,
    "page.js": HERE,
    "why.js": HERE,
}


def page(model: Model) -> str:
    """The same text for the same model, byte by byte."""
    text = json.dumps(exported(model), ensure_ascii=False, separators=(",", ":"))
    text = text.replace("<", "\\u003c")
    whole = _part(HERE, "page.html")
    for name, package in PARTS.items():
        whole = whole.replace(f"@@{name}@@", _part(package, name).strip("\n"))
    return whole.replace("@@model@@", text)


def _part(package: str, name: str) -> str:
    return files(package).joinpath(name).read_text(encoding="utf-8")
