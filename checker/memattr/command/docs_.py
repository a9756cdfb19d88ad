"""`memattr docs`: the marked regions of documents, filled or compared."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from memattr.command import status
from memattr.command.options import rules_option, separated
from memattr.command.status import guarded, left_out, worst
from memattr.place import Unusable

if TYPE_CHECKING:
    from memattr.documents.filling import FilledDocument


@click.command("docs")
@click.argument("words", nargs=-1, metavar="[FILE]... [TEXT]...")
@click.option("--check", is_flag=True, help="Write nothing; exit 1 with a diff on any difference.")
@rules_option
def command(words: tuple[str, ...], check: bool, paths: tuple[Path, ...]) -> None:
    """Fill regions of Markdown, HTML, reStructuredText and LaTeX with tables and verdicts.

    Without a FILE, the project's documents. Each TEXT (a .attr file, a folder, or REV:FILE) is
    added to the shipped rules.

    \b
      <!-- memattr table NAME [FORMAT] -->      .. memattr claim NAME      % memattr table NAME
      <!-- memattr end -->                      .. memattr end             % memattr end
    """

    def action() -> int:
        from memattr.documents.filling import filled
        from memattr.session import open_what_can_be

        arguments = separated(words, paths)
        files = list(map(Path, arguments.words)) or documents_of_project()
        session = open_what_can_be(arguments.given)
        documents = filled(session.model, list(dict.fromkeys(files)))
        statuses = left_out(session.problems)
        return worst([*statuses, compare(documents) if check else replace_all(documents)])

    raise SystemExit(guarded(action))


def documents_of_project() -> list[Path]:
    """Those that the project names."""
    from memattr.project.configuration import documents_of, project_of

    project = project_of(Path.cwd())
    if project is None or not project.documents:
        raise Unusable("say which document", "Write: memattr docs FILE... [TEXT]...")
    return documents_of(project)


def compare(documents: Sequence[FilledDocument]) -> int:
    """A diff for each document that has drifted."""
    from memattr.documents.document import difference

    drifted = 0
    for document in documents:
        lines = list(difference(str(document.path), document.before, document.after))
        if lines:
            drifted += 1
            click.echo("\n".join(lines))
    click.echo(f"{len(documents) - drifted} of {len(documents)} documents are up to date")
    return status.UNEXPECTED if drifted else status.EXPECTED


def replace_all(documents: Sequence[FilledDocument]) -> int:
    """Every document that has changed, after all of them are known to be writable."""
    from memattr.atomic_file import objection, replaced_text
    from memattr.place import SpecError

    changed = [document for document in documents if document.before != document.after]
    objections = [why for document in changed if (why := objection(document.path))]
    if objections:
        raise SpecError(objections)
    for document in changed:
        replaced_text(document.path, document.after)
        click.echo(f"{document.path}: filled")
    click.echo(f"{len(changed)} of {len(documents)} documents changed")
    return status.EXPECTED
