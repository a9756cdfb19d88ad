"""Reports as a terminal shows them."""

from __future__ import annotations

from memattr.answers.check import CheckedClaim
from memattr.engines.decide import Decider
from memattr.engines.exact.exact_engine import Exact
from memattr.engines.verdict import Verdict
from memattr.explain.explainer import Explainer
from memattr.formats.text import page_lines
from memattr.pages.check_page import checked_page
from memattr.pages.output import Style


class Written:
    """Writes full reports on the verdicts of one model."""

    def __init__(self, decider: Decider, width: int) -> None:
        exact = decider.exact or Exact(decider.model)
        self._model, self._style = decider.model, Style(width)
        self._explainer = Explainer(decider.model, exact, decider.evaluator)

    def lines(self, verdict: Verdict, explain: bool = False) -> list[str]:
        report = self._explainer.report(verdict, explain)
        return page_lines(checked_page(self._model, CheckedClaim(verdict, (), report)), self._style)
