"""A browser without a window, driven by the address of a page."""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from urllib.parse import quote

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome")
OPTIONS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
SECONDS = 120
REPORT = re.compile(r'<pre id="report">(.*?)</pre>', re.DOTALL)


def browser() -> str:
    """The browser's program. Without one the test fails in CI and is skipped elsewhere."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        reason = "there is no browser: install chromium"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return found


def content(page: Path, fragment: str, folder: Path) -> str:
    """The document as it stands when its scripts have run."""
    address = f"{page.resolve().as_uri()}#{fragment}"
    command = [browser(), *OPTIONS, f"--user-data-dir={folder}", "--dump-dom", address]
    done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=True)
    return done.stdout


def reported(page: Path, cells: object, folder: Path) -> list[object]:
    """What the page says of each cell."""
    text = content(page, f"report={quote(json.dumps(cells, separators=(',', ':')))}", folder)
    found = REPORT.search(text)
    assert found is not None, text[:2000]
    answers = json.loads(html.unescape(found[1]))
    assert isinstance(answers, list)
    return answers
