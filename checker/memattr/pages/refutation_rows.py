"""The rows of a report on a refutation, each in many wordings: few lines have to do."""

from __future__ import annotations

import re
from dataclasses import replace

from memattr.explain.report import ConditionTerms, Fails, Refutation, Report, ShownValue, Source
from memattr.pages.false_part import DETAIL, got
from memattr.pages.page import Row, shortened

# What a sentence cites, at its beginning.
TAG = re.compile(r"\[[^\]]*\] ")

# The letters of two lines of a row, a place before them.
TWO_LINES = 108

# An assumption about one flag.
FLAG = re.compile(r"(not )?(\w+)")

# A value, and what a view says of it.
CLASS = re.compile(r"(=\S+) \([^()]*\)")


def refutation_rows(report: Report, refutation: Refutation) -> tuple[Row, ...]:
    """All rows in order. What is wrong with the text comes first, then the input and the rule that
    matter, within four lines."""
    return (
        *([Row("NOT", ("; ".join(report.trouble),), 3, rank=0)] if report.trouble else []),
        *_first(Row("example", tuple(example(refutation)), rank=0), because(refutation)),
        got(refutation),
        claim(report),
        assuming(report),
        fails(refutation.fails),
        Row("passes", tuple(passes(refutation)), rank=7),
        holds_if(refutation),
        rests_on(report),
        Row("repeat", (report.repeat,), command=True),
    )


def _first(example_row: Row, because_row: Row) -> tuple[Row, Row]:
    """The input and the rule that matter, both within the first four lines: a long example comes
    second, and begins with what departs most."""
    inputs, rule = len(example_row.wordings[0]), len(because_row.wordings[0])
    if inputs > TWO_LINES and rule <= inputs:
        return because_row, example_row
    return example_row, because_row


def claim(report: Report) -> Row:
    """The sentence, without what it cites if it is too long."""
    without_tag = TAG.sub("", report.claim)
    wordings = tuple(dict.fromkeys((report.claim, without_tag, _short(without_tag))))
    return Row("claim", wordings, rank=4, enough=len(wordings))


def _short(claim: str) -> str:
    """Without the folders of the place that the sentence may begin with."""
    place, colon, sentence = claim.partition(": ")
    return f"{place.rpartition('/')[2]}{colon}{sentence}" if " " not in place else claim


def assuming(report: Report) -> Row:
    """What is stated, the scope, its controls that matter, and what is given."""
    said = report.assuming
    scope = [f"under {said.scope}"] if said.scope else []
    controls = [" ".join(map(str, said.controls))] if said.controls else []
    fewer = shortened([str(setting) for setting in said.controls], " ")[-2:]
    flags = " ".join(map(_flag, said.given)).rstrip(";")
    given = [flags] if flags else []
    wordings = [
        (*said.stated, *scope, *controls, *said.given),
        (*said.stated, *controls, *said.given),
        (*said.stated, *controls, *given),
        (*said.stated, *_chained(controls), *_chained(given)),
        *((*said.stated, few, *given) for few in fewer if few),
        (*said.stated, *controls, *shortened(said.given, "; ")[-2:][:1]),
        (*said.stated, *fewer[-1:], *shortened(said.given, "; ")[-1:]),
    ]
    texts = ("; ".join(filter(None, parts)) or "nothing" for parts in wordings)
    return Row("assuming", tuple(dict.fromkeys(texts)), 2, 6, enough=len(wordings) - 2)


def _chained(settings: list[str]) -> list[str]:
    """Neighbours of one value as a chain: A=B=0."""
    parts: list[str] = []
    for setting in " ".join(settings).split():
        name, equals, value = setting.rpartition("=")
        before = parts[-1] if parts else ""
        if equals and name and before.endswith(f"={value}") and value.isalnum():
            parts[-1] = f"{before.removesuffix(value)}{name}={value}"
        else:
            parts.append(setting)
    return [" ".join(parts)] if parts else []


def _flag(given: str) -> str:
    """An assumption about one flag as a setting, any other as it is."""
    matched = FLAG.fullmatch(given)
    return f"{matched[2]}={0 if matched[1] else 1}" if matched else f"{given};"


def example(refutation: Refutation) -> list[str]:
    """Inputs that depart from what is usual come first, and all of them are named, with the
    choices; of the others fewer and fewer are."""
    shown = (*refutation.example, *refutation.choices)
    departing = [one for one in shown if one.name not in refutation.usual]
    usual = [one for one in shown if one.name in refutation.usual]
    wordings = _settings((*departing, *usual))
    for count in reversed(range(len(usual))):
        kept = _settings((*departing, *usual[:count])) if departing or count else []
        left_out = len(usual) - count
        wordings += [f"{text} and {left_out} as usual" for text in kept]
    return list(dict.fromkeys(wordings))


def _settings(settings: tuple[ShownValue, ...]) -> list[str]:
    """All of them, with less and less said of each."""
    if not settings:
        return ["any input"]
    full = [str(setting) for setting in settings]
    bare = [f"{setting.name}={setting.value}" for setting in settings]
    plainer = [DETAIL.sub("", text) for text in bare]
    values = [{text.partition("=")[2] for text in texts} for texts in (bare, plainer)]
    different = len(values[0]) == len(values[1])
    return list(dict.fromkeys(map(", ".join, (full, bare, *((plainer,) if different else ())))))


def rests_on(report: Report) -> Row:
    """Who decided, and whether it matters that equal choices are made alike."""
    text = ", ".join(report.rests_on)
    if report.repeated:
        stands = "also" if report.survives else "NOT"
        names = shortened(report.repeated)
        texts = [f"{text}; {stands} if repeated choices of {n} differ" for n in names]
        short = (f"{text}; {stands} if {which} differ" for which in ("repeated choices", "choices"))
        return Row("rests on", (*texts, *short), 2)
    return Row("rests on", (text,), 2)


def because(refutation: Refutation) -> Row:
    """The case that gave what was seen, with its place and references; and all others any of which
    explains the failure alone, by name, or how many they are."""
    if not refutation.because:
        return Row("because", ("no case by itself: several would have to give other results",), 2)
    first, *others = refutation.because
    here = replace(first, place=first.place.rpartition("/")[2])
    cases = (_case(first, refs=3), _case(first, refs=1), _case(here, refs=1))
    if not others:
        wordings = [*cases, _case(here, refs=0)]
        return Row("because", tuple(dict.fromkeys(wordings)), 3, rank=8, enough=len(wordings))
    names = ", ".join(case.name for case in others)
    number = "1 other" if len(others) == 1 else f"{len(others)} others"
    wordings = [f"{case}; alone also {names}" for case in cases]
    enough = len(wordings)
    wordings += [f"{case}; or {number}" for case in (*cases, _case(here, refs=0))]
    return Row("because", tuple(dict.fromkeys(wordings)), 4, rank=0, enough=enough)


def _case(case: Source, refs: int) -> str:
    return "  ".join(part for part in (case.name, case.place, ", ".join(case.refs[:refs])) if part)


def fails(failure: Fails) -> Row:
    """Where, how often, and what does not matter, in more and in fewer words."""
    short, wordings = _counts(failure), list[str]()
    over = f" over {', '.join(failure.relevant)}" if failure.relevant else ""
    irrelevant = _irrelevant(failure)
    shown = range(max(1, len(failure.terms.terms)), 0, -1)
    plain_ = replace(failure, terms=briefest(failure.terms))
    regions = list(
        dict.fromkeys([*(region(failure, number) for number in shown), region(plain_, 1)])
    )
    for where in regions:
        for counts in ([short[0] + over, *short[1:]], short):
            for text in irrelevant:
                wordings.append(f"{where}: {'; '.join((*counts, *text))}")
    enough = len(wordings)
    wordings += [f"{where}: {'; '.join(short)}" for where in regions]
    wordings += [f"{where}: {_fewest(failure)}" for where in regions]
    wordings.append("; ".join(short))
    label = "may fail" if failure.by_choice else "fails on"
    verb = "does not matter" if len(failure.irrelevant) == 1 else "do not matter"
    idle = [f"{', '.join(failure.irrelevant)} {verb}"] if failure.irrelevant else []
    full = f"{regions[0]}: {'; '.join((short[0] + over, *short[1:], *idle))}"
    unabridged = full if full != wordings[0] else ""
    different = tuple(dict.fromkeys(wordings))
    return Row(label, different, 3, rank=2, enough=enough, unabridged=unabridged)


def _irrelevant(failure: Fails) -> list[list[str]]:
    """The inputs that do not matter: some of them by name, or only how many."""
    count = len(failure.irrelevant)
    if count == 0:
        return [[]]
    verb = "does not matter" if count == 1 else "do not matter"
    named = [[f"{text} {verb}"] for text in shortened(failure.irrelevant)[-4:]]
    return named if count == 1 else [*named, [f"{count} inputs {verb}"]]


def region(failure: Fails, shown: int) -> str:
    """The region in words."""
    text = alternatives(failure.terms, shown)
    if text == "always":
        return "every input"
    several = " and " in text and " or " not in text and ", or " not in text
    return f"all but {f'({text})' if several else text}" if failure.all_but else text


def _counts(failure: Fails) -> list[str]:
    if failure.by_choice:
        parts = [f"{failure.may_fail} of {failure.others + failure.reserved}"]
        if failure.reserved:
            parts.append(
                "reserved"
                if failure.reserved == failure.may_fail
                else f"{failure.reserved} reserved"
            )
        return parts
    parts = [f"{failure.fails} of {failure.others}"]
    if failure.reserved:
        parts.append(f"{failure.reserved} reserved may")
    if failure.may_fail > failure.reserved:
        parts.append(f"{failure.may_fail - failure.reserved} by choice")
    return parts


def _fewest(failure: Fails) -> str:
    """Failing and possibly failing situations, and no word about why."""
    if failure.by_choice:
        return f"{failure.may_fail} of {failure.others + failure.reserved}"
    return f"{failure.fails} of {failure.others}" + (
        f", {failure.may_fail} may" if failure.may_fail else ""
    )


def passes(refutation: Refutation) -> list[str]:
    """The nearest input that passes."""
    if not refutation.passes:
        return ["no input passes" + (" for every choice" if refutation.fails.by_choice else "")]
    count = len(refutation.passes)
    changed = "one input" if count == 1 else f"{count} inputs"
    return [f"{text} ({changed} changed)" for text in _settings(refutation.passes)]


def holds_if(refutation: Refutation) -> Row:
    """Both weakest conditions."""
    sides = refutation.platform, refutation.guest
    brief = briefest(sides[0]), briefest(sides[1])
    wordings = [_both(*sides, shown) for shown in (4, 3, 2, 1)]
    wordings.insert(1, _both(*sides, 4, classes=False))
    wordings += [_both(*brief, 1), _both(*brief, 1, classes=False)]
    texts = [f"{text} (proved)" for text in wordings]
    return Row("holds if", tuple(dict.fromkeys(texts)), rank=3, enough=len(texts))


def _both(platform: ConditionTerms, guest: ConditionTerms, shown: int, classes: bool = True) -> str:
    """The conditions with those who decide them, at most so many terms of each."""
    texts = []
    for side, who in ((platform, "hypervisor"), (guest, "guest")):
        text = alternatives(side, shown)
        if not side.idle:
            text = text if classes else CLASS.sub(r"\1", text)
            texts.append(f"never by {who}" if text == "never" else _condition(side, text))
    if all(text.startswith("never") for text in texts):
        return "never"
    return "; ".join(texts)


def _condition(side: ConditionTerms, text: str) -> str:
    """Nobody decides what a bound variable is."""
    return f"{' and '.join(side.whose)}: {text}" if side.whose else text


def briefest(terms: ConditionTerms) -> ConditionTerms:
    """The shortest term alone, and how many more there are."""
    total = len(terms.terms) + terms.more
    return replace(terms, terms=(min(terms.terms, key=len),), more=total - 1) if total else terms


def alternatives(terms: ConditionTerms, shown: int) -> str:
    """At most so many terms, any of which will do, and how many more there are."""
    total = len(terms.terms) + terms.more
    if total == 0:
        return "never"
    texts = list(terms.terms[:shown])
    if len(texts) > 1:
        texts = [f"({text})" if " and " in text else text for text in texts]
    more = total - len(texts)
    number = f"{more} more" if terms.exact else "more"
    return " or ".join(texts) + (f", or {number}" if more or not terms.exact else "")
