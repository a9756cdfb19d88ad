"""Rows with answers judged one after the other, in memory that does not grow with their number."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Literal

from memattr.answers.choice_sets import Codes, Images
from memattr.answers.filled_inputs import NotGiven, assumed
from memattr.answers.typed_situation import TypedSituation
from memattr.batch.decision_tries import SPELLINGS
from memattr.batch.input_columns import InputColumns
from memattr.batch.row_answers import Answers, Bound
from memattr.conformance.column_survey import ColumnSurvey
from memattr.model.model import ChoiceKind
from memattr.model.types import Enum, plain
from memattr.place import Unusable
from memattr.readings.bdd import Bdd, Node
from memattr.readings.compile_diagrams import Word
from memattr.readings.diagram import Diagram
from memattr.readings.diagram_choices import DiagramStore
from memattr.readings.evaluate import Evaluator
from memattr.readings.variable_order import RESULTS

RowVerdict = Literal["equal", "permitted", "different", "undefined", "outside"]
VERDICTS: tuple[RowVerdict, ...] = ("equal", "permitted", "different", "undefined", "outside")
# What stands in the place of the code of an answer that nobody judges.
NOT_JUDGED = -1

# Distinct rows that are kept to explain differences; past this many, others are only counted.
MOST_KEPT = 1 << 20

Complaint = Callable[[str, str], Unusable]


@dataclass
class Tally:
    """How many rows there are of each verdict. Distinct rows that are judged are kept by their
    codes, with how often they occur; `lost` rows are not among them, of which some differ."""

    counts: dict[RowVerdict, int] = field(default_factory=lambda: dict.fromkeys(VERDICTS, 0))
    conforming: dict[int, int] = field(default_factory=dict)
    differing: dict[int, int] = field(default_factory=dict)
    lost: int = 0
    lost_differing: int = 0


class Permitted(dict[object, tuple[RowVerdict, int]]):
    """What is permitted in some rows, by joint codes. As a mapping: the verdict on answered cells,
    and their code, found once."""

    def __init__(
        self, codes: Codes, not_judged: RowVerdict | None, read: Callable[[object], int]
    ) -> None:
        """No answer is judged where `not_judged` says why not."""
        super().__init__()
        self.codes, self.not_judged = codes, not_judged
        self._read = read

    def __missing__(self, cells: object) -> tuple[RowVerdict, int]:
        if self.not_judged is not None:
            return self.not_judged, NOT_JUDGED
        if len(self) >= SPELLINGS:
            self.clear()
        code = self._read(cells)
        known = self[cells] = self._verdict(code), code
        return known

    def _verdict(self, code: int) -> RowVerdict:
        if code not in self.codes:
            return "different"
        return "equal" if len(self.codes) == 1 else "permitted"


class Judge:
    """Judges rows of one survey. With `reserved`, rows are judged too whose answer depends on an
    unpredictable choice."""

    def __init__(
        self, evaluator: Evaluator, typed: TypedSituation, survey: ColumnSurvey, reserved: bool
    ) -> None:
        self.diagram = Diagram(evaluator.model)
        self.survey, self.typed = survey, typed
        self.inputs = InputColumns(evaluator, self.diagram, typed, survey.inputs)
        self.columns = self.inputs.columns
        self.judges_reserved = reserved
        self._answers = self._permitted()

    def tally(self, rows: Iterable[Sequence[str]], complaint: Complaint) -> Tally:
        """All rows judged; raises what becomes of a complaint about the latest row."""
        tally = Tally()
        row: Sequence[str] = ()
        at, cells_of, counts = self._answers.at, itemgetter(*self.survey.answers), tally.counts
        packers = self._packers()
        try:
            for row in _said(rows):
                verdict, code = at(row)[cells_of(row)]
                counts[verdict] += 1
                if code != NOT_JUDGED:
                    for index, packed in packers:
                        code |= packed[row[index]]
                    _keep(tally, code, verdict == "different")
        except NotGiven as problem:
            raise complaint(*self.inputs.not_given(problem)) from None
        except _OfTheRows as complained:
            raise complained.problem from None
        except Unusable as problem:
            raise complaint(problem.message, problem.way) from None
        except _NothingAdmitted:
            raise complaint(*self.inputs.refusal(row)) from None
        return tally

    def unpacked(self, code: int) -> tuple[tuple[int, ...], int]:
        """The codes of the inputs, in the order of `columns`, and the joint code of the answer."""
        size = self.survey.joint.size
        inputs, rest = list[int](), code >> size
        for column in self.columns:
            bits = len(column.levels)
            inputs.append(rest & (1 << bits) - 1)
            rest >>= bits
        return tuple(inputs), code & (1 << size) - 1

    def permitted(self, inputs: Sequence[int]) -> Codes:
        """The joint codes that are permitted where the inputs have these codes."""
        row = ["" for _ in range(1 + max(self.survey.inputs.values(), default=0))]
        for column, code in zip(self.columns, inputs, strict=True):
            bare = plain(self.diagram.model.inputs[column.name].type)
            row[column.index] = bare.values[code] if isinstance(bare, Enum) else str(code)
        return self._answers.at(row).codes

    def _packers(self) -> list[tuple[int, dict[str, int]]]:
        packers, shift = list[tuple[int, dict[str, int]]](), self.survey.joint.size
        for column in self.columns:
            packers.append((column.index, _Packed(column.read, shift)))
            shift += len(column.levels)
        return packers

    def _permitted(self) -> Answers[Permitted]:
        store, joint, images = self.diagram.store, self.survey.joint, Images(self.diagram.store)

        def read(cells: object) -> int:
            texts = (cells,) if isinstance(cells, str) else cells
            assert isinstance(texts, tuple), "the cells of an answer are texts"
            return joint.code(texts)

        def finish(bound: tuple[Bound, ...]) -> Permitted:
            (rule, word), *given = bound
            if rule == 0:
                raise _NothingAdmitted
            if any(said == (0,) for _, said in given):
                return Permitted(frozenset(), "outside", read)
            codes = images.image(rule, word)
            is_open = len(codes) > 1 and swayed(store, rule, word, "unpredictable") != 0
            is_undefined = is_open and not self.judges_reserved
            return Permitted(codes, "undefined" if is_undefined else None, read)

        environment = self.inputs.environment
        given = assumed(self.diagram, self.typed, environment)
        words = (joint.word(self.diagram, environment), *([(given,)] if given != 1 else []))
        question = self.inputs.asked(words)
        return Answers(store, question, finish)


def swayed(store: DiagramStore, rule: Node, word: Word, kind: ChoiceKind) -> Node:
    """Where what the word may be depends on choices of the kind, whatever the other choices are.
    The rule says what choices may be."""
    read = store.read_by(rule, *word)
    levels = frozenset[int]().union(*(m.levels for m in read if m.choice.kind == kind))
    others = frozenset[int]().union(*(m.levels for m in read)) - levels
    return swayed_by(store.bdd, levels, others, rule, word)


def swayed_by(
    bdd: Bdd, levels: frozenset[int], others: frozenset[int], rule: Node, word: Word
) -> Node:
    """The same for the choices at these levels, the other choices being at those."""
    if all(levels.isdisjoint(bdd.support(node)) for node in (rule, *word)):
        return 0
    answers = [RESULTS + place for place in range(len(word))]
    pairs = zip(answers, word, strict=True)
    equal = bdd.all_of(bdd.same(bdd.variable(answer), bit) for answer, bit in pairs)
    possible = bdd.conj_some(rule, equal, others)
    impossible = bdd.minus(bdd.some(rule, others), possible)
    some, other = bdd.some(possible, levels), bdd.some(impossible, levels)
    return bdd.conj_some(some, other, frozenset(answers))


def _said(rows: Iterable[Sequence[str]]) -> Iterator[Sequence[str]]:
    """The rows; what they complain of themselves names its place already."""
    try:
        yield from rows
    except Unusable as problem:
        raise _OfTheRows(problem) from None


class _OfTheRows(Exception):
    def __init__(self, problem: Unusable) -> None:
        super().__init__(problem.message)
        self.problem = problem


def _keep(tally: Tally, code: int, differs: bool) -> None:
    kept = tally.differing if differs else tally.conforming
    if code in kept:
        kept[code] += 1
    elif len(kept) < MOST_KEPT:
        kept[code] = 1
    else:
        tally.lost += 1
        tally.lost_differing += differs


class _Packed(dict[str, int]):
    """The code of a cell at its place in the code of a row, found once."""

    def __init__(self, read: Callable[[str], int], shift: int) -> None:
        super().__init__()
        self._read, self._shift = read, shift

    def __missing__(self, cell: str) -> int:
        if len(self) >= SPELLINGS:
            self.clear()
        known = self[cell] = self._read(cell) << self._shift
        return known


class _NothingAdmitted(Exception):
    """The row is of no machine."""
