"""`memattr sources`: compares the lines that policies cite with trees of source."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from memattr.answers.code import CodeAnswer
from memattr.command import status
from memattr.command.code_trees import answer_of
from memattr.command.options import format_option, only_texts, show, style_options
from memattr.command.status import guarded
from memattr.formats.render import PAGES, Format
from memattr.pages.output import Style
from memattr.place import Unusable
from memattr.session import Session, open_session
from memattr.trees.tree import Tree, tree_of


@click.command("sources")
@click.argument("texts", nargs=-1, metavar="[TEXT]...")
@click.option("--tree", "trees", multiple=True, metavar="NAME=DIR[@REV]",
              help="Where the files of a tree lie, or a git revision.")  # fmt: skip
@click.option("--record", type=click.Path(path_type=Path), metavar="FILE",
              help="Write what was read from code as a table of Markdown.")  # fmt: skip
@format_option(*PAGES, "json")
@style_options
def command(
    texts: tuple[str, ...], trees: tuple[str, ...], record: Path | None, form: Format, style: Style
) -> None:
    """Compare what policies cite and read with trees of source.

    Each reading is carried out and shown: its value, the line that decides it, and how it was got.

    A line counts as standing if its text, white space folded, occurs exactly once in the file; a
    line cited 'after' another, exactly once after that one, which must itself occur exactly once.
    It begins and ends where tokens do. A citation may hold several lines in a row: line ends are
    white space. What is cited of trees that are not given is counted."""

    def action() -> int:
        from memattr.answers.cited_lines import check_cited, cited_lines, cited_lines_data
        from memattr.pages.output import output
        from memattr.pages.sources_page import cited_lines_page, readings_page

        given = trees_given(trees)
        session = open_session(only_texts(texts))
        check_cited(session.model, session.asked, given)
        code = code_in(session, given)
        if code is None and record is not None:
            raise Unusable("nothing is read from these trees", "Give a tree that readings name.")
        answer = cited_lines(session.model, session.asked, given, code)
        pages = [cited_lines_page(answer, style.verbosity)]
        if code is not None:
            tell_failures(code, style)
            pages.append(readings_page(code))
            if record is not None and not code.failures:
                write_record(code, record)
        data = cited_lines_data(answer)
        show(output(session.model, "sources", tuple(pages), data), form, style)
        if not answer.is_readable:
            return status.UNUSABLE
        return status.EXPECTED if answer.is_expected else status.UNEXPECTED

    raise SystemExit(guarded(action))


def trees_given(named: tuple[str, ...]) -> Mapping[str, Tree]:
    """Those that are named, else those of the project. Raises Unusable."""
    try:
        return {tree.name: tree for tree in map(tree_of, named or trees_of_project())}
    except ValueError as error:
        raise Unusable(str(error)) from None


def trees_of_project() -> tuple[str, ...]:
    """Those that the project names."""
    from memattr.project.configuration import project_of

    project = project_of(Path.cwd())
    if project is None or not project.trees:
        raise Unusable("say where a tree of source lies", "Write: --tree NAME=DIR[@REV]")
    return project.trees


def code_in(session: Session, trees: Mapping[str, Tree]) -> CodeAnswer | None:
    """What is read from these trees; None if the texts read nothing there."""
    from memattr.answers.cited_lines import readings_in

    if not any(tree in trees for tree, _ in readings_in(session.model, session.asked)):
        return None
    return answer_of(session.model, trees)


def tell_failures(code: CodeAnswer, style: Style) -> None:
    """Says what was not understood."""
    from memattr.formats.text import page_lines
    from memattr.pages.code_page import failure_pages

    for page in failure_pages(code.failures):
        click.echo("\n".join(page_lines(page, style)), err=True)


def write_record(code: CodeAnswer, record: Path) -> None:
    """Writes what was read as a table of Markdown."""
    from memattr.atomic_file import replaced_text
    from memattr.formats.markdown import page_text
    from memattr.pages.sources_page import whole_record

    replaced_text(record, page_text(whole_record(code)))
