"""Models that the tests of questions ask, loaded once."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from memattr.command.main import group
from memattr.session import Session, open_session

RULES = Path(__file__).resolve().parents[2] / "rules"
XEN, QUESTIONS = RULES / "xen.attr", RULES / "questions.attr"
POLICIES = ("p2m_ram_rw", "p2m_mmio_direct_dev", "p2m_mmio_direct_nc", "p2m_mmio_direct_c")


@cache
def session(*paths: Path) -> Session:
    return open_session(paths)


def run(*arguments: str) -> tuple[int, str, str]:
    """Exit status, output and errors of the command."""
    from click.testing import CliRunner

    result = CliRunner().invoke(group, arguments, prog_name="memattr")
    return result.exit_code, result.stdout, result.stderr
