"""The user's cache folder in the hands of somebody else."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from memattr import cache
from memattr.atomic_file import replacing
from memattr.language.text_snapshot import TextSnapshot

from .processes import PATIENCE, TEXT, run

TRUE, FALSE = TEXT, TEXT.replace("brush = 1", "brush = 0")
KINDS = ("parsed", "session", "verdicts", "grammar")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "small.attr").write_text(TRUE, encoding="utf-8")
    return tmp_path


def entries(folder: Path) -> dict[str, Path]:
    """The one entry of each kind."""
    files = sorted((folder / ".cache").glob("*-*.json"))
    return {file.name.partition("-")[0]: file for file in files}


def forget_what_hides(folder: Path, kind: str) -> None:
    """Removes the entries that spare a look at one of this kind."""
    hiding = {"parsed": ["session"], "grammar": ["session", "parsed"]}
    for other in hiding.get(kind, []):
        entries(folder)[other].unlink(missing_ok=True)


def recalled(folder: Path) -> int:
    """How many claims a check recalls."""
    done = run(folder, "check", "small.attr", "--format", "json")
    data = json.loads(done.stdout)
    return sum(item["recalled"] for item in [*data["claims"], *data["answers"]])


def test_what_is_recalled_is_said(folder: Path) -> None:
    first, second = (run(folder, "check", "small.attr", "-q") for _ in range(2))
    assert first.stdout == "3 of 3 claims as expected\n"
    assert second.stdout == "3 of 3 claims as expected, 3 of them recalled\n"
    assert [recalled(folder), recalled(folder)] == [0, 3]  # a wish of its own, as data


def test_what_was_stored_for_a_true_text_says_nothing_of_a_false_one(folder: Path) -> None:
    """Each entry of a true text, under the name of the same kind of entry for a false one."""
    assert run(folder, "check", "small.attr", "-v").returncode == 0
    true = {kind: file.read_bytes() for kind, file in entries(folder).items()}
    shutil.rmtree(folder / ".cache")
    (folder / "small.attr").write_text(FALSE)
    first = run(folder, "check", "small.attr", "-v")
    assert first.returncode == 1
    false = entries(folder)
    assert sorted(true) == sorted(false) == sorted(KINDS)
    for kind, file in false.items():
        file.write_bytes(true[kind])
    assert false["session"].read_bytes() == true["session"], "it is planted"
    assert run(folder, "check", "small.attr", "-v").stdout == first.stdout
    # It was written anew.
    assert false["session"].read_bytes() != true["session"]


def test_an_entry_without_the_secret_is_ignored(folder: Path) -> None:
    """Marked with what anybody can compute."""
    for kind in KINDS:
        assert run(folder, "check", "small.attr", "-q").returncode == 0
        forget_what_hides(folder, kind)
        file = entries(folder)[kind]
        key = file.stem.partition("-")[2]
        body = file.read_bytes().partition(b"\n")[2].replace(b"painter", b"printer")
        keyless = hashlib.blake2b(f"{kind} {key}\n".encode() + body, digest_size=32)
        for mark in (cache.digest_of(body), keyless.hexdigest(), ""):
            file.write_bytes(mark.encode() + b"\n" + body)
            done = run(folder, "check", "small.attr", "-v")
            assert done.returncode == 0
            assert "printer" not in done.stdout
            forget_what_hides(folder, kind)
            if kind != "verdicts":
                assert b"printer" not in file.read_bytes(), "it was written anew"


def test_a_cache_copied_from_elsewhere_is_ignored(folder: Path) -> None:
    assert run(folder, "check", "small.attr", "-q").returncode == 0
    (folder / ".state/memattr/secret").write_bytes(bytes(range(32)))  # another user
    done = run(folder, "check", "small.attr", "-q")
    assert done.stdout == "3 of 3 claims as expected\n"
    assert "3 of them recalled" in run(folder, "check", "small.attr", "-q").stdout


def test_the_secret_is_the_users_own(folder: Path) -> None:
    assert run(folder, "check", "small.attr", "-q").returncode == 0
    secret = folder / ".state/memattr/secret"
    assert secret.stat().st_mode & 0o777 == 0o600
    assert secret.parent.stat().st_mode & 0o777 == 0o700
    assert len(secret.read_bytes()) == 32
    for spoil in (lambda: secret.chmod(0o644), lambda: secret.write_bytes(b""), secret.unlink):
        before = secret.read_bytes()
        spoil()
        done = run(folder, "check", "small.attr", "-q")
        assert done.stdout == "3 of 3 claims as expected\n"
        assert secret.stat().st_mode & 0o777 == 0o600
        assert secret.read_bytes() not in (b"", before)


@pytest.mark.parametrize("spoiled", ["state", "cache"])
def test_a_folder_that_others_may_write_is_not_used(folder: Path, spoiled: str) -> None:
    assert run(folder, "check", "small.attr", "-q").returncode == 0
    (folder / (".state/memattr" if spoiled == "state" else ".cache")).chmod(0o777)
    assert run(folder, "check", "small.attr", "-q").stdout == "3 of 3 claims as expected\n"


def test_a_user_without_a_home(folder: Path) -> None:
    code = (
        "import os, pathlib\n"
        "for name in ('MEMATTR_CACHE', 'XDG_STATE_HOME', 'XDG_CACHE_HOME', 'HOME'):\n"
        "    os.environ.pop(name, None)\n"
        "def home():\n    raise RuntimeError('Could not determine home directory.')\n"
        "pathlib.Path.home = home"
    )
    done = run(folder, "check", "small.attr", "-q", before=code)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_save_between_two_looks_at_a_file(folder: Path) -> None:
    """The text changes after its digest was taken, before it would be parsed."""
    save = (
        "from memattr import cache\n"
        "read = cache.read\n"
        "def read_and_save(kind, key):\n"
        "    if kind == 'session':\n"
        f"        open('small.attr', 'w').write({TRUE!r})\n"
        "    return read(kind, key)\n"
        "cache.read = read_and_save"
    )
    (folder / "small.attr").write_text(FALSE)
    assert run(folder, "check", "small.attr", before=save).returncode == 1
    assert (folder / "small.attr").read_text() == TRUE
    (folder / "small.attr").write_text(FALSE)
    assert run(folder, "check", "small.attr", "-v").returncode == 1


def test_a_snapshot_says_the_same_again(tmp_path: Path) -> None:
    one, two = tmp_path / "one.attr", tmp_path / "two.attr"
    one.write_text("a")
    texts = TextSnapshot()
    listed, read = texts.below(tmp_path), texts.read(one)
    assert texts.beside(tmp_path) == listed == [one]
    one.write_text("b")
    two.write_text("c")
    assert (texts.below(tmp_path), texts.beside(tmp_path), texts.read(one)) == (
        [one],
        [one],
        read,
    )


def test_an_edit_of_the_checker_that_keeps_size_and_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = tmp_path / "engines" / "decide.py"
    code.parent.mkdir()
    code.write_text("PROVED = 1\n")
    monkeypatch.setattr(cache, "__file__", str(tmp_path / "cache.py"))
    before, times = cache.checker.__wrapped__(), code.stat()
    code.write_text("PROVED = 2\n")
    os.utime(code, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert code.stat().st_size == times.st_size
    assert cache.checker.__wrapped__() != before


@pytest.mark.parametrize("kind", KINDS)
def test_an_entry_that_is_no_file_is_not_waited_for(folder: Path, kind: str) -> None:
    first = run(folder, "check", "small.attr", "-v")
    forget_what_hides(folder, kind)
    file = entries(folder)[kind]
    file.unlink()
    os.mkfifo(file)
    done = run(folder, "check", "small.attr", "-v")
    assert done.stdout.partition(", 3 of them")[0].strip() == first.stdout.strip()
    assert file.is_file(), "it was written anew"


def test_a_text_that_is_no_file_is_not_waited_for(folder: Path) -> None:
    """Beside the text that is asked for, and among those of a folder."""
    os.mkfifo(folder / "other.attr")
    assert run(folder, "check", "small.attr", "-q").returncode == 0
    done = run(folder, "check", ".", "-q")
    assert done.returncode == 2
    assert "other.attr:1:1: unreadable: the file cannot be read: it is no regular file" in (
        done.stderr
    )


def test_a_text_out_of_a_pipe_is_read_once(folder: Path) -> None:
    headless = TEXT.replace('spec small "Brushes"\n', "")  # a pipe has not the name of the spec
    (folder / "headless.attr").write_text(headless)
    script = f"{sys.executable} -m memattr check -q <(cat headless.attr)"
    done = subprocess.run(
        ["bash", "-c", script], cwd=folder, capture_output=True, text=True, timeout=PATIENCE,
        env={**os.environ, "MEMATTR_CACHE": str(folder / ".cache")}, check=False,
    )  # fmt: skip
    assert (done.stdout, done.returncode) == ("3 of 3 claims as expected\n", 0), done.stderr


# ---- Files that appear whole or not at all


def test_a_process_that_is_killed_leaves_nothing(tmp_path: Path) -> None:
    code = (
        "import os, pathlib\n"
        "from memattr.atomic_file import replacing\n"
        "with replacing(pathlib.Path('out')) as stream:\n"
        "    stream.write(b'half'); stream.flush(); os.kill(os.getpid(), 9)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=False)
    assert done.returncode == -9
    if hasattr(os, "O_TMPFILE"):
        assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("nameless", [True, False])
def test_a_file_is_replaced_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, nameless: bool
) -> None:
    if not nameless:
        monkeypatch.setattr("memattr.atomic_file._nameless", lambda _: None)
    place = tmp_path / "out"
    place.write_text("old")
    place.chmod(0o640)
    with suppress(ZeroDivisionError), replacing(place) as stream:
        stream.write(b"new")
        raise ZeroDivisionError
    assert place.read_text() == "old"
    with replacing(place) as stream:
        stream.write(b"new")
        assert place.read_text() == "old"
    assert place.read_text() == "new"
    assert place.stat().st_mode & 0o777 == 0o640
    assert list(tmp_path.iterdir()) == [place]


def test_where_names_cannot_be_given_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    with replacing(tmp_path / "out") as stream:
        stream.write(b"new")
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("out", b"new")]


def test_what_was_abandoned_is_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEMATTR_CACHE", str(tmp_path / "cache"))
    cache.write("kind", "1", 1)
    old, new = tmp_path / "cache/.old.part", tmp_path / "cache/.new.part"
    old.touch()
    new.touch()
    os.utime(old, (0, 0))
    cache.write("kind", "2", 2)
    assert (old.exists(), new.exists()) == (False, True)
