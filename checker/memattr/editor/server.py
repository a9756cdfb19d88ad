"""What an editor asks -> what the rest of this package answers, by the Language Server Protocol."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Iterator
from pathlib import Path

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException

from memattr.answers.check import Checked, is_expected
from memattr.editor.analysis import Analysis
from memattr.editor.completion import completions
from memattr.editor.editor_state import EditorState, file_of, note_of, word_length
from memattr.editor.format_text import formatted
from memattr.editor.hover import hover, named_at
from memattr.editor.renaming import nameable, renamed
from memattr.editor.verdicts import Decide
from memattr.formats.markdown import page_text
from memattr.pages.check_page import checked_page
from memattr.pages.page import Page
from memattr.place import Place, SpecError, Unusable

# What the protocol calls a request that cannot be answered as it is.
REQUEST_FAILED = -32803


def serve(decide: Decide) -> bool:
    """Until the editor ends the session, or is gone; True iff it said before that it would.
    `decide` decides the claims of a session."""
    # What the protocol refuses is said to the editor, not on standard error.
    logging.getLogger("pygls").setLevel(logging.CRITICAL)
    server = EditorState(decide)
    _texts(server)
    _answers(server)
    _typing(server)
    _names(server)
    _renaming(server)
    try:
        server.start_io(stdout=os.fdopen(os.dup(1), "wb"))
    finally:
        server.verdicts.end()
    return server.is_shut_down


def _texts(server: EditorState) -> None:
    """What the editor says of texts."""

    @server.feature(lsp.INITIALIZED)
    def begun(_: lsp.InitializedParams) -> None:
        server.begin()

    @server.feature(lsp.SHUTDOWN)
    def ending(_: None) -> None:
        server.is_shut_down = True

    @server.feature(lsp.TEXT_DOCUMENT_DID_OPEN)
    def opened(params: lsp.DidOpenTextDocumentParams) -> None:
        server.changed(params.text_document.uri)

    @server.feature(lsp.TEXT_DOCUMENT_DID_CHANGE)
    def changed(params: lsp.DidChangeTextDocumentParams) -> None:
        server.changed(params.text_document.uri)

    @server.feature(lsp.TEXT_DOCUMENT_DID_SAVE)
    def saved(params: lsp.DidSaveTextDocumentParams) -> None:
        server.changed(params.text_document.uri)

    @server.feature(lsp.TEXT_DOCUMENT_DID_CLOSE)
    def closed(params: lsp.DidCloseTextDocumentParams) -> None:
        server.changed(params.text_document.uri)

    @server.feature(lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def on_disk(_: lsp.DidChangeWatchedFilesParams) -> None:
        server.look_again()


def _answers(server: EditorState) -> None:
    """What is said of a text: of what stands under the pointer, and of its claims."""

    @server.feature(lsp.TEXT_DOCUMENT_HOVER)
    def hovered(params: lsp.HoverParams) -> lsp.Hover | None:
        uri = params.text_document.uri
        analysis, at = server.analysis_of(uri), server.character(uri, params.position)
        said = hover(analysis, server.name_of(uri), *at)
        verdicts = list(_verdicts_at(server, uri, Place(server.name_of(uri), at[0], at[1])))
        parts = [page_text(page) for page in verdicts] + ([said] if said else [])
        if not parts:
            return None
        text = "\n---\n\n".join(parts)
        return lsp.Hover(lsp.MarkupContent(lsp.MarkupKind.Markdown, text))

    @server.feature(lsp.TEXT_DOCUMENT_CODE_LENS)
    def lenses(params: lsp.CodeLensParams) -> list[lsp.CodeLens]:
        titles: dict[Place, dict[str, None]] = {}
        for checked in _verdicts_of(server, params.text_document.uri):
            word = checked.word if is_expected(checked) else f"{checked.word} (NOT as expected)"
            titles.setdefault(note_of(checked).place, {})[word] = None
        return [
            lsp.CodeLens(server.range_at(place), lsp.Command(", ".join(words), ""))
            for place, words in titles.items()
        ]


def _typing(server: EditorState) -> None:
    """What is offered to whoever types."""

    @server.feature(
        lsp.TEXT_DOCUMENT_COMPLETION, lsp.CompletionOptions(trigger_characters=[".", " "])
    )
    def completed(params: lsp.CompletionParams) -> list[lsp.CompletionItem]:
        uri = params.text_document.uri
        line, column, text = server.character(uri, params.position)
        before = "".join(server.lines_of(uri)[: line - 1]) + text[: column - 1]
        words = completions(server.analysis_of(uri), server.name_of(uri), before)
        return [
            lsp.CompletionItem(word.text, detail=word.what, documentation=word.sentence or None)
            for word in words
        ]

    @server.feature(lsp.TEXT_DOCUMENT_FORMATTING)
    def laid_out(params: lsp.DocumentFormattingParams) -> list[lsp.TextEdit]:
        uri = params.text_document.uri
        document = server.workspace.get_text_document(uri)
        try:
            text = formatted(server.name_of(uri), document.source.encode())
        except SpecError:
            return []  # its problems are shown already
        if text == document.source:
            return []
        end = lsp.Position(len(document.lines), 0)
        return [lsp.TextEdit(lsp.Range(lsp.Position(0, 0), end), text)]


def _names(server: EditorState) -> None:
    """Where names stand."""

    @server.feature(lsp.TEXT_DOCUMENT_DEFINITION)
    def defined(params: lsp.DefinitionParams) -> list[lsp.Location]:
        uri = params.text_document.uri
        names = server.analysis_of(uri).names
        at = server.character(uri, params.position)
        named = named_at(names, server.name_of(uri), *at)
        if named is None:
            return []
        declared = names.declarations(named.key)
        local = [o for o in names.everywhere(named.key) if o.declares] if not declared else []
        places = [(one.place, named.text) for one in declared] + [(o.place, o.text) for o in local]
        return server.locations(places)

    @server.feature(lsp.TEXT_DOCUMENT_REFERENCES)
    async def referred(params: lsp.ReferenceParams) -> list[lsp.Location]:
        uri = params.text_document.uri
        at = server.character(uri, params.position)
        file, known = server.name_of(uri), server.analysis_of(uri)
        group = server.groups.get(file_of(server.workspace.get_text_document(uri)) or Path())

        def found() -> list[tuple[Place, str]]:
            names = known.names
            if group is not None:
                try:
                    loaded = server.verdicts.analyst.everything(group, server.edited)
                    names = Analysis((), None, loaded).names
                except SpecError:
                    pass  # a text is broken: what was known before it was is told
            named = named_at(names, file, *at)
            every = names.everywhere(named.key) if named else ()
            with_declarations = params.context.include_declaration
            return [(o.place, o.text) for o in every if with_declarations or not o.declares]

        return server.locations(await asyncio.to_thread(found))


def _renaming(server: EditorState) -> None:
    """Names changed wherever they stand."""

    @server.feature(lsp.TEXT_DOCUMENT_PREPARE_RENAME)
    def may_be_renamed(params: lsp.PrepareRenameParams) -> lsp.Range:
        uri = params.text_document.uri
        names, at = server.analysis_of(uri).names, server.character(uri, params.position)
        try:
            named = nameable(names, named_at(names, server.name_of(uri), *at))
        except Unusable as why:
            raise JsonRpcException(why.message, REQUEST_FAILED) from None
        return server.range_at(named.place, named.text)

    @server.feature(lsp.TEXT_DOCUMENT_RENAME, lsp.RenameOptions(prepare_provider=True))
    async def renaming(params: lsp.RenameParams) -> lsp.WorkspaceEdit:
        uri = params.text_document.uri
        at = (server.name_of(uri), *server.character(uri, params.position))
        group = server.groups.get(file_of(server.workspace.get_text_document(uri)) or Path())
        if group is None:
            raise JsonRpcException("save the text first", REQUEST_FAILED)
        analyst, edited = server.verdicts.analyst, server.edited
        try:
            places = await asyncio.to_thread(renamed, analyst, group, edited, at, params.new_name)
        except Unusable as why:
            raise JsonRpcException(why.message, REQUEST_FAILED) from None
        changes: dict[str, list[lsp.TextEdit]] = {}
        for one in places:
            edit = lsp.TextEdit(server.range_at(one.place, one.text), params.new_name)
            changes.setdefault(server.uri_of(one.place.file), []).append(edit)
        return lsp.WorkspaceEdit(changes)


def _verdicts_of(server: EditorState, uri: str) -> Iterator[Checked]:
    """The verdicts on what the text claims, as far as it is decided."""
    document = server.workspace.get_text_document(uri)
    group = server.groups.get(file_of(document) or Path())
    findings = server.latest.get(group) if group else None
    if findings is not None and findings.analysis.session is not None:
        name = server.name_of(uri)
        yield from (c for c in findings.verdicts if note_of(c).place.file == name)


def _verdicts_at(server: EditorState, uri: str, at: Place) -> Iterator[Page]:
    """Those on the claim whose name stands at the place."""
    lines = server.lines_of(uri)
    for checked in _verdicts_of(server, uri):
        place = note_of(checked).place
        if place.line == at.line and place.column <= at.column:
            if at.column > place.column + word_length(lines[place.line - 1], place.column - 1):
                continue
            group = server.groups[file_of(server.workspace.get_text_document(uri)) or Path()]
            session = server.latest[group].analysis.session
            if session is not None:
                yield checked_page(session.model, checked)
