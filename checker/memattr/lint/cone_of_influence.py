"""What the change of a function can reach: other functions, derived values, choices, claims."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from memattr.engines.assumptions import admission
from memattr.lint.mutants import Mutant
from memattr.model.expressions import Call, Expression, Global, walk
from memattr.model.model import Case, Claim, Function, Model
from memattr.model.types import Record, Refined, Sum, Type
from memattr.readings.dependencies import users_of


def named(expressions: Iterable[Expression]) -> frozenset[str]:
    """The functions, inputs and derived values that the expressions name."""
    names: set[str] = set()
    for expression in expressions:
        for node in walk(expression):
            if isinstance(node, Call):
                names.add(node.function)
            elif isinstance(node, Global):
                names.add(node.name)
    return frozenset(names)


def refinements(type_: Type) -> Iterator[Expression]:
    """The conditions on values of the type, those on its fields included."""
    match type_:
        case Refined(_, base, condition):
            yield condition
            yield from refinements(base)
        case Record(_, fields):
            for member in fields:
                yield from refinements(member.type)
        case Sum(_, variants):
            for variant in variants:
                for member in variant.fields:
                    yield from refinements(member.type)
        case _:
            return


class Cones:
    """Of one model; every mutant of it depends on the same, as no mutant calls anything new."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._users = users_of(model)
        self._choosing = {
            name: frozenset[str]().union(*(_of_choice(case) for case in function.cases))
            for name, function in model.functions.items()
            if any(case.choice is not None for case in function.cases)
        }
        kinds = (declared.type for declared in model.inputs.values())
        self._everywhere = named(part for type_ in kinds for part in refinements(type_))

    def changed(self, function: str) -> frozenset[str]:
        """The function, and those whose choices range over what it says."""
        above = {function, *self._users[function]}
        return frozenset(
            {function, *(name for name, read in self._choosing.items() if read & above)}
        )

    def affected(self, function: str) -> frozenset[str]:
        """Every function and derived value that may be another than before."""
        changed = self.changed(function)
        return changed.union(*(self._users[name] for name in changed))

    def reaches(self, claim: Claim) -> frozenset[str]:
        """What the claim names; it can notice a change only if one of these is affected."""
        kinds = (type_ for _, type_ in claim.variables)
        parts = (part for type_ in kinds for part in refinements(type_))
        return self._everywhere | named((*admission(self._model, claim), claim.body, *parts))

    def model(self, mutant: Mutant) -> Model:
        """The broken model. Choices that may range over other values have other names in it: they
        are not those of the whole model."""
        functions = {**self._model.functions, mutant.function: mutant.broken}
        for name in self.changed(mutant.function):
            functions[name] = _renamed(functions[name], mutant.title)
        return replace(self._model, functions=functions)


def _of_choice(case: Case) -> frozenset[str]:
    if case.choice is None:
        return frozenset()
    condition = (case.choice.condition,) if case.choice.condition is not None else ()
    return named((*condition, *refinements(case.choice.type)))


def _renamed(function: Function, title: str) -> Function:
    cases = tuple(
        case
        if case.choice is None
        else replace(case, choice=replace(case.choice, name=f"{case.choice.name} of {title}"))
        for case in function.cases
    )
    return replace(function, cases=cases)
