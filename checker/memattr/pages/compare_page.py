"""What changed, as a page: for a mail, or for a pull request."""

from __future__ import annotations

from collections.abc import Iterator

from memattr.answers.comparison import (
    SHAPE,
    AccessChange,
    Comparison,
    FieldChange,
    Flip,
    PolicyChange,
    Witness,
)
from memattr.model.model import Model
from memattr.model.show import show
from memattr.model.types import Enum, Record, Sum, Type, Value, plain
from memattr.pages.eval_page import idle_text
from memattr.pages.find_page import but
from memattr.pages.page import (
    Abridged,
    Block,
    Heading,
    Outline,
    OutlineItem,
    Page,
    Row,
    Rows,
    counted,
    hanging,
    listed,
    row,
    table,
)

MOST = 4


def compare_page(model: Model, comparison: Comparison) -> Page:
    """The verdict, what changed in each policy, and the claims that come out otherwise."""
    return Page(tuple(_Blocks(model, comparison).all()))


class _Blocks:
    """The blocks of one comparison; the words are those of one model."""

    def __init__(self, model: Model, comparison: Comparison) -> None:
        self.model, self.comparison = model, comparison

    def all(self) -> Iterator[Block]:
        comparison = self.comparison
        yield Heading(f"{comparison.before} -> {comparison.after}: {self.verdict(comparison)}")
        several = len(comparison.policies) > 1
        for policy in comparison.policies:
            if several and policy.relation == "same":
                continue
            if several:
                yield Outline((OutlineItem(f"{policy.before}: {policy.relation}"),))
            yield self._accesses(policy)
        same = [p.before for p in comparison.policies if p.comparable and p.relation == "same"]
        rows = [row("the same", ", ".join(same))] if several and same else []
        for label, names in (("added", comparison.added), ("removed", comparison.removed)):
            rows += [row(label, ", ".join(names))] if names else []
        yield Rows(
            (
                *rows,
                *hanging("claims", self.flips(comparison)),
                *but(comparison.narrowed),
                *self._idle(comparison),
            )
        )

    def _idle(self, comparison: Comparison) -> Iterator[Row]:
        for policy, idle in comparison.idle:
            yield row("note", idle_text(self.model, idle, f"to what {policy} permits"))

    def _accesses(self, policy: PolicyChange) -> Block:
        """A table of what changed; or a few lines for each kind of access."""
        changed = [c for c in policy.accesses if c.relation != "same"]
        body = [(self.access(change), "\n".join(self.sentences(change))) for change in changed]
        rows = (
            row_
            for change in policy.accesses
            for row_ in hanging(self.access(change), self.sentences(change))
        )
        full = (table(("Access", "Change"), body),) if body else ()
        return Abridged(full, (Rows(tuple(rows)),))

    # ---- Sentences

    def verdict(self, comparison: Comparison) -> str:
        """The relation of one pair; or how many of several changed."""
        if len(comparison.policies) == 1 and comparison.policies[0].comparable:
            return self._relation(comparison.policies[0])
        if any(not policy.comparable for policy in comparison.policies):
            return "inputs or results are of other types: policies cannot be compared"
        changed = sum(policy.relation != "same" for policy in comparison.policies)
        return f"{changed} of {len(comparison.policies)} policies changed"

    def _relation(self, policy: PolicyChange) -> str:
        """The relation, and the only fields that differ."""
        fields = dict.fromkeys(f.name for change in policy.accesses for f in change.fields)
        if policy.relation == "same" or not fields:
            return policy.relation
        if len(fields) == 1:
            return f"{policy.relation}; only {next(iter(fields))} differs"
        return f"{policy.relation}; {', '.join(fields)} differ"

    def access(self, change: AccessChange) -> str:
        """The kind of access."""
        kinds = self.model.inputs
        return ", ".join(show(self.model, kinds[n].type, value, n) for n, value in change.access)

    def sentences(self, access: AccessChange) -> Iterator[str]:
        """What changed for one kind of access."""
        if access.relation == "same":
            yield "same"
            return
        if not access.of:
            one_side = "only one side admits a situation, so there is nothing to compare"
            yield f"{access.relation}; {one_side}"
            return
        yield self._tally(access)
        if access.witness is not None:
            yield f"e.g. {self._situation(access, access.witness)}: {self._changed(access.witness)}"
        for change in access.fields:
            yield self._field(change, access.of)
        gained, lost = counted(len(access.gained), "result"), counted(len(access.lost), "result")
        yield f"in all situations together: gained {gained}, lost {lost}"

    def _tally(self, change: AccessChange) -> str:
        """How many situations change, and how."""
        tally, parts = change.tally, []
        parts += [f"weaker in {tally.weaker}"] if tally.weaker else []
        parts += [f"stronger in {tally.stronger}"] if tally.stronger else []
        parts += [f"not comparable in {tally.incomparable}"] if tally.incomparable else []
        parts += [f"of equal strength in {tally.other}"] if tally.other else []
        relevant = f" of {', '.join(change.relevant)}" if change.relevant else ""
        text = f"{', '.join(parts) or 'the same in all'} of {change.of} situations{relevant}"
        text += "" if tally.weaker or tally.incomparable else "; weaker in none"
        return f"{text}; one side has situations that the other has not" if change.apart else text

    def _field(self, change: FieldChange, situations: int) -> str:
        text = f"{change.name} in {change.situations} of {situations} situations"
        for label, values in (("gained", change.gained), ("lost", change.lost)):
            if values:
                shown = [self._value(change.kind, value) for value in values]
                text += f"; {label} {listed(shown, MOST)}"
        return text

    def _situation(self, change: AccessChange, witness: Witness) -> str:
        relevant = [pair for pair in witness.inputs if pair[0] in change.relevant]
        return ", ".join(self._input(name, value) for name, value in relevant) or "anywhere"

    def _changed(self, witness: Witness) -> str:
        """The fields that differ, if both are one result of the same shape; else both."""
        type_ = self.model.outputs()[0].type
        if len(witness.before) == len(witness.after) == 1:
            fields = _fields(type_, witness.before[0], witness.after[0])
            if fields:
                texts = [f"{n} {self._value(k, a)} -> {self._value(k, b)}" for n, k, a, b in fields]
                return ", ".join(texts)
        return f"{self._results(witness.before)} -> {self._results(witness.after)}"

    def _results(self, values: tuple[Value, ...]) -> str:
        """The joint results that one situation permits."""
        type_ = self.model.outputs()[0].type
        texts = [self._value(type_, value) for value in values]
        return texts[0] if len(texts) == 1 else f"one of {len(texts)} results"

    def _value(self, type_: Type, value: Value) -> str:
        if isinstance(type_, Enum) and type_.name == SHAPE:
            assert isinstance(value, int)
            return type_.values[value]
        return show(self.model, type_, value)

    def _input(self, name: str, value: Value) -> str:
        return f"{name}={show(self.model, self.model.inputs[name].type, value, name)}"

    def flips(self, comparison: Comparison) -> Iterator[str]:
        """The claims whose verdict changes, those of a family together."""
        groups: dict[tuple[str, str, str], list[Flip]] = {}
        for flip in comparison.flips:
            family = flip.claim.partition("[")[0]
            groups.setdefault((family, flip.before, flip.after), []).append(flip)
        for (family, before, after), flips in groups.items():
            name = flips[0].claim if len(flips) == 1 else f"{family} ({len(flips)} claims)"
            words = f": {flips[0].words}" if flips[0].words else ""
            yield f"{name}, {before} -> {after}{words}"
        if not comparison.flips:
            yield f"{counted(comparison.claims, 'verdict')} compared, none changes"
        if comparison.unfit:
            yield f"not compared, of situations that cannot be: {', '.join(comparison.unfit)}"


def _fields(type_: Type, before: Value, after: Value) -> list[tuple[str, Type, Value, Value]]:
    """The fields in which two values of one shape differ; none if their shapes do."""
    bare = plain(type_)
    if isinstance(bare, Record):
        members, old, new = bare.fields, before, after
    elif isinstance(bare, Sum):
        assert isinstance(before, tuple) and isinstance(after, tuple)
        if before[0] != after[0]:
            return []
        assert isinstance(before[0], int)
        members, old, new = bare.variants[before[0]].fields, before[1], after[1]
    else:
        return []
    assert isinstance(old, tuple) and isinstance(new, tuple)
    return [(m.name, m.type, a, b) for m, a, b in zip(members, old, new, strict=True) if a != b]
