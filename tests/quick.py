"""What concerns a change, in half a minute: python tests/quick.py [REVISION]

A change is what differs from the revision, by default from where this branch left main, with files
that git does not track. It is held against the format and the rules of style, all types, and the
tests that are likely to notice: test files that changed, those that import a changed module
themselves, and those that read all texts if the language, `spec/` or `rules/` changed. A test that
the time did not suffice for is not run, and pytest says so; `make test` runs everything."""

from __future__ import annotations

import ast
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]
SECONDS = 30
# Tests that read all texts, by the folder of what changed.
READERS = {
    "spec": ["tests/language/test_shipped.py", "tests/oracle"],
    "rules": ["tests/language/test_shipped.py"],
    "checker/memattr/language": ["tests/cases", "tests/language/test_reference.py"],
}


def git(*arguments: str) -> list[str]:
    done = subprocess.run(
        ["git", *arguments], cwd=ROOT, text=True, capture_output=True, check=True
    )  # fmt: skip
    return done.stdout.splitlines()


def changed(revision: str | None) -> list[str]:
    """Paths that exist, relative to the root."""
    base = revision or git("merge-base", "HEAD", "main")[0]
    paths = git("diff", "--name-only", base) + git("ls-files", "--others", "--exclude-standard")
    return sorted({path for path in paths if (ROOT / path).exists()})


def imported(path: Path) -> Iterator[str]:
    """The modules that a file names in its imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def tests_for(paths: Sequence[str]) -> list[str]:
    """Test files and folders, those that changed first."""
    own = [path for path in paths if Path(path).name.startswith("test_")]
    modules = {
        ".".join(Path(path).relative_to("checker").with_suffix("").parts)
        for path in paths
        if path.startswith("checker/") and path.endswith(".py")
    }
    users = [
        str(file.relative_to(ROOT))
        for file in sorted((ROOT / "tests").rglob("test_*.py"))
        if not modules.isdisjoint(imported(file))
    ]
    readers = [
        reader
        for folder, files in READERS.items()
        if any(path.startswith(f"{folder}/") for path in paths)
        for reader in files
    ]
    return list(dict.fromkeys([*own, "tests/architecture", *users, *readers]))


def run(what: str, *command: str) -> None:
    """Ends this process where the command fails."""
    start = time.monotonic()
    status = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, check=False).returncode
    print(f"{what}: {time.monotonic() - start:.1f} s")
    if status:
        raise SystemExit(status)


def main() -> None:
    start = time.monotonic()
    paths = changed(sys.argv[1] if len(sys.argv) > 1 else None)
    python = [path for path in paths if path.endswith(".py")]
    print(f"{len(paths)} files changed")
    if python:
        run("format", "ruff", "format", "--check", "--quiet", *python)
        run("style", "ruff", "check", "--quiet", *python)
        run("types", "mypy", "--no-error-summary")
    left = max(5, SECONDS - int(time.monotonic() - start))
    chosen = tests_for(paths)
    print(f"tests, for {left} s at most: {' '.join(chosen)}", flush=True)
    run("tests", "pytest", "-q", "-x", "-n", "auto", "--dist", "load",
        f"--session-timeout={left}", *chosen)  # fmt: skip


if __name__ == "__main__":
    main()
