"""The case that a report names first gave what was observed: by putting other results in its
place, in the evaluator alone."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from memattr.engines.decide import Decider
from memattr.engines.exact.regions import Regions
from memattr.engines.verdict import CaseName, Example, Refuted, Verdict
from memattr.explain.refutation import RefutationExplainer
from memattr.model.expressions import Expression
from memattr.model.model import Claim, Model, Part
from memattr.model.types import Value
from memattr.readings.compile_values import Frame
from memattr.readings.evaluate import Evaluator, Situation
from memattr.readings.hook import AppliedCase, Hook
from memattr.readings.nondeterminism import GivenChoices, runs

MOST = 400
MOST_WAYS = 40


@dataclass
class Instead(Hook[Value, Frame, None]):
    """Another result of one case, wherever it applies; `asked` counts how often it does."""

    case: CaseName
    value: Value | None = None
    asked: int = 0

    def result(
        self, applied: AppliedCase[Value, Frame, None], written: Callable[[], Value]
    ) -> Value:
        if applied.name != self.case:
            return written()
        self.asked += 1
        return written() if self.value is None else self.value


def false_part(evaluator: Evaluator, claim: Claim, example: Example) -> Part:
    situation = at(example)
    return next(p for p in claim.parts if not evaluator.value(p.expression, situation))


def at(example: Example) -> Situation:
    chooser = GivenChoices({(t.cpu, t.choice, t.arguments): t.value for t in example.choices})
    return Situation(dict(example.inputs), dict(example.variables), chooser)


def ways(evaluator: Evaluator, expression: Expression, example: Example) -> Iterator[Value]:
    """The values over all ways to choose: another result may ask for other choices."""
    inputs, variables = dict(example.inputs), dict(example.variables)
    for number, ((value,), _) in enumerate(runs(evaluator, (expression,), inputs, variables)):
        if number == MOST_WAYS:
            return
        yield value


# Two calls of the case would have to give different bytes; `Instead` gives all calls the same.
DIFFERENT_RESULTS = {("par_tells_hints", "par_normal.write_through_xs")}
# What is seen there is no value that a case could give: a truth about one, as whether two mappings
# match, whether something may be cached, or a bit; a result that is not there, because it faults or
# does not; or two results of which either may change.
TRUTHS = {
    "bit3_never_matters",
    "fault_in_needs_no_clean_with_cd",
    "fetch_from_guest_device_faults",
    "keep_same_with_fwb_for_tags",
    "kvm_guest_matches_vmm_without_fwb",
    "par_sh_needs_no_stage1",
    "tagged_stays_if_stage2_shares",
    "xen_guest_matches_xen",
    "xen_result_is_one_of_both",
}


def replacements(model: Model, evaluator: Evaluator, case: CaseName) -> list[Value]:
    every = list(evaluator.values_of(model.functions[case[0]].result))
    return every if len(every) <= MOST else random.Random(7).sample(every, MOST)


def parts_of(value: Value) -> Iterator[Value]:
    yield value
    if isinstance(value, tuple):
        for part in value:
            yield from parts_of(part)


def test_every_named_case_explains_alone_and_the_first_is_asked(
    decider: Decider, verdicts: list[Verdict]
) -> None:
    """Each applies in the example, and some other result of it makes the false part true."""
    assert decider.exact is not None
    model = decider.model
    explainer = RefutationExplainer(decider.exact.diagram, decider.evaluator)
    named, together = 0, set()
    for verdict in verdicts:
        assert isinstance(verdict.outcome, Refuted)
        claim, example = verdict.claim, verdict.outcome.example
        ready, regions = decider.exact.regions(claim)
        assert isinstance(regions, Regions)
        part = false_part(decider.evaluator, claim, example)
        read = explainer.firing.read(ready, part.expression, example)
        cases = explainer.firing.counting(ready, example, read, 1)
        for case in cases:
            hook = Instead(case)
            evaluator = Evaluator(model, hook)
            assert not evaluator.value(part.expression, at(example)), claim.name
            assert hook.asked, (claim.name, case, "it does not apply in the example")
            named += 1
            if not any(
                any(ways(Evaluator(model, Instead(case, value)), part.expression, example))
                for value in replacements(model, decider.evaluator, case)
            ):
                together.add((claim.name, ".".join(case)))
    assert named > 90 and together == DIFFERENT_RESULTS


def test_the_first_case_gives_what_is_seen(decider: Decider, verdicts: list[Verdict]) -> None:
    """Where another result of it makes something else be seen, that is the result, or a part of
    it, as far as what is seen is a value and no truth about one."""
    assert decider.exact is not None
    model = decider.model
    explainer = RefutationExplainer(decider.exact.diagram, decider.evaluator)
    gives, led = 0, []
    for verdict in verdicts:
        assert isinstance(verdict.outcome, Refuted)
        claim, example = verdict.claim, verdict.outcome.example
        ready, _ = decider.exact.regions(claim)
        part = false_part(decider.evaluator, claim, example)
        read = explainer.firing.read(ready, part.expression, example)
        for case in explainer.firing.counting(ready, example, read, 1):
            if any(_hands_on(model, decider.evaluator, case, s, example) for _, s in part.subjects):
                gives += 1
            else:
                led.append(claim.name)
    assert gives > 90 and set(led) == TRUTHS


def _hands_on(
    model: Model, evaluator: Evaluator, case: CaseName, subject: Expression, example: Example
) -> bool:
    """True iff what is seen follows the results of the case."""
    try:
        seen = evaluator.value(subject, at(example))
    except (AssertionError, KeyError, IndexError):
        return False
    for value in replacements(model, evaluator, case)[:60]:
        other = Evaluator(model, Instead(case, value))
        try:
            found = next(ways(other, subject, example))
        except (AssertionError, KeyError, IndexError, StopIteration):
            continue
        if found != seen and (value in parts_of(found) or found in parts_of(value)):
            return True
    return False
