"""All claims with what came of them, decided once for every document."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from memattr.engines.decide import Decider
from memattr.engines.verdict import Covered, Example, Refuted, Verdict, as_expected
from memattr.explain.slicing import Slicer
from memattr.model.expressions import Not
from memattr.model.model import Claim, Model, Question
from memattr.model.show import show
from memattr.questions.answer import Compared, compared
from memattr.questions.find import Finder
from memattr.readings.evaluate import Evaluator
from memattr.readings.permitted import Given
from memattr.reports.text import word


@dataclass(frozen=True)
class Decisions:
    """Verdicts of claims and of questions that state an answer."""

    verdicts: tuple[Verdict, ...]
    answers: tuple[Compared, ...]

    def of(self, name: str) -> tuple[Verdict, ...]:
        """The verdicts of the claim or the family of claims of that name."""
        return tuple(v for v in self.verdicts if name in (v.claim.name, v.claim.family))


def decided(model: Model, wanted: Callable[[Claim], bool] = lambda _: True) -> Decisions:
    """Decides the claims, by diagrams and replay: `check` asks the solver too."""
    decider = Decider(model, "exact")
    verdicts = tuple(decider.decide(claim) for claim in model.claims if wanted(claim))
    finder = Finder(model, verify=False, exact=decider.exact)
    return Decisions(verdicts, tuple(answers(finder, model.questions)))


def answers(finder: Finder, questions: Iterable[Question]) -> Iterable[Compared]:
    """The answers of the questions that state one, beside what they state."""
    for question in questions:
        if question.answer is not None:
            yield compared(finder.find(question))


def verdict_words(verdict: Verdict) -> str:
    """Proved, Refuted and so on; what was not expected says so."""
    text = word(verdict).capitalize()
    return text if as_expected(verdict) else f"{text} (not as expected)"


def counterexample(model: Model, verdict: Verdict) -> str:
    """The inputs that make the claim fail, or that meet a cover: only those that count."""
    match verdict.outcome:
        case Refuted(_, example):
            return _situation(model, verdict.claim, example, holds=False)
        case Covered(example):
            return _situation(model, verdict.claim, example, holds=True)
        case _:
            return ""


def _situation(model: Model, claim: Claim, example: Example, holds: bool) -> str:
    evaluator = Evaluator(model)
    inputs, variables = dict(example.inputs), dict(example.variables)
    chooser = Given({(t.cpu, t.choice, t.arguments): t.value for t in example.choices})
    kinds = {name: declared.type for name, declared in model.inputs.items()}
    kinds |= dict(claim.variables)
    body = claim.body if holds else Not(claim.body)
    rests = Slicer(evaluator, chooser).rests_of(body, inputs, variables, kinds)
    counting = {name for name in rests if isinstance(name, str)}
    fixed = {name for name, values in claim.stated if len(values) == 1} | _set(model, claim)
    texts = [
        f"{name}={show(model, kinds[name], value, name)}"
        for name, value in (*example.inputs, *example.variables)
        if name in counting and name not in fixed
    ]
    taken = {case.choice.name: case.choice.type for f in model.functions.values()
             for case in f.cases if case.choice is not None}  # fmt: skip
    texts += [f"{t.choice}={show(model, taken[t.choice], t.value)}" for t in example.choices]
    return ", ".join(texts)


def _set(model: Model, claim: Claim) -> set[str]:
    """What the policy sets."""
    if claim.scope is None:
        return set()
    return {a.input for a in model.scopes[claim.scope].assignments if a.values}
