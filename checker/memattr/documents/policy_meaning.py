"""What `describe` says of a policy, for its section on a page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from memattr.answers.describe import describe
from memattr.answers.description import Description
from memattr.formats.markdown import block_lines
from memattr.model.model import Model
from memattr.pages.describe_page import DescriptionBlocks
from memattr.pages.page import Block, Outline


def descriptions(model: Model, policies: Sequence[str]) -> Mapping[str, Description]:
    """The description of each policy, made together: they share what they have in common."""
    return dict(zip(policies, describe(model, policies), strict=True))


def meaning(model: Model, described: Description) -> Iterator[str]:
    """Guarantee, freedom, settings and support; behaviours fold, for they are many. They are those
    of the first kind of access, as in the text of `describe`."""
    blocks = DescriptionBlocks(model, described)
    for block in blocks.results():
        yield from _lines(block)
    access = described.accesses[0]
    if access.behaviours:
        name = blocks.words.access(access)
        yield from ("", "<details>", f"<summary>Behaviours of a {name} access</summary>")
        yield from _lines(blocks.behaviour_table(access))
        yield from _lines(Outline(tuple(blocks.dependences(access))))
        yield from ("", "</details>", "")


def _lines(block: Block) -> Iterator[str]:
    for lines in block_lines(block):
        yield from ("", *lines)
