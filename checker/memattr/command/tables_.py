"""`memattr tables`: every generated document, written or compared."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from memattr.command import status
from memattr.command.options import no_cache_option, only_texts, rules_option
from memattr.command.status import guarded, worst
from memattr.model.model import Model
from memattr.place import Unusable
from memattr.session import Session, open_session

if TYPE_CHECKING:
    from memattr.documents.document import Document

FOLDER = "tables"


@click.command("tables")
@click.option("--check", is_flag=True, help="Write nothing; exit 1 on any difference.")
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR",
              help="The folder; tables/ of the checkout unless told.")  # fmt: skip
@click.argument("texts", nargs=-1, metavar="[TEXT]...")
@no_cache_option
@rules_option
def command(
    check: bool, out: Path | None, texts: tuple[str, ...], no_cache: bool, paths: tuple[Path, ...]
) -> None:
    """Generate every document, or compare all of them with what is in the folder.

    The documents are those of the shipped texts; or of each TEXT alone: a .attr file, a folder, or
    REV:FILE."""

    def action() -> int:
        from memattr.command.earlier_answers import EarlierAnswers
        from memattr.documents import document
        from memattr.documents.generated import documents
        from memattr.documents.traceability import missing
        from memattr.language.attr_files import shipped

        given = only_texts([*texts, *map(str, paths)], with_rules=not paths)
        folder = out or home(shipped("spec").parent, bool(given.paths))
        session = open_session(given, not no_cache)
        model = own_part(session) if given.paths else session.model
        remembered = EarlierAnswers("tables", session.key is not None, document)
        digest = remembered.digest((), session.key or "", str(bool(given.paths)))
        known = remembered.recalled(digest)
        every = documents(model) if known is None else known
        if known is None:
            remembered.keep(digest, every)
            remembered.write()
        gaps = [] if given.paths else list(missing(model))
        for gap in gaps:
            click.echo(gap)
        drifted = check_all(folder, every) if check else write_all(folder, every)
        if known is not None:
            status.say_recalled("the documents are")
        return worst([drifted, *([status.UNEXPECTED] if gaps else [])])

    raise SystemExit(guarded(action))


def own_part(session: Session) -> Model:
    """What the texts that were asked for declare, and what shows policies."""
    model, own = session.model, session.asked
    claims, questions = session.claims(), session.questions()
    safety_claims = session.safety_claims()
    surveys = tuple(survey for survey in model.surveys if survey.note.place.file in own)
    tables = {
        name: table
        for name, table in model.tables.items()
        if table.rows.scopes or table.note.place.file in own
    }
    needed = {claim.scope for claim in claims} | {question.scope for question in questions}
    needed |= {table.scope for table in tables.values()}
    needed |= {claim.scope for claim in safety_claims}
    needed |= {scope for survey in surveys for scope in survey.scopes}
    needed |= {v.base for name, v in model.variants.items() if name in needed}
    scopes = {
        name: scope
        for name, scope in model.scopes.items()
        if scope.kind == "setting" or name in needed or scope.note.place.file in own
    }
    shown = {}
    for name, table in tables.items():
        kept = tuple(scope for scope in table.rows.scopes if scope in scopes)
        if kept or not table.rows.scopes:
            shown[name] = replace(table, rows=replace(table.rows, scopes=kept))
    return replace(
        model, claims=claims, questions=questions, tables=shown, scopes=scopes,
        safety_claims=safety_claims, surveys=surveys,
    )  # fmt: skip


def home(texts: Path, is_own: bool) -> Path:
    """The folder beside spec/ in a checkout; an installed package, or who names texts, has none."""
    if is_own:
        raise Unusable("say in which folder the documents of these texts are", "Write: --out DIR")
    if texts.name.startswith("_"):
        raise Unusable("there is no checkout here", "Say where: --out DIR")
    return texts / FOLDER


def write_all(folder: Path, every: tuple[Document, ...]) -> int:
    """Writes what differs, and removes generated files that no longer belong there."""
    from memattr.atomic_file import replaced_text

    changed = 0
    for document in every:
        path = folder / document.path
        if not path.is_file() or path.read_bytes() != document.text.encode():
            path.parent.mkdir(parents=True, exist_ok=True)
            replaced_text(path, document.text)
            changed += 1
    for path in foreign(folder, every):
        path.unlink()
        changed += 1
    click.echo(f"{len(every)} documents in {shown(folder)}, {changed} changed")
    return status.EXPECTED


def check_all(folder: Path, every: tuple[Document, ...]) -> int:
    """Compares each document with its file, and names the first line that differs."""
    differing = 0
    for document in every:
        path = folder / document.path
        lines = differences(path, document.text)
        if lines:
            differing += 1
            click.echo("\n".join(lines))
    for path in foreign(folder, every):
        differing += 1
        click.echo(f"{shown(path)}:1: this file is not generated any more")
    if differing:
        click.echo(f"{differing} of {len(every)} documents differ: run `memattr tables`")
        return status.UNEXPECTED
    click.echo(f"{len(every)} documents are as generated")
    return status.EXPECTED


def differences(path: Path, text: str) -> list[str]:
    """What is different in a file; nothing if it is as generated."""
    from memattr.documents.document import difference

    try:
        old = path.read_bytes().decode("utf-8", errors="replace")
    except OSError:
        return [f"{shown(path)}:1: this file is missing"]
    return list(difference(str(shown(path)), old, text))


def foreign(folder: Path, every: tuple[Document, ...]) -> list[Path]:
    """Files in the folder that say that they are generated and are not among the documents."""
    from memattr.documents.document import NOTICE

    known = {folder / document.path for document in every}
    head = NOTICE.encode()
    return [
        path
        for path in (sorted(folder.rglob("*")) if folder.is_dir() else [])
        if path not in known and path.is_file() and path.read_bytes().startswith(head)
    ]


def shown(path: Path) -> Path:
    """The path from the working folder, where that is possible."""
    try:
        return path.resolve().relative_to(Path.cwd())
    except ValueError:
        return path
