"""Paths -> parsed units with their imports: the shipped texts, and files beside them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from memattr.language import syntax
from memattr.language.elaborate.work import Unit, near
from memattr.language.parse import parse
from memattr.place import Place, Problem, SpecError

SUFFIX = ".attr"


@dataclass(frozen=True)
class Loaded:
    """The units in the order of their imports, the names of those asked for, and a digest of all
    texts."""

    units: tuple[Unit, ...]
    asked: frozenset[str]
    digest: str


def shipped(kind: str) -> Path:
    """The folder of the shipped `spec` or `rules`: inside the package, or in the checkout."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "_shipped" / kind
    return inside if inside.is_dir() else package.parent.parent / kind


def attr_files(path: Path) -> list[Path]:
    """The .attr files of a folder, sub-folders included, or the file itself."""
    if not path.exists():
        raise SpecError([Problem(Place(str(path), 1, 1), "missing-file", "there is no such file")])
    if path.is_file():
        return [path]
    found = sorted(path.rglob(f"*{SUFFIX}"))
    if not found:
        message = f"no {SUFFIX} file is in this folder"
        raise SpecError([Problem(Place(str(path), 1, 1), "empty-folder", message)])
    return found


def unit_name(path: Path) -> str:
    """The name that imports use: the file's, without its leading number."""
    stem = path.name.removesuffix(SUFFIX)
    number, dash, rest = stem.partition("-")
    return rest if dash and number.isdigit() else stem


@dataclass
class _Loading:
    problems: list[Problem] = field(default_factory=list)
    files: dict[str, tuple[Path, syntax.File, bool]] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    under_way: list[str] = field(default_factory=list)
    shipped: dict[str, Path] = field(default_factory=dict)


def load(paths: Sequence[Path], whole_spec: bool = True) -> Loaded:
    """Parses the files and everything that they import, all of the shipped spec included if any of
    it is imported. Raises SpecError with the problems of all files."""
    loading = _Loading()
    spec = shipped("spec")
    if spec.is_dir():
        loading.shipped = {unit_name(path): path for path in sorted(spec.rglob(f"*{SUFFIX}"))}
    asked = [unit for path in paths for unit in _ask(loading, path)]
    uses_spec = any(is_shipped for _, _, is_shipped in loading.files.values())
    if whole_spec and (uses_spec or not paths):
        for name, path in loading.shipped.items():
            _visit(loading, name, path, True)
    if loading.problems:
        raise SpecError(loading.problems)
    return Loaded(
        tuple(_unit(loading, name) for name in loading.order),
        frozenset(asked),
        _digest(loading),
    )


def _ask(loading: _Loading, path: Path) -> list[str]:
    names = []
    try:
        for file in attr_files(path):
            name = unit_name(file)
            own = loading.shipped.get(name)
            if own is not None and own.resolve() != file.resolve():
                message = f"'{name}' is the name of a shipped text, which this file would shadow"
                problem = Problem(
                    Place(str(file), 1, 1), "shadows", message, "", "Rename the file."
                )
                loading.problems.append(problem)
                continue
            known = loading.files.get(name)
            if known is not None and known[0].resolve() != file.resolve():
                message = f"'{name}' is also the name of {known[0]}"
                loading.problems.append(
                    Problem(Place(str(file), 1, 1), "duplicate-name", message, "", "Rename one.")
                )
                continue
            _visit(loading, name, file, own is not None)
            names.append(name)
    except SpecError as error:
        loading.problems += error.problems
    return names


def _visit(loading: _Loading, name: str, path: Path, is_shipped: bool) -> None:
    if name in loading.files:
        return
    try:
        file = parse(_shown(path), path.read_bytes())
    except OSError as error:
        reason = error.strerror or str(error)
        loading.problems.append(Problem(Place(str(path), 1, 1), "unreadable", reason))
        return
    except SpecError as error:
        loading.problems += error.problems
        return
    loading.files[name] = (path, file, is_shipped)
    loading.problems += list(_refuse_header(name, file))
    loading.under_way.append(name)
    for item in file.items:
        if isinstance(item, syntax.Import):
            for wanted in item.names:
                _import(loading, path, file, wanted)
    loading.under_way.pop()
    loading.order.append(name)


def _import(loading: _Loading, path: Path, file: syntax.File, wanted: syntax.Name) -> None:
    def fail(code: str, message: str, way: str = "") -> None:
        line = file.lines[wanted.place.line - 1]
        loading.problems.append(Problem(wanted.place, code, message, line, way))

    beside = [p for p in sorted(path.parent.glob(f"*{SUFFIX}")) if unit_name(p) == wanted.text]
    own = loading.shipped.get(wanted.text)
    if own is not None and beside and beside[0].resolve() != own.resolve():
        fail("shadows", f"{beside[0]} would shadow the shipped '{wanted.text}'", "Rename the file.")
        return
    target = own or (beside[0] if beside else None)
    if target is None:
        known = [*loading.shipped, *(unit_name(p) for p in path.parent.glob(f"*{SUFFIX}"))]
        fail("missing-import", f"there is no '{wanted.text}' to import", near(wanted.text, known))
        return
    if wanted.text in loading.under_way:
        cycle = loading.under_way[loading.under_way.index(wanted.text) :]
        fail("cyclic-import", f"these import one another: {', '.join([*cycle, wanted.text])}")
        return
    _visit(loading, wanted.text, target, own is not None)


def _refuse_header(name: str, file: syntax.File) -> Iterable[Problem]:
    """The first line says what the file requires; a header names the file."""
    first = file.items[0]
    if not isinstance(first, syntax.Requires):
        yield Problem(
            Place(file.path, 1, 1),
            "no-requires",
            "a file begins with what it requires",
            "",
            f'Begin with: requires memattr {tool_version()}, manual "..."',
        )
        return
    if first.tool.text != "memattr" or first.version.split(".")[0] != tool_version().split(".")[0]:
        yield Problem(
            first.tool.place,
            "wrong-version",
            f"this file requires {first.tool.text} {first.version}, "
            f"and this is memattr {tool_version()}",
            file.lines[first.tool.place.line - 1],
        )
    for item in file.items:
        if isinstance(item, syntax.Header) and item.name.text != name:
            yield Problem(
                item.name.place,
                "wrong-header",
                f"the file is called '{name}', its header says '{item.name.text}'",
                file.lines[item.name.place.line - 1],
            )


def tool_version() -> str:
    """Major and minor version of the tool."""
    return ".".join(version("memattr").split(".")[:2])


def _unit(loading: _Loading, name: str) -> Unit:
    _, file, is_shipped = loading.files[name]
    visible, waiting = {name}, [name]
    while waiting:
        for item in loading.files[waiting.pop()][1].items:
            if isinstance(item, syntax.Import):
                for wanted in item.names:
                    if wanted.text not in visible and wanted.text in loading.files:
                        visible.add(wanted.text)
                        waiting.append(wanted.text)
    return Unit(name, file, frozenset(visible), is_shipped)


def _digest(loading: _Loading) -> str:
    """The first 12 hex digits of SHA-256 over the shipped spec's texts, or over all if none is."""
    texts = [f for _, f, own in loading.files.values() if own] or [
        f for _, f, _ in loading.files.values()
    ]
    whole = "\0".join("\n".join(f.lines) for f in sorted(texts, key=lambda f: Path(f.path).name))
    return hashlib.sha256(whole.encode()).hexdigest()[:12]


def _shown(path: Path) -> str:
    """The path relative to the working folder or to the checkout where that is shorter."""
    for base in (Path.cwd(), shipped("spec").parent):
        try:
            return str(path.resolve().relative_to(base.resolve()))
        except ValueError:
            continue
    return str(path)
