"""Which assumptions keep a claim from speaking of anything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from memattr.engines.exact.diagram_query import diagram_query
from memattr.engines.exact.quantifier_elimination import Quantifier
from memattr.engines.premises import premises, stated_values
from memattr.explain.report import VacuityCause
from memattr.model.expressions import Const, Expression, Global, Implies
from memattr.model.model import Claim, Model
from memattr.model.show import show
from memattr.readings.diagram import Diagram

IMPLIES = " implies "


def vacuity(diagram: Diagram, claim: Claim, premise: Expression | None) -> VacuityCause:
    """A set of assumptions without which something would be admitted that meets the premise; none
    of them can be kept. If they are not to blame, then the scope or what is stated is."""
    everything = range(len(claim.given))
    text = premise_text(diagram.model, claim, premise)
    if not _speaks(diagram, claim, premise, []):
        return VacuityCause(text, (), blamed=claim.scope or "what is stated")
    kept: list[int] = []
    for index in everything:
        if _speaks(diagram, claim, premise, [*kept, index]):
            kept.append(index)
    blocking = (index for index in everything if index not in kept)
    return VacuityCause(text, tuple(clause(claim, index) for index in blocking), blamed="")


def _speaks(
    diagram: Diagram, claim: Claim, premise: Expression | None, kept: Sequence[int]
) -> bool:
    """True iff something is admitted, and meets the premise, with only these assumptions."""
    ready = diagram_query(diagram, replace(claim, given=tuple(claim.given[i] for i in kept)))
    met = 1 if premise is None else diagram.truth(premise, ready.environment)
    return Quantifier(diagram.store).some(diagram.bdd.conj(ready.adm, met)) != 0


def clause(claim: Claim, index: int) -> str:
    """The assumption as written."""
    if len(claim.assumed) == len(claim.given):
        return claim.assumed[index]
    return f"assumption {index + 1}"


def premise_text(model: Model, claim: Claim, premise: Expression | None) -> str:
    """The premise as written; empty if there is none."""
    if premise is None:
        return ""
    for stated in stated_values(model, claim):
        if stated == premise and isinstance(stated.left, Global):
            assert isinstance(stated.right, Const), "a value is stated"
            name = stated.left.name
            return f"{name} = {show(model, stated.right.type, stated.right.value, name)}"
    for part in claim.parts or ():
        for number, expression in enumerate(premises(part.expression)):
            if expression == premise:
                if not isinstance(part.expression, Implies):
                    return f"that of '{part.written}'"
                return " and ".join(part.written.split(IMPLIES)[: number + 1])
    return "the premise"
