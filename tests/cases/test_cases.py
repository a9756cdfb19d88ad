"""Each case prints what its file says, and nothing else. `--update` rewrites what the files say."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from memattr.command.main import group

from .read import Case, Cases, Run, lay_out, read, written

FOLDER = Path(__file__).parent
FILES = {path.stem: path for path in sorted(FOLDER.glob("*.cases"))}
CASES = {stem: read(path) for stem, path in FILES.items()}
ALL = [
    pytest.param(stem, index, id=f"{stem}: {case.name}")
    for stem, cases in CASES.items()
    for index, case in enumerate(cases.cases)
]


def printed(run: Run) -> Run:
    """The run with what it prints now."""
    result = CliRunner().invoke(group, run.arguments(), prog_name="memattr")
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return replace(run, prints=result.output, status=result.exit_code)


@pytest.mark.parametrize(("stem", "index"), ALL)
def test_case(
    stem: str,
    index: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> None:
    cases = CASES[stem]
    case = cases.cases[index]
    lay_out(tmp_path, (*cases.shared, *case.texts))
    monkeypatch.chdir(tmp_path)
    now = tuple(map(printed, case.runs))
    assert not any("Traceback" in run.prints for run in now)
    if request.config.getoption("--update"):
        update(stem, replace(case, runs=now))
    else:
        assert now == case.runs


def update(stem: str, case: Case) -> None:
    cases = CASES[stem]
    changed = tuple(case if c.name == case.name else c for c in cases.cases)
    CASES[stem] = Cases(cases.comment, cases.shared, changed)
    FILES[stem].write_text(written(CASES[stem]), encoding="utf-8")


@pytest.mark.parametrize("stem", FILES)
def test_names_differ_and_files_are_tidy(stem: str) -> None:
    names = [case.name for case in CASES[stem].cases]
    assert len(names) == len(set(names))
    assert written(CASES[stem]) == FILES[stem].read_text(encoding="utf-8")


def test_every_code_of_the_language_is_met_in_some_case() -> None:
    language = Path(__file__).parents[2] / "checker/memattr/language"
    fails = re.compile(
        r"""(?:\bfail|\bnote|_note|refuse|_problem|Problem)\((?:[^()"']|\([^()"']*\))*?"([a-z0-9-]+)\""""
    )
    used = {
        code
        for path in language.rglob("*.py")
        for code in fails.findall(path.read_text(encoding="utf-8"))
    }
    met = {
        code
        for cases in CASES.values()
        for case in cases.cases
        for run in case.runs
        for code in re.findall(
            r"^[^\s:]+(?::\d+)?(?::\d+)?: ([a-z0-9-]+): ", run.prints, re.MULTILINE
        )
    }
    assert used - met == set()
