"""Every shipped claim about runs, decided once more by a search that shares nothing with the
checker: the verdict, the number of states and the length of the shortest run agree."""

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

from .page_search import Run, runs, searched, uses

RULES = Path(__file__).resolve().parents[2] / "rules"
BOTH = (False, True)

XEN = ("remove", "tlbi", "scrub", "flush", "map")
XSA_364 = ("remove", "tlbi", "flush", "scrub", "map")
KVM = ("remove", "tlbi", "flush", "scrub", "flush", "map")
BARE = ("remove", "tlbi", "scrub", "map")
NOTHING = ("remove", "tlbi", "map")


@dataclass(frozen=True)
class Setup:
    """A claim in the terms of the search: MemAttr, FWB, CD, steps, and what makes a state fail, for
    careless tenants and for careful ones; () if nothing is claimed of them."""

    attr: int
    steps: tuple[str, ...]
    careless: tuple[str, ...] = ("leaked",)
    careful: tuple[str, ...] = ()
    fwb: bool = False
    cd: bool = False
    alias: tuple[bool, ...] = BOTH
    agent: tuple[bool, ...] = BOTH
    protected: bool = True
    upgraded: bool = True

    def searched(self) -> tuple[int, int | None]:
        base = Run(uses(self.attr, self.fwb, self.cd), self.steps, False, False, None,
                   self.protected, self.upgraded)  # fmt: skip
        states, nearest = 0, None
        for careful, fails in ((False, self.careless), (True, self.careful)):
            if fails:
                one = Run(**{**vars(base), "flags": frozenset(fails)})
                more, way = searched(
                    runs(one, self.alias, self.agent, (careful,)), frozenset(fails)
                )
                states += more
                ways = [w for w in (nearest, way) if w is not None]
                nearest = min(ways) if ways else None
        return states, nearest


NO_AGENT = (False,)
SECRET, WRITES, LATE = ("leaked",), ("lost",), ("late",)
SETUPS = {
    "xsa_364_leaks": Setup(0xF, XSA_364, alias=(True,), agent=NO_AGENT),
    "xsa_364_fixed": Setup(0xF, XEN),
    "xen_keeps_writes": Setup(0xF, XEN, (), WRITES),
    "xen_ends_access": Setup(0xF, XEN, LATE),
    "xsa_364_loses_writes": Setup(0xF, XSA_364, (), WRITES),
    "scrub_before_tlb_leaks": Setup(0xF, ("remove", "scrub", "tlbi", "flush", "map")),
    "kvm_keeps_secrets": Setup(0xF, KVM, SECRET, WRITES),
    "kvm_leaks_without_flush_at_map": Setup(0xF, XSA_364),
    "kvm_needs_no_flush_at_unmap": Setup(0xF, XEN, SECRET, WRITES),
    "fwb_needs_no_flush": Setup(0x6, BARE, SECRET, WRITES, fwb=True, agent=NO_AGENT),
    "fwb_needs_flush_for_agents": Setup(0x6, BARE, fwb=True, agent=(True,)),
    "fwb_needs_flush_with_cd": Setup(0x6, BARE, fwb=True, cd=True, agent=NO_AGENT),
    "flush_serves_agents": Setup(0x6, XEN, SECRET, WRITES, fwb=True, agent=(True,)),
    "forced_write_back_needs_the_scrub": Setup(
        0x6, ("remove", "tlbi", "flush", "map"), fwb=True, agent=NO_AGENT
    ),
    "forced_write_back_needs_the_tlbi": Setup(
        0x6, ("remove", "scrub", "flush", "map", "tlbi"), ("leaked", "late"),
        fwb=True, agent=NO_AGENT,
    ),
    "devices_read_stale_memory": Setup(0x6, XEN, WRITES, fwb=True, agent=(True,)),
    "fwb_rests_on_guest_invalidates": Setup(
        0x6, BARE, fwb=True, agent=NO_AGENT, upgraded=False
    ),
    "writes_rest_on_uncached_reads": Setup(0xF, XEN, (), WRITES, protected=False),
    "ram_leaks_without_flush": Setup(0xF, BARE, agent=NO_AGENT),
    "forced_ram_needs_no_flush": Setup(0x6, BARE, SECRET, WRITES, fwb=True, agent=NO_AGENT),
    "fwb_alone_removes_no_flush": Setup(0xF, BARE, fwb=True, agent=NO_AGENT),
    "direct_mmio_is_flushed": Setup(0xF, NOTHING),
    "direct_mmio_keeps_writes": Setup(0xF, NOTHING, (), WRITES),
    "next_guest_reads_unzeroed_memory": Setup(0x5, BARE, SECRET, SECRET, fwb=True),
    "without_fwb_some_flush_is_needed[kvm_normal]": Setup(0xF, BARE),
    "without_fwb_some_flush_is_needed[kvm_normal_nc]": Setup(0x5, BARE),
    "without_fwb_some_flush_is_needed[kvm_device_nGnRE]": Setup(0x1, BARE),
    "without_fwb_some_flush_is_needed[kvm_as_s1]": Setup(0xF, BARE),
    "unmap_of_normal_needs_no_flush": Setup(0x6, BARE, fwb=True, agent=NO_AGENT),
    "as_s1_needs_a_flush": Setup(0x7, BARE, fwb=True, agent=NO_AGENT),
}  # fmt: skip


@pytest.fixture(scope="module")
def verdicts() -> dict[str, SafetyVerdict]:
    model = open_session([RULES / "lifecycle.attr"]).model
    decider = SafetyDecider(Evaluator(model), Diagram(model), Solver(model))
    claims = [c for c in model.safety_claims if c.machine == "reassigned_page"]
    return {claim.name: decider.decide(claim) for claim in claims}


def test_every_shipped_claim_is_searched_here(verdicts: dict[str, SafetyVerdict]) -> None:
    assert verdicts.keys() == SETUPS.keys()


@pytest.mark.parametrize("name", SETUPS)
def test_a_search_of_its_own_agrees(name: str, verdicts: dict[str, SafetyVerdict]) -> None:
    verdict = verdicts[name]
    states, nearest = SETUPS[name].searched()
    assert verdict.is_expected
    assert verdict.rests_on[0] == "z3"
    assert verdict.states == states
    length = None if verdict.trace is None else len(verdict.trace.happenings)
    assert length == nearest
    assert (verdict.word in ("PROVED", "UNREACHABLE")) == (nearest is None)
    assert length is None or length <= 10
