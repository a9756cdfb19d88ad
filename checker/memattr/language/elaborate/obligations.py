"""Partial operations: no admitted value may reach one outside its domain."""

from __future__ import annotations

from dataclasses import replace

from memattr.language.elaborate.work import Work
from memattr.model.expressions import (
    And,
    Call,
    Const,
    Convert,
    Equal,
    Expression,
    Field,
    Global,
    Implies,
    IsVariant,
    Local,
    Make,
    Not,
    Or,
    Under,
    children,
)
from memattr.model.layout import members
from memattr.model.types import Refined, Sum, Type, plain, type_name
from memattr.place import Place
from memattr.readings.bdd import Node
from memattr.readings.diagram import Diagram, Environment


class Obligations:
    """Walks expressions with the condition under which each part is read."""

    def __init__(self, work: Work, diagram: Diagram, coarse: bool = False) -> None:
        """`coarse`: conditions that are dear to read do not narrow the path, which can only find
        more."""
        self.work = work
        self.coarse = coarse
        self.diagram = diagram
        self.bdd = diagram.bdd

    def check(self, expression: Expression, path: Node, environment: Environment) -> None:
        """Notes a problem for each partial operation that some input reaches outside its domain."""
        if path == 0:
            return
        match expression:
            case And(operands):
                for operand in operands:
                    self.check(operand, path, environment)
                    path = self.where(operand, path, environment)
            case Or(operands):
                for operand in operands:
                    self.check(operand, path, environment)
                    path = self.where(Not(operand), path, environment)
            case Implies(left, right):
                self.check(left, path, environment)
                path = self.where(left, path, environment)
                self.check(right, path, environment)
            case Under(operand, changes, cpu, _):
                for _, value in changes:
                    self.check(value, path, environment)
                new = {name: self.diagram.value(value, environment) for name, value in changes}
                inner = replace(environment, inputs={**environment.inputs, **new}, cpu=cpu)
                self.check(operand, path, inner)
            case _:
                for child in children(expression):
                    self.check(child, path, environment)
                self._own(expression, path, environment)

    def where(self, condition: Expression, path: Node, environment: Environment) -> Node:
        """The path, as far as the condition holds on it."""
        if path == 0 or (self.coarse and not _is_cheap(condition)):
            return path
        return self.bdd.conj(path, self.diagram.truth(condition, environment))

    def _own(self, expression: Expression, path: Node, environment: Environment) -> None:
        match expression:
            case Field(operand, name, _, variants, place):
                bare = plain(operand.type)
                if variants is None or not isinstance(bare, Sum):
                    return
                word = self.diagram.value(operand, environment)
                tag = self.diagram.words.tag(word, operand.type)
                has = self.bdd.any_of(self.diagram.words.is_code(tag, v) for v in variants)
                if self._reaches(self.bdd.minus(path, has)):
                    shapes = " or ".join(bare.variants[v].name for v in variants)
                    self._note(
                        place,
                        "no-such-field",
                        f"only {shapes} has the field '{name}', and this may be another shape",
                        f"Put the condition 'is {shapes}' before it.",
                    )
            case Convert(encoding, table, operand, _, place):
                word = self.diagram.value(operand, environment)
                has = self.bdd.any_of(self.diagram.words.is_code(word, code) for code, _ in table)
                if self._reaches(self.bdd.minus(path, has)):
                    self._note(
                        place,
                        "unassigned-code",
                        f"the encoding {encoding} assigns no value to some codes that get here",
                        "Exclude them by a condition.",
                    )
            case Call(function, arguments, _):
                parameters = self.diagram.model.functions[function].parameters
                place = self.diagram.model.functions[function].note.place
                for argument, (_, kind) in zip(arguments, parameters, strict=True):
                    self.fits(argument, kind, path, environment, place)
            case Make(kind, variant, fields):
                for member, value in zip(members(kind, variant), fields, strict=True):
                    self.fits(value, member.type, path, environment, None)
            case _:
                pass

    def fits(
        self,
        expression: Expression,
        kind: Type,
        path: Node,
        environment: Environment,
        place: Place | None,
    ) -> None:
        """The expression's value obeys the refinements of the type."""
        if expression.type == kind or not _refined(kind):
            return
        word = self.diagram.value(expression, environment)
        if self._reaches(self.bdd.minus(path, self.diagram.valid(kind, word))):
            self._note(
                place,
                "not-refined",
                f"this may be a value that {type_name(kind)} excludes",
                "",
            )

    def _reaches(self, violation: Node) -> bool:
        """True iff the violation is met by choices that the manual permits."""
        if violation == 0:
            return False
        constraints = [made.constraint for made in self.diagram.store.read_by(violation)]
        return self.bdd.all_of([violation, *constraints]) != 0

    def _note(self, place: object, code: str, message: str, way: str) -> None:
        where = place if isinstance(place, Place) else Place("", 1, 1)
        self.work.note(where, code, message, way)


def is_plain(expression: Expression, known: frozenset[Expression] = frozenset()) -> bool:
    """True iff a look at the text shows that nothing partial is read outside its domain: each
    field of a shape stands behind the test for that shape."""
    match expression:
        case And(operands):
            for operand in operands:
                if not is_plain(operand, known):
                    return False
                known |= {operand}
            return True
        case Implies(left, right):
            return is_plain(left, known) and is_plain(right, known | _facts(left))
        case Field(operand, _, _, variants) if variants is not None:
            told = any(IsVariant(operand, v) in known for v in variants) and len(variants) == 1
            return told and is_plain(operand, known)
        case Convert() | Call() | Make() | Under():
            return False
        case _:
            return all(is_plain(child, known) for child in children(expression))


def _facts(premise: Expression) -> frozenset[Expression]:
    """The conjuncts that hold where the premise does."""
    if isinstance(premise, And):
        return frozenset().union(*map(_facts, premise.operands))
    return frozenset({premise})


def _is_cheap(condition: Expression) -> bool:
    """True iff the condition only tells shapes, constants and truths apart."""
    match condition:
        case And(operands) | Or(operands):
            return all(map(_is_cheap, operands))
        case Not(operand) | IsVariant(operand) | Field(operand):
            return _is_cheap(operand)
        case Implies(left, right):
            return _is_cheap(left) and _is_cheap(right)
        case Equal(left, right):
            return _is_cheap(left) and isinstance(right, Const)
        case _:
            return isinstance(condition, Global | Local | Const)


def _refined(kind: Type) -> bool:
    """True iff the type or a part of it is refined."""
    if isinstance(kind, Refined):
        return True
    bare = plain(kind)
    if isinstance(bare, Sum):
        return any(_refined(m.type) for v in bare.variants for m in v.fields)
    fields = getattr(bare, "fields", ())
    return any(_refined(m.type) for m in fields)
