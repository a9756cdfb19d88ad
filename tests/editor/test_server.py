"""`memattr lsp`, asked by a scripted editor over its streams, in a process of its own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from memattr.command.main import group
from memattr.editor.format_text import formatted

from .client import Client
from .small_project import CLAIMS, HEAD, POLICIES

pytest.importorskip("pygls")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("editor") / "project"
    folder.mkdir()
    (folder / "memattr.toml").write_text('texts = ["policies.attr", "claims.attr"]\n')
    (folder / "policies.attr").write_text(POLICIES)
    (folder / "claims.attr").write_text(CLAIMS)
    return folder


@pytest.fixture(scope="module")
def client(project: Path) -> Iterator[Client]:
    client = Client(project)
    client.open("claims.attr")
    client.decided()
    yield client
    client.process.kill()
    client.closed()


@pytest.fixture
def claims(client: Client) -> Iterator[str]:
    """The text of claims, which is afterwards what it was."""
    uri = client.uri("claims.attr")
    yield uri
    client.change(uri, CLAIMS)
    client.decided()


def place(text: str, word: str, offset: int = 0) -> tuple[int, int]:
    """Line and character of a word's first occurrence, from 0."""
    before = text[: text.index(word) + offset]
    return before.count("\n"), len(before) - before.rfind("\n") - 1


def applied(text: str, edits: list[dict[str, Any]]) -> str:
    """The text with the edits, which an editor applies from the last to the first."""
    lines = text.split("\n")
    for edit in sorted(edits, key=lambda e: e["range"]["start"].items(), reverse=True):
        start, end = edit["range"]["start"], edit["range"]["end"]
        assert start["line"] == end["line"]
        line = lines[start["line"]]
        lines[start["line"]] = (
            line[: start["character"]] + edit["newText"] + line[end["character"] :]
        )
    return "\n".join(lines)


# ---- Diagnostics and verdicts


def test_verdicts_come_as_one_types(client: Client, claims: str) -> None:
    assert client.lenses(claims) == {4: "PROVED", 7: "REFUTED"}
    assert client.diagnostics[claims] == []
    client.change(claims, CLAIMS.replace("refute always", "prove always"))
    client.decided()
    assert client.lenses(claims) == {4: "PROVED", 7: "REFUTED (NOT as expected)"}
    (found,) = client.diagnostics[claims]
    assert found["range"] == {
        "start": {"line": 7, "character": 6},
        "end": {"line": 7, "character": 19},
    }
    assert (found["severity"], found["code"], found["source"]) == (1, "REFUTED", "memattr")
    lines = found["message"].splitlines()
    assert lines[0].split() == [
        "REFUTED",
        "(NOT",
        "as",
        "expected)",
        "always_strict",
        "claims.attr:8",
    ]
    assert any(line.startswith("  example") for line in lines)


def test_a_problem_has_its_place_and_a_way_out(client: Client, claims: str) -> None:
    client.change(claims, CLAIMS.replace("under registers", "under registrs", 1))
    (found,) = client.published(claims)
    assert found["range"] == {
        "start": {"line": 5, "character": 17},
        "end": {"line": 5, "character": 25},
    }
    assert found["code"] == "unknown-name"
    assert found["message"] == ("no policy or system is called 'registrs'\nDid you mean registers?")
    assert client.lenses(claims) == {}


def test_a_policy_that_is_edited_changes_the_verdicts_of_other_files(client: Client) -> None:
    policies, claims = client.open("policies.attr"), client.uri("claims.attr")
    client.decided()
    client.change(policies, POLICIES.replace("0b0001", "0b1111"))
    client.decided()
    assert client.lenses(claims)[4] == "REFUTED (NOT as expected)"
    assert [found["code"] for found in client.diagnostics[claims]] == ["REFUTED"]
    client.notes.clear()
    client.tell("textDocument/didClose", textDocument={"uri": policies})
    client.decided()
    assert client.lenses(claims) == {4: "PROVED", 7: "REFUTED"}
    assert client.diagnostics[claims] == []


# ---- What is said


def test_hover_has_the_sentence_and_the_reference(client: Client, claims: str) -> None:
    said = client.at("hover", claims, *place(CLAIMS, "R_TNHFM", 2))["contents"]["value"]
    assert said.startswith("# R_TNHFM\n\nspec/00-manual.attr:")
    assert "combine.stage2\\_device" in said or "combine.stage2_device" in said
    said = client.at("hover", claims, *place(CLAIMS, "registers\n", 1))["contents"]["value"]
    assert said.startswith("**policy**  policies.attr:8\n\nRegisters of a device\n\n```memattr\n")
    assert "  MemAttr = 0b0001\n" in said
    said = client.at("hover", claims, *place(CLAIMS, "never_cached", 1))["contents"]["value"]
    assert said.startswith("# PROVED  never_cached\n")
    assert "No guest caches registers" in said
    assert "\n- R_TNHFM: " in said


def test_hover_has_the_meaning_of_an_encoding(client: Client) -> None:
    policies = client.open("policies.attr")
    client.decided()
    said = client.at("hover", policies, *place(POLICIES, "0b0001", 2))["contents"]["value"]
    decoded = CliRunner().invoke(group, ["decode", "MemAttr=0b0001", "--format", "markdown"])
    meaning = decoded.output.partition("- **policies**")[0]
    assert "Device-nGnRE" in meaning
    assert said.startswith(meaning)
    assert client.at("hover", policies, 0, 3) is None
    client.tell("textDocument/didClose", textDocument={"uri": policies})


def test_definitions(client: Client, claims: str) -> None:
    (found,) = client.at("definition", claims, *place(CLAIMS, "registers\n", 1))
    assert found["uri"] == client.uri("policies.attr")
    start = {"line": 7, "character": 7}
    assert found["range"] == {"start": start, "end": {"line": 7, "character": 16}}
    (found,) = client.at("definition", claims, *place(CLAIMS, "result.", 1))
    assert found["uri"].endswith("/spec/70-result.attr")
    assert client.at("definition", claims, 3, 0) == []


def test_references(client: Client, claims: str) -> None:
    at = place(CLAIMS, "registers\n", 1)
    found = client.at("references", claims, *at, context={"includeDeclaration": True})
    places = [(Path(one["uri"]).name, one["range"]["start"]["line"]) for one in found]
    assert places == [("policies.attr", 7), ("claims.attr", 5), ("claims.attr", 8)]
    found = client.at("references", claims, *at, context={"includeDeclaration": False})
    assert len(found) == 2


def test_renaming(client: Client, project: Path, claims: str) -> None:
    """What it says, applied, is decided as before."""
    at = place(CLAIMS, "registers\n", 1)
    assert client.at("prepareRename", claims, *at)["start"] == {"line": 5, "character": 17}
    changes = client.at("rename", claims, *at, newName="uart")["changes"]
    assert set(changes) == {claims, client.uri("policies.attr")}
    there = project.parent / "renamed"
    shutil.copytree(project, there)
    for name, text in (("claims.attr", CLAIMS), ("policies.attr", POLICIES)):
        (there / name).write_text(applied(text, changes[client.uri(name)]))
    assert "under uart\n" in (there / "claims.attr").read_text()
    assert "policy uart of tiny" in (there / "policies.attr").read_text()
    result = CliRunner().invoke(group, ["check", "-q", f"{there}/"])
    assert result.output == "2 of 2 claims as expected\n"


@pytest.mark.parametrize(
    ("word", "new", "why"),
    [
        ("registers\n", "tiny", "'tiny' is already declared, as a system at policies.attr:5"),
        ("registers\n", "two words", "'two words' cannot be a name"),
        ("registers\n", "policy", "'policy' cannot be a name"),
        ("R_TNHFM", "R_AAAAA", "R_TNHFM is not named by these texts"),
        ("memory", "kind", "memory is a field of "),
        ("\n\n", "x", "there is no name here"),
    ],
)
def test_what_cannot_be_renamed_is_left(
    client: Client, claims: str, word: str, new: str, why: str
) -> None:
    line, character = place(CLAIMS, word, 1)
    said = client.refused(
        "textDocument/rename",
        textDocument={"uri": claims},
        position={"line": line, "character": character},
        newName=new,
    )
    assert said.startswith(why)


def test_completion(client: Client, claims: str) -> None:
    def labels(before: str) -> list[str]:
        line, character = place(CLAIMS, before, len(before))
        return [item["label"] for item in client.at("completion", claims, line, character)]

    assert labels("\nimport poli")[:1] != []
    assert {"policies", "kvm", "result"} <= set(labels("\nimport "))
    policies = labels("under ")
    assert policies[:1] == ["every"]
    assert {"tiny", "registers"} <= set(policies)
    assert "MemAttr" not in policies
    assert {"for", "given", "under"} <= set(labels('"No guest caches registers" '))
    assert "R_TNHFM" in labels("ref ")
    assert {"memory", "shareability"} <= set(labels("result."))


def test_layout(client: Client, claims: str) -> None:
    ugly = CLAIMS.replace("  for data under", "      for    data under")
    client.change(claims, ugly)
    options = {"tabSize": 2, "insertSpaces": True}
    (edit,) = client.ask("textDocument/formatting", textDocument={"uri": claims}, options=options)
    assert edit["newText"] == formatted("claims.attr", ugly.encode()) == CLAIMS
    assert edit["range"]["start"] == {"line": 0, "character": 0}
    client.change(claims, "enum Word one\n")
    assert (
        client.ask("textDocument/formatting", textDocument={"uri": claims}, options=options) == []
    )


# ---- Whatever comes


@pytest.mark.parametrize("step", [0, 1, 2])
def test_half_typed_texts_are_answered(client: Client, claims: str, step: int) -> None:
    """Every prefix, in three turns: no request fails, and afterwards all is as before."""
    for end in range(len(HEAD) + step, len(CLAIMS), 3):
        client.change(claims, CLAIMS[:end])
        line, character = place(CLAIMS[:end] + "\0", "\0")
        client.at("completion", claims, line, character)
        client.at("hover", claims, line, max(0, character - 1))
    client.change(claims, CLAIMS)
    client.decided()
    assert client.lenses(claims) == {4: "PROVED", 7: "REFUTED"}


def test_what_is_no_text_is_a_problem(client: Client, claims: str) -> None:
    for text in ("", "\n", "\0", "\u202e", "(" * 1000, "prove " * 100, "é" * 300, "\r\r\n"):
        client.change(claims, text)
        assert client.published(claims), repr(text)
        client.at("hover", claims, 0, 0)
        client.at("definition", claims, 99, 99)


@pytest.mark.parametrize(("encoding", "units"), [("utf-16", 2), ("utf-8", 4), ("utf-32", 1)])
def test_characters_beyond_the_first_plane(tmp_path: Path, encoding: str, units: int) -> None:
    """Three of them stand before a wrong name in its line."""
    folder = tmp_path / "project"
    folder.mkdir()
    own = Client(folder, [encoding])
    assert own.capabilities["positionEncoding"] == encoding
    wrong = 'prove x "\N{GRINNING FACE}\N{GRINNING FACE}\N{GRINNING FACE}" for nothing : 1 = 1'
    uri = own.open("new.attr", f"{HEAD}import result\n{wrong}\n")
    (found,) = own.published(uri)
    start = wrong.index("nothing") + 3 * (units - 1)
    assert found["range"] == {
        "start": {"line": 2, "character": start},
        "end": {"line": 2, "character": start + len("nothing")},
    }
    assert own.end() == (0, "")


def test_texts_that_the_disk_does_not_have(tmp_path: Path) -> None:
    """Two new texts, one of which imports the other; then a file that is deleted while open."""
    folder = tmp_path / "project"
    folder.mkdir()
    own = Client(folder)
    own.open("policies.attr", POLICIES)
    own.decided()
    claims = own.open("claims.attr", CLAIMS)
    own.becomes(claims, {4: "PROVED", 7: "REFUTED"})
    (folder / "policies.attr").write_text(POLICIES)
    own.notes.clear()
    own.tell("textDocument/didClose", textDocument={"uri": own.uri("policies.attr")})
    own.decided()
    (folder / "policies.attr").unlink()
    own.notes.clear()
    own.tell("workspace/didChangeWatchedFiles", changes=[])
    own.until(lambda: bool(own.diagnostics[claims]))
    (found,) = own.diagnostics[claims]
    assert (found["code"], found["range"]["start"]["line"]) == ("missing-import", 2)
    untitled = {"uri": "untitled:Untitled-1", "languageId": "memattr", "version": 1, "text": CLAIMS}
    own.tell("textDocument/didOpen", textDocument=untitled)
    assert own.at("hover", "untitled:Untitled-1", 4, 8) is None
    assert own.end() == (0, "")


def test_a_request_that_is_cancelled(client: Client, claims: str) -> None:
    line, character = place(CLAIMS, "registers\n", 1)
    number = client.begin(
        "textDocument/rename",
        textDocument={"uri": claims},
        position={"line": line, "character": character},
        newName="uart",
    )
    client.tell("$/cancelRequest", id=number)
    response = client.answer(number)
    assert response.get("error", {}).get("code") in (-32800, None)
    assert client.at("hover", claims, line, character) is not None
