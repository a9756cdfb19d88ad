"""Who may import whom: text flows into the model, it into readings, and they into engines."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from .tree import PACKAGE, imports, python_files

# Each package, and each module beside them, with those below it that it may import.
BELOW: dict[str, set[str]] = {
    "place": set(),
    "processes": set(),
    "version": set(),
    "trees": {"place"},
    "atomic_file": {"place", "processes"},
    "cache": {"atomic_file"},
    "model": {"place"},
    "readings": {"model", "place"},
    "language": {"cache", "model", "place", "readings", "version"},
    "session": {"cache", "language", "model", "place"},
    "project": {"language", "model", "place", "processes", "session", "trees"},
    "editor": {
        "answers", "cache", "formats", "language", "lint", "model", "pages", "place",
        "project", "session",
    },
    "engines": {"model", "place", "readings"},
    "machines": {"engines", "model", "readings"},
    "sources": {"model", "readings", "trees"},
    "explain": {"engines", "language", "model", "readings"},  # language: where texts are shipped
    "answers": {
        "engines", "explain", "language", "machines", "model", "place", "project", "readings",
        "session", "sources", "trees", "version",
    },
    "batch": {"answers", "engines", "language", "model", "place", "readings"},
    "conformance": {
        "answers", "batch", "engines", "explain", "language", "lint", "model", "place",
        "processes", "readings",
    },
    "pages": {
        "answers", "conformance", "engines", "explain", "machines", "model", "place", "readings",
        "sources",
    },
    "formats": {"atomic_file", "pages", "place"},
    "lint": {"answers", "engines", "language", "model", "place", "processes", "readings"},
    "documents": {
        "answers", "atomic_file", "engines", "explain", "explorer", "formats", "language",
        "machines", "model", "pages", "place", "project", "readings", "session",
    },
    "explorer": {"answers", "formats", "model", "pages", "place"},
    "api": {
        "answers", "conformance", "engines", "explain", "formats", "language", "lint", "model",
        "pages", "place", "readings", "session",
    },
    "pytest_plugin": {"answers", "formats", "pages", "place", "session"},
    "command": {"*"},
    "__main__": {"command"},
    "__init__": {"api", "place"},
}  # fmt: skip
# The three readings, with what belongs to one of them alone.
READINGS = (
    ("evaluate", "compile_values", "nondeterminism", "dynamic_slice", "lazy_values"),
    (
        "diagram",
        "bdd",
        "compile_diagrams",
        "diagram_choices",
        "variable_order",
        "variation",
    ),
    ("encode", "compile_terms", "terms"),
)
OUTSIDE = {
    "lark": ("language/parse.py", "language/cst_"),
    "oxidd": ("readings/bdd.py",),
    "z3": ("readings/encode.py", "readings/terms.py", "engines/", "machines/"),
    "click": ("command/",),
    "tree_sitter": ("sources/",),
    "tree_sitter_c": ("sources/c/c_syntax.py",),
    "tree_sitter_rust": ("sources/rust/rust_syntax.py",),
    "cvc5": ("engines/",),
    "pygls": ("editor/server.py", "editor/editor_state.py"),
    "lsprotocol": ("editor/server.py", "editor/editor_state.py"),
    "dd": (),
    "numpy": (),
}


def inside(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def part_of(path: Path) -> str:
    return inside(path).split("/")[0].removesuffix(".py")


def parts_imported(path: Path) -> set[str]:
    names = (name.split(".") for name in imports(path))
    return {name[1] for name in names if name[0] == "memattr" and len(name) > 1}


@pytest.mark.parametrize("part", [part for part in BELOW if "*" not in BELOW[part]])
def test_a_part_imports_only_what_lies_below(part: str) -> None:
    allowed = {part, *BELOW[part]}
    wrong = {
        inside(path): extra
        for path in python_files()
        if part_of(path) == part and (extra := parts_imported(path) - allowed)
    }
    assert not wrong


def test_every_part_has_its_arrows() -> None:
    assert {part_of(path) for path in python_files()} == BELOW.keys()


def test_arrows_never_lead_back() -> None:
    """What may be imported can be laid in a row, each part after all that it may import."""
    laid: set[str] = set()
    waiting = {part: below - {"*"} for part, below in BELOW.items()}
    while waiting:
        free = {part for part, below in waiting.items() if below <= laid}
        assert free, f"these import one another: {', '.join(sorted(waiting))}"
        laid |= free
        waiting = {part: below for part, below in waiting.items() if part not in free}


def test_only_the_language_reaches_elaboration() -> None:
    """Others are given a model."""
    users = {
        inside(path)
        for path in python_files()
        if any(name.startswith("memattr.language.elaborate.") for name in imports(path))
    }
    assert {user for user in users if not user.startswith("language/")} == set()


def test_nothing_imports_the_command() -> None:
    users = {part_of(path) for path in python_files() if "command" in parts_imported(path)}
    assert users <= {"command", "__main__"}


@pytest.mark.parametrize("own", READINGS, ids=lambda own: own[0])
def test_readings_do_not_import_one_another(own: tuple[str, ...]) -> None:
    others = {name for reading in READINGS if reading != own for name in reading}
    for name in own:
        used = {full.split(".")[2] for full in imports(PACKAGE / f"readings/{name}.py")
                if full.startswith("memattr.readings.")}  # fmt: skip
        assert not used & others, f"{name} imports {used & others}"


@pytest.mark.parametrize("package", OUTSIDE)
def test_packages_from_outside_are_known_in_few_places(package: str) -> None:
    users = {inside(path) for path in python_files() if package in roots(imports(path))}
    wrong = {user for user in users if not user.startswith(OUTSIDE[package])}
    assert not wrong


def roots(names: Iterable[str]) -> set[str]:
    return {name.split(".")[0] for name in names}


def test_only_types_of_lark_are_known_where_nodes_are_built() -> None:
    for path in (PACKAGE / "language").glob("cst_*.py"):
        lines = path.read_text(encoding="utf-8").splitlines()
        assert all(line.startswith("    ") for line in lines if "from lark" in line)
