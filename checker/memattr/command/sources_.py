"""`memattr sources`: compares the lines that policies cite with trees of source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import assert_never

import click

from memattr.command import status
from memattr.command.code_trees import answer_of
from memattr.command.options import only_texts, style_options
from memattr.command.status import guarded
from memattr.model.model import Model
from memattr.pages.output import Style
from memattr.place import Unusable
from memattr.session import open_session
from memattr.sources.citation_match import (
    Changed,
    Cited,
    Moved,
    NoAnchor,
    Repeated,
    Standing,
    Stands,
    cited,
    standing,
)
from memattr.sources.read_code import readings_of, tree_name
from memattr.trees.tree import NotInTree, Tree, lines_of, tree_of

MARKS: dict[type[Standing], str] = {
    Changed: "CHANGED",
    Moved: "MOVED",
    Repeated: "STANDS TWICE",
    NoAnchor: "NO ANCHOR",
}


@click.command("sources")
@click.argument("texts", nargs=-1, metavar="[TEXT]...")
@click.option("--tree", "trees", multiple=True, metavar="NAME=DIR[@REV]",
              help="Where the files of a tree lie, or a git revision.")  # fmt: skip
@click.option("--record", type=click.Path(path_type=Path), metavar="FILE",
              help="Write what was read from code as a table of Markdown.")  # fmt: skip
@style_options
def command(
    texts: tuple[str, ...], trees: tuple[str, ...], record: Path | None, style: Style
) -> None:
    """Compare what policies cite and read with trees of source.

    Each reading is carried out and shown: its value, the line that decides it, and how it was got.

    A line counts as standing if its text, white space folded, occurs exactly once in the file; a
    line cited 'after' another, exactly once after that one, which must itself occur exactly once.
    It begins and ends where tokens do. A citation may hold several lines in a row: line ends are
    white space. What is cited of trees that are not given is counted."""
    raise SystemExit(guarded(lambda: compare(texts, trees, record, style)))


def compare(
    texts: tuple[str, ...], given: tuple[str, ...], record: Path | None, style: Style
) -> int:
    """Prints what does not stand, and returns the exit status."""
    try:
        trees = {tree.name: tree for tree in map(tree_of, given or trees_of_project())}
    except ValueError as error:
        raise Unusable(str(error)) from None
    session = open_session(only_texts(texts))
    every = [c for c in cited(session.model) if c.origin.place.file in session.asked]
    reads = [pair for pair in readings_of(session.model) if pair[1].place.file in session.asked]
    known = sorted({c.tree for c in every} | {tree_name(scope) for scope, _ in reads})
    for name in trees:
        if name not in known:
            way = f"Cited: {', '.join(known)}." if known else "They cite none."
            raise Unusable(f"no system cites a tree '{name}'", way)
    wanted = [citation for citation in every if citation.tree in trees]
    statuses = [one(citation, trees[citation.tree], style) for citation in wanted]
    stand = statuses.count(status.EXPECTED)
    click.echo(f"{stand} of {len(statuses)} cited lines stand")
    for name, number in Counter(c.tree for c in every if c.tree not in trees).items():
        lines = "line was" if number == 1 else "lines were"
        click.echo(f"{number} cited {lines} not compared: --tree {name}=DIR[@REV] is not given")
    if any(tree_name(scope) in trees for scope, _ in reads):
        statuses.append(readings(session.model, trees, record, style))
    elif record is not None:
        raise Unusable("nothing is read from these trees", "Give a tree that readings name.")
    return status.worst(statuses)


def readings(model: Model, trees: Mapping[str, Tree], record: Path | None, style: Style) -> int:
    """Carries out the readings, shows them, records them, and judges them."""
    from memattr.atomic_file import replaced_text
    from memattr.formats.markdown import page_text
    from memattr.formats.text import page_lines
    from memattr.pages.code_page import failure_pages
    from memattr.pages.readings_page import readings_page, whole_record

    answer = answer_of(model, trees)
    for page in failure_pages(answer.failures):
        click.echo("\n".join(page_lines(page, style)), err=True)
    click.echo("\n".join(page_lines(readings_page(answer), style)))
    if answer.failures:
        return status.UNUSABLE
    if record is not None:
        replaced_text(record, page_text(whole_record(answer)))
    return status.UNEXPECTED if answer.differences else status.EXPECTED


def trees_of_project() -> tuple[str, ...]:
    """Those that the project names."""
    from memattr.project.configuration import project_of

    project = project_of(Path.cwd())
    if project is None or not project.trees:
        raise Unusable("say where a tree of source lies", "Write: --tree NAME=DIR[@REV]")
    return project.trees


def one(citation: Cited, tree: Tree, style: Style) -> int:
    """Prints and judges one citation."""
    try:
        found = standing(citation.origin, lines_of(tree.read(citation.origin.file)))
    except NotInTree as error:
        click.echo(f"{head(citation)}\n  {error.message}", err=True)
        return status.UNUSABLE
    if isinstance(found, Stands):
        if style.verbosity > 0:
            click.echo(f"STANDS  {head(citation)}:{found.line}")
        return status.EXPECTED
    click.echo(f"{MARKS[type(found)]}  {head(citation)}")
    for line in complaint(citation, found):
        click.echo(f"  {line}")
    return status.UNEXPECTED


def head(citation: Cited) -> str:
    """Where the citation stands, what it is for, and the file that it cites."""
    origin = citation.origin
    return f"{citation.scope} {citation.input}  {origin.place.short}  {citation.tree}:{origin.file}"


def complaint(citation: Cited, found: Standing) -> list[str]:
    """What is expected and what is there."""
    expected = f"expected  {citation.origin.line}"
    match found:
        case Stands():
            return []
        case Changed(nearest):
            return [expected, *near(nearest)]
        case Moved(lines):
            numbers = ", ".join(map(str, lines))
            return [expected, f"after     {citation.origin.after}", f"found     on line {numbers}"]
        case Repeated(lines):
            numbers, anchor = ", ".join(map(str, lines)), citation.origin.after
            if not anchor:
                return [expected, f"found     on lines {numbers}: say after which line it is meant"]
            where = f"found     on lines {numbers}: cite a nearer anchor, or more lines of it"
            return [expected, f"after     {anchor}", where]
        case NoAnchor(count, nearest):
            after = f"after     {citation.origin.after}"
            many = "is missing" if not count else f"stands {count} times"
            return [after, f"which {many}", *(near(nearest) if not count else [])]
        case _:
            assert_never(found)


def near(nearest: tuple[int, str] | None) -> list[str]:
    """The nearest line."""
    return ["found     nothing like it"] if nearest is None else [
        f"nearest   {nearest[1]}  (line {nearest[0]})"
    ]  # fmt: skip
