"""What a check of texts would otherwise pass over in silence."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from memattr.language.attr_files import Given, shipped
from memattr.model.model import Model
from memattr.place import Note, Problem


@dataclass(frozen=True)
class Oversight:
    """Something named in a text that no verdict speaks of, or that verdicts mean otherwise."""

    name: str
    problem: Problem


def oversights(model: Model, files: Collection[str]) -> Iterator[Oversight]:
    """All in the files: promises that nobody makes, questions without an answer, and names that
    mean something else in the shipped specification."""
    yield from _unmade(model, files)
    yield from _unanswered(model, files)
    yield from _own_names(model, files)


def _unmade(model: Model, files: Collection[str]) -> Iterator[Oversight]:
    promised = {name for scope in model.scopes.values() for name in scope.promises}
    for name, promise in model.promises.items():
        if name not in promised and promise.note.place.file in files:
            message = f"no policy makes the promise {name}, so it is not decided"
            way = f"Write in a policy: promises {name}. Or claim it: prove {name} ..."
            yield _oversight(name, promise.note, "unmade-promise", message, way)


def _unanswered(model: Model, files: Collection[str]) -> Iterator[Oversight]:
    for question in model.every_question():
        if question.answer is None and question.note.place.file in files:
            message = f"the question {question.name} states no answer, so nothing is decided"
            way = f"See what it is: memattr find {question.name}. Then state it: answer ..."
            yield _oversight(question.name, question.note, "unanswered", message, way)


def _own_names(model: Model, files: Collection[str]) -> Iterator[Oversight]:
    """Inputs, values and functions of these files that share a name with the shipped spec's, and
    follow the same manual."""
    own = {file for file in files if not _is_shipped(file)}
    notes: dict[str, Note] = {name: declared.note for name, declared in model.inputs.items()}
    notes.update((name, derived.note) for name, derived in model.derived.items())
    if not any(note.place.file in own for note in notes.values()):
        return
    notes.update((name, function.note) for name, function in model.functions.items())
    known = _shipped_names(model.follows)
    for name, note in notes.items():
        bare = name.rpartition(":")[2]
        if note.place.file in own and bare in known:
            message = (
                f"{bare} is declared here anew: what is said of it is not said of the shipped "
                f"specification's, which this text does not import"
            )
            way = f"Import it: import {known[bare]}. Or take another name."
            yield _oversight(bare, note, "own-name", message, way)


def _oversight(name: str, note: Note, code: str, message: str, way: str) -> Oversight:
    return Oversight(name, Problem(note.place, code, message, "", way))


def _is_shipped(file: str) -> bool:
    return any((shipped(part).parent / file).is_file() for part in ("spec", "rules"))


def _shipped_names(manual: str) -> dict[str, str]:
    """The inputs, values and functions of the shipped specification, with the text of each, if it
    specifies this manual."""
    from memattr.language import syntax
    from memattr.language.load import load

    kinds = (syntax.InputItem, syntax.DerivedItem, syntax.DefineItem)
    items = [(unit.name, item) for unit in load(Given(())).units for item in unit.file.items]
    if not any(
        isinstance(item, syntax.ManualItem) and item.issue.text == manual for _, item in items
    ):
        return {}
    return {item.name.text: unit for unit, item in items if isinstance(item, kinds)}
