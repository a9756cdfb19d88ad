"""`memattr --version`"""

from __future__ import annotations

import click

from memattr.command.status import guarded


def print_version() -> int:
    """Tool, manual and digest of the shipped spec on one line."""

    def action() -> int:
        from importlib.metadata import version

        from memattr.session import open_session

        model = open_session(()).model
        click.echo(f"memattr {version('memattr')}, manual {model.manual}, spec {model.digest}")
        return 0

    return guarded(action)
