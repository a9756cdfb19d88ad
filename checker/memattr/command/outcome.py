"""What `check` does with verdicts: shows them as they come, or writes all of them as data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import click

from memattr.command import answers, status
from memattr.command.found import Found, Item, Judged
from memattr.command.judge import is_left_out
from memattr.command.options import Look
from memattr.command.status import worst
from memattr.engines.verdict import Disagreement, Unknown, Verdict, as_expected
from memattr.formats.render import Format
from memattr.place import Place
from memattr.questions.answer import Compared
from memattr.questions.find_text import AnswerText
from memattr.readings.evaluate import Evaluator
from memattr.reports.text import headline, narrowed
from memattr.session import Session


class Outcome:
    """Keeps what is decided."""

    def __init__(self, session: Session, wanted: int, appearance: Look) -> None:
        self.session, self.wanted, self.look = session, wanted, appearance
        self.judged: list[Judged] = []
        self.found: list[Compared] = []
        self.interrupted = False
        # What was not decided now, but by a run before this one: its place and its name.
        self.recalled: frozenset[tuple[Place, str]] = frozenset()

    def add(self, found: Found) -> None:
        """One claim or one stated answer more."""
        if isinstance(found, Judged):
            self.claim(found)
        else:
            self.answer(found)

    def claim(self, judged: Judged) -> None:
        """One claim more."""
        self.judged.append(judged)

    def answer(self, found: Compared) -> None:
        """One stated answer more."""
        self.found.append(found)

    def finish(self) -> None:
        """Everything is decided, or will not be."""
        raise NotImplementedError

    def status(self) -> int:
        """The exit status of all of it."""
        statuses = [status_of(judged.verdict) for judged in self.judged]
        statuses += map(answers.status_of, self.found)
        statuses += [status.UNUSABLE] * bool(self.session.problems)
        statuses += [status.INTERRUPTED] * self.interrupted
        return worst(statuses)


class Text(Outcome):
    """Lines of text, as soon as there is something to say."""

    def __init__(self, session: Session, wanted: int, appearance: Look) -> None:
        super().__init__(session, wanted, appearance)
        self._answers = AnswerText(session.model, appearance.width)

    def claim(self, judged: Judged) -> None:
        super().claim(judged)
        verdict = judged.verdict
        if not is_left_out(verdict, self.look):
            first, *rest = judged.report or (headline(verdict, self.look.width),)
            text = "\n".join([self._painted(first, verdict), *rest, *self._narrowed(verdict, rest)])
            click.echo(text, color=self.look.color)

    def answer(self, found: Compared) -> None:
        super().answer(found)
        answers.show(found, self._answers, self.look)

    def finish(self) -> None:
        expected = sum(as_expected(judged.verdict) for judged in self.judged)
        expected += sum(one.word == "PROVED" for one in self.found)
        text = f"{expected} of {self.wanted} claims as expected"
        narrowed_ = sum(bool(judged.verdict.narrowed) for judged in self.judged)
        narrowed_ += sum(bool(one.answer.narrowed) for one in self.found)
        text += f", {narrowed_} narrowed" if narrowed_ else ""
        items: list[Item] = [judged.verdict.claim for judged in self.judged]
        items += [one.answer.question for one in self.found]
        recalled = sum((item.note.place, item.name) in self.recalled for item in items)
        text += f", {recalled} of them recalled" if recalled else ""
        undecided = self.wanted - len(self.judged) - len(self.found)
        click.echo(f"{text}, {undecided} not decided" if undecided else text)

    def _narrowed(self, verdict: Verdict, report: Sequence[str]) -> Iterator[str]:
        """What a full report says of its own."""
        if not report:
            yield from narrowed(verdict, self.look.width)

    def _painted(self, line: str, verdict: Verdict) -> str:
        """The verdict's word in green, yellow or red."""
        if not self.look.color:
            return line
        mark, gap, rest = line.partition("  ")
        tints = {status.EXPECTED: "green", status.UNDECIDED: "yellow"}
        return click.style(mark, fg=tints.get(status_of(verdict), "red"), bold=True) + gap + rest


class Document(Outcome):
    """One document, written at the end."""

    def __init__(self, session: Session, wanted: int, appearance: Look, form: Format) -> None:
        super().__init__(session, wanted, appearance)
        self._form = form

    def finish(self) -> None:
        from memattr.formats.checked import Run, run_data
        from memattr.formats.render import rendered

        run = Run(
            verdicts=[judged.verdict for judged in self.judged],
            answers=self.found,
            wanted=self.wanted,
            problems=self.session.problems,
            interrupted=self.interrupted,
            recalled=self.recalled,
            status=self.status(),
        )
        data = run_data(Evaluator(self.session.model), run)
        click.echo(rendered(self._form, data, self._details()), nl=False)

    def _details(self) -> dict[str, str]:
        """Full reports on what is not as expected."""
        text = AnswerText(self.session.model, self.look.width)
        found = {
            judged.verdict.claim.name: "\n".join(judged.report)
            for judged in self.judged
            if judged.report
        }
        for one in self.found:
            if one.word != "PROVED":
                found[one.answer.question.name] = "\n".join(text.checked(one))
        return found


def status_of(verdict: Verdict) -> int:
    """The exit status that the verdict alone would give."""
    match verdict.outcome:
        case Disagreement():
            return status.BROKEN
        case Unknown():
            return status.UNDECIDED
        case _:
            return status.EXPECTED if as_expected(verdict) else status.UNEXPECTED
