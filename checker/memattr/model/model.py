"""The model: what a specification and its rules say, resolved, typed and frozen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal

from memattr.model.code_provenance import NO_CODE, CodeContext, Origin, Reading
from memattr.model.expressions import TRUE, And, Equal, Expression, Global, Implies, called
from memattr.model.machine import Machine, Procedure, ProcedureQuestion, SafetyClaim, Survey
from memattr.model.table_declarations import TableDeclaration
from memattr.model.types import Type, Value
from memattr.place import Note

Player = Literal["guest", "hypervisor", "cpu"]
ChoiceKind = Literal["unpredictable", "implementation defined"]
Expected = Literal["prove", "refute", "cover"]


@dataclass(frozen=True)
class Input:
    """What software or the implementation decides. `role` is set for the hypervisor's inputs."""

    name: str
    type: Type
    player: Player
    role: Literal["field", "control"] | None
    stated: bool
    note: Note
    default: Value | None = None


@dataclass(frozen=True)
class Choice:
    """A value that the manual leaves open: `binder` stands for it in the case's body.

    It ranges over the values of `type` for which `condition` (over the parameters and the binder)
    is true, never none where the case applies. It is a function of the case's arguments."""

    name: str
    kind: ChoiceKind
    binder: str
    type: Type
    condition: Expression | None


@dataclass(frozen=True)
class Case:
    """One rule. `guard` already excludes the cases that override it: guards never overlap."""

    name: str
    guard: Expression
    body: Expression
    choice: Choice | None
    note: Note
    written: str = ""

    @cached_property
    def calls(self) -> frozenset[str]:
        """The functions that it calls."""
        condition = self.choice.condition if self.choice else None
        beyond = called(self.body) | (called(condition) if condition else set())
        return self.guard_calls | beyond

    @cached_property
    def guard_calls(self) -> frozenset[str]:
        """The functions that its guard calls."""
        return called(self.guard)


@dataclass(frozen=True)
class Function:
    """Exhaustive and exclusive cases over the parameters."""

    name: str
    parameters: tuple[tuple[str, Type], ...]
    result: Type
    cases: tuple[Case, ...]
    note: Note


@dataclass(frozen=True)
class Derived:
    """A named value over the inputs: effective values in between, outputs at the end."""

    name: str
    type: Type
    expression: Expression
    kind: Literal["effective", "output"]
    note: Note


@dataclass(frozen=True)
class Condition:
    """A named truth: an impossible situation, a requirement on cpus.

    An assumption (one of the first two) that is not `shipped` binds only what is said in the files
    in `readers`, those of the texts that import it. `written` is its expression as written."""

    name: str
    expression: Expression
    note: Note
    shipped: bool = True
    readers: tuple[str, ...] = ()
    written: str = ""

    def binds(self, file: str) -> bool:
        """True iff what the file says holds under this assumption. What is said in no file, such as
        what is typed, sees every text."""
        return self.shipped or not file or file in self.readers


@dataclass(frozen=True)
class Assignment:
    """An input's value by situation: (condition over features, value) pairs, exclusive and
    exhaustive. An empty tuple of pairs leaves the input free (`any`)."""

    input: str
    values: tuple[tuple[Expression, Expression], ...]
    origins: tuple[Origin, ...] = ()

    def equations(self, type_: Type) -> Iterator[Expression]:
        """In each situation, the input, which is of that type, has its value there."""
        for condition, value in self.values:
            equation = Equal(Global(self.input, type_), value)
            yield equation if condition == TRUE else Implies(condition, equation)


@dataclass(frozen=True)
class Scope:
    """A system (`system` None), a policy of a system with that system's controls included, or a
    setting. `promises` are names of promises; `readings` are its own, without its system's."""

    name: str
    kind: Literal["system", "policy", "setting"]
    system: str | None
    tree: tuple[str, str] | None
    assignments: tuple[Assignment, ...]
    promises: tuple[str, ...]
    note: Note
    readings: tuple[Reading, ...] = ()
    code: CodeContext = NO_CODE

    def changed(self, name: str, changes: Iterable[Assignment]) -> Scope:
        """The scope by another name, with some inputs set otherwise, or set where it leaves them
        free."""
        new = {change.input: change for change in changes}
        kept = tuple(a for a in self.assignments if a.input not in new)
        return replace(self, name=name, assignments=(*kept, *new.values()))


@dataclass(frozen=True)
class ScopeVariant:
    """A policy or system, and what is set otherwise where a statement is made under it."""

    base: str
    changes: tuple[Assignment, ...]


@dataclass(frozen=True)
class Part:
    """One conjunct of a claim as written, what it speaks of, and in words what it asks of that."""

    written: str
    expression: Expression
    subjects: tuple[tuple[str, Expression], ...]
    wanted: str = ""


@dataclass(frozen=True)
class Claim:
    """A statement with its expected verdict. `mode` qualifies it: by choice, on every cpu.

    `variables` are universally quantified values of the claim, instances of inputs included;
    an instance `a.NAME` of input NAME has its entry in `instances`. `parts` are the conjuncts of
    the body and `assumed` the assumptions, both as written."""

    name: str
    expected: Expected
    mode: Literal["", "by choice", "on every cpu"]
    scope: str | None
    stated: tuple[tuple[str, tuple[Value, ...]], ...]
    given: tuple[Expression, ...]
    variables: tuple[tuple[str, Type], ...]
    body: Expression
    because: tuple[tuple[str, str], ...]
    counts: tuple[int, int] | None
    note: Note
    form: Literal["claim", "example", "promise"] = "claim"
    fixed: tuple[tuple[str, Value], ...] = ()
    instances: tuple[tuple[str, str], ...] = ()
    family: str = ""
    parts: tuple[Part, ...] = ()
    assumed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Question:
    """`find`: the values of the found inputs for which the body holds whatever the others do.

    `instances`, `parts` and `assumed` are as in a claim."""

    name: str
    found: tuple[str, ...]
    scope: str | None
    stated: tuple[tuple[str, tuple[Value, ...]], ...]
    given: tuple[Expression, ...]
    variables: tuple[tuple[str, Type], ...]
    body: Expression
    answer: tuple[tuple[Value, ...], ...] | None
    note: Note
    instances: tuple[tuple[str, str], ...] = ()
    assumed: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True)
class View:
    """A total function into an enum: classes of inputs or results, a behaviour, a support."""

    name: str
    kind: Literal["view", "behaviour", "support"]
    expression: Expression
    note: Note


@dataclass(frozen=True)
class Column:
    """A column of the CSV output: empty where `present` is false."""

    name: str
    expression: Expression
    present: Expression
    note: Note


@dataclass(frozen=True)
class Meaning:
    """What codes of an input mean where `present` is true; elsewhere they do not mean such a value.

    A code may depend on a choice, and then means nothing for certain."""

    input: str
    expression: Expression
    present: Expression
    note: Note

    def says(self, value: Expression) -> Expression:
        """That the input has a code that means the value."""
        return And((self.present, Equal(self.expression, value)))


@dataclass(frozen=True)
class Group:
    """Columns that may be ignored together: left out, or where a function is named, judged by what
    it gives for their values."""

    name: str
    members: tuple[tuple[str, str | None], ...]
    note: Note


@dataclass(frozen=True)
class Layout:
    """Named inputs at (high, low) bit positions of a register or a descriptor."""

    name: str
    width: int
    parts: tuple[tuple[str, int, int], ...]
    note: Note


@dataclass(frozen=True)
class Identifier:
    """An identifier of the manual; `out_of_scope` is the reason if the spec leaves it out."""

    name: str
    note: Note
    out_of_scope: str = ""


def out_of_scope(name: str, reason: str) -> str:
    """That a name of the manual is left out, and why."""
    return f"{name} is out of scope: {reason}"


@dataclass(frozen=True)
class Model:
    """Everything; mappings keep the order of the text. `manual` is the issue that a text declares,
    `follows` the one that all of them require."""

    types: Mapping[str, Type]
    functions: Mapping[str, Function]
    inputs: Mapping[str, Input]
    derived: Mapping[str, Derived]
    impossible: tuple[Condition, ...] = ()
    requirements: tuple[Condition, ...] = ()
    scopes: Mapping[str, Scope] = field(default_factory=dict)
    claims: tuple[Claim, ...] = ()
    questions: tuple[Question, ...] = ()
    views: Mapping[str, View] = field(default_factory=dict)
    columns: tuple[Column, ...] = ()
    layouts: Mapping[str, Layout] = field(default_factory=dict)
    tables: Mapping[str, TableDeclaration] = field(default_factory=dict)
    identifiers: Mapping[str, Identifier] = field(default_factory=dict)
    promises: Mapping[str, Claim] = field(default_factory=dict)
    preferences: tuple[tuple[str, tuple[Value, ...]], ...] = ()
    radix: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, Group] = field(default_factory=dict)
    spellings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    offered: tuple[str, ...] = ()
    manual: str = ""
    digest: str = ""
    machines: Mapping[str, Machine] = field(default_factory=dict)
    procedures: Mapping[str, Procedure] = field(default_factory=dict)
    safety_claims: tuple[SafetyClaim, ...] = ()
    surveys: tuple[Survey, ...] = ()
    procedure_questions: tuple[ProcedureQuestion, ...] = ()
    follows: str = ""
    meanings: tuple[Meaning, ...] = ()
    variants: Mapping[str, ScopeVariant] = field(default_factory=dict)

    def scope(self, name: str) -> Scope:
        """The policy, system or setting of that name, or `POLICY@SETTING` where a statement of the
        text is made under that."""
        if name in self.scopes:
            return self.scopes[name]
        variant = self.variants[name]
        return self.scopes[variant.base].changed(name, variant.changes)

    def binding(self, file: str) -> Model:
        """The model with the assumptions alone that bind what the file says."""
        return replace(
            self,
            impossible=tuple(c for c in self.impossible if c.binds(file)),
            requirements=tuple(c for c in self.requirements if c.binds(file)),
        )

    def foreign(self, file: str) -> tuple[Condition, ...]:
        """The assumptions that bind what the file says and are not the shipped specification's."""
        every = (*self.requirements, *self.impossible)
        return tuple(c for c in every if not c.shipped and c.binds(file))

    def left_out(self, name: str) -> str:
        """Why the specification leaves the name out, as a sentence; nothing if it does not."""
        identifier = next(
            (i for i in self.identifiers.values() if i.name.lower() == name.lower()), None
        )
        return (
            out_of_scope(name, identifier.out_of_scope)
            if identifier and identifier.out_of_scope
            else ""
        )

    def every_question(self) -> tuple[Question | ProcedureQuestion, ...]:
        """The questions about inputs, then those about procedures."""
        return (*self.questions, *self.procedure_questions)

    def every_safety_claim(self) -> tuple[SafetyClaim, ...]:
        """The claims about runs, then those that a question about procedures is about."""
        return (*self.safety_claims, *(question.claim for question in self.procedure_questions))

    def outputs(self) -> tuple[Derived, ...]:
        """The outputs in declared order."""
        return tuple(d for d in self.derived.values() if d.kind == "output")
