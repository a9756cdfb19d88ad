"""What `check` does with verdicts: shows them as they come, or writes all of them as data."""

from __future__ import annotations

from typing import Protocol

import click

from memattr.command import answers, status
from memattr.command.options import Look
from memattr.command.status import worst
from memattr.engines.decide import Decider
from memattr.engines.verdict import Disagreement, Refuted, Unknown, Verdict, as_expected
from memattr.formats.render import Format
from memattr.questions.answer import Compared
from memattr.questions.find_text import AnswerText
from memattr.reports.text import Reporter, headline
from memattr.session import Session


class Outcome(Protocol):
    """Receives what is decided."""

    interrupted: bool

    def verdict(self, verdict: Verdict) -> None: ...

    def answer(self, found: Compared) -> None: ...

    def finish(self) -> None: ...

    def status(self) -> int: ...


class _Collected:
    """Keeps what is decided, for the end."""

    def __init__(self, session: Session, wanted: int) -> None:
        self.session, self.wanted = session, wanted
        self.verdicts: list[Verdict] = []
        self.found: list[Compared] = []
        self.interrupted = False

    def status(self) -> int:
        """The exit status of all of it."""
        statuses = [status_of(verdict) for verdict in self.verdicts]
        statuses += map(answers.status_of, self.found)
        statuses += [status.UNUSABLE] * bool(self.session.problems)
        statuses += [status.INTERRUPTED] * self.interrupted
        return worst(statuses)


class Text(_Collected):
    """Lines of text, as soon as there is something to say."""

    def __init__(
        self, decider: Decider, session: Session, wanted: int, explain: bool, appearance: Look
    ) -> None:
        super().__init__(session, wanted)
        self._explain, self._look = explain, appearance
        width = appearance.width
        self._reporter = Reporter(session.model, width, decider.exact, decider.evaluator)
        self._answers = AnswerText(session.model, width)

    def verdict(self, verdict: Verdict) -> None:
        """In full if it is unexpected, a refutation or to be explained, else on one line."""
        self.verdicts.append(verdict)
        expected, verbosity = as_expected(verdict), self._look.verbosity
        if expected and (verbosity < 0 or verdict.claim.form == "example"):
            return
        full = not expected or isinstance(verdict.outcome, Refuted) or verbosity > 0
        if full or self._explain:
            first, *rest = self._reporter.report(verdict, self._explain)
        else:
            first, rest = headline(verdict, self._look.width), []
        text = "\n".join([self._painted(first, verdict), *rest])
        click.echo(text, color=self._look.color)

    def answer(self, found: Compared) -> None:
        self.found.append(found)
        answers.show(found, self._answers, self._look)

    def finish(self) -> None:
        """How many came out as expected."""
        expected = sum(map(as_expected, self.verdicts))
        expected += sum(one.word == "PROVED" for one in self.found)
        text = f"{expected} of {self.wanted} claims as expected"
        undecided = self.wanted - len(self.verdicts) - len(self.found)
        click.echo(f"{text}, {undecided} not decided" if undecided else text)

    def _painted(self, line: str, verdict: Verdict) -> str:
        """The verdict's word in green, yellow or red."""
        if not self._look.color:
            return line
        mark, gap, rest = line.partition("  ")
        tint = {status.EXPECTED: "green", status.UNDECIDED: "yellow"}.get(status_of(verdict), "red")
        return click.style(mark, fg=tint, bold=True) + gap + rest


class Data(_Collected):
    """One document, written at the end."""

    def __init__(
        self,
        decider: Decider,
        session: Session,
        wanted: int,
        form: Format,
        explain: bool,
        appearance: Look,
    ) -> None:
        super().__init__(session, wanted)
        self._decider, self._form, self._explain = decider, form, explain
        self._width = appearance.width

    def verdict(self, verdict: Verdict) -> None:
        self.verdicts.append(verdict)

    def answer(self, found: Compared) -> None:
        self.found.append(found)

    def finish(self) -> None:
        """The document."""
        from memattr.formats.checked import Run, run_data
        from memattr.formats.render import rendered

        run = Run(
            verdicts=self.verdicts,
            answers=self.found,
            wanted=self.wanted,
            problems=self.session.problems,
            interrupted=self.interrupted,
            status=self.status(),
        )
        data = run_data(self._decider.evaluator, run)
        details = {} if self._form in ("json", "gcc") else self._details()
        click.echo(rendered(self._form, data, details), nl=False)

    def _details(self) -> dict[str, str]:
        """Full reports on what is not as expected."""
        model, decider = self.session.model, self._decider
        reporter = Reporter(model, self._width, decider.exact, decider.evaluator)
        text = AnswerText(model, self._width)
        reports = {
            verdict.claim.name: reporter.report(verdict, self._explain)
            for verdict in self.verdicts
            if not as_expected(verdict)
        }
        reports |= {
            found.answer.question.name: text.checked(found)
            for found in self.found
            if found.word != "PROVED"
        }
        return {name: "\n".join(lines) for name, lines in reports.items()}


def status_of(verdict: Verdict) -> int:
    """The exit status that the verdict alone would give."""
    match verdict.outcome:
        case Disagreement():
            return status.BROKEN
        case Unknown():
            return status.UNDECIDED
        case _:
            return status.EXPECTED if as_expected(verdict) else status.UNEXPECTED
