"""What `describe` says of a policy, for its section on a page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from memattr.model.model import Model
from memattr.questions.describe import describe
from memattr.questions.describe_markdown import DescriptionMarkdown
from memattr.questions.description import Description


def descriptions(model: Model, policies: Sequence[str]) -> Mapping[str, Description]:
    """The description of each policy, made together: they share what they have in common."""
    return dict(zip(policies, describe(model, policies), strict=True))


def meaning(model: Model, of: Description) -> Iterator[str]:
    """Guarantee, freedom, settings and support; behaviours fold, for they are many. They are those
    of the first kind of access, as in the text of `describe`."""
    writer = DescriptionMarkdown(model)
    yield from writer.results(of)
    access = of.accesses[0]
    if access.behaviours:
        name = writer.words.access(access)
        yield from ("", "<details>", f"<summary>Behaviours of a {name} access</summary>")
        yield from writer.behaviours(access)
        yield from ("", "</details>", "")
