"""Names and texts are completed in a shell."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

MEMATTR = Path(sys.executable).parent / "memattr"


def completed(line: str, folder: Path) -> list[str]:
    """What bash is told after the words of the line."""
    words = line.split(" ")
    settings = {"COMP_WORDS": line, "COMP_CWORD": str(len(words) - 1)}
    done = subprocess.run(
        [MEMATTR],
        env={**os.environ, **settings, "_MEMATTR_COMPLETE": "bash_complete"},
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stderr == ""
    return [item.partition(",")[2] for item in done.stdout.splitlines()]


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("memattr desc", "describe"),
        ("memattr describe kvm_as", "kvm_as_s1"),
        ("memattr describe frameb", "framebuffer"),
        ("memattr compare kvm_as_s1 kvm_no", "kvm_normal"),
        ("memattr find which_f", "which_forces_write_back"),
        ("memattr table policy_t", "policy_types"),
        ("memattr rule R_TN", "R_TNHFM"),
        ("memattr eval HCR_F", "HCR_FWB"),
        ("memattr describe kvm_as_s1 mi", "mine.attr"),
    ],
)
def test_names(own: Path, line: str, name: str) -> None:
    (own / "memattr.toml").write_text('texts = ["mine.attr"]\n')
    assert name in completed(line, own)


def test_a_text_that_cannot_be_used_completes_nothing(own: Path) -> None:
    (own / "memattr.toml").write_text("texts = [\n")
    assert not any(completed("memattr describe kvm_as", own))
