"""`memattr compare --tree`: what a patch of code does to the policies that read it."""

from __future__ import annotations

from collections.abc import Sequence

from memattr.answers.code_changes import CodeChange, CodeChanges, History, changes_data
from memattr.command import status
from memattr.command.code_trees import INSTALL
from memattr.command.options import only_texts, show
from memattr.formats.render import Format
from memattr.pages.code_changes_page import change_page, history_page
from memattr.pages.output import Style, output
from memattr.place import Unusable
from memattr.session import open_session
from memattr.trees.history import range_of


def compare_code(
    words: tuple[str, ...],
    text: str,
    each: bool,
    form: Format,
    forbidden: tuple[str, ...],
    style: Style,
) -> int:
    """Compares, prints, and returns the exit status: 2 if some of either side is not read,
    or with --each of the last."""
    try:
        span = range_of(text)
    except ValueError as error:
        raise Unusable(str(error)) from None
    model = open_session(only_texts(words)).model
    comparing = CodeChanges(model, span.name)
    if not comparing.files():
        raise Unusable(f"no system reads a tree '{span.name}'", "Name one that a system reads.")
    history: History | None = None
    try:
        if each:
            history = comparing.each(span)
            changes = [commit.change for commit in history.changes]
            page = history_page(model, history)
        elif span.base is None:
            raise Unusable("a range has two ends", "Write NAME=DIR@BASE..HEAD, or add --each.")
        else:
            changes = [comparing.between(span)]
            page = change_page(model, changes[0])
    except ModuleNotFoundError as error:
        raise Unusable(f"{error.name} is not installed", INSTALL) from None
    except ValueError as error:
        raise Unusable(str(error)) from None
    data = changes_data(model, changes, history)
    show(output(model, "compare-code", (page,), data), form, style)
    return _status(changes, history, forbidden)


def _status(
    changes: Sequence[CodeChange], history: History | None, forbidden: tuple[str, ...]
) -> int:
    """The worst of: a change of a kind that is forbidden, and code that is not read."""
    kinds = {kind for c in changes if c.comparison for kind in c.comparison.findings()}
    statuses = [status.UNEXPECTED] if kinds & set(forbidden) else []
    one_sided = any(len(change.changes) > len(change.values) for change in changes)
    unread = history.failures if history else changes[0].failures or one_sided
    statuses += [status.UNUSABLE] if unread else []
    return status.worst(statuses)
