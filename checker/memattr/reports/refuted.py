"""A refutation -> rows: the lines of the report in their order, best wordings first."""

from __future__ import annotations

import re

from memattr.explain.report import Fails, Got, Refutation, Report, Setting, Source, Terms
from memattr.reports.layout import Row, cut_short, shortened

# How many lines a report may have after its headline.
MOST = 11

# Details of a value, as of its hints.
DETAIL = re.compile(r"\([^()]*: [^()]*\)")

# A value, and what a view says of it.
CLASS = re.compile(r"(=\S+) \([^()]*\)")


def rows(report: Report, refutation: Refutation) -> list[Row]:
    """All rows in order. Rows that say what is wrong with the text come first."""
    return [
        *([Row("NOT", ("; ".join(report.trouble),), 3, rank=0)] if report.trouble else []),
        Row("claim", (report.claim,), rank=6),
        assuming(report),
        Row("example", tuple(_settings((*refutation.example, *refutation.choices))), rank=4),
        because(refutation),
        got(refutation),
        fails(refutation.fails),
        Row("passes", tuple(passes(refutation)), rank=7),
        holds_if(refutation),
        rests_on(report),
        Row("repeat", (report.repeat,), fixed=True),
    ]


def assuming(report: Report) -> Row:
    """What is stated, the scope, its controls that matter, and what is given."""
    said = report.assuming
    scope = [f"under {said.scope}"] if said.scope else []
    controls = [" ".join(map(str, said.controls))] if said.controls else []
    full = "; ".join((*said.stated, *scope, *controls, *said.given))
    short = "; ".join((*said.stated, *controls, *said.given))
    shorter = "; ".join((*said.stated, *controls, *shortened(said.given, "; ")[-1:]))
    return Row("assuming", tuple(text or "nothing" for text in (full, short, shorter)), rank=5)


def _settings(settings: tuple[Setting, ...]) -> list[str]:
    return shortened([str(setting) for setting in settings]) if settings else ["any input"]


def rests_on(report: Report) -> Row:
    """Who decided, and whether it matters that equal choices are made alike."""
    text = ", ".join(report.rests_on)
    if report.repeated:
        stands = "also" if report.survives else "NOT"
        names = shortened(report.repeated)
        texts = [f"{text}; {stands} if repeated choices of {n} differ" for n in names]
        short = (f"{text}; {stands} if {which} differ" for which in ("repeated choices", "choices"))
        return Row("rests on", (*texts, *short))
    return Row("rests on", (text,))


def because(refutation: Refutation) -> Row:
    """The cases, with places and references, or with less."""
    cases = refutation.because
    if not cases:
        return Row("because", ("no case by itself: several would have to give other results",))
    full = [_case(case, refs=3) for case in cases]
    texts = ["; ".join(full[:n]) for n in range(len(full), 0, -1)]
    short = (_case(cases[0], refs=1), _case(cases[0], refs=0))
    return Row("because", (*texts, *short), 3, rank=8, enough=len(texts) + 2)


def _case(case: Source, refs: int) -> str:
    return "  ".join(part for part in (case.name, case.place, ", ".join(case.refs[:refs])) if part)


def got(refutation: Refutation) -> Row:
    """What the false part speaks of, and what it wants."""
    wanted, seen = refutation.wanted, refutation.got
    if not seen:
        return Row("wanted", (wanted,), rank=2)
    if len(seen) == 1:
        wanted = wanted.removeprefix(f"{seen[0].subject} is ")
    elif wanted == " = ".join(one.subject for one in seen):
        wanted = "the same"
    wordings = [_got(seen, 200, wanted)]
    plainer = tuple(Got(one.subject, DETAIL.sub("", one.value)) for one in seen)
    for columns in (60, 40, 24, 16):
        for asked in (60, 40, 24):
            wordings.append(_got(plainer, columns, cut_short(wanted, asked)))
    return Row("got", tuple(dict.fromkeys(wordings)), 3, rank=2, enough=3)


def _got(seen: tuple[Got, ...], columns: int, wanted: str) -> str:
    texts = [
        f"{cut_short(one.subject, columns)} = {cut_short(one.value, columns)}" for one in seen[:2]
    ]
    more = f" and {len(seen) - 2} more" if len(seen) > 2 else ""
    return f"{'; '.join(texts)}{more}; wanted {wanted}"


def fails(of: Fails) -> Row:
    """Where, how often, and what does not matter, in more and in fewer words."""
    short, wordings = _counts(of), list[str]()
    over = f" over {', '.join(of.relevant)}" if of.relevant else ""
    irrelevant = _irrelevant(of)
    shown = range(max(1, len(of.terms.terms)), 0, -1)
    regions = list(dict.fromkeys(region(of, number) for number in shown))
    for where in regions:
        for counts in ([short[0] + over, *short[1:]], short):
            for text in irrelevant:
                wordings.append(f"{where}: {'; '.join((*counts, *text))}")
    enough = len(wordings)
    wordings += [f"{where}: {'; '.join(short)}" for where in regions]
    for columns in (100, 60, 40, 28, 20):
        where = cut_short(regions[-1], columns)
        for text in (irrelevant[-1], []):
            wordings.append(f"{where}: {'; '.join((*short, *text))}")
    wordings.append("; ".join(short))
    label = "may fail" if of.by_choice else "fails on"
    return Row(label, tuple(dict.fromkeys(wordings)), 3, rank=1, enough=enough)


def _irrelevant(of: Fails) -> list[list[str]]:
    """The inputs that do not matter: some of them by name, or only how many."""
    count = len(of.irrelevant)
    if count == 0:
        return [[]]
    verb = "does not matter" if count == 1 else "do not matter"
    named = [[f"{text} {verb}"] for text in shortened(of.irrelevant)[-4:]]
    return named if count == 1 else [*named, [f"{count} inputs {verb}"]]


def region(of: Fails, shown: int) -> str:
    """The region in words."""
    text = alternatives(of.terms, shown)
    if text == "always":
        return "every input"
    return f"all but {text}" if of.all_but else text


def _counts(of: Fails) -> list[str]:
    if of.by_choice:
        found = [f"{of.may_fail} of {of.others + of.reserved}"]
        if of.reserved:
            found.append("reserved" if of.reserved == of.may_fail else f"{of.reserved} reserved")
        return found
    found = [f"{of.fails} of {of.others}"]
    if of.reserved:
        found.append(f"{of.reserved} reserved may")
    if of.may_fail > of.reserved:
        found.append(f"{of.may_fail - of.reserved} by choice")
    return found


def passes(refutation: Refutation) -> list[str]:
    """The nearest input that passes."""
    if not refutation.passes:
        return ["no input passes" + (" for every choice" if refutation.fails.by_choice else "")]
    count = len(refutation.passes)
    changed = "one input" if count == 1 else f"{count} inputs"
    return [f"{text} ({changed} changed)" for text in _settings(refutation.passes)]


def holds_if(refutation: Refutation) -> Row:
    """Both weakest conditions."""
    wordings = [
        _both(alternatives(refutation.platform, shown), alternatives(refutation.guest, shown))
        for shown in (4, 3, 2, 1)
    ]
    wordings.insert(1, CLASS.sub(r"\1", wordings[0]))
    enough = len(wordings)
    for columns in (60, 40, 28, 16):
        texts = (alternatives(side, 1) for side in (refutation.platform, refutation.guest))
        wordings.append(_both(*(cut_short(text, columns) for text in texts)))
    return Row("holds if", tuple(dict.fromkeys(wordings)), 3, rank=3, enough=enough)


def _both(platform: str, guest: str) -> str:
    said = "never by hypervisor" if platform == "never" else f"hypervisor: {platform}"
    return f"{said}; guest: {guest} (proved)"


def alternatives(terms: Terms, shown: int) -> str:
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
