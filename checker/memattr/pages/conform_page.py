"""A comparison with an implementation as a page: rows by verdict, and classes of difference."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from memattr.conformance.conformance_answer import Conformance, DecidingCase, DifferenceClass
from memattr.conformance.judgement import MOST_KEPT
from memattr.explain.report import ConditionTerms
from memattr.pages.eval_page import idle_text
from memattr.pages.findings import CheckedCase, Finding, Findings
from memattr.pages.page import Block, Gap, Heading, Page, Row, Rows, row
from memattr.place import Place

# Deciding cases, and permitted answers, that are told one by one.
SHOWN = 4


def conform_page(answer: Conformance) -> Page:
    """All of it."""
    return Page((_heading(answer), Rows(tuple(_facts(answer))), *_classes(answer)))


def conform_findings(answer: Conformance, status: int) -> Findings:
    """Each class of difference is a case that failed; rows that conform are one that did not."""
    place = Place(answer.source, 1, 1)
    conforming = answer.judged - answer.counts["different"]
    cases = [CheckedCase("rows that conform", place, "CONFORMS", f"{conforming} rows")]
    for one in answer.classes:
        message = f"{one.rows} rows differ on {where(one)}"
        page = Page((Rows(tuple(_class_facts(answer, one))),))
        at = one.cases[0].source.name if one.cases else title(one)
        finding = Finding("error", at, place, message, "", page)
        cases.append(CheckedCase(at, place, "DIFFERS", message, finding))
    return Findings(f"{_verdict(answer)} {_summary(answer)}", (), tuple(cases), status)


def title(one: DifferenceClass) -> str:
    """The rule that was not followed."""
    if not one.cases:
        return "no single rule explains these rows"
    return one.cases[0].source.name


def where(one: DifferenceClass) -> str:
    """The rows of a class among all that are judged."""
    terms = one.terms
    if terms.terms == ("always",):
        return "every row"
    several = len(terms.terms) + terms.more > 1
    texts = [f"({text})" if several and " and " in text else text for text in terms.terms]
    text = " or ".join(texts) + _more(terms)
    return f"all but {text}" if one.all_but else text


def parts(answered: Sequence[tuple[str, str]]) -> str:
    """An answer by its parts; those that are absent are left out."""
    return " ".join(f"{name}={cell}" for name, cell in answered if cell) or "nothing"


def _more(terms: ConditionTerms) -> str:
    if not terms.exact:
        return ", or more"
    return f", or {terms.more} more" if terms.more else ""


def _heading(answer: Conformance) -> Heading:
    is_good = answer.conforms and answer.judged > 0
    return Heading(_summary(answer), (), _verdict(answer), "good" if is_good else "bad")


def _verdict(answer: Conformance) -> str:
    if not answer.judged:
        return "NOTHING JUDGED"
    return "CONFORMS" if answer.conforms else "DIFFERS"


def _summary(answer: Conformance) -> str:
    if not answer.judged:
        return answer.source
    if answer.conforms:
        return f"{answer.source}: {answer.judged} rows, no difference"
    count = len(answer.classes)
    classes = f"{count} class" + ("es" if count != 1 else "")
    rows = f"{answer.counts['different']} of {answer.judged} rows"
    return f"{answer.source}: {rows}, {classes} of difference"


def _facts(answer: Conformance) -> Iterator[Row]:
    """What was compared and what was not."""
    counts = answer.counts
    numbers = [f"{counts[word]} {word}" for word in ("equal", "permitted", "different")]
    undefined = f"{counts['undefined']} undefined"
    if counts["undefined"]:
        undefined += " (a reserved value decides; not judged)"
    outside = [f"{counts['outside']} outside what is given"] if counts["outside"] else []
    yield row("rows", f"{sum(counts.values())}: {', '.join([*numbers, undefined, *outside])}")
    yield row("answers", ", ".join(answer.parts))
    if answer.given:
        yield row("given", ", ".join(answer.given))
    if answer.accepted:
        yield row("accepted", ", ".join(answer.accepted))
    if answer.unread:
        yield row("ignored", ", ".join(answer.unread))
    if answer.judges_reserved:
        yield row("checked", "rows that reserved values decide are judged too")
    for idle in answer.idle:
        yield row("note", idle_text(answer.model, idle, "in any row"))
    if answer.lost:
        counted = f"{answer.lost} rows beyond {MOST_KEPT} distinct ones are counted, not explained"
        yield row("cut", f"{counted}; {answer.lost_differing} of them differ")


def _classes(answer: Conformance) -> Iterator[Block]:
    for number, one in enumerate(answer.classes, 1):
        asides = one.cases[0].source.place if one.cases else ""
        yield Gap()
        yield Heading(f"{number}. {title(one)}", (asides,) if asides else (), level=2)
        yield Rows(tuple(_class_facts(answer, one)))


def _class_facts(answer: Conformance, one: DifferenceClass) -> Iterator[Row]:
    if one.cases:
        source = one.cases[0].source
        said = [part for part in (source.words, ", ".join(source.refs)) if part]
        yield row("rule", "; ".join(said) or source.name)
    if len(one.cases) > 1:
        yield row("cases", _cases(one.cases))
    repeated = f" ({one.distinct} without repetitions)" if one.distinct != one.rows else ""
    yield row("rows", f"{one.rows} of {answer.judged}{repeated}")
    yield row("differ on", where(one))
    yield row("example", ", ".join(map(str, one.example)))
    yield row("answered", parts(one.answered))
    yield row("right", _right(one))


def _right(one: DifferenceClass) -> str:
    texts = [parts(right) for right in one.right[:SHOWN]]
    more = len(one.right) - len(texts)
    return " or ".join(texts) + (f", or {more} more" if more else "")


def _cases(cases: Sequence[DecidingCase]) -> str:
    texts = [f"{case.source.case} ({case.rows})" for case in cases[:SHOWN]]
    more = len(cases) - len(texts)
    return ", ".join(texts) + (f" and {more} more" if more else "")
