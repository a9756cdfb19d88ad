"""A line for each finding as compilers write it, which editors understand."""

from __future__ import annotations

from memattr.formats.findings import Details, findings
from memattr.formats.values import Data


def text(data: Data, details: Details) -> str:
    """The findings; nothing if there is none."""
    del details
    return "".join(f"{f.position}: {f.level}: {f.message} [{f.rule}]\n" for f in findings(data))
