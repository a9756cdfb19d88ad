"""`describe` of Xen's policies against brute force, which shares nothing with the checker."""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import product

import pytest

from memattr.answers.describe import describe
from memattr.answers.description import AS_IT_IS, Access, DescribedResults, Description
from memattr.formats.text import page_lines
from memattr.model.expressions import Const, Expression, Global
from memattr.model.layout import values_of
from memattr.model.model import Choice
from memattr.model.show import show
from memattr.model.transform import rebuilt
from memattr.model.types import Enum, Value, plain
from memattr.pages.describe_page import describe_page
from memattr.pages.output import Style
from memattr.readings.evaluate import Evaluator, Situation
from memattr.session import open_session

from ..oracle.attributes import Attributes, Fault, Half, Memory, Normal, Result
from ..oracle.brute_force import INPUTS, permitted, possible
from .shared import POLICIES, XEN, run, session

MODEL = session(XEN).model
EVALUATOR = Evaluator(MODEL)
OUTPUT = MODEL.outputs()[0]
SHAREABILITIES = ("OSH", "ISH", "NSH")
ACCESSES = ("data", "fetch", "walk")
LOUD = Style(400, verbosity=1)


@cache
def described(name: str) -> Description:
    return describe(MODEL, [name])[0]


# ---- Brute force


def situations(name: str, relevant: tuple[str, ...], access: int) -> Iterator[Mapping[str, int]]:
    """Every value of the relevant inputs, the others at random: they must not matter."""
    fixed = {"access": access}
    for assignment in MODEL.scopes[name].assignments:
        if assignment.values:
            value = assignment.values[0][1]
            assert isinstance(value, Const) and isinstance(value.value, int)
            fixed[assignment.input] = value.value
    others = [n for n in INPUTS if n not in fixed and n not in relevant]
    dice = random.Random(1)
    for values in product(*(range(INPUTS[n]) for n in relevant)):
        inputs = {**fixed, **dict(zip(relevant, values, strict=True))}
        for _ in range(200):
            inputs.update((n, dice.randrange(INPUTS[n])) for n in others)
            if possible(inputs):
                yield inputs
                break


@cache
def brute(name: str, relevant: tuple[str, ...], access: int) -> Mapping[frozenset[Result], int]:
    """How many situations permit each set of results."""
    return Counter(permitted(inputs) for inputs in situations(name, relevant, access))


def kind_of(memory: Memory) -> tuple[str, ...]:
    if isinstance(memory, Normal):
        return ("Normal", memory.inner.cacheability, memory.outer.cacheability)
    return ("Device", memory.subtype)


def as_value(result: Result) -> Value:
    """A result of the oracle as a value of the model."""
    if isinstance(result, Fault):
        return (0, (result.stage - 1,))
    sh = SHAREABILITIES.index(result.shareability)
    rest = (sh, int(result.tagged), int(result.no_tag_access), result.xs)
    return (1, (_memory(result.memory), *rest))


def _memory(memory: Memory) -> Value:
    if isinstance(memory, Normal):
        return (1, (_half(memory.inner), _half(memory.outer)))
    return (0, (("nGnRnE", "nGnRE", "nGRE", "GRE").index(memory.subtype),))


def _half(half: Half) -> Value:
    if half.cacheability == "NC":
        return (0, ())
    hint = ("No", "WA", "RA", "RWA").index(half.hint)
    return (("NC", "WT", "WB").index(half.cacheability), (hint, int(half.transient)))


@cache
def sorted_as(view: str, result: Result) -> str:
    """The value of a view that reads nothing but the result."""
    declared = MODEL.views[view].expression
    value = EVALUATOR.value(_filled(declared, Const(OUTPUT.type, as_value(result))), Situation({}))
    kind = plain(declared.type)
    assert isinstance(kind, Enum) and isinstance(value, int)
    return kind.values[value]


def _filled(expression: Expression, result: Const) -> Expression:
    if isinstance(expression, Global):
        assert expression.name == OUTPUT.name
        return result
    return rebuilt(expression, lambda node: _filled(node, result))


# ---- Every number


def cases() -> list[tuple[str, int]]:
    return [(name, access) for name in POLICIES for access in range(3)]


def of(name: str, access: int) -> tuple[DescribedResults, Access]:
    found = described(name)
    wanted = (("access", access),)
    results = next(r for r in found.as_it_is() if r.access == wanted)
    return results, next(a for a in found.accesses if a.access == wanted)


@pytest.mark.parametrize(("name", "access"), cases())
def test_results_agree_with_brute_force(name: str, access: int) -> None:
    results, _ = of(name, access)
    counts = brute(name, results.relevant, access)
    assert sum(counts.values()) == results.situations
    found = frozenset[Result]().union(*counts)
    assert {as_value(result) for result in found} == set(results.permitted)


@pytest.mark.parametrize(("name", "access"), cases())
def test_bounds_agree_with_brute_force(name: str, access: int) -> None:
    results, _ = of(name, access)
    found = frozenset[Result]().union(*brute(name, results.relevant, access))
    there = [result for result in found if not isinstance(result, Fault)]
    assert len(found) - len(there) == len(results.others)
    bounds = {bound.name: bound for bound in results.bounds}
    assert bool(there) == bool(bounds)
    if there:
        memory = {kind_of(result.memory) for result in there}
        assert {_parts(value) for value in bounds["memory"].reached} == memory
        assert bounds["memory"].total == 13
        shared = {result.shareability for result in there}
        reached = {show(MODEL, bounds["shareability"].kind, v)
                   for v in bounds["shareability"].reached}  # fmt: skip
        assert reached == shared


def _parts(value: Value) -> tuple[str, ...]:
    assert isinstance(value, tuple) and isinstance(value[1], tuple)
    tag, fields = value
    assert isinstance(fields, tuple)
    if tag == 0:
        (index,) = fields
        assert isinstance(index, int)
        return ("Device", ("nGnRnE", "nGnRE", "nGRE", "GRE")[index])
    halves = []
    for half in fields:
        assert isinstance(half, tuple) and isinstance(half[0], int)
        halves.append(("NC", "WT", "WB")[half[0]])
    return ("Normal", *halves)


@pytest.mark.parametrize(("name", "access"), cases())
def test_views_and_behaviours_agree_with_brute_force(name: str, access: int) -> None:
    results, said = of(name, access)
    counts = brute(name, results.relevant, access)
    for view in (*said.views, *said.behaviours):
        if any(isinstance(n, Global) and n.name != OUTPUT.name
               for n in _globals(MODEL.views[view.name].expression)):  # fmt: skip
            continue
        assert set(view.relevant) <= set(results.relevant)
        share = results.situations // view.situations
        for value, number in view.numbers:
            hits = sum(
                count
                for found, count in counts.items()
                if any(sorted_as(view.name, result) == value for result in found)
            )
            assert hits == number * share, (view.name, value)
        kind = plain(MODEL.views[view.name].expression.type)
        assert isinstance(kind, Enum)
        assert set(view.never) == set(kind.values) - set(view.values)


def _globals(expression: Expression) -> Iterator[Expression]:
    from memattr.model.expressions import walk

    return (node for node in walk(expression) if isinstance(node, Global))


def test_only_reserved_bytes_leave_a_choice_under_dev() -> None:
    results, said = of("p2m_mmio_direct_dev", 0)
    counts = brute("p2m_mmio_direct_dev", results.relevant, 0)
    several = sum(count for found, count in counts.items() if len(found) > 1)
    (only,) = said.depends_on
    assert (only.choice, only.kind, only.of) == ("RESMAIR", "unpredictable", results.situations)
    assert only.situations == several


def test_reserved_shareability_of_walks() -> None:
    """15 of 16 IRGN and ORGN are cacheable in some half, one TCR_SH of 4 is reserved."""
    _, said = of("p2m_ram_rw", 2)
    found = {d.choice: (d.situations, d.of) for d in said.depends_on}
    assert found["RES_SH1"] == (15, 128)


# ---- What the issue asks for


def test_guarantee_of_dev_is_not_what_its_name_says() -> None:
    results, said = of("p2m_mmio_direct_dev", 0)
    memory = results.bounds[0]
    texts = [show(MODEL, memory.kind, v) for v in memory.reached]
    assert texts == ["Device-nGnRnE", "Device-nGnRE"]
    assert [show(MODEL, memory.kind, v) for v in memory.weakest] == texts[1:]
    never = {view.name: view.never for view in said.behaviours}
    assert "yes" in never["gathering"] and "yes" in never["data_cache"]


def test_supports() -> None:
    """Of data accesses, which come first."""
    classes = {name: described(name).accesses[0].support[0].values for name in POLICIES}
    assert classes["p2m_ram_rw"] == ("supported_if_cleaned",)
    assert classes["p2m_mmio_direct_dev"] == ("security_supported",)
    assert classes["p2m_mmio_direct_nc"] == ("supported_for_memory",)
    assert classes["p2m_mmio_direct_c"] == ("supported_if_cleaned",)


@pytest.mark.parametrize("name", ["p2m_mmio_direct_nc", "p2m_mmio_direct_c"])
def test_what_depends_on_a_device_is_not_security_supported(name: str) -> None:
    """As the mail asks: Normal accesses to a device have consequences that the device decides."""
    status, output, _ = run("describe", name)
    assert status == 0
    said = " ".join(output.split())
    assert "For a device it is not security supported" in said


def test_promises_that_hold_are_found_out() -> None:
    """Held against brute force: the as-stage-1 promise of RAM, and a device that breaks it."""
    held = {name: {g.promise for g in described(name).guarantees} for name in POLICIES}
    assert "as_stage1" in held["p2m_ram_rw"] and "as_stage1" not in held["p2m_mmio_direct_dev"]
    assert "never_cacheable" in held["p2m_mmio_direct_dev"]
    base = dict.fromkeys(INPUTS, 0) | {"HCR_VM": 1, "HCR_PTW": 1, "SCTLR_M": 1, "SCTLR_C": 1}
    for name, attr in (("p2m_ram_rw", 0b1111), ("p2m_mmio_direct_nc", 0b0101)):
        results = [
            result
            for byte in range(256)
            for result in permitted({**base, "MAIR": byte, "MemAttr": attr, "SH2": 3})
        ]
        cached = any(
            isinstance(r, Attributes) and isinstance(r.memory, Normal)
            and {r.memory.inner.cacheability, r.memory.outer.cacheability} != {"NC"}
            for r in results
        )  # fmt: skip
        assert cached == ("never_cacheable" not in held[name])


def test_a_promise_that_follows_from_another_is_so_in_every_situation() -> None:
    """Of whatever policy: where one is kept and the other speaks, this one is kept too."""
    chance = random.Random(5)
    situations = [
        {name: chance.choice(list(values_of(i.type))) for name, i in MODEL.inputs.items()}
        for _ in range(3000)
    ]
    pairs = {
        (promise, guarantee.promise)
        for name in POLICIES
        for guarantee in described(name).guarantees
        for promise in guarantee.follows_from
    }
    assert ("always_outer_shareable", "inner_shareable_or_wider") in pairs
    assert ("device_nGnRE_or_stronger", "never_cacheable") in pairs
    assert ("never_cacheable", "device_nGnRE_or_stronger") not in pairs
    together = 0
    for inputs in situations:
        truths = {}
        for name in {name for pair in pairs for name in pair}:
            claim = MODEL.promises[name]
            situation = Situation({**inputs, "access": 0}, {}, first_permitted)
            spoken = all(EVALUATOR.value(given, situation) for given in claim.given)
            truths[name] = spoken, bool(EVALUATOR.value(claim.body, situation))
        for stronger, weaker in pairs:
            if truths[weaker][0]:
                spoken, kept = truths[stronger]
                assert spoken and (truths[weaker][1] or not kept), (stronger, weaker, inputs)
                together += kept
    assert together > 100


def test_what_no_cpu_of_the_target_does_is_said_apart() -> None:
    """The system leaves the field of another cpu open: that does not drown what holds on others."""
    shipped = open_session(()).model
    widened, meant = describe(shipped, ["smmu_nesting_cache", "rmm_unprotected_6"])
    assert widened.unusual == ("FEAT_LPA2",)
    for without, wide in zip(widened.usual, widened.as_it_is(), strict=True):
        assert without.access == wide.access, "features that are absent are no kind of access"
        assert reached(without, "shareability") == (0, 1), "Outer and Inner Shareable"
        assert reached(wide, "shareability") == (0, 1, 2)
        assert reached(without, "memory") == reached(wide, "memory")
    # Where the system says what it does with the feature, that is the policy as it is.
    assert meant.unusual == () and meant.usual == meant.as_it_is()


def reached(results: DescribedResults, name: str) -> tuple[Value, ...]:
    return next(bound.reached for bound in results.bounds if bound.name == name)


def first_permitted(
    cpu: str | None, choice: Choice, arguments: tuple[Value, ...], domain: Sequence[Value]
) -> Value:
    del cpu, choice, arguments
    return domain[0]


def test_settings_are_the_declared_ones() -> None:
    found = described("p2m_ram_rw")
    declared = {s.name for s in MODEL.scopes.values() if s.kind == "setting"}
    assert set(found.setting_names()) == declared
    assert {r.settings[0] for r in found.as_it_is()} == {AS_IT_IS}


def test_with_fwb_the_policy_adds_no_tag_access() -> None:
    before, after = described("p2m_ram_rw").as_it_is(), described("p2m_ram_rw").under("with_fwb")
    assert len(after[0].permitted) - len(before[0].permitted) == 4


@pytest.mark.parametrize("name", POLICIES)
def test_text_fits_a_screen(name: str) -> None:
    lines = page_lines(describe_page(MODEL, described(name)), Style())
    assert max(map(len, lines)) <= 76
    assert len(lines) <= 17
    assert lines == page_lines(describe_page(MODEL, describe(MODEL, [name])[0]), Style())


@pytest.mark.parametrize("name", POLICIES)
def test_no_word_twice_and_no_bare_parameter(name: str) -> None:
    """In all that is said of a policy."""
    said = " ".join(" ".join(page_lines(describe_page(MODEL, described(name)), LOUD)).split())
    assert re.search(r"\b([a-z]{2,}) \1\b", said) is None
    assert not re.search(r"\b(calls|as) [a-z]\b", said)
    assert "always outer" not in said or "always always" not in said


def test_command() -> None:
    status, out, _ = run("describe", "p2m_mmio_direct_dev", "--rules", str(XEN))
    assert status == 0
    assert "guarantee data: at least Device-nGnRE, shareability always OSH" in out
    status, out, _ = run("describe", "p2m_mmio_direct_dev", "--rules", str(XEN), "-v")
    assert status == 0
    assert "#define MATTR_DEV 0x1" in out and "Misaligned load or store" in out
    # Once, where it is the strongest; what follows from it is named with it.
    said = "Device-nGnRE or Device-nGnRnE (device_nGnRE_or_stronger, hence never_cacheable, always_"
    assert said in " ".join(out.split())
    assert "any data cache" not in out
    status, out, _ = run(
        "describe", "p2m_ram_rw", "p2m_mmio_direct_c", "--rules", str(XEN), "--format", "json"
    )
    data = json.loads(out)
    assert [policy["name"] for policy in data["policies"]] == ["p2m_ram_rw", "p2m_mmio_direct_c"]
    status, out, _ = run(
        "describe", "p2m_ram_rw@with_fwb", "--rules", str(XEN), "--format", "markdown"
    )
    assert status == 0
    assert "| FEAT_S2FWB | 1 |" in out


@pytest.mark.parametrize(
    ("policy", "place", "way"),
    [
        ("p2m_ram_rx", "policy:1:1", "p2m_ram_rw"),
        ("p2m_ram_rw@HCR_FBW=1", "policy:1:12", "HCR_FWB"),
        ("p2m_ram_rw@with_fw", "policy:1:12", "with_fwb"),
        ("p2m_ram_rw@HCR_FWB=2", "policy:1:12", "does not fit"),
    ],
)
def test_unknown_policies(policy: str, place: str, way: str) -> None:
    status, _, errors = run("describe", policy, "--rules", str(XEN))
    assert status == 2
    assert place in errors and way in errors
