"""The shape of the files: grammar, lengths, folders."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest
from lark import Lark

from memattr.language import syntax

from .tree import PACKAGE, ROOT, parsed, python_files, texts, tree

LONGEST_PYTHON = 400
LONGEST_TEXT = 200
WIDEST = 100
MOST_CONDITIONS = 3
LONGEST_FUNCTION = 40
# What was found, of what, says nothing of a variable.
EMPTY_NAMES = frozenset({"found", "of"})


def test_the_grammar_has_no_conflicts() -> None:
    grammar = files("memattr.language").joinpath("grammar.lark").read_text(encoding="utf-8")
    Lark(grammar, parser="lalr", maybe_placeholders=False, strict=True)


@pytest.mark.parametrize("folder", ["spec", "rules", "checker", "tables"])
def test_top_folders_are_no_packages(folder: str) -> None:
    assert not (ROOT / folder / "__init__.py").exists()


def test_checker_has_one_package() -> None:
    folders = {path.name for path in (ROOT / "checker").iterdir() if path.is_dir()}
    assert {name for name in folders if not name.startswith((".", "__"))} == {"memattr"}


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def bound(function: ast.AST) -> Iterator[str]:
    """The names that are bound in a function."""
    for node in ast.walk(function):
        match node:
            case ast.arg(name) | ast.MatchAs(name=str(name)):
                yield name
            case ast.Name(name, ast.Store()):
                yield name


@pytest.mark.parametrize("path", python_files(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_functions_are_short_and_their_variables_are_named(path: Path) -> None:
    for function in functions(path):
        length = (function.end_lineno or 0) - function.lineno + 1
        assert length <= LONGEST_FUNCTION, f"{function.name} has {length} lines"
        assert not EMPTY_NAMES & set(bound(function)), function.name


def test_no_python_file_is_too_long() -> None:
    assert not {inside: n for inside, n in lengths(python_files()).items() if n > LONGEST_PYTHON}


def test_no_text_of_the_specification_is_too_long() -> None:
    assert not {inside: n for inside, n in lengths(texts("spec")).items() if n > LONGEST_TEXT}


def lengths(paths: list[Path]) -> dict[str, int]:
    return {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in paths
    }


def test_every_python_file_says_what_it_is() -> None:
    wordless = [
        path for path in python_files()
        if (text := path.read_text(encoding="utf-8")) and not text.startswith('"""')
    ]  # fmt: skip
    assert not wordless


@pytest.mark.parametrize("path", texts("spec", "rules"), ids=lambda path: path.name)
def test_lines_fit_a_page(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [n for n, line in enumerate(lines, 1) if len(line) > WIDEST] == []


@pytest.mark.parametrize("path", texts("spec"), ids=lambda path: path.name)
def test_cases_can_be_read_aloud(path: Path) -> None:
    long = [
        f"{item.name.text}.{case.name.text}"
        for item in parsed(path).items
        if isinstance(item, syntax.DefineItem) and not isinstance(item.rules, syntax.GridPart)
        for case in item.rules
        if len(case.conditions or ()) > MOST_CONDITIONS
    ]
    assert long == []


@pytest.mark.parametrize("path", texts("spec"), ids=lambda path: path.name)
def test_every_case_has_a_reference(path: Path) -> None:
    without = []
    for item in parsed(path).items:
        if not isinstance(item, syntax.DefineItem) or item.meta.refs:
            continue
        if isinstance(item.rules, syntax.GridPart):
            without.append(item.name.text)
        else:
            cases = [case.name.text for case in item.rules if not case.meta.refs]
            without += [f"{item.name.text}.{case}" for case in cases]
    assert without == []


def test_modules_hold_no_state() -> None:
    """Contexts, models and paths are arguments: no module has a `global` statement."""
    pattern = re.compile(r"^\s+global ", re.MULTILINE)
    users = [path for path in python_files() if pattern.search(path.read_text(encoding="utf-8"))]
    assert users == [], f"in {PACKAGE}"


def test_names_of_files_and_classes_are_unique() -> None:
    """Who reads a name knows what it is, and finds it at once."""
    bases = Counter(path.name for path in python_files() if path.name != "__init__.py")
    classes = Counter(
        node.name
        for path in python_files()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ClassDef)
    )
    assert [name for names in (bases, classes) for name, count in names.items() if count > 1] == []
