"""The printed terms of a report, read back: what they say of a situation, by the evaluator."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from memattr.explain.report import ConditionTerms
from memattr.model.expressions import Call, Global, walk
from memattr.model.model import Model, View
from memattr.model.show import show
from memattr.model.types import Bits, Record, Sum, Type, Value, plain
from memattr.readings.dependencies import facts_of
from memattr.readings.evaluate import Evaluator, Situation

Values = Mapping[str, Value]
EVERY_CPU = " on every cpu"
PHRASE = re.compile(r"(?P<label>\S+) (?P<how>is neither|is none of|is not|is) (?P<what>.+)")
EQUATION = re.compile(r"(?P<label>[^ =]+)=(?P<what>\S+)( but not (?P<but>\S+))?( \(.*\))?")


class Absent(Exception):
    """A field that the value does not have."""


@dataclass
class Phrases:
    """Reads the terms of one claim. `cpus` are the sets of features that occur."""

    evaluator: Evaluator
    kinds: Mapping[str, Type]
    instances: Mapping[str, str]
    cpus: Sequence[Values]

    def holds(self, terms: ConditionTerms, values: Values) -> bool:
        """True iff one of the terms does."""
        assert not terms.more, "all terms are asked for"
        return any(self.term(term, values) for term in terms.terms)

    def term(self, term: str, values: Values) -> bool:
        """All of its limits hold."""
        return term == "always" or all(self.limit(part, values) for part in term.split(" and "))

    def limit(self, text: str, values: Values) -> bool:
        """One limit holds."""
        if text.endswith(EVERY_CPU):
            bare = text.removesuffix(EVERY_CPU)
            return all(self.limit(bare, {**values, **cpu}) for cpu in self.cpus)
        if text.startswith("no "):
            return not any(True for _ in self.texts(text.removeprefix("no "), values))
        equation = EQUATION.fullmatch(text)
        if equation:
            label, but = equation["label"], equation["but"]
            is_excepted = but is not None and self.equals(label, but.split("|"), values)
            return not is_excepted and self.equals(label, equation["what"].split("|"), values)
        phrase = PHRASE.fullmatch(text)
        assert phrase, f"a limit that nobody can read: {text}"
        listed = re.split(r" \| | nor ", phrase["what"])
        here = set(self.texts(phrase["label"], values))
        among = bool(here & set(listed))
        return among if phrase["how"] == "is" else not among

    def equals(self, label: str, patterns: Sequence[str], values: Values) -> bool:
        """The value at the label, a number, fits a pattern."""
        try:
            kind, value, _ = self.at(label, values)
        except Absent:
            return False
        if not isinstance(plain(kind), Bits):
            return set(patterns) <= set(self.texts(label, values))
        assert isinstance(value, int)
        return any(fits(pattern, value) for pattern in patterns)

    def texts(self, label: str, values: Values) -> Iterator[str]:
        """All that the value may be called: by itself, by its shape, by its class."""
        try:
            kind, value, name = self.at(label, values)
        except Absent:
            return
        bare = plain(kind)
        if isinstance(bare, Sum):
            assert isinstance(value, tuple) and isinstance(value[0], int)
            yield bare.variants[value[0]].name
        else:
            yield show(self.model, kind, value, self.instances.get(name, name))
        if label == name:
            yield from self.classes(name, values)

    def at(self, label: str, values: Values) -> tuple[Type, Value, str]:
        """What the label means, and the input or variable that it belongs to."""
        name = next(n for n in sorted(values, key=len, reverse=True)
                    if label == n or label.startswith(f"{n}."))  # fmt: skip
        kind, value = self.kinds[name], values[name]
        for step in label[len(name) :].split(".")[1:]:
            kind, value = below(kind, value, step)
        return kind, value, name

    def classes(self, name: str, values: Values) -> Iterator[str]:
        """The classes of an input by views that depend on no choice."""
        original = self.instances.get(name, name)
        prefix = name[: len(name) - len(original)]
        inputs = {n: values.get(prefix + n, values[n]) for n in self.model.inputs}
        for view in views_by_input(self.evaluator).get(original, ()):
            value = self.evaluator.value(view.expression, Situation(inputs))
            yield show(self.model, view.expression.type, value)

    @property
    def model(self) -> Model:
        return self.evaluator.model


def below(kind: Type, value: Value, step: str) -> tuple[Type, Value]:
    """The field of that name."""
    bare = plain(kind)
    assert isinstance(bare, Record | Sum) and isinstance(value, tuple)
    if isinstance(bare, Sum):
        tag, fields = value
        assert isinstance(tag, int) and isinstance(fields, tuple)
        members, value = bare.variants[tag].fields, fields
    else:
        members = bare.fields
    for member, inner in zip(members, value, strict=True):
        if member.name == step:
            return member.type, inner
    raise Absent


def fits(pattern: str, value: int) -> bool:
    """True iff the number is written so; x is any bit."""
    if "x" not in pattern[2:]:
        return int(pattern, 0) == value
    bits = pattern.removeprefix("0b")
    return all(c in ("x", str(value >> i & 1)) for i, c in enumerate(reversed(bits)))


@cache
def views_by_input(evaluator: Evaluator) -> Mapping[str, list[View]]:
    """The views that report take classes from: of one input, swayed by features and controls at
    most, and by nothing that the manual leaves open."""
    model, facts = evaluator.model, facts_of(evaluator.model)
    found: dict[str, list[View]] = {}
    for view in model.views.values():
        nodes = list(walk(view.expression))
        names = {node.name for node in nodes if isinstance(node, Global)}
        calls = {node.function for node in nodes if isinstance(node, Call)}
        open_ = names & facts.choosing_derived or calls & facts.choosing
        read = set[str]().union(*(facts.reads.get(name, (name,)) for name in names))
        own = {n for n in read if model.inputs[n].player != "cpu"}
        own = {n for n in own if model.inputs[n].role != "control"}
        if view.kind == "view" and len(own) == 1 and not open_:
            found.setdefault(own.pop(), []).append(view)
    return found
