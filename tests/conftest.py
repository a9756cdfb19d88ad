"""Options, a cache folder that no user shares, and texts that a process reads only once."""

from __future__ import annotations

import gc
import importlib
import os
import signal
from collections.abc import Sequence
from functools import cache

import pytest
from hypothesis import settings

from memattr.language import syntax
from memattr.language.elaborate import elaborate
from memattr.language.elaborate.symbol_table import Unit
from memattr.language.load import ParsedFiles
from memattr.language.parse import parse
from memattr.model.model import Model

# A command that a test starts keeps what it compiles for the next one, whatever the user's habit.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
# A shell has what it starts in the background ignore interruptions, and commands inherit that.
if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

READERS = ("language.elaborate", "language.elaborated")

# No test asserts a time.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update",
        action="store_true",
        help="Rewrite the outputs of tests/cases from what is printed.",
    )


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    pytest.MonkeyPatch().setenv("MEMATTR_CACHE", str(tmp_path_factory.mktemp("cache")))
    pytest.MonkeyPatch().setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))


class _ParsedOnce(ParsedFiles):
    """Remembers the very objects, in place of rows in a file."""

    _file = staticmethod(cache(parse))

    def __init__(self, _: bool) -> None:
        super().__init__(remembered=False)

    def file(self, path: str, data: bytes) -> syntax.File:
        return self._file(path, data)


@pytest.fixture(scope="session", autouse=True)
def _texts_are_read_once() -> None:
    """What a text means does not change between tests, and nothing changes a model. Few of the many
    objects that this keeps are garbage: they are looked through less often."""
    gc.set_threshold(50_000, 20, 100)
    known: dict[object, tuple[Sequence[Unit], Model]] = {}

    def elaborated(units: Sequence[Unit], digest: str) -> Model:
        key = (digest, *((unit.name, id(unit.file), unit.visible) for unit in units))
        if key not in known:
            known[key] = units, elaborate(units, digest)
        return known[key][1]

    patch = pytest.MonkeyPatch()
    patch.setattr("memattr.language.load.ParsedFiles", _ParsedOnce)
    # Sessions and verdicts are not remembered: tests break what they come from.
    patch.setattr("memattr.session._key", lambda *_: None)
    for reader in READERS:
        patch.setattr(importlib.import_module(f"memattr.{reader}"), "elaborate", elaborated)
