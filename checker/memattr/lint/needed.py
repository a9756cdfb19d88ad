"""Cases that no claim needs: whatever they gave, every claim would come out as it does."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from memattr.engines.exact.diagram_query import diagram_query
from memattr.engines.exact.quantifier_elimination import Quantifier
from memattr.engines.verdict import CaseName
from memattr.lint.cone_of_influence import Cones
from memattr.lint.detection import MutantDetector, Noticed
from memattr.lint.examples import Examples, is_whole
from memattr.lint.mutants import Mutant, mutants
from memattr.lint.uses import functions_of_machines, unused_functions
from memattr.model.model import Claim, Model
from memattr.model.transform import with_freed_cases
from memattr.place import Problem
from memattr.readings.bdd import Bdd, TooLarge
from memattr.readings.diagram import Diagram
from memattr.readings.diagram_choices import DiagramStore
from memattr.readings.variation import variation

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
            of(mutant.function) for of in (self._cones.changed, self._cones.affected)
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
