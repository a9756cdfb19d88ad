"""The explorer's page: what it says of a cell is what the evaluator says."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path

import pytest

from memattr.explorer.page import page
from memattr.model.expressions import Expression, Global
from memattr.model.model import Model
from memattr.model.types import Value
from memattr.readings.diagram import Diagram
from memattr.readings.evaluate import Evaluator, Situation
from memattr.readings.permitted import runs
from memattr.session import open_session
from memattr.situations.inputs import filled, known_values
from memattr.situations.wanted import Wanted

from .browser import content, reported

SEED = 8
CELLS = 220
# A cell with more ways to choose than this is left to the cells with fewer.
MOST_WAYS = 1000
MOST_BYTES = 1 << 20

Cell = tuple[str, list[str], dict[str, Value], str]


@pytest.fixture(scope="module")
def model() -> Model:
    return open_session([]).model


@pytest.fixture(scope="module")
def written(model: Model, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("explorer") / "page.html"
    path.write_text(page(model), encoding="utf-8")
    return path


class Expected:
    """The evaluator's results for cells."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self._evaluator, self._diagram = Evaluator(model), Diagram(model)

    def inputs(self, cell: Cell) -> Mapping[str, Value]:
        policy, settings, given, _ = cell
        asked = Wanted(policy or None, tuple(settings), given, {})
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

    def _shown(self, name: str) -> Expression:
        view = self.model.views.get(name)
        return Global(name, self.model.derived[name].type) if view is None else view.expression


def random_cells(model: Model, chance: random.Random) -> Iterator[Cell]:
    """Policies, settings that agree, and values for some inputs, guests' and others'."""
    evaluator = Evaluator(model)
    policies = ["", *(s.name for s in model.scopes.values() if s.kind != "setting")]
    settings = [s.name for s in model.scopes.values() if s.kind == "setting"]
    values = {name: list(evaluator.values_of(i.type)) for name, i in model.inputs.items()}
    shown = [*(output.name for output in model.outputs()), *model.views]
    while True:
        names = chance.sample(list(values), chance.randint(0, 8))
        given = {name: chance.choice(values[name]) for name in (*names, next(iter(values)))}
        some = chance.sample(settings, chance.randint(0, 1)) if settings else []
        yield chance.choice(policies), some, given, chance.choice(shown)


def test_the_page_and_the_evaluator_agree(model: Model, written: Path, tmp_path: Path) -> None:
    expected, cells, answers = Expected(model), [], []
    for cell in random_cells(model, random.Random(SEED)):
        answer = expected.of(cell)
        if answer != 0:
            cells.append(cell)
            answers.append(answer)
        if len(cells) == CELLS:
            break
    found = reported(written, cells, tmp_path)
    assert len(found) == CELLS
    several = 0
    for cell, wanted, got in zip(cells, answers, found, strict=True):
        texts = {json.dumps(value) for value in got} if isinstance(got, list) else None
        assert texts == wanted, cell
        several += texts is not None and len(texts) > 1
    possible = sum(answer is not None for answer in answers)
    assert possible > CELLS // 2 and several > CELLS // 20


def test_a_link_opens_a_view(model: Model, written: Path, tmp_path: Path) -> None:
    policy = next(s for s in model.scopes.values() if s.kind == "policy")
    text = content(written, f"policy={policy.name}&cell=0.0", tmp_path)
    assert '<section id="why" aria-labelledby="why-title">' in text
    assert 'aria-pressed="true"' in text and 'scope="row"' in text
    assert model.functions.keys() & set(text.replace("<code>", ".").split("."))


def test_the_page_is_small_stable_and_alone(model: Model, written: Path) -> None:
    text = written.read_text(encoding="utf-8")
    assert text == page(model)
    assert len(text.encode()) < MOST_BYTES
    for outside in ("http://", "https://", "src=", "@import", "url(", "fetch(", "XMLHttp"):
        assert outside not in text.split('id="model">')[0] + text.rsplit("</script>", 2)[1]


def test_an_unusable_place_gives_2(tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "absent" / "page.html"):
        command = [sys.executable, "-m", "memattr", "explore", "--out", str(place)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 2, done.stderr
        assert "cannot write" in done.stderr
    assert list(tmp_path.iterdir()) == []
