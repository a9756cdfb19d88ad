"""The same answers as those of the command, for Python.

Everywhere: an input's value is an int (bits; a truth is 0 or 1; widths are in `Texts.inputs`) or
the name of an enum's value; a result is a dict with a field for each part of it, and `is` for its
shape. Policies are named `POLICY`, `POLICY@SETTING` or `POLICY@NAME=VALUE,...`. What cannot be
understood raises `SpecError`, whose `problems` have a place, a message and a way out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from memattr.answers.check import Checked as CheckedItem, CheckedClaim, is_expected, narrowings
from memattr.answers.comparison import Comparison
from memattr.answers.data import inputs_data, value_data
from memattr.answers.description import Description
from memattr.answers.find import FindAnswer
from memattr.answers.procedures import ProcedureAnswer
from memattr.answers.safety import CheckedSafety
from memattr.engines.decide import Engine
from memattr.engines.verdict import Named
from memattr.model.layout import width
from memattr.model.machine import ProcedureQuestion, SafetyClaim
from memattr.model.model import Claim, Model, Question
from memattr.model.types import Enum, plain
from memattr.place import Place, Problem, SpecError as SpecError, Unusable
from memattr.readings.evaluate import Evaluator
from memattr.session import Session, open_session

if TYPE_CHECKING:
    from memattr.conformance.conformance_answer import Conformance
    from memattr.conformance.function_answers import GridRows

Typed: TypeAlias = "int | str"
Result: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True)
class InputInfo:
    """An input: whose it is, its width in bits, its values if they have names, our sentence, the
    references to the manual, and the place of its declaration."""

    name: str
    player: Literal["guest", "hypervisor", "cpu"]
    width: int
    values: tuple[str, ...]
    words: str
    references: tuple[str, ...]
    place: str


@dataclass(frozen=True)
class Texts:
    """The shipped specification with rules: what every other function is asked about."""

    session: Session
    paths: tuple[Path, ...]
    policies: tuple[str, ...]
    settings: tuple[str, ...]
    questions: tuple[str, ...]
    inputs: Mapping[str, InputInfo] = field(repr=False)

    @property
    def model(self) -> Model:
        """The elaborated model."""
        return self.session.model

    @property
    def oversights(self) -> tuple[Problem, ...]:
        """What `check` decides nothing of, or something else than it seems."""
        from memattr.lint.oversights import oversights

        return tuple(oversight.problem for oversight in oversights(self.model, self.session.asked))

    @property
    def manual(self) -> str:
        """The issue of the manual that the specification follows."""
        return self.model.manual

    @property
    def digest(self) -> str:
        """A digest of the specification's text."""
        return self.model.digest


@dataclass(frozen=True)
class Checked:
    """A claim, about single situations or about runs, or a question's stated answer, decided: its
    verdict in a word, whether its text expects that, its sentence and place, the inputs of an
    example (of a claim about runs, those that are not the guest's), what the verdict rests on, and
    sentences on what makes it say less than the claim seems to say. `answer` is all that the
    command knows."""

    name: str
    verdict: str
    expected: bool
    words: str
    place: str
    example: Mapping[str, Typed] | None
    rests_on: tuple[str, ...]
    narrowed: tuple[str, ...]
    answer: CheckedItem = field(repr=False)


@dataclass(frozen=True)
class Found:
    """The values for which a statement holds whatever the others do, most freedom first; the same
    in words; why no other value is an answer is in `text`. `answer` is all that the command
    knows."""

    solutions: tuple[Mapping[str, Typed], ...]
    patterns: tuple[str, ...]
    verified: bool
    text: str
    answer: FindAnswer = field(repr=False)


@dataclass(frozen=True)
class FoundProcedures:
    """The shortest sequences of steps by which a claim would be proved; `text` says why no shorter
    one is an answer. `answer` is all that the command knows."""

    sequences: tuple[tuple[str, ...], ...]
    text: str
    answer: ProcedureAnswer = field(repr=False)


def load(*paths: str | PathLike[str]) -> Texts:
    """The shipped specification, with the rules in the files or folders, or the shipped rules."""
    places = tuple(Path(path) for path in paths)
    session = open_session(places)
    model = session.model
    return Texts(
        session,
        places,
        tuple(s.name for s in model.scopes.values() if s.kind == "policy"),
        tuple(s.name for s in model.scopes.values() if s.kind == "setting"),
        tuple(question.name for question in model.every_question()),
        {name: _info(model, name) for name in model.inputs},
    )


def check(texts: Texts, *only: str, engine: Engine = "both") -> tuple[Checked, ...]:
    """The claims of the rules and the stated answers of questions, or those named like one of the
    patterns, decided. Raises SpecError for a pattern that none is named like."""
    _refuse_unknown(texts, only)
    from memattr.answers.checker import Checker

    checker = Checker(texts.model, engine)
    return tuple(
        _checked(texts.model, checker.checked(item))
        for item in texts.session.decided()
        if not only or any(fnmatchcase(item.name, glob) for glob in only)
    )


def find(texts: Texts, question: str, verify: bool = True) -> Found:
    """Answers a declared question by its name, or `NAME[, NAME] [clauses] : EXPRESSION`.

    With `verify` a solver confirms every candidate; AssertionError if it differs. Raises Unusable
    for a question about procedures."""
    from memattr.answers.finder import Finder
    from memattr.formats.text import page_lines
    from memattr.pages.find_page import find_page, solution_texts
    from memattr.pages.output import Style

    model, declared = _asked(texts, question)
    if isinstance(declared, ProcedureQuestion):
        raise Unusable("the question asks for procedures", "Call: find_procedures")
    answer = Finder(model, verify).find(declared)
    assert answer.trouble is None, f"two engines agree: {answer.trouble}"
    names = declared.found
    return Found(
        tuple(inputs_data(model, names, values) for values in answer.values),
        tuple(t for group in answer.solutions for t in solution_texts(model, names, group.values)),
        answer.verified,
        "\n".join(page_lines(find_page(model, answer), Style())),
        answer,
    )


def find_procedures(texts: Texts, question: str) -> FoundProcedures:
    """Answers a declared question about procedures by its name, or `procedure of MACHINE [clauses]
    : EXPRESSION`; two engines confirm each sequence.

    Raises Unusable for a question about inputs; AssertionError if the engines differ, or if a bound
    was reached."""
    from memattr.answers.procedures import procedures_by_both
    from memattr.formats.text import page_lines
    from memattr.pages.output import Style
    from memattr.pages.procedures_page import procedures_page

    model, declared = _asked(texts, question)
    if not isinstance(declared, ProcedureQuestion):
        raise Unusable("the question asks for inputs", "Call: find")
    answer = procedures_by_both(model, declared)
    trouble = answer.trouble or answer.undecided
    assert trouble is None, f"there is an answer: {trouble}"
    text = "\n".join(page_lines(procedures_page(model, answer), Style()))
    return FoundProcedures(answer.found, text, answer)


def _asked(texts: Texts, question: str) -> tuple[Model, Question | ProcedureQuestion]:
    """The question, and the model that has it."""
    from memattr.answers.finder import asked_question

    for declared in texts.model.every_question():
        if declared.name == question.strip():
            return texts.model, declared
    model, asked, _ = asked_question(texts.paths, question)
    return model, asked


def describe(texts: Texts, policy: str) -> Description:
    """What a policy means, as data; `describe_text` says it in words."""
    from memattr.answers.describe import describe as describe_all

    return describe_all(texts.model, [policy])[0]


def describe_text(texts: Texts, policy: str, columns: int = 76) -> str:
    """What a policy means, in at most two screens."""
    from memattr.formats.text import page_lines
    from memattr.pages.describe_page import describe_page
    from memattr.pages.output import Style

    return "\n".join(
        page_lines(describe_page(texts.model, describe(texts, policy)), Style(columns))
    )


def compare(texts: Texts, before: str, after: str) -> Comparison:
    """What the second policy permits otherwise than the first, and which claims flip."""
    from memattr.answers.compare import compare as compare_two

    return compare_two(texts.model, before, after)


class Results(tuple[Result, ...]):
    """All permitted results of one situation. `notes` say which of the given inputs make no
    difference there, and why; it is found out when asked for."""

    find_notes: Callable[[], tuple[str, ...]]

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """A sentence for each input that makes no difference."""
        return self.find_notes()


def evaluate(texts: Texts, policy: str = "", /, **inputs: Typed) -> Results:
    """All permitted results of one situation: the policy, the given inputs and choices, and
    defaults for the rest. More than one means that the manual leaves a choice open."""
    from memattr.answers.filled_inputs import filled
    from memattr.answers.idle_inputs import idle_inputs
    from memattr.answers.permitted_results import Single
    from memattr.answers.typed_situation import typed_situation
    from memattr.pages.eval_page import idle_text
    from memattr.readings.diagram import Diagram

    model = texts.model
    evaluator = Evaluator(model)
    words = [*([policy] if policy else ()), *(f"{n}={v}" for n, v in inputs.items())]
    situation = typed_situation(evaluator, words)
    evaluator = Evaluator(situation.bound(model))
    diagram = Diagram(evaluator.model)
    results = Single(diagram, evaluator, filled(diagram, situation), situation).permitted()
    type_ = model.outputs()[0].type
    answers = Results(value_data(type_, one.value) for one in results)
    answers.find_notes = lambda: tuple(
        idle_text(model, idle) for idle in idle_inputs(diagram, situation)
    )
    return answers


def _refuse_unknown(texts: Texts, only: tuple[str, ...]) -> None:
    from memattr.place import near

    names = [item.name for item in texts.session.decided()]
    problems = [
        Problem(
            Place("argument", 1, 1),
            "unknown-name",
            f"no claim is named like {glob}",
            glob,
            near(glob, names),
        )
        for glob in only
        if not any(fnmatchcase(name, glob) for name in names)
    ]
    if problems:
        raise SpecError(problems)


def rows(texts: Texts, *inputs: str, policy: str = "", **given: Typed) -> GridRows:
    """The situations to ask an implementation about: every value of the inputs, others as given,
    as the policy says, or by default. Each is a mapping from inputs to ints and names."""
    from memattr.answers.typed_situation import typed_situation
    from memattr.conformance.function_answers import GridRows
    from memattr.conformance.row_grid import RowGrid

    evaluator = Evaluator(texts.model)
    words = [*([policy] if policy else ()), *(f"{name}={value}" for name, value in given.items())]
    return GridRows(evaluator, RowGrid(evaluator, typed_situation(evaluator, words), inputs))


def conform(
    rows: GridRows,
    function: Callable[[Mapping[str, Any]], Mapping[str, Any]],
    ignore: Sequence[str] = (),
    reserved: bool = False,
) -> Conformance:
    """What a function answers about the rows, compared with the specification. It is given inputs
    by name and returns parts of an answer by name (columns of results, outputs, views); None is a
    part that is absent. With `reserved`, rows are judged too that reserved values decide."""
    from memattr.conformance.function_answers import asked

    return asked(rows, function, ignore, reserved)


def _info(model: Model, name: str) -> InputInfo:
    declared = model.inputs[name]
    bare = plain(declared.type)
    return InputInfo(
        name,
        declared.player,
        width(declared.type),
        bare.values if isinstance(bare, Enum) else (),
        declared.note.words,
        declared.note.refs,
        declared.note.place.short,
    )


def _checked(model: Model, answer: CheckedItem) -> Checked:
    item: Claim | SafetyClaim | Question | ProcedureQuestion
    if isinstance(answer, CheckedClaim | CheckedSafety):
        item, rests_on = answer.claim, answer.verdict.rests_on
    else:
        item, rests_on = answer.question, answer.rests_on
    return Checked(
        item.name,
        answer.word,
        is_expected(answer),
        item.note.words,
        item.note.place.short,
        _example(model, answer),
        rests_on,
        tuple(narrowing.words for narrowing in narrowings(answer)),
        answer,
    )


def _example(model: Model, answer: CheckedItem) -> dict[str, Typed] | None:
    inputs: Named | None = None
    if isinstance(answer, CheckedClaim) and answer.example is not None:
        inputs = answer.example.inputs
    elif isinstance(answer, CheckedSafety) and answer.verdict.trace is not None:
        inputs = answer.verdict.trace.inputs
    if inputs is None:
        return None
    return {name: value_data(model.inputs[name].type, value) for name, value in inputs}
