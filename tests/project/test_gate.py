"""Where patches are reviewed: the action's script, pytest's plugin, a kernel's Makefile."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent


def run(*words: str, folder: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    path = f"{BIN}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        words,
        cwd=folder,
        env={**os.environ, "PATH": path, **settings},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """An empty repository in which a project was begun."""
    assert run("git", "init", "-q", folder=tmp_path).returncode == 0
    assert run("memattr", "init", folder=tmp_path).returncode == 0
    assert run("memattr", "docs", folder=tmp_path).returncode == 0
    return tmp_path


def gate(folder: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """The steps of the action, as it would run them."""
    (step,) = re.findall(r"^      run: (.*)$", (ROOT / "action.yml").read_text(), re.MULTILINE)
    return run("bash", "-c", step, folder=folder, GITHUB_ACTION_PATH=str(ROOT), **settings)


def test_a_project_passes(repository: Path) -> None:
    done = gate(repository, MEMATTR_REPORT="report.sarif")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "::notice::4 of 4 claims, 2 of 2 promises as expected\n" in done.stdout
    assert "1 of 1 documents are up to date\n0 of 2 texts would change\n" in done.stdout
    assert json.loads((repository / "report.sarif").read_text())["runs"][0]["results"] == []


def test_a_patch_that_breaks_a_claim_does_not(repository: Path) -> None:
    text = (repository / "policies.attr").read_text()
    (repository / "policies.attr").write_text(text.replace("0b0001", "0b0011"))
    done = gate(repository, MEMATTR_REPORT="report.xml")
    assert done.returncode == 1
    assert "::error file=claims.attr,line=5,col=7,title=registers_never_gather" in done.stdout
    failures = Xml.parse(repository / "report.xml").getroot().findall(".//failure")
    assert len(failures) == 1


def test_a_text_that_cannot_be_used(repository: Path) -> None:
    (repository / "claims.attr").write_text("prove nothing\n")
    done = gate(repository)
    assert done.returncode == 2
    assert "::error file=claims.attr,line=1," in done.stdout


def test_it_is_installed_where_it_is_missing(tmp_path: Path) -> None:
    """From the action's own checkout; nothing is checked if that fails."""
    (tmp_path / "python3").write_text('#!/bin/sh\necho "$@" > asked\nexit 1\n')
    (tmp_path / "python3").chmod(0o755)
    path = f"{tmp_path}{os.pathsep}/usr/bin{os.pathsep}/bin"
    done = subprocess.run(
        ["bash", str(ROOT / "gate" / "run.sh")],
        cwd=tmp_path, env={"PATH": path}, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert (tmp_path / "asked").read_text().split()[-1] == str(ROOT)


def test_a_kernel_tree(repository: Path) -> None:
    (repository / "pt.h").write_text("#define DEVICE 1\n")
    text = (repository / "policies.attr").read_text()
    text = text.replace('the cpu lets it"', 'the cpu lets it" tree tiny at "v1"')
    text = text.replace("= 0b0001", '= 0b0001 from "pt.h" line "DEVICE 1"')
    (repository / "policies.attr").write_text(text)
    words = ("make", "-f", str(ROOT / "gate" / "kernel.mk"), "memattrcheck")
    settings = {"MEMATTR_TEXTS": "./", "MEMATTR_TREE": "tiny"}
    done = run(*words, folder=repository, **settings)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "1 of 1 cited lines stand")
    (repository / "pt.h").write_text("#define DEVICE 2\n")
    assert run(*words, folder=repository, **settings).returncode != 0


def test_hooks_run_commands_that_there_are(repository: Path) -> None:
    hooks = (ROOT / ".pre-commit-hooks.yaml").read_text()
    entries = re.findall(r"^  entry: memattr (.*)$", hooks, re.MULTILINE)
    assert len(entries) == 3
    for entry in entries:
        names = ["policies.attr"] if entry == "fmt" else []
        done = run("memattr", *entry.split(), *names, folder=repository)
        assert done.returncode == 0, done.stdout + done.stderr


# ---- pytest

SPY = """
import sys
def pytest_sessionfinish():
    ours = sorted(name for name in sys.modules if name.split(".")[0] == "memattr")
    print("MODULES", ours)
"""


def pytest_in(folder: Path) -> subprocess.CompletedProcess[str]:
    """pytest as a user runs it: the plugin is found because the package is installed."""
    words = ("pytest", "-p", "no:cacheprovider", "-q")
    return run(*words, folder=folder)


def test_claims_are_tests(repository: Path) -> None:
    done = pytest_in(repository)
    assert done.returncode == 0, done.stdout
    assert "6 passed" in done.stdout
    text = (repository / "policies.attr").read_text()
    (repository / "policies.attr").write_text(text.replace("0b0001", "0b0011"))
    done = pytest_in(repository)
    assert done.returncode == 1
    assert "1 failed, 5 passed" in done.stdout
    assert "registers_never_gather[passthrough]" in done.stdout
    assert "because   stage2_memory.device" in done.stdout
    assert "Traceback" not in done.stdout


def test_a_text_that_cannot_be_used_is_an_error_of_collection(tmp_path: Path) -> None:
    (tmp_path / "bad.attr").write_text("prove nothing\n")
    done = pytest_in(tmp_path)
    assert done.returncode == 2
    assert "bad.attr:1:14: syntax: " in done.stdout
    assert "Traceback" not in done.stdout


def test_nothing_is_imported_without_a_text(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text(SPY)
    (tmp_path / "test_one.py").write_text("def test_one():\n    pass\n")
    done = pytest_in(tmp_path)
    assert "MODULES ['memattr', 'memattr.pytest_plugin']" in done.stdout
