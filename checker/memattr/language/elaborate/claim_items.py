"""Claims, promises and examples; families become one claim per value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product

from memattr.language import syntax
from memattr.language.elaborate.clauses import ClauseReader, Clauses, read_globals
from memattr.language.elaborate.example_values import ExampleValues
from memattr.language.elaborate.machine_items import Machines
from memattr.language.elaborate.passes import Pass, PassResult
from memattr.language.elaborate.safety_items import SafetyClaimReader
from memattr.language.elaborate.symbol_table import SymbolTable, TypingContext, Unit, note_of
from memattr.model.expressions import And, Const, Expression
from memattr.model.machine import SafetyClaim
from memattr.model.model import Claim, Expected, Model, Question
from memattr.model.show import source_text
from memattr.model.types import Value
from memattr.readings.evaluate import Evaluator

MOST_CLAIMS = 10_000


@dataclass(frozen=True)
class Promises:
    """The promises by name, and the claim of each policy that makes one."""

    promises: Mapping[str, Claim]
    claims: tuple[Claim, ...]


@dataclass(frozen=True)
class StatedClaims:
    """Claims and examples, and claims about runs, each in the order of the text."""

    claims: tuple[Claim, ...]
    safety_claims: tuple[SafetyClaim, ...]


def declared_promises(before: SymbolTable, words: Mapping[str, str]) -> PassResult[Promises]:
    """Promises, of which policies make claims."""
    return _Promises(before, words).run()


def stated_claims(
    before: SymbolTable, machines: Machines, words: Mapping[str, str]
) -> PassResult[StatedClaims]:
    """Everything else that is decided but answers to questions."""
    return _StatedClaims(before, machines, words).run()


def questions(before: SymbolTable, words: Mapping[str, str]) -> PassResult[tuple[Question, ...]]:
    """`find` questions, and the answers that some of them state."""
    return _Questions(before, words).run()


def claim_of(
    clauses: ClauseReader, unit: Unit, item: syntax.ClaimItem, said: Clauses, kind: Expected
) -> Claim:
    """The claim that the item and its clauses make, under no scope yet."""
    given, body = clauses.statement(unit, item.body, said)
    clauses.check_stated(unit, item.name, said, [*given, body])
    return Claim(
        name=item.name.text,
        expected=kind,
        mode=said.mode,
        scope=None,
        stated=tuple(said.stated.items()),
        given=tuple(given),
        variables=tuple(said.variables),
        body=body,
        because=(),
        counts=item.counts,
        note=note_of(item.name.place, item.meta),
        instances=said.instance_inputs(),
        parts=clauses.parts(unit, item.body, said, given),
        assumed=said.assumed,
    )


class _Promises:
    """Elaborates promises, and looks after those that policies make."""

    def __init__(self, before: SymbolTable, words: Mapping[str, str]) -> None:
        self.work = Pass(before)
        self.table = self.work.table
        self.clauses = ClauseReader(self.work, words)
        self.claims: list[Claim] = []
        self.promises: dict[str, Claim] = {}

    def run(self) -> PassResult[Promises]:
        for unit, item in self.table.items(syntax.ClaimItem):
            if item.kind == "promise":
                with self.work.attempt():
                    self.promise(unit, item)
        self.check_promised()
        return self.work.result(Promises(self.promises, tuple(self.claims)))

    def promise(self, unit: Unit, item: syntax.ClaimItem) -> None:
        self.work.declare(unit, item.name, "promise")
        said = self.clauses.read(unit, item.clauses)
        self.clauses.refuse(
            item.name,
            "a promise",
            (said.scopes, "'under': its policies are those that promise it"),
            (said.each, "'for each'"),
            (said.mode, f"'{said.mode}'"),
        )
        model = claim_of(self.clauses, unit, item, said, "prove")
        self.promises[item.name.text] = replace(model, form="promise", family=item.name.text)
        for scope in self.table.scopes.values():
            if item.name.text in scope.promises:
                self.claims.append(
                    replace(
                        model,
                        name=f"{scope.name}_promises_{item.name.text}",
                        scope=scope.name,
                        note=note_of(scope.note.place, item.meta),
                        form="promise",
                        family=item.name.text,
                    )
                )

    def check_promised(self) -> None:
        """What policies promise has been declared."""
        for unit, item in self.table.items(syntax.ScopeItem):
            for part in item.parts:
                if isinstance(part, syntax.PromisesPart):
                    for name in part.names:
                        with self.work.attempt():
                            self.table.see(unit, name)
                            if name.text not in self.promises:
                                self.table.unknown(name, "promise", self.promises)


class _StatedClaims:
    """Elaborates claims and examples."""

    def __init__(self, before: SymbolTable, machines: Machines, words: Mapping[str, str]) -> None:
        self.work = Pass(before)
        self.table = self.work.table
        self.expressions = self.work.expressions
        self.clauses = ClauseReader(self.work, words)
        self.values = ExampleValues(self.expressions)
        self.runs = SafetyClaimReader(self.clauses, machines)
        self.claims: list[Claim] = []
        self.safety_claims: list[SafetyClaim] = []

    def run(self) -> PassResult[StatedClaims]:
        for unit in self.table.units.values():
            for item in unit.file.items:
                with self.work.attempt():
                    match item:
                        case syntax.ClaimItem() if item.kind != "promise":
                            self.claim(unit, item)
                        case syntax.ExampleItem():
                            self.example(unit, item)
                        case _:
                            pass
        return self.work.result(StatedClaims(tuple(self.claims), tuple(self.safety_claims)))

    def claim(self, unit: Unit, item: syntax.ClaimItem) -> None:
        assert item.kind != "promise", "promises are read before claims"
        self.work.declare(unit, item.name, "claim")
        said = self.clauses.read(unit, item.clauses, runs=True)
        if said.procedures or said.procedures_of is not None:
            self.safety_claims += self.runs.claims(unit, item, said, self.families)
            return
        self.clauses.refuse_runs(said)
        self.check_pins(item, said)
        because = tuple(self.case(unit, *names) for names in item.because)
        scopes: list[str | None] = [*said.scopes] or [None]
        several = len(scopes) > 1 or said.family
        for scope in scopes:
            for fixed in self.families(item.name, said):
                label = [scope] if several and scope else []
                label += [source_text(value.type, value.value) for value in fixed.values()]
                scoped = [scope] if scope else []
                inner = replace(said, scopes=scoped, locals={**said.locals, **fixed})
                claim = replace(claim_of(self.clauses, unit, item, inner, item.kind), scope=scope)
                if label:
                    name = f"{item.name.text}[{', '.join(label)}]"
                    claim = replace(claim, name=name, family=item.name.text)
                self.claims.append(replace(claim, because=because))

    @cached_property
    def _reader(self) -> Evaluator:
        return Evaluator(Model(self.table.types, self.table.functions, {}, {}))

    def families(self, item: syntax.Name, said: Clauses) -> Iterator[dict[str, Const]]:
        """A value for each name of `for each`, in all combinations."""
        names = [name for name, _ in said.each]
        values = [
            [Const(type_, v) for v in self._reader.values_of(type_)] for _, type_ in said.each
        ]
        for number, chosen in enumerate(product(*values)):
            if number * max(1, len(said.scopes)) > MOST_CLAIMS:
                message = f"this is a family of more than {MOST_CLAIMS} claims"
                way = "Write 'for every' for one of the names."
                self.table.fail(item.place, "too-many", message, way)
            yield dict(zip(names, chosen, strict=True))

    def check_pins(self, item: syntax.ClaimItem, said: Clauses) -> None:
        """Reasons and numbers are those of refutations; a mode belongs to a kind of claim."""
        if item.kind != "refute":
            self.clauses.refuse(
                item.name,
                f"'{item.kind}'",
                (item.because, "'because'"),
                (item.counts is not None, "'on N of M'"),
            )
        unfit = {
            "prove": ("by choice", "on every cpu"),
            "refute": ("on every cpu",),
            "cover": (),
        }
        if said.mode in unfit[item.kind]:
            self.clauses.refuse(item.name, f"'{item.kind}'", (said.mode, f"'{said.mode}'"))

    def case(self, unit: Unit, function: syntax.Name, case: syntax.Name) -> tuple[str, str]:
        """FUNCTION.CASE after `because`."""
        self.table.see(unit, function)
        known = self.table.functions.get(function.text)
        if known is None:
            self.table.unknown(function, "function", self.table.functions)
        names = [c.name for c in known.cases]
        if case.text not in names and names:
            self.table.unknown(case, f"case of {function.text}", names)
        return (function.text, case.text)

    # ---- Examples

    def example(self, unit: Unit, item: syntax.ExampleItem) -> None:
        self.work.declare(unit, item.name, "example")
        scopes = self.clauses.named_scopes(unit, item.under)
        fixed = self.values.given(unit, item, [self.table.scope(name) for name in scopes])
        context = TypingContext(unit, reach="inputs")
        body = And(tuple(self.expressions.truth(node, context) for node in item.conditions))
        claim = Claim(
            name=item.name.text,
            expected="prove",
            mode="",
            scope=None,
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
                for part in self.clauses.parts(unit, node, Clauses())
            ),
        )
        if not scopes:
            self.claims.append(replace(claim, fixed=self.values.whole(fixed, None)))
        for name in scopes:
            self.claims.append(
                replace(
                    claim,
                    name=f"{claim.name}[{name}]" if len(scopes) > 1 else claim.name,
                    scope=name,
                    fixed=self.values.whole(fixed, self.table.scope(name)),
                )
            )


class _Questions:
    """Elaborates questions."""

    def __init__(self, before: SymbolTable, words: Mapping[str, str]) -> None:
        self.work = Pass(before)
        self.table = self.work.table
        self.expressions = self.work.expressions
        self.clauses = ClauseReader(self.work, words)
        self.questions: list[Question] = []

    def run(self) -> PassResult[tuple[Question, ...]]:
        self.work.each(syntax.FindItem, self.find)
        return self.work.result(tuple(self.questions))

    def find(self, unit: Unit, item: syntax.FindItem) -> None:
        self.work.declare(unit, item.name, "question")
        said = self.clauses.read(unit, item.clauses)
        self.check(unit, item, said)
        parts, body = self.clauses.statement(unit, item.body, said)
        self.clauses.check_stated(unit, item.name, said, [*parts, body])
        for name in item.found:
            if any(name.text in read_globals(part) for part in parts):
                message = f"'given' may not mention {name.text}, which is found"
                self.table.fail(name.place, "given-found", message, "Say it after ':' instead.")
        answer = None
        if item.answer is not None:
            admitted = self.clauses.assumed_by(said)
            answer = tuple(self.answer(unit, item, row, admitted) for row in item.answer)
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
                instances=said.instance_inputs(),
                assumed=said.assumed,
                parts=self.clauses.parts(unit, item.body, said, parts),
            )
        )

    def check(self, unit: Unit, item: syntax.FindItem, said: Clauses) -> None:
        """The found names are inputs that nothing else fixes; what only claims say is refused."""
        self.clauses.refuse(
            item.name,
            "a question",
            (said.each, "'for each'"),
            (said.mode, f"'{said.mode}'"),
            (len(said.scopes) > 1 or said.family, "more than one policy or system"),
        )
        fixed = {a.input for s in said.scopes for a in self.table.scope(s).assignments if a.values}
        for index, name in enumerate(item.found):
            self.table.input(unit, name)
            if name.text in fixed:
                message = f"{name.text} is set by '{said.scopes[0]}': there is nothing to find"
                self.table.fail(name.place, "already-set", message, "Ask under its system.")
            if name.text in {other.text for other in item.found[:index]}:
                self.table.fail(name.place, "duplicate-name", f"{name.text} is found twice")

    def answer(
        self,
        unit: Unit,
        item: syntax.FindItem,
        row: tuple[syntax.Expression, ...],
        admitted: Sequence[Expression],
    ) -> tuple[Value, ...]:
        if len(row) != len(item.found):
            names = ", ".join(name.text for name in item.found)
            message = f"an answer has one value for each of {names}"
            way = "Write several as (FIRST, SECOND)." if len(item.found) > 1 else ""
            self.table.fail(syntax.place_of(row[0]), "wrong-answer", message, way)
        return tuple(
            self.expressions.input_value(unit, name, node, admitted)
            for name, node in zip(item.found, row, strict=True)
        )
