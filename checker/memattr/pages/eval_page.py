"""One situation, what is permitted in it, and why: as a page."""

from __future__ import annotations

from collections.abc import Iterator

from memattr.answers.deciding_path import DecidingPath, Giving
from memattr.answers.derivation import Reason
from memattr.answers.evaluation import Evaluation
from memattr.answers.filled_inputs import Origin
from memattr.answers.idle_inputs import Idle
from memattr.answers.permitted_results import PermittedResult, Way, choice_of
from memattr.model.model import Condition, Model, Scope
from memattr.model.show import show
from memattr.model.value_patterns import pattern_of
from memattr.pages.page import Abridged, Block, Gap, Outline, OutlineItem, Page, Row, Rows, row
from memattr.place import Note
from memattr.readings.compile_values import Fired

# A result may come about in many ways; more of them than this are counted, unless all are typed.
SHOWN = 4
SAID: tuple[tuple[str, Origin], ...] = (("so", "scope"), ("default", "default"))


def eval_page(evaluation: Evaluation, with_situation: bool = True) -> Page:
    """What was asked for; the results; which cases gave them, if that is known; the rest of the
    situation, unless nothing of it is to be said again; and last every reason."""
    writer = _Writer(evaluation)
    given = Rows(tuple(writer.given())) if with_situation else Rows(())
    why = Rows(tuple(writer.deciding(evaluation.path))) if evaluation.path else Rows(())
    blocks: list[Block] = [given, *writer.results(), why, *writer.other_outputs()]
    if with_situation:
        blocks.append(Rows(tuple(writer.situation())))
    if evaluation.reasons:
        blocks.append(Abridged((Gap(), *writer.explanation()), ()))
    return Page(tuple(blocks))


class _Writer:
    """Writes one evaluation."""

    def __init__(self, evaluation: Evaluation) -> None:
        self._of, self._model = evaluation, evaluation.model
        self._shown: set[Fired] = set()

    def given(self) -> Iterator[Row]:
        """What was asked for."""
        scope, texts = self._scope(), self._inputs("given")
        if scope is not None:
            system = f" of {scope.system}" if scope.system else ""
            texts = [f"{scope.name}{system}", *texts]
        if texts:
            yield row("given", ", ".join(texts))

    def _scope(self) -> Scope | None:
        situation = self._of.typed
        return self._model.scopes[situation.scope] if situation.scope else None

    def deciding(self, path: DecidingPath) -> Iterator[Row]:
        """The cases that gave the result, and the inputs that matter."""
        if len(self._of.results) > 1:
            yield row("why", f"the first of them ({self._choices_taken()})")
        for number, giving in enumerate(path.gave):
            label = "" if number else "because"
            yield Row(label, (self._giving(giving),), hanging=True)
        if path.acting:
            yield row("acting", f"{', '.join(path.acting)}: another value may change the result")

    def _giving(self, giving: Giving) -> str:
        """The case, then what it gave: parts that have the same value together."""
        by_value: dict[str, list[str]] = {}
        for path, text in giving.parts:
            by_value.setdefault(text, []).append(path)
        gave = "; ".join(f"{', '.join(paths)} = {text}" for text, paths in by_value.items())
        note = self._note(giving.function, giving.case)
        return f"{gave}: {giving.function}.{giving.case}{_references(note)}"

    def _note(self, name: str, case_name: str) -> Note:
        function = self._model.functions[name]
        case = next(c for c in function.cases if c.name == case_name)
        return Note(case.note.place, case.note.words, case.note.refs or function.note.refs)

    def situation(self) -> Iterator[Row]:
        """Who said what of each input that was not asked for."""
        scope, situation = self._scope(), self._of.typed
        if scope is not None and scope.note.words:
            yield row(scope.kind, scope.note.words)
        for name in situation.settings:
            yield row("setting", f"{name}: {self._model.scopes[name].note.words}")
        for label, origin in SAID:
            texts = self._inputs(origin)
            if texts:
                yield row(label, ", ".join(texts))
        for name, (who, value) in self._of.overruled.items():
            text = show(self._model, self._model.inputs[name].type, value, name)
            yield row("note", f"{who} itself says {name}={text}")
        for name in self._of.unasked:
            yield row("note", f"{name} is not asked for here")
        for idle in self._of.idle:
            yield row("note", idle_text(self._model, idle))

    def _inputs(self, origin: Origin) -> list[str]:
        texts = [
            f"{name}={show(self._model, self._model.inputs[name].type, value, name)}"
            for name, value in self._of.inputs.items()
            if self._of.origins[name] == origin
        ]
        if origin == "given":
            texts += [
                f"{name}={show(self._model, self._of.kinds[name], value, name)}"
                for name, value in self._of.typed.choices.items()
            ]
        return texts

    # ---- Results

    def results(self) -> Iterator[Block]:
        """The only result, or each of them with the choices that give it."""
        if len(self._of.results) == 1:
            first, value = self._model.outputs()[0], self._of.results[0].value
            yield Rows((row(first.name, show(self._model, first.type, value, first.name)),))
        else:
            every, some = self._several(None), self._several(SHOWN)
            yield Abridged((Rows(tuple(every)),), (Rows(tuple(some)),))

    def other_outputs(self) -> Iterator[Block]:
        """What else there is of the only result; of several, it stands beside each."""
        if len(self._of.results) == 1:
            pairs = zip(self._model.outputs()[1:], self._of.results[0].others, strict=True)
            for output, values in pairs:
                texts = (show(self._model, output.type, value, output.name) for value in values)
                yield Rows((row(output.name, " or ".join(texts)),))

    def _several(self, most_ways: int | None) -> Iterator[Row]:
        first, *others = self._model.outputs()
        yield row(first.name, f"one of {len(self._of.results)}, as choices are made")
        for number, result in enumerate(self._of.results, 1):
            text = show(self._model, first.type, result.value, first.name)
            for output, values in zip(others, result.others, strict=True):
                shown = (show(self._model, output.type, value, output.name) for value in values)
                text += f"; {output.name} {' or '.join(shown)}"
            yield row(str(number), text)
            yield row("", f"if {self._ways(result, most_ways)}")

    def _ways(self, result: PermittedResult, most: int | None) -> str:
        texts = [self._way(way) for way in result.ways[:most]]
        more = len(result.ways) - len(texts)
        return "; or ".join(texts) + (f"; or in {more} more ways" if more else "")

    def _way(self, way: Way) -> str:
        parts = []
        for name, values in way.items():
            type_ = self._of.kinds[choice_of(name)]
            if len(values) == 1:
                (value,) = values
                parts.append(f"{name}={show(self._model, type_, value, name)}")
            else:
                parts.append(f"{name} is {pattern_of(type_, values) or 'any'}")
        return ", ".join(parts) or "any choice is made"

    # ---- Reasons

    def explanation(self) -> Iterator[Block]:
        """Why the first of the results is one, and what no situation may be."""
        items = (item for reason in self._of.reasons for item in self._reason(reason, 1))
        yield Outline(tuple(items))
        requirements = self._excluded("requires", self._model.requirements)
        impossible = self._excluded("excluded", self._model.impossible)
        yield Rows((*requirements, *impossible))

    def _choices_taken(self) -> str:
        kinds = self._of.kinds
        return ", ".join(
            f"{t.choice}={show(self._model, kinds[t.choice], t.value, t.choice)}"
            for t in self._of.results[0].taken
        )

    def _reason(self, reason: Reason, depth: int) -> Iterator[OutlineItem]:
        value = show(self._model, reason.type, reason.value, reason.name)
        if reason.elsewhere:
            yield OutlineItem(f"{reason.name} = {value}  (see above)", depth)
            return
        refs = "" if reason.cases else _references(reason.note)
        yield OutlineItem(f"{reason.name} = {value}{refs}", depth)
        for fired in reason.cases:
            yield from self._fired(fired, depth + 1)
        for below in reason.rests_on:
            yield from self._reason(below, depth + 1)

    def _fired(self, fired: Fired, depth: int) -> Iterator[OutlineItem]:
        name = f"{fired.function}.{fired.case}"
        if fired in self._shown:
            yield OutlineItem(f"{name}  (see above)", depth)
            return
        self._shown.add(fired)
        yield OutlineItem(f"{name}{_references(self._note(fired.function, fired.case))}", depth)
        for child in fired.children:
            yield from self._fired(child, depth + 1)

    def _excluded(self, label: str, conditions: tuple[Condition, ...]) -> Iterator[Row]:
        for condition in conditions:
            text = condition.note.words or condition.name
            yield row(label, f"{text}{_references(condition.note)}")


def _references(note: Note) -> str:
    refs = ", ".join(note.refs)
    return f"  {note.place.short}  {refs}".rstrip()


def idle_text(model: Model, idle: Idle, where: str = "here") -> str:
    """Which given input makes no difference, what stands in between, and what would help."""
    text = f"{idle.name} makes no difference {where}"
    for unchanged in idle.unchanged:
        derived = unchanged.derived
        value = show(model, derived.type, unchanged.value, derived.name)
        refs = f" [{', '.join(derived.note.refs)}]" if derived.note.refs else ""
        words = f" ({derived.note.words}{refs})" if derived.note.words else ""
        text += f"; {derived.name} is {value} whatever it is{words}"
    others = [
        f"{name}={show(model, model.inputs[name].type, value, name)}"
        for name, value in idle.enabled_by
    ]
    if others:
        return f"{text}; it would with {' or '.join(others)}"
    return f"{text}; nor would it with any other single input changed"
