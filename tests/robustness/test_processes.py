"""Processes that are told to end, or are killed: nothing outlives them, and they end quietly."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from memattr.processes.bounds import MIB, Bounds, memory_of
from memattr.processes.pool import Came, Done, Pool, Stopped

from .processes import PATIENCE, TEXT, environment, run, words

# The decider of each claim first says which process it is, then takes long. Tests that are started
# by nohup hand on that SIGHUP is ignored, which is undone.
SLOW = """
import os, signal, time
signal.signal(signal.SIGHUP, signal.SIG_DFL)
from memattr.answers.checker import Checker
decided = Checker.decided
def slowly(self, claim, *rest):
    open(f'worker-{os.getpid()}', 'w').close()
    time.sleep(600)
    return decided(self, claim, *rest)
Checker.decided = slowly
"""


def is_alive(process: int) -> bool:
    try:
        with open(f"/proc/{process}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def eventually(condition: Callable[[], bool]) -> bool:
    """True as soon as it holds, False if it does not hold for a long time."""
    end = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


@pytest.fixture
def running(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], list[int]]]:
    """A check, with the two processes that decide for it."""
    (tmp_path / "small.attr").write_text(TEXT, encoding="utf-8")
    process = subprocess.Popen(
        words("check", "small.attr", "--jobs", "2", before=SLOW), cwd=tmp_path, text=True,
        env=environment(tmp_path), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    try:
        assert eventually(lambda: len(list(tmp_path.glob("worker-*"))) == 2)
        yield process, [int(f.name.partition("-")[2]) for f in tmp_path.glob("worker-*")]
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_no_process_outlives_the_first(
    running: tuple[subprocess.Popen[str], list[int]], number: signal.Signals
) -> None:
    process, workers = running
    assert all(map(is_alive, workers))
    process.send_signal(number)
    assert process.wait(PATIENCE) == -number
    assert eventually(lambda: not any(map(is_alive, workers)))


def test_no_process_outlives_the_one_that_collects(
    running: tuple[subprocess.Popen[str], list[int]],
) -> None:
    process, workers = running
    with open(f"/proc/{workers[0]}/stat") as file:
        parent = int(file.read().rpartition(")")[2].split()[1])
    assert parent != process.pid, "it is supervised"
    os.kill(parent, signal.SIGKILL)
    _, errors = process.communicate(timeout=PATIENCE)
    assert process.returncode == 3
    assert errors == "memattr: nothing more is decided, memory ran out (SIGKILL)\n"
    assert eventually(lambda: not any(map(is_alive, workers)))


def test_an_interruption_ends_all_of_them(
    running: tuple[subprocess.Popen[str], list[int]],
) -> None:
    process, workers = running
    for one in (process.pid, *workers, *parents(workers)):
        os.kill(one, signal.SIGINT)  # as a terminal does
    output, errors = process.communicate(timeout=PATIENCE)
    assert (process.returncode, errors) == (130, "")
    assert output == (
        "  small.attr  0 of 3 claims as expected\n0 of 3 claims as expected, 3 not decided\n"
    )
    assert eventually(lambda: not any(map(is_alive, workers)))


def parents(processes: list[int]) -> set[int]:
    found = set()
    for process in processes:
        with open(f"/proc/{process}/stat") as file:
            found.add(int(file.read().rpartition(")")[2].split()[1]))
    return found


# The describer of one policy is killed; the others go on.
DEADLY = """
import os, signal
from memattr.answers.describe import Describer
described = Describer.described
def killed(self, scopes):
    if scopes[0].name == "second":
        os.kill(os.getpid(), signal.SIGKILL)
    return described(self, scopes)
Describer.described = killed
"""


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_describer_that_dies_is_told_of(tmp_path: Path, form: str) -> None:
    policies = "".join(
        f'policy {name} of studio "Uses one brush"\n  brush = {brush}\n'
        for brush, name in enumerate(("first", "second"))
    )
    (tmp_path / "small.attr").write_text(TEXT + policies, encoding="utf-8")
    names = ("first", "second", "painter")
    done = run(tmp_path, "describe", *names, "small.attr", "--format", form, before=DEADLY)
    assert done.returncode == 3
    assert done.stderr == "memattr: second is not described, its process died: SIGKILL\n"
    if form == "json":
        assert [one["name"] for one in json.loads(done.stdout)["policies"]] == [
            "first",
            "painter",
        ]
    else:
        begins = [line.split()[0] for line in done.stdout.splitlines() if "(policy of" in line]
        assert begins == ["first", "painter"]


@pytest.mark.parametrize("hundredths", range(0, 60, 6))
def test_an_interruption_is_quiet_at_any_time(tmp_path: Path, hundredths: int) -> None:
    """From the first line of ours on; before that, Python itself is at work."""
    (tmp_path / "small.attr").write_text(TEXT, encoding="utf-8")
    code = (
        "import sys\n"
        "from memattr.command import start\n"
        "print('begun', file=sys.stderr, flush=True)\n"
        "start.main()"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, "check", "small.attr", "--no-cache"], cwd=tmp_path, text=True,
        env=environment(tmp_path), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        start_new_session=True,
    )  # fmt: skip
    assert process.stderr is not None
    assert process.stderr.readline() == "begun\n"
    # Python needs a moment to hand over.
    time.sleep(0.02 + hundredths / 100)
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=PATIENCE)
    assert errors == ""
    assert process.returncode in (0, 130)  # perhaps it was done


def test_a_folder_that_is_temporary_is_removed(tmp_path: Path) -> None:
    """A signal arrives while texts of a revision lie in it."""
    code = (
        "import os, signal, tempfile, time\n"
        "from memattr.processes.orderly_end import orderly_end\n"
        f"tempfile.tempdir = {str(tmp_path)!r}\n"
        "with orderly_end(), tempfile.TemporaryDirectory() as folder:\n"
        "    os.kill(os.getpid(), signal.SIGTERM)\n"
        "    time.sleep(60)"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False, timeout=PATIENCE)
    assert done.returncode == -signal.SIGTERM
    assert list(tmp_path.iterdir()) == []


# ---- Items within their bounds


def results(
    job: Callable[[int], object], items: list[int], count: int, bounds: Bounds
) -> list[Came]:
    def begin() -> Callable[[int, Callable[[object], None]], object]:
        def one(item: int, stands: Callable[[object], None]) -> object:
            stands(f"known of {item}")
            return job(item)

        return one

    return list(Pool(count, begin, items, bounds).results())


def test_an_item_that_takes_too_long_is_given_up_and_the_others_are_not() -> None:
    def job(item: int) -> int:
        time.sleep(600 if item in (1, 2) else 0)
        return item * item

    assert results(job, [0, 1, 2, 3, 4], 2, Bounds(seconds=1)) == [
        Done(0),
        Stopped("known of 1", "out of time after 1 s"),
        Stopped("known of 2", "out of time after 1 s"),
        Done(9),
        Done(16),
    ]


def test_an_item_that_takes_too_much_memory_is_given_up() -> None:
    def job(item: int) -> int:
        kept = []
        while item == 1:
            kept.append(bytearray(1 << 22))
            time.sleep(0.001)
        return item

    # A worker begins with what this process has.
    bound = memory_of(os.getpid()) + (1 << 28)
    found = results(job, [0, 1, 2], 1, Bounds(memory=bound))
    reason = f"out of memory at {bound // MIB} MiB"
    assert found == [Done(0), Stopped("known of 1", reason), Done(2)]


def test_an_item_whose_process_dies_is_given_up() -> None:
    def job(item: int) -> int:
        if item == 1:
            os.kill(os.getpid(), signal.SIGUSR1)
        if item == 2:
            raise MemoryError
        return item

    found = results(job, [0, 1, 2, 3], 1, Bounds())
    reasons = ["its process died: SIGUSR1", "its process died: memory ran out"]
    assert found == [
        Done(0),
        Stopped("known of 1", reasons[0]),
        Stopped("known of 2", reasons[1]),
        Done(3),
    ]


def test_a_broken_promise_is_reported() -> None:
    def job(item: int) -> int:
        raise AssertionError(f"promise {item}")

    with pytest.raises(AssertionError, match="promise 0"):
        results(job, [0], 1, Bounds())


def test_a_copy_leaves_alone_what_is_garbage_of_the_original(tmp_path: Path) -> None:
    """Whoever calls the command from a process of their own has objects of which the copy must not
    run what ends them: libraries crash where their threads are gone, and folders are removed that
    the original uses."""
    ended = tmp_path / "ended"
    code = (
        "import gc, os\n"
        "from memattr.processes.supervisor import supervised\n"
        "gc.disable()\n"
        "class Owner:\n"
        f"    def __del__(self): open({str(ended)!r}, 'a').close()\n"
        "owner = Owner()\n"
        "owner.me = owner\n"
        "del owner\n"
        "status = supervised(lambda _: gc.collect() * 0)\n"
        "os._exit(status)"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False, timeout=PATIENCE)
    assert done.returncode == 0
    assert not ended.exists()
