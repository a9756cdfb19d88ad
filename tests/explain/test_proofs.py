"""What proofs need, and which cases counterexamples depend on, against every model with freed
cases that the evaluator can read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

import pytest

from memattr.engines.assumptions import admission, variables_of
from memattr.engines.decide import Decider
from memattr.engines.exact.exact_engine import Exact
from memattr.engines.smt.counterexample_guided import Solver
from memattr.engines.verdict import CaseName, Proved, Refuted
from memattr.explain.causes import CauseFinder
from memattr.explain.explainer import Explainer
from memattr.explain.proof import core
from memattr.explain.refutation import false_part
from memattr.model.expressions import And, Implies
from memattr.model.model import Claim, Model
from memattr.model.transform import freed_choice, with_freed_cases
from memattr.model.types import Value
from memattr.readings.bdd import Bdd
from memattr.readings.compile_values import Fired
from memattr.readings.encode import HavocCases
from memattr.readings.evaluate import Evaluator, Situation, Taken
from memattr.readings.nondeterminism import GivenChoices, runs
from memattr.session import Session

from .roads import opened
from .written import Written

PROVED = """
prove limited for every traveller under village
  given FEAT_STRICT, traveller is parcel or hurry : result is not fast
prove closed_is_closed for every traveller under closed given FEAT_STRICT : result is halt
prove free for person under village given not FEAT_STRICT, wish = 0b101 : result is fast
prove obvious for every traveller under village : result is halt or result is (slow or fast)
prove vague_is_no_rush for person under village given wish = 0b111, not hurry
  : result is (halt or slow)
"""
REFUTED = """
refute never_fast for person under village : result is not fast
refute always_halt for person under closed given hurry : result is halt
refute slow_if_asked for person under closed given wish is 0b0x1 : result is slow
refute reserved_is_slow for person under village by choice given wish = 0b110 : result is slow
refute faster for person under village : result is fast and wish is 0b10x
"""


def all_cases(model: Model) -> list[CaseName]:
    return [(f.name, case.name) for f in model.functions.values() for case in f.cases]


def situations(model: Model, claim: Claim) -> Iterator[dict[str, Value]]:
    """Every value of every input."""
    evaluator = Evaluator(model)
    kinds = variables_of(model, claim)
    for values in product(*(list(evaluator.values_of(kind)) for kind in kinds.values())):
        yield dict(zip(kinds, values, strict=True))


def holds(model: Model, claim: Claim) -> bool:
    """Read situation by situation, choice by choice."""
    evaluator = Evaluator(model)
    adm = And(admission(model, claim))
    both = adm, Implies(adm, claim.body)
    return not any(
        admitted and not body
        for inputs in situations(model, claim)
        for (admitted, body), _ in runs(evaluator, both, inputs)
    )


@pytest.fixture(scope="module")
def proved(tmp_path_factory: pytest.TempPathFactory) -> Session:
    return opened(tmp_path_factory.mktemp("proved"), PROVED)


@pytest.fixture(scope="module")
def refuted(tmp_path_factory: pytest.TempPathFactory) -> Session:
    return opened(tmp_path_factory.mktemp("refuted"), REFUTED)


def test_cores(proved: Session) -> None:
    """All other cases may give anything; none of the core may."""
    model, exact = proved.model, Exact(proved.model)
    reading = HavocCases(model)
    for claim in proved.claims():
        found = core(reading, exact.diagram, CauseFinder(exact.diagram, Evaluator(model)), claim)
        assert found.minimal
        needed = found.cases
        free = [case for case in all_cases(model) if case not in needed]
        assert holds(with_freed_cases(model, free), claim), claim.name
        for case in needed:
            assert not holds(with_freed_cases(model, [*free, case]), claim), (claim.name, case)


def test_what_is_too_much_to_find_out(proved: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """What nobody knows to be spared is kept, and the report says so."""
    monkeypatch.setattr("memattr.engines.smt.core_minimization.LIMIT", 1)
    decider = Decider(proved.model, "exact")
    assert decider.exact is not None
    reporter = Written(decider, 76)
    claim = next(claim for claim in proved.claims() if claim.name == "limited")
    lines = reporter.lines(decider.decide(claim), explain=True)
    assert "            perhaps not all of these: to find out was too much" in lines


def test_reports_do_not_depend_on_how_full_the_table_is(
    proved: Session, refuted: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a new table of diagrams for each claim, reports say the same."""
    for session in (proved, refuted):
        found = []
        for is_full in (False, True):
            monkeypatch.setattr(Bdd, "is_half_full", is_full)
            decider = Decider(session.model, "exact")
            reporter = Written(decider, 76)
            assert decider.exact is not None
            first = decider.exact.diagram
            reports = []
            for claim in session.claims():
                reports.append(reporter.lines(decider.decide(claim), explain=True))
            assert (decider.exact.diagram is not first) == is_full
            found.append(reports)
        assert found[0] == found[1]


def test_assumptions_and_witness(proved: Session) -> None:
    decider = Decider(proved.model, "exact")
    assert decider.exact is not None
    explainer = Explainer(proved.model, decider.exact, decider.evaluator)
    found = {
        claim.name: explainer.report(decider.decide(claim), explain=True).proof
        for claim in proved.claims()
    }
    limited, free = found["limited"], found["free"]
    assert limited is not None and free is not None
    assert (limited.used, limited.unused) == (("FEAT_STRICT",), ("traveller is parcel or hurry",))
    assert (free.used, free.unused) == (("not FEAT_STRICT", "wish = 0b101"), ())
    assert [situation.name for situation in limited.impossible] == ["hurried_parcel"]
    assert free.impossible == ()
    assert [str(setting) for setting in limited.witness][:2] == [
        "wish=0b100 (Run)",
        "hurry=0",
    ]


def fired(trace: Sequence[Fired]) -> Iterator[CaseName]:
    """All cases that gave a result."""
    for one in trace:
        yield one.function, one.case
        yield from fired(one.children)


def could_be_true(model: Model, claim: Claim, case: CaseName, taken: Sequence[Taken]) -> bool:
    """Some result of the freed case makes the body true whatever is chosen that the example does
    not choose."""
    free = with_freed_cases(model, [case])
    name = freed_choice(*case)
    example = {(t.cpu, t.choice, t.arguments): t.value for t in taken}
    ways: dict[object, bool] = {}
    inputs = INPUTS_OF[claim.name]
    for (body,), chosen in runs(Evaluator(free), (claim.body,), inputs):
        kept = all(example.get((t.cpu, t.choice, t.arguments), t.value) == t.value for t in chosen)
        result = tuple((t.arguments, t.value) for t in chosen if t.choice == name)
        if kept:
            ways[result] = ways.get(result, True) and bool(body)
    return any(ways.values())


INPUTS_OF: dict[str, dict[str, Value]] = {}


def test_cases_that_count(refuted: Session) -> None:
    """Those of which another result could make the false part true, and no others."""
    model = refuted.model
    exact, evaluator = Exact(model), Evaluator(model)
    firing = CauseFinder(exact.diagram, evaluator)
    for claim in refuted.claims():
        outcome, _ = exact.decide(claim)
        assert isinstance(outcome, Refuted)
        example, ready = outcome.example, exact.regions(claim)[0]
        INPUTS_OF[claim.name] = dict(example.inputs)
        part = false_part(evaluator, claim, example).part.expression
        found = firing.counting(ready, example, firing.read(ready, part, example), most=100)
        trace: list[Fired] = []
        chooser = GivenChoices({(t.cpu, t.choice, t.arguments): t.value for t in example.choices})
        evaluator.value(part, Situation(dict(example.inputs), {}, chooser, None, trace))
        wanted = {
            case for case in fired(trace) if could_be_true(model, claim, case, example.choices)
        }
        assert set(found) == wanted, claim.name


@pytest.mark.parametrize(
    ("name", "among"),
    [
        ("device_wins", {"both_device", "stage1_device", "stage2_device"}),
        ("bit3_is_res0", {"device_bit3", "nc_bit3"}),
        ("cpus_agree_without_fwb", {"allocated"}),
    ],
)
def test_shipped_core(decider: Decider, name: str, among: set[str]) -> None:
    """On the whole model, with another encoding for each question in place of brute force."""
    model, exact = decider.model, decider.exact
    assert exact is not None
    claim = next(c for c in model.claims if c.name == name)
    found = core(
        HavocCases(model), exact.diagram, CauseFinder(exact.diagram, decider.evaluator), claim
    )
    needed = found.cases
    assert found.minimal and {case for _, case in needed} >= among
    free = [case for case in all_cases(model) if case not in needed]
    assert Solver(with_freed_cases(model, free)).decide(claim) == Proved()
    for case in needed[:12]:
        outcome = Solver(with_freed_cases(model, [*free, case])).decide(claim)
        assert isinstance(outcome, Refuted), case
