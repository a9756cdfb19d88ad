"""What a machine reads in states, which may be partial: checked in any state at all."""

from __future__ import annotations

from collections.abc import Iterator

from memattr.language.elaborate.admitted_obligations import ObligationPart
from memattr.model.machine import Machine
from memattr.model.model import Model
from memattr.model.types import BOOL, Type


def parts_of_machines(model: Model) -> Iterator[ObligationPart]:
    """Everything of machines that may hold a partial operation, and what is claimed of states."""
    for machine in model.machines.values():
        yield from _of_machine(machine)
    for claim in model.safety_claims:
        yield ObligationPart(
            claim.note.place, (claim.body,), tuple(_in_states(model.machines[claim.machine]))
        )


def _of_machine(machine: Machine) -> Iterator[ObligationPart]:
    fixed, everything = tuple(_fixed(machine)), tuple(_in_states(machine))
    for constant in machine.constants:
        if constant.condition is not None:
            yield ObligationPart(constant.note.place, (constant.condition,), fixed)
    for permit in machine.permits:
        yield ObligationPart(machine.note.place, (permit.subject,))
    for variable in machine.variables:
        yield ObligationPart(variable.note.place, (variable.initial,), fixed, variable.type)
    kinds = {v.name: v.type for v in machine.variables}
    for action in machine.actions:
        for name, value in action.updates:
            inside = (*everything, *action.binders)
            yield ObligationPart(action.note.place, (*action.guard, value), inside, kinds[name])
    for invariant in machine.invariants:
        yield ObligationPart(invariant.note.place, (invariant.expression,), everything)


def _fixed(machine: Machine) -> Iterator[tuple[str, Type]]:
    """What is fixed for a run."""
    yield from ((constant.name, constant.type) for constant in machine.constants)
    yield from ((axiom.name, BOOL) for axiom in machine.axioms)
    yield from ((permit.name, BOOL) for permit in machine.permits)


def _in_states(machine: Machine) -> Iterator[tuple[str, Type]]:
    """What may be read in a state."""
    yield from _fixed(machine)
    yield from ((variable.name, variable.type) for variable in machine.variables)
