"""Regions of documents are filled and compared; nothing is touched unless all is well."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from memattr.command.main import group

from .conftest import SMALL

MARKDOWN = """# Speeds

<!-- memattr table meets -->
<!-- memattr end -->

Between.

```
<!-- memattr table nothing: an example of a marker -->
```

<!-- memattr claim all_slow -->
stale
<!-- memattr end -->
The end.
"""
RST = """Speeds
======

.. memattr table meets

.. memattr end

After.
"""
LATEX = """\\section{Speeds}
% memattr table meets
% memattr end
% memattr claim never_fast
% memattr end
"""
HTML = "<h1>Speeds</h1>\n<!-- memattr table signs -->\n<!-- memattr end -->\n"


def docs(*arguments: object) -> Result:
    words = ["docs", "--rules", str(SMALL), *map(str, arguments)]
    result = CliRunner().invoke(group, words, prog_name="memattr")
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def put(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_bytes(text.encode())
    return path


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    texts = {"a.md": MARKDOWN, "b.rst": RST, "c.tex": LATEX, "d.html": HTML}
    return [put(tmp_path, name, text) for name, text in texts.items()]


def test_regions_are_filled_and_then_stay(files: list[Path]) -> None:
    assert docs("--check", *files).exit_code == 1
    assert docs(*files).exit_code == 0
    filled = [path.read_text() for path in files]
    assert docs("--check", *files).exit_code == 0
    assert docs(*files).exit_code == 0
    assert [path.read_text() for path in files] == filled
    markdown, rst, latex, html = filled
    assert "| slow | halt | slow | slow |" in markdown
    assert "Refuted: Everybody is slow in the village." in markdown
    assert "Source: a mail." in markdown
    assert "Between." in markdown and "The end." in markdown and "stale" not in markdown
    assert "a marker -->\n```" in markdown
    assert "+========+" in rst and rst.endswith("After.\n")
    assert "\\toprule" in latex and "Proved: Nobody is fast in the village." in latex
    assert '<th scope="row">0b10</th>' in html


def test_one_changed_character_is_drift(files: list[Path]) -> None:
    docs(*files)
    for path in files:
        good = path.read_text()
        at = good.index("halt")
        path.write_text(good[:at] + "H" + good[at + 1 :])
        result = docs("--check", *files)
        line = good[:at].count("\n") + 1
        assert result.exit_code == 1
        assert f"{path}:{line}: this line is not as generated" in result.output
        assert "\n-" in result.output and "\n+" in result.output
        path.write_text(good)


def test_the_text_around_regions_and_its_line_ends_are_kept(tmp_path: Path) -> None:
    path = put(tmp_path, "a.md", MARKDOWN.replace("\n", "\r\n"))
    assert docs(path).exit_code == 0
    data = path.read_bytes()
    assert data.count(b"\n") == data.count(b"\r\n")
    assert docs("--check", path).exit_code == 0


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("x\n<!-- memattr table meets -->\n", "2:1: no-end: this region has no end"),
        ("<!-- memattr end -->\n", "1:1: no-begin: this end has no beginning"),
        (
            "<!-- memattr table meets -->\n<!-- memattr table signs -->\n<!-- memattr end -->\n",
            "1:1: no-end: this region has no end before the next one begins",
        ),
        (
            "\n<!-- memattr table meet -->\n<!-- memattr end -->\n",
            "2:1: unknown-name: no table is called 'meet'\n"
            "  <!-- memattr table meet -->\n  ^\n  Did you mean meets?",
        ),
        (
            "<!-- memattr claim never -->\n<!-- memattr end -->\n",
            "1:1: unknown-name: no claim is called 'never'\n"
            "  <!-- memattr claim never -->\n  ^\n  Did you mean never_fast?",
        ),
        (
            "<!-- memattr table meets -->\n<!-- memattr end -->\n"
            "<!-- memattr table meets text -->\n<!-- memattr end -->\n",
            "3:1: duplicate-name: this region is already in line 1",
        ),
        (
            "<!-- memattr table meets word -->\n<!-- memattr end -->\n",
            "1:1: unknown-format: 'word' is none of",
        ),
        ("<!-- memattr tabel meets -->\n<!-- memattr end -->\n", "1:1: bad-marker: "),
    ],
)
def test_a_wrong_marker_is_named_and_nothing_is_written(
    tmp_path: Path, text: str, complaint: str
) -> None:
    good, bad = put(tmp_path, "a.md", MARKDOWN), put(tmp_path, "b.md", text)
    for flags in ((), ("--check",)):
        result = docs(*flags, good, bad)
        assert result.exit_code == 2
        assert f"{bad}:{complaint}" in result.output
    assert good.read_text() == MARKDOWN and bad.read_text() == text


def test_documents_without_any_region_are_no_answer(tmp_path: Path) -> None:
    """A mistyped marker in the only document must not end in success."""
    path = put(tmp_path, "a.md", "<!-- memattr: table meets -->\n")
    for flags in ((), ("--check",)):
        result = docs(*flags, path)
        assert result.exit_code == 2
        assert f"{path}:1:1: no-region: no document has a region to fill" in result.output
        assert "A region is a line <!-- memattr table NAME -->" in result.output
    assert docs(path, put(tmp_path, "b.md", MARKDOWN)).exit_code == 0


def test_a_missing_or_unreadable_file_leaves_all_untouched(tmp_path: Path) -> None:
    good = put(tmp_path, "a.md", MARKDOWN)
    latin = tmp_path / "latin.md"
    latin.write_bytes(b"caf\xe9\n")
    for bad in (tmp_path / "nowhere.md", tmp_path, latin):
        result = docs(good, bad)
        assert result.exit_code == 2 and str(bad) in result.output
    assert good.read_text() == MARKDOWN


def test_a_read_only_file_leaves_all_untouched(tmp_path: Path) -> None:
    good, fixed = put(tmp_path, "a.md", MARKDOWN), put(tmp_path, "b.md", MARKDOWN)
    fixed.chmod(0o444)
    result = docs(good, fixed)
    assert (
        result.exit_code == 2 and f"{fixed}:1:1: unwritable: the file is read-only" in result.output
    )
    assert good.read_text() == MARKDOWN and fixed.read_text() == MARKDOWN
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.md", "b.md"]


def test_mode_and_links_survive(tmp_path: Path) -> None:
    real = put(tmp_path, "real.md", MARKDOWN)
    real.chmod(0o640)
    link = tmp_path / "link.md"
    os.symlink(real, link)
    assert docs(link).exit_code == 0
    assert link.is_symlink() and real.stat().st_mode & 0o777 == 0o640
    assert "| slow |" in real.read_text()
