"""Failures that are nobody's text: a sentence, a way out, and the status."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError

import pytest

from memattr.command.status import UNUSABLE, guarded


@pytest.mark.parametrize(
    "error", [PackageNotFoundError("memattr"), ModuleNotFoundError("no z3", name="memattr")]
)
def test_what_is_not_installed_is_named(
    error: ModuleNotFoundError, capsys: pytest.CaptureFixture[str]
) -> None:
    """As in a checkout that was never installed."""

    def missing() -> int:
        raise error

    assert guarded(missing) == UNUSABLE
    assert capsys.readouterr().err == (
        "memattr: memattr is not installed\n"
        "Install memattr with all that it needs: python -m pip install .\n"
    )
