"""What random models rarely show: reasons, functions of choices, premises, broken readings."""

from __future__ import annotations

from dataclasses import replace

import pytest

from memattr.engines.decide import Decider
from memattr.engines.smt.counterexample_guided import Solver
from memattr.engines.verdict import (
    BecauseHolds,
    Covered,
    NotSufficient,
    Proved,
    Refuted,
    Superfluous,
    Unreachable,
    Vacuous,
    as_expected,
)
from memattr.model.expressions import (
    TRUE,
    Call,
    Const,
    Equal,
    Expression,
    Implies,
    Under,
)
from memattr.model.model import Claim, Model
from memattr.model.transform import with_freed_cases
from memattr.model.types import BOOL, Bits
from memattr.readings.compile_values import Fired
from memattr.readings.evaluate import Evaluator, Situation, Taken
from memattr.readings.nondeterminism import Prefix

from .build import (
    always,
    both,
    case,
    choice,
    claim,
    condition,
    const,
    declared,
    either,
    function,
    given,
    is_not,
    local,
    model,
    policy,
)
from .paint import PAINT

TWO = Bits(2, "Two")
P, Q = local("p", TWO), local("q", TWO)


def two(code: int) -> Const:
    return const(TWO, code)


def is_two(subject: Expression, code: int) -> Equal:
    return Equal(subject, two(code))


def echo(name: str, kind: str, *when: int) -> tuple[object, ...]:
    """A function of p that may give anything where p is one of the codes."""
    guard = either(*(is_two(P, code) for code in when))
    return (
        case("same", is_not(guard), P),
        case("open", guard, Q, choice(name, kind, "q", TWO)),  # type: ignore[arg-type]  # plain str
    )


def call(name: str, *arguments: Expression) -> Call:
    return Call(name, arguments, TWO)


G, S = given("g", TWO), given("s")
INPUTS = [declared("g", TWO), declared("s", BOOL), declared("f", BOOL, "cpu")]


def world(*bodies: tuple[str, str, tuple[int, ...]], **rest: object) -> Model:
    functions = [
        function(name, [("p", TWO)], TWO, *echo(f"{name}.q", kind, *when))  # type: ignore[arg-type]  # plain str
        for name, kind, when in bodies
    ]
    return model(INPUTS, functions, **rest)  # type: ignore[arg-type]  # any keywords


RESERVED = world(("u", "unpredictable", (3,)), ("i", "implementation defined", (0, 1)))


@pytest.mark.parametrize(
    ("stated", "wanted"),
    [
        (claim("prove", is_two(call("u", G), 3)), Refuted),
        (claim("prove", either(is_not(is_two(G, 3)), is_two(call("u", G), 1))), Refuted),
        (claim("prove", either(is_two(call("u", G), 0), is_not(is_two(call("u", G), 0)))), Proved),
        (claim("prove", Equal(call("u", G), call("u", G))), Proved),
        (claim("cover", both(is_two(G, 3), is_two(call("u", G), 2))), Unreachable),
        (claim("cover", both(is_two(G, 3), is_two(call("u", G), 2)), "by choice"), Covered),
        (claim("cover", both(is_two(G, 1), is_two(call("i", G), 2))), Covered),
        (claim("cover", both(is_two(G, 1), is_two(call("i", G), 2)), "on every cpu"), Unreachable),
        (claim("prove", Implies(both(S, is_not(S)), S)), Vacuous),
        (claim("prove", both(Implies(S, S), Implies(S, Implies(is_not(S), S)))), Vacuous),
        (claim("prove", S, given=(both(S, is_not(S)),)), Vacuous),
        (claim("cover", Equal(S, given("f")), "on every cpu"), Covered),
        (claim("cover", both(S, given("f")), "on every cpu"), Unreachable),
    ],
)
def test_verdicts(stated: Claim, wanted: type) -> None:
    verdict = Decider(RESERVED).decide(stated)
    assert isinstance(verdict.outcome, wanted), verdict.outcome
    assert verdict.rests_on[0] == "z3"
    assert verdict.rests_on[1] in ("exact(2^4 inputs)", "exact(2^3 inputs)")
    assert ("replayed" in verdict.rests_on) == isinstance(verdict.outcome, Refuted | Covered)


def test_failing_under_some_choices_only_is_by_choice() -> None:
    body = either(is_not(is_two(G, 3)), is_two(call("u", G), 1))
    verdict = Decider(RESERVED).decide(claim("refute", body, "by choice"))
    assert isinstance(verdict.outcome, Refuted)
    assert verdict.outcome.by_choice
    assert as_expected(verdict)
    assert not as_expected(replace(verdict, claim=replace(verdict.claim, mode="")))
    (taken,) = verdict.outcome.example.choices
    assert taken == Taken(None, "u.q", (3,), 0)
    assert verdict.evidence is not None
    counts = verdict.evidence.counts
    assert counts is not None
    assert (counts.fails, counts.may_fail, counts.reserved, counts.others) == (0, 1, 1, 3)
    assert counts.relevant == ("g",)
    assert counts.irrelevant == ("s", "f")


def test_choices_made_twice_answer_alike_and_are_reported() -> None:
    same = Under(call("u", G), (("s", is_not(S)),), None, TWO)
    verdict = Decider(RESERVED).decide(claim("prove", Equal(call("u", G), same)))
    assert isinstance(verdict.outcome, Proved)
    again = Under(call("u", G), (), "other", TWO)
    verdict = Decider(RESERVED).decide(claim("prove", Equal(call("u", G), again)))
    assert isinstance(verdict.outcome, Refuted)
    assert verdict.outcome.by_choice
    other = Under(call("u", G), (("g", local("v", TWO)),), None, TWO)
    body = Implies(Equal(G, local("v", TWO)), Equal(call("u", G), other))
    verdict = Decider(RESERVED).decide(claim("prove", body, variables=(("v", TWO),)))
    assert isinstance(verdict.outcome, Proved)
    assert verdict.evidence is not None
    assert verdict.evidence.repeated == ("u.q",)
    assert not verdict.evidence.survives


def test_a_defined_choice_may_depend_on_an_unpredictable_one() -> None:
    chain = world(("u", "unpredictable", (3,)), ("i", "implementation defined", (0, 1, 2, 3)))
    made = call("i", call("u", G))
    reached = both(is_two(G, 3), Equal(made, call("u", G)))
    solved = Solver(chain).decide(claim("cover", reached))
    assert isinstance(solved, Covered)
    never = both(is_two(G, 3), is_two(call("u", G), 1))
    assert isinstance(Decider(chain).decide(claim("cover", never)).outcome, Unreachable)
    constant = both(is_two(G, 3), is_two(made, 2))
    assert isinstance(Decider(chain).decide(claim("cover", constant)).outcome, Covered)
    verdict = Decider(chain).decide(claim("cover", reached))
    assert isinstance(verdict.outcome, Covered)
    assert verdict.rests_on[0] == "z3"


def test_nothing_is_assumed_of_a_changed_situation() -> None:
    """Elaboration shows that it is admitted; where nobody has, the engines look all the same."""
    of = world(impossible=(condition("i", both(S, is_two(G, 1))),))
    body = is_not(Under(is_two(G, 1), (("s", TRUE),), None, BOOL))
    assert isinstance(Decider(of).decide(claim("prove", body)).outcome, Refuted)
    body = is_not(Under(both(is_two(G, 1), S), (("s", TRUE), ("g", two(1))), None, BOOL))
    assert isinstance(Decider(of).decide(claim("prove", body)).outcome, Refuted)


THEN = model(
    INPUTS,
    [
        function("first", [("p", TWO)], TWO,
                 case("low", either(is_two(P, 0), is_two(P, 1)), two(0)),
                 case("high", either(is_two(P, 2), is_two(P, 3)), P)),
        function("second", [("p", TWO)], TWO,
                 case("zero", is_two(P, 0), two(1)),
                 case("rest", is_not(is_two(P, 0)), P)),
    ],
)  # fmt: skip


@pytest.mark.parametrize(
    ("because", "wanted"),
    [
        ((("second", "zero"),), BecauseHolds),
        ((("first", "low"),), BecauseHolds),
        ((("first", "low"), ("second", "zero")), Superfluous),
        ((("first", "high"),), NotSufficient),
        ((("second", "rest"),), NotSufficient),
    ],
)
def test_reasons(because: tuple[tuple[str, str], ...], wanted: type) -> None:
    body = is_not(is_two(call("second", call("first", G)), 1))
    verdict = Decider(THEN).decide(claim("refute", body, because=because))
    assert isinstance(verdict.outcome, Refuted)
    assert verdict.evidence is not None
    assert isinstance(verdict.evidence.because, wanted)
    assert as_expected(verdict) == (wanted is BecauseHolds)


def test_reasons_leave_real_choices_to_the_adversary() -> None:
    of = world(("u", "unpredictable", (3,)), ("i", "implementation defined", (2,)))
    body = both(is_not(is_two(call("i", G), 2)), is_not(is_two(call("u", G), 0)))
    stated = claim("refute", body, "by choice", because=(("i", "open"),))
    verdict = Decider(of).decide(stated)
    assert verdict.evidence is not None
    assert isinstance(verdict.evidence.because, NotSufficient)
    stated = replace(stated, because=(("i", "open"), ("u", "open"), ("u", "same")))
    verdict = Decider(of).decide(stated)
    assert verdict.evidence is not None
    assert isinstance(verdict.evidence.because, BecauseHolds)


def test_scopes_fix_inputs_by_feature() -> None:
    features = (declared("f", BOOL, "cpu"), declared("h", TWO, "hypervisor"))
    scope = policy("p", always("h", Call("pick", (given("f"),), TWO)))
    pick = function("pick", [("x", BOOL)], TWO,
                    case("yes", local("x"), two(3)),
                    case("no", is_not(local("x")), two(1)))  # fmt: skip
    of = model(features, [pick], scopes={"p": scope})
    h = given("h", TWO)
    decider = Decider(of)
    odd = claim("prove", either(is_two(h, 1), is_two(h, 3)), scope="p")
    assert isinstance(decider.decide(odd).outcome, Proved)
    assert decider.decide(odd).rests_on[1] == "exact(2^1 inputs)"
    verdict = decider.decide(claim("prove", is_two(h, 1), scope="p"))
    assert isinstance(verdict.outcome, Refuted)
    assert dict(verdict.outcome.example.inputs) == {"f": 1, "h": 3}
    assert verdict.evidence is not None
    assert verdict.evidence.counts is not None
    assert verdict.evidence.counts.relevant == ("f",)


def test_what_an_assumption_tells_reaches_the_equations_of_the_scope() -> None:
    inputs = [*INPUTS, declared("c", BOOL, "hypervisor", default=0)]
    scope = policy("p", always("c", given("f")))
    named = {i.name: i for i in inputs}
    of = replace(RESERVED, inputs=named, scopes={"p": scope}, preferences=(("c", (0,)),))
    either_way = both(given("f"), either(is_not(is_two(G, 3)), is_two(call("u", G), 2)))
    for body, mode in ((either_way, ""), (is_two(call("u", G), 2), "by choice")):
        stated = claim("cover", body, mode, scope="p", given=(given("f"),))
        outcome = Decider(of).decide(stated).outcome
        assert isinstance(outcome, Covered)
        assert dict(outcome.example.inputs)["c"] == 1


def test_a_trace_is_a_tree_of_cases() -> None:
    trace: list[Fired] = []
    row = {"code": 1, "tint": 0, "wall": 0, "field": 4, "control": 0, "f_new": 0, "f_fast": 0}
    finish = given("finish", PAINT.derived["finish"].type)
    Evaluator(PAINT).value(finish, Situation(row, trace=trace))
    names = [(fired.function, fired.case) for fired in trace]
    assert names == [
        ("decode", "primer"),
        ("decode", "paint"),
        ("combine", "left"),
        ("finish", "fixed"),
    ]
    assert trace[2].result == (0, (1,))


def test_freed_cases_keep_their_guards() -> None:
    freed = with_freed_cases(PAINT, [("combine", "left")])
    evaluator = Evaluator(freed)
    row = {"code": 1, "tint": 0, "wall": 0, "field": 4, "control": 0, "f_new": 0, "f_fast": 0}
    coat = given("coat", PAINT.derived["coat"].type)
    chooser = Prefix([2])
    assert evaluator.value(coat, Situation(row, {}, chooser)) == (0, (2,))
    assert [taken.choice for taken in chooser.taken()] == ["any result of combine.left"]
