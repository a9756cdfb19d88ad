"""A small model with a table of every kind, and the shipped one with all that is generated."""

from __future__ import annotations

from pathlib import Path

import pytest

from memattr.documents.document import Document
from memattr.documents.generated import documents
from memattr.documents.table_maker import Maker
from memattr.model.model import Model
from memattr.session import open_session

SMALL = Path(__file__).parent / "small.attr"


@pytest.fixture(scope="session")
def small() -> Model:
    return open_session([SMALL]).model


@pytest.fixture(scope="session")
def maker(small: Model) -> Maker:
    return Maker(small, small.tables.values())


@pytest.fixture(scope="session")
def shipped() -> Model:
    return open_session(()).model


@pytest.fixture(scope="session")
def generated(shipped: Model) -> tuple[Document, ...]:
    return documents(shipped)
