"""The clauses of claims, questions and tables: what is stated, where it holds, what is assumed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from memattr.language import syntax
from memattr.language.elaborate.meanings_as_codes import inputs_read
from memattr.language.elaborate.passes import Pass
from memattr.language.elaborate.scope_variants import ScopeVariants
from memattr.language.elaborate.symbol_table import SymbolTable, TypingContext, Unit
from memattr.language.elaborate.type_items import referenced_type
from memattr.language.unparse import conjuncts, subjects, wanted, written
from memattr.model.expressions import Expression, Global, Local, children, walk
from memattr.model.layout import width
from memattr.model.model import Claim, Part, Question
from memattr.model.types import Enum, Type, Value, plain
from memattr.place import Problem

LARGEST_FAMILY = 10
"""Bits of the largest type of which a family takes every value."""


@dataclass
class Clauses:
    """What the clauses of one claim say, before families are told apart."""

    stated: dict[str, tuple[Value, ...]] = field(default_factory=dict)
    scopes: list[str] = field(default_factory=list)
    each: list[tuple[str, Type]] = field(default_factory=list)
    locals: dict[str, Expression] = field(default_factory=dict)
    variables: list[tuple[str, Type]] = field(default_factory=list)
    instances: dict[str, str] = field(default_factory=dict)
    given: list[syntax.Expression] = field(default_factory=list)
    mode: Literal["", "by choice", "on every cpu"] = ""
    family: bool = False
    procedures: list[syntax.Name] = field(default_factory=list)
    procedures_of: syntax.Name | None = None
    changes: list[tuple[syntax.Name, syntax.Expression]] = field(default_factory=list)
    dropped: list[syntax.Name] = field(default_factory=list)

    @property
    def assumed(self) -> tuple[str, ...]:
        """The assumptions as written."""
        return tuple(written(node) for node in self.given)

    def instance_inputs(self) -> tuple[tuple[str, str], ...]:
        """The variables that are an instance's inputs, each with the name of the input."""
        return tuple((name, name.split(".", 1)[1]) for name, _ in self.variables if "." in name)


class ClauseReader:
    """Reads clauses, and the statements that they qualify."""

    def __init__(self, work: Pass, words: Mapping[str, str]) -> None:
        """`words` are what the texts say for a value or a shape."""
        self.work = work
        self.table = work.table
        self.expressions = work.expressions
        self.words = words

    def read(self, unit: Unit, clauses: tuple[syntax.Clause, ...], runs: bool = False) -> Clauses:
        """All clauses of one item; `runs` says that it may be about the runs of a procedure."""
        said = Clauses()
        for clause in clauses:
            self._clause(unit, clause, said)
        if not runs:
            self.refuse_runs(said)
        return said

    def refuse_runs(self, said: Clauses) -> None:
        """What only a claim about a procedure can say."""
        changed = [name for name, _ in said.changes]
        names = [said.procedures_of] if said.procedures_of else []
        for name in (*said.procedures, *names, *changed, *said.dropped):
            message = f"'{name.text}' stands in a clause that only claims about a procedure have"
            way = "Such a claim says: by PROCEDURE"
            if name in changed:
                way = "Write: (EXPRESSION with INPUT = VALUE)"
            self.table.fail(name.place, "unfit-clause", message, way)

    def _clause(self, unit: Unit, clause: syntax.Clause, said: Clauses) -> None:
        match clause.kind:
            case "stated":
                for name in clause.names:
                    self._state(unit, name, said)
            case "every stated":
                self._state_every(unit, clause.names[0], said)
            case "every value" | "each":
                self._values(unit, clause, said)
            case "under":
                said.scopes += self.named_scopes(unit, clause.scopes)
            case "under every":
                said.scopes += self._policies(unit, clause.names[0])
                said.family = True
            case "given":
                said.given += clause.conditions
            case "instances":
                self._instances(unit, clause, said)
            case "by choice":
                said.mode = "by choice"
            case "every cpu":
                said.mode = "on every cpu"
            case "procedures":
                said.procedures += clause.names
            case "every procedure":
                said.procedures_of = clause.names[0]
            case "changed":
                said.changes += clause.changes
            case "dropping":
                said.dropped += clause.names

    def _state(self, unit: Unit, name: syntax.Name, said: Clauses) -> None:
        """`for VALUE`: the value of a stated input."""
        values: list[str] = []
        for declared in self.table.inputs.values():
            type_ = plain(declared.type)
            if (
                declared.stated
                and self.table.visible(unit, declared.name)
                and isinstance(type_, Enum)
            ):
                values += type_.values
                if name.text in type_.values:
                    self._said_once(name, declared.name, said)
                    index = type_.values.index(name.text)
                    said.stated[declared.name] = (*said.stated.get(declared.name, ()), index)
                    return
        self.table.unknown(name, "value of a stated input", values)

    def _state_every(self, unit: Unit, name: syntax.Name, said: Clauses) -> None:
        """`for every INPUT`"""
        stated = [
            i.name
            for i in self.table.inputs.values()
            if i.stated and self.table.visible(unit, i.name)
        ]
        if name.text not in stated:
            self.table.unknown(
                name, "stated input", stated, "All values of a type: for every NAME in TYPE"
            )
        if name.text in said.stated:
            self.table.fail(name.place, "duplicate-name", f"{name.text} is stated twice")
        said.stated[name.text] = ()

    def _said_once(self, name: syntax.Name, stated: str, said: Clauses) -> None:
        if said.stated.get(stated) == ():
            self.table.fail(name.place, "duplicate-name", f"{stated} is stated twice")

    def _values(self, unit: Unit, clause: syntax.Clause, said: Clauses) -> None:
        """`for every` and `for each NAME in TYPE`"""
        assert clause.type is not None
        type_ = referenced_type(self.table, unit, clause.type)
        for name in clause.names:
            self.table.refuse_hiding(unit, name, said.locals)
            if clause.kind == "each" and width(type_) > LARGEST_FAMILY:
                message = f"a family of claims over all of {clause.type.name or 'these bits'}"
                way = "Write: for every ... in ...: one claim about all values."
                self.table.fail(clause.type.place, "too-many", f"{message} is too large", way)
            said.locals[name.text] = Local(name.text, type_)
            into = said.variables if clause.kind == "every value" else said.each
            into.append((name.text, type_))

    def scope(self, unit: Unit, name: syntax.Name) -> str:
        """The policy or system of that name."""
        self.table.see(unit, name)
        known = [s.name for s in self.table.scopes.values() if s.kind != "setting"]
        if name.text not in known:
            self.table.unknown(name, "policy or system", known)
        return name.text

    def named_scopes(self, unit: Unit, written: Sequence[syntax.ScopeName]) -> list[str]:
        """The policies and systems, those with `@` as variants."""
        variants = ScopeVariants(self.table, self.expressions)
        names = []
        for base, changes in variants.with_changes(written):
            name = self.scope(unit, base)
            if changes:
                name, variant = variants.read(unit, name, changes)
                self.work.variants[name] = variant
            names.append(name)
        return names

    def _policies(self, unit: Unit, name: syntax.Name) -> list[str]:
        """`under every policy of SYSTEM`"""
        self.scope(unit, name)
        scopes = self.table.scopes.values()
        systems = [s.name for s in scopes if s.kind == "system"]
        if name.text not in systems:
            self.table.unknown(name, "system", systems)
        names = [
            s.name
            for s in scopes
            if s.system == name.text and s.kind == "policy" and self.table.visible(unit, s.name)
        ]
        if not names:
            self.table.fail(name.place, "no-policies", f"'{name.text}' has no policies")
        return names

    def _instances(self, unit: Unit, clause: syntax.Clause, said: Clauses) -> None:
        """`with PLAYER a, b`"""
        for name in clause.names:
            self.table.refuse_hiding(unit, name, {**said.locals, **said.instances})
            said.instances[name.text] = clause.player
            for declared in self.table.inputs.values():
                if declared.player == clause.player and not declared.stated:
                    said.variables.append((f"{name.text}.{declared.name}", declared.type))

    # ---- Statements

    def assumed_by(self, said: Clauses) -> tuple[Expression, ...]:
        """What the policy or system of a claim says of inputs; nothing where there are several, as
        long as they are not told apart."""
        if len(said.scopes) != 1:
            return ()
        assignments = self.table.scope(said.scopes[0]).assignments
        return tuple(e for a in assignments for e in a.equations(self.table.inputs[a.input].type))

    def _context(self, unit: Unit, said: Clauses) -> TypingContext:
        assumed = self.assumed_by(said)
        return TypingContext(unit, said.locals, "inputs", said.instances, assumed=assumed)

    def statement(
        self, unit: Unit, body: syntax.Expression, said: Clauses
    ) -> tuple[list[Expression], Expression]:
        """The assumptions and the body."""
        context = self._context(unit, said)
        given = [self.expressions.truth(node, context) for node in said.given]
        return given, self.expressions.truth(body, _under_given(context, given))

    def parts(
        self,
        unit: Unit,
        body: syntax.Expression,
        said: Clauses,
        given: Sequence[Expression] = (),
    ) -> tuple[Part, ...]:
        """The conjuncts of the body, each with what it speaks of."""
        context = _under_given(self._context(unit, said), given)
        parts = []
        for node in conjuncts(body):
            spoken = {}
            for subject in subjects(node):
                if not self.expressions.needs_type(subject, context):
                    spoken[written(subject)] = self.expressions.of(subject, context, None)
            truth = self.expressions.truth(node, context)
            asked = wanted(node, self.words)
            parts.append(Part(written(node), truth, tuple(spoken.items()), asked))
        return tuple(parts)

    def check_stated(
        self, unit: Unit, place: syntax.Name, said: Clauses, parts: list[Expression]
    ) -> None:
        """Every stated input is said, if the claim reads any input."""
        if not any(read_globals(part) for part in parts):
            return
        for declared in self.table.inputs.values():
            seen = declared.stated and self.table.visible(unit, declared.name)
            if seen and declared.name not in said.stated:
                type_ = plain(declared.type)
                assert isinstance(type_, Enum)
                ways = [f"for {value}" for value in type_.values]
                self.table.fail(
                    place.place,
                    "not-stated",
                    f"'{place.text}' does not say for which {declared.name} it is meant",
                    f"Add: {', '.join(ways)} or for every {declared.name}.",
                )

    def refuse(self, place: syntax.Name, what: str, *unfit: tuple[object, str]) -> None:
        """Clauses that an item of this kind cannot have: (what was said, how it is written)."""
        words = [word for value, word in unfit if value]
        if words:
            self.table.fail(
                place.place,
                "unfit-clause",
                f"{what} cannot have {' or '.join(words)}",
                "Remove it.",
            )


def _under_given(context: TypingContext, given: Sequence[Expression]) -> TypingContext:
    """Where the assumptions hold too, as far as they speak of nothing but inputs."""
    known = [e for e in given if not any(isinstance(node, Local) for node in walk(e))]
    return replace(context, assumed=(*context.assumed, *known))


def read_globals(expression: Expression) -> set[str]:
    """The inputs and derived values that the expression names."""
    own = {expression.name} if isinstance(expression, Global) else set()
    return own.union(*map(read_globals, children(expression)))


def unbound(table: SymbolTable, statement: Claim | Question) -> Iterator[Problem]:
    """A problem if the statement reads an instance of the hypervisor where it seems to be about a
    policy, and nothing that the policy sets."""
    if statement.scope is None or not statement.instances:
        return
    scope = table.scope(statement.scope)
    fixed = {assignment.input for assignment in scope.assignments if assignment.values}
    copied = {name for _, name in statement.instances}
    expressions = (*statement.given, statement.body)
    if fixed & copied and not any(fixed & inputs_read(table, e) for e in expressions):
        owner = statement.instances[0][0].partition(".")[0]
        yield table.problem(
            statement.note.place,
            "unbound",
            f"'{scope.name}' binds nothing that '{statement.name}' reads: '{owner}' has inputs of "
            "its own, which no policy sets",
            f"Speak of the policy's own values, without '{owner}.', or leave 'under' out.",
        )
