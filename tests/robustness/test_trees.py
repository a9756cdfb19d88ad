"""`compare` and `sources` over trees that someone else made, to harm."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from memattr.command.main import group
from memattr.trees import git, tree
from memattr.trees.tree import Folder, NotInTree, Revision, revision_of, tree_of

from .repositories import Repository

HEAD = 'requires memattr 1.0, manual "made up"\n'
RULES = (
    HEAD
    + """\
hypervisor field KIND: bits 4 "How memory is mapped"
hypervisor control ON: bool "Whether the stage is on"
system small "A small system" tree small at "1"
  ON = 1
order Width strongest first: thick, thin
define width_of(kind: bits 4) -> Width ref R_ONE
  case all  : kind is 0b1111 => thick
  case some : otherwise => thin
output result: Width = width_of(KIND)
policy dev of small "Devices"
  KIND = 0xf from "{file}" line "{line}"
"""
)


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(group, list(arguments), prog_name="memattr")
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.output


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "src").mkdir()
    return tmp_path


def cite(file: str, line: str = "x = 0xf") -> None:
    quoted = line.replace('"', "'")
    Path("a.attr").write_text(RULES.format(file=file, line=quoted))


# ---- Paths


@pytest.mark.parametrize("file", ["/etc/passwd", "../secret", "inc/../../secret"])
def test_a_cited_path_stays_in_its_tree(here: Path, file: str) -> None:
    (here / "secret").write_text("x = 0xf\n")
    (here / "src/inc").mkdir()
    cite(file, "root")
    status, output = run("sources", "a.attr", "--tree", "small=src")
    assert status == 2
    assert "this path leaves the tree\n" in output


def test_a_link_out_of_the_tree_is_not_followed(here: Path) -> None:
    (here / "secret").write_text("x = 0xf\n")
    (here / "src/inside.c").write_text("x = 0xf\n")
    (here / "src/good.c").symlink_to("inside.c")
    (here / "src/bad.c").symlink_to("../secret")
    (here / "src/circle.c").symlink_to("circle.c")
    source = Folder("small", here / "src")
    assert source.read("good.c") == b"x = 0xf\n"
    with pytest.raises(NotInTree, match=r"bad\.c: this is a link that leads out of the tree"):
        source.read("bad.c")
    with pytest.raises(NotInTree, match=r"circle\.c: "):
        source.read("circle.c")


def test_what_is_no_regular_file_is_not_waited_for(here: Path) -> None:
    os.mkfifo(here / "src/pipe.c")
    (here / "src/zero.c").symlink_to("/dev/zero")
    (here / "src/folder.c").mkdir()
    for file in ("pipe.c", "zero.c", "folder.c"):
        cite(file)
        status, output = run("sources", "a.attr", "--tree", "small=src")
        assert status == 2, output
        assert f"{file}: this is" in output or "Is a directory" in output


def test_files_have_a_size(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (here / "src/large.c").write_bytes(b"x" * (2 << 20))
    made = Repository(here / "src")
    made.commit_all("v1")
    monkeypatch.setattr(tree, "LARGEST_FILE", 1 << 20)
    for source in (Folder("small", here / "src"), revision_of("small", here / "src", "v1")):
        with pytest.raises(NotInTree, match=r"large\.c: this has more than 1 MiB"):
            source.read("large.c")


# ---- Revisions


def test_a_revision_is_no_option_of_git(here: Path) -> None:
    (here / "src/a.c").write_text("x = 0xf\n")
    Repository(here / "src").commit_all("v1")
    cite("a.c")
    for revision in ("--output=F", f"--output={here}/src/F"):
        status, output = run("sources", "a.attr", "--tree", f"small=src@{revision}")
        assert status == 2
        assert f"git knows no revision '{revision}' in 'src'" in output
    assert sorted(path.name for path in here.rglob("F*")) == []
    Repository(here).git("init", "-q")
    status, output = run("compare", "--", "--output=F:a.attr", "a.attr")
    assert (status, output) == (
        2,
        "--output=F:a.attr:1:1: no-revision: git knows no revision '--output=F'\n",
    )
    assert sorted(path.name for path in here.rglob("F*")) == []


def test_a_revision_is_read_by_its_hash(here: Path) -> None:
    (here / "src/a.c").write_text("x = 0xf\n")
    made = Repository(here / "src")
    first = made.commit_all("v1")
    (here / "src/a.c").write_text("x = 0xe\n")
    source = tree_of("small=src@v1")
    assert isinstance(source, Revision)
    assert source.commit == first
    made.commit_all("v1")  # the tag moves under us
    assert source.read("a.c") == b"x = 0xf\n"


def test_a_replaced_object_is_not_what_the_hash_says(here: Path) -> None:
    made = Repository(here / "src")
    good, bad = made.blob(b"x = 0xf\n"), made.blob(b"x = 0x0\n")
    made.commit(made.tree(("100644", "a.c", bad)), "v1")
    made.git("replace", bad, good)
    assert revision_of("small", here / "src", "v1").read("a.c") == b"x = 0x0\n"


def test_another_repository_in_the_environment(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a hook of git's, which names the repository that it belongs to."""
    for name, text in (("src", "x = 0x0\n"), ("other", "x = 0xf\n")):
        made = Repository(here / name)
        (here / name / "a.c").write_text(text)
        made.commit_all("v1")
    monkeypatch.setenv("GIT_DIR", str(here / "other/.git"))
    assert revision_of("small", here / "src", "v1").read("a.c") == b"x = 0x0\n"


def test_a_folder_below_the_top_of_its_repository(here: Path) -> None:
    (here / "src/a.c").write_text("x = 0xf\n")
    Repository(here).commit_all("v1")
    assert revision_of("small", here / "src", "v1").read("a.c") == b"x = 0xf\n"


def test_what_is_no_regular_file_at_a_revision(here: Path) -> None:
    made = Repository(here / "src")
    link = made.blob(b"/etc/passwd")
    made.commit(made.tree(("120000", "a.attr", link)), "v1")
    with pytest.raises(NotInTree, match=r"a\.attr: this is no regular file"):
        revision_of("small", here / "src", "v1").read("a.attr")


def test_nothing_is_written_outside_the_temporary_folder(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary = here / "one/two/three"
    temporary.mkdir(parents=True)
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    made = Repository(here / "src")
    text = made.blob(RULES.format(file="a", line="b").encode())
    up = made.tree(("100644", "planted.attr", text))
    deep = made.tree(("40000", "..", made.tree(("40000", "..", up))))
    made.commit(made.tree(("100644", "a.attr", text), ("40000", "d", deep)), "v1")
    (here / "src/a.attr").write_text(RULES.format(file="a", line="b"))
    monkeypatch.chdir(here / "src")
    status, output = run("compare", "v1:.", "a.attr")
    assert (status, output) == (2, "v1:.:1:1: unreadable: this path leaves the tree\n")
    assert list(here.rglob("planted*")) == []
    assert run("compare", "v1:a.attr", "a.attr")[0] == 0
    assert list(temporary.iterdir()) == []


def test_a_tree_of_endless_names_is_given_up(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = Repository(here)
    text = made.blob(b"x")
    level = made.tree(*(("100644", f"{n}.attr", text) for n in range(10)))
    for _ in range(12):
        level = made.tree(*(("40000", f"d{n}", level) for n in range(10)))
    made.commit(level, "v1")
    monkeypatch.setattr(tree, "LARGEST_LISTING", 1 << 20)
    with pytest.raises(NotInTree, match="git says more than 1048576 bytes"):
        revision_of("small", here, "v1").beside("", ".attr")
    assert run("compare", "v1:.", "v1:.")[0] == 2


def test_git_has_a_bound_on_time(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stuck = here / "git"
    stuck.write_text("#!/bin/sh\nexec sleep 600\n")
    stuck.chmod(0o755)
    monkeypatch.setenv("PATH", f"{here}:{os.environ['PATH']}")
    monkeypatch.setattr(git, "SECONDS", 0.2)
    status, output = run("sources", "--tree", "xen=src@v1")
    assert (status, output) == (2, "memattr: git did not answer within 0 s\n")


def test_a_text_of_an_old_revision_that_is_not_utf_8(here: Path) -> None:
    old = RULES.format(file="a", line="b").encode().replace(b"Devices", b"Ger\xe4te")
    made = Repository(here)
    (here / "a.attr").write_bytes(old)
    made.commit_all("v1")
    (here / "a.attr").write_text(RULES.format(file="a", line="b"))
    status, output = run("compare", "v1:a.attr", "a.attr")
    assert status == 2
    assert output.startswith("v1:a.attr:11:25: not-utf-8: from here on the text is not UTF-8\n")


# ---- Citations


@pytest.mark.parametrize(
    ("line", "text", "stands"),
    [
        ("x = 0xf", "x = 0xf;", True),
        ("x = 0xf", "x = 0xf0;", False),
        ("x = 0xf", "max = 0xf;", False),
        ("x = 0xf", "x = 0xf_", False),
        ("a =", "a == b", False),
        ("& MASK", "&& MASK", False),
        ("*p = 1;", "**p = 1;", False),
        ("p = 1;", "*p = 1;", True),
        ("case A:", "case A: break;", True),
        ("f(1)", "(f(1))", True),
    ],
)
def test_a_citation_holds_whole_tokens(here: Path, line: str, text: str, stands: bool) -> None:
    (here / "src/a.c").write_text(f"{text}\n")
    cite("a.c", line)
    status, output = run("sources", "a.attr", "--tree", "small=src")
    assert status == (0 if stands else 1), output


def test_a_citation_whose_tree_is_not_given_is_counted(here: Path) -> None:
    (here / "src/a.c").write_text("x = 0xf\n")
    cite("a.c")
    with Path("a.attr").open("a") as text:
        text.write(
            'system large "A large system" tree large at "1"\n  ON = 1\n'
            'policy ram of large "Memory"\n  KIND = 0 from "a.c" line "x = 0"\n'
        )
    assert run("sources", "a.attr", "--tree", "small=src") == (
        0,
        "1 of 1 cited lines stand\n"
        "1 cited line was not compared: --tree large=DIR[@REV] is not given\n",
    )
