"""A folder of one's own with a text, and the command used in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from memattr.command.main import group

MINE = """requires memattr 1.0, manual "DDI 0487 M.a.a"
rules mine "A hypervisor of my own"
import result, promises, kvm

system mine "One system"
  HCR_VM = 1, HCR_FWB = 0, HCR_CD = 0, HCR_ID = 0, HCR_DC = 0, HCR_DCT = any, HCR_PTW = 1
  VTCR_DS = 0, VTCR_SH0 = any

policy framebuffer of mine "Memory that the guest may combine writes to"
  MemAttr = 0b0101
  SH2     = 0b10
  FnXS    = 0
  promises never_cacheable

prove framebuffer_is_never_cached "No guest can cache the frame buffer"
  for data under framebuffer
  : result.memory is (Device or Normal(inner: NC, outer: NC))
prove like_kvm "Nor with KVM's policy for the same"
  for data under kvm_normal_nc
  : result.memory is (Device or Normal(inner: NC, outer: NC))
"""

Memattr = Callable[..., Result]


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, but for mine.attr, in which commands run."""
    (tmp_path / "mine.attr").write_text(MINE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def memattr() -> Memattr:
    """`memattr ARGUMENTS...`; what is no exit is raised."""

    def run(*arguments: str) -> Result:
        result = CliRunner().invoke(group, arguments, prog_name="memattr")
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run
