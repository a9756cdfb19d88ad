"""An engine's example, read again by the evaluator before anyone sees it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from memattr.engines.assumptions import admission, variables_of
from memattr.engines.verdict import Covered, Decided, Example, Refuted
from memattr.model.expressions import And, Expression
from memattr.model.model import Choice, Claim
from memattr.model.types import Value
from memattr.readings.compile_values import Values
from memattr.readings.evaluate import Evaluator, Situation
from memattr.readings.nondeterminism import GivenChoices, Prefix, Question, runs

# A reserved encoding may have thousands of results; past this many, the taken choices must do.
MANY = 2_000


@dataclass(frozen=True)
class Replay:
    """What is wrong with an example, if anything is; `whole` if every choice that the verdict
    speaks of was tried."""

    objection: str | None = None
    whole: bool = True


def replayed(evaluator: Evaluator, claim: Claim, decided: Decided) -> Replay:
    """The example of the verdict, if it has one, in the evaluator."""
    match decided:
        case Refuted(by_choice, example):
            objection = _ill_typed(evaluator, claim, example) or _taken(
                evaluator, claim, example, body_holds=False
            )
            if objection or by_choice:
                return Replay(objection)
            return _passes(evaluator, claim, example)
        case Covered(example):
            objection = _ill_typed(evaluator, claim, example) or _taken(
                evaluator, claim, example, body_holds=True
            )
            if objection or claim.mode == "by choice":
                return Replay(objection)
            return _misses(evaluator, claim, example)
        case _:
            return Replay()


def _ill_typed(evaluator: Evaluator, claim: Claim, example: Example) -> str | None:
    kinds = variables_of(evaluator.model, claim)
    for name, value in (*example.inputs, *example.variables):
        if not evaluator.is_value(kinds[name], value):
            return f"{name} has no value {value}"
    return None


def _taken(evaluator: Evaluator, claim: Claim, example: Example, body_holds: bool) -> str | None:
    """Under the taken choices the example is admitted, and the body is as it should be."""
    chooser = GivenChoices({(t.cpu, t.choice, t.arguments): t.value for t in example.choices})
    situation = Situation(dict(example.inputs), dict(example.variables), chooser)
    adm, body = evaluator.values(_sides(evaluator, claim), situation)
    if chooser.astray:
        return f"{chooser.astray[0].choice} may not be {chooser.astray[0].value}"
    if not adm:
        return "the example is not admitted"
    if bool(body) != body_holds:
        return "the example passes" if body else "the example fails"
    return None


def _passes(evaluator: Evaluator, claim: Claim, example: Example) -> Replay:
    """No permitted choice lets an admitted example pass."""
    inputs, variables = dict(example.inputs), dict(example.variables)
    every = runs(evaluator, _sides(evaluator, claim), inputs, variables)
    for number, ((adm, body), choices) in enumerate(every):
        if number == MANY:
            return Replay(whole=False)
        if adm and body:
            taken = ", ".join(f"{t.choice}={t.value}" for t in choices)
            return Replay(f"the example passes for {taken}")
    return Replay()


@dataclass
class _Held(Prefix):
    """Tries unpredictable choices, and holds the others as they are given, or tries all."""

    all_choices: bool = False
    held: Mapping[Question, Value] = field(default_factory=dict)
    astray: bool = False

    def __call__(
        self, cpu: str | None, choice: Choice, arguments: Values, domain: Sequence[Value]
    ) -> Value:
        if self.all_choices or choice.kind == "unpredictable":
            return super().__call__(cpu, choice, arguments, domain)
        self.astray |= (cpu, choice.name, arguments) not in self.held
        return self.held.get((cpu, choice.name, arguments), domain[0])


def _misses(evaluator: Evaluator, claim: Claim, example: Example) -> Replay:
    """No unpredictable choice spoils an example that covers; on every cpu, no choice at all. Where
    one leads to a choice that the example does not take, that one says nothing."""
    held = {(t.cpu, t.choice, t.arguments): t.value for t in example.choices}
    inputs, variables = dict(example.inputs), dict(example.variables)
    positions: tuple[int, ...] | None = ()
    every, whole = claim.mode == "on every cpu", True
    for _ in range(MANY):
        if positions is None:
            return Replay(whole=whole)
        chooser = _Held(positions, held=held, all_choices=every)
        situation = Situation(inputs, variables, chooser)
        adm, body = evaluator.values(_sides(evaluator, claim), situation)
        if not (adm and body) and not chooser.astray:
            return Replay("a choice spoils the example")
        whole &= not chooser.astray
        positions = chooser.following()
    return Replay(whole=whole and positions is None)


def _sides(evaluator: Evaluator, claim: Claim) -> tuple[Expression, Expression]:
    return And(admission(evaluator.model, claim)), claim.body
