"""Mutants beyond those of lint: a case that answers as another case of its function does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from memattr.lint.mutants import Mutant
from memattr.model.expressions import Const
from memattr.model.model import Model


def case_swaps(model: Model) -> Iterator[Mutant]:
    """A rule that is left out mostly shows so: what it excepts is done all the same. Constants are
    among the results that lint tries."""
    for function in model.functions.values():
        for place, case in enumerate(function.cases):
            for other in function.cases:
                is_plain = case.choice is None and other.choice is None
                if is_plain and other.body != case.body and not isinstance(other.body, Const):
                    broken = replace(case, body=other.body)
                    cases = (*function.cases[:place], broken, *function.cases[place + 1 :])
                    what = f"answers as {other.name}"
                    yield Mutant(function.name, case.name, what, replace(function, cases=cases))
