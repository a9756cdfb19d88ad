"""A refutation, explained: all that a report prints of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from memattr.engines.exact.diagram_query import DiagramQuery
from memattr.engines.exact.regions import Regions, counted
from memattr.engines.exact.witness import preferences
from memattr.engines.verdict import CaseName, Counts, Example
from memattr.explain.abstraction import Views
from memattr.explain.causes import CauseFinder
from memattr.explain.dimensions import player_of
from memattr.explain.nearest import nearest
from memattr.explain.phrasing import SHOWN, Phrasing, negates
from memattr.explain.repeat_command import controls, reads_inputs
from memattr.explain.report import ConditionTerms, Fails, Got, Link, Refutation, ShownValue, Source
from memattr.explain.set_description import SetDescriber, SetDescription, Sets, by_reluctance
from memattr.model.expressions import AtLeast, Equal, Expression, Field
from memattr.model.model import Claim, Model, Part, Player
from memattr.model.show import show
from memattr.model.types import Bits, Enum, Record, Sum, Type, Value, plain, same
from memattr.readings.bdd import Bdd
from memattr.readings.diagram import Diagram
from memattr.readings.evaluate import Evaluator, Situation, Taken
from memattr.readings.nondeterminism import GivenChoices

# Every case that a pin may name alone is named; no claim rests on nearly so many.
MOST_CASES = 100
PLAYERS: tuple[Player, ...] = ("hypervisor", "cpu", "guest")


class RefutationExplainer:
    """Explains the refutations of one model; everything is read off its diagrams."""

    def __init__(self, diagram: Diagram, evaluator: Evaluator, shown: int = SHOWN) -> None:
        self.diagram, self._evaluator = diagram, evaluator
        self._views = Views(diagram)
        self._wording = Phrasing(diagram, self._views, shown)
        self._describer = SetDescriber(diagram, self._views)
        self.firing = CauseFinder(diagram, evaluator)

    def explained(
        self, ready: DiagramQuery, regions: Regions, example: Example, counts: Counts | None
    ) -> Refutation:
        """The example and what it stands for."""
        model = self.diagram.model
        spoken = false_part(self._evaluator, ready.claim, example)
        read = self.firing.read(ready, spoken.part.expression, example)
        counting = self.firing.counting(ready, example, read, MOST_CASES)
        counts = counts or counted(self.diagram.bdd, model, ready, regions)
        shown = [n for n in counts.relevant if n in read.rests] or list(counts.relevant)
        values = {**dict(example.inputs), **dict(example.variables)}
        platform, guest = sides(self.diagram, ready)
        by_choice = regions.must == 0
        return Refutation(
            inputs=tuple(self.setting(ready, n, values) for n in ready.levels),
            example=tuple(self.setting(ready, n, values) for n in shown),
            choices=tuple(map(self.choice, spoken.choices)) if by_choice else (),
            because=tuple(source(model, case) for case in counting),
            got=spoken.got,
            link=spoken.link,
            wanted=spoken.part.written,
            asked=spoken.part.wanted if len(spoken.got) == 1 else "",
            part=spoken.number,
            parts=len(ready.claim.parts),
            fails=self._fails(ready, regions, counts),
            passes=self._passes(ready, regions, values),
            platform=self._condition(ready, regions, platform),
            guest=self._condition(ready, regions, guest),
            controls=controls(model, ready.claim, example, read.rests),
            usual=tuple(n for n in shown if self._is_usual(ready, n, values[n])),
        )

    def setting(self, ready: DiagramQuery, name: str, values: Mapping[str, Value]) -> ShownValue:
        """The input or variable in a situation of which `values` has all that is free."""
        value = self._wording.value(ready, name, values[name])
        if isinstance(plain(ready.kinds[name]), Record):
            value = f"({value})"
        words = self._wording.sorted_as(ready, name, values)
        return ShownValue(name, value, words)

    def _is_usual(self, ready: DiagramQuery, name: str, value: Value) -> bool:
        """True iff that is what the text prefers, or has by default."""
        instances = dict(ready.claim.instances)
        return next(preferences(self.diagram.model, instances, name), None) == value

    def choice(self, taken: Taken) -> ShownValue:
        """A choice with what was chosen."""
        return ShownValue(taken.choice, self._wording.choice(taken))

    def _fails(self, ready: DiagramQuery, regions: Regions, counts: Counts) -> Fails:
        bdd = self.diagram.bdd
        speaks_of_inputs, variables = reads_inputs(ready.claim), dict(ready.claim.variables)
        failing = regions.must or regions.may
        apart = frozenset[int]().union(*(ready.levels[name] for name in counts.irrelevant))
        on = bdd.some(failing, apart)
        off = bdd.some(bdd.minus(regions.admitted, failing), apart)
        description = self._describer.described(ready, Sets(on, off), counts.relevant)
        all_but, boxes = False, len(description.cover.boxes)
        if boxes > 1:
            fewer = self._describer.described(ready, Sets(off, on), counts.relevant, boxes - 1)
            terms = self._wording.terms(ready, fewer, regions.admitted)
            all_but = fewer.cover.complete and not any(map(negates, terms.terms))
            description = fewer if all_but else description
        return Fails(
            terms=self._wording.terms(ready, description, regions.admitted),
            all_but=all_but,
            by_choice=regions.must == 0,
            fails=counts.fails,
            others=counts.others,
            may_fail=counts.may_fail,
            reserved=counts.reserved,
            relevant=counts.relevant,
            irrelevant=tuple(n for n in counts.irrelevant if speaks_of_inputs or n in variables),
        )

    def _passes(
        self, ready: DiagramQuery, regions: Regions, values: Mapping[str, Value]
    ) -> tuple[ShownValue, ...]:
        bdd = self.diagram.bdd
        passing = bdd.minus(regions.admitted, bdd.disj(regions.must, regions.may))
        reluctant = by_reluctance(self.diagram.model, ready, list(ready.levels))
        changed = nearest(self.diagram, ready, passing, values, reluctant)
        there = {**values, **(changed or {})}
        return tuple(self.setting(ready, n, there) for n in ready.levels if n in (changed or {}))

    def _condition(self, ready: DiagramQuery, regions: Regions, names: list[str]) -> ConditionTerms:
        condition = weakest(self._describer, self.diagram.bdd, ready, regions, names)
        terms = self._wording.terms(ready, condition.description, regions.admitted)
        instances = dict(ready.claim.instances)
        boxes = condition.description.cover.boxes
        named = {axis.name for box in boxes for axis, _ in box.limits}
        players = [player_of(self.diagram.model, instances, name) for name in named]
        whose = tuple(player for player in PLAYERS if player in players)
        return replace(terms, whose=whose, idle=not names or not self._speaks(ready, names))

    def _speaks(self, ready: DiagramQuery, names: list[str]) -> bool:
        """True iff the claim is about situations, or one of the names is a variable of it."""
        return reads_inputs(ready.claim) or not dict(ready.claim.variables).keys().isdisjoint(names)


def source(model: Model, name: CaseName) -> Source:
    """The case's place, its references or its function's, and its sentence. A derived value has no
    cases: its note is what is said."""
    if name[0] in model.derived:
        note = model.derived[name[0]].note
        return Source(*name, note.place.short, note.refs, note.words)
    function = model.functions[name[0]]
    case = next(c for c in function.cases if c.name == name[1])
    refs = case.note.refs or function.note.refs
    return Source(name[0], name[1], case.note.place.short, refs, case.note.words)


@dataclass(frozen=True)
class Weakest:
    """Over the named inputs: a condition that is proved to imply the claim, and to hold wherever
    any such condition does."""

    names: tuple[str, ...]
    description: SetDescription


def sides(diagram: Diagram, ready: DiagramQuery) -> tuple[list[str], list[str]]:
    """The free inputs that the hypervisor and the cpu decide, and all others."""
    instances = dict(ready.claim.instances)
    platform, rest = list[str](), list[str]()
    for name in ready.levels:
        player = player_of(diagram.model, instances, name)
        (platform if player in ("hypervisor", "cpu") else rest).append(name)
    return platform, rest


def weakest(
    describer: SetDescriber, bdd: Bdd, ready: DiagramQuery, regions: Regions, names: Sequence[str]
) -> Weakest:
    """The weakest condition over the named inputs.

    `described` proves that it holds nowhere in `fails`, where some other inputs make the claim
    fail, and everywhere else: so it implies the claim, and nothing weaker does."""
    others = frozenset[int]().union(*(ready.levels[n] for n in ready.levels if n not in names))
    fails = bdd.some(bdd.disj(regions.must, regions.may), others)
    admitted = bdd.some(regions.admitted, others)
    sets = Sets(bdd.minus(admitted, fails), fails)
    read = bdd.support(sets.on) | bdd.support(sets.off)
    limited = [name for name in names if ready.levels[name] & read]
    return Weakest(tuple(limited), describer.described(ready, sets, limited))


Seen: TypeAlias = tuple[str, Type, Value]


@dataclass(frozen=True)
class Spoken:
    """The first false part with its number, what it speaks of, and the choices it asked for."""

    number: int
    part: Part
    got: tuple[Got, ...]
    choices: tuple[Taken, ...]

    @property
    def link(self) -> Link:
        """How the two values that it speaks of are compared, if they are."""
        if len(self.got) == 2 and isinstance(self.part.expression, Equal):
            return "alike"
        if len(self.got) == 2 and isinstance(self.part.expression, AtLeast):
            return "as strong"
        return "other"


def false_part(evaluator: Evaluator, claim: Claim, example: Example) -> Spoken:
    """The example, in which the claim is false, is read again by the evaluator."""
    chooser = GivenChoices({(t.cpu, t.choice, t.arguments): t.value for t in example.choices})
    situation = Situation(dict(example.inputs), dict(example.variables), chooser)
    parts = claim.parts or (Part("", claim.body, ()),)
    value_of = evaluator.within(situation)
    false = [part for part in parts if not value_of(part.expression)]
    assert false, "an engine promises that the example fails"
    choices = tuple(Taken(*question, value) for question, value in chooser.asked.items())
    seen = []
    for text, subject in false[0].subjects:
        whole = _present(value_of, subject)
        seen.append((_path(text, subject, whole), whole.type, value_of(whole)))
    if isinstance(false[0].expression, Equal) and len(seen) == 2 and same(seen[0][1], seen[1][1]):
        seen = _difference(*seen)
    got = (Got(text, show(evaluator.model, type_, value)) for text, type_, value in seen)
    number = parts.index(false[0]) + 1
    return Spoken(number, false[0], tuple(dict.fromkeys(got)), choices)


def _difference(left: Seen, right: Seen) -> list[Seen]:
    """The smallest parts of two values, of one type, that differ: the first where several do."""
    (text, type_, one), (other_text, _, other) = left, right
    bare = plain(type_)
    if isinstance(bare, Bits | Enum) or one == other:
        return [left, right]
    assert isinstance(one, tuple) and isinstance(other, tuple)
    if isinstance(bare, Sum):
        if one[0] != other[0]:
            return [left, right]
        assert isinstance(one[0], int) and isinstance(one[1], tuple) and isinstance(other[1], tuple)
        members, one, other = bare.variants[one[0]].fields, one[1], other[1]
    else:
        members = bare.fields
    for member, a, b in zip(members, one, other, strict=True):
        if a != b:
            here = (f"{text}.{member.name}", member.type, a)
            return _difference(here, (f"{other_text}.{member.name}", member.type, b))
    raise AssertionError("values that differ do so in a field")


def _present(value_of: Callable[[Expression], Value], subject: Expression) -> Expression:
    """The longest beginning of a path that exists here."""
    if not isinstance(subject, Field):
        return subject
    operand = _present(value_of, subject.operand)
    if operand is not subject.operand:
        return operand
    if subject.variants is not None:
        value = value_of(operand)
        assert isinstance(value, tuple)
        if value[0] not in subject.variants:
            return operand
    return subject


def _path(text: str, subject: Expression, whole: Expression) -> str:
    """The text of the beginning of the path."""
    while subject is not whole and isinstance(subject, Field):
        text, subject = text.rpartition(".")[0], subject.operand
    return text
