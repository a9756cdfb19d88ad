"""A comparison as data for JSON."""

from __future__ import annotations

from memattr.answers.data import narrowing_data, value_data
from memattr.model.model import Model
from memattr.model.types import Type, Value
from memattr.questions.comparison import AccessChange, Comparison


def comparison_data(model: Model, of: Comparison) -> dict[str, object]:
    """Everything, for JSON."""
    kind = model.outputs()[0].type

    def values(of_: Type, found: tuple[Value, ...]) -> list[object]:
        return [value_data(of_, value) for value in found]

    def access(change: AccessChange) -> dict[str, object]:
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
