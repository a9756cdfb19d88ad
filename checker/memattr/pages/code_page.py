"""Code against text as pages: differences, what was not read, and how much was."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from memattr.answers.code import CodeAnswer
from memattr.model.model import Model
from memattr.model.show import show
from memattr.pages.findings import Finding
from memattr.pages.page import Heading, Page, Paragraph, Rows, counted, row

if TYPE_CHECKING:
    from memattr.sources.code_decides import Difference
    from memattr.sources.read_code import Failure, Value
    from memattr.sources.unread import Cause


def difference_page(model: Model, difference: Difference) -> Page:
    """What the text says, what the code says, and where."""
    value = difference.value
    place = value.reading.place.short
    name = f"{value.scope} {value.reading.input}"
    rows = [row("text", _in_words(model, value, difference.text, difference.features))]
    rows.append(row("code", f"{_in_words(model, value, value.value)}  {value.tree}:{value.place}"))
    if value.macros:
        rows.append(row("macros", macros_text(value)))
    return Page((Heading(name, (place,), "DIFFERS", "bad"), Rows(tuple(rows))))


def difference_finding(model: Model, difference: Difference) -> Finding:
    """The difference for tools that put findings beside the text."""
    value = difference.value
    text, code = (_in_words(model, value, n) for n in (difference.text, value.value))
    message = f"{value.scope} {value.reading.input} is {text}; the code has {code}"
    page = difference_page(model, difference)
    where = f"{message} ({value.tree}:{value.place})"
    return Finding("error", "code-differs", value.reading.place, where, page=page)


def _in_words(
    model: Model, value: Value, number: int, features: tuple[tuple[str, int], ...] = ()
) -> str:
    text = show(model, model.inputs[value.reading.input].type, number, value.reading.input)
    given = ", ".join(f"{name}={truth}" for name, truth in features)
    return f"{text} given {given}" if given else text


def macros_text(value: Value) -> str:
    """The macros on the way, each with its place."""
    return ", ".join(f"{name} ({place})" for name, place in value.macros)


def failure_pages(failures: tuple[Failure, ...]) -> Iterator[Page]:
    """What was not read, and what to state or to name; once for all inputs that it is for."""
    for failure, inputs in _grouped(failures):
        cause = failure.cause
        rows = (
            row("at", f"{cause.place}"),
            row("because", cause.message),
            row("way out", cause.way),
        )
        name, place = f"{failure.scope} {inputs}", failure.reading.place.short
        yield Page((Heading(name, (place,), "NOT READ", "bad"), Rows(rows)))


def failure_findings(failures: tuple[Failure, ...]) -> Iterator[Finding]:
    """The same for tools that put findings beside the text."""
    for (failure, inputs), page in zip(_grouped(failures), failure_pages(failures), strict=True):
        cause = failure.cause
        message = f"{failure.scope} {inputs}: {cause.message} ({failure.tree}:{cause.place})"
        place = failure.reading.place
        yield Finding("error", "code-not-read", place, message, cause.way, page)


def _grouped(failures: tuple[Failure, ...]) -> list[tuple[Failure, str]]:
    """The first failure of each scope, place and cause, with all inputs that it is for."""
    grouped: dict[tuple[str, str, Cause], list[Failure]] = {}
    for failure in failures:
        key = (failure.scope, failure.reading.place.short, failure.cause)
        grouped.setdefault(key, []).append(failure)
    return [(group[0], ", ".join(f.reading.input for f in group)) for group in grouped.values()]


def nothing_decided(answer: CodeAnswer) -> str:
    """The last line where some value was not read."""
    count = f"{len(answer.failures)} of {len(answer.results)} values were not read"
    return f"nothing is decided: {count}"


def code_summary(answer: CodeAnswer) -> Iterator[Paragraph]:
    """How much was read, and what was not: nothing is passed over in silence."""
    for tree in answer.trees:
        values = sum(result.tree == tree for result in answer.results)
        differing = sum(d.value.tree == tree for d in answer.differences)
        words = f"{counted(values, 'value')}, of which {differing} differ from the text"
        yield Paragraph(f"read from {tree}: {words}")
        only = [o for o in answer.text_only if o.tree == tree]
        if only:
            names = (f"{o.scope} ({', '.join(o.inputs)})" if o.inputs else o.scope for o in only)
            yield Paragraph(f"not read from {tree}, decided by the text: {', '.join(names)}")
    if answer.absent:
        absent = ", ".join(answer.absent)
        yield Paragraph(f"not read, decided by the text: {absent} (their trees are not given)")
