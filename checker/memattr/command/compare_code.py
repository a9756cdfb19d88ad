"""`memattr compare --tree`: what a patch of code does to the policies that read it."""

from __future__ import annotations

from memattr.answers.code_changes import CodeChange, CodeChanges
from memattr.answers.comparison import comparison_data
from memattr.answers.data import Data
from memattr.command import status
from memattr.command.code_trees import INSTALL
from memattr.command.options import only_texts, show
from memattr.formats.render import Format
from memattr.model.model import Model
from memattr.pages.code_changes_page import change_page, history_page
from memattr.pages.output import Style, output
from memattr.place import Unusable
from memattr.session import open_session
from memattr.sources.read_code import Value
from memattr.trees.history import range_of


def compare_code(
    words: tuple[str, ...],
    text: str,
    each: bool,
    form: Format,
    forbidden: tuple[str, ...],
    style: Style,
) -> int:
    """Compares, prints, and returns the exit status: 2 if some of either side is not read."""
    try:
        span = range_of(text)
    except ValueError as error:
        raise Unusable(str(error)) from None
    model = open_session(only_texts(words)).model
    comparing = CodeChanges(model, span.name)
    if not comparing.files():
        raise Unusable(f"no system reads a tree '{span.name}'", "Name one that a system reads.")
    try:
        if each:
            history = comparing.each(span)
            changes = [found.change for found in history.changes]
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
    data = {"changes": [_data(model, change) for change in changes]}
    show(output(model, "compare-code", (page,), data), form, style)
    found = {kind for c in changes if c.comparison for kind in c.comparison.findings()}
    statuses = [status.UNEXPECTED] if found & set(forbidden) else []
    if not each and (changes[0].failures or len(changes[0].changes) > len(changes[0].values)):
        statuses.append(status.UNUSABLE)
    return status.worst(statuses)


def _data(model: Model, change: CodeChange) -> Data:
    return {
        "before": change.before,
        "after": change.after,
        "same": change.same,
        "not_read": len(change.failures),
        "values": [
            {
                "scope": found.after.scope,
                "input": found.after.reading.input,
                "before": found.before.value if isinstance(found.before, Value) else None,
                "after": found.after.value if isinstance(found.after, Value) else None,
            }
            for found in change.changes
        ],
        "comparison": comparison_data(model, change.comparison) if change.comparison else None,
    }
