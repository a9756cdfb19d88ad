"""Claims about all runs of a procedure; such claims in many combinations, which are surveys; and
questions about the procedures by which one would be proved."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import NoReturn

from memattr.language import syntax
from memattr.language.elaborate.clauses import ClauseReader, Clauses
from memattr.language.elaborate.machine_items import Machines, globals_of
from memattr.language.elaborate.passes import Pass, PassResult
from memattr.language.elaborate.symbol_table import SymbolTable, TypingContext, Unit, note_of
from memattr.language.unparse import conjuncts, written
from memattr.model.expressions import TRUE, Const, Equal, Expression, Local, walk
from memattr.model.machine import Machine, Procedure, ProcedureQuestion, SafetyClaim, Survey
from memattr.model.show import source_text
from memattr.model.types import same, type_name

Families = Callable[[syntax.Name, Clauses], Iterable[Mapping[str, Const]]]


@dataclass(frozen=True)
class RunStatements:
    """What is asked of runs besides claims."""

    surveys: tuple[Survey, ...]
    questions: tuple[ProcedureQuestion, ...]


def run_statements(
    before: SymbolTable, machines: Machines, words: Mapping[str, str]
) -> PassResult[RunStatements]:
    """Surveys, and questions about procedures."""
    return _RunStatements(before, machines, words).run()


class _RunStatements:
    """Reads surveys and questions about procedures, each as a claim that is not complete."""

    def __init__(self, before: SymbolTable, machines: Machines, words: Mapping[str, str]) -> None:
        self.work = Pass(before)
        self.table = self.work.table
        self.expressions = self.work.expressions
        self.clauses = ClauseReader(self.work, words)
        self.machines = machines
        self.claims = SafetyClaimReader(self.clauses, machines)
        self.surveys: list[Survey] = []
        self.questions: list[ProcedureQuestion] = []

    def run(self) -> PassResult[RunStatements]:
        self.work.each(syntax.SurveyItem, self.survey)
        self.work.each(syntax.FindProcedureItem, self.question)
        return self.work.result(RunStatements(tuple(self.surveys), tuple(self.questions)))

    def survey(self, unit: Unit, item: syntax.SurveyItem) -> None:
        self.work.declare(unit, item.name, "survey")
        said = self.clauses.read(unit, item.clauses, runs=True)
        self.claims.check(item.name, said, "a survey")
        procedures = self.claims.procedures(unit, item.name, said)
        machine = self.machines.machines[procedures[0].machine]
        template = self.claims.made(unit, item.name, item.meta, said, machine)
        known = [invariant.name for invariant in machine.invariants]
        for name in item.invariants:
            if name.text not in known:
                self.table.unknown(name, f"invariant of {machine.name}", known)
        self.surveys.append(
            Survey(
                item.name.text,
                template,
                tuple(dict.fromkeys(said.scopes)),
                tuple(procedure.name for procedure in procedures),
                tuple(said.each),
                tuple(name.text for name in item.invariants),
                template.note,
            )
        )

    def question(self, unit: Unit, item: syntax.FindProcedureItem) -> None:
        self.work.declare(unit, item.name, "question")
        machine = self.machines.named(self.table, unit, item.machine)
        said = self.clauses.read(unit, item.clauses, runs=True)
        self.claims.check(item.name, said, "a question")
        self.clauses.refuse(
            item.name,
            "a question",
            (said.procedures or said.procedures_of, "'by': it asks for procedures"),
            (said.each, "'for each'"),
            (len(said.scopes) > 1 or said.family, "more than one policy or system"),
        )
        claim = replace(
            self.claims.made(unit, item.name, item.meta, said, machine),
            scope=said.scopes[0] if said.scopes else None,
            body=self.expressions.truth(item.body, TypingContext(unit, in_states(machine))),
            says=tuple(written(node) for node in conjuncts(item.body)),
        )
        answer = None
        if item.answer is not None:
            answer = tuple(self.sequence(machine, names) for names in item.answer)
        self.questions.append(ProcedureQuestion(claim, answer))

    def sequence(self, machine: Machine, names: tuple[syntax.Name, ...]) -> tuple[str, ...]:
        """Steps of the machine by name."""
        known = [action.name for action in machine.actions if action.is_step]
        for name in names:
            if name.text not in known:
                self.table.unknown(name, f"step of {machine.name}", known)
        return tuple(name.text for name in names)


class SafetyClaimReader:
    """Reads what is claimed of runs."""

    def __init__(self, clauses: ClauseReader, machines: Machines) -> None:
        self.table = clauses.table
        self.expressions = clauses.expressions
        self.clauses = clauses
        self.machines = machines

    def claims(
        self, unit: Unit, item: syntax.ClaimItem, said: Clauses, families: Families
    ) -> Iterator[SafetyClaim]:
        """One for each scope, procedure and value of `for each`; the name is declared already."""
        self.check(item.name, said, "a claim about a procedure")
        assert item.kind != "promise", "promises are read elsewhere"
        self.clauses.refuse(
            item.name,
            "a claim about a procedure",
            (item.because, "'because'"),
            (item.counts is not None, "'on N of M'"),
        )
        procedures = self.procedures(unit, item.name, said)
        scopes: list[str | None] = [*said.scopes] or [None]
        for scope in scopes:
            for procedure in procedures:
                for fixed in families(item.name, said):
                    label = [scope] if scope and (len(scopes) > 1 or said.family) else []
                    label += [procedure.name] if len(procedures) > 1 else []
                    label += [source_text(value.type, value.value) for value in fixed.values()]
                    scoped = [scope] if scope else []
                    inner = replace(said, scopes=scoped, locals={**said.locals, **fixed})
                    machine = self.machines.machines[procedure.machine]
                    claim = self.made(unit, item.name, item.meta, inner, machine)
                    context = TypingContext(unit, {**in_states(machine), **fixed})
                    body = self.expressions.truth(item.body, context)
                    says = tuple(written(node) for node in conjuncts(item.body))
                    claim = replace(
                        claim,
                        expected=item.kind,
                        procedure=procedure.name,
                        steps=procedure.steps,
                        scope=scope,
                        body=body,
                        says=says,
                    )
                    if label:
                        name = f"{item.name.text}[{', '.join(label)}]"
                        claim = replace(claim, name=name, family=item.name.text)
                    yield claim

    def check(self, name: syntax.Name, said: Clauses, what: str) -> None:
        """Only what has a meaning for runs is said."""
        self.clauses.refuse(
            name,
            what,
            (said.mode, f"'{said.mode}'"),
            (said.instances, "'with' instances"),
        )
        if said.variables:
            variable, type_ = said.variables[0]
            message = f"{what} cannot have 'for every {variable} in'"
            way = f"Write: for each {variable} in {type_name(type_)}"
            self.table.fail(name.place, "unfit-clause", message, way)

    def check_procedures(self, name: syntax.Name, said: Clauses) -> None:
        """It is said of which procedures it speaks."""
        if not said.procedures and said.procedures_of is None:
            message = f"'{name.text}' does not say for which procedure it is meant"
            self.table.fail(name.place, "not-stated", message, "Add: by PROCEDURE")

    def procedures(self, unit: Unit, name: syntax.Name, said: Clauses) -> list[Procedure]:
        """Those that are said, at least one, all of one machine."""
        self.check_procedures(name, said)
        known = self.machines.procedures
        procedures: list[Procedure] = []
        for said_name in said.procedures:
            self.table.see(unit, said_name)
            if said_name.text not in known:
                self.table.unknown(said_name, "procedure", known)
            procedures.append(known[said_name.text])
        if said.procedures_of is not None:
            machine = self.machines.named(self.table, unit, said.procedures_of)
            procedures += [
                p for p in known.values() if p.machine == machine.name and p not in procedures
            ]
            if not procedures:
                self.refuse_idle(said.procedures_of)
        machines = list(dict.fromkeys(procedure.machine for procedure in procedures))
        if len(machines) > 1:
            message = f"the procedures of '{name.text}' are those of several machines: "
            way = "Write one for each machine."
            self.table.fail(name.place, "several-machines", message + ", ".join(machines), way)
        return procedures

    def refuse_idle(self, machine: syntax.Name) -> NoReturn:
        """A machine without procedures; if one was refused, that has been said."""
        if any(
            item.machine.text == machine.text for _, item in self.table.items(syntax.ProcedureItem)
        ):
            self.table.skip()
        message = f"the machine '{machine.text}' has no procedure"
        way = f"Add: procedure NAME of {machine.text} : STEP, ..."
        self.table.fail(machine.place, "no-procedures", message, way)

    def made(
        self, unit: Unit, name: syntax.Name, meta: syntax.Meta, said: Clauses, machine: Machine
    ) -> SafetyClaim:
        """The claim without its body, its scope and its procedure."""
        constants = {c.name: Local(c.name, c.type) for c in machine.constants}
        own = {name_: value for name_, value in said.locals.items() if name_ not in constants}
        context = TypingContext(unit, {**constants, **own}, "inputs")
        given, chosen = self.given(said, context, frozenset(constants))
        chosen += tuple(self.chosen_each(name, said, constants))
        outside = TypingContext(unit, own, "inputs", assumed=self.clauses.assumed_by(said))
        changes = self.expressions.changes(said.changes, outside)
        expressions = [permit.subject for permit in machine.permits]
        self.clauses.check_stated(unit, name, said, [*given, *expressions])
        return SafetyClaim(
            name=name.text,
            expected="prove",
            machine=machine.name,
            procedure="",
            steps=(),
            scope=None,
            stated=tuple(said.stated.items()),
            given=given,
            chosen=chosen,
            changes=tuple(changes.items()),
            dropped=self.dropped(machine, said),
            body=TRUE,
            note=note_of(name.place, meta),
            assumed=said.assumed,
            changed=tuple(f"{name.text} = {written(node)}" for name, node in said.changes),
        )

    def chosen_each(
        self, name: syntax.Name, said: Clauses, constants: Mapping[str, Expression]
    ) -> Iterator[Expression]:
        """`for each CONSTANT in TYPE` takes every value of the machine's constant in turn; which,
        is known when families are told apart."""
        for each, type_ in said.each:
            constant = constants.get(each)
            if constant is None:
                continue
            if not same(constant.type, type_):
                message = f"{each} is a constant of the machine, of type {type_name(constant.type)}"
                way = f"Write: for each {each} in {type_name(constant.type)}"
                self.table.fail(name.place, "wrong-type", message, way)
            value = said.locals[each]
            if isinstance(value, Const):
                yield Equal(constant, value)

    def given(
        self, said: Clauses, context: TypingContext, constants: frozenset[str]
    ) -> tuple[tuple[Expression, ...], tuple[Expression, ...]]:
        """What is assumed of inputs, and what of the machine's constants."""
        inputs: list[Expression] = []
        chosen: list[Expression] = []
        for node in said.given:
            expression = self.expressions.truth(node, context)
            reads = locals_of(expression) & constants
            others = dict.fromkeys(globals_of(expression))
            if reads and others:
                message = (
                    f"one condition speaks of {', '.join(sorted(reads))}, chosen by the machine, "
                    f"and of {', '.join(others)}, which it does not choose"
                )
                way = "Write a condition for each, with a comma between them."
                self.table.fail(syntax.place_of(node), "two-subjects", message, way)
            (chosen if reads else inputs).append(expression)
        return tuple(inputs), tuple(chosen)

    def dropped(self, machine: Machine, said: Clauses) -> tuple[str, ...]:
        known = [axiom.name for axiom in machine.axioms]
        for name in said.dropped:
            if name.text not in known:
                self.table.unknown(name, f"axiom of {machine.name}", known)
        return tuple(dict.fromkeys(name.text for name in said.dropped))


def in_states(machine: Machine) -> dict[str, Expression]:
    """What a claim may say of a state: its parts, the constants, and named invariants."""
    return {
        **{c.name: Local(c.name, c.type) for c in machine.constants},
        **{v.name: Local(v.name, v.type) for v in machine.variables},
        **{i.name: i.expression for i in machine.invariants},
    }


def locals_of(expression: Expression) -> frozenset[str]:
    """The locals that it names."""
    return frozenset(node.name for node in walk(expression) if isinstance(node, Local))
