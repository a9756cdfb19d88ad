"""A claim as a file for any solver of the SMT-LIB standard."""

from __future__ import annotations

import re

import z3

from memattr.engines.smt.term_query import term_query
from memattr.engines.substitution import NOTHING
from memattr.model.model import Claim, Model
from memattr.readings.encode import Encoder

SUFFIX = ".smt2"


def file_name(claim: Claim) -> str:
    """A name that every file system takes."""
    return re.sub(r"[^A-Za-z0-9_.-]", "_", claim.name) + SUFFIX


def smt2(model: Model, claim: Claim) -> str:
    """Satisfiable iff some admitted situation, with some permitted choices, makes the claim false;
    for a claim that asks for a situation: true. It depends on the claim and the model only."""
    encoder = Encoder(model)
    of, terms = term_query(encoder, claim, NOTHING), encoder.terms
    is_cover = claim.expected == "cover"
    solver = z3.Solver(ctx=encoder.context)
    body = of.body if is_cover else terms.negation(of.body)
    solver.add(*map(terms.formula, (of.rules, of.adm, body)))
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
