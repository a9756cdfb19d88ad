"""Texts laid out in a folder, and what the command then says of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from memattr.command.main import group

HEAD = 'requires memattr 1.0, manual "DDI 0487 M.a.a"\n'


@dataclass(frozen=True)
class Said:
    """What a command prints on both streams, and its exit status."""

    prints: str
    status: int

    @property
    def words(self) -> str:
        """The text with every run of white space as one space."""
        return " ".join(self.prints.split())


Gate = Callable[..., Said]


def gate(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Gate:
    """Runs memattr in the folder on texts that begin with the usual first line."""

    def run(command: str, texts: Mapping[str, str] | None = None) -> Said:
        for name, text in (texts or {}).items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(HEAD + text)
        monkeypatch.chdir(folder)
        result = CliRunner().invoke(group, command.split(), prog_name="memattr")
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Said(result.output, result.exit_code)

    return run
