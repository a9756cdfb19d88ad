"""What `compare` finds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from memattr.answers.data import Data, narrowing_data, value_data
from memattr.engines.verdict import Narrowing
from memattr.model.model import Model
from memattr.model.types import Type, Value

Relation: TypeAlias = Literal[
    "equivalent",
    "less permissive",
    "more permissive",
    "incomparable",
    "same results for other inputs",
]
Finding: TypeAlias = Literal[
    "difference",
    "less-permissive",
    "more-permissive",
    "incomparable",
    "other-inputs",
    "gained",
    "lost",
    "flip",
    "added",
    "removed",
]
FINDINGS: tuple[Finding, ...] = get_args(Finding)
_FOUND: dict[Relation, Finding] = {
    "less permissive": "less-permissive",
    "more permissive": "more-permissive",
    "incomparable": "incomparable",
    "same results for other inputs": "other-inputs",
}

# The name of the enum whose values are the shapes of the result.
SHAPE = "shape"


@dataclass(frozen=True)
class FieldChange:
    """A field of the result that some situations permit otherwise: in how many, and which of its
    values (`kind`, unordered fields left out) become possible or impossible. The result itself
    counts as a field with its shape as value."""

    name: str
    situations: int
    kind: Type
    gained: tuple[Value, ...]
    lost: tuple[Value, ...]


@dataclass(frozen=True)
class Witness:
    """One situation in which the two differ, and all that each permits there."""

    inputs: tuple[tuple[str, Value], ...]
    before: tuple[Value, ...]
    after: tuple[Value, ...]


@dataclass(frozen=True)
class AccessChange:
    """One kind of access. Of `of` situations of the relevant inputs, which are the guest's and the
    cpu's, `situations` permit other results. `gained` and `lost` are joint results that become
    possible, or impossible, in every situation."""

    access: tuple[tuple[str, Value], ...]
    relation: Relation
    relevant: tuple[str, ...]
    situations: int
    of: int
    gained: tuple[Value, ...]
    lost: tuple[Value, ...]
    fields: tuple[FieldChange, ...]
    witness: Witness | None


@dataclass(frozen=True)
class PolicyChange:
    """Two policies, or one before and after. `comparable` is false if the inputs or the results are
    not of the same types: then nothing is known."""

    before: str
    after: str
    accesses: tuple[AccessChange, ...]
    comparable: bool = True

    @property
    def relation(self) -> Relation:
        """All kinds of access together."""
        found = {change.relation for change in self.accesses} - {"equivalent"}
        if len(found) > 1:
            found -= {"same results for other inputs"}
        if not found:
            return "equivalent"
        return found.pop() if len(found) == 1 else "incomparable"


@dataclass(frozen=True)
class Flip:
    """A claim that comes out otherwise."""

    claim: str
    words: str
    before: str
    after: str


@dataclass(frozen=True)
class Comparison:
    """Everything that differs. `added` and `removed` are names of policies and claims.
    `narrowed`: what either side takes for granted beyond the shipped specification. `unfit`:
    claims that look at situations which there are not on one of the sides, not compared."""

    before: str
    after: str
    policies: tuple[PolicyChange, ...]
    flips: tuple[Flip, ...]
    claims: int
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    narrowed: tuple[Narrowing, ...] = ()
    unfit: tuple[str, ...] = ()

    def findings(self) -> frozenset[Finding]:
        """The kinds of difference there are."""
        found: set[Finding] = set()
        for policy in self.policies:
            if not policy.comparable:
                found.add("incomparable")
            if policy.relation in _FOUND:
                found.add(_FOUND[policy.relation])
            for change in policy.accesses:
                found |= {"gained"} if change.gained else set()
                found |= {"lost"} if change.lost else set()
        found |= {"flip"} if self.flips else set()
        found |= {"added"} if self.added else set()
        found |= {"removed"} if self.removed else set()
        return frozenset({*found, "difference"} if found else ())


def comparison_data(model: Model, of: Comparison) -> Data:
    """Everything, for JSON."""
    kind = model.outputs()[0].type

    def values(of_: Type, found: tuple[Value, ...]) -> list[object]:
        return [value_data(of_, value) for value in found]

    def access(change: AccessChange) -> Data:
        inputs = model.inputs
        return {
            "access": {n: value_data(inputs[n].type, v) for n, v in change.access},
            "relation": change.relation,
            "relevant": list(change.relevant),
            "situations": change.situations,
            "of": change.of,
            "gained": values(kind, change.gained),
            "lost": values(kind, change.lost),
            "fields": [
                {
                    "name": f.name,
                    "situations": f.situations,
                    "gained": values(f.kind, f.gained),
                    "lost": values(f.kind, f.lost),
                }
                for f in change.fields
            ],
            "example": None
            if change.witness is None
            else {
                "inputs": {n: value_data(inputs[n].type, v) for n, v in change.witness.inputs},
                "before": values(kind, change.witness.before),
                "after": values(kind, change.witness.after),
            },
        }

    return {
        "before": of.before,
        "after": of.after,
        "policies": [
            {
                "before": policy.before,
                "after": policy.after,
                "comparable": policy.comparable,
                "relation": policy.relation if policy.comparable else None,
                "accesses": [access(change) for change in policy.accesses],
            }
            for policy in of.policies
        ],
        "flips": [
            {"claim": f.claim, "words": f.words, "before": f.before, "after": f.after}
            for f in of.flips
        ],
        "claims": of.claims,
        "added": list(of.added),
        "removed": list(of.removed),
        "unfit": list(of.unfit),
        "findings": sorted(of.findings()),
        "narrowed": list(map(narrowing_data, of.narrowed)),
    }
