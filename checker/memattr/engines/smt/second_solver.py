"""A second solver, on the exported text of a claim. It shares nothing with the first but that."""

from __future__ import annotations

from typing import Literal

import cvc5

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

Answer = Literal["sat", "unsat", "unknown"]


def answer(text: str, timeout_ms: int | None = None) -> Answer:
    """What the second solver says of the file."""
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
