"""What a careful reader would complain of in texts that load."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from memattr.answers.rule import citations
from memattr.engines.exact.exact_engine import Exact
from memattr.engines.tautology import TAUTOLOGY, is_tautology
from memattr.engines.verdict import Verdict, as_expected
from memattr.lint.needed import in_no_core
from memattr.lint.oversights import oversights
from memattr.lint.uses import unused_functions
from memattr.model.model import Claim, Model
from memattr.place import Problem


def findings(
    model: Model, claims: Sequence[Claim], files: Collection[str] | None = None
) -> list[Problem]:
    """All findings, by place, or those in the files only; the claims are those whose sources and
    promises are looked at."""
    own = {claim.note.place.file for claim in claims} if files is None else files
    found = [
        *(found.problem for found in oversights(model, own)),
        *true_by_form(claims),
        *broken_promises(model, claims),
        *without_source(model, claims),
        *safety_without_source(model, files),
        *without_reference(model),
        *not_cited(model),
        *not_used(model),
        *in_no_core(model, claims, files),
    ]
    return sorted({p for p in found if files is None or p.place.file in files})


def broken_promises(model: Model, claims: Sequence[Claim]) -> Iterator[Problem]:
    """Promises that a policy declares and does not keep."""
    exact = Exact(model)
    for claim in claims:
        if claim.form != "promise":
            continue
        decided, evidence = exact.decide(claim)
        if not as_expected(Verdict(claim, decided, (), evidence)):
            message = f"the promise {claim.name} is not proved: {type(decided).__name__.lower()}"
            way = f"See: memattr check --only '{claim.name}'"
            yield Problem(claim.note.place, "broken-promise", message, "", way)


def true_by_form(claims: Sequence[Claim]) -> Iterator[Problem]:
    """Claims that would be true whatever the rules said."""
    for claim in claims:
        if claim.expected == "prove" and claim.form != "example" and is_tautology(claim):
            message = f"the claim {claim.name} {TAUTOLOGY}"
            way = "Let it speak of a result, a value or a function that could be otherwise."
            yield Problem(claim.note.place, "tautology", message, "", way)


def without_source(model: Model, claims: Sequence[Claim]) -> Iterator[Problem]:
    """Systems, policies and claims that do not say where they come from."""
    for scope in model.scopes.values():
        whole = scope if scope.system is None else model.scopes.get(scope.system, scope)
        cited = any(assignment.origins for assignment in scope.assignments)
        if scope.kind != "setting" and not (scope.note.source or whole.note.source or cited):
            message = f"the {scope.kind} {scope.name} names no source"
            way = 'Write where it was read: source "...", or from "FILE" line "...".'
            yield Problem(scope.note.place, "no-source", message, "", way)
    for claim in claims:
        if claim.form == "claim" and not (claim.note.source or claim.note.refs):
            message = f"the claim {claim.family or claim.name} names no source and no reference"
            way = 'Write who says so: source "...", or ref IDENTIFIER.'
            yield Problem(claim.note.place, "no-source", message, "", way)


def safety_without_source(model: Model, files: Collection[str] | None) -> Iterator[Problem]:
    """Claims about runs that do not say where they come from."""
    for claim in model.safety_claims:
        asked = files is None or claim.note.place.file in files
        if asked and not (claim.note.source or claim.note.refs):
            message = f"the claim {claim.family or claim.name} names no source and no reference"
            way = 'Write who says so: source "...", or ref IDENTIFIER.'
            yield Problem(claim.note.place, "no-source", message, "", way)


def without_reference(model: Model) -> Iterator[Problem]:
    """Cases that cite nothing, by themselves or by their function."""
    for function in model.functions.values():
        if function.note.refs:
            continue
        bare = [case for case in function.cases if not case.note.refs]
        if bare and len(bare) == len(function.cases):
            message = f"{function.name} and its cases have no reference"
            yield Problem(function.note.place, "no-reference", message, "", "Write: ref IDENTIFIER")
            continue
        for case in bare:
            message = f"the case {function.name}.{case.name} has no reference"
            yield Problem(case.note.place, "no-reference", message, "", "Write: ref IDENTIFIER")


def not_cited(model: Model) -> Iterator[Problem]:
    """Identifiers of the manual that are in scope, and that nothing cites."""
    cited = {ref for citation in citations(model) for ref in citation.note.refs}
    cited |= {ref for function in model.functions.values() for ref in function.note.refs}
    cited |= {ref for scope in model.scopes.values() for ref in scope.note.refs}
    cited |= {ref for promise in model.promises.values() for ref in promise.note.refs}
    for identifier in model.identifiers.values():
        if identifier.name not in cited and not identifier.out_of_scope:
            message = f"nothing cites {identifier.name}"
            way = f'Cite it, or write: out of scope {identifier.name} because "..."'
            yield Problem(identifier.note.place, "not-cited", message, "", way)


def not_used(model: Model) -> Iterator[Problem]:
    """Functions that nothing reaches."""
    for function in unused_functions(model):
        message = f"nothing uses the function {function.name}"
        yield Problem(function.note.place, "not-used", message, "", "Remove it, or use it.")
