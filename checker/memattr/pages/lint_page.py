"""What texts leave open, as a page, as data and as findings for tools."""

from __future__ import annotations

from collections.abc import Sequence

from memattr.answers.check import problem_data
from memattr.answers.data import head, provenance_of
from memattr.model.model import Model
from memattr.pages.check_page import problem_finding
from memattr.pages.findings import Findings
from memattr.pages.output import Output
from memattr.pages.page import Block, Code, Page, Paragraph, counted
from memattr.place import Problem

SCHEMA = "memattr/lint/1"


def lint_output(model: Model, problems: Sequence[Problem], status: int, recalled: bool) -> Output:
    """The findings for every format; `status` is the exit status. `recalled`: an earlier run found
    them."""
    summary = counted(len(problems), "finding")
    shown: list[Block] = [Code("\n".join(map(str, problems)))] if problems else []
    return Output(
        (Page((*shown, Paragraph(summary))),),
        {
            **head(model, SCHEMA),
            "findings": [problem_data(problem) for problem in problems],
            "recalled": recalled,
        },
        provenance_of(model),
        Findings(summary, tuple(map(problem_finding, problems)), (), status),
    )
