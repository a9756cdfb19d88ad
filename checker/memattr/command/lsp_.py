"""`memattr lsp`: a server that editors start, and talk to on standard input and output."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import TYPE_CHECKING

import click

from memattr.command.status import EXPECTED, UNEXPECTED, guarded
from memattr.place import Unusable

if TYPE_CHECKING:
    from memattr.answers.check import Checked
    from memattr.session import Session

# Seconds for each claim: nobody waits longer while typing.
SECONDS = 30.0


@click.command("lsp")
def command() -> None:
    """Serve an editor, on standard input and output, by the Language Server Protocol: problems and
    verdicts as you type, hover, definitions, references, rename, completion, layout.

    docs/editors.md says how editors are told of it. It needs: pip install "memattr[lsp]"."""
    raise SystemExit(guarded(run))


def run() -> int:
    """Until the editor ends the session, or is gone, which is an end as well but not a good one."""
    try:
        from memattr.editor.server import serve
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("pygls", "lsprotocol", "cattrs", "attrs"):
            raise
        message = f"the server needs {error.name}, which is not installed"
        raise Unusable(message, 'Write: python -m pip install "memattr[lsp]"') from None
    return EXPECTED if serve(decided) else UNEXPECTED


def decided(session: Session, wanted: Callable[[], bool]) -> Iterator[Checked]:
    """Every claim and stated answer of the session's files: first what was decided before, then
    the rest, decided in a process of its own; until nothing is `wanted`."""
    from memattr.answers.checker import Checker, Depth
    from memattr.command.processes import in_processes
    from memattr.command.recall import Recall
    from memattr.processes.bounds import Bounds, default_memory
    from memattr.processes.pool import NoLongerWanted

    depth = Depth(refuted=True)
    items = session.decided()
    recall = Recall(session.model, "both", depth, session.key or "")
    digests = dict(zip(map(id, items), recall.digests(items), strict=True))
    new = []
    for item in items:
        known = recall.recalled(item, digests[id(item)])
        if known is None:
            new.append(item)
        else:
            yield known
    if not new or not wanted():
        return
    # The solver is imported here once, and not in each process that decides.
    import_module("memattr.engines.smt.solver_session")
    bounds = Bounds(SECONDS, default_memory())

    def checker() -> Checker:
        return Checker(session.model, "both", SECONDS, depth)

    fresh = in_processes(1, checker, new, bounds, wanted)
    try:
        for item, checked in zip(new, fresh, strict=True):
            recall.keep(digests[id(item)], checked)
            yield checked
    except NoLongerWanted:
        pass
    finally:
        gc.unfreeze()
        recall.write()
