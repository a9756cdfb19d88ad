"""`memattr.toml`, or `[tool.memattr]` of `pyproject.toml`: what a project names once.

    texts = ["policies"]                     files and folders of the language
    trees = { linux = "../linux@v6.12" }     what `sources` compares with
    documents = ["docs/*.md"]                what `docs` fills

Paths are relative to the file. It is looked for in the working folder and above, up to the top of
the repository."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from memattr.language.attr_files import shown
from memattr.place import Place, Problem, SpecError, near

FILE = "memattr.toml"
SHARED = "pyproject.toml"
KEYS = ("texts", "trees", "documents")


@dataclass(frozen=True)
class Project:
    """What the file says; paths start with its folder. `documents` may be patterns."""

    file: Path
    texts: tuple[Path, ...] = ()
    trees: tuple[str, ...] = ()
    documents: tuple[Path, ...] = ()


def project_of(folder: Path) -> Project | None:
    """The project that the folder belongs to. Raises SpecError if its file cannot be used."""
    for above in (folder, *folder.parents):
        own, shared = above / FILE, above / SHARED
        if os.path.lexists(own):
            return _read(own, _parsed(own))
        if os.path.lexists(shared):
            table = _own_table(shared)
            if table is not None:
                return _read(shared, table)
        if (above / ".git").exists():
            return None
    return None


def _own_table(file: Path) -> dict[str, Any] | None:
    """What a file of many tools says to this one; None for nothing."""
    tool = _parsed(file).get("tool", {})
    table = tool.get("memattr") if isinstance(tool, dict) else tool
    if table is not None and not isinstance(table, dict):
        way = "Write: [tool.memattr]"
        raise SpecError([_problem(file, "memattr", "'tool.memattr' is a table", way)])
    return table


def _parsed(file: Path) -> dict[str, Any]:
    if not file.is_file():
        message = "the file cannot be read: it is no regular file"
        raise SpecError([Problem(Place(str(file), 1, 1), "unreadable", message)])
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except RecursionError:
        place, message = Place(shown(file), 1, 1), "this is no TOML: it is nested too deep"
        raise SpecError([Problem(place, "bad-toml", message)]) from None
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
        line, column = (int(at[1]), int(at[2])) if at else (1, 1)
        message = re.sub(r" *\(at .*", "", str(error))
        place = Place(shown(file), line, column)
        raise SpecError([Problem(place, "bad-toml", f"this is no TOML: {message}")]) from None
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8"
        place = Place(shown(file), 1, 1)
        message = f"the file cannot be read: {reason}"
        raise SpecError([Problem(place, "unreadable", message)]) from None


def _read(file: Path, table: Mapping[str, Any]) -> Project:
    problems = [
        _problem(file, key, f"a project has no '{key}'", near(key, KEYS) or f"It has {_keys()}.")
        for key in table
        if key not in KEYS
    ]
    for key in ("texts", "documents"):
        if not _is_list_of_texts(table.get(key, [])):
            message = f"'{key}' is a list of paths"
            problems.append(_problem(file, key, message, f'Write: {key} = ["PATH"]'))
    trees = table.get("trees", {})
    if not isinstance(trees, dict) or not _is_list_of_texts([*trees.values()]):
        way = 'Write: trees = { NAME = "DIR@REV" }'
        problems.append(_problem(file, "trees", "'trees' names folders", way))
    if problems:
        raise SpecError(problems)
    base = file.parent
    return Project(
        file,
        tuple(base / text for text in table.get("texts", [])),
        tuple(f"{name}={base / where}" for name, where in trees.items()),
        tuple(base / text for text in table.get("documents", [])),
    )


def _is_list_of_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(text, str) and text for text in value)


def _keys() -> str:
    return f"{', '.join(KEYS[:-1])} and {KEYS[-1]}"


def _problem(file: Path, key: str, message: str, way: str) -> Problem:
    """At the line that begins with the key."""
    lines = file.read_text(encoding="utf-8").splitlines()
    begins = re.compile(rf"\s*\[?\s*(tool\.memattr\.)?[\"']?{re.escape(key)}\b")
    number = next((n for n, line in enumerate(lines, 1) if begins.match(line)), 1)
    return Problem(Place(shown(file), number, 1), "bad-project", message, lines[number - 1], way)


def documents_of(project: Project) -> list[Path]:
    """The files that the patterns mean. Raises SpecError if one means none."""
    paths: list[Path] = []
    for pattern in project.documents:
        files = _files(project.file.parent, pattern)
        if not files:
            within = pattern.is_relative_to(project.file.parent)
            named = pattern.relative_to(project.file.parent) if within else pattern
            message = f"no file is called like '{named.as_posix()}'"
            raise SpecError([_problem(project.file, "documents", message, "")])
        paths += [Path(os.path.relpath(file)) for file in files]
    return paths


def _files(folder: Path, pattern: Path) -> list[Path]:
    """Files below the folder that the pattern means; none for what is no pattern."""
    try:
        inside = pattern.relative_to(folder).as_posix()
        return sorted(path for path in folder.glob(inside) if path.is_file())
    except (ValueError, NotImplementedError, IndexError):
        return []
