"""The answer to a `find` question as a page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from memattr.answers.find import TYPED_NAME, AnswerWord, Failures, FindAnswer, Solutions
from memattr.answers.value_text import product_text, products
from memattr.engines.verdict import Narrowing
from memattr.model.model import Model
from memattr.model.show import show
from memattr.pages.eval_page import idle_text
from memattr.pages.page import Heading, Page, Row, Rows, Tone, counted, hanging, row
from memattr.place import Place
from memattr.readings.compile_values import Values

MOST_FAILURES = 3


def find_page(model: Model, answer: FindAnswer) -> Page:
    """The answer in full; if the text states another one, with what is wrong in that."""
    if answer.question.answer is not None and answer.word == "REFUTED":
        return stated_answer_page(model, answer)
    question = answer.question
    typed = question.name == TYPED_NAME
    heading = Heading(question.name, (question.note.place.short,))
    rows = Rows(tuple(_Rows(model, answer).full()))
    return Page((rows,) if typed else (heading, rows))


def stated_heading(name: str, place: Place, word: AnswerWord) -> Heading:
    """The title of a question with a stated answer, marked with the verdict on that."""
    good = word == "PROVED"
    mark = word if good else f"{word} (NOT as expected)"
    tone: Tone = "good" if good else "unclear" if word == "UNKNOWN" else "bad"
    return Heading(name, (place.short,), mark, tone)


def stated_answer_page(model: Model, answer: FindAnswer) -> Page:
    """The verdict on the stated answer, the answer in full where it differs."""
    heading = stated_heading(answer.question.name, answer.question.note.place, answer.word)
    if answer.word == "PROVED":
        return Page((heading, Rows(but(answer.narrowed))))
    writer = _Rows(model, answer)
    return Page((heading, Rows((*writer.wrong(), *writer.full()))))


def but(narrowed: Iterable[Narrowing]) -> tuple[Row, ...]:
    """What makes an answer say less than it seems to."""
    return tuple(row("but", narrowing.words) for narrowing in narrowed)


def solution_texts(model: Model, names: Iterable[str], values: Iterable[Values]) -> list[str]:
    """The values merged, in words."""
    return [product_text(model, tuple(names), product) for product in products(values)]


class _Rows:
    """The rows of one answer."""

    def __init__(self, model: Model, answer: FindAnswer) -> None:
        self._model, self._answer = model, answer
        self._question = answer.question

    def wrong(self) -> list[Row]:
        """What the stated answer says wrongly, and what it leaves out."""
        return [
            *hanging("NOT", [f"{t} is no answer" for t in self._texts(self._answer.wrong)]),
            *hanging("NOT", [f"{t} is left out" for t in self._texts(self._answer.missing)]),
        ]

    def full(self) -> Iterator[Row]:
        """What is asked, the answer, and why nothing else is one."""
        question, answer = self._question, self._answer
        if question.note.words:
            yield row("question", question.note.words)
        yield row("wanted", " and ".join(part.written for part in question.parts))
        yield row("assuming", self._assumptions())
        yield row("whatever", self._free())
        yield from self._solutions()
        if answer.trouble is None and answer.undecided is None and not answer.vacuous:
            yield from self._others()
        yield row("rests on", ", ".join(answer.rests_on) or "nothing")
        yield from but(answer.narrowed)
        for idle in answer.idle:
            yield row("note", idle_text(self._model, idle))

    def _texts(self, values: Iterable[Values]) -> list[str]:
        return solution_texts(self._model, self._question.found, values)

    def _assumptions(self) -> str:
        question, texts = self._question, []
        for name, values in question.stated:
            type_ = self._model.inputs[name].type
            shown = [show(self._model, type_, value, name) for value in values]
            texts.append(" or ".join(shown) or f"every {name}")
        if question.scope:
            texts.append(f"under {question.scope}")
        return "; ".join([*texts, *question.assumed]) or "nothing"

    def _free(self) -> str:
        """The inputs of others: first those that can make a candidate fail."""
        answer = self._answer
        irrelevant = len(answer.free) - len(answer.relevant)
        if not answer.relevant:
            return f"{counted(len(answer.free), 'input')} of others are; none matters"
        rest = f"; {counted(irrelevant, 'other')} do not matter" if irrelevant else ""
        return ", ".join(answer.relevant) + " are" + rest

    def _solutions(self) -> Iterator[Row]:
        answer = self._answer
        if answer.trouble is not None:
            yield row("ERROR", f"the engines differ: {answer.trouble}")
        elif answer.undecided is not None:
            yield row("UNKNOWN", answer.undecided)
        elif answer.vacuous:
            yield row("VACUOUS", "nothing is admitted: the assumptions exclude every input")
        elif not answer.solutions:
            yield row("answer", "none")
        else:
            groups = enumerate(answer.solutions)
            yield from hanging("answer", (self._group(index, group) for index, group in groups))

    def _group(self, index: int, group: Solutions) -> str:
        """The values, and how much they leave open beside the others."""
        several = len(self._answer.solutions) > 1
        text = (f"{index + 1}. " if several else "") + "; ".join(self._texts(group.values))
        if group.results is None:
            return text
        text += f"  ({counted(group.results, 'result')} possible"
        relations = []
        if group.less_than:
            relations.append("all of them with " + _numbers(group.less_than))
        if group.unlike:
            relations.append("not comparable with " + _numbers(group.unlike))
        return text + (f": {', '.join(relations)})" if relations else ")")

    def _others(self) -> Iterator[Row]:
        """Why the rest is no answer."""
        answer = self._answer
        failing = sum(len(group.values) for group in answer.failures)
        parts = [f"{failing} of {answer.candidates} candidates fail"] if failing else []
        if answer.not_admitted:
            parts.append(f"{len(answer.not_admitted)} not admitted")
        yield row("others", ", ".join(parts) or "none: every candidate is an answer")
        for group in answer.failures[:MOST_FAILURES]:
            yield from hanging("", self._failure(group))
        more = answer.failures[MOST_FAILURES:]
        if more:
            count = sum(len(group.values) for group in more)
            yield row("", f"and {count} more, each in a situation of its own")
        if answer.not_admitted:
            yield row("", "not admitted: " + "; ".join(self._texts(answer.not_admitted)))

    def _failure(self, group: Failures) -> Iterator[str]:
        texts = "; ".join(self._texts(group.values))
        verb = "may fail" if group.by_choice else "fails"
        yield f"{texts}: {verb} on {group.situation}"
        if group.observed:
            (first,) = self._texts(group.values[:1])
            there = f"there, with {first}," if len(group.values) > 1 else "there"
            yield f"  {there} {group.observed}"


def _numbers(positions: Iterable[int]) -> str:
    return ", ".join(str(position + 1) for position in positions)
