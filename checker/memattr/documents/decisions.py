"""All claims with what came of them, decided once for every document."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from memattr.answers.find import FindAnswer
from memattr.answers.finder import Finder
from memattr.engines.decide import Decider
from memattr.engines.verdict import Covered, Example, Refuted, Verdict, as_expected
from memattr.explain.explainer import word
from memattr.model.expressions import Not
from memattr.model.model import Claim, Model
from memattr.model.show import show
from memattr.readings.dependencies import facts_of
from memattr.readings.dynamic_slice import Slicer
from memattr.readings.evaluate import Evaluator
from memattr.readings.nondeterminism import GivenChoices


@dataclass(frozen=True)
class Decisions:
    """Verdicts of claims, and answers of questions."""

    verdicts: tuple[Verdict, ...]
    answers: tuple[FindAnswer, ...]

    def of(self, name: str) -> tuple[Verdict, ...]:
        """The verdicts of the claim or the family of claims of that name."""
        return tuple(v for v in self.verdicts if name in (v.claim.name, v.claim.family))


def decided(
    model: Model, wanted: Callable[[Claim], bool] = lambda _: True, questions: bool = True
) -> Decisions:
    """Decides the claims, by diagrams and replay: `check` asks the solver too."""
    decider = Decider(model, "exact")
    verdicts = tuple(decider.decide(claim) for claim in model.claims if wanted(claim))
    finder = Finder(model, verify=False, exact=decider.exact)
    answered = model.questions if questions else ()
    return Decisions(
        verdicts, tuple(finder.find(question, explained=False) for question in answered)
    )


def verdict_words(verdict: Verdict) -> str:
    """Proved, Refuted and so on; what was not expected says so."""
    text = word(verdict).capitalize()
    text = text if as_expected(verdict) else f"{text} (not as expected)"
    return "; ".join([text, *(f"but {narrowing.words}" for narrowing in verdict.narrowed)])


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
    """The inputs that the body rests on in the example, and the choices that are made there."""
    inputs, variables = dict(example.inputs), dict(example.variables)
    chooser = GivenChoices({(t.cpu, t.choice, t.arguments): t.value for t in example.choices})
    kinds = {name: declared.type for name, declared in model.inputs.items()}
    kinds |= dict(claim.variables)
    body = claim.body if holds else Not(claim.body)
    rests = Slicer(Evaluator(model), chooser).dependence(body, inputs, variables, kinds).rests
    fixed = {name for name, values in claim.stated if len(values) == 1} | _set(model, claim)
    original = dict(claim.instances)
    texts = [
        f"{name}={show(model, kinds[name], value, original.get(name, name))}"
        for name, value in (*example.inputs, *example.variables)
        if name in rests and name not in fixed
    ]
    choices = facts_of(model).choices
    taken = ((name, value) for (_, name, _), value in chooser.asked.items())
    texts += [f"{name}={show(model, choices[name].type, value)}" for name, value in taken]
    return ", ".join(dict.fromkeys(texts))


def _set(model: Model, claim: Claim) -> set[str]:
    """What the policy sets."""
    if claim.scope is None:
        return set()
    return {a.input for a in model.scope(claim.scope).assignments if a.values}
