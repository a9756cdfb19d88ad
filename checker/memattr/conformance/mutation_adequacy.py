"""Few rows that tell every mutant of the specification from it: an adequate set of tests.

Mutants are those of lint and finer ones: rules left out, single values wrong. Mutants of
functions that the answers do not depend on are left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from memattr.answers.choice_sets import Rules
from memattr.conformance.judgement import swayed
from memattr.conformance.observables import JointObservable
from memattr.conformance.row_grid import RowGrid
from memattr.conformance.row_sets import row_query
from memattr.engines.exact.image import related
from memattr.engines.exact.witness import pick_inputs
from memattr.language.elaborated import problems_of
from memattr.lint.cone_of_influence import Cones, named
from memattr.lint.mutants import Mutant, mutants
from memattr.model.expressions import Const, Expression, Make, walk
from memattr.model.layout import values_of, width
from memattr.model.model import Case, Function, Model
from memattr.model.show import source_text
from memattr.model.transform import rebuilt
from memattr.model.types import Bits, Enum, plain
from memattr.readings.bdd import Node
from memattr.readings.compile_diagrams import Word
from memattr.readings.diagram import Diagram
from memattr.readings.variable_order import RESULTS
from memattr.readings.variation import variation

Progress = Callable[[Iterator[Mutant]], Iterator[Mutant]]


@dataclass(frozen=True)
class AdequateSet:
    """Rows that tell `told` mutants, proved one by one; none of the rows can be left out. Any set
    that tells them has at least `at_least` rows. `untold` mutants answer, in every row of the grid
    that is judged, as the specification permits, or may do so by choice; `refused` have no
    meaning."""

    region: Node
    rows: int
    at_least: int
    told: int
    untold: int
    refused: int

    @property
    def is_smallest(self) -> bool:
        """True iff no smaller set is adequate: proved."""
        return self.rows == self.at_least


class Adequacy:
    """Of one grid; an implementation answers what `joint` asks for."""

    def __init__(self, grid: RowGrid, joint: JointObservable) -> None:
        self._grid, self._joint = grid, joint
        self._diagram = grid.diagram
        self._bdd = grid.diagram.bdd
        self._whole = self._word(grid.diagram)
        self._levels = frozenset(level for one in grid.inputs for level in one.levels)
        self._answers = [RESULTS + place for place in range(joint.size)]
        self._judged = self._bdd.minus(grid.possible, self._undefined())
        self._permitted = self._relation(self._diagram)

    def adequate(self, progress: Progress) -> AdequateSet:
        """The set, the same whenever it is asked for."""
        telling, untold, refused = list[Node](), 0, 0
        cones = Cones(self._diagram.model)
        for mutant in progress(self._mutants()):
            rows = self._telling(cones, mutant)
            if rows is None:
                refused += 1
            elif rows == 0:
                untold += 1
            else:
                telling.append(rows)
        distinct = sorted(set(telling), key=self._size)
        chosen = self._irredundant(distinct, self._cover(distinct))
        region = self._bdd.any_of(chosen)
        assert all(self._bdd.conj(region, rows) for rows in telling), "the set is adequate"
        at_least = self._disjoint(distinct)
        return AdequateSet(region, len(chosen), at_least, len(telling), untold, refused)

    def _mutants(self) -> Iterator[Mutant]:
        """Those whose function has a part in the answers."""
        model, users = self._diagram.model, self._diagram.users
        asked = named(
            part for one in self._joint.observables for part in (one.expression, one.present)
        )
        for mutant in chain(mutants(model), finer_mutants(model)):
            if not asked.isdisjoint({mutant.function, *users[mutant.function]}):
                yield mutant

    def _telling(self, cones: Cones, mutant: Mutant) -> Node | None:
        """The judged rows in which nothing that the mutant may answer is permitted; None if a part
        of it has no meaning."""
        bdd, changed = self._bdd, cones.changed(mutant.function)
        model = cones.model(mutant)
        try:
            reading = variation(self._diagram, model, changed)
            if self._word(reading) == self._whole:
                return 0
            if any(problems_of(model, function) for function in sorted(changed)):
                return None
            answered = self._relation(reading)
        except (AssertionError, KeyError, IndexError, TypeError):
            return None
        levels = frozenset(self._answers)
        permitted = bdd.conj_some(answered, self._permitted, levels)
        return bdd.minus(bdd.conj(self._judged, bdd.some(answered, levels)), permitted)

    def _word(self, reading: Diagram) -> Word:
        return self._joint.word(reading, self._grid.environment)

    def _relation(self, reading: Diagram) -> Node:
        """What may be answered in judged rows, over the levels of inputs and of answers."""
        pairs = list(zip(self._answers, self._word(reading), strict=True))
        return related(reading, pairs, self._judged)

    def _undefined(self) -> Node:
        """The rows in which an unpredictable choice decides."""
        store, word = self._diagram.store, self._whole
        rule = self._bdd.all_of(Rules(store, {}).of(word))
        everything = frozenset[int]().union(*(instance.levels for instance in store.read_by(*word)))
        return self._bdd.some(swayed(store, rule, word, "unpredictable"), everything)

    def _size(self, rows: Node) -> tuple[int, int]:
        return self._bdd.count(rows, self._levels), rows

    def _cover(self, telling: Sequence[Node]) -> list[Node]:
        """Rows, each of them one that as many as possible of the mutants agree on, those first that
        few rows tell."""
        bdd, left, chosen = self._bdd, list(telling), list[Node]()
        while left:
            region = left[0]
            for rows in left[1:]:
                region = bdd.conj(region, rows) or region
            row = self._one(region)
            chosen.append(row)
            left = [rows for rows in left if bdd.conj(rows, row) == 0]
        return chosen

    def _one(self, region: Node) -> Node:
        """The plainest row of a region."""
        names = self._grid.names
        query = row_query(self._diagram, self._grid.environment, names, region)
        _, row = pick_inputs(self._diagram, query, region)
        return row

    def _irredundant(self, telling: Sequence[Node], rows: Sequence[Node]) -> list[Node]:
        """Without rows that can be spared, the latest first."""
        bdd, kept = self._bdd, list(rows)
        for row in reversed(rows):
            others = bdd.any_of(other for other in kept if other is not row)
            if all(bdd.conj(told, others) for told in telling):
                kept = [other for other in kept if other is not row]
        return kept

    def _disjoint(self, telling: Sequence[Node]) -> int:
        """A number of mutants no two of which one row tells: as many rows are needed."""
        bdd, taken, count = self._bdd, 0, 0
        for rows in telling:
            if bdd.conj(taken, rows) == 0:
                taken, count = bdd.disj(taken, rows), count + 1
        return count


# Constants of so many bits are replaced by every other value.
MOST_BITS = 2


def finer_mutants(model: Model) -> Iterator[Mutant]:
    """A case answers as another case of its function, or a part of its answer is one value."""
    for function in model.functions.values():
        for case in function.cases:
            for what, broken in (*_swapped(function, case), *_altered(case)):
                cases = tuple(broken if other is case else other for other in function.cases)
                yield Mutant(function.name, case.name, what, replace(function, cases=cases))


def _swapped(function: Function, case: Case) -> Iterator[tuple[str, Case]]:
    """Where a rule is left out, what it excepts is done. Lint tries constants as results."""
    for other in function.cases:
        is_plain = case.choice is None and other.choice is None
        if is_plain and other.body != case.body and not isinstance(other.body, Const):
            yield f"answers as {other.name}", replace(case, body=other.body)


def _altered(case: Case) -> Iterator[tuple[str, Case]]:
    """Each field of what is put together, and each constant in it, is one value or another."""
    parts = [part for node in walk(case.body) if isinstance(node, Make) for part in node.fields]
    inside = [node for node in walk(case.body) if isinstance(node, Const) and node is not case.body]
    for node in {id(part): part for part in (*parts, *inside)}.values():
        if isinstance(plain(node.type), Bits | Enum) and width(node.type) <= MOST_BITS:
            for value in values_of(node.type):
                other = Const(node.type, value)
                if node != other:
                    what = f"has {source_text(node.type, value)} in place of a part"
                    yield what, replace(case, body=_replaced(case.body, node, other))


def _replaced(whole: Expression, old: Expression, new: Expression) -> Expression:
    return new if whole is old else rebuilt(whole, lambda node: _replaced(node, old, new))
