"""A place in a text -> what the specification says about what stands there, as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from memattr.answers.decode import decode
from memattr.answers.rule import rule
from memattr.editor.analysis import Analysis
from memattr.editor.declared_names import NameDeclaration
from memattr.editor.name_occurrences import Names, Occurrence
from memattr.editor.tokens import SemanticToken, tokens_of
from memattr.formats.markdown import escaped, page_text
from memattr.language import syntax
from memattr.pages.decode_page import decode_page
from memattr.pages.rule_page import rule_page
from memattr.place import Place, SpecError

MOST_LINES = 16


def hover(analysis: Analysis, file: str, line: int, column: int, text: str) -> str | None:
    """What is to be said about the place, counted from 1, in a line of this text; None if it is
    nothing."""
    tokens = tokens_of((text,))
    index = next((n for n, t in enumerate(tokens) if _covers(t, column - 1)), None)
    if index is None:
        return None
    token = tokens[index]
    if token.kind == "number":
        return _meaning(analysis, tokens, index)
    identifier = ("identifier", token.text.strip('"'))
    if token.kind in ("string", "name") and identifier in analysis.names.by_key:
        return _rule(analysis, identifier[1])
    named = named_at(analysis.names, file, line, column, text)
    return None if named is None else _declared(analysis, named)


def named_at(names: Names, file: str, line: int, column: int, text: str) -> Occurrence | None:
    """The name at the place, in a line of this text; in a line that was not read yet, a name of the
    file that is written so. An identifier of the manual is named by a reference too."""
    token = next((t for t in tokens_of((text,)) if _touches(t, column - 1)), None)
    if token is None:
        return None
    bare = token.text.strip('"')
    if token.kind in ("string", "name") and ("identifier", bare) in names.by_key:
        return Occurrence(("identifier", bare), Place(file, line, token.column + 1), token.text)
    named = names.at(file, line, token.column + 1)
    if named is not None and named.text == token.text:
        return named
    every = names.of_file.get(file, ()) if token.kind == "name" else ()
    return next((o for o in every if o.text == token.text), None)


def _covers(token: SemanticToken, column: int) -> bool:
    return token.column <= column < token.column + len(token.text)


def _touches(token: SemanticToken, column: int) -> bool:
    """True iff the token is there, or ends there."""
    ends = token.kind in ("name", "string") and column == token.column + len(token.text)
    return _covers(token, column) or ends


def _meaning(analysis: Analysis, tokens: list[SemanticToken], index: int) -> str | None:
    """What `decode` says of a number that an input is given or compared with."""
    if index < 2 or tokens[index - 1].text not in ("=", "is") or analysis.session is None:
        return None
    model = analysis.session.model
    name, number = tokens[index - 2].text, tokens[index].text
    if name not in model.inputs or re.search(r"^0b[01_]*[a-z]", number):
        return None
    try:
        return page_text(decode_page(model, decode(model, [f"{name}={number}"])))
    except SpecError:
        return None


def _rule(analysis: Analysis, identifier: str) -> str:
    if analysis.session is not None and identifier in analysis.session.model.identifiers:
        return page_text(rule_page(rule(analysis.session.model, identifier)))
    return _sentence(analysis.names, identifier)


def _declared(analysis: Analysis, named: Occurrence) -> str | None:
    parts = [_declaration(analysis, one) for one in analysis.names.declarations(named.key)]
    return "\n---\n\n".join(parts) if parts else None


def _declaration(analysis: Analysis, one: NameDeclaration) -> str:
    meta = getattr(one.node, "meta", syntax.Meta())
    place = f"{Path(one.place.file).name}:{one.place.line}"
    lines = [f"**{escaped(one.what)}**  {escaped(place)}", ""]
    if meta.words:
        lines += [escaped(meta.words), ""]
    lines += ["```memattr", *_source(analysis, one), "```", ""]
    lines += [_sentence(analysis.names, reference) for reference in meta.refs]
    if meta.source:
        lines += [f"source: {escaped(meta.source)}"]
    return "\n".join(lines).rstrip() + "\n"


def _sentence(names: Names, identifier: str) -> str:
    """The reference, with our sentence for it if there is one."""
    declared = names.declarations(("identifier", identifier))
    words = getattr(declared[0].node, "words", "") if declared else ""
    text = f"{escaped(identifier)}: {escaped(words)}" if words else escaped(identifier)
    return f"- {text}"


def _source(analysis: Analysis, one: NameDeclaration) -> Iterator[str]:
    """The item as it is written, or the part of it; not all of a long one."""
    loaded = analysis.loaded
    units = loaded.units if loaded else ()
    lines = next((u.file.lines for u in units if u.file.path == one.place.file), ())
    first = one.place.line - 1
    depth = _indent(lines[first])
    for number, line in enumerate(lines[first:]):
        ends = number and (not line.strip() or _indent(line) <= depth)
        if ends or number == MOST_LINES:
            if not ends:
                yield "  ..."
            return
        yield line[depth:]


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
