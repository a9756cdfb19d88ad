"""The version of the tool, and of the language that it reads."""

from __future__ import annotations

VERSION = "2.0.0.dev0"
# Texts that an earlier version could read are read as they were, from this one on.
OLDEST = (1, 0)


def language_version() -> tuple[int, int]:
    """Major and minor version of the language, which are the tool's."""
    major, minor, *_ = VERSION.split(".")
    return int(major), int(minor)
