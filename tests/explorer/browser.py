"""A browser without a window, driven through its debugging pipe: one page, as a reader has it."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome")
OPTIONS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--remote-debugging-pipe", "about:blank",
)  # fmt: skip
SECONDS = 120
# The browser reads its orders from 3 and answers on 4.
WIRED = ["bash", "-c", 'orders=$1 answers=$2; shift 2; exec "$@" 3<&"$orders" 4>&"$answers"', "-"]
HIGH = 64
KEYS = {"Enter": 13, "Escape": 27, "ArrowDown": 40, "ArrowRight": 39, "Tab": 9}
TEXTS = {"Enter": "\r"}
MIDDLE = """(it) => { it.scrollIntoView({ block: "center" });
  const box = it.getBoundingClientRect();
  return [box.x + box.width / 2, box.y + box.height / 2]; }"""
PICK = """(it, value) => { it.focus(); it.value = value;
  it.dispatchEvent(new Event("change", { bubbles: true })); }"""
WIDE, PHONE = (1200, 900), (390, 844)


def browser() -> str:
    """The browser's program. Without one the test fails in CI and is skipped elsewhere."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        reason = "there is no browser: install chromium"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return found


class Tab:
    """One page of a running browser."""

    def __init__(self, orders: int, answers: int) -> None:
        self._orders, self._answers, self._rest = orders, answers, b""
        self._number, self._session = 0, ""
        targets = self.ask("Target.getTargets")["targetInfos"]
        assert isinstance(targets, list)
        page = next(target["targetId"] for target in targets if target["type"] == "page")
        self._session = str(
            self.ask("Target.attachToTarget", targetId=page, flatten=True)["sessionId"]
        )

    def ask(self, method: str, **arguments: object) -> Mapping[str, object]:
        """The answer to one order; what the browser tells unasked is passed over."""
        self._number += 1
        order = {"id": self._number, "method": method, "params": arguments}
        to = {"sessionId": self._session} if self._session else {}
        os.write(self._orders, json.dumps({**order, **to}).encode() + b"\0")
        while (answer := json.loads(self._message())).get("id") != self._number:
            pass
        assert "result" in answer, (method, answer)
        result = answer["result"]
        assert isinstance(result, dict)
        return result

    def _message(self) -> bytes:
        while b"\0" not in self._rest:
            more = os.read(self._answers, 1 << 20)
            assert more, "the browser has gone"
            self._rest += more
        found, self._rest = self._rest.split(b"\0", 1)
        return found

    def value(self, script: str) -> object:
        """What the script gives on the page, as plain data."""
        done = self.ask(
            "Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True
        )
        assert "exceptionDetails" not in done, (script, done)
        result = done["result"]
        assert isinstance(result, dict)
        return result.get("value")

    def open(
        self, page: Path, fragment: str = "", size: tuple[int, int] = WIDE, scheme: str = "light"
    ) -> None:
        """Loads the page anew at the fragment, in a window of the size."""
        width, height = size
        self.ask("Emulation.setDeviceMetricsOverride", width=width, height=height,
                 deviceScaleFactor=1, mobile=size == PHONE)  # fmt: skip
        wanted = [{"name": "prefers-color-scheme", "value": scheme}]
        self.ask("Emulation.setEmulatedMedia", features=wanted)
        self.go("about:blank")
        self.go(f"{page.resolve().as_uri()}#{fragment}")

    def go(self, address: str) -> None:
        """Loads the address and waits until its scripts have run."""
        self.ask("Page.navigate", url=address)
        limit, there = time.monotonic() + SECONDS, f"location.href.startsWith({address[:40]!r})"
        while not self.value(f'document.readyState === "complete" && {there}'):
            assert time.monotonic() < limit, address
            time.sleep(0.02)

    def press(self, key: str) -> None:
        """One key, as the keyboard gives it."""
        for kind, text in (("keyDown", TEXTS.get(key, "")), ("keyUp", "")):
            self.ask("Input.dispatchKeyEvent", type=kind, key=key, code=key, text=text,
                     windowsVirtualKeyCode=KEYS[key])  # fmt: skip

    def click(self, selector: str) -> None:
        """The mouse, in the middle of what is selected."""
        at = self.value(f"({MIDDLE})({selected(selector)})")
        assert isinstance(at, list), selector
        for kind in ("mousePressed", "mouseReleased"):
            self.ask("Input.dispatchMouseEvent", type=kind, x=at[0], y=at[1], button="left",
                     clickCount=1)  # fmt: skip

    def choose(self, selector: str, value: str) -> None:
        """Picks an option as a reader does: focus, value, and the event that follows."""
        self.value(f"({PICK})({selected(selector)}, {json.dumps(value)})")


def selected(selector: str) -> str:
    """The script for what is selected."""
    return f"document.querySelector({json.dumps(selector)})"


@contextmanager
def running(folder: Path) -> Iterator[Tab]:
    """A browser with its profile in the folder; it ends with the block."""
    program = browser()
    pipes = [*os.pipe(), *os.pipe()]
    high = [fcntl.fcntl(end, fcntl.F_DUPFD, HIGH) for end in pipes]
    for end in pipes:
        os.close(end)
    theirs, ours = (high[0], high[3]), (high[1], high[2])
    command = [
        *WIRED,
        str(theirs[0]),
        str(theirs[1]),
        program,
        *OPTIONS,
        f"--user-data-dir={folder}",
    ]
    process = subprocess.Popen(
        command, pass_fds=theirs, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    for end in theirs:
        os.close(end)
    try:
        tab = Tab(*ours)
        yield tab
        tab.ask("Browser.close")
    finally:
        for end in ours:
            os.close(end)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
