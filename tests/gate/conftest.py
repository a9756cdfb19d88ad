"""The fixture of all attacks."""

from __future__ import annotations

from pathlib import Path

import pytest

from .attack import Gate, gate


@pytest.fixture(name="memattr")
def _memattr(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Gate:
    monkeypatch.setenv("MEMATTR_CACHE", "")
    return gate(tmp_path, monkeypatch)
