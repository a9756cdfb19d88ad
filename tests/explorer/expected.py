"""What the evaluator says of the cells that the page shows."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Literal

from memattr.answers.filled_inputs import filled, known_values
from memattr.answers.typed_situation import TypedSituation
from memattr.model.expressions import Expression, Global, walk
from memattr.model.model import Column, Model
from memattr.model.show import show
from memattr.model.types import Sum, Value, plain
from memattr.readings.diagram import Diagram
from memattr.readings.evaluate import Evaluator, Situation
from memattr.readings.nondeterminism import GivenChoices, runs

# A cell with more ways to choose than this is left to the cells with fewer.
MOST_WAYS = 1000

# What acts only with which feature, as the manual has it: the page adds the feature.
NEEDS = {"HCR_FWB": "FEAT_S2FWB", "FnXS": "FEAT_XS", "HCR_DCT": "FEAT_MTE2", "TCR_DS": "FEAT_LPA2",
         "VTCR_DS": "FEAT_LPA2", "FEAT_MTE_PERM": "FEAT_MTE2"}  # fmt: skip
# What is shown beside a view that leaves out some results: those of the output with another shape.
OFTEN = 12
BESIDE = {"type_and_cacheability": ("result", "Attributes")}

Cell = tuple[str, list[str], dict[str, Value], str]
Texts = tuple[set[str], set[str]]


class Expected:
    """The evaluator's results for cells: policy, settings, given inputs, what is shown."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self._evaluator, self._diagram = Evaluator(model), Diagram(model)

    def inputs(self, cell: Cell) -> Mapping[str, Value]:
        """Every input of the cell; a feature that something needs is there unless it is said."""
        policy, settings, given, _ = cell
        told = {a.input for name in settings for a in self.model.scopes[name].assignments}
        while True:
            asked = TypedSituation(policy or None, tuple(settings), given, {})
            inputs = known_values(self._evaluator, filled(self._diagram, asked).environment)
            wanted = {f for i, f in NEEDS.items() if inputs[i] == 1 and inputs[f] == 0}
            missing = wanted - told - given.keys()
            if not missing:
                return inputs
            given = {**given, **dict.fromkeys(missing, 1)}

    def of(self, cell: Cell) -> Texts | int | None:
        """The results, and those beside the view; None if the situation cannot be, and 0 if the
        ways are too many."""
        inputs = self.inputs(cell)
        if not self.possible(inputs):
            return None
        own = self.values(self._shown(cell[3]), inputs)
        output, shape = BESIDE.get(cell[3], ("", ""))
        if not output:
            return own if own == 0 else (own, set())
        every = self.values(self._shown(output), inputs)
        if own == 0 or every == 0:
            return 0
        kind = plain(self._shown(output).type)
        assert isinstance(kind, Sum)
        tag = [variant.name for variant in kind.variants].index(shape)
        others = {text for text in every if json.loads(text)[0] != tag}
        return (set() if others == every else own), others

    def possible(self, inputs: Mapping[str, Value]) -> bool:
        """Whether there can be the situation, for every text."""
        truth = {
            condition: bool(self._evaluator.value(condition.expression, Situation(inputs)))
            for condition in (*self.model.requirements, *self.model.impossible)
        }
        required = all(truth[condition] for condition in self.model.requirements)
        return required and not any(truth[condition] for condition in self.model.impossible)

    def values(self, shown: Expression, inputs: Mapping[str, Value]) -> set[str] | Literal[0]:
        """Every value that is permitted; 0 if the ways are too many."""
        ways = list(islice(runs(self._evaluator, [shown], inputs), MOST_WAYS + 1))
        return 0 if len(ways) > MOST_WAYS else {json.dumps(value) for (value,), _ in ways}

    def words(self, cell: Cell) -> Texts | int | None:
        """The same, in the words that the text declares."""
        found = self.of(cell)
        if not isinstance(found, tuple):
            return found
        output = BESIDE.get(cell[3], ("", ""))[0]
        return self._told(cell[3], found[0]), self._told(output, found[1])

    def _told(self, name: str, texts: set[str]) -> set[str]:
        kind = self._shown(name).type if texts else None
        return {show(self.model, kind, frozen(json.loads(t)), name) for t in texts if kind}

    def differing(self, one: Cell, other: Cell) -> set[str] | None:
        """The columns of which the two situations permit different values; None if this cannot be
        told: a situation cannot be, or the ways are too many."""
        sides = [self.inputs(one), self.inputs(other)]
        if not all(map(self.possible, sides)):
            return None
        found = set()
        for column in self.model.columns:
            values = [self._column(column, inputs) for inputs in sides]
            if None in values:
                return None
            if values[0] != values[1]:
                found.add(column.name)
        return found

    def _column(self, column: Column, inputs: Mapping[str, Value]) -> set[str] | None:
        """The permitted values of a column where it has one, over every way to choose."""
        read = [node for node in walk(column.expression) if isinstance(node, Global)]
        ways = list(islice(runs(self._evaluator, [column.present, *read], inputs), MOST_WAYS + 1))
        if len(ways) > MOST_WAYS:
            return None
        found = set()
        for (present, *_), taken in ways:
            if present:
                chooser = GivenChoices({(t.cpu, t.choice, t.arguments): t.value for t in taken})
                at = Situation(inputs, {}, chooser)
                found.add(json.dumps(self._evaluator.value(column.expression, at)))
        return found

    def _shown(self, name: str) -> Expression:
        view = self.model.views.get(name)
        return Global(name, self.model.derived[name].type) if view is None else view.expression


def frozen(value: object) -> Value:
    """Data as the model has its values."""
    if isinstance(value, list):
        return tuple(frozen(part) for part in value)
    assert isinstance(value, int)
    return value


def shown_names(model: Model) -> list[str]:
    """Everything that a page can show in its cells."""
    return [*(output.name for output in model.outputs()), *model.views]


def random_cells(model: Model, chance: random.Random) -> Iterator[Cell]:
    """Policies, settings that agree, and values for some inputs, guests' and others'."""
    evaluator = Evaluator(model)
    policies = ["", *(s.name for s in model.scopes.values() if s.kind != "setting")]
    settings = [s.name for s in model.scopes.values() if s.kind == "setting"]
    values = {name: list(evaluator.values_of(i.type)) for name, i in model.inputs.items()}
    while True:
        names = chance.sample(list(values), chance.randint(0, 8))
        given = {name: chance.choice(values[name]) for name in (*names, next(iter(values)))}
        some = chance.sample(settings, chance.randint(0, 1)) if settings else []
        shown = [*shown_names(model), *list(BESIDE) * OFTEN]
        yield chance.choice(policies), some, given, chance.choice(shown)
