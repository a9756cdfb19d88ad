"""What `check` does with verdicts: shows them as they come, or writes all of them at the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import assert_never

import click

from memattr.answers.check import Checkable, Checked, CheckedClaim
from memattr.answers.checked_run import CheckedRun
from memattr.answers.code import ByText, CodeAnswer
from memattr.answers.find import FindAnswer
from memattr.answers.procedures import ProcedureAnswer
from memattr.answers.safety import CheckedSafety
from memattr.command import status
from memattr.engines.verdict import Disagreement, Unknown, as_expected, is_open
from memattr.formats.render import Format, rendered
from memattr.formats.text import page_lines
from memattr.pages.check_page import (
    checked_page,
    files_page,
    is_left_out,
    run_output,
    summary,
)
from memattr.pages.code_page import (
    code_summary,
    difference_page,
    failure_pages,
    nothing_decided,
)
from memattr.pages.output import Style
from memattr.pages.page import Page
from memattr.place import Problem
from memattr.session import Session


class Outcome:
    """Keeps what is decided, of all `items`."""

    def __init__(
        self,
        session: Session,
        items: Sequence[Checkable],
        style: Style,
        code: CodeAnswer | None = None,
    ) -> None:
        self.session, self.items, self.style, self.code = session, tuple(items), style, code
        self._by_text = ByText(code) if code else None
        self._checked: list[Checked] = []
        self.oversights: tuple[Problem, ...] = ()
        self.interrupted = False

    def add(self, checked: Checked) -> None:
        """One claim or one stated answer more."""
        checked = self._by_text.compared(checked) if self._by_text else checked
        self._checked.append(checked)
        self.added(checked)

    def added(self, checked: Checked) -> None:
        """It may be shown."""

    def begin(self) -> None:
        """Nothing is decided yet."""

    def finish(self) -> None:
        """Everything is decided, or will not be."""
        raise NotImplementedError

    def run(self) -> CheckedRun:
        """All of it."""
        statuses = [status_of(checked) for checked in self._checked]
        statuses += [status.UNUSABLE] * bool(self.session.problems)
        statuses += [status.INTERRUPTED] * self.interrupted
        statuses += [status.UNEXPECTED] * bool(self.code and self.code.differences)
        statuses += [status.UNUSABLE] * bool(self.code and self.code.failures)
        return CheckedRun(
            tuple(self._checked),
            self.items,
            self.session.problems,
            self.interrupted,
            status.worst(statuses),
            self.oversights,
        )


class Stream(Outcome):
    """Lines of text, as soon as there is something to say. `detail` is how much: below 0 what is
    unexpected, at 0 a line for each file besides, at 1 every verdict, at 2 every report in full."""

    def __init__(
        self,
        session: Session,
        items: Sequence[Checkable],
        style: Style,
        detail: int,
        code: CodeAnswer | None = None,
    ) -> None:
        super().__init__(session, items, replace(style, verbosity=detail - 1), code)
        self._detail = detail

    def begin(self) -> None:
        """Where code and text differ is said before anything that is decided."""
        for difference in self.code.differences if self.code else ():
            self._show(difference_page(self.session.model, difference))
        for page in failure_pages(self.code.failures if self.code else ()):
            self._show(page)

    def _show(self, page: Page) -> None:
        click.echo("\n".join(page_lines(page, self.style)), color=self.style.color)

    def added(self, checked: Checked) -> None:
        if not is_left_out(checked, self._detail):
            full = self._detail > 1 or checked.word in ("REFUTED", "COVERED")
            self._show(checked_page(self.session.model, checked, full))

    def finish(self) -> None:
        if self._detail == 0 and self.items:
            self._show(files_page(self.run()))
        for note in code_summary(self.code) if self.code else ():
            click.echo(note.text)
        for problem in self.oversights:
            click.echo(f"warning: {problem}")
        if self.code and self.code.failures:
            click.echo(nothing_decided(self.code))
        else:
            click.echo(summary(self.run()))


class Whole(Outcome):
    """One text in a format, written at the end."""

    def __init__(
        self,
        session: Session,
        items: Sequence[Checkable],
        style: Style,
        form: Format,
        code: CodeAnswer | None,
    ) -> None:
        super().__init__(session, items, style, code)
        self._form = form

    def finish(self) -> None:
        output = run_output(self.session.model, self.run(), self.code)
        click.echo(rendered(self._form, output, self.style), nl=False)


def status_of(checked: Checked) -> int:
    """The exit status that the verdict alone would give."""
    match checked:
        case CheckedClaim(verdict):
            if isinstance(verdict.outcome, Disagreement):
                return status.BROKEN
            if isinstance(verdict.outcome, Unknown) or is_open(verdict):
                return status.UNDECIDED
            return status.EXPECTED if as_expected(verdict) else status.UNEXPECTED
        case CheckedSafety():
            return {"ERROR": status.BROKEN, "UNKNOWN": status.UNDECIDED}.get(
                checked.word, status.EXPECTED if checked.expected else status.UNEXPECTED
            )
        case FindAnswer() | ProcedureAnswer():
            return {
                "PROVED": status.EXPECTED,
                "ERROR": status.BROKEN,
                "UNKNOWN": status.UNDECIDED,
            }.get(checked.word, status.UNEXPECTED)
        case _:
            assert_never(checked)
