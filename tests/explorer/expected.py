"""What the evaluator says of the cells that the page shows."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping
from itertools import islice

from memattr.answers.filled_inputs import filled, known_values
from memattr.answers.typed_situation import TypedSituation
from memattr.model.expressions import Expression, Global
from memattr.model.model import Model
from memattr.model.show import show
from memattr.model.types import Value
from memattr.readings.diagram import Diagram
from memattr.readings.evaluate import Evaluator, Situation
from memattr.readings.nondeterminism import runs

# A cell with more ways to choose than this is left to the cells with fewer.
MOST_WAYS = 1000

Cell = tuple[str, list[str], dict[str, Value], str]


class Expected:
    """The evaluator's results for cells: policy, settings, given inputs, what is shown."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self._evaluator, self._diagram = Evaluator(model), Diagram(model)

    def inputs(self, cell: Cell) -> Mapping[str, Value]:
        """Every input of the cell."""
        policy, settings, given, _ = cell
        asked = TypedSituation(policy or None, tuple(settings), given, {})
        return known_values(self._evaluator, filled(self._diagram, asked).environment)

    def of(self, cell: Cell) -> set[str] | int | None:
        """The results; None if the situation cannot be, and 0 if the ways are too many."""
        inputs = self.inputs(cell)
        truth = {
            condition: bool(self._evaluator.value(condition.expression, Situation(inputs)))
            for condition in (*self.model.requirements, *self.model.impossible)
        }
        required = all(truth[condition] for condition in self.model.requirements)
        if not required or any(truth[condition] for condition in self.model.impossible):
            return None
        ways = list(islice(runs(self._evaluator, [self._shown(cell[3])], inputs), MOST_WAYS + 1))
        return 0 if len(ways) > MOST_WAYS else {json.dumps(value) for (value,), _ in ways}

    def words(self, cell: Cell) -> set[str] | int | None:
        """The same, in the words that the text declares."""
        found, kind = self.of(cell), self._shown(cell[3]).type
        if not isinstance(found, set):
            return found
        return {show(self.model, kind, frozen(json.loads(text)), cell[3]) for text in found}

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
        yield chance.choice(policies), some, given, chance.choice(shown_names(model))
