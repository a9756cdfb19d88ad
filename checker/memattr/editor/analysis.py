"""A file as it is being edited -> what is wrong with it, what it names, and what it declares."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from memattr import cache
from memattr.editor.name_occurrences import Names
from memattr.language.attr_files import Given, attr_files, shipped
from memattr.language.elaborated import model_of
from memattr.language.load import KeptFiles, Loaded, load
from memattr.language.text_snapshot import TextSnapshot
from memattr.lint.oversights import oversights
from memattr.model.expressions import allow_deep_recursion
from memattr.place import Problem, SpecError
from memattr.project.configuration import project_of
from memattr.session import Session


@dataclass(frozen=True)
class TextGroup:
    """Files that are decided together, as `check` would: those of a project, or a file alone."""

    paths: tuple[Path, ...]


@dataclass(frozen=True)
class Analysis:
    """What some files say. `problems` are those of files that were left out; without a session
    nothing is left. `loaded` are the texts that the names come from."""

    problems: tuple[Problem, ...]
    session: Session | None = None
    loaded: Loaded | None = None

    @cached_property
    def names(self) -> Names:
        """All names of the texts."""
        return Names(self.loaded.units if self.loaded else ())

    @cached_property
    def warnings(self) -> tuple[Problem, ...]:
        """What the files pass over in silence."""
        if self.session is None:
            return ()
        every = oversights(self.session.model, self.session.asked)
        return tuple(oversight.problem for oversight in every)


class Analyst:
    """Analyses again and again, and parses again only what changed."""

    def __init__(self) -> None:
        self._parsed = KeptFiles()
        self._with_shipped = KeptFiles()
        self._lock = threading.Lock()

    def analysed(self, group: TextGroup, edited: Mapping[Path, bytes]) -> Analysis:
        """The group, with what an editor holds of files in the place of what the disk has."""
        return self._analysed(group.paths, edited, ())

    def everything(self, group: TextGroup, edited: Mapping[Path, bytes]) -> Loaded:
        """The group and all shipped texts, parsed. Raises SpecError."""
        given = Given(group.paths, with_rules=True)
        with self._lock:
            return load(given, snapshot=TextSnapshot(edited), parsed=self._with_shipped)

    def refuse(self, group: TextGroup, edited: Mapping[Path, bytes], with_rules: bool) -> None:
        """Raises SpecError if the group, perhaps with all shipped rules, cannot be used."""
        allow_deep_recursion()
        given = Given(group.paths, with_rules)
        with self._lock:
            loaded = load(given, snapshot=TextSnapshot(edited), parsed=self._with_shipped)
        model_of(loaded)

    def _analysed(
        self, paths: tuple[Path, ...], edited: Mapping[Path, bytes], known: tuple[Problem, ...]
    ) -> Analysis:
        allow_deep_recursion()
        try:
            loaded = load(Given(paths), snapshot=TextSnapshot(edited), parsed=self._parsed)
            model = model_of(loaded)
        except SpecError as error:
            problems = (*known, *error.problems)
            bad = {_resolved(problem.place.file) for problem in error.problems}
            files = [file for path in paths for file in _files_of(path, edited)]
            good = tuple(file for file in files if file.resolve() not in bad)
            if not good or len(good) == len(files):
                return Analysis(problems)
            return self._analysed(good, edited, problems)
        asked = frozenset(u.file.path for u in loaded.units if u.name in loaded.asked)
        key = cache.digest_of(
            *(line for u in loaded.units for line in (u.file.path, *u.file.lines))
        )
        return Analysis(known, Session(model, asked, key=key), loaded)


def group_of(path: Path) -> TextGroup:
    """The project's texts, if the file is one of them, or the file. Raises SpecError if the
    project's file cannot be used."""
    project = project_of(path.parent)
    texts = project.texts if project else ()
    inside = any(path == text or text in path.parents for text in texts)
    return TextGroup(texts if inside else (path,))


def path_of(file: str) -> Path:
    """The file that a place names."""
    for base in (Path.cwd(), shipped("spec").parent):
        if (base / file).is_file():
            return base / file
    return Path.cwd() / file


def _resolved(file: str) -> Path:
    return path_of(file).resolve()


def _files_of(path: Path, edited: Mapping[Path, bytes]) -> list[Path]:
    if path.resolve() in edited:
        return [path]
    try:
        return TextSnapshot(edited).below(path) if path.is_dir() else attr_files(path)
    except SpecError:
        return []
