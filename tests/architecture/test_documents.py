"""The pages say what is there: paths exist, every command has help and is in the README."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from memattr.command.main import COMMANDS, group

from .tree import ROOT

PAGES = ("README.md", "CONTRIBUTING.md", "checker/README.md", "spec/README.md")


def text_of(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES)
def test_links_and_paths_exist(page: str) -> None:
    links = re.findall(r"\]\(([^)#]+)\)", text_of(page))
    named = re.findall(r"`((?:spec|rules|checker|tests|tables)/[\w./-]*)`", text_of(page))
    missing = [link for link in links if "://" not in link and not there(page, link)]
    missing += [path for path in named if not (ROOT / path).exists()]
    assert missing == []


def there(page: str, link: str) -> bool:
    return ((ROOT / page).parent / link).exists()


def test_folders_of_the_checker_are_on_its_page() -> None:
    page = text_of("checker/README.md")
    package = ROOT / "checker/memattr"
    folders = [path.name for path in package.iterdir() if (path / "__init__.py").exists()]
    assert [name for name in folders if not re.search(rf"\b{name}\b", page)] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command: str) -> None:
    result = CliRunner().invoke(group, [command, "--help"], prog_name="memattr")
    assert result.exit_code == 0, result.output
    assert result.output.startswith(f"Usage: memattr {command}")
    options = re.findall(r"^  (-.*)$", result.output, re.MULTILINE)
    assert all(re.search(r"\S  +\S", line) or len(line) > 20 for line in options)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_in_the_readme(command: str) -> None:
    assert re.search(rf"`memattr {command}\b", text_of("README.md"))


def test_the_readme_names_no_command_that_is_not_there() -> None:
    named = set(re.findall(r"`memattr ([a-z]+)\b", text_of("README.md")))
    assert named <= set(COMMANDS)


def test_targets_of_the_makefile_are_real() -> None:
    makefile = text_of("Makefile")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    for page in ("README.md", "CONTRIBUTING.md", ".ci/run"):
        used = set(re.findall(r"^\s*make (?:--\S+ )*([a-z]+)", text_of(page), re.MULTILINE))
        assert used <= targets, page


def test_pages_are_text_of_ours() -> None:
    """No page names a machine's folders or a package index."""
    # An absolute path, less what every machine has; an address, or an option that names an index.
    folder = r'(?<![\w.$}*/-])(?<!scratch")/(?!dev/null|usr/bin/env)\w+/'
    pattern = re.compile(rf"{folder}|://(?!www\.w3\.org)|--(extra-)?index|\bindex.url")
    pages = [*map(Path, PAGES), Path("Makefile"), Path(".ci/run"), Path("requirements-dev.txt")]
    assert [p for p in pages if pattern.search((ROOT / p).read_text(encoding="utf-8"))] == []
