"""The command with its sub-commands, each imported when it is used."""

from __future__ import annotations

import gc
import importlib
import os
from collections.abc import Sequence

import click

from memattr.command import start, status
from memattr.command.options import bounded
from memattr.command.status import guarded
from memattr.processes.supervisor import Reins
from memattr.version import VERSION

PROGRAM = "memattr"

# What a shell sets to ask for completions, by the convention of click.
COMPLETION = "_MEMATTR_COMPLETE"

COMMANDS = {
    "check": "Decide the claims of the shipped rules, or of files.",
    "eval": "Evaluate one situation, or a CSV file of them.",
    "rows": "The situations to ask an implementation about.",
    "conform": "Compare the answers of an implementation with the specification.",
    "find": "All values for which a statement holds, whatever the others do.",
    "describe": "What a policy means: results, freedom, behaviours, caveats.",
    "compare": "What changes between two policies, settings, files or revisions.",
    "decode": "What a field, a register or a descriptor says.",
    "rule": "Our sentence for an identifier of the manual, and what cites it.",
    "lint": "What the texts leave open; with --mutants, what nobody would notice.",
    "sources": "Compare cited lines of source with trees of source.",
    "table": "A declared or a typed table, proved; or a hand-written one refuted.",
    "tables": "Every generated document, written or compared.",
    "docs": "Fill the marked regions of documents, or compare them.",
    "help": "The language's reference, and every error by example.",
    "init": "Write a small project into an empty folder.",
    "list": "What the texts declare, by kind, with a sentence each.",
    "fmt": "Write texts in their one layout, or compare.",
    "lsp": "Serve an editor: problems, verdicts, hover, names, layout as you type.",
    "explore": "One page to explore every policy, without a server.",
}


class Lazy(click.Group):
    """Sub-commands live in modules of their own; the list of names is above."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"memattr.command.{cmd_name.replace('-', '_')}_")
        command = module.command
        assert isinstance(command, click.Command)
        return bounded(command)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0] if args else ""
        if name and name not in COMMANDS and not name.startswith("-"):
            from memattr.place import near

            raise click.UsageError(f"There is no command '{name}'. {near(name, COMMANDS)}".strip())
        return super().resolve_command(ctx, args)


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--version", is_flag=True, help="Print the version, the manual and the digest.")
@click.pass_context
def group(ctx: click.Context, version: bool) -> None:
    """Proves what memory attributes a stage-2 policy can yield, for every guest at once."""
    if version and ctx.invoked_subcommand is None:
        ctx.exit(0)


def command_line(arguments: Sequence[str], reins: Reins | None = None) -> int:
    """Does what the arguments ask for, bound through the reins, and returns the exit status."""
    # Diagrams are millions of tuples in no cycle: looking through them costs a tenth of the time.
    gc.set_threshold(50_000, 20, 1_000_000)

    def action() -> int:
        if list(arguments) == ["--version"]:
            return print_version()
        # A shell asks for completions without arguments; beside some, nothing keeps them from being
        # carried out.
        if (instruction := os.environ.get(COMPLETION, "")) and not arguments:
            from click.shell_completion import shell_complete

            return shell_complete(group, {}, PROGRAM, COMPLETION, instruction)
        try:
            # Not by way of `main`, which answers an interruption with an empty line.
            with group.make_context(PROGRAM, list(arguments), obj=reins) as ctx:
                code = group.invoke(ctx)
        except click.exceptions.Exit as end:
            code = end.exit_code
        except SystemExit as end:
            code = end.code
        except click.ClickException as problem:
            problem.show()
            return status.UNUSABLE
        except click.Abort:
            return status.INTERRUPTED
        return code if isinstance(code, int) else status.EXPECTED

    return status.guarded(action)


def main() -> None:
    """Entry point of the command."""
    start.main()


def print_version() -> int:
    """Tool, manual and digest of the shipped spec on one line."""

    def action() -> int:
        from memattr.session import open_session

        model = open_session(()).model
        click.echo(f"memattr {VERSION}, manual {model.manual}, spec {model.digest}")
        return 0

    return guarded(action)
