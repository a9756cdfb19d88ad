"""What an editor holds -> what is known of it, as the Language Server Protocol has it.

Places count from 1 and in characters; the editor
counts from 0, and in units that it chooses, which the library translates."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from lsprotocol import types as lsp
from pygls.lsp.server import LanguageServer
from pygls.workspace import TextDocument

from memattr.answers.check import Checked, is_expected
from memattr.answers.find import FindAnswer
from memattr.answers.procedures import ProcedureAnswer
from memattr.editor.analysis import Analysis, TextGroup, group_of, path_of
from memattr.editor.tokens import tokens_of
from memattr.editor.verdicts import Decide, GroupVerdicts, Verdicts, problems_by_file
from memattr.formats.text import full_text
from memattr.language.attr_files import shown
from memattr.pages.check_page import checked_page
from memattr.place import Note, Place, Problem, SpecError

SOURCE = "memattr"
UNDECIDED = ("UNKNOWN",)


class EditorState(LanguageServer):
    """What the editor holds, and what is known of it."""

    def __init__(self, decide: Decide) -> None:
        super().__init__(SOURCE, "1")
        self.verdicts = Verdicts(decide, self._found_in_thread)
        self.edited: Mapping[Path, bytes] = {}
        self.groups: dict[Path, TextGroup] = {}
        self.latest: dict[TextGroup, GroupVerdicts] = {}
        # For each file the latest in which it was no broken one: it answers while it is.
        self.good: dict[str, Analysis] = {}
        self.shown: dict[TextGroup, set[str]] = {}
        self._loop: asyncio.AbstractEventLoop | None = None

        self.is_shut_down = False

    def begin(self) -> None:
        """The session has begun."""
        self._loop = asyncio.get_running_loop()
        self.verdicts.begin()

    # ---- Texts

    def changed(self, uri: str) -> None:
        """The editor holds something else of a text than before, or nothing."""
        open_texts = self.workspace.text_documents.values()
        self.edited = {file: text.source.encode() for text in open_texts if (file := file_of(text))}
        document = self.workspace.text_documents.get(uri)
        file = file_of(document) if document else None
        if file is not None:
            self._regroup(file)
        self.look_again()

    def look_again(self) -> None:
        """Every group with an open text is looked at anew, the last one touched first."""
        groups = {self.groups[file]: None for file in self.edited if file in self.groups}
        for group in [group for group in self.latest if group not in groups]:
            self._forget(group)
        for group in groups:
            self.verdicts.touch(group, self.edited)

    def _regroup(self, file: Path) -> None:
        try:
            self.groups[file] = group_of(file)
        except SpecError as error:
            self.groups[file] = TextGroup((file,))
            self._publish_of(self.groups[file], {p.place.file: [p] for p in error.problems})

    def _publish_of(self, group: TextGroup, problems: Mapping[str, list[Problem]]) -> None:
        every = {f: [self.diagnostic(p, True) for p in listed] for f, listed in problems.items()}
        self.publish(group, every)

    def _forget(self, group: TextGroup) -> None:
        self.publish(group, {})
        self.latest.pop(group, None)
        self.shown.pop(group, None)

    def analysis_of(self, uri: str) -> Analysis:
        """What is known of the text; of one that was broken from the start, nothing."""
        return self.good.get(self.name_of(uri), Analysis(()))

    def name_of(self, uri: str) -> str:
        """How places call the text."""
        file = file_of(self.workspace.get_text_document(uri))
        return shown(file) if file else uri

    # ---- What is found

    def _found_in_thread(self, findings: GroupVerdicts) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._found, findings)

    def _found(self, findings: GroupVerdicts) -> None:
        group = findings.group
        if group not in self.groups.values():
            return
        if findings.failure:
            self.window_log_message(lsp.LogMessageParams(lsp.MessageType.Error, findings.failure))
            return
        self.latest[group] = findings
        if findings.analysis.session is not None:
            files = findings.analysis.session.asked
            self.good.update(dict.fromkeys(files, findings.analysis))
        every: dict[str, list[lsp.Diagnostic]] = {}
        for file, problems in problems_by_file(findings.analysis).items():
            every[file] = [self.diagnostic(problem, heavy) for problem, heavy in problems]
        for checked in findings.verdicts:
            if not is_expected(checked):
                place = note_of(checked).place
                every.setdefault(place.file, []).append(self._unexpected(findings, checked))
        self.publish(group, every)
        if findings.is_whole and self._refreshes():
            self.workspace_code_lens_refresh(None)

    def _refreshes(self) -> bool:
        workspace = self.client_capabilities.workspace
        return bool(workspace and workspace.code_lens and workspace.code_lens.refresh_support)

    def publish(self, group: TextGroup, every: Mapping[str, list[lsp.Diagnostic]]) -> None:
        """These are the group's diagnostics by file, and there are no others."""
        own = {shown(path) for path in group.paths if path.suffix}
        before = self.shown.get(group, set())
        for file in sorted({*every, *before, *own}):
            self.text_document_publish_diagnostics(
                lsp.PublishDiagnosticsParams(self.uri_of(file), every.get(file, []))
            )
        self.shown[group] = {*every, *own}

    def diagnostic(self, problem: Problem, heavy: bool) -> lsp.Diagnostic:
        """The problem as editors show it, with its way out."""
        severity = lsp.DiagnosticSeverity.Error if heavy else lsp.DiagnosticSeverity.Warning
        message = "\n".join(filter(None, (problem.message, problem.help)))
        return lsp.Diagnostic(
            self.range_at(problem.place), message, severity, problem.code, source=SOURCE
        )

    def _unexpected(self, findings: GroupVerdicts, checked: Checked) -> lsp.Diagnostic:
        assert findings.analysis.session is not None, "verdicts come of a model"
        page = checked_page(findings.analysis.session.model, checked)
        unclear = checked.word in UNDECIDED
        severity = lsp.DiagnosticSeverity.Warning if unclear else lsp.DiagnosticSeverity.Error
        place = self.range_at(note_of(checked).place)
        return lsp.Diagnostic(place, full_text(page).strip(), severity, checked.word, source=SOURCE)

    # ---- Places

    def lines_of(self, uri: str) -> list[str]:
        """The text as the editor holds it, or as the disk has it; nothing if neither does."""
        try:
            return list(self.workspace.get_text_document(uri).lines)
        except (OSError, ValueError):
            return []

    def uri_of(self, file: str) -> str:
        """The text that places call so, by the name under which the editor has it open."""
        path = path_of(file)
        for uri, document in self.workspace.text_documents.items():
            if file_of(document) == path.resolve():
                return str(uri)
        return path.absolute().as_uri()

    def range_at(self, place: Place, text: str | None = None) -> lsp.Range:
        """The word at the place, in the editor's units; `text` if it is known."""
        lines = self.lines_of(self.uri_of(place.file))
        row, column = place.line - 1, place.column - 1
        line = lines[row] if row < len(lines) else ""
        length = len(text) if text is not None else word_length(line, column)
        start, end = lsp.Position(row, column), lsp.Position(row, column + length)
        units = self.workspace.position_codec.range_to_client_units(lines, lsp.Range(start, end))
        return units if row < len(lines) else lsp.Range(start, end)

    def character(self, uri: str, position: lsp.Position) -> tuple[int, int, str]:
        """Line and column of the position, from 1, and the line."""
        lines = self.lines_of(uri)
        if position.line >= len(lines):
            return position.line + 1, 1, ""
        at = self.workspace.position_codec.position_from_client_units(lines, position)
        return at.line + 1, at.character + 1, lines[at.line].rstrip("\r\n")

    def locations(self, places: Iterable[tuple[Place, str]]) -> list[lsp.Location]:
        """The names at the places."""
        return [lsp.Location(self.uri_of(p.file), self.range_at(p, text)) for p, text in places]


def file_of(document: TextDocument) -> Path | None:
    """The file of the text; none if it was never saved."""
    if not document.uri.startswith("file:") or not document.path:
        return None
    return Path(os.path.realpath(document.path))


def note_of(checked: Checked) -> Note:
    """Where the claim or the question stands."""
    if isinstance(checked, FindAnswer | ProcedureAnswer):
        return checked.question.note
    return checked.claim.note


def word_length(line: str, column: int) -> int:
    """How long the word is that begins there."""
    words = (t for t in tokens_of((line.rstrip("\r\n"),)) if t.column == column)
    return next((len(word.text) for word in words), 1)
