"""Machines of the model: states, what may happen in them, and what is claimed of all their runs.

Every name of a machine is a `Local` of its expressions: constants, axioms, permits, variables and
the binders of an action. A `Global` there is never the guest's: it is as the situation has it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from memattr.model.expressions import Expression
from memattr.model.types import Type, Value
from memattr.place import Note


@dataclass(frozen=True)
class Constant:
    """What is chosen once for a run: a value for which the condition, which may read earlier
    constants and permits, is true."""

    name: str
    type: Type
    condition: Expression | None
    note: Note


@dataclass(frozen=True)
class Axiom:
    """A bool that is true unless a claim drops it."""

    name: str
    note: Note


@dataclass(frozen=True)
class Permit:
    """A bool: some guest that is admitted makes the subject, an expression over inputs, this value.
    It is one truth for each way to set what is not the guest's."""

    name: str
    subject: Expression
    value: Value


@dataclass(frozen=True)
class StateVariable:
    """A part of the state; `initial` reads constants, axioms and permits."""

    name: str
    type: Type
    initial: Expression
    note: Note


@dataclass(frozen=True)
class Actor:
    """Who acts: the value of a type that stands for the name in an action's sentence."""

    name: str
    type: Type
    value: Value


@dataclass(frozen=True)
class Action:
    """What may happen wherever the whole guard is true, for some values of the binders. All updates
    read the state before; what is not updated stays. A step happens only in its turn."""

    name: str
    is_step: bool
    actor: Actor | None
    binders: tuple[tuple[str, Type], ...]
    guard: tuple[Expression, ...]
    updates: tuple[tuple[str, Expression], ...]
    note: Note


@dataclass(frozen=True)
class Invariant:
    """A named truth about states."""

    name: str
    expression: Expression
    note: Note


@dataclass(frozen=True)
class Machine:
    """All parts in the order of the text; one action for each actor. The `required` actions happen
    in some run of each claim, or it is vacuous."""

    name: str
    constants: tuple[Constant, ...]
    axioms: tuple[Axiom, ...]
    permits: tuple[Permit, ...]
    variables: tuple[StateVariable, ...]
    actions: tuple[Action, ...]
    invariants: tuple[Invariant, ...]
    required: tuple[str, ...]
    note: Note

    def expressions(self) -> Iterator[Expression]:
        """Every expression that is read in states or at the beginning of a run."""
        yield from (c.condition for c in self.constants if c.condition is not None)
        yield from (variable.initial for variable in self.variables)
        for action in self.actions:
            yield from action.guard
            yield from (value for _, value in action.updates)
        yield from (invariant.expression for invariant in self.invariants)

    def invariants_named(self, names: Sequence[str]) -> tuple[Invariant, ...]:
        """The invariants of these names, in this order."""
        known = {invariant.name: invariant for invariant in self.invariants}
        return tuple(known[name] for name in names)


@dataclass(frozen=True)
class Procedure:
    """Steps of a machine by name, to be taken in this order."""

    name: str
    machine: str
    steps: tuple[str, ...]
    note: Note


@dataclass(frozen=True)
class SafetyClaim:
    """`body` is claimed of every reachable state (prove), not of every one (refute), or of some
    (cover): for every way to set what is not the guest's, and every choice of the constants.

    `steps` are those of the `procedure`, which has no name if no text declares it. `given` speaks
    of inputs, `chosen` of constants. `changes` replace inputs wherever the machine looks at them.
    `dropped` are axioms. `says`, `assumed` and `changed` are as written."""

    name: str
    expected: Literal["prove", "refute", "cover"]
    machine: str
    procedure: str
    steps: tuple[str, ...]
    scope: str | None
    stated: tuple[tuple[str, tuple[Value, ...]], ...]
    given: tuple[Expression, ...]
    chosen: tuple[Expression, ...]
    changes: tuple[tuple[str, Expression], ...]
    dropped: tuple[str, ...]
    body: Expression
    note: Note
    family: str = ""
    says: tuple[str, ...] = ()
    assumed: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()


@dataclass(frozen=True)
class ProcedureQuestion:
    """For which of the shortest procedures of its machine the claim, which names none, would be
    proved; `answer` are the steps of each, as the text states them."""

    claim: SafetyClaim
    answer: tuple[tuple[str, ...], ...] | None

    @property
    def name(self) -> str:
        """The claim's."""
        return self.claim.name

    @property
    def scope(self) -> str | None:
        """The claim's."""
        return self.claim.scope

    @property
    def note(self) -> Note:
        """The claim's."""
        return self.claim.note


@dataclass(frozen=True)
class Survey:
    """A row for each scope, procedure, value of `each` and invariant, which give the template its
    scope, procedure and body. The names of `each` are locals of the template, or constants of the
    machine that are chosen so."""

    name: str
    template: SafetyClaim
    scopes: tuple[str, ...]
    procedures: tuple[str, ...]
    each: tuple[tuple[str, Type], ...]
    invariants: tuple[str, ...]
    note: Note
