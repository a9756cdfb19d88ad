"""What a careful reader would complain of in texts that load."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from memattr.answers.rule import citations
from memattr.engines.exact.diagram_query import diagram_query
from memattr.engines.exact.exact_engine import Exact
from memattr.engines.exact.quantifier_elimination import Quantifier
from memattr.engines.tautology import TAUTOLOGY, is_tautology
from memattr.engines.verdict import CaseName, Verdict, as_expected
from memattr.lint.cone_of_influence import Cones
from memattr.lint.detection import MutantDetector, Noticed
from memattr.lint.examples import Examples, is_whole
from memattr.lint.mutants import Mutant, mutants
from memattr.lint.oversights import oversights
from memattr.lint.uses import functions_of_machines, unused_functions
from memattr.model.model import Claim, Model
from memattr.model.transform import with_freed_cases
from memattr.place import Problem
from memattr.readings.bdd import Bdd, TooLarge
from memattr.readings.diagram import Diagram
from memattr.readings.diagram_choices import DiagramStore
from memattr.readings.variation import variation


def findings(
    model: Model, claims: Sequence[Claim], files: Collection[str] | None = None
) -> list[Problem]:
    """All findings, by place, or those in the files only; the claims are those whose sources and
    promises are looked at."""
    own = {claim.note.place.file for claim in claims} if files is None else files
    problems = [
        *(oversight.problem for oversight in oversights(model, own)),
        *true_by_form(claims),
        *broken_promises(model, claims),
        *without_source(model, claims),
        *safety_without_source(model, files),
        *without_reference(model),
        *not_cited(model),
        *not_used(model),
        *in_no_core(model, claims, files),
    ]
    return sorted({p for p in problems if files is None or p.place.file in files})


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
        concerned = files is None or claim.note.place.file in files
        if concerned and not (claim.note.source or claim.note.refs):
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


LIMIT = 1_000_000


def in_no_core(
    model: Model, claims: Sequence[Claim], files: Collection[str] | None = None
) -> Iterator[Problem]:
    """A case is in the core of a proof if that falls once the case may give anything; a claim that
    is refuted or covered needs it if another result changes that. Where this is too much to find
    out, nothing is said; nor of what only machines use. With `files`, only cases that stand there
    are looked at."""
    unused = {function.name for function in unused_functions(model)} | functions_of_machines(model)
    cases = [
        (function.name, case.name)
        for function in model.functions.values()
        for case in function.cases
        if function.name not in unused
        if files is None or case.note.place.file in files
    ]
    for function, case in _Needed(model, claims).unneeded(cases) if cases else ():
        note = next(c.note for c in model.functions[function].cases if c.name == case)
        message = f"no claim needs the case {function}.{case}: it may give anything"
        way = "Write an example or a claim that says what it gives."
        yield Problem(note.place, "not-needed", message, "", way)


class _Needed:
    """Examples are asked first: one that fails for another result shows that the case counts."""

    def __init__(self, model: Model, claims: Sequence[Claim]) -> None:
        self._all = claims
        proved = [claim for claim in claims if claim.expected == "prove"]
        self._model = model
        self._cones = Cones(model)
        self._examples = Examples(model, proved)
        self._claims = [claim for claim in proved if not is_whole(model, claim)]
        self._reaches = {claim.name: self._cones.reaches(claim) for claim in self._claims}
        self._fresh()

    def _fresh(self) -> None:
        self._diagram = Diagram(self._model, DiagramStore(self._model, Bdd(LIMIT)))

    def unneeded(self, cases: Sequence[CaseName]) -> Iterator[CaseName]:
        """Those of the cases that no claim needs."""
        every = [m for m in mutants(self._model) if m.gives and (m.function, m.case) in cases]
        seen = {(m.function, m.case) for m in every if self._example_sees(m)}
        left = [case for case in cases if case not in seen and not self._some_claim_falls(*case)]
        if not left:
            return
        detector = MutantDetector(self._model, self._all)
        for name in left:
            others = (mutant for mutant in every if (mutant.function, mutant.case) == name)
            if not any(isinstance(detector.fate(mutant), Noticed) for mutant in others):
                yield name

    def _example_sees(self, mutant: Mutant) -> bool:
        changed, affected = (
            cone(mutant.function) for cone in (self._cones.changed, self._cones.affected)
        )
        model = self._cones.model(mutant)
        try:
            return self._examples.noticing(model, changed, affected) is not None
        except (AssertionError, KeyError, IndexError, TypeError):
            return False

    def _some_claim_falls(self, function: str, case: str) -> bool:
        """True too if it is not known."""
        affected = self._cones.affected(function)
        freed = with_freed_cases(self._model, [(function, case)])
        order = sorted(self._claims, key=lambda claim: function not in self._reaches[claim.name])
        for claim in order:
            if self._reaches[claim.name].isdisjoint(affected):
                continue
            reading = variation(self._diagram, freed, frozenset({function}))
            try:
                if not _holds(reading, claim, independent=True) and _holds(self._diagram, claim):
                    return True
            except TooLarge:
                self._fresh()
                return True
        return False


def _holds(diagram: Diagram, claim: Claim, independent: bool = False) -> bool:
    """True iff nothing that is admitted may fail."""
    ready = diagram_query(diagram, claim)
    failing = diagram.bdd.minus(ready.adm, ready.body)
    return Quantifier(diagram.store, independent).some(failing) == 0
