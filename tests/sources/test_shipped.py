"""The lines that the shipped policies cite, in trees that hold just these lines."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from memattr.command.main import group
from memattr.session import open_session
from memattr.sources.compare import Cited, cited

DEFINED = "#define MATTR_DEV 0x1"


@pytest.fixture(scope="module")
def citations() -> tuple[Cited, ...]:
    return cited(open_session([]).model)


def planted(folder: Path, citations: tuple[Cited, ...]) -> None:
    """Every cited file, with the anchors and the lines that are cited from it."""
    for citation in citations:
        file = folder / citation.tree / citation.origin.file
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("a", encoding="utf-8") as stream:
            stream.write(f"{citation.origin.after}\n\t{citation.origin.line}\n")


def run(folder: Path, citations: tuple[Cited, ...]) -> tuple[int, str]:
    trees = {citation.tree for citation in citations}
    options = [part for name in sorted(trees) for part in ("--tree", f"{name}={folder / name}")]
    result = CliRunner().invoke(group, ["sources", *options], prog_name="memattr")
    return result.exit_code, result.output


def test_every_cited_line_stands_in_a_copy(tmp_path: Path, citations: tuple[Cited, ...]) -> None:
    planted(tmp_path, citations)
    total = len(citations)
    assert run(tmp_path, citations) == (0, f"{total} of {total} cited lines stand\n")


def test_another_value_names_policy_file_old_and_new(
    tmp_path: Path, citations: tuple[Cited, ...]
) -> None:
    planted(tmp_path, citations)
    file = tmp_path / "xen/xen/arch/arm/include/asm/page.h"
    file.write_text(file.read_text(encoding="utf-8").replace(DEFINED, "#define MATTR_DEV 0x0"))
    status, output = run(tmp_path, citations)
    assert status == 1
    lines = output.splitlines()
    assert lines[0].startswith("MOVED  p2m_mmio_direct_dev MemAttr  ")
    assert lines[0].endswith("xen:xen/arch/arm/include/asm/page.h")
    assert lines[1:3] == [
        f"  expected  {DEFINED}",
        "  nearest   #define MATTR_DEV 0x0  (line 2)",
    ]
