"""What the code of given trees says of the systems and policies that read it, against the text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from memattr.answers.check import Checked, CheckedClaim
from memattr.answers.data import Data, place_data
from memattr.engines.decide import Decider
from memattr.engines.verdict import as_expected
from memattr.explain.explainer import word
from memattr.model.model import Model

if TYPE_CHECKING:
    from memattr.sources.code_decides import Difference
    from memattr.sources.read_code import CodeResult, Failure, Value
    from memattr.trees.tree import Tree


@dataclass(frozen=True)
class TextOnly:
    """A system or a policy of a tree of which some inputs have no reading, or all: then () ."""

    tree: str
    scope: str
    inputs: tuple[str, ...]


@dataclass(frozen=True)
class CodeAnswer:
    """All readings of the trees that were given. `written` is the model of the text, `decided` the
    one in which the code decides; `revisions` are those of the trees as they were asked for, empty
    for a folder as it lies; `absent` are systems whose tree is not given, or not known."""

    written: Model
    decided: Model
    trees: tuple[str, ...]
    revisions: tuple[str, ...]
    results: tuple[CodeResult, ...]
    differences: tuple[Difference, ...]
    failures: tuple[Failure, ...]
    text_only: tuple[TextOnly, ...]
    absent: tuple[str, ...]

    @cached_property
    def changed(self) -> frozenset[str]:
        """The scopes that the code has otherwise than the text, policies of such systems too."""
        own = {difference.value.scope for difference in self.differences}
        scopes = self.written.scopes.values()
        return frozenset(scope.name for scope in scopes if {scope.name, scope.system} & own)

    @cached_property
    def told(self) -> str:
        """A text that is another wherever the code decides otherwise."""
        return repr(
            [
                (d.value.scope, d.value.reading.input, d.value.value, d.value.reading.place)
                for d in self.differences
            ]
        )


def code_answer(model: Model, trees: Mapping[str, Tree]) -> CodeAnswer:
    """Carries out the readings of the trees. Raises ModuleNotFoundError without their parser."""
    from memattr.sources.code_decides import code_decides
    from memattr.sources.read_code import read_code
    from memattr.trees.tree import Revision

    results = read_code(model, trees)
    code = code_decides(model, results)
    return CodeAnswer(
        model,
        code.model if code.differences else model,
        tuple(trees),
        tuple(tree.written if isinstance(tree, Revision) else "" for tree in trees.values()),
        results,
        code.differences,
        code.failures,
        tuple(only for tree in trees for only in _text_only(model, tree)),
        tuple(
            scope.name
            for scope in model.scopes.values()
            if scope.kind == "system" and (scope.tree is None or scope.tree[0] not in trees)
        ),
    )


def _text_only(model: Model, tree: str) -> Iterator[TextOnly]:
    """What the text alone decides of a tree that is given."""
    for scope in model.scopes.values():
        if scope.tree is None or scope.tree[0] != tree:
            continue
        inherited = model.scopes[scope.system].assignments if scope.system else ()
        inputs = [a.input for a in scope.assignments if a.values and a not in inherited]
        read = {reading.input for reading in scope.readings}
        missing = tuple(name for name in inputs if name not in read)
        if missing:
            yield TextOnly(tree, scope.name, () if len(missing) == len(inputs) else missing)


class ByText:
    """Says of claims that the code decides otherwise what the text alone says of them."""

    def __init__(self, answer: CodeAnswer) -> None:
        self._answer = answer

    def compared(self, checked: Checked) -> Checked:
        """The claim with the verdict of the text if that is another."""
        if not isinstance(checked, CheckedClaim) or checked.expected:
            return checked
        if checked.claim.scope not in self._answer.changed:
            return checked
        own = next(c for c in self._answer.written.claims if c.name == checked.claim.name)
        verdict = self._decider.decide(own)
        return replace(checked, by_text=word(verdict)) if as_expected(verdict) else checked

    @cached_property
    def _decider(self) -> Decider:
        return Decider(self._answer.written, "both", None)


def code_data(answer: CodeAnswer) -> Data:
    """All of it."""
    from memattr.sources.read_code import Value

    return {
        "trees": list(answer.trees),
        "not_given": list(answer.absent),
        "text_only": [
            {"tree": only.tree, "scope": only.scope, "inputs": list(only.inputs)}
            for only in answer.text_only
        ],
        "values": [value_of(r) for r in answer.results if isinstance(r, Value)],
        "differences": [
            {**value_of(d.value), "text": d.text, "given": dict(d.features)}
            for d in answer.differences
        ],
        "not_read": [failure_of(failure) for failure in answer.failures],
    }


def value_of(value: Value) -> Data:
    """A value that was read."""
    return {
        "scope": value.scope,
        "input": value.reading.input,
        "place": place_data(value.reading.place),
        "tree": value.tree,
        "value": value.value,
        "file": value.place.file,
        "line": value.place.line,
        "macros": [
            {"name": name, "file": place.file, "line": place.line} for name, place in value.macros
        ],
    }


def failure_of(failure: Failure) -> Data:
    """A reading that was not understood."""
    cause = failure.cause
    return {
        "scope": failure.scope,
        "input": failure.reading.input,
        "place": place_data(failure.reading.place),
        "tree": failure.tree,
        "file": cause.place.file,
        "line": cause.place.line,
        "message": cause.message,
        "help": cause.way,
    }
