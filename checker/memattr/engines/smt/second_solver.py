"""A claim as a file for any solver of the SMT-LIB standard, and a second solver that is given it.
It shares nothing with the first but that text."""

from __future__ import annotations

import re
from typing import Literal

import z3

from memattr.engines.smt.term_query import term_query
from memattr.engines.substitution import NOTHING
from memattr.engines.verdict import (
    Covered,
    Disagreement,
    Proved,
    Refuted,
    Unknown,
    Unreachable,
    Vacuous,
    Verdict,
)
from memattr.model.model import Claim, Model
from memattr.readings.encode import Encoder

SUFFIX = ".smt2"


def stem(name: str) -> str:
    """A name that every file system takes."""
    return re.sub(r"[^A-Za-z0-9_.-]", "_", name)


def file_name(claim: Claim) -> str:
    """The same, of the file of a claim."""
    return stem(claim.name) + SUFFIX


def smt2(model: Model, claim: Claim) -> str:
    """Satisfiable iff some admitted situation, with some permitted choices, makes the claim false;
    for a claim that asks for a situation: true. It depends on the claim and the model only."""
    encoder = Encoder(model)
    query, terms = term_query(encoder, claim, NOTHING), encoder.terms
    is_cover = claim.expected == "cover"
    solver = z3.Solver(ctx=encoder.context)
    body = query.body if is_cover else terms.negation(query.body)
    solver.add(*map(terms.formula, (query.rules, query.adm, body)))
    sentence = "true" if is_cover else "false"
    place = claim.note.place.short
    head = [
        f"; {claim.name}  {place}",
        *(f"; {line}" for line in claim.note.words.splitlines()),
        f"; sat: some admitted situation, with some permitted choices, makes it {sentence}",
        f"; spec {model.digest}, manual {model.manual}",
        "(set-logic QF_BV)",
    ]
    text = re.sub(r"^;.*\n", "", solver.to_smt2(), flags=re.MULTILINE)
    return "\n".join(head) + "\n" + text


Answer = Literal["sat", "unsat", "unknown"]


def is_installed() -> bool:
    """True iff there is a second solver to ask."""
    try:
        import cvc5
    except ImportError:
        return False
    return bool(cvc5)


def answer(text: str, timeout_ms: int | None = None) -> Answer:
    """What the second solver says of the file."""
    import cvc5

    solver = cvc5.Solver(cvc5.TermManager())
    if timeout_ms is not None:
        solver.setOption("tlimit-per", str(timeout_ms))
    parser = cvc5.InputParser(solver)
    parser.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, text, "claim")
    symbols = parser.getSymbolManager()
    said = ""
    while not (command := parser.nextCommand()).isNull():
        said += command.invoke(solver, symbols)
    match said.strip():
        case "sat":
            return "sat"
        case "unsat":
            return "unsat"
        case "unknown" | "timeout":
            return "unknown"
    raise AssertionError(f"the second solver says {said!r}")


def is_asked(verdict: Verdict) -> bool:
    """True iff the text of the claim decides it: a claim that asks for a situation alternates
    between choices, which a file without quantifiers cannot say."""
    return verdict.claim.expected != "cover"


def contradicts(verdict: Verdict, said: Answer) -> bool:
    """True iff the verdict and the second solver cannot both be right."""
    match verdict.outcome:
        case Proved() | Vacuous(None):
            return said == "sat"
        case Refuted():
            return said == "unsat"
        case Vacuous() | Covered() | Unreachable() | Unknown() | Disagreement():
            return False
