"""`find` items -> questions."""

from __future__ import annotations

from memattr.language import syntax
from memattr.language.elaborate.clauses import ClauseReader, Clauses, read_globals
from memattr.language.elaborate.symbol_table import Unit, Work, note_of
from memattr.language.elaborate.type_checking import Expressions
from memattr.model.model import Question
from memattr.model.types import Value


class Questions:
    """Elaborates questions, and the answers that some of them state."""

    def __init__(self, work: Work, expressions: Expressions, clauses: ClauseReader) -> None:
        self.work = work
        self.expressions = expressions
        self.clauses = clauses
        self.questions: list[Question] = []

    def run(self) -> None:
        self.work.each(syntax.FindItem, self.find)

    def find(self, unit: Unit, item: syntax.FindItem) -> None:
        self.work.declare(unit, item.name, "question")
        said = self.clauses.read(unit, item.clauses)
        self.check(unit, item, said)
        parts, body = self.clauses.statement(unit, item.body, said)
        self.clauses.check_stated(unit, item.name, said, [*parts, body])
        for name in item.found:
            if any(name.text in read_globals(part) for part in parts):
                message = f"'given' may not mention {name.text}, which is found"
                self.work.fail(name.place, "given-found", message, "Say it after ':' instead.")
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
                instances=said.instance_inputs(),
                assumed=said.assumed,
                parts=self.clauses.parts(unit, item.body, said),
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
        fixed = {a.input for s in said.scopes for a in self.work.scopes[s].assignments if a.values}
        for index, name in enumerate(item.found):
            self.work.input(unit, name)
            if name.text in fixed:
                message = f"{name.text} is set by '{said.scopes[0]}': there is nothing to find"
                self.work.fail(name.place, "already-set", message, "Ask under its system.")
            if name.text in {other.text for other in item.found[:index]}:
                self.work.fail(name.place, "duplicate-name", f"{name.text} is found twice")

    def answer(
        self, unit: Unit, item: syntax.FindItem, row: tuple[syntax.Expression, ...]
    ) -> tuple[Value, ...]:
        if len(row) != len(item.found):
            names = ", ".join(name.text for name in item.found)
            message = f"an answer has one value for each of {names}"
            way = "Write several as (FIRST, SECOND)." if len(item.found) > 1 else ""
            self.work.fail(syntax.place_of(row[0]), "wrong-answer", message, way)
        return tuple(
            self.expressions.input_value(unit, name, node)
            for name, node in zip(item.found, row, strict=True)
        )
