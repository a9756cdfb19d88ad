"""What a false part of a claim speaks of -> the row that says what came of it, and what was
wanted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from memattr.explain.report import Got, Refutation
from memattr.pages.page import Row

# Details of a value, as of its hints.
DETAIL = re.compile(r"(?<=\w)\([^()]*: [^()]*\)")

# What an expression changes.
CHANGES = re.compile(r" with [^()]*\)")


def got(refutation: Refutation) -> Row:
    """What the false part speaks of, and what it wants, in more and in fewer words."""
    number = f" (part {refutation.part} of {refutation.parts})" if refutation.parts > 1 else ""
    wanted = _wanted(refutation)
    if not refutation.got:
        return Row("wanted", (wanted + number, wanted), rank=1, enough=2)
    said = list(_said(refutation, wanted))
    wordings = [text + number for text in said if number][:1] + said
    return Row("got", tuple(dict.fromkeys(wordings)), rank=1, enough=len(wordings))


def _wanted(refutation: Refutation) -> str:
    if refutation.asked or len(refutation.got) != 1:
        return refutation.asked or refutation.wanted
    subject = refutation.got[0].subject
    # As a whole name; before a colon it is that of a field.
    itself = rf"(?<![\w.]){re.escape(subject)}(?!\w|: )"
    return re.sub(itself, "it", refutation.wanted.removeprefix(f"{subject} is "))


def _said(refutation: Refutation, wanted: str) -> Iterator[str]:
    """Every wording that leaves no value out, but for details in which they do not differ."""
    wordings = [list(_sentences(refutation, seen, wanted)) for seen in _variants(refutation)]
    for number in range(max(map(len, wordings))):
        for sentences in wordings:
            yield from sentences[number : number + 1]
    plainer = _plainer(refutation)
    if refutation.link == "alike":
        yield f"{plainer[0].value}; wanted {plainer[1].value}"
    elif refutation.link == "as strong":
        yield f"{plainer[0].value}; wanted at least {plainer[1].value}"
    elif len(plainer) == 1:
        yield f"{_last(plainer[0].subject)} = {plainer[0].value}; wanted {wanted}"
        yield f"{plainer[0].value}; wanted {wanted}"


def _sentences(refutation: Refutation, seen: tuple[Got, ...], wanted: str) -> Iterator[str]:
    texts = [f"{one.subject} = {one.value}" for one in seen]
    match refutation.link:
        case "alike":
            yield f"{texts[0]}; {texts[1]}; wanted the same"
            yield f"{texts[0]}; wanted {seen[1].value}, as {seen[1].subject}"
            yield f"{texts[0]}; wanted {seen[1].value}"
        case "as strong":
            yield f"{texts[0]}; {texts[1]}; wanted the first at least as strong"
            yield f"{texts[0]}; wanted at least {seen[1].value}, {seen[1].subject}"
            yield f"{texts[0]}; wanted at least as strong as {seen[1].value}"
        case "other":
            yield f"{'; '.join(texts)}; wanted {wanted}"


def _variants(refutation: Refutation) -> Iterator[tuple[Got, ...]]:
    """In full; without details; without what is changed."""
    plainer = _plainer(refutation)
    yield refutation.got
    yield plainer
    unchanged = tuple(
        replace(one, subject=CHANGES.sub(" with ...)", one.subject)) for one in plainer
    )
    if len({one.subject for one in unchanged}) == len({one.subject for one in plainer}):
        yield unchanged


def _plainer(refutation: Refutation) -> tuple[Got, ...]:
    """Without details, unless two values would then look alike."""
    without_details = tuple(replace(one, value=DETAIL.sub("", one.value)) for one in refutation.got)
    kept = len({one.value for one in without_details}) == len({one.value for one in refutation.got})
    return without_details if kept else refutation.got


def _last(subject: str) -> str:
    """The last field of a path; the name of what is called."""
    field = subject.rpartition(".")[2]
    return field if field.isidentifier() else subject.partition("(")[0] or "it"
