"""What is committed in tables/ is what the texts generate, to the character."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import pytest

from memattr.command.tables_ import check_all, write_all
from memattr.documents.document import Document
from memattr.documents.generated import documents
from memattr.documents.traceability import missing, traced
from memattr.language.attr_files import shipped as shipped_folder
from memattr.model.model import Identifier, Model
from memattr.place import Note, Place

TABLES = shipped_folder("spec").parent / "tables"
# A page begins with what its reader came for; the rest is folded below.
ONE_SCREEN = 45
PLACE = Place("somewhere.attr", 7, 1)


def test_every_document_is_as_committed(
    generated: tuple[Document, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    status = check_all(TABLES, generated)
    assert status == 0, capsys.readouterr().out


def test_one_changed_character_is_named_by_file_and_line(
    generated: tuple[Document, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert write_all(tmp_path, generated) == 0
    assert check_all(tmp_path, generated) == 0
    for document in generated:
        path = tmp_path / document.path
        at = len(document.text) // 2
        letter = "x" if document.text[at] != "x" else "y"
        path.write_text(document.text[:at] + letter + document.text[at + 1 :])
        capsys.readouterr()
        assert check_all(tmp_path, generated) == 1
        line = document.text[:at].count("\n") + 1
        assert re.search(rf"{re.escape(document.path)}:{line}: this line", capsys.readouterr().out)
        path.write_text(document.text)


def test_missing_and_stale_files_are_drift(
    generated: tuple[Document, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_all(tmp_path, generated)
    foreign, stale = tmp_path / "mine.md", tmp_path / "old.md"
    foreign.write_text("not generated\n")
    stale.write_text(generated[0].text)
    (tmp_path / generated[1].path).unlink()
    assert check_all(tmp_path, generated) == 1
    out = capsys.readouterr().out
    assert f"{generated[1].path}:1: this file is missing" in out
    assert "old.md:1: this file is not generated any more" in out
    assert write_all(tmp_path, generated) == 0
    assert foreign.exists() and not stale.exists()
    assert check_all(tmp_path, generated) == 0


def test_every_table_of_the_manual_is_there(generated: tuple[Document, ...]) -> None:
    captions = " ".join(document.about for document in generated)
    for number in range(96, 104):
        assert f"Table D8-{number}" in captions


def test_links_lead_somewhere(generated: tuple[Document, ...]) -> None:
    known = {TABLES / document.path for document in generated}
    for document in generated:
        for target in re.findall(r"\]\(([^)\s]+)\)", document.text):
            path = (TABLES / document.path).parent / target
            resolved = Path(*path.parts).resolve()
            assert resolved in known or resolved.exists(), f"{document.path}: {target}"


def test_pictures_are_well_formed(generated: tuple[Document, ...]) -> None:
    pictures = [document for document in generated if document.path.endswith(".svg")]
    assert len(pictures) >= 4
    for picture in pictures:
        ET.fromstring(picture.text)


def test_no_path_of_this_machine(generated: tuple[Document, ...]) -> None:
    root = str(TABLES.parent.resolve())
    assert not [document.path for document in generated if root in document.text]


def test_generating_again_gives_the_same(small: Model) -> None:
    assert documents(small) == documents(small)


# ---- The trace to the manual


def test_nothing_is_missing(shipped: Model) -> None:
    assert list(missing(shipped)) == []


def test_every_identifier_is_restated_or_out_of_scope(shipped: Model) -> None:
    for item in traced(shipped):
        assert item.citations or item.identifier.out_of_scope, item.identifier.name


def test_an_identifier_that_appears_nowhere_is_named(small: Model) -> None:
    assert list(missing(small)) == []
    identifiers = {**small.identifiers, "T9": Identifier("T9", Note(PLACE, "Nobody cites this"))}
    found = list(missing(replace(small, identifiers=identifiers)))
    assert found == ["somewhere.attr:7: T9 is cited nowhere, and not out of scope"]
    outside = {**identifiers, "T9": Identifier("T9", Note(PLACE), "not modelled")}
    assert list(missing(replace(small, identifiers=outside))) == []


def test_a_case_without_a_reference_is_named(small: Model) -> None:
    function = small.functions["limit_of"]
    case = replace(function.cases[0], note=Note(PLACE))
    bare = replace(function, cases=(case, *function.cases[1:]), note=Note(PLACE))
    found = list(missing(replace(small, functions={**small.functions, "limit_of": bare})))
    assert found == ["somewhere.attr:7: case limit_of.assigned has no reference"]


def test_a_reference_to_nothing_is_named(small: Model) -> None:
    function = small.functions["limit_of"]
    case = replace(function.cases[0], note=Note(PLACE, "", ("T1", "T7")))
    odd = replace(function, cases=(case, *function.cases[1:]))
    found = list(missing(replace(small, functions={**small.functions, "limit_of": odd})))
    assert found == ["somewhere.attr:7: limit_of.assigned cites T7, which is no identifier"]


def test_every_page_begins_with_one_screen(generated: tuple[Document, ...]) -> None:
    pages = [document for document in generated if document.path.startswith("policies/")]
    assert len(pages) > 8
    for document in pages:
        lines = document.text.splitlines()
        first = next(number for number, line in enumerate(lines) if line.startswith("## "))
        assert first <= ONE_SCREEN, document.path
        assert not [line for line in lines[:first] if line == "<details>"]
