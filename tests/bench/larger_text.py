"""Texts as large as one likes, for the benchmark: the rules again and again under other names."""

from __future__ import annotations

import re
from pathlib import Path

DECLARED = re.compile(
    r"^(?:rules|system|policy|prove|refute|cover|find|table|define|enum|effective|show|survey"
    r"|promise|procedure)\s+(\w+)",
    re.MULTILINE,
)
# Quoted text and comments are left as they are.
SPOKEN = re.compile(r'("[^"\n]*"|#[^\n]*)')


def again(rules: Path, folder: Path, copies: int) -> None:
    """Writes so many copies of the rules into the folder, every declared name with a number."""
    texts = {path.name: path.read_text(encoding="utf-8") for path in sorted(rules.glob("*.attr"))}
    declared = {name for text in texts.values() for name in DECLARED.findall(text)}
    # A word after two blanks begins a clause, and names nothing.
    word = re.compile(rf"(?<!\n  )\b({'|'.join(sorted(declared, key=len, reverse=True))})\b")
    folder.mkdir()
    for number in range(1, copies + 1):
        for name, text in texts.items():
            parts = SPOKEN.split(text)
            parts[::2] = [word.sub(rf"\1_{number}", part) for part in parts[::2]]
            path = folder / name.replace(".attr", f"_{number}.attr")
            path.write_text("".join(parts), encoding="utf-8")


if __name__ == "__main__":
    import sys

    again(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
