"""Every shipped claim about a page that stays with one tenant, decided by a search that shares
nothing with the checker: the verdict, the states and the length of the shortest run agree."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from memattr.engines.smt.counterexample_guided import Solver
from memattr.machines.safety_decider import SafetyDecider
from memattr.machines.safety_verdict import SafetyVerdict
from memattr.readings.diagram import Diagram
from memattr.readings.evaluate import Evaluator
from memattr.session import open_session

from .owned_search import owned_runs, owned_searched, owned_states
from .page_search import PAST, WB, uses

LIFECYCLE = Path(__file__).resolve().parents[2] / "rules" / "lifecycle.attr"
LATER = ("remove", "tlbi", "take")


@dataclass(frozen=True)
class Setup:
    attr: int
    fwb: tuple[bool, ...]
    steps: tuple[str, ...]
    fails: str = "misread"
    alias: tuple[bool, ...] = (False, True)
    early: tuple[str, ...] = ()
    late: tuple[str, ...] = ()


FLUSHED = ("remove", "tlbi", "flush", "take")
OFF, ON = (False,), (True,)
SETUPS = {
    "flush_at_the_switch_keeps_writes": Setup(0xF, OFF, ("stop", "flush", "on", *LATER), "lost"),
    "switch_needs_a_flush": Setup(
        0xF, OFF, ("stop", "on", *LATER), "lost", early=(PAST,), late=(WB,)
    ),
    "forced_write_back_needs_no_flush_at_the_switch": Setup(
        0x6, ON, ("stop", "on", *LATER), "lost"
    ),
    "host_reads_normal_memory": Setup(0x6, ON, LATER),
    "host_misreads_as_s1_memory": Setup(0x7, ON, LATER),
    "host_needs_the_flush_without_fwb": Setup(0xF, OFF, LATER),
    "host_needs_the_tlbi_first": Setup(0xF, OFF, ("remove", "flush", "tlbi", "take")),
    "xen_reads_write_back_guests": Setup(0xF, OFF, LATER, early=(WB,)),
    "xen_misreads_other_guests": Setup(0xF, OFF, LATER, alias=(True,), early=(PAST,)),
    "flush_at_unmap_serves_the_host[kvm_normal]": Setup(0x6, ON, FLUSHED),
    "flush_at_unmap_serves_the_host[kvm_normal_nc]": Setup(0x5, ON, FLUSHED),
    "flush_at_unmap_serves_the_host[kvm_device_nGnRE]": Setup(0x1, ON, FLUSHED),
    "flush_at_unmap_serves_the_host[kvm_as_s1]": Setup(0x7, ON, FLUSHED),
}
# What is claimed with FWB and without has states of both.
SEVERAL = [name for name in SETUPS if "[" in name]


@pytest.fixture(scope="module")
def verdicts() -> dict[str, SafetyVerdict]:
    model = open_session([LIFECYCLE]).model
    decider = SafetyDecider(Evaluator(model), Diagram(model), Solver(model))
    claims = [c for c in model.safety_claims if c.machine == "owned_page"]
    return {claim.name: decider.decide(claim) for claim in claims}


def test_every_shipped_claim_is_searched_here(verdicts: dict[str, SafetyVerdict]) -> None:
    assert verdicts.keys() == SETUPS.keys()


@pytest.mark.parametrize("name", SETUPS)
def test_a_search_of_its_own_agrees(name: str, verdicts: dict[str, SafetyVerdict]) -> None:
    verdict, setup = verdicts[name], SETUPS[name]
    runs = [
        run
        for fwb in setup.fwb
        for run in owned_runs(
            uses(setup.attr, fwb, False), setup.steps, frozenset({setup.fails}), setup.alias,
            setup.early, setup.late,
        )
    ]  # fmt: skip
    nearest = owned_searched(runs, setup.fails)
    assert verdict.is_expected
    assert verdict.rests_on[0] == "z3"
    length = None if verdict.trace is None else len(verdict.trace.happenings)
    assert length == nearest
    assert (verdict.word == "PROVED") == (nearest is None)
    assert length is None or length <= 10
    if name not in SEVERAL:
        assert verdict.states == owned_states(runs)
