"""What `compare` finds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from memattr.answers.data import Data, narrowing_data, value_data
from memattr.answers.idle_inputs import Idle, idle_data
from memattr.engines.verdict import Narrowing
from memattr.model.model import Model
from memattr.model.types import Type, Value

Relation: TypeAlias = Literal["same", "stronger", "weaker somewhere", "different"]
Finding: TypeAlias = Literal[
    "difference",
    "weaker",
    "stronger",
    "incomparable",
    "other",
    "gained",
    "lost",
    "flip",
    "added",
    "removed",
]
FINDINGS: tuple[Finding, ...] = get_args(Finding)

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
class ChangeTally:
    """Situations that permit other results than before, each counted once.

    A result is covered if one on the other side is no stronger than it. In a situation that gets
    `weaker`, some result after is not covered by what was permitted before, and all before are;
    `stronger` is the reverse. `incomparable`: neither side covers the other. `other`: both do, so
    that only parts without an order differ, or which results of equal strength there are."""

    weaker: int
    stronger: int
    incomparable: int
    other: int


@dataclass(frozen=True)
class AccessChange:
    """One kind of access. Of `of` situations of the relevant inputs, which are the guest's and the
    cpu's, `situations` permit other results, and `tally` says how these compare. `apart`: one side
    admits situations that the other does not. `gained` and `lost` are joint results that become
    possible, or impossible, in every situation."""

    access: tuple[tuple[str, Value], ...]
    relevant: tuple[str, ...]
    situations: int
    of: int
    tally: ChangeTally
    apart: bool
    gained: tuple[Value, ...]
    lost: tuple[Value, ...]
    fields: tuple[FieldChange, ...]
    witness: Witness | None

    @property
    def relation(self) -> Relation:
        """Situation by situation: what is only true of all situations together does not count."""
        if self.tally.weaker:
            return "weaker somewhere"
        if self.tally.incomparable or self.tally.other or self.apart:
            return "different"
        return "stronger" if self.tally.stronger else "same"


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
        return joint(change.relation for change in self.accesses)


def joint(relations: Iterable[Relation]) -> Relation:
    """One situation that gets weaker counts, whatever the others do."""
    every = set(relations)
    order: tuple[Relation, ...] = ("weaker somewhere", "different", "stronger")
    return next((relation for relation in order if relation in every), "same")


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
    claims that look at situations which there are not on one of the sides, not compared. `idle`:
    inputs set by name that make no difference to what the policy before them permits."""

    before: str
    after: str
    policies: tuple[PolicyChange, ...]
    flips: tuple[Flip, ...]
    claims: int
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    narrowed: tuple[Narrowing, ...] = ()
    unfit: tuple[str, ...] = ()
    idle: tuple[tuple[str, Idle], ...] = ()

    def findings(self) -> frozenset[Finding]:
        """The kinds of difference there are."""
        present: set[Finding] = set()
        for policy in self.policies:
            if not policy.comparable:
                present |= {"incomparable", "weaker"}
            for change in policy.accesses:
                present |= _findings(change)
        for finding, items in _BESIDE.items():
            present |= {finding} if getattr(self, items) else set()
        return frozenset({*present, "difference"} if present else ())


_BESIDE: dict[Finding, str] = {"flip": "flips", "added": "added", "removed": "removed"}


def _findings(change: AccessChange) -> set[Finding]:
    """What a gate can forbid. What cannot be compared may be weaker, so that a gate for `weaker` is
    not passed by it."""
    tally = change.tally
    there: dict[Finding, bool] = {
        "weaker": tally.weaker > 0 or tally.incomparable > 0,
        "stronger": tally.stronger > 0,
        "incomparable": tally.incomparable > 0,
        "other": tally.other > 0 or change.apart,
        "gained": bool(change.gained),
        "lost": bool(change.lost),
    }
    return {finding for finding, is_there in there.items() if is_there}


def _access_data(model: Model, change: AccessChange) -> Data:
    inputs, result = model.inputs, model.outputs()[0].type
    witness: Data | None = None
    if change.witness is not None:
        witness = {
            "inputs": {n: value_data(inputs[n].type, v) for n, v in change.witness.inputs},
            "before": _values_data(result, change.witness.before),
            "after": _values_data(result, change.witness.after),
        }
    return {
        "access": {n: value_data(inputs[n].type, v) for n, v in change.access},
        "relation": change.relation,
        "relevant": list(change.relevant),
        "situations": change.situations,
        "of": change.of,
        "weaker": change.tally.weaker,
        "stronger": change.tally.stronger,
        "incomparable": change.tally.incomparable,
        "other": change.tally.other,
        "apart": change.apart,
        "gained": _values_data(result, change.gained),
        "lost": _values_data(result, change.lost),
        "fields": [
            {
                "name": field.name,
                "situations": field.situations,
                "gained": _values_data(field.kind, field.gained),
                "lost": _values_data(field.kind, field.lost),
            }
            for field in change.fields
        ],
        "example": witness,
    }


def _values_data(type_: Type, values: Iterable[Value]) -> list[object]:
    return [value_data(type_, value) for value in values]


def comparison_data(model: Model, comparison: Comparison) -> Data:
    """Everything, for JSON."""
    return {
        "before": comparison.before,
        "after": comparison.after,
        "policies": [
            {
                "before": policy.before,
                "after": policy.after,
                "comparable": policy.comparable,
                "relation": policy.relation if policy.comparable else None,
                "accesses": [_access_data(model, change) for change in policy.accesses],
            }
            for policy in comparison.policies
        ],
        "flips": [
            {"claim": f.claim, "words": f.words, "before": f.before, "after": f.after}
            for f in comparison.flips
        ],
        "claims": comparison.claims,
        "added": list(comparison.added),
        "removed": list(comparison.removed),
        "unfit": list(comparison.unfit),
        "findings": sorted(comparison.findings()),
        "narrowed": list(map(narrowing_data, comparison.narrowed)),
        "idle": [{"policy": policy, **idle_data(model, idle)} for policy, idle in comparison.idle],
    }
