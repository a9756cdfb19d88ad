"""What `check` does with verdicts: shows them as they come, or writes all of them at the end."""

from __future__ import annotations

from typing import assert_never

import click

from memattr.answers.check import Checked, CheckedClaim, CheckedRun
from memattr.answers.find import FindAnswer
from memattr.command import status
from memattr.engines.verdict import Disagreement, Unknown, as_expected
from memattr.formats.render import Format, rendered
from memattr.formats.style import Style
from memattr.formats.text import page_lines
from memattr.pages.check_page import checked_page, is_left_out, run_output, summary
from memattr.session import Session


class Outcome:
    """Keeps what is decided, of `total` claims and stated answers."""

    def __init__(self, session: Session, total: int, style: Style) -> None:
        self.session, self.total, self.style = session, total, style
        self._checked: list[Checked] = []
        self.interrupted = False

    def add(self, checked: Checked) -> None:
        """One claim or one stated answer more."""
        self._checked.append(checked)

    def finish(self) -> None:
        """Everything is decided, or will not be."""
        raise NotImplementedError

    def run(self) -> CheckedRun:
        """All of it."""
        statuses = [status_of(checked) for checked in self._checked]
        statuses += [status.UNUSABLE] * bool(self.session.problems)
        statuses += [status.INTERRUPTED] * self.interrupted
        return CheckedRun(
            tuple(self._checked),
            self.total,
            self.session.problems,
            self.interrupted,
            status.worst(statuses),
        )


class Stream(Outcome):
    """Lines of text, as soon as there is something to say."""

    def add(self, checked: Checked) -> None:
        super().add(checked)
        if not is_left_out(checked, self.style.verbosity):
            page = checked_page(self.session.model, checked)
            click.echo("\n".join(page_lines(page, self.style)), color=self.style.color)

    def finish(self) -> None:
        click.echo(summary(self.run()))


class Whole(Outcome):
    """One text in a format, written at the end."""

    def __init__(self, session: Session, total: int, style: Style, form: Format) -> None:
        super().__init__(session, total, style)
        self._form = form

    def finish(self) -> None:
        output = run_output(self.session.model, self.run())
        click.echo(rendered(self._form, output, self.style), nl=False)


def status_of(checked: Checked) -> int:
    """The exit status that the verdict alone would give."""
    match checked:
        case CheckedClaim(verdict):
            if isinstance(verdict.outcome, Disagreement):
                return status.BROKEN
            if isinstance(verdict.outcome, Unknown):
                return status.UNDECIDED
            return status.EXPECTED if as_expected(verdict) else status.UNEXPECTED
        case FindAnswer():
            return {
                "PROVED": status.EXPECTED,
                "ERROR": status.BROKEN,
                "UNKNOWN": status.UNDECIDED,
            }.get(checked.word, status.UNEXPECTED)
        case _:
            assert_never(checked)
