"""What is remembered between runs: parsed files, sessions, verdicts; and what makes them stale."""

from __future__ import annotations

import gc
import os
import re
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from memattr import cache
from memattr.answers.check import Checkable, Checked
from memattr.answers.checker import Checker, Stands, unheard
from memattr.command.processes import in_processes
from memattr.language.attr_files import shipped
from memattr.language.load import ParsedFiles
from memattr.language.parse import parse
from memattr.model.codec import MODEL
from memattr.model.expressions import Not
from memattr.processes.bounds import Bounds
from memattr.readings.bdd import Bdd
from memattr.session import open_session

KINDS = ("parsed", "session", "verdicts")
# The only difference that recalling makes.
RECALLED = re.compile(r", \d+ of them recalled$", re.MULTILINE)
COMMAND = "from memattr.command.main import main; main()"
TEXT = (Path(__file__).parent / "small.attr").read_text(encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "small.attr").write_text(TEXT, encoding="utf-8")
    return tmp_path


def check(folder: Path, *options: str) -> tuple[str, int]:
    """What a process of its own prints, with its exit status."""
    done = subprocess.run(
        [sys.executable, "-c", COMMAND, "check", "small.attr", "-v", *options],
        cwd=folder,
        env={**os.environ, "MEMATTR_CACHE": str(folder / "cache")},
        capture_output=True,
        text=True,
        check=False,
    )
    return RECALLED.sub("", done.stdout + done.stderr), done.returncode


def entries(folder: Path, kind: str) -> list[Path]:
    return sorted((folder / "cache").glob(f"{kind}-*.json"))


def edited(folder: Path, old: str, new: str) -> None:
    file = folder / "small.attr"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_a_second_run_prints_the_same(folder: Path) -> None:
    first, second = check(folder), check(folder)
    assert first == second == check(folder, "--no-cache")
    assert first[1] == 0
    assert [len(entries(folder, kind)) for kind in KINDS] == [1, 1, 1]


def test_a_part_of_the_claims_is_recalled(folder: Path) -> None:
    """As many claims, but others."""
    for name in ("always_thick", "several", "always_thin"):
        output, status = check(folder, "--only", name)
        assert (output, status) == check(folder, "--only", name, "--no-cache")
        assert name in output
    assert check(folder) == check(folder, "--no-cache")


def test_a_changed_policy_is_decided_anew(folder: Path) -> None:
    assert check(folder)[1] == 0
    edited(folder, "brush = 1", "brush = 0")
    output, status = check(folder)
    assert status == 1
    assert "REFUTED (NOT as expected)  always_thick" in output
    edited(folder, "brush = 0", "brush = 1")
    assert check(folder)[1] == 0


def test_a_changed_rule_is_decided_anew(folder: Path) -> None:
    assert check(folder)[1] == 0
    edited(folder, "=> thick", "=> thin")
    edited(folder, "brush is 0b0 => thin", "brush is 0b0 => thick")
    assert check(folder)[1] == 1


def test_what_is_not_as_expected_is_not_kept(folder: Path) -> None:
    edited(folder, "brush = 1", "brush = 0")
    first = check(folder)
    assert first == check(folder)
    assert "always_thick" in first[0]


def test_a_text_that_is_wrong_is_not_recalled(folder: Path) -> None:
    assert check(folder)[1] == 0
    edited(folder, "brush = 1", "brusk = 1")
    assert "brusk" in check(folder)[0]
    assert check(folder)[1] == 2


def test_what_cannot_be_read_is_not_remembered(folder: Path) -> None:
    """A file beside the text that no import asks for."""
    (folder / "beside.attr").symlink_to("nowhere")
    assert check(folder)[1] == 0
    assert not entries(folder, "session")


def test_there_may_be_no_working_folder(folder: Path) -> None:
    """It was removed under the shell's feet."""
    gone = folder / "gone"
    gone.mkdir()
    code = f"import os; os.rmdir({str(gone)!r}); {COMMAND}"
    words = [sys.executable, "-c", code, "check", str(folder / "small.attr"), "-q"]
    environment = {**os.environ, "MEMATTR_CACHE": str(folder / "cache")}
    done = subprocess.run(words, cwd=gone, env=environment, capture_output=True, check=False)
    assert done.stdout == b"3 of 3 claims as expected\n"
    assert (done.stderr, done.returncode) == (b"", 0)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("data", [b"", b"nonsense", b"\xff", b"{}\n{}"])
def test_corrupt_entries_are_ignored(folder: Path, kind: str, data: bytes) -> None:
    first = check(folder)
    (file,) = entries(folder, kind)
    whole = file.read_bytes()
    file.write_bytes(data or whole[: len(whole) // 2])
    if kind == "parsed":
        (session,) = entries(folder, "session")  # else nothing is parsed at all
        session.unlink()
    assert check(folder) == first
    if kind != "verdicts":
        assert file.read_bytes() == whole


def test_entries_of_another_form_are_ignored(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The digest is right, what it is of is not."""
    first = check(folder)
    monkeypatch.setenv("MEMATTR_CACHE", str(folder / "cache"))
    for kind in KINDS:
        (file,) = entries(folder, kind)
        cache.write(kind, file.stem.partition("-")[2], [["Claim", 1], {"entries": 3}])
    assert check(folder) == first


@pytest.mark.parametrize("rows", [3, [], [["File", "small.attr"]], [["Nothing"], [[0]]], [[[0]]]])
def test_a_file_of_another_form_is_parsed(
    rows: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MEMATTR_CACHE", str(tmp_path / "cache"))
    data = TEXT.encode()
    entry = {cache.digest_of("small.attr", data): rows}
    cache.write("parsed", cache.checker(), entry)
    parsed = ParsedFiles(remembered=True)
    assert parsed.file("small.attr", data) == parse("small.attr", data)
    parsed.write()
    assert cache.read("parsed", cache.checker()) != entry


def test_parsed_files_survive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each shipped text is read back as it was parsed, its places included, and not parsed again;
    under another name or with another text it is."""
    monkeypatch.setenv("MEMATTR_CACHE", str(tmp_path / "cache"))
    files = {path.name: path.read_bytes() for path in shipped("spec").glob("*.attr")}
    first, second = ParsedFiles(remembered=True), ParsedFiles(remembered=True)
    whole = {name: first.file(name, data) for name, data in files.items()}
    first.write()
    with monkeypatch.context() as without:
        without.delattr("memattr.language.load.parse")
        assert {name: second.file(name, data) for name, data in files.items()} == whole
        for name, data in files.items():
            with pytest.raises(NameError):
                second.file(f"other-{name}", data)
            with pytest.raises(NameError):
                second.file(name, data + b"\n")


def test_few_entries_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEMATTR_CACHE", str(tmp_path / "cache"))
    for number in range(cache.KEPT + 3):
        cache.write("kind", str(number), number)
        time.sleep(0.002)
    assert cache.read("kind", "0") is None
    assert cache.read("kind", str(cache.KEPT + 2)) == cache.KEPT + 2
    assert len(list((tmp_path / "cache").iterdir())) == cache.KEPT


def test_a_model_survives() -> None:
    of = open_session([shipped("rules")]).model
    assert MODEL.restored(MODEL.stored(of)) == of
    other = replace(of, claims=of.claims[1:])
    assert MODEL.restored(MODEL.stored(other)) != of


def test_claims_that_differ_have_digests_that_differ() -> None:
    """Each claim beside copies of it that differ in one field, and beside an equal one."""
    for claim in open_session([shipped("rules") / "xen.attr"]).claims()[:20]:
        equal = replace(claim)
        others = [
            replace(claim, expected="cover"),
            replace(claim, given=()),
            replace(claim, body=Not(claim.body)),
            replace(claim, because=(("no", "case"),)),
            replace(claim, counts=(1, 2)),
        ]
        first, again, *rest = MODEL.digests([claim, equal, *others])
        assert again == first
        differing = [d for other, d in zip(others, rest, strict=True) if other != claim]
        assert len({first, *differing}) == 1 + len(differing) >= 4
        assert MODEL.digests([claim]) == [first], "whatever else there is"


def test_processes_inherit_no_diagrams(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library of diagrams has threads, which a copied process lacks: garbage of the first that
    is only found in the second would break it."""
    session = open_session([Path(__file__).parent / "small.attr"])
    checked = Checker.checked

    def checked_after_collecting(
        self: Checker, item: Checkable, stands: Stands = unheard
    ) -> Checked:
        gc.collect()
        return checked(self, item, stands)

    for _ in range(20):
        lost = Bdd()
        lost.variable(1)
        lost.__dict__["itself"] = lost
    del lost
    monkeypatch.setattr(Checker, "checked", checked_after_collecting)
    claims = session.claims()
    verdicts = list(in_processes(2, lambda: Checker(session.model), claims, Bounds()))
    assert len(verdicts) == len(claims)
