"""All claims with what came of them, decided once for every document."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product

from memattr.engines.decide import Decider
from memattr.engines.exact.exact_engine import Exact
from memattr.engines.verdict import Covered, Example, Refuted, Verdict, as_expected
from memattr.model.expressions import Not
from memattr.model.layout import to_bits, width
from memattr.model.model import Claim, Model, Question
from memattr.model.show import show
from memattr.questions.asked import claim_of
from memattr.readings.concrete_values import Values
from memattr.readings.dependencies import facts_of
from memattr.readings.dynamic_slice import Slicer
from memattr.readings.evaluate import Evaluator
from memattr.readings.nondeterminism import Given
from memattr.readings.satisfying_assignments import holds
from memattr.reports.text import word


@dataclass(frozen=True)
class Answered:
    """A question with all its answers; `as_stated` if the text states none or just these."""

    question: Question
    values: tuple[Values, ...]
    as_stated: bool


@dataclass(frozen=True)
class Decisions:
    """Verdicts of claims, and answers of questions."""

    verdicts: tuple[Verdict, ...]
    answers: tuple[Answered, ...]

    def of(self, name: str) -> tuple[Verdict, ...]:
        """The verdicts of the claim or the family of claims of that name."""
        return tuple(v for v in self.verdicts if name in (v.claim.name, v.claim.family))


def decided(
    model: Model, wanted: Callable[[Claim], bool] = lambda _: True, questions: bool = True
) -> Decisions:
    """Decides the claims, by diagrams and replay: `check` asks the solver too."""
    decider = Decider(model, "exact")
    verdicts = tuple(decider.decide(claim) for claim in model.claims if wanted(claim))
    assert decider.exact is not None, "diagrams were asked for"
    asked = model.questions if questions else ()
    return Decisions(verdicts, tuple(answered(decider.exact, question) for question in asked))


def answered(exact: Exact, question: Question) -> Answered:
    """Every value of the found inputs for which the question holds, in the order of their codes."""
    _, region = exact.solutions(claim_of(question), question.found)
    model, bdd = exact.model, exact.diagram.bdd
    kinds = [model.inputs[name].type for name in question.found]
    evaluator = Evaluator(model)
    candidates = product(*(tuple(evaluator.values_of(kind)) for kind in kinds))
    order = exact.diagram.store.order
    found = []
    for values in candidates:
        bits: dict[int, int] = {}
        for name, kind, value in zip(question.found, kinds, values, strict=True):
            code = to_bits(kind, value)
            levels = order.named(name, width(kind))
            bits.update((level, code >> bit & 1) for bit, level in enumerate(levels))
        if bdd.support(region) <= bits.keys() and holds(bdd, region, bits):
            found.append(values)
    stated = question.answer
    return Answered(question, tuple(found), stated is None or set(stated) == set(found))


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
    chooser = Given({(t.cpu, t.choice, t.arguments): t.value for t in example.choices})
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
    return {a.input for a in model.scopes[claim.scope].assignments if a.values}
