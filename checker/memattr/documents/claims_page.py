"""The summary of all claims: those refuted in the wild first, each with its counterexample."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from memattr.answers.data import provenance_of
from memattr.answers.find import FindAnswer
from memattr.answers.value_text import product_text, products
from memattr.documents.decisions import Decisions, counterexample, verdict_words
from memattr.documents.document import Document, code, link, page, rows, section, up
from memattr.engines.verdict import Refuted, Verdict
from memattr.formats.markdown import escaped
from memattr.model.model import Claim, Model

# How the texts mark what nobody said: a conclusion from a source is no statement of its author.
CONCLUDED = "derived from "


def claims_page(model: Model, decisions: Decisions) -> Document:
    """The page."""
    claims = [v for v in decisions.verdicts if v.claim.form == "claim"]
    wild = [v for v in claims if isinstance(v.outcome, Refuted) and is_said(v.claim)]
    others = [v for v in claims if v not in wild]
    body = [*_summary(decisions, wild)]
    body += section("Refuted in the wild")
    body += [
        "Each statement has a source, is false as it stands there, and comes with a situation that "
        "refutes it. What we conclude from a source is not attributed to it: such claims are "
        f"further down, and their sources begin with '{CONCLUDED.strip()}'.",
        "",
        *rows(("Claim", "Statement", "Source", "Counterexample", "Because of"), _wild(model, wild)),
    ]
    for file, group in _by_file(others).items():
        body += section(f"{link(code(file), up(file))}")
        body += rows(("Verdict", "Claim", "Statement", "Source or reference"), _others(group))
    body += section("Questions")
    body += rows(("Question", "In words", "Answer"), _questions(model, decisions.answers))
    body += section("Promises of policies")
    promised = [v for v in decisions.verdicts if v.claim.form == "promise"]
    body += rows(("Promise", "What it says", "Policies that keep it"), _promises(model, promised))
    body += section("Examples")
    body += ["Rows of tables and rules, typed in by hand; `memattr check` proves each.", ""]
    body += rows(("File", "Rows"), _examples(model))
    text = page("All claims and their verdicts", body, provenance_of(model))
    about = "every claim with its verdict and source, those refuted in the wild first"
    return Document("claims.md", text, about, "Summaries")


def is_said(claim: Claim) -> bool:
    """True iff somebody is named who said so."""
    return bool(claim.note.source) and not claim.note.source.startswith(CONCLUDED)


def _summary(decisions: Decisions, wild: list[Verdict]) -> Iterator[str]:
    numbers: dict[str, int] = {}
    for verdict in decisions.verdicts:
        numbers[verdict_words(verdict)] = numbers.get(verdict_words(verdict), 0) + 1
    counts = ", ".join(f"{number} {text.lower()}" for text, number in sorted(numbers.items()))
    yield f"{len(decisions.verdicts)} claims and promises: {counts}."
    yield f"{len(wild)} statements found in the wild are refuted."
    yield "`memattr check` decides all of this again, by two engines."


def _wild(model: Model, verdicts: list[Verdict]) -> Iterator[tuple[str, ...]]:
    for verdict in verdicts:
        claim = verdict.claim
        by_choice = " (by choice)" if claim.mode else ""
        yield (
            link(code(claim.name), up(claim.note.place.file)) + by_choice,
            escaped(claim.note.words),
            escaped(claim.note.source),
            escaped(counterexample(model, verdict)),
            ", ".join(code(".".join(case)) for case in claim.because),
        )


def _by_file(verdicts: Iterable[Verdict]) -> dict[str, list[Verdict]]:
    by_file: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        by_file.setdefault(verdict.claim.note.place.file, []).append(verdict)
    return by_file


def _others(verdicts: list[Verdict]) -> Iterator[tuple[str, ...]]:
    """One row for each claim; the members of a family with one verdict share one."""
    families: dict[tuple[str, str], list[Claim]] = {}
    for verdict in verdicts:
        key = (verdict.claim.family or verdict.claim.name, verdict_words(verdict))
        families.setdefault(key, []).append(verdict.claim)
    for (name, words), claims in families.items():
        note = claims[0].note
        number = f" ({len(claims)} claims)" if len(claims) > 1 else ""
        source = "; ".join(filter(None, (note.source, ", ".join(note.refs))))
        yield words, code(name) + number, escaped(note.words), escaped(source)


def _questions(model: Model, answers: Iterable[FindAnswer]) -> Iterator[tuple[str, ...]]:
    for answer in answers:
        question = answer.question
        shown = [product_text(model, question.found, p) for p in products(answer.values)]
        wrong = (
            ""
            if question.answer is None or answer.word == "PROVED"
            else " (the text states otherwise)"
        )
        yield (
            link(code(question.name), up(question.note.place.file)),
            escaped(question.note.words),
            escaped("; or ".join(shown) or "none") + wrong,
        )


def _promises(model: Model, verdicts: list[Verdict]) -> Iterator[tuple[str, ...]]:
    for name, promise in model.promises.items():
        mine = [v for v in verdicts if v.claim.family == name]
        policies = (
            code(v.claim.scope or "") + ("" if verdict_words(v) == "Proved" else " (broken)")
            for v in mine
        )
        file = promise.note.place.file
        yield link(code(name), up(file)), escaped(promise.note.words), ", ".join(policies)


def _examples(model: Model) -> Iterator[tuple[str, ...]]:
    numbers: dict[str, int] = {}
    for claim in model.claims:
        if claim.form == "example":
            file = claim.note.place.file
            numbers[file] = numbers.get(file, 0) + 1
    for file, number in numbers.items():
        yield link(code(file), up(file)), str(number)
