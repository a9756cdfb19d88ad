"""The project's files, and what is declared in its texts."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from memattr.language import syntax
from memattr.language.parse import parse

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "checker/memattr"


def python_files() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def texts(*folders: str) -> list[Path]:
    """The .attr files below the folders."""
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.attr"))


@cache
def parsed(path: Path) -> syntax.File:
    return parse(str(path.relative_to(ROOT)), path.read_bytes())


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imports(path: Path) -> Iterator[str]:
    """The full names of all modules that a file imports, for types only included."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
