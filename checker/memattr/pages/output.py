"""All that a format may write of an answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

# Help and completions name styles and formats, and answer nothing.
if TYPE_CHECKING:
    from memattr.answers.data import Data, Provenance
    from memattr.model.model import Model
    from memattr.pages.findings import Findings
    from memattr.pages.page import Page


@dataclass(frozen=True)
class Style:
    """Columns of text, colour, and how much of an answer is shown: -1 quiet, 0, 1 and 2 verbose."""

    width: int = 76
    color: bool = False
    verbosity: int = 0


@dataclass(frozen=True)
class Output:
    """Pages for readers, data for programs, findings for tools that have a use for them."""

    pages: tuple[Page, ...]
    data: Data
    origin: Provenance
    findings: Findings | None = None


def output(model: Model, kind: str, pages: tuple[Page, ...], data: Data) -> Output:
    """An answer of a kind, its data with their schema and what they were made from."""
    from memattr.answers.data import head, provenance_of

    return Output(pages, {**head(model, f"memattr/{kind}/1"), **data}, provenance_of(model))
