"""Support classes say of each kind of access what its results are, neither more nor less."""

from __future__ import annotations

from functools import cache

import pytest

from memattr.answers.permitted_sets import bare_claim
from memattr.engines.exact.diagram_query import diagram_query
from memattr.engines.exact.quantifier_elimination import Quantifier
from memattr.language.elaborate import elaborate
from memattr.language.elaborate.symbol_table import Unit
from memattr.language.load import load as loaded
from memattr.language.parse import parse
from memattr.model.model import Model
from memattr.readings.bdd import Node
from memattr.readings.diagram import Diagram

from .attack import HEAD, Gate

# What a guest reaches at most -> a result that shows it.
REACHED = {
    "cacheable": "may_be_cached(result) is yes",
    "uncached": "result.memory is Normal(inner: NC, outer: NC)",
    "only_device": "result.memory is Device",
    "no_access": "result is PermissionFault",
}


@cache
def model() -> Model:
    """The shipped specification, with each statement as a claim."""
    claims = "".join(
        f"prove {name} for every access : permitted_memory is {name}\n"
        f"prove reached_{name} for every access : {text}\n"
        for name, text in REACHED.items()
    )
    found = loaded(())
    names = frozenset(unit.name for unit in found.units)
    file = parse("classes", (HEAD + claims).encode())
    return elaborate([*found.units, Unit("classes", file, names | {"classes"}, False)], "")


@pytest.mark.parametrize("name", REACHED)
def test_some_guest_reaches_what_stage_2_permits(name: str) -> None:
    """For every hypervisor and cpu, and every kind of access that there can be with them."""
    diagram = Diagram(model())
    ready = diagram_query(diagram, bare_claim(model(), None, ()))
    truth = {c.name: diagram.truth(c.body, ready.environment) for c in model().claims}
    some, bdd = Quantifier(diagram.store).some, diagram.bdd
    guest = frozenset[int]().union(
        *(
            levels
            for input_, levels in ready.levels.items()
            if model().inputs[input_].player == "guest" and input_ != "access"
        )
    )

    def for_some_guest(node: Node) -> Node:
        return bdd.some(some(bdd.conj(ready.adm, node)), guest)

    permitted = for_some_guest(truth[name])
    assert permitted != 0
    assert bdd.minus(permitted, for_some_guest(truth[f"reached_{name}"])) == 0


DEVICE = "security supported. Whatever a guest does, its data accesses meet Device memory"


def test_devices_are_judged_for_each_kind_of_access(memattr: Gate) -> None:
    words = memattr("describe p2m_mmio_direct_dev").words
    assert f"data: {DEVICE} fetch: supported for memory; walk: security supported" in words
    words = memattr("describe p2m_mmio_direct_dev -v").words
    assert f"data: {DEVICE}" in words
    assert "fetch: supported for memory. For a device it is not security supported" in words
    assert "an instruction cache may hold it (D7.5.7) [D8.6.5, D8.6.6, K1.2.10]" in words
    assert "walk: security supported. The access faults [R_KTSYP]" in words


@pytest.mark.parametrize("policy", ["hvisor_io"])
@pytest.mark.parametrize("form", ["text", "markdown"])
def test_a_reserved_sh_of_device_memory_does_not_matter(
    memattr: Gate, policy: str, form: str
) -> None:
    words = memattr(f"describe {policy} --format {form}").words
    assert f"data: {DEVICE}" in words
    assert "not security supported. The" not in words


def test_a_class_that_depends_on_something_says_on_what(memattr: Gate) -> None:
    words = memattr("describe smmu_mmio --format markdown").words
    assert "walk: security supported (in 1 of 2 situations of HCR_PTW). The access faults" in words


def test_stage_2_that_is_off_supports_nothing(memattr: Gate) -> None:
    off = "not security supported. Stage 2 is off"
    assert off in memattr("describe p2m_ram_rw@HCR_VM=0").words
    assert f"data, fetch, walk: {off}" in memattr("describe p2m_ram_rw@HCR_VM=0 -v").words
