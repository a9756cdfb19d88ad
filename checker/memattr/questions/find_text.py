"""An answer -> lines of text, or data for JSON."""

from __future__ import annotations

from collections.abc import Iterable

from memattr.model.model import Model
from memattr.model.show import show
from memattr.questions.answer import Answer, Compared, Failures, Solutions
from memattr.questions.asked import NAME, claim_of
from memattr.questions.boxes import box_text, boxes
from memattr.questions.lines import counted, headed, row, rows
from memattr.questions.shown_example import got_text, situation_text
from memattr.readings.concrete_values import Values
from memattr.readings.evaluate import Evaluator

MOST_FAILURES = 3


class AnswerText:
    """Writes answers to questions of one model."""

    def __init__(self, model: Model, width: int) -> None:
        self.model, self.width = model, width
        self.evaluator = Evaluator(model)

    def lines(self, answer: Answer) -> list[str]:
        """The full answer."""
        question = answer.question
        lines = [] if question.name == NAME else [self._head(question.name, answer)]
        if question.note.words:
            lines += self._row("question", question.note.words)
        lines += self._row("wanted", " and ".join(part.written for part in question.parts))
        lines += self._row("assuming", self._assumptions(answer))
        lines += self._row("whatever", self._free(answer))
        lines += self._answer(answer)
        lines += self._others(answer)
        lines += self._row("rests on", ", ".join(answer.rests_on) or "nothing")
        return lines + self._narrowed(answer)

    def _narrowed(self, answer: Answer) -> list[str]:
        """What makes the answer say less than it seems to."""
        return [line for found in answer.narrowed for line in self._row("but", found.words)]

    def checked(self, compared: Compared) -> list[str]:
        """The verdict on a stated answer, in full where it differs."""
        question = compared.answer.question
        names = question.found
        mark = compared.word if compared.word == "PROVED" else f"{compared.word} (NOT as expected)"
        lines = [headed(f"{mark}  {question.name}", question.note.place.short, self.width)]
        if compared.word == "PROVED":
            return lines + self._narrowed(compared.answer)
        if compared.wrong:
            lines += rows("NOT", [f"{t} is no answer" for t in self.texts(names, compared.wrong)],
                          self.width)  # fmt: skip
        if compared.missing:
            texts = [f"{t} is left out" for t in self.texts(names, compared.missing)]
            lines += rows("NOT", texts, self.width)
        return lines + self.lines(compared.answer)[1:]

    def texts(self, names: Iterable[str], values: Iterable[Values]) -> list[str]:
        """The values merged, in words."""
        return [box_text(self.model, tuple(names), box) for box in boxes(values)]

    def _head(self, name: str, answer: Answer) -> str:
        return headed(name, answer.question.note.place.short, self.width)

    def _row(self, label: str, text: str) -> list[str]:
        return row(label, text, self.width)

    def _assumptions(self, answer: Answer) -> str:
        question, said = answer.question, []
        for name, values in question.stated:
            kind = self.model.inputs[name].type
            texts = [show(self.model, kind, value, name) for value in values]
            said.append(" or ".join(texts) or f"every {name}")
        if question.scope:
            said.append(f"under {question.scope}")
        return "; ".join([*said, *question.assumed]) or "nothing"

    def _free(self, answer: Answer) -> str:
        """The inputs of others: first those that can make a candidate fail."""
        irrelevant = len(answer.free) - len(answer.relevant)
        if not answer.relevant:
            return f"{counted(len(answer.free), 'input')} of others are; none matters"
        rest = f"; {counted(irrelevant, 'other')} do not matter" if irrelevant else ""
        return ", ".join(answer.relevant) + " are" + rest

    def _answer(self, answer: Answer) -> list[str]:
        if answer.trouble is not None:
            return self._row("ERROR", f"the engines differ: {answer.trouble}")
        if answer.undecided is not None:
            return self._row("UNKNOWN", answer.undecided)
        if answer.vacuous:
            return self._row("VACUOUS", "nothing is admitted: the assumptions exclude every input")
        if not answer.solutions:
            return self._row("answer", "none")
        return rows("answer", self._solutions(answer), self.width)

    def _solutions(self, answer: Answer) -> Iterable[str]:
        numbered = len(answer.solutions) > 1
        for index, group in enumerate(answer.solutions):
            texts = self.texts(answer.question.found, group.values)
            head = f"{index + 1}. " if numbered else ""
            yield head + "; ".join(texts) + self._freedom(answer, index, group)

    def _freedom(self, answer: Answer, index: int, group: Solutions) -> str:
        """How much each solution leaves open, beside the others."""
        if group.results is None:
            return ""
        text = f"  ({counted(group.results, 'result')} possible"
        if len(answer.solutions) > 1 and index:
            said = []
            if group.less_than:
                said.append("all of them with " + _numbers(group.less_than))
            if group.unlike:
                said.append("not comparable with " + _numbers(group.unlike))
            text += ": " + ", ".join(said)
        return text + ")"

    def _others(self, answer: Answer) -> list[str]:
        """Why the rest is no answer."""
        if answer.trouble is not None or answer.undecided is not None or answer.vacuous:
            return []
        failing = sum(len(group.values) for group in answer.failures)
        parts = [f"{failing} of {answer.candidates} candidates fail"] if failing else []
        if answer.not_admitted:
            parts.append(f"{len(answer.not_admitted)} not admitted")
        if not parts:
            return self._row("others", "none: every candidate is an answer")
        lines = self._row("others", ", ".join(parts))
        for group in answer.failures[:MOST_FAILURES]:
            lines += rows("", self._failure(answer, group), self.width)
        more = answer.failures[MOST_FAILURES:]
        if more:
            count = sum(len(group.values) for group in more)
            lines += self._row("", f"and {count} more, each in a situation of its own")
        if answer.not_admitted:
            texts = self.texts(answer.question.found, answer.not_admitted)
            lines += self._row("", "not admitted: " + "; ".join(texts))
        return lines

    def _failure(self, answer: Answer, group: Failures) -> Iterable[str]:
        claim = claim_of(answer.question)
        where = situation_text(self.evaluator, claim, group.example, answer.relevant)
        texts = "; ".join(self.texts(answer.question.found, group.values))
        yield f"{texts}: {'may fail' if group.by_choice else 'fails'} on {where}"
        got = got_text(self.evaluator, claim, group.example)
        if got:
            first = box_text(
                self.model, answer.question.found, tuple(frozenset({v}) for v in group.values[0])
            )
            yield f"  there, with {first}, {got}" if len(group.values) > 1 else f"  there {got}"


def _numbers(positions: Iterable[int]) -> str:
    return ", ".join(str(position + 1) for position in positions)
