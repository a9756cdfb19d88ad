"""A verdict -> lines of text."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping

from memattr.engines.verdict import (
    Counts,
    Covered,
    Disagreement,
    Example,
    NotSufficient,
    Proved,
    Refuted,
    Superfluous,
    Unknown,
    Unreachable,
    Vacuous,
    Verdict,
    as_expected,
)
from memattr.model.expressions import Expression, Field
from memattr.model.model import Claim, Model, Part
from memattr.model.show import show
from memattr.model.types import Type, Value
from memattr.readings.evaluate import Evaluator, Fired, Situation
from memattr.readings.permitted import Given

LABEL = 10


def word(verdict: Verdict) -> str:
    """The verdict's word."""
    match verdict.outcome:
        case Proved():
            return "PROVED"
        case Refuted(by_choice, _):
            return "REFUTED by choice" if by_choice else "REFUTED"
        case Covered():
            return "COVERED"
        case Unreachable():
            return "UNREACHABLE"
        case Vacuous():
            return "VACUOUS"
        case Unknown():
            return "UNKNOWN"
        case Disagreement():
            return "ERROR"


def headline(verdict: Verdict, width: int) -> str:
    """The verdict, the claim's name and its place, on one line where it fits."""
    claim = verdict.claim
    mark = word(verdict)
    if not as_expected(verdict):
        mark += " (NOT as expected)"
    elif isinstance(verdict.outcome, Refuted):
        mark += " (as expected)"
    left = f"{mark}  {claim.name}"
    place = claim.note.place.short
    room = width - len(left) - len(place)
    return f"{left}{' ' * room}{place}" if room >= 2 else f"{left}  {place}"


def row(label: str, text: str, width: int) -> list[str]:
    """A labelled line, continued under itself."""
    lines = textwrap.wrap(
        text, width - 2 - LABEL, break_long_words=False, break_on_hyphens=False
    ) or [""]
    head = f"  {label:<{LABEL}}{lines[0]}".rstrip()
    return [head, *(f"  {'':<{LABEL}}{line}" for line in lines[1:])]


class Reporter:
    """Writes reports on the verdicts of one model."""

    def __init__(self, model: Model, width: int) -> None:
        self.model = model
        self.width = width
        self.evaluator = Evaluator(model)

    def report(self, verdict: Verdict) -> list[str]:
        """The lines of a full report."""
        claim = verdict.claim
        lines = [headline(verdict, self.width)]
        if claim.note.words:
            lines += self.row("claim", claim.note.words)
        lines += self.row("assuming", self.assumptions(claim))
        lines += self.outcome(verdict)
        if verdict.evidence and verdict.evidence.repeated:
            often = ", ".join(verdict.evidence.repeated)
            survives = "holds" if verdict.evidence.survives else "does not hold"
            lines += self.row("choices", f"{often} made more than once; this {survives} for "
                                         "independent choices")  # fmt: skip
        if verdict.rests_on:
            lines += self.row("rests on", ", ".join(verdict.rests_on))
        return lines

    def row(self, label: str, text: str) -> list[str]:
        return row(label, text, self.width)

    def assumptions(self, claim: Claim) -> str:
        """What the claim states, where it holds, and what it takes for granted."""
        said = []
        for name, values in claim.stated:
            kind = self.model.inputs[name].type
            said.append(
                " or ".join(show(self.model, kind, v, name) for v in values) or f"every {name}"
            )
        if claim.scope:
            said.append(f"under {claim.scope}")
        return "; ".join([*said, *claim.assumed]) or "nothing"

    def outcome(self, verdict: Verdict) -> list[str]:
        claim = verdict.claim
        match verdict.outcome:
            case Refuted(_, example):
                return self.failing(verdict, claim, example)
            case Covered(example):
                return self.row("example", self.situation(claim, example))
            case Unreachable(example):
                return [] if example is None else self.row("cpu", self.situation(claim, example))
            case Vacuous(None):
                return self.row("vacuous", "nothing is admitted")
            case Vacuous(_):
                return self.row("vacuous", "no admitted input meets the premise")
            case Unknown(reason) | Disagreement(reason, _, _):
                return self.row("reason", reason)
            case Proved():
                return []

    def failing(self, verdict: Verdict, claim: Claim, example: Example) -> list[str]:
        lines = self.row("example", self.situation(claim, example))
        part, got, fired = self.evaluated(claim, example)
        for case in fired:
            lines += self.row("because", case)
        if got:
            lines += self.row("got", got)
        lines += self.row("wanted", part.written)
        evidence = verdict.evidence
        if evidence and evidence.counts:
            lines += self.row("fails on", counts_text(evidence.counts))
        if evidence:
            lines += self.pinned(verdict)
        return lines

    def pinned(self, verdict: Verdict) -> list[str]:
        """What of a pinned reason or number does not stand."""
        evidence, claim = verdict.evidence, verdict.claim
        assert evidence is not None
        lines = []
        match evidence.because:
            case Superfluous(cases):
                names = ", ".join(".".join(case) for case in cases)
                lines += self.row("NOT", f"because of {names}: the reason stands without it")
            case NotSufficient(example):
                text = self.situation(claim, example)
                lines += self.row(
                    "NOT", f"because of these alone: fails whatever they give on {text}"
                )
            case _:
                pass
        counts = evidence.counts
        if claim.counts and counts and claim.counts != (counts.fails, counts.others):
            lines += self.row("NOT", f"on {claim.counts[0]} of {claim.counts[1]}: "
                                     f"on {counts.fails} of {counts.others}")  # fmt: skip
        return lines

    def situation(self, claim: Claim, example: Example) -> str:
        """The inputs of an example that no assumption fixes, and the choices taken."""
        fixed = {name for name, values in claim.stated if len(values) == 1}
        if claim.scope:
            fixed |= {a.input for a in self.model.scopes[claim.scope].assignments if a.values}
        texts = [
            f"{name}={show(self.model, self.model.inputs[name].type, value, name)}"
            for name, value in example.inputs
            if name not in fixed
        ]
        kinds = dict(claim.variables)
        texts += [f"{n}={show(self.model, kinds[n], v, n)}" for n, v in example.variables]
        texts += [f"{t.choice}={self.choice_text(t.choice, t.value)}" for t in example.choices]
        return ", ".join(texts) or "any input"

    def choice_text(self, name: str, value: Value) -> str:
        kinds: Mapping[str, Type] = {
            case.choice.name: case.choice.type
            for function in self.model.functions.values()
            for case in function.cases
            if case.choice is not None
        }
        return show(self.model, kinds[name], value) if name in kinds else str(value)

    def evaluated(self, claim: Claim, example: Example) -> tuple[Part, str, list[str]]:
        """The first false part, the values that it speaks of, and the cases that gave them."""
        chooser = Given({(t.cpu, t.choice, t.arguments): t.value for t in example.choices})
        inputs, variables = dict(example.inputs), dict(example.variables)

        def situation(trace: list[Fired] | None = None) -> Situation:
            return Situation(inputs, variables, chooser, None, trace)

        part = next(p for p in claim.parts if not self.evaluator.value(p.expression, situation()))
        trace: list[Fired] = []
        self.evaluator.value(part.expression, situation(trace))
        got = []
        for text, subject in part.subjects:
            present = self.present(subject, situation())
            value = self.evaluator.value(present, situation())
            got.append(f"{text}: {show(self.model, present.type, value)}")
        return part, "; ".join(got), fired_cases(self.model, trace)

    def present(self, subject: Expression, situation: Situation) -> Expression:
        """The longest beginning of a path that exists here."""
        if not isinstance(subject, Field):
            return subject
        operand = self.present(subject.operand, situation)
        if operand is not subject.operand:
            return operand
        value = self.evaluator.value(operand, situation)
        if subject.variants is not None:
            assert isinstance(value, tuple)
            if value[0] not in subject.variants:
                return operand
        return subject


def counts_text(counts: Counts) -> str:
    """How many inputs fail, over which inputs."""
    text = f"{counts.fails} of {counts.others} situations of {', '.join(counts.relevant)}"
    if counts.reserved:
        text += f"; {counts.reserved} reserved may"
    if counts.may_fail - counts.reserved:
        text += f"; {counts.may_fail - counts.reserved} may by choice"
    return text


def fired_cases(model: Model, trace: Iterable[Fired]) -> list[str]:
    """Each fired case once, deepest first, with its place and references."""
    found: dict[tuple[str, str], str] = {}

    def visit(fired: Fired) -> None:
        for child in fired.children:
            visit(child)
        found.setdefault((fired.function, fired.case), case_text(model, fired))

    for fired in trace:
        visit(fired)
    return list(found.values())


def case_text(model: Model, fired: Fired) -> str:
    """function.case, its place, its references."""
    function = model.functions[fired.function]
    case = next(c for c in function.cases if c.name == fired.case)
    refs = case.note.refs or function.note.refs
    return f"{fired.function}.{fired.case}  {case.note.place.short}  {', '.join(refs)}"
