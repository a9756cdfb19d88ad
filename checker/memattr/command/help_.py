"""`memattr help`: the reference of the language and every error by example, offline."""

from __future__ import annotations

import click

from memattr.command.status import EXPECTED, guarded

PROJECT = "project"
TEXT = """A project names its texts once, in memattr.toml or in [tool.memattr] of pyproject.toml:

  texts = ["policies.attr", "claims"]      files and folders of the language
  trees = { linux = "../linux@v6.12" }     what `memattr sources` compares with
  documents = ["docs/*.md"]                what `memattr docs` fills

Paths are relative to the file, which is looked for up to the top of the repository. Then `check`,
`describe`, `compare` and the others need no text; one that is named replaces the project's.

  memattr check, docs --check, fmt --check   the gate
  memattr list KIND                          the names that commands take
  memattr explore --out page.html            a page to look around in"""


@click.command("help")
@click.argument("name", required=False, metavar="[TOPIC|CODE]")
def command(name: str | None) -> None:
    """A topic of the language's reference, or an example of the error with a code, as it is printed
    after the place of a problem. Without a name, all of them."""
    raise SystemExit(guarded(lambda: listed() if name is None else shown(name)))


def listed() -> int:
    """Every topic and every code."""
    from textwrap import wrap

    from memattr.project.help_topics import errors, topics

    rows = {PROJECT: "What a project of your own names once"}
    rows |= {one.name: one.title for one in topics().values()}
    width = max(map(len, rows))
    click.echo("\n".join(f"{name:<{width}}  {title}" for name, title in rows.items()))
    click.echo("\nCodes of errors, each with an example:")
    click.echo("\n".join(wrap(", ".join(errors()), 76, break_on_hyphens=False)))
    return EXPECTED


def shown(name: str) -> int:
    """One of them."""
    from memattr.place import Unusable
    from memattr.project.help_topics import topic

    if name == PROJECT:
        click.echo(TEXT)
        return EXPECTED
    root = click.get_current_context().find_root().command
    if isinstance(root, click.Group) and name in root.list_commands(click.get_current_context()):
        with_options = f"What it does, and its options: memattr {name} --help"
        try:
            entry = topic(name)
        except Unusable:
            click.echo(with_options)
            return EXPECTED
        click.echo(f"{entry.title}\n\n{entry.text}\n\n{with_options}")
        return EXPECTED
    entry = topic(name)
    click.echo(f"{entry.title}\n\n{entry.text}")
    return EXPECTED
