"""Repositories made by hand, hostile ones too."""

from __future__ import annotations

import subprocess
from pathlib import Path

HASH_BYTES = 20


class Repository:
    """A new repository in a folder; objects are written without any check of git's."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.git("init", "-q")

    def git(self, *arguments: str, data: bytes = b"") -> str:
        identity = ("-c", "user.name=t", "-c", "user.email=t@example.org")
        done = subprocess.run(
            ["git", *identity, *arguments], cwd=self.folder, input=data, check=True,
            capture_output=True,
        )  # fmt: skip
        return done.stdout.decode().strip()

    def blob(self, data: bytes) -> str:
        return self.git("hash-object", "-w", "--stdin", data=data)

    def tree(self, *entries: tuple[str, str, str]) -> str:
        """Mode, name and hash of each entry, written as they are."""
        parts = [f"{mode} {name}\0".encode() + bytes.fromhex(h) for mode, name, h in entries]
        return self.git("hash-object", "-t", "tree", "-w", "--literally", "--stdin",
                        data=b"".join(parts))  # fmt: skip

    def commit(self, tree: str, tag: str) -> str:
        found = self.git("commit-tree", tree, "-m", "one")
        self.git("tag", "-f", tag, found)
        return found

    def commit_all(self, tag: str) -> str:
        self.git("add", ".")
        self.git("commit", "-q", "-m", "one")
        self.git("tag", "-f", tag)
        return self.git("rev-parse", "HEAD")
