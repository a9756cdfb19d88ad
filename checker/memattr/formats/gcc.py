"""A line for each finding as compilers write it, which editors understand."""

from __future__ import annotations

from memattr.pages.output import Output, Style


def text(output: Output, style: Style) -> str:
    """The findings; nothing if there is none."""
    del style
    findings = output.findings.all() if output.findings else ()
    return "".join(f"{f.place}: {f.level}: {f.message} [{f.rule}]\n" for f in findings)
