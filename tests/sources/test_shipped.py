"""What the shipped rules cite and read: that it is told apart when trees have none of it."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from memattr.command.main import group
from memattr.session import open_session
from memattr.sources.citation_match import Changed, Stands, cited, standing
from memattr.sources.read_code import readings_of, tree_name

DEFINED = "#define MATTR_DEV 0x1"


def test_every_cited_line_stands_in_a_file_that_has_it() -> None:
    citations = cited(open_session([]).model)
    assert DEFINED in {citation.origin.line for citation in citations}
    for citation in citations:
        origin = citation.origin
        lines = [origin.after, f"\t{origin.line}"]
        assert isinstance(standing(origin, lines), Stands)
        assert isinstance(standing(origin, [origin.after, f"{origin.line}0"]), Changed)


def test_every_tree_that_is_public_is_read() -> None:
    model = open_session([]).model
    trees = {tree_name(scope) for scope, _ in readings_of(model)}
    assert trees == {"xen", "linux", "bao", "rmm", "sel4", "hafnium", "hvisor"}


def test_a_tree_without_the_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "src/arch/armv8").mkdir(parents=True)
    run = CliRunner().invoke(
        group, ["check", "-v", "--tree", f"bao={tmp_path}"], prog_name="memattr"
    )
    assert run.exit_code == 2
    assert "the tree 'bao' gives no src/lib/inc/util.h: No such file or directory" in " ".join(
        run.output.split()
    )
    assert "nothing is decided: 15 of 15 values were not read" in run.output
