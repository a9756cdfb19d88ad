"""Paths -> parsed units with their imports: the shipped texts, and files beside them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache as once, cached_property
from pathlib import Path
from typing import Any

from memattr import cache, place
from memattr.language import syntax
from memattr.language.attr_files import (
    SUFFIX,
    Given,
    given,
    real,
    shipped,
    unit_name,
    unreadable,
    unusable,
)
from memattr.language.elaborate.symbol_table import Unit
from memattr.language.parse import parse
from memattr.language.scoping import scoped
from memattr.language.text_snapshot import TextSnapshot
from memattr.model.codec import Codec
from memattr.place import Place, Problem, SpecError, near
from memattr.version import OLDEST, language_version

RENAME = "Rename the file."


@dataclass(frozen=True)
class Loaded:
    """The units in the order of their imports, the names of those asked for, and a digest of all
    texts."""

    units: tuple[Unit, ...]
    asked: frozenset[str]
    digest: str


@dataclass
class _Loading:
    parsed: ParsedFiles
    given: Given
    snapshot: TextSnapshot
    problems: list[Problem] = field(default_factory=list)
    files: dict[str, tuple[Path, syntax.File, bool]] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    under_way: list[str] = field(default_factory=list)
    failed: set[str] = field(default_factory=set)
    spec: dict[str, Path] = field(default_factory=dict)
    rules: dict[str, Path] = field(default_factory=dict)


def load(
    texts: Sequence[Path] | Given,
    whole_spec: bool = True,
    remembered: bool = True,
    snapshot: TextSnapshot | None = None,
    parsed: ParsedFiles | None = None,
) -> Loaded:
    """Parses the files and everything that they import, all of the shipped spec included if any of
    it is imported, and then the shipped rules if they are wanted, as the snapshot has them; what
    was parsed before may be `remembered`, or is what `parsed` knows. Raises SpecError with the
    problems of all files."""
    wanted, snapshot = given(texts), snapshot or TextSnapshot()
    spec, rules = (_texts(snapshot, kind) for kind in ("spec", "rules"))
    loading = _Loading(parsed or ParsedFiles(remembered), wanted, snapshot, spec=spec, rules=rules)
    asked = [unit for path in wanted.paths for unit in _ask(loading, path)]
    uses_spec = any(is_shipped for _, _, is_shipped in loading.files.values())
    if whole_spec and (uses_spec or not wanted.paths):
        for name, path in loading.spec.items():
            _visit(loading, name, path, True)
    if wanted.with_rules and (uses_spec or not wanted.paths):
        for name, path in loading.rules.items():
            if not _binds_elsewhere(loading, name):
                _visit(loading, name, path, False)
    loading.parsed.write()
    loading.problems += wrong_manuals([file for _, file, _ in loading.files.values()])
    if loading.problems:
        raise SpecError(loading.problems)
    return Loaded(
        scoped([_unit(loading, name) for name in loading.order], frozenset(asked)),
        frozenset(asked),
        _digest(loading),
    )


def _texts(snapshot: TextSnapshot, kind: str) -> dict[str, Path]:
    """The shipped texts of the kind, by the names that imports use."""
    folder = shipped(kind)
    files = snapshot.below(folder) if folder.is_dir() else []
    return {unit_name(path): path for path in files}


def _binds_elsewhere(loading: _Loading, name: str) -> bool:
    """True iff the shipped text, or one that it imports, gave way to a file of the same name."""
    waiting, seen = [name], {name}
    while waiting:
        one = waiting.pop()
        path = loading.rules.get(one)
        if path is None:
            continue
        if one in loading.files:
            if real(loading.files[one][0]) != real(path):
                return True
            continue
        try:
            file = loading.parsed.file(loading.given.shown(path), loading.snapshot.read(path))
        except (SpecError, OSError):
            continue  # to visit it says why
        more = [wanted for wanted in _imports(file) if wanted not in seen]
        seen.update(more)
        waiting += more
    return False


def _ask(loading: _Loading, path: Path) -> list[str]:
    """The names of the units of the file, or of those in the folder."""
    try:
        files = loading.snapshot.below(path)
    except SpecError as error:
        loading.problems += error.problems
        return []
    names = []
    for file in files:
        if file not in loading.snapshot.named and file.suffix != SUFFIX:
            message = f"the texts of the language end in {SUFFIX}, in small letters"
            loading.problems += unusable(file, "suffix", message, RENAME).problems
            continue
        name = unit_name(file)
        own = loading.spec.get(name)
        known = loading.files.get(name)
        if own is not None and own.resolve() != file.resolve():
            message = f"'{name}' is the name of a shipped text, which this file would shadow"
            loading.problems += unusable(file, "shadows", message, RENAME).problems
        elif known is not None and known[0].resolve() != file.resolve():
            message = f"'{name}' is also the name of {loading.given.shown(known[0])}"
            loading.problems += unusable(file, "duplicate-name", message, RENAME).problems
        else:
            _visit(loading, name, file, own is not None)
            names.append(name)
    return names


def _visit(loading: _Loading, name: str, path: Path, is_shipped: bool) -> None:
    if name in loading.files or name in loading.failed:
        return
    try:
        file = loading.parsed.file(loading.given.shown(path), loading.snapshot.read(path))
    except SpecError as error:
        loading.failed.add(name)
        loading.problems += error.problems
        return
    except OSError as error:
        loading.failed.add(name)
        loading.problems += unreadable(path, error).problems
        return
    loading.files[name] = (path, file, is_shipped)
    loading.problems += wrong_requirements(name, file)
    loading.under_way.append(name)
    for item in file.items:
        if isinstance(item, syntax.Import):
            for wanted in item.names:
                _import(loading, path, file, wanted)
    loading.under_way.pop()
    loading.order.append(name)


def _import(loading: _Loading, path: Path, file: syntax.File, name: syntax.Name) -> None:
    def fail(code: str, message: str, way: str = "") -> None:
        line = file.lines[name.place.line - 1]
        loading.problems.append(Problem(name.place, code, message, line, way))

    around = loading.snapshot.beside(path.parent)
    beside = [p for p in around if unit_name(p) == name.text]
    own = loading.spec.get(name.text)
    if own is not None and beside and beside[0].resolve() != own.resolve():
        message = f"{loading.given.shown(beside[0])} would shadow the shipped '{name.text}'"
        return fail("shadows", message, RENAME)
    if own is None and len(beside) > 1:
        several = " and ".join(loading.given.shown(p) for p in beside)
        return fail("duplicate-name", f"'{name.text}' may be {several}", "Rename one of them.")
    target = own or (beside[0] if beside else loading.rules.get(name.text))
    if target is None:
        known = [*loading.spec, *loading.rules, *map(unit_name, around)]
        way = near(name.text, known) or "It would be a file beside this one, or a shipped text."
        return fail("missing-import", f"there is no '{name.text}' to import", way)
    if name.text in loading.under_way:
        cycle = [*loading.under_way[loading.under_way.index(name.text) :], name.text]
        message = "a file cannot import itself"
        if len(cycle) > 2:
            message = f"these import one another: {', '.join(cycle)}"
        return fail("cyclic-import", message, "Remove this import, or move what both need.")
    known_path = loading.files[name.text][0] if name.text in loading.files else target
    if known_path.resolve() != target.resolve():
        here, elsewhere = map(loading.given.shown, (target, known_path))
        message = f"'{name.text}' is {here} here and {elsewhere} elsewhere"
        return fail("duplicate-name", message, "Rename one of them, or decide them one by one.")
    return _visit(loading, name.text, target, own is not None)


def _unit(loading: _Loading, name: str) -> Unit:
    _, file, is_shipped = loading.files[name]
    visible, waiting = {name}, [name]
    while waiting:
        for wanted in _imports(loading.files[waiting.pop()][1]):
            if wanted not in visible and wanted in loading.files:
                visible.add(wanted)
                waiting.append(wanted)
    return Unit(name, file, frozenset(visible), is_shipped)


def _imports(file: syntax.File) -> Iterator[str]:
    for item in file.items:
        if isinstance(item, syntax.Import):
            yield from (name.text for name in item.names)


def _digest(loading: _Loading) -> str:
    """The first 12 hex digits of SHA-256 over the shipped spec's texts, or over all if none is."""
    texts = [f for _, f, own in loading.files.values() if own] or [
        f for _, f, _ in loading.files.values()
    ]
    whole = "\0".join("\n".join(f.lines) for f in sorted(texts, key=lambda f: Path(f.path).name))
    return hashlib.sha256(whole.encode()).hexdigest()[:12]


KIND = "parsed"
# Files that nobody has parsed lately make room for others from so many on.
MOST = 400


class ParsedFiles:
    """Parses files; what was parsed before is remembered if it may be."""

    def __init__(self, remembered: bool) -> None:
        self._remembered = remembered and cache.folder() is not None
        self._new: dict[str, Any] = {}
        self._is_new = False

    def file(self, path: str, data: bytes) -> syntax.File:
        """The file's items. Raises SpecError with all its syntax errors."""
        if not self._remembered:
            return parse(path, data)
        digest = cache.digest_of(path, data)
        rows = self._entries.get(digest)
        file = _restored(rows)
        if file is None:
            file = parse(path, data)
            rows, self._is_new = _codec().stored(file), True
        self._new[digest] = rows
        return file

    @cached_property
    def _entries(self) -> dict[str, Any]:
        stored = cache.read(KIND, cache.checker())
        return stored if isinstance(stored, dict) else {}

    def write(self) -> None:
        """What was parsed comes last, and stays longest."""
        if self._is_new:
            entries = {k: v for k, v in self._entries.items() if k not in self._new} | self._new
            cache.write(KIND, cache.checker(), dict(list(entries.items())[-MOST:]))


class KeptFiles(ParsedFiles):
    """Keeps what it parsed for the next load, in a process that loads almost the same texts again
    and again; the user's cache is read, and written once."""

    def __init__(self) -> None:
        super().__init__(remembered=True)
        self._kept: dict[tuple[str, bytes], syntax.File] = {}
        self._used: dict[tuple[str, bytes], syntax.File] = {}
        self._is_written = False

    def file(self, path: str, data: bytes) -> syntax.File:
        key = path, data
        file = self._used.get(key) or self._kept.get(key)
        self._used[key] = file if file is not None else super().file(path, data)
        return self._used[key]

    def write(self) -> None:
        """A load ends: what it used is kept, and nothing else."""
        if not self._is_written:
            super().write()
        self._is_written = True
        self._kept, self._used = self._used, {}


def _restored(rows: Any) -> syntax.File | None:
    try:
        file = _codec().restored(rows) if rows else None
    except (LookupError, TypeError, ValueError):
        return None
    return file if isinstance(file, syntax.File) else None


@once
def _codec() -> Codec:
    return Codec(place, syntax)


def wrong_requirements(name: str, file: syntax.File) -> Iterator[Problem]:
    """The first item says what the file requires, once; a header names the file, once."""
    first, *rest = file.items
    if isinstance(first, syntax.Requires):
        yield from _wrong_tool(file, first)
    else:
        way = f'Begin with: requires memattr {_shown_version()}, manual "ISSUE"'
        message = "a file begins with what it requires"
        yield Problem(Place(file.path, 1, 1), "no-requires", message, file.lines[0], way)
    headers = [item for item in file.items if isinstance(item, syntax.HeaderItem)]
    for header in headers:
        if header.name.text != name:
            message = f"the file is called '{name}', its header says '{header.name.text}'"
            yield _problem(file, header.name, "wrong-header", message, "Make them agree.")
    more = [item.tool for item in rest if isinstance(item, syntax.Requires)]
    for repeated in (*more, *(header.name for header in headers[1:])):
        message = "a file has one line of requirements, and one header at most"
        yield _problem(file, repeated, "duplicate-name", message, "Remove this one.")


def _wrong_tool(file: syntax.File, required: syntax.Requires) -> Iterator[Problem]:
    wanted = tuple(map(int, required.version.text.split(".")))
    if required.tool.text == "memattr" and OLDEST <= wanted <= language_version():
        return
    message = (
        f"this file requires {required.tool.text} {required.version.text}, "
        f"and this is memattr {_shown_version()}"
    )
    way = f"Install that version, or write: requires memattr {_shown_version()}"
    where = required.version if required.tool.text == "memattr" else required.tool
    yield _problem(file, where, "wrong-version", message, way)


def _shown_version() -> str:
    return ".".join(map(str, language_version()))


def wrong_manuals(files: Sequence[syntax.File]) -> Iterator[Problem]:
    """All files that are read together follow the issue that one of them declares, or else that
    of the first."""
    declared = [
        (item.issue.text, file.path)
        for file in files
        for item in file.items
        if isinstance(item, syntax.ManualItem)
    ]
    required = [
        (item, file) for file in files for item in file.items if isinstance(item, syntax.Requires)
    ]
    first = declared or [(item.manual.text, file.path) for item, file in required]
    for item, file in required:
        issue, path = first[0]
        if item.manual.text != issue:
            message = f'this file follows "{item.manual.text}", and {path} follows "{issue}"'
            way = f'After reading what changed, write: manual "{issue}"'
            yield _problem(file, item.manual, "wrong-manual", message, way)


def _problem(file: syntax.File, name: syntax.Name, code: str, message: str, way: str) -> Problem:
    return Problem(name.place, code, message, file.lines[name.place.line - 1], way)
