"""A comparison -> lines for a mail, Markdown for a pull request, or data for JSON."""

from __future__ import annotations

from collections.abc import Iterator

from memattr.model.model import Model
from memattr.model.show import show
from memattr.model.types import Type, Value
from memattr.questions.comparison import AccessChange, Comparison, FieldChange, PolicyChange
from memattr.questions.lines import counted, listed, row, rows
from memattr.questions.output import plain_value

MOST = 4


class ComparisonText:
    """Writes comparisons; the words are those of one model."""

    def __init__(self, model: Model, width: int = 76) -> None:
        self.model, self.width = model, width

    def lines(self, of: Comparison) -> list[str]:
        """For a mail."""
        lines = [f"{of.before} -> {of.after}: {self.verdict(of)}"]
        if len(lines[0]) > self.width:
            lines = [of.before, f"-> {of.after}:", f"   {self.verdict(of)}"]
        for policy in of.policies:
            if len(of.policies) > 1 and policy.relation != "equivalent":
                lines.append(f"  {policy.before}: {policy.relation}")
            for change in policy.accesses:
                lines += rows(self.access(change), self.sentences(change), self.width)
        alike = [p.before for p in of.policies if p.comparable and p.relation == "equivalent"]
        if len(of.policies) > 1 and alike:
            lines += row("equivalent", ", ".join(alike), self.width)
        for label, names in (("added", of.added), ("removed", of.removed)):
            if names:
                lines += row(label, ", ".join(names), self.width)
        return [*lines, *rows("claims", self.flips(of), self.width)]

    def markdown(self, of: Comparison) -> list[str]:
        """For a pull request."""
        lines = [f"### `{of.before}` → `{of.after}`: {self.verdict(of)}", ""]
        for policy in of.policies:
            changed = [c for c in policy.accesses if c.relation != "equivalent"]
            if not changed:
                continue
            lines += [f"**{policy.before}**: {policy.relation}", ""] if len(of.policies) > 1 else []
            lines += ["| Access | Change |", "| --- | --- |"]
            for change in changed:
                text = "<br>".join(self.sentences(change)).replace("|", "\\|")
                lines.append(f"| {self.access(change)} | {text} |")
            lines.append("")
        for label, names in (("Added", of.added), ("Removed", of.removed)):
            if names:
                lines += [f"{label}: {', '.join(f'`{name}`' for name in names)}", ""]
        return [*lines, *(f"- {text}" for text in self.flips(of))]

    # ---- Sentences

    def verdict(self, of: Comparison) -> str:
        """The relation of one pair; or how many of several changed."""
        if len(of.policies) == 1 and of.policies[0].comparable:
            return self._relation(of.policies[0])
        if any(not policy.comparable for policy in of.policies):
            return "inputs or results are of other types: policies cannot be compared"
        changed = sum(policy.relation != "equivalent" for policy in of.policies)
        return f"{changed} of {counted(len(of.policies), 'policy').replace('ys', 'ies')} changed"

    def _relation(self, of: PolicyChange) -> str:
        """The relation, and the only fields that differ."""
        fields = dict.fromkeys(f.name for change in of.accesses for f in change.fields)
        if of.relation == "equivalent" or not fields:
            return of.relation
        return f"{of.relation}; {' and '.join(fields)} {'differs' if len(fields) == 1 else 'differ'}"

    def access(self, of: AccessChange) -> str:
        """The kind of access."""
        kinds = self.model.inputs
        return ", ".join(show(self.model, kinds[n].type, value, n) for n, value in of.access)

    def sentences(self, of: AccessChange) -> Iterator[str]:
        """What changed for one kind of access."""
        if of.relation == "equivalent":
            yield "equivalent"
            return
        relevant = f" of {', '.join(of.relevant)}" if of.relevant else ""
        yield f"{of.relation}; {of.situations} of {of.of} situations{relevant} permit other results"
        gained, lost = counted(len(of.gained), "result"), counted(len(of.lost), "result")
        yield f"gained {gained}, lost {lost}"
        for change in of.fields:
            yield self._field(change, of.of)
        if of.witness is not None:
            inputs = of.witness.inputs
            where = ", ".join(self._input(name, value) for name, value in inputs
                              if name in of.relevant)  # fmt: skip
            before, after = self._results(of.witness.before), self._results(of.witness.after)
            yield f"e.g. {where or 'anywhere'}: {before} -> {after}"

    def _field(self, of: FieldChange, situations: int) -> str:
        text = f"{of.name} in {of.situations} of {situations} situations"
        for label, values in (("gained", of.gained), ("lost", of.lost)):
            if values:
                shown = [self._value(of.kind, value) for value in values]
                text += f"; {label} {listed(shown, MOST)}"
        return text

    def _results(self, values: tuple[Value, ...]) -> str:
        """The joint results that one situation permits."""
        kind = self.model.outputs()[0].type
        texts = [self._value(kind, value) for value in values]
        return texts[0] if len(texts) == 1 else f"one of {len(texts)} results"

    def _value(self, kind: Type, value: Value) -> str:
        return show(self.model, kind, value)

    def _input(self, name: str, value: Value) -> str:
        return f"{name}={show(self.model, self.model.inputs[name].type, value, name)}"

    def flips(self, of: Comparison) -> Iterator[str]:
        """The claims whose verdict changes."""
        for flip in of.flips:
            words = f": {flip.words}" if flip.words else ""
            yield f"{flip.claim}, {flip.before} -> {flip.after}{words}"
        if not of.flips:
            yield f"{counted(of.claims, 'verdict')} compared, none changes"


def comparison_data(model: Model, of: Comparison) -> dict[str, object]:
    """Everything, for JSON."""
    kind = model.outputs()[0].type

    def values(of_: Type, found: tuple[Value, ...]) -> list[object]:
        return [plain_value(of_, value) for value in found]

    def access(change: AccessChange) -> dict[str, object]:
        inputs = model.inputs
        return {
            "access": {n: plain_value(inputs[n].type, v) for n, v in change.access},
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
                "inputs": {n: plain_value(inputs[n].type, v) for n, v in change.witness.inputs},
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
        "findings": sorted(of.findings()),
    }
