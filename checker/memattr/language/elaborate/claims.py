"""Claims, examples, promises and `find` questions; families become one claim per value."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import product

from memattr.language import syntax
from memattr.language.elaborate.context import Context
from memattr.language.elaborate.expressions import Expressions
from memattr.language.elaborate.types import Types
from memattr.language.elaborate.work import Unit, Work, note_of
from memattr.language.written import conjuncts, subjects, written
from memattr.model.expressions import And, Const, Expression, Global, Local, children
from memattr.model.layout import values_of
from memattr.model.model import Claim, Condition, Part, Question
from memattr.model.show import source_text
from memattr.model.types import Enum, Type, Value, plain

Stated = tuple[tuple[str, tuple[Value, ...]], ...]


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
    mode: str = ""
    family: bool = False


class Claims:
    """Elaborates everything that is decided."""

    def __init__(self, work: Work, types: Types, expressions: Expressions) -> None:
        self.work = work
        self.types = types
        self.expressions = expressions
        self.claims: list[Claim] = []
        self.questions: list[Question] = []
        self.promises: dict[str, Condition] = {}

    def run(self) -> None:
        promised = [
            (unit, item)
            for unit, item in self.work.items(syntax.ClaimItem)
            if item.kind == "promise"
        ]
        for unit, item in promised:
            with self.work.attempt():
                self.promise(unit, item)
        for unit in self.work.units.values():
            for item_ in unit.file.items:
                with self.work.attempt():
                    match item_:
                        case syntax.ClaimItem() if item_.kind != "promise":
                            self.claim(unit, item_)
                        case syntax.ExampleItem():
                            self.example(unit, item_)
                        case syntax.FindItem():
                            self.find(unit, item_)
                        case _:
                            pass

    # ---- Clauses

    def clauses(self, unit: Unit, clauses: tuple[syntax.Clause, ...]) -> Clauses:
        said = Clauses()
        for clause in clauses:
            self.clause(unit, clause, said)
        return said

    def clause(self, unit: Unit, clause: syntax.Clause, said: Clauses) -> None:
        match clause.kind:
            case "stated":
                for name in clause.names:
                    self.state(name, said)
            case "every stated":
                name = clause.names[0]
                stated = [i for i in self.work.inputs.values() if i.stated]
                if name.text not in {i.name for i in stated}:
                    self.work.unknown(name, "stated input", [i.name for i in stated])
                said.stated[name.text] = ()
            case "every value" | "each":
                assert clause.type is not None
                kind = self.types.reference(unit, clause.type)
                for name in clause.names:
                    if name.text in said.locals or name.text in self.work.symbols:
                        self.work.fail(name.place, "hides", f"'{name.text}' is already named")
                    said.locals[name.text] = Local(name.text, kind)
                    into = said.variables if clause.kind == "every value" else said.each
                    into.append((name.text, kind))
            case "under":
                said.scopes += [self.scope(unit, name) for name in clause.names]
            case "under every":
                self.scope(unit, clause.names[0])
                found = [
                    s.name
                    for s in self.work.scopes.values()
                    if s.system == clause.names[0].text and s.kind == "policy"
                ]
                if not found:
                    self.work.fail(
                        clause.names[0].place,
                        "no-policies",
                        f"'{clause.names[0].text}' has no policies",
                    )
                said.scopes += found
                said.family = True
            case "given":
                said.given += clause.conditions
            case "instances":
                self.instances(clause, said)
            case "by choice":
                said.mode = "by choice"
            case "every cpu":
                said.mode = "on every cpu"

    def state(self, name: syntax.Name, said: Clauses) -> None:
        values: list[str] = []
        for found in self.work.inputs.values():
            kind = plain(found.type)
            if found.stated and isinstance(kind, Enum):
                values += kind.values
                if name.text in kind.values:
                    index = kind.values.index(name.text)
                    said.stated[found.name] = (*said.stated.get(found.name, ()), index)
                    return
        self.work.unknown(name, "value of a stated input", values)

    def scope(self, unit: Unit, name: syntax.Name) -> str:
        self.work.see(unit, name)
        if name.text not in self.work.scopes:
            self.work.unknown(name, "policy or system", self.work.scopes)
        return name.text

    def instances(self, clause: syntax.Clause, said: Clauses) -> None:
        for name in clause.names:
            said.instances[name.text] = clause.player
            for found in self.work.inputs.values():
                if found.player == clause.player and not found.stated:
                    said.variables.append((f"{name.text}.{found.name}", found.type))

    def check_stated(self, place: syntax.Name, said: Clauses, parts: list[Expression]) -> None:
        """Every stated input is said, if the claim reads any input."""
        if not any(reads_globals(part) for part in parts):
            return
        for found in self.work.inputs.values():
            if found.stated and found.name not in said.stated:
                kind = plain(found.type)
                assert isinstance(kind, Enum)
                ways = [f"for {value}" for value in kind.values]
                self.work.fail(
                    place.place,
                    "not-stated",
                    f"'{place.text}' does not say for which {found.name} it is meant",
                    f"Add: {', '.join(ways)} or for every {found.name}.",
                )

    # ---- Items

    def promise(self, unit: Unit, item: syntax.ClaimItem) -> None:
        self.work.declare(unit, item.name, "promise")
        said = self.clauses(unit, item.clauses)
        parts, body = self.statement(unit, item.body, said)
        self.check_stated(item.name, said, [*parts, body])
        note = note_of(item.name.place, item.meta)
        self.promises[item.name.text] = Condition(item.name.text, body, note)
        for scope in self.work.scopes.values():
            if item.name.text in scope.promises:
                self.claims.append(
                    Claim(
                        name=f"{scope.name}_promises_{item.name.text}",
                        expected="prove",
                        mode="",
                        scope=scope.name,
                        stated=tuple(said.stated.items()),
                        given=tuple(parts),
                        variables=tuple(said.variables),
                        body=body,
                        because=(),
                        counts=None,
                        note=note_of(scope.note.place, item.meta),
                        form="promise",
                        family=item.name.text,
                        parts=self.parts(unit, item.body, said),
                        assumed=tuple(written(node) for node in said.given),
                    )
                )

    def claim(self, unit: Unit, item: syntax.ClaimItem) -> None:
        self.work.declare(unit, item.name, "claim")
        said = self.clauses(unit, item.clauses)
        because = tuple(self.case(unit, *names) for names in item.because)
        families = [[(name, kind, v) for v in values_of(kind)] for name, kind in said.each]
        scopes: list[str | None] = [*said.scopes] or [None]
        several = len(scopes) > 1 or said.family
        for scope in scopes:
            for chosen in product(*families):
                label = [scope] if several and scope else []
                label += [source_text(kind, value) for _, kind, value in chosen]
                name = f"{item.name.text}[{', '.join(label)}]" if label else item.name.text
                fixed = {n: Const(kind, value) for n, kind, value in chosen}
                inner = Clauses(**{**vars(said), "locals": {**said.locals, **fixed}})
                parts, body = self.statement(unit, item.body, inner)
                self.check_stated(item.name, said, [*parts, body])
                self.claims.append(
                    Claim(
                        name=name,
                        expected=item.kind,  # type: ignore[arg-type]
                        mode=said.mode,  # type: ignore[arg-type]
                        scope=scope,
                        stated=tuple(said.stated.items()),
                        given=tuple(parts),
                        variables=tuple(said.variables),
                        body=body,
                        because=because,
                        counts=item.counts,
                        note=note_of(item.name.place, item.meta),
                        instances=self.instance_inputs(said),
                        family=item.name.text if label else "",
                        parts=self.parts(unit, item.body, inner),
                        assumed=tuple(written(node) for node in said.given),
                    )
                )

    def instance_inputs(self, said: Clauses) -> tuple[tuple[str, str], ...]:
        return tuple((name, name.split(".", 1)[1]) for name, _ in said.variables if "." in name)

    def statement(
        self, unit: Unit, body: syntax.Expression, said: Clauses
    ) -> tuple[list[Expression], Expression]:
        """The assumptions and the body."""
        context = Context(unit, said.locals, "inputs", said.instances)
        given = [self.expressions.truth(node, context) for node in said.given]
        return given, self.expressions.truth(body, context)

    def parts(self, unit: Unit, body: syntax.Expression, said: Clauses) -> tuple[Part, ...]:
        """The conjuncts of the body, each with what it speaks of."""
        context = Context(unit, said.locals, "inputs", said.instances)
        found = []
        for node in conjuncts(body):
            spoken = {}
            for subject in subjects(node):
                if not (isinstance(subject, syntax.Name) and subject.text in self.work.values):
                    spoken[written(subject)] = self.expressions.of(subject, context, None)
            truth = self.expressions.truth(node, context)
            found.append(Part(written(node), truth, tuple(spoken.items())))
        return tuple(found)

    def case(self, unit: Unit, function: syntax.Name, case: syntax.Name) -> tuple[str, str]:
        self.work.see(unit, function)
        found = self.work.functions.get(function.text)
        if found is None:
            self.work.unknown(function, "function", self.work.functions)
        names = [c.name for c in found.cases]
        if case.text not in names and names:
            self.work.unknown(case, f"case of {function.text}", names)
        return (function.text, case.text)

    def example(self, unit: Unit, item: syntax.ExampleItem) -> None:
        self.work.declare(unit, item.name, "example")
        scopes: list[str | None] = [self.scope(unit, name) for name in item.under] or [None]
        context = Context(unit, reach="inputs")
        fixed: dict[str, Value] = {}
        for part in item.assignments:
            fixed[part.name.text] = self.fixed_value(unit, part)
        body = And(tuple(self.expressions.truth(node, context) for node in item.conditions))
        for scope in scopes:
            name = f"{item.name.text}[{scope}]" if len(scopes) > 1 else item.name.text
            set_by = {a.input for a in self.work.scopes[scope].assignments} if scope else set()
            defaults = {
                i.name: i.default
                for i in self.work.inputs.values()
                if i.default is not None and i.name not in set_by
            }
            self.claims.append(
                Claim(
                    name=name,
                    expected="prove",
                    mode="",
                    scope=scope,
                    stated=(),
                    given=(),
                    variables=(),
                    body=body,
                    because=(),
                    counts=None,
                    note=note_of(item.name.place, item.meta),
                    form="example",
                    parts=tuple(
                        part
                        for node in item.conditions
                        for part in self.parts(unit, node, Clauses())
                    ),
                    fixed=tuple({**defaults, **fixed}.items()),
                )
            )

    def fixed_value(self, unit: Unit, part: syntax.AssignmentPart) -> Value:
        self.work.see(unit, part.name)
        found = self.work.inputs.get(part.name.text)
        if found is None:
            self.work.unknown(part.name, "input", self.work.inputs)
        if part.value is None:
            self.work.fail(part.name.place, "not-a-value", "an example gives every input a value")
        value = self.expressions.of(part.value, Context(unit), found.type)
        if not isinstance(value, Const):
            self.work.fail(part.name.place, "not-a-value", f"{part.name.text} needs a value")
        return value.value

    def find(self, unit: Unit, item: syntax.FindItem) -> None:
        self.work.declare(unit, item.name, "question")
        said = self.clauses(unit, item.clauses)
        self.check_question(unit, item, said)
        parts, body = self.statement(unit, item.body, said)
        self.check_stated(item.name, said, [*parts, body])
        for name in item.found:
            if any(name.text in read_globals(part) for part in parts):
                self.work.fail(name.place, "given-found", "'given' may not mention a found name")
        answer = None
        if item.answer is not None:
            answer = tuple(self.answer(unit, item, row) for row in item.answer)
        self.questions.append(
            Question(
                item.name.text,
                tuple(name.text for name in item.found),
                said.scopes[0] if said.scopes else None,
                tuple(said.stated.items()),
                tuple(parts),
                tuple(said.variables),
                body,
                answer,
                note_of(item.name.place, item.meta),
                instances=self.instance_inputs(said),
                assumed=tuple(written(node) for node in said.given),
                parts=self.parts(unit, item.body, said),
            )
        )

    def check_question(self, unit: Unit, item: syntax.FindItem, said: Clauses) -> None:
        """The found names are inputs that nothing else fixes; what only claims can say is refused."""
        if said.mode or said.each or len(said.scopes) > 1 or said.family:
            self.work.fail(
                item.name.place,
                "not-in-find",
                "a question has one policy or system, no 'for each', no 'by choice' and no "
                "'on every cpu'",
            )
        fixed = {a.input for s in said.scopes for a in self.work.scopes[s].assignments if a.values}
        for index, name in enumerate(item.found):
            self.work.see(unit, name)
            if name.text not in self.work.inputs:
                self.work.unknown(name, "input", self.work.inputs)
            if name.text in fixed:
                message = f"{name.text} is set by '{said.scopes[0]}': there is nothing to find"
                self.work.fail(name.place, "already-set", message, "Ask under its system.")
            if name.text in {other.text for other in item.found[:index]}:
                self.work.fail(name.place, "duplicate-name", f"{name.text} is found twice")

    def answer(
        self, unit: Unit, item: syntax.FindItem, row: tuple[syntax.Expression, ...]
    ) -> tuple[Value, ...]:
        if len(row) != len(item.found):
            self.work.fail(item.name.place, "wrong-answer", "an answer has a value per name")
        values = []
        for name, node in zip(item.found, row, strict=True):
            value = self.expressions.of(node, Context(unit), self.work.inputs[name.text].type)
            assert isinstance(value, Const)
            values.append(value.value)
        return tuple(values)


def reads_globals(expression: Expression) -> bool:
    """True iff the expression reads an input or a derived value."""
    return isinstance(expression, Global) or any(map(reads_globals, children(expression)))


def read_globals(expression: Expression) -> set[str]:
    """The inputs and derived values that the expression names."""
    own = {expression.name} if isinstance(expression, Global) else set()
    return own.union(*map(read_globals, children(expression)))
