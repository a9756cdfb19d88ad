"""A comparison as text: how many rows conform, and each class of difference with its rule."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from memattr.conformance.conformance_answer import Conformance, DecidingCase, DifferenceClass
from memattr.conformance.judgement import MOST_KEPT
from memattr.explain.report import Terms
from memattr.reports.layout import row

# Deciding cases, and permitted answers, that are told one by one.
SHOWN = 4


class ConformanceText:
    """Writes lines of a width."""

    def __init__(self, answer: Conformance, width: int) -> None:
        self._answer, self._width = answer, width

    def lines(self) -> Iterator[str]:
        """All of it."""
        answer = self._answer
        yield headline(answer)
        for label, text in facts(answer):
            yield from row(label, text, self._width)
        for number, one in enumerate(answer.classes, 1):
            yield ""
            yield from self._class(number, one)

    def _class(self, number: int, one: DifferenceClass) -> Iterator[str]:
        yield f"{number}. {title(one)}"
        for label, text in class_facts(self._answer, one):
            yield from row(label, text, self._width)


def headline(answer: Conformance) -> str:
    """The verdict in a line."""
    if not answer.judged:
        return f"NOTHING JUDGED  {answer.source}"
    if answer.conforms:
        return f"CONFORMS  {answer.source}: {answer.judged} rows, no difference"
    different, count = answer.counts["different"], len(answer.classes)
    classes = f"{count} class" + ("es" if count != 1 else "")
    return f"DIFFERS  {answer.source}: {different} of {answer.judged} rows, {classes} of difference"


def facts(answer: Conformance) -> Iterator[tuple[str, str]]:
    """What was compared and what was not."""
    counts = answer.counts
    numbers = [f"{counts['equal']} equal", f"{counts['permitted']} permitted"]
    numbers.append(f"{counts['different']} different")
    undefined = f"{counts['undefined']} undefined"
    if counts["undefined"]:
        undefined += " (reserved values decide; not judged)"
    yield "rows", f"{sum(counts.values())}: {', '.join([*numbers, undefined])}"
    yield "answers", ", ".join(answer.parts)
    if answer.given:
        yield "given", ", ".join(answer.given)
    if answer.accepted:
        yield "accepted", ", ".join(answer.accepted)
    if answer.unread:
        yield "ignored", ", ".join(answer.unread)
    if answer.judges_reserved:
        yield "reserved", "judged like all other rows"
    if answer.lost:
        counted = f"{answer.lost} rows beyond {MOST_KEPT} distinct ones are counted, not explained"
        yield "cut", f"{counted}; {answer.lost_differing} of them differ"


def title(one: DifferenceClass) -> str:
    """The rule that was not followed."""
    if not one.cases:
        return "no single rule explains these rows"
    first = one.cases[0].source
    return "  ".join((first.name, first.place, ", ".join(first.refs[:3])))


def class_facts(answer: Conformance, one: DifferenceClass) -> Iterator[tuple[str, str]]:
    """What is said of a class."""
    if one.cases and one.cases[0].source.words:
        yield "rule", one.cases[0].source.words
    if len(one.cases) > 1:
        yield "cases", _cases(one.cases)
    repeated = f" ({one.distinct} without repetitions)" if one.distinct != one.rows else ""
    yield "rows", f"{one.rows} of {answer.judged}{repeated}"
    yield "differ on", where(one.terms, one.all_but)
    yield "example", ", ".join(map(str, one.example))
    yield "answered", parts(one.answered)
    yield "right", _right(one)


def where(terms: Terms, all_but: bool) -> str:
    """The rows of a class among all that are judged."""
    if terms.terms == ("always",):
        return "every row"
    several = len(terms.terms) + terms.more > 1
    texts = [f"({text})" if several and " and " in text else text for text in terms.terms]
    more = f", or {terms.more} more" if terms.more else ""
    text = " or ".join(texts) + (more if terms.exact else ", or more")
    return f"all but {text}" if all_but else text


def parts(answered: Sequence[tuple[str, str]]) -> str:
    """An answer by its parts; those that are absent are left out."""
    return " ".join(f"{name}={cell}" for name, cell in answered if cell) or "nothing"


def _right(one: DifferenceClass) -> str:
    texts = [parts(right) for right in one.right[:SHOWN]]
    more = len(one.right) - len(texts)
    return " or ".join(texts) + (f", or {more} more" if more else "")


def _cases(cases: Sequence[DecidingCase]) -> str:
    texts = [f"{case.source.case} ({case.rows})" for case in cases[:SHOWN]]
    more = len(cases) - len(texts)
    return ", ".join(texts) + (f" and {more} more" if more else "")
