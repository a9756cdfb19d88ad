"""No situation that is plainer than the example of a refutation fails: by brute force."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from itertools import combinations, product

from memattr.engines.decide import Decider
from memattr.engines.verdict import Refuted, Verdict
from memattr.model.model import Model
from memattr.model.types import Value

from .brute import Brute, Values, brute

# A claim whose plainer situations are more than these is tried on a sample of so many.
MOST = 400


def usual_values(model: Model) -> Values:
    """What each input is first preferred to be, or its default."""
    usual: Values = {n: i.default for n, i in model.inputs.items() if i.default is not None}
    usual.update({name: values[0] for name, values in model.preferences if values})
    return usual


def rank(model: Model, departing: Sequence[str]) -> tuple[int, int, int]:
    """The first two of the criteria by which situations are ordered, as three numbers."""
    inputs = [model.inputs[name.rpartition(".")[2]] for name in departing]
    features = sum(declared.player == "cpu" for declared in inputs)
    return len(departing), features, sum(declared.role == "control" for declared in inputs)


def plainer(
    model: Model, by_hand: Brute, usual: Values, bound: tuple[int, int, int]
) -> Iterator[Values]:
    """Situations below the bound; variables and inputs without a usual value as in the example."""
    counted = [name for name in by_hand.free if name in usual]
    base = {name: by_hand.example[name] for name in by_hand.free}
    base.update({name: usual[name] for name in counted})
    for size in range(bound[0] + 1):
        for departing in combinations(counted, size):
            if rank(model, departing) < bound:
                others = [[v for v in by_hand.domain(n) if v != usual[n]] for n in departing]
                for values in product(*others):
                    yield {**base, **dict(zip(departing, values, strict=True))}


def sampled(situations: Iterator[Values], seed: int) -> list[Values]:
    """All of them if they are few, else a sample."""
    chance, kept = random.Random(seed), list[Values]()
    for number, situation in enumerate(situations):
        if len(kept) < MOST:
            kept.append(situation)
        elif (place := chance.randrange(number + 1)) < MOST:
            kept[place] = situation
        if number > 100 * MOST:
            break
    return kept


def departing_in(by_hand: Brute, usual: Values) -> list[str]:
    values: dict[str, Value] = by_hand.example
    return [name for name in by_hand.free if name in usual and values[name] != usual[name]]


def test_nothing_plainer_fails(decider: Decider, verdicts: list[Verdict]) -> None:
    assert decider.exact is not None
    model, usual, tried = decider.model, usual_values(decider.model), 0
    for verdict in verdicts:
        assert isinstance(verdict.outcome, Refuted)
        ready, _ = decider.exact.regions(verdict.claim)
        by_hand = brute(decider.evaluator, ready, verdict.outcome.example)
        instances = {name: usual[of] for name, of in verdict.claim.instances if of in usual}
        known = {**usual, **instances}
        bound = rank(model, departing_in(by_hand, known))
        for values in sampled(plainer(model, by_hand, known, bound), seed=len(verdict.claim.name)):
            status = by_hand.status(values)
            assert status != "fails", (verdict.claim.name, values)
            assert status != "may" or not verdict.outcome.by_choice, (verdict.claim.name, values)
            tried += 1
    assert tried > 10 * len(verdicts)
