"""Partial operations: no admitted value may reach one outside its domain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from memattr.language.elaborate.symbol_table import SymbolTable
from memattr.language.elaborate.type_checking import ExpressionPlaces
from memattr.model.admissible import Assumption
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
from memattr.model.layout import from_bits, members
from memattr.model.show import source_text
from memattr.model.types import Refined, Sum, Type, plain, type_name
from memattr.place import Place, Problem
from memattr.readings.bdd import Node
from memattr.readings.compile_diagrams import Environment, Word
from memattr.readings.diagram import Diagram


@dataclass(frozen=True)
class CheckedTexts:
    """The names of texts that are typed, and where what is typed stands."""

    table: SymbolTable
    places: ExpressionPlaces


class Obligations:
    """Walks expressions with the condition under which each part is read."""

    def __init__(
        self,
        texts: CheckedTexts,
        diagram: Diagram,
        place: Place,
        coarse: bool = False,
        assumed: Sequence[Assumption] = (),
    ) -> None:
        """Problems are at `place` where nothing better is known. `coarse`: conditions that
        are dear to read do not narrow the path, which can only find more. What is `assumed` must
        hold in changed situations too."""
        self.texts = texts
        self.place = place
        self.problems: list[Problem] = []
        self.coarse = coarse
        self.assumed = assumed
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
                kinds = [self.diagram.model.inputs[name].type for name, _ in changes]
                values = tuple(value for _, value in changes)
                self._operands(expression, values, kinds, path, environment)
                new = {name: self.diagram.value(value, environment) for name, value in changes}
                inner = environment._replace(inputs={**environment.inputs, **new}, cpu=cpu)
                self._admitted(expression, path, inner)
                self.check(operand, path, inner)
            case _:
                for child in children(expression):
                    self.check(child, path, environment)
                self._own(expression, path, environment)

    def _admitted(self, under: Under, path: Node, inner: Environment) -> None:
        """The changed situation is one that can be."""
        for assumption in self.assumed:
            if assumption.reads.isdisjoint(name for name, _ in under.changes):
                continue
            holds = self.diagram.truth(assumption.truth, inner)
            outside = self._reached(self.bdd.minus(path, holds))
            if outside:
                condition = assumption.condition
                what = "is impossible" if condition.name else "is required of every cpu"
                message = (
                    f"this looks at situations that cannot be: '{condition.written}' {what} "
                    f"({condition.note.place.short}){self._from(under, assumption, outside)}"
                )
                way = "Exclude them: by 'given', or by a premise before this."
                self.note(self._start(under), "not-admitted", message, way)

    def _from(self, under: Under, assumption: Assumption, outside: Node) -> str:
        """Where the change starts from, in one of these situations."""
        model, said = self.diagram.model, list[str]()
        changed = {name for name, _ in under.changes}
        for name in model.inputs:
            if name in assumption.reads - changed:
                type_ = model.inputs[name].type
                word = self.diagram.store.variable(name, type_)
                code = self._code_at(outside, word)
                outside = self.bdd.conj(outside, self.diagram.words.is_code(word, code))
                said.append(f"{name}={source_text(type_, from_bits(type_, code))}")
        return f", and with {', '.join(said)} the change leads there" if said else ""

    def _start(self, under: Under) -> Place:
        return next(iter(self.texts.places.of(under)), self.place)

    def where(self, condition: Expression, path: Node, environment: Environment) -> Node:
        """The path, as far as the condition holds on it."""
        if path == 0 or (self.coarse and not _is_cheap(condition)):
            return path
        return self.bdd.conj(path, self.diagram.truth(condition, environment))

    def _own(self, expression: Expression, path: Node, environment: Environment) -> None:
        """The problem of this node, what is below it apart."""
        match expression:
            case Field():
                self._field(expression, path, environment)
            case Convert():
                self._convert(expression, path, environment)
            case Call(function, arguments, _):
                types = [type_ for _, type_ in self.diagram.model.functions[function].parameters]
                self._operands(expression, arguments, types, path, environment)
            case Make(type_, variant, fields):
                types = [member.type for member in members(type_, variant)]
                self._operands(expression, fields, types, path, environment)
            case _:
                pass

    def _field(self, field: Field, path: Node, environment: Environment) -> None:
        """A field is read from a shape that has it."""
        bare, words = plain(field.operand.type), self.diagram.words
        if field.variants is None or not isinstance(bare, Sum):
            return
        tag = words.tag(self.diagram.value(field.operand, environment), bare)
        has = self.bdd.any_of(words.is_code(tag, v) for v in field.variants)
        without = self._reached(self.bdd.minus(path, has))
        if without:
            names = [variant.name for variant in bare.variants]
            shapes = " or ".join(names[v] for v in field.variants)
            other = names[self._code_at(without, tag)]
            guard = f"({shapes})" if len(field.variants) > 1 else shapes
            self.note(
                field.place,
                "no-such-field",
                f"only {shapes} has the field '{field.name}', and this may be {other}",
                f"Put the condition 'is {guard}' before it.",
            )

    def _convert(self, convert: Convert, path: Node, environment: Environment) -> None:
        """A code is one that is assigned."""
        word = self.diagram.value(convert.operand, environment)
        has = self.bdd.any_of(self.diagram.words.is_code(word, code) for code, _ in convert.table)
        without = self._reached(self.bdd.minus(path, has))
        if without:
            code = self._code_at(without, word)
            self.note(
                convert.place,
                "unassigned-code",
                f"the encoding {convert.encoding} has no value for {code:#0{2 + len(word)}b}, "
                "which may stand here",
                "Exclude it by a condition.",
            )

    def _operands(
        self,
        expression: Expression,
        operands: tuple[Expression, ...],
        types: list[Type],
        path: Node,
        environment: Environment,
    ) -> None:
        places = self.texts.places.of(expression)[1:] or (self.place,) * len(operands)
        for operand, type_, place in zip(operands, types, places, strict=True):
            self.fits(operand, type_, path, environment, place)

    def fits(
        self,
        expression: Expression,
        type_: Type,
        path: Node,
        environment: Environment,
        place: Place,
    ) -> None:
        """The expression's value obeys the refinements of the type."""
        if expression.type == type_ or not is_refined(type_):
            return
        word = self.diagram.value(expression, environment)
        excluded = self._reached(self.bdd.minus(path, self.diagram.valid(type_, word)))
        if excluded:
            value = source_text(type_, from_bits(type_, self._code_at(excluded, word)))
            fixed = isinstance(expression, Const)
            message = (
                f"this {'is' if fixed else 'may be'} {value}, which {type_name(type_)} excludes"
            )
            way = "Give another value." if fixed else "Exclude it by a condition."
            self.note(place, "not-refined", message, way)

    def _reached(self, violation: Node) -> Node:
        """The violation, as far as choices that the manual permits meet it."""
        if violation == 0:
            return 0
        constraints = [instance.constraint for instance in self.diagram.store.read_by(violation)]
        return self.bdd.all_of([violation, *constraints])

    def _code_at(self, region: Node, word: Word) -> int:
        """The word's least code in the region, the high bits first."""
        code = 0
        for bit in reversed(range(len(word))):
            without = self.bdd.minus(region, word[bit])
            code |= (without == 0) << bit
            region = without or region
        return code

    def note(self, place: object, code: str, message: str, way: str) -> None:
        """Notes the problem, at the place if that is one."""
        at = place if isinstance(place, Place) else self.place
        self.problems.append(self.texts.table.problem(at, code, message, way))


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


def is_refined(type_: Type) -> bool:
    """True iff the type or a part of it is refined."""
    if isinstance(type_, Refined):
        return True
    bare = plain(type_)
    if isinstance(bare, Sum):
        return any(is_refined(m.type) for v in bare.variants for m in v.fields)
    fields = getattr(bare, "fields", ())
    return any(is_refined(m.type) for m in fields)
