"""Every line of the report on every refuted claim of the shipped rules, against brute force."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice, product
from math import prod

import pytest

from memattr.engines.decide import Decider
from memattr.engines.exact.diagram_query import DiagramQuery
from memattr.engines.exact.regions import Regions
from memattr.engines.verdict import Counts, Refuted, Verdict
from memattr.explain.dimensions import at, axis_of, codes
from memattr.explain.refutation import RefutationExplainer
from memattr.explain.report import Refutation
from memattr.model.layout import from_bits
from memattr.model.show import show
from memattr.model.types import Value
from memattr.readings.bdd import Node, least
from memattr.readings.diagram import Diagram

from .brute import Brute, Status, Values, brute
from .phrases import Phrases

SAMPLES = 24
FEW = 600
ALL_TERMS = 10_000


@dataclass(frozen=True)
class Subject:
    """A refuted claim with its explanation."""

    diagram: Diagram
    ready: DiagramQuery
    regions: Regions
    counts: Counts
    said: Refutation
    brute: Brute
    phrases: Phrases
    seen: tuple[tuple[Values, Status], ...]


@pytest.fixture(scope="module")
def subjects(decider: Decider, verdicts: list[Verdict]) -> list[Subject]:
    return list(refuted(decider, verdicts))


def refuted(decider: Decider, verdicts: list[Verdict]) -> Iterator[Subject]:
    assert decider.exact is not None
    refuting = RefutationExplainer(decider.exact.diagram, decider.evaluator, ALL_TERMS)
    for verdict in verdicts:
        claim = verdict.claim
        assert isinstance(verdict.outcome, Refuted) and verdict.evidence is not None
        counts, example = verdict.evidence.counts, verdict.outcome.example
        ready, regions = decider.exact.regions(claim)
        assert isinstance(regions, Regions) and counts is not None
        said = refuting.explained(ready, regions, example, counts)
        by_hand = brute(decider.evaluator, ready, example)
        cpus = list(features(decider, ready, regions))
        phrases = Phrases(decider.evaluator, ready.kinds, dict(claim.instances), cpus)
        seen = tuple(samples(by_hand, counts))
        yield Subject(decider.exact.diagram, ready, regions, counts, said, by_hand, phrases, seen)


def features(
    decider: Decider, ready: DiagramQuery, regions: Regions
) -> Iterator[Mapping[str, Value]]:
    """The sets of features that are admitted."""
    assert decider.exact is not None
    model, bdd = decider.model, decider.exact.diagram.bdd
    originals = dict(ready.claim.instances)
    names = [n for n in ready.levels
             if n in model.inputs or n in originals
             if model.inputs[originals.get(n, n)].player == "cpu"]  # fmt: skip
    levels = frozenset[int]().union(*(ready.levels[n] for n in names))
    node = bdd.some(regions.admitted, frozenset(bdd.support(regions.admitted)) - levels)
    bits = tuple(sorted((b for n in names for b in ready.words[n]), key=lambda b: -bdd.level[b]))
    owner = {bit: name for name in names for bit in ready.words[name]}
    assert len(owner) == len(names), "features are single bits"
    for code in codes(bdd, bits, node):
        yield {owner[bit]: code >> index & 1 for index, bit in enumerate(bits)}


def samples(by_hand: Brute, counts: Counts) -> Iterator[tuple[Values, Status]]:
    """Situations, and what the claim comes to there."""
    relevant = list(counts.relevant) or list(by_hand.free)
    for values in by_hand.samples(relevant, SAMPLES, seed=1):
        status = by_hand.status(values)
        if status in ("fails", "may", "passes"):
            yield values, status


def name(subject: Subject) -> str:
    return subject.ready.claim.name


def test_rules_have_refutations(subjects: list[Subject]) -> None:
    assert len(subjects) > 50


def test_region(subjects: list[Subject]) -> None:
    """What is printed after `fails on` is where the claim fails."""
    checked = 0
    for subject in subjects:
        fails = subject.said.fails
        for values, status in subject.seen:
            assert fails.terms.exact, name(subject)
            inside = subject.phrases.holds(fails.terms, subject.brute.full(values))
            wanted = status == ("may" if fails.by_choice else "fails")
            assert inside != fails.all_but if wanted else inside == fails.all_but, (
                name(subject), values, status)  # fmt: skip
            checked += 1
    assert checked > 10 * len(subjects)


def test_counts(subjects: list[Subject]) -> None:
    """Counted one by one, where the relevant inputs are few."""
    checked = 0
    for subject in subjects:
        counts = subject.counts
        domains = [subject.brute.domain(n) for n in counts.relevant]
        if prod(map(len, domains)) > FEW:
            continue
        found: Counter[Status] = Counter()
        for chosen in product(*domains):
            values = dict(zip(counts.relevant, chosen, strict=True))
            found[status_somewhere(subject, values)] += 1
        if found["unknown"]:
            continue
        assert found["fails"] == counts.fails, name(subject)
        assert found["may"] == counts.may_fail, name(subject)
        assert sum(found.values()) - found["out"] == counts.admitted, name(subject)
        checked += 1
    assert checked > 30


def status_somewhere(subject: Subject, values: Values) -> Status:
    """The status for some values of the inputs that do not matter. What diagrams propose counts
    only if the evaluator admits it; if they propose nothing, nothing must be admitted."""
    proposed = proposal(subject, subject.regions.admitted, values)
    if proposed is not None:
        return subject.brute.status(proposed)
    free = {n: subject.brute.example[n] for n in subject.brute.free}
    return subject.brute.status({**free, **values})


def test_irrelevant_inputs(subjects: list[Subject]) -> None:
    """Changing them changes nothing, where the change is admitted."""
    checked = 0
    for number, subject in enumerate(subjects):
        irrelevant = list(subject.said.fails.irrelevant)
        told = {*irrelevant, *subject.said.fails.relevant}
        untold = {n for n in subject.brute.free if n not in told}
        assert not untold or not subject.ready.claim.stated, "a claim about values alone"
        chance = random.Random(number)
        for values, status in subject.seen[:6]:
            drawn = {n: chance.choice(subject.brute.domain(n)) for n in irrelevant}
            again = subject.brute.status({**values, **drawn})
            if again not in ("out", "unknown"):
                assert again == status, (name(subject), values, drawn)
                checked += 1
    assert checked > len(subjects)


def test_nearest(subjects: list[Subject]) -> None:
    """It passes, and nothing that passes differs from the example in fewer inputs."""
    changes = {subject.ready.claim.name: changed(subject) for subject in subjects}
    for subject in subjects:
        by_hand, new = subject.brute, changes[name(subject)]
        free = {n: by_hand.example[n] for n in by_hand.free}
        passing = subject.regions.admitted and not subject.said.passes
        if passing:
            assert all(status != "passes" for _, status in subject.seen), name(subject)
            continue
        assert by_hand.status({**free, **new}) in ("passes", "unknown"), name(subject)
        if len(new) > 1:
            for one in by_hand.free:
                for value in islice(by_hand.domain(one), 64):
                    assert by_hand.status({**free, one: value}) != "passes", (name(subject), one)


def changed(subject: Subject) -> Values:
    """The values of the inputs that `passes` names, from what is printed."""
    found: Values = {}
    for setting in subject.said.passes:
        found[setting.name] = next(
            value for value in subject.brute.domain(setting.name)
            if setting.value in _written(subject, setting.name, value)
        )  # fmt: skip
    return found


def _written(subject: Subject, name: str, value: Value) -> tuple[str, str]:
    """The value as it may stand in a report: parts of a record are held together."""
    model, kind = subject.phrases.model, subject.ready.kinds[name]
    text = show(model, kind, value, subject.phrases.instances.get(name, name))
    return text, f"({text})"


def test_weakest_conditions(subjects: list[Subject]) -> None:
    """Where a condition holds, the claim passes; where it does not, some others make it fail."""
    implied = weakest = 0
    for subject in subjects:
        for terms, mine in ((subject.said.platform, platform), (subject.said.guest, guest)):
            names = [n for n in subject.brute.free if mine(subject, n)]
            for values, status in subject.seen:
                if subject.phrases.holds(terms, subject.brute.full(values)):
                    assert status == "passes", (name(subject), terms, values)
                    implied += 1
                elif status == "passes" and terms.exact and weakest % 3 == 0:
                    there = failing(subject, {n: values[n] for n in names})
                    assert there is not None, (name(subject), terms, values)
                    assert subject.brute.status(there) in ("fails", "may", "unknown")
                weakest += status == "passes"
    assert implied > len(subjects)


def platform(subject: Subject, name_: str) -> bool:
    """True iff the hypervisor or the cpu decides it."""
    declared = subject.phrases.model.inputs.get(subject.phrases.instances.get(name_, name_))
    return declared is not None and declared.player in ("hypervisor", "cpu")


def guest(subject: Subject, name_: str) -> bool:
    """True iff it is the guest's, or a variable."""
    return not platform(subject, name_)


def failing(subject: Subject, fixed: Values) -> Values | None:
    """A situation with these values in which the claim may fail, says the engine."""
    bdd = subject.diagram.bdd
    return proposal(subject, bdd.disj(subject.regions.must, subject.regions.may), fixed)


def proposal(subject: Subject, region: Node, fixed: Values) -> Values | None:
    """A situation of the region with these values."""
    diagram, ready = subject.diagram, subject.ready
    for one, value in fixed.items():
        region = diagram.bdd.conj(region, at(diagram, axis_of(diagram, ready, one), value))
    if region == 0:
        return None
    bits = least(diagram.bdd, region)
    return {n: from_bits(ready.kinds[n], code(diagram, ready, n, bits)) for n in ready.levels}


def code(diagram: Diagram, ready: DiagramQuery, name_: str, bits: Mapping[int, int]) -> int:
    """The word of an input or variable under an assignment."""
    levels = (diagram.bdd.level[bit] for bit in ready.words[name_])
    return sum(bits.get(level, 0) << index for index, level in enumerate(levels))
