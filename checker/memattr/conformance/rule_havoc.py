"""Readings in which rules give something else: what an implementation would have them give, or
anything in every call."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from memattr.model.layout import width
from memattr.model.model import Model
from memattr.readings.bdd import Node
from memattr.readings.compile_diagrams import Environment, Word
from memattr.readings.diagram import Diagram
from memattr.readings.diagram_choices import DiagramInstance
from memattr.readings.variation import ReadByBase, Readings

FEW_BITS = 2


@dataclass(frozen=True)
class Rule:
    """Cases of one function that say the same: they have no sentence of their own, or the same one,
    and cite the same. The cells of a table are one rule. What a derived value is, is a rule as
    well: it has its name, and one case without a name."""

    function: str
    cases: tuple[str, ...]

    @property
    def is_derived(self) -> bool:
        """True iff this is what a derived value is."""
        return self.cases == ("",)


def rules_of(model: Model) -> Iterator[Rule]:
    """Every case belongs to one of these; of derived values, those that tell a few cases apart."""
    for derived in model.derived.values():
        if derived.kind == "effective" and width(derived.type) <= FEW_BITS:
            yield Rule(derived.name, ("",))
    for function in model.functions.values():
        alike: dict[tuple[str, tuple[str, ...]], list[str]] = {}
        for case in function.cases:
            alike.setdefault((case.note.words, case.note.refs), []).append(case.name)
        yield from (Rule(function.name, tuple(cases)) for cases in alike.values())


@dataclass(frozen=True)
class Patch:
    """What a rule gives in an implementation: for the bits of some arguments, those of a result."""

    rule: Rule
    results: Mapping[tuple[int, ...], Word]


@dataclass(frozen=True)
class HavocCall:
    """A call: where each case of the rule answers it, the words of its arguments, what the function
    gives, and the variables that take the place of that where one of the cases answers; `valid` is
    where they are a value."""

    guards: tuple[Node, ...]
    arguments: Word
    original: Word
    result: Word
    valid: Node


class PatchedRules(ReadByBase):
    """Reads the specification as it is patched; what cannot depend on that is read by the base.
    `diagram` reads so. Calls of the `freed` functions are not read by the base either."""

    def __init__(self, base: Diagram, patches: Sequence[Patch], freed: Sequence[str] = ()) -> None:
        names = {*freed, *(patch.rule.function for patch in patches)}
        super().__init__(base, frozenset(names).union(*(base.users[name] for name in names)))
        self._patches = patches
        self._patched: dict[tuple[str, str | None, tuple[Word, ...]], Word] = {}
        self.diagram = Diagram(base.model, base.store, base.facts, self)

    def called(self, name: str, arguments: tuple[Word, ...], where: Environment) -> Word | None:
        if all(patch.rule.function != name for patch in self._patches):
            return super().called(name, arguments, where)
        return self.as_patched(name, arguments, where)

    def named(self, name: str, where: Environment) -> Word | None:
        if all(patch.rule.function != name for patch in self._patches):
            return super().named(name, where)
        return self.as_patched(name, self.inputs_of(name, where), where)

    def inputs_of(self, name: str, where: Environment) -> tuple[Word, ...]:
        """What a derived value is made of: the words of inputs."""
        return tuple(where.inputs[name] for name in self.diagram.facts.reads[name])

    def as_patched(self, name: str, arguments: tuple[Word, ...], where: Environment) -> Word:
        """What the text says of the call, but for what is patched of it."""
        diagram = self.diagram
        cpu = where.cpu if name in diagram.facts.choosing else None
        known = self._patched.get((name, cpu, arguments))
        if known is None:
            is_derived = name in diagram.model.derived
            known = (
                diagram.named_by_text(name, where) if is_derived
                else diagram.according_to_text(name, arguments, where)
            )  # fmt: skip
            for patch in self._patches:
                if patch.rule.function == name:
                    known = self._mended(patch, arguments, known, cpu)
            self._patched[name, cpu, arguments] = known
        return known

    def _mended(
        self, patch: Patch, arguments: tuple[Word, ...], result: Word, cpu: str | None
    ) -> Word:
        diagram, bdd = self.diagram, self.diagram.bdd
        word = tuple(bit for argument in arguments for bit in argument)
        answers = bdd.any_of(self.guards(patch.rule, arguments, cpu))
        for bits, given in patch.results.items():
            equal = bdd.all_of(
                node if bit else bdd.neg(node) for node, bit in zip(word, bits, strict=True)
            )
            result = diagram.words.mux(bdd.conj(equal, answers), given, result)
        return result

    def guards(self, rule: Rule, arguments: tuple[Word, ...], cpu: str | None) -> tuple[Node, ...]:
        """Where each case of the rule answers a call."""
        if rule.is_derived:
            return (1,)
        function = self.diagram.model.functions[rule.function]
        names = (name for name, _ in function.parameters)
        inside = Environment({}, dict(zip(names, arguments, strict=True)), cpu)
        return tuple(
            self.diagram.truth(case.guard, inside)
            for case in function.cases if case.name in rule.cases
        )  # fmt: skip


class RuleHavoc(PatchedRules):
    """The cases of one rule are set free, and the calls of its function noted."""

    def __init__(
        self, base: Diagram, readings: Readings, rule: Rule, patches: Sequence[Patch] = ()
    ) -> None:
        super().__init__(base, patches, (rule.function,))
        self._readings, self.rule = readings, rule
        self._known: dict[tuple[str | None, tuple[Word, ...]], Word] = {}
        self.calls: list[HavocCall] = []

    def called(self, name: str, arguments: tuple[Word, ...], where: Environment) -> Word | None:
        if name != self.rule.function:
            return super().called(name, arguments, where)
        cpu = where.cpu if name in self.diagram.facts.choosing else None
        known = self._known.get((cpu, arguments))
        if known is None:
            known = self._known[cpu, arguments] = self._freed(arguments, where, cpu)
        return known

    def named(self, name: str, where: Environment) -> Word | None:
        return (
            self.called(name, self.inputs_of(name, where), where)
            if name == self.rule.function
            else super().named(name, where)
        )

    def _freed(self, arguments: tuple[Word, ...], where: Environment, cpu: str | None) -> Word:
        diagram, name = self.diagram, self.rule.function
        functions, derived = diagram.model.functions, diagram.model.derived
        function = derived[name] if self.rule.is_derived else functions[name]
        given = self.as_patched(name, arguments, where)
        guards = self.guards(self.rule, arguments, cpu)
        result, valid = self._readings.fresh_result(function, len(self.calls))
        joined = tuple(bit for word in arguments for bit in word)
        self.calls.append(HavocCall(guards, joined, given, result, valid))
        return diagram.words.mux(diagram.bdd.any_of(guards), result, given)

    def applies(self, instance: DiagramInstance) -> Node:
        """Where the case that makes a choice is the one that answers."""
        diagram = self.diagram
        for function in diagram.model.functions.values():
            for case in function.cases:
                if case.choice is not None and case.choice.name == instance.choice.name:
                    names = (name for name, _ in function.parameters)
                    given = dict(zip(names, instance.arguments, strict=True))
                    return diagram.truth(case.guard, Environment({}, given, instance.cpu))
        raise AssertionError("a case makes every choice")
