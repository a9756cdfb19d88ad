"""The reading into diagrams: a value is a word, one diagram for each bit of its type's layout."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property, partial
from typing import TypeAlias, assert_never

from memattr.model.expressions import Expression
from memattr.model.layout import width
from memattr.model.model import Choice, Derived, Function, Model
from memattr.model.types import Bits, Enum, Member, Record, Refined, Sum, Type
from memattr.readings.bdd import Node
from memattr.readings.compile_diagrams import Environment, Word
from memattr.readings.dependencies import Facts, facts_of, users_of
from memattr.readings.diagram_choices import DiagramInstance, DiagramStore
from memattr.readings.hook import AppliedCase, Hook

DiagramHook: TypeAlias = Hook[Word, Environment, Node]
DiagramCase: TypeAlias = AppliedCase[Word, Environment, Node]


class Diagram:
    """Reads expressions of one model. Calls and derived values are remembered by their words."""

    def __init__(
        self,
        model: Model,
        store: DiagramStore | None = None,
        facts: Facts | None = None,
        hook: DiagramHook | None = None,
    ) -> None:
        """`store` and `facts` are those of the model, where they are there already."""
        self.model = model
        self._hook = hook or DiagramHook()
        self.store = store or DiagramStore(model)
        self.bdd = self.store.bdd
        self.words = self.store.words
        self.facts = facts or facts_of(model)
        # What derived values are is known for a mapping of inputs, kept so that it stays one.
        self._results: dict[tuple[str, str | None, tuple[Word, ...]], Word] = {}
        self._valid: dict[tuple[Type, Word], Node] = {}
        self._derived: dict[tuple[int, str | None, str], Word] = {}
        self._inputs: dict[int, Mapping[str, Word]] = {}

    @cached_property
    def users(self) -> Mapping[str, frozenset[str]]:
        """For each function, what depends on it."""
        return users_of(self.model)

    def free(self) -> Environment:
        """Every input a variable of its own."""
        inputs = self.model.inputs.items()
        return Environment({name: self.store.variable(name, i.type) for name, i in inputs})

    def truth(self, expression: Expression, environment: Environment) -> Node:
        """Where a bool expression is true."""
        return self.store.readers.truth(expression)(self, environment)

    def valid(self, type_: Type, word: Word) -> Node:
        """Where the word is the code of a value of the type, refinements obeyed."""
        if isinstance(type_, Bits):
            return 1
        known = self._valid.get((type_, word))
        if known is None:
            known = self._valid[type_, word] = self._is_code(type_, word)
        return known

    def _is_code(self, type_: Type, word: Word) -> Node:
        words, bdd = self.words, self.bdd
        match type_:
            case Bits():
                return 1
            case Enum(_, names, _):
                return words.at_most(word, words.code(len(word), len(names) - 1))
            case Record(_, fields):
                return self._valid_fields(fields, word)
            case Sum(_, variants, _):
                tag, result = words.tag(word, type_), 0
                for index, variant in enumerate(variants):
                    fields_ = self._valid_fields(variant.fields, word[len(tag) :])
                    result = bdd.disj(result, bdd.conj(words.is_code(tag, index), fields_))
                return result
            case Refined(_, base, condition):
                valid = self.valid(base, word)
                return bdd.conj(valid, self.truth(condition, Environment({}, {"it": word})))
            case _:
                assert_never(type_)

    def _valid_fields(self, fields: tuple[Member, ...], word: Word) -> Node:
        result, low = 1, 0
        for member in fields:
            high = low + width(member.type)
            result = self.bdd.conj(result, self.valid(member.type, word[low:high]))
            low = high
        return self.bdd.conj(result, self.words.is_code(word[low:], 0))

    def value(self, expression: Expression, environment: Environment) -> Word:
        """The expression's word."""
        return self.store.readers.value(expression)(self, environment)

    def named(self, name: str, environment: Environment) -> Word:
        """The word of an input or a derived value."""
        instead = self._hook.named(name, environment)
        return self.named_by_text(name, environment) if instead is None else instead

    def named_by_text(self, name: str, environment: Environment) -> Word:
        """What the text says that the value is, whatever the hook says of it."""
        inputs = environment.inputs
        derived = self.model.derived.get(name)
        if derived is None:
            return inputs[name]
        here = (id(inputs), environment.cpu, name)
        known = self._derived.get(here)
        if known is None:
            known = self._read(derived, environment)
            self._derived[here] = known
            self._inputs[id(inputs)] = inputs
        return known

    def _read(self, derived: Derived, environment: Environment) -> Word:
        inputs, name = environment.inputs, derived.name
        cpu = environment.cpu if name in self.facts.choosing_derived else None
        key = ("=" + name, cpu, tuple([inputs[i] for i in self.facts.reads[name]]))
        known = self._results.get(key)
        if known is None:
            inside = Environment(inputs, {}, environment.cpu)
            known = self._results[key] = self.value(derived.expression, inside)
        return known

    def called(self, name: str, arguments: tuple[Word, ...], environment: Environment) -> Word:
        """The word of a function's result."""
        instead = self._hook.called(name, arguments, environment)
        return self.according_to_text(name, arguments, environment) if instead is None else instead

    def according_to_text(
        self, name: str, arguments: tuple[Word, ...], environment: Environment
    ) -> Word:
        """What the text says that a call gives, whatever the hook says of this call."""
        cpu = environment.cpu if name in self.facts.choosing else None
        key = (name, cpu, arguments)
        known = self._results.get(key)
        if known is None:
            function = self.model.functions[name]
            known = self._results[key] = self._apply(function, arguments, cpu)
        return known

    def _apply(self, function: Function, arguments: tuple[Word, ...], cpu: str | None) -> Word:
        names = [name for name, _ in function.parameters]
        inside = Environment({}, dict(zip(names, arguments, strict=True)), cpu)
        rows: list[tuple[Node, Word]] = []
        for reader, case in self.store.readers.guards(function):
            guard = reader(self, inside)
            if guard != 0:
                applied = AppliedCase(function, case, guard, arguments, inside)
                written = partial(self._result, applied)
                rows.append((guard, self._hook.result(applied, written)))
            if guard == 1:
                break
        result = self.words.code(width(function.result), 0)
        for guard, word in reversed(rows):
            result = self.words.mux(guard, word, result)
        return result

    def _result(self, applied: DiagramCase) -> Word:
        case, inside = applied.case, applied.inside
        if case.choice is None:
            return self.value(case.body, inside)
        instance = self.store.by_key.get((inside.cpu, case.choice.name, applied.arguments))
        if instance is None:
            instance = self._made(applied.function, case.choice, applied.arguments, inside)
        locals_ = {**inside.locals, case.choice.binder: instance.bits}
        return self.value(case.body, Environment({}, locals_, inside.cpu))

    def _made(
        self,
        function: Function,
        choice: Choice,
        arguments: tuple[Word, ...],
        inside: Environment,
    ) -> DiagramInstance:
        bits = self.store.fresh(choice, arguments)
        admissible = self.valid(choice.type, bits)
        if choice.condition is not None:
            chosen = Environment({}, {**inside.locals, choice.binder: bits}, inside.cpu)
            admissible = self.bdd.conj(admissible, self.truth(choice.condition, chosen))
        kinds = tuple(type_ for _, type_ in function.parameters)
        constraint = self.store.constraint(bits, admissible)
        return self.store.add(inside.cpu, choice, kinds, arguments, bits, constraint)
