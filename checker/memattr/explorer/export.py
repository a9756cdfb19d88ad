"""The model as data for the page: everything it evaluates, and every word it shows."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files

from memattr.answers.describe import assured
from memattr.explorer.expression_lists import Json, Trees
from memattr.formats import palette
from memattr.model.expressions import Expression, Global
from memattr.model.model import Case, Column, Condition, Function, Model, Scope
from memattr.model.reads import Reads
from memattr.model.show import show
from memattr.model.types import Enum, plain
from memattr.pages.colours import colours
from memattr.pages.describe_page import DescriptionBlocks
from memattr.place import Note


def exported(model: Model) -> Mapping[str, Json]:
    """Plain data, in the order of the text. The model has an input and an output."""
    trees, reads = Trees(), Reads(model)
    main = reads.rows()
    data: dict[str, Json] = {
        "manual": model.manual,
        "digest": model.digest,
        "main": main,
        "across": reads.columns(),
        "start": reads.cells(),
        "outputs": [output.name for output in model.outputs()],
        "sorting": reads.sorting(),
        "offered": _groups(model, [name for name in model.offered if name != main]),
        "needs": [{"input": n.input, "feature": n.feature, **_note(n.note)} for n in reads.needs()],
        "parts": [_part_of_results(model, trees, reads, column) for column in model.columns],
        "assured": assurances(model),
        "shown": _views(model, trees, reads, main),
        "functions": {name: _function(trees, f) for name, f in model.functions.items()},
        "derived": {
            name: {"of": trees.type(d.type), "tree": trees.tree(d.expression), **_note(d.note)}
            for name, d in model.derived.items()
        },
        "inputs": {
            name: {"of": trees.type(i.type), "start": i.default, "player": i.player} | _note(i.note)
            for name, i in model.inputs.items()
        },
        "scopes": {name: _scope(trees, scope) for name, scope in model.scopes.items()},
        "requirements": _conditions(trees, model, model.requirements),
        "impossible": _conditions(trees, model, model.impossible),
        "radix": dict(model.radix),
        "words": dict(model.words),
    }
    return {**data, "types": trees.types}


def _views(model: Model, trees: Trees, reads: Reads, main: str) -> dict[str, Json]:
    """What can be shown in a cell: the declared views, then the outputs."""
    shown = {
        name: {**_shown(model, trees, view.expression, view.kind, reads.cut(view.expression, main)),
               "beside": reads.output_behind(name), **_note(view.note)}
        for name, view in model.views.items()
    }  # fmt: skip
    for output in model.outputs():
        value = Global(output.name, output.type)
        shown[output.name] = {
            **_shown(model, trees, value, output.kind, reads.cut(value, main)),
            "beside": None, **_note(output.note)}  # fmt: skip
    return dict(shown)


def assurances(model: Model) -> dict[str, Json]:
    """What each policy guarantees, in sentences, and what is to be said with it."""
    policies = [scope.name for scope in model.scopes.values() if scope.kind == "policy"]
    return {
        described.name: DescriptionBlocks(model, described).assured()
        for described in assured(model, policies)
    }


def _shown(
    model: Model, trees: Trees, value: Expression, kind: str, cut: str | None
) -> dict[str, Json]:
    """`colours` has a class for each value of an enum; what is no enum has none."""
    bare = plain(value.type)
    words = (
        [show(model, bare, v) for v in range(len(bare.values))] if isinstance(bare, Enum) else []
    )
    painted = colours(model, words)
    return {"kind": kind, "of": trees.type(value.type), "tree": trees.tree(value), "cut": cut,
            "colours": [palette.name(painted[text]) for text in words]}  # fmt: skip


def _groups(model: Model, names: Sequence[str]) -> Json:
    """The inputs that a reader may choose: those of a register or descriptor together, the others
    by who decides them; in the order in which the text offers the first of each."""
    groups: dict[str, list[str]] = {}
    for name in names:
        layouts = [
            layout.name
            for layout in model.layouts.values()
            if name in {part for part, *_ in layout.parts}
        ]
        groups.setdefault(next(iter(layouts), model.inputs[name].player), []).append(name)
    return [
        {"name": model.words.get(group, group), "inputs": inputs,
         "words": model.layouts[group].note.words if group in model.layouts else ""}
        for group, inputs in groups.items()
    ]  # fmt: skip


def _part_of_results(model: Model, trees: Trees, reads: Reads, column: Column) -> Json:
    """A column of results, and the one output that it is read from, if there is just one."""
    outputs = [output.name for output in model.outputs()]
    read = reads.named(column.expression)
    return {"name": column.name, "tree": trees.tree(column.expression),
            "present": trees.tree(column.present),
            "output": next(iter(read)) if len(read) == 1 and read <= set(outputs) else None,
            **_note(column.note)}  # fmt: skip


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
    data: dict[str, Json] = {
        "name": case.name,
        "guard": trees.tree(case.guard),
        "body": trees.tree(case.body),
        **_note(case.note),
    }
    if case.choice is not None:
        condition = case.choice.condition
        data["choice"] = {
            "name": case.choice.name,
            "kind": case.choice.kind,
            "binder": case.choice.binder,
            "of": trees.type(case.choice.type),
            "where": None if condition is None else trees.tree(condition),
        }
    return data


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
    text = _written(exported(model), depth=2).replace("<", "\\u003c")
    fills = [f"--{palette.name(c)}: {palette.on_page(c)};" for c in palette.every_colour()]
    whole = _part(HERE, "page.html")
    for name, package in PARTS.items():
        whole = whole.replace(f"@@{name}@@", _part(package, name).strip("\n"))
    whole = whole.replace("@@palette@@", f":root {{ --on: {palette.INK}; {' '.join(fills)} }}")
    return whole.replace("@@model@@", text)


def _written(data: Json, depth: int) -> str:
    """As JSON, so many levels of names on lines of their own: two pages can be compared."""
    if not depth or not isinstance(data, dict) or not data:
        return json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    members = (f"{json.dumps(name)}:{_written(value, depth - 1)}" for name, value in data.items())
    return "{\n" + ",\n".join(members) + "\n}"


def _part(package: str, name: str) -> str:
    return files(package).joinpath(name).read_text(encoding="utf-8")
