"""An evaluation as lines of text."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from memattr.model.model import Condition
from memattr.model.note import Note
from memattr.model.show import show
from memattr.model.value_patterns import pattern_of
from memattr.questions.lines import row
from memattr.readings.compile_values import Fired
from memattr.situations.evaluation import Evaluation
from memattr.situations.inputs import Origin
from memattr.situations.single import Permitted, Way, choice_of
from memattr.situations.why import Reason

# A result may come about in many ways; more of them than this are counted, unless all are wanted.
SHOWN = 4
INDENT = 2


class EvaluationText:
    """Writes one evaluation. `verbosity` -1 leaves the situation out, 1 leaves nothing out."""

    def __init__(self, evaluation: Evaluation, width: int, verbosity: int) -> None:
        self._of, self._model = evaluation, evaluation.model
        self._width, self._verbosity = width, verbosity
        self._label = max(len(output.name) for output in self._model.outputs())

    def lines(self) -> Iterator[str]:
        """All of it."""
        if self._verbosity >= 0:
            yield from self._situation()
        results = self._of.results
        if len(results) == 1:
            yield from self._only(results[0])
        else:
            yield from self._several()
        if self._of.reasons:
            yield ""
            yield from self._explanation()

    def _situation(self) -> Iterator[str]:
        wanted = self._of.wanted
        scope = self._model.scopes[wanted.scope] if wanted.scope else None
        if scope is not None:
            of = f" of {scope.system}" if scope.system else ""
            words = f": {scope.note.words}" if scope.note.words else ""
            yield from self._row(scope.kind, f"{scope.name}{of}{words}")
        yield from self._inputs("given", "given")
        for name in wanted.settings:
            yield from self._row("setting", f"{name}: {self._model.scopes[name].note.words}")
        yield from self._inputs("so", "scope")
        yield from self._inputs("default", "default")
        for name, (who, value) in self._of.overruled.items():
            text = show(self._model, self._model.inputs[name].type, value, name)
            yield from self._row("note", f"{who} itself says {name}={text}")
        for name in self._of.unasked:
            yield from self._row("note", f"{name} is not asked for here")

    def _inputs(self, label: str, origin: Origin) -> Iterator[str]:
        texts = [
            f"{name}={show(self._model, self._model.inputs[name].type, value, name)}"
            for name, value in self._of.inputs.items()
            if self._of.origins[name] == origin
        ]
        if origin == "given":
            texts += [
                f"{name}={show(self._model, self._of.kinds[name], value, name)}"
                for name, value in self._of.wanted.choices.items()
            ]
        if texts:
            yield from self._row(label, ", ".join(texts))

    def _only(self, result: Permitted) -> Iterator[str]:
        first, *others = self._model.outputs()
        yield from self._row(first.name, show(self._model, first.type, result.value, first.name))
        for output, values in zip(others, result.others, strict=True):
            texts = (show(self._model, output.type, value, output.name) for value in values)
            yield from self._row(output.name, " or ".join(texts))

    def _several(self) -> Iterator[str]:
        first, *others = self._model.outputs()
        count = len(self._of.results)
        yield from self._row(first.name, f"one of {count}, as choices are made")
        for number, result in enumerate(self._of.results, 1):
            text = show(self._model, first.type, result.value, first.name)
            for output, values in zip(others, result.others, strict=True):
                shown = (show(self._model, output.type, value, output.name) for value in values)
                text += f"; {output.name} {' or '.join(shown)}"
            yield from self._row(str(number), text)
            yield from self._row("", f"if {self._ways(result)}")

    def _ways(self, result: Permitted) -> str:
        ways = result.ways
        shown = ways if self._verbosity > 0 else ways[:SHOWN]
        texts = [self._way(way) for way in shown]
        more = len(ways) - len(shown)
        return "; or ".join(texts) + (f"; or in {more} more ways" if more else "")

    def _way(self, way: Way) -> str:
        parts = []
        for name, values in way.items():
            kind = self._of.kinds[choice_of(name)]
            if len(values) == 1:
                (value,) = values
                parts.append(f"{name}={show(self._model, kind, value, name)}")
            else:
                parts.append(f"{name} is {pattern_of(kind, values) or 'any'}")
        return ", ".join(parts) or "any choice is made"

    def _explanation(self) -> Iterator[str]:
        if len(self._of.results) > 1:
            ways = self._way_taken()
            yield from self._row("why", f"the first of them ({ways})")
        for reason in self._of.reasons:
            yield from self._reason(reason, 0)
        yield from self._excluded("requires", self._model.requirements)
        yield from self._excluded("excluded", self._model.impossible)

    def _way_taken(self) -> str:
        taken = self._of.results[0].taken
        kinds = self._of.kinds
        return ", ".join(
            f"{t.choice}={show(self._model, kinds[t.choice], t.value, t.choice)}" for t in taken
        )

    def _reason(self, reason: Reason, depth: int) -> Iterator[str]:
        value = show(self._model, reason.type, reason.value, reason.name)
        if reason.elsewhere:
            yield from self._tree(f"{reason.name} = {value}  (see above)", depth)
            return
        refs = "" if reason.cases else _references(reason.note)
        yield from self._tree(f"{reason.name} = {value}{refs}", depth)
        for fired in reason.cases:
            yield from self._fired(fired, depth + 1)
        for below in reason.rests_on:
            yield from self._reason(below, depth + 1)

    def _fired(self, fired: Fired, depth: int) -> Iterator[str]:
        function = self._model.functions[fired.function]
        case = next(c for c in function.cases if c.name == fired.case)
        note = Note(case.note.place, case.note.words, case.note.refs or function.note.refs)
        yield from self._tree(f"{fired.function}.{fired.case}{_references(note)}", depth)
        for child in fired.children:
            yield from self._fired(child, depth + 1)

    def _excluded(self, label: str, conditions: tuple[Condition, ...]) -> Iterator[str]:
        for condition in conditions:
            text = condition.note.words or condition.name
            yield from self._row(label, f"{text}{_references(condition.note)}")

    def _tree(self, text: str, depth: int) -> Iterator[str]:
        margin = " " * INDENT * (depth + 1)
        yield from textwrap.wrap(
            text, max(self._width, len(margin) + 40), initial_indent=margin,
            subsequent_indent=margin + " " * 2 * INDENT, break_long_words=False,
            break_on_hyphens=False,
        )  # fmt: skip

    def _row(self, label: str, text: str) -> list[str]:
        return row(label, text, self._width, 10)


def _references(note: Note) -> str:
    refs = ", ".join(note.refs)
    return f"  {note.place.short}  {refs}".rstrip()
