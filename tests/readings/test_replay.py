"""Examples read again by the evaluator: how much of what a verdict says that confirms."""

from __future__ import annotations

from dataclasses import replace

import pytest

from memattr.engines.decide import Decider
from memattr.engines.replay import Replay, replayed
from memattr.engines.verdict import Covered, Example, Refuted
from memattr.readings.evaluate import Evaluator, Taken

from .build import both, claim, either, is_not
from .test_decide import RESERVED, G, call, is_two

ANY_U = either(is_two(call("u", G), 0), is_not(is_two(call("u", G), 0)))


@pytest.mark.parametrize("form", ["refute", "cover"])
@pytest.mark.parametrize(("limit", "said"), [(4, "replayed"), (3, "replayed in part")])
def test_a_replay_that_stops_early_says_so(
    monkeypatch: pytest.MonkeyPatch, form: str, limit: int, said: str
) -> None:
    """Four values may be chosen: with a lower limit, nobody claims that all were tried."""
    monkeypatch.setattr("memattr.engines.replay.MANY", limit)
    body = ANY_U if form == "cover" else both(ANY_U, is_not(is_two(G, 3)))
    verdict = Decider(RESERVED).decide(claim(form, body, given=(is_two(G, 3),)))
    assert isinstance(verdict.outcome, Refuted | Covered)
    assert verdict.rests_on[2:] == (said,)


def test_an_example_that_a_choice_spoils_covers_nothing() -> None:
    """It is met for the choice that was taken, and for no other."""
    stated = claim("cover", both(is_two(G, 3), is_two(call("u", G), 2)))
    example = Example((("g", 3), ("s", 0), ("f", 0)), (), (Taken(None, "u.q", (3,), 2),))
    found = replayed(Evaluator(RESERVED), stated, Covered(example))
    assert found.objection == "a choice spoils the example"
    by_choice = replace(stated, mode="by choice")
    assert replayed(Evaluator(RESERVED), by_choice, Covered(example)) == Replay()
