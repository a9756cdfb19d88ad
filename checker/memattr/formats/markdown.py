"""A run as a page: what is not as expected in full, everything else in a table."""

from __future__ import annotations

from memattr.formats.findings import Details, findings, summary
from memattr.formats.values import Data


def text(data: Data, details: Details) -> str:
    """The page."""
    versions = data["versions"]
    lines = [f"# {summary(data)}", ""]
    for finding in findings(data):
        where, message = finding.position, _cell(finding.message)
        lines += [f"## {_cell(finding.rule)}", "", f"{where}: {message}", ""]
        more = details.get(finding.rule) or finding.help
        if more:
            lines += ["```text", more, "```", ""]
    lines += ["| claim | verdict | came out | says | place |", "|---|---|---|---|---|"]
    lines += [_row(claim) for claim in [*data["claims"], *data["answers"]]]
    names = {"memattr": versions["memattr"], "manual": versions["manual"], "spec": data["digest"]}
    origin = ", ".join(f"{name} {value}" for name, value in names.items() if value)
    return "\n".join([*lines, "", origin, ""])


def _row(claim: Data) -> str:
    place = f"{claim['place']['file']}:{claim['place']['line']}"
    says = claim["sentence"] or " and ".join(claim["says"])
    expected = "as expected" if claim["expected"] else "**otherwise**"
    cells = (f"`{claim['name']}`", claim["verdict"], expected, _cell(says), place)
    return f"| {' | '.join(cells)} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;").replace("\n", " ")
