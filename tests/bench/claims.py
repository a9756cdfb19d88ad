"""How long the shipped claims take, in CPU seconds of one process: python tests/bench/claims.py

By phase: what engines, replays, answers and reports take, and which items take the longest."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import TypeVar

from memattr.answers.checker import Checker
from memattr.engines.decide import Decider
from memattr.engines.replay import replayed
from memattr.engines.verdict import Disagreement, Refuted, Verdict
from memattr.explain.explainer import Explainer
from memattr.model.model import Claim, Question
from memattr.session import open_session

Item = TypeVar("Item", Claim, Question)


def main() -> None:
    start = time.process_time()
    session = open_session((), remembered=False)
    print(f"load       {time.process_time() - start:6.2f} s")
    checker = Checker(session.model)
    decider = checker.decider
    assert decider.exact is not None and decider.solver is not None
    claims, questions = session.claims(), session.questions()
    phase("exact", decider.exact.decide, claims)
    phase("z3", decider.solver.decide, claims)
    verdicts = {claim: decider.decide(claim) for claim in claims}
    phase("answers", checker.answered, questions)
    phase("replay", lambda claim: replay(decider, verdicts[claim]), claims)
    explainer = Explainer(session.model, decider.exact, decider.evaluator)
    refuted = [claim for claim in claims if isinstance(verdicts[claim].outcome, Refuted)]
    phase("report", lambda claim: explainer.report(verdicts[claim]), refuted)


def replay(decider: Decider, verdict: Verdict) -> object:
    """The example of a verdict on which the engines agree, read again."""
    assert not isinstance(verdict.outcome, Disagreement)
    return replayed(decider.evaluator, verdict.claim, verdict.outcome)


def phase(name: str, does: Callable[[Item], object], items: Iterable[Item]) -> None:
    """The sum, the mean and the median, and the longest."""
    taken = []
    for item in items:
        start = time.process_time()
        does(item)
        taken.append((1000 * (time.process_time() - start), item.name))
    taken.sort(reverse=True)
    whole, longest = sum(ms for ms, _ in taken), taken[0]
    mean, median = whole / len(taken), taken[len(taken) // 2][0]
    print(
        f"{name:10} {whole / 1000:6.2f} s: {len(taken)} of {mean:.1f} ms, median {median:.1f}; "
        f"longest {longest[0]:.0f} ms {longest[1]}"
    )


if __name__ == "__main__":
    main()
