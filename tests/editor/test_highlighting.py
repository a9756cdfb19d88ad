"""Highlighting is generated from the grammar: `--update` writes editors/."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from memattr.editor.highlighting import highlighting
from memattr.editor.tokens import grammar, keywords, tokens_of
from memattr.language.attr_files import shipped

EDITORS = Path(__file__).parents[2] / "editors"


def test_files_are_as_generated(request: pytest.FixtureRequest) -> None:
    for name, text in highlighting().items():
        path = EDITORS / name
        if request.config.getoption("--update"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert path.read_text(encoding="utf-8") == text


def test_every_word_of_the_grammar_is_a_keyword() -> None:
    assert keywords() == set(re.findall(r"/([a-z]+)\\b/", grammar()))
    for name in ("vim/syntax/memattr.vim", "emacs/memattr-mode.el"):
        text = highlighting()[name]
        assert all(re.search(rf"\b{word}\b", text) for word in keywords())


def test_textmate_finds_the_tokens_of_shipped_texts() -> None:
    """Comments, sentences, numbers and words, the first pattern first, as editors do."""
    patterns = json.loads(highlighting()["textmate/memattr.tmLanguage.json"])["patterns"]
    kinds = ("comment", "string", "number", "keyword")
    parts = (f"(?P<{k}>{p['match']})" for k, p in zip(kinds, patterns, strict=True))
    pattern = re.compile("|".join(parts), re.MULTILINE)
    for path in sorted(shipped("rules").rglob("*.attr"))[:12]:
        lines = tuple(path.read_text(encoding="utf-8").split("\n"))
        ours = [
            (t.line, t.column, t.kind)
            for t in tokens_of(lines)
            if t.kind in ("comment", "string", "keyword")
        ]
        theirs = [
            (number, match.start(), match.lastgroup)
            for number, line in enumerate(lines)
            for match in pattern.finditer(line)
            if match.lastgroup != "number"
        ]
        assert theirs == ours
