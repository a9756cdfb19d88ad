"""An entry of the manual -> lines of text, or data for JSON."""

from __future__ import annotations

from memattr.questions.lines import headed, row, wrapped
from memattr.questions.rule import RuleEntry


def rule_lines(of: RuleEntry, width: int) -> list[str]:
    """The sentence, and what cites it, kind by kind."""
    identifier = of.identifier
    lines = [headed(identifier.name, identifier.note.place.short, width)]
    if identifier.note.words:
        lines += [f"  {line}" for line in wrapped(identifier.note.words, width - 2)]
    if of.alike:
        lines += row("also", ", ".join(of.alike), width)
    if identifier.out_of_scope:
        lines += row("left out", identifier.out_of_scope, width)
    if not of.citations:
        return [*lines, *row("cited by", "nothing", width)]
    for kind in dict.fromkeys(citation.kind for citation in of.citations):
        found = [citation for citation in of.citations if citation.kind == kind]
        lines.append(f"  {kind if len(found) == 1 else _plural(kind)}")
        for citation in found:
            lines.append("    " + headed(citation.name, citation.note.place.short, width - 4))
            lines += [f"      {line}" for line in wrapped(citation.note.words, width - 6)]
    return lines


def rule_data(of: RuleEntry) -> dict[str, object]:
    """Everything, for JSON."""
    return {
        "identifier": of.identifier.name,
        "words": of.identifier.note.words,
        "place": of.identifier.note.place.short,
        "also": list(of.alike),
        "out_of_scope": of.identifier.out_of_scope or None,
        "cited_by": [
            {
                "kind": citation.kind,
                "name": citation.name,
                "words": citation.note.words,
                "place": citation.note.place.short,
            }
            for citation in of.citations
        ],
    }


def _plural(kind: str) -> str:
    return kind if kind == "impossible" else f"{kind}s"
