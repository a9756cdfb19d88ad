"""One page and one browser for all tests of the folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from memattr.explorer.export import page
from memattr.model.model import Model
from memattr.session import open_session

from .browser import Tab, running


@pytest.fixture(scope="session")
def model() -> Model:
    return open_session([]).model


@pytest.fixture(scope="session")
def written(model: Model, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("explorer") / "page.html"
    path.write_text(page(model), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def tab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tab]:
    with running(tmp_path_factory.mktemp("profile")) as found:
        yield found
