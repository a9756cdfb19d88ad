"""The shipped rules, loaded and their refutations decided once for all tests here."""

from __future__ import annotations

import pytest

from memattr.engines.decide import Decider
from memattr.engines.verdict import Verdict
from memattr.session import open_session


@pytest.fixture(scope="session")
def decider() -> Decider:
    """Diagrams only: they alone give reports what they say."""
    return Decider(open_session([]).model, "exact")


@pytest.fixture(scope="session")
def verdicts(decider: Decider) -> list[Verdict]:
    """On every claim that is to be refuted."""
    return [decider.decide(claim) for claim in decider.model.claims if claim.expected == "refute"]
