"""Where texts of the language lie, how they are called, and how they are shown."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from memattr.place import Place, Problem, SpecError, near

SUFFIX = ".attr"
# What is nearly called like a text is found, to be spoken of.
ANY_CASE = "*." + "".join(f"[{letter}{letter.upper()}]" for letter in SUFFIX[1:])
MAX_BYTES = 1 << 20


def shipped(kind: str) -> Path:
    """The folder of the shipped `spec` or `rules`: inside the package, or in the checkout."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "_shipped" / kind
    return inside if inside.is_dir() else package.parent.parent / kind


def attr_files(path: Path) -> list[Path]:
    """The .attr files of a folder, sub-folders included, or the file itself; also those that end in
    capitals, which are to be refused. What is hidden in the folder, as a checkout's own data are,
    is not searched."""
    try:
        if path.is_dir():
            paths = sorted(p for p in path.rglob(ANY_CASE) if not _is_hidden(p, path))
            if not paths:
                way = f"The texts of the language are called NAME{SUFFIX}."
                raise unusable(path, "empty-folder", f"no {SUFFIX} file is in this folder", way)
            return paths
        path.stat()
    except FileNotFoundError:
        beside = [p.name for p in path.parent.glob("*")] if path.parent.is_dir() else []
        way = near(path.name, beside)
        raise unusable(path, "missing-file", "there is no such file", way) from None
    except (OSError, ValueError) as error:
        raise unreadable(path, error) from None
    return [path]


def exists(path: Path) -> bool:
    """True iff there is such a file; a name that no file can have is none."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def _is_hidden(file: Path, folder: Path) -> bool:
    return any(part.startswith(".") for part in file.relative_to(folder).parts)


def unit_name(path: Path) -> str:
    """The name that imports use: the file's, without its leading number."""
    stem = path.name.removesuffix(SUFFIX)
    number, dash, rest = stem.partition("-")
    return rest if dash and number.isdigit() else stem


def unusable(path: Path, code: str, message: str, way: str = "") -> SpecError:
    return SpecError([Problem(Place(shown(path), 1, 1), code, message, "", way)])


def unreadable(path: Path, error: OSError | ValueError) -> SpecError:
    reason = getattr(error, "strerror", None) or str(error)
    return unusable(path, "unreadable", f"the file cannot be read: {reason}")


def real(path: Path) -> Path:
    """The absolute path without links; links that lead in a circle stay."""
    return Path(os.path.realpath(path))


def shown(path: Path) -> str:
    """The path relative to the working folder or to the checkout where that is shorter."""
    for base in (Path.cwd, shipped("spec").parent.resolve):  # there may be no working folder
        try:
            return str(real(path).relative_to(real(base())))
        except (ValueError, OSError):
            continue
    return str(path)


@dataclass(frozen=True)
class Given:
    """Files and folders to load; `with_rules` also all shipped rules. `revisions` are folders that
    hold what git has at a revision, each with what is shown in its place."""

    paths: tuple[Path, ...] = ()
    with_rules: bool = False
    revisions: tuple[tuple[Path, str], ...] = ()

    def shown(self, path: Path) -> str:
        """How the path is called in messages."""
        for folder, words in self.revisions:
            if path.is_relative_to(folder):
                return f"{words}{path.relative_to(folder).as_posix()}"
        return shown(path)


def given(paths: Sequence[Path] | Given) -> Given:
    """Paths alone are loaded without the shipped rules."""
    return paths if isinstance(paths, Given) else Given(tuple(paths))
