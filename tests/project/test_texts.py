"""One way to give texts in every command: files, folders and REV:FILE among the arguments."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from .conftest import MINE, Memattr

# Arguments, TEXT standing for mine.attr in each way of writing it, and what must be printed.
COMMANDS = {
    "check": (("check", "TEXT"), "2 of 2 claims, 1 of 1 promises as expected"),
    "find a question": (
        ("find", "MemAttr for data under mine : result.memory is Device", "TEXT"),
        "under mine",
    ),
    "find a shipped one": (("find", "which_forces_write_back", "TEXT"), "which_forces_write_back"),
    "describe": (("describe", "framebuffer", "TEXT"), "framebuffer  (policy of mine)"),
    "describe first": (("describe", "TEXT", "mine:framebuffer"), "framebuffer  (policy of mine)"),
    "describe a shipped one": (("describe", "kvm_as_s1", "TEXT"), "kvm_as_s1  (policy of kvm)"),
    "compare": (("compare", "framebuffer", "kvm_as_s1", "TEXT"), "-> kvm_as_s1"),
    "decode": (("decode", "MemAttr=5", "TEXT"), "MemAttr  0b0101"),
    "rule": (("rule", "R_TNHFM", "TEXT"), "R_TNHFM"),
    "eval": (("eval", "TEXT", "framebuffer", "MAIR=0xff"), "framebuffer of mine"),
    "table": (("table", "policy_types", "TEXT"), "framebuffer"),
    "a typed table": (
        ("table", "--rows", "framebuffer", "--cell", "attributes.memory", "--for", "data", "TEXT"),
        "framebuffer",
    ),
    "tables": (("tables", "TEXT", "--out", "out"), "documents in out"),
    "docs": (("docs", "page.md", "TEXT"), "page.md: filled"),
    "explore": (("explore", "TEXT", "--out", "page.html"), "page.html: "),
    "lint": (("lint", "TEXT"), "no-source: the system mine names no source"),
}
PAGE = "<!-- memattr claim framebuffer_is_never_cached -->\n<!-- memattr end -->\n"


def commit(folder: Path) -> None:
    for arguments in (
        ("init", "-q"),
        ("add", "."),
        ("-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "one"),
    ):
        subprocess.run(["git", *arguments], cwd=folder, check=True)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_takes_a_file(own: Path, memattr: Memattr, name: str) -> None:
    arguments, wanted = COMMANDS[name]
    (own / "page.md").write_text(PAGE, encoding="utf-8")
    result = memattr(*(a.replace("TEXT", "mine.attr") for a in arguments))
    assert wanted in result.output
    assert result.exit_code == (1 if name == "lint" else 0)


@pytest.mark.parametrize("text", ["./", "sub/mine.attr", "HEAD:sub/mine.attr", "HEAD:./sub/"])
def test_folders_and_revisions(own: Path, memattr: Memattr, text: str) -> None:
    (own / "sub").mkdir()
    (own / "mine.attr").rename(own / "sub" / "mine.attr")
    commit(own)
    result = memattr("check", text)
    assert "2 of 2 claims, 1 of 1 promises as expected" in result.output
    if text != "HEAD:./sub/":
        described = memattr("describe", "framebuffer", text)
        place = {"./": "sub/mine.attr"}.get(text, text)
        assert described.output.splitlines()[0].split() == [
            "framebuffer", "(policy", "of", "mine)", f"{place}:9",
        ]  # fmt: skip


@pytest.mark.usefixtures("own")
def test_a_policy_of_a_file(memattr: Memattr) -> None:
    result = memattr("compare", "mine.attr:framebuffer", "kvm_normal_nc", "--format", "json")
    compared = json.loads(result.output)["policies"][0]
    assert compared["before"] == "mine:framebuffer"
    assert result.exit_code == 0
    result = memattr("eval", "mine.attr:framebuffer@MAIR=0xff")
    assert "framebuffer of mine" in result.output
    result = memattr("eval", "mine.attr:kvm_normal")
    assert result.output.splitlines() == ["memattr: kvm_normal is of kvm, not of 'mine'"]
    assert result.exit_code == 2


def test_of_two_policies_of_one_name_the_given_one_is_meant(own: Path, memattr: Memattr) -> None:
    text = MINE.replace("import result, promises, kvm", "import result, promises")
    text = text.partition("prove like_kvm")[0].replace("framebuffer of mine", "kvm_normal of mine")
    (own / "mine.attr").write_text(text.replace("under framebuffer", "under kvm_normal"))
    result = memattr("describe", "kvm_normal", "mine.attr")
    assert result.output.startswith("kvm_normal  (policy of mine)")
    result = memattr("compare", "kvm_normal", "kvm:kvm_normal", "mine.attr", "--format", "json")
    assert json.loads(result.output)["policies"][0]["after"] == "kvm:kvm_normal"


def test_rules_replaces_what_is_shipped(own: Path, memattr: Memattr) -> None:
    text = MINE.replace("promises, kvm", "promises").partition("prove like_kvm")[0]
    (own / "mine.attr").write_text(text, encoding="utf-8")
    result = memattr("describe", "kvm_as_s1", "--rules", "mine.attr")
    assert "no policy or system is called 'kvm_as_s1'" in result.output
    assert result.exit_code == 2
    assert memattr("describe", "framebuffer", "--rules", "mine.attr").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ("find", "mine.attr"),
            "memattr: say which question\nWrite: memattr find QUESTION [TEXT]...\n",
        ),
        (
            ("find", "a", "b", "mine.attr"),
            "memattr: only one question at a time: 'b' is one more\n"
            "Write: memattr find QUESTION [TEXT]...\n",
        ),
        (
            ("describe", "mine.attr"),
            "memattr: say which policy\nWrite: memattr describe POLICY... [TEXT]...\n",
        ),
        (
            ("compare", "kvm_as_s1", "mine.attr", "mine.attr"),
            "memattr: two policies are compared, and only one is named\n"
            "Write: memattr compare A B [TEXT]..., or name two texts\n",
        ),
        (
            ("tables", "mine.attr"),
            "memattr: say in which folder the documents of these texts are\nWrite: --out DIR\n",
        ),
        (("docs",), "memattr: say which document\nWrite: memattr docs FILE... [TEXT]...\n"),
        (
            ("sources",),
            "memattr: say where a tree of source lies\nWrite: --tree NAME=DIR[@REV]\n",
        ),
    ],
)
@pytest.mark.usefixtures("own")
def test_what_is_missing(memattr: Memattr, arguments: tuple[str, ...], message: str) -> None:
    result = memattr(*arguments)
    assert result.output == message
    assert result.exit_code == 2


def test_revisions_mean_what_they_mean_to_git(
    own: Path, memattr: Memattr, monkeypatch: pytest.MonkeyPatch
) -> None:
    """REV:PATH starts at the top of the repository, REV:./PATH at the working folder."""
    (own / "sub").mkdir()
    (own / "mine.attr").rename(own / "sub" / "mine.attr")
    commit(own)
    monkeypatch.chdir(own / "sub")
    for text in ("HEAD:sub/mine.attr", "HEAD:./mine.attr"):
        subprocess.run(["git", "show", text], check=True, capture_output=True)
        assert memattr("compare", text, "mine.attr").exit_code == 0
    result = memattr("compare", "HEAD:mine.attr", "mine.attr")
    assert result.output == (
        "HEAD:mine.attr:1:1: missing-file: there is no 'mine.attr' at revision 'HEAD'\n"
        "  From this folder, write REV:./FILE.\n"
    )
    assert result.exit_code == 2


def test_the_documents_of_a_text_are_its_own(own: Path, memattr: Memattr) -> None:
    """What the shipped specification cites nowhere is no fault of somebody else's text."""
    assert memattr("tables", "mine.attr", "--out", "out").exit_code == 0
    pages = sorted(path.relative_to(own / "out").as_posix() for path in (own / "out").rglob("*.md"))
    assert "policies/mine.md" in pages
    assert not {"policies/kvm.md", "policies/xen.md"} & {*pages}
    assert memattr("tables", "mine.attr", "--out", "out", "--check").exit_code == 0
    assert not list((own / "out").glob("*reassignment*"))


OWN_SURVEY = """
survey my_reassignment "What becomes of a page of mine"
  for data under framebuffer under kvm_normal_nc
  for each fwb in bool
  with HCR_FWB = fwb
  given FEAT_S2FWB = fwb
  by kvm_reassignment
  : secrecy
"""


def test_a_survey_of_a_text_has_its_page(own: Path, memattr: Memattr) -> None:
    """Also of policies that another text declares."""
    text = (own / "mine.attr").read_text().replace("promises, kvm", "promises, kvm, lifecycle")
    (own / "mine.attr").write_text(text + OWN_SURVEY)
    assert memattr("tables", "mine.attr", "--out", "out").exit_code == 0
    lines = (own / "out" / "my_reassignment.csv").read_text().splitlines()
    assert [line.split(",")[0] for line in lines if "kvm_reassignment" in line] == [
        *["framebuffer"] * 2,
        *["kvm_normal_nc"] * 2,
    ]
    assert "4 combinations" in (own / "out" / "my_reassignment.md").read_text()
    assert not list((own / "out").glob("page_reassignment*"))
