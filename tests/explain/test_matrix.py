"""Every verdict, expected or not, with the exit status of `check`; and which status wins."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from memattr.command.main import group
from memattr.engines.exact.exact_engine import Exact
from memattr.engines.replay import Replay
from memattr.engines.smt.counterexample_guided import Solver
from memattr.engines.verdict import Decided, Evidence, GaveUp, Proved, Unknown
from memattr.model.model import Claim

from .roads import written

HOLDS = "prove holds for every traveller under village given FEAT_STRICT : result is not fast\n"
WRONG = "prove wrong for person under village : result is slow\n"
FAILS = "refute fails for person under village : result is slow\n"
NEVER = "refute never_fails for person under closed given FEAT_STRICT : result is halt\n"
BY_CHOICE = (
    "refute by_choice for person under village by choice\n"
    "  given FEAT_STRICT, wish = 0b111 : result is slow\n"
)
NOT_BY_CHOICE = BY_CHOICE.replace("by_choice", "flat").replace(" by choice\n", "\n")
NO_CHOICE = "refute no_choice for person under village by choice : result is slow\n"
REACHED = "cover reached for person under village : result is fast\n".replace("reached", "met")
MISSED = "cover missed for person under closed given FEAT_STRICT : result is slow\n"
VACUOUS = (
    "prove vacuous for person under village given FEAT_STRICT, not FEAT_LIMIT\n  : result is slow\n"
)
PREMISE = "prove premise for person under closed : limit is slow implies result is slow\n"
REASON = FAILS.replace("fails", "reason").replace("is slow\n", "is slow because reached.free\n")
COUNTED = FAILS.replace("fails", "counted").replace("is slow\n", "is slow on 1 of 2\n")
EXAMPLE = "example met_example under village : wish = 0b000, traveller = person => result is halt\n"
MISTAKEN = EXAMPLE.replace("met_example", "mistaken").replace("halt", "fast")
FINDS = "find right values wish for person given FEAT_STRICT, strict, limit is fast\n" \
    "  : result is halt answer 0b000\n"  # fmt: skip
ASTRAY = FINDS.replace("right", "astray").replace("answer 0b000", "answer 0b001")


def checked(folder: Path, claims: str, *options: str) -> tuple[int, str]:
    """The exit status and all that is printed."""
    path = written(folder, claims)
    result = CliRunner().invoke(group, ["check", "-v", str(path), *options], prog_name="memattr")
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.output


@pytest.mark.parametrize(
    ("claims", "status", "printed"),
    [
        pytest.param(HOLDS, 0, "PROVED  holds", id="proved"),
        pytest.param(NEVER, 1, "PROVED (NOT as expected)  never_fails", id="proved, to refute"),
        pytest.param(FAILS, 0, "REFUTED (as expected)  fails", id="refuted"),
        pytest.param(WRONG, 1, "REFUTED (NOT as expected)  wrong", id="refuted, to prove"),
        pytest.param(BY_CHOICE, 0, "REFUTED by choice (as expected)  by_choice", id="by choice"),
        pytest.param(
            NOT_BY_CHOICE, 1, "REFUTED by choice (NOT as expected)  flat", id="by choice only"
        ),
        pytest.param(NO_CHOICE, 1, "REFUTED (NOT as expected)  no_choice", id="not by choice only"),
        pytest.param(REACHED, 0, "COVERED  met", id="covered"),
        pytest.param(MISSED, 1, "UNREACHABLE (NOT as expected)  missed", id="unreachable"),
        pytest.param(VACUOUS, 1, "VACUOUS (NOT as expected)  vacuous", id="vacuous"),
        pytest.param(PREMISE, 1, "VACUOUS (NOT as expected)  premise", id="vacuous premise"),
        pytest.param(REASON, 1, "NOT       because of reached.free alone", id="other reason"),
        pytest.param(COUNTED, 1, "NOT       on 1 of 2: it is on 8 of 28", id="other numbers"),
        pytest.param(EXAMPLE, 0, "1 of 1 examples as expected", id="example"),
        pytest.param(MISTAKEN, 1, "REFUTED (NOT as expected)  mistaken", id="wrong example"),
        pytest.param(FINDS, 0, "1 of 1 answers as expected", id="answer"),
        pytest.param(ASTRAY, 1, "astray", id="wrong answer"),
        pytest.param(HOLDS + "prove x : nothing\n", 2, "unknown-name", id="unusable"),
    ],
)
def test_verdict(tmp_path: Path, claims: str, status: int, printed: str) -> None:
    found, output = checked(tmp_path, claims)
    assert printed in output
    assert found == status, output


def always(answer: object) -> Callable[..., object]:
    """Says the same whatever it is asked."""
    return lambda *_: answer


@pytest.fixture
def no_diagrams(monkeypatch: pytest.MonkeyPatch) -> None:
    """Diagrams hit their limit."""
    monkeypatch.setattr(Exact, "decide", always((Unknown("too large"), None)))


@pytest.fixture
def no_solver(monkeypatch: pytest.MonkeyPatch) -> None:
    """The solver runs out of time."""
    monkeypatch.setattr(Solver, "decide", always(Unknown("out of time")))


@pytest.mark.usefixtures("no_diagrams", "no_solver")
def test_nobody_decides(tmp_path: Path) -> None:
    status, output = checked(tmp_path, HOLDS)
    assert status == 3
    assert "UNKNOWN (NOT as expected)  holds" in output


@pytest.mark.usefixtures("no_diagrams")
@pytest.mark.parametrize(("claims", "status"), [(HOLDS, 0), (FAILS, 0), (WRONG, 1), (VACUOUS, 1)])
def test_only_the_solver_decides(tmp_path: Path, claims: str, status: int) -> None:
    found, output = checked(tmp_path, claims)
    assert found == status
    assert "exact(" not in output


@pytest.mark.usefixtures("no_solver")
@pytest.mark.parametrize(("claims", "status"), [(HOLDS, 0), (FAILS, 0), (WRONG, 1), (VACUOUS, 1)])
def test_only_diagrams_decide(tmp_path: Path, claims: str, status: int) -> None:
    found, output = checked(tmp_path, claims)
    assert found == status
    assert "z3" not in output


def test_timeout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A deadline that has passed before the solver begins, and no other engine."""
    monkeypatch.setattr(
        "memattr.engines.smt.solver_session.monotonic", iter(range(0, 10**9, 1000)).__next__
    )
    status, output = checked(tmp_path, HOLDS, "--engine", "z3", "--timeout", "1")
    assert status == 3
    assert "UNKNOWN (NOT as expected)  holds" in output
    assert "out of time" in output


def test_undecided_probe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether anything is admitted is part of the decision: not known, nothing is."""

    def late(*_: object) -> None:
        raise GaveUp("out of time")

    monkeypatch.setattr(Solver, "_vacuous", late)
    status, output = checked(tmp_path, HOLDS, "--engine", "z3")
    assert status == 3
    assert "UNKNOWN" in output


def test_engines_disagree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault in one engine is never a verdict."""
    monkeypatch.setattr(Solver, "decide", always(Proved()))
    status, output = checked(tmp_path, FAILS)
    assert status == 4
    assert "ERROR (NOT as expected)  fails" in output
    assert "exact says refuted, z3 says proved" in output


def test_example_that_passes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor is a counterexample that the evaluator does not confirm."""
    monkeypatch.setattr("memattr.engines.decide.replayed", always(Replay("the example passes")))
    status, output = checked(tmp_path, FAILS)
    assert status == 4
    assert "the example passes" in output


UNKNOWN_ONE = HOLDS.replace("holds", "unknown_one")


@pytest.mark.parametrize(
    ("claims", "status"),
    [
        pytest.param(HOLDS + UNKNOWN_ONE, 3, id="3 before 0"),
        pytest.param(HOLDS + UNKNOWN_ONE + WRONG, 1, id="1 before 3"),
        pytest.param(UNKNOWN_ONE + WRONG + "prove x : nothing\n", 2, id="2 before 1"),
        pytest.param(UNKNOWN_ONE + WRONG + FAILS.replace("fails", "torn"), 4, id="4 before 1"),
    ],
)
def test_precedence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, claims: str, status: int
) -> None:
    """4, 2, 1, 3, 0; `unknown_one` is undecided, and over `torn` the engines disagree."""
    exact, solver = Exact.decide, Solver.decide

    def by_diagrams(self: Exact, claim: Claim) -> tuple[Decided, Evidence | None]:
        return (Unknown("too large"), None) if claim.name == "unknown_one" else exact(self, claim)

    def by_solver(self: Solver, claim: Claim) -> Decided:
        if claim.name == "torn":
            return Proved()
        return Unknown("out of time") if claim.name == "unknown_one" else solver(self, claim)

    monkeypatch.setattr(Exact, "decide", by_diagrams)
    monkeypatch.setattr(Solver, "decide", by_solver)
    assert checked(tmp_path, claims)[0] == status


def test_unusable_file_beside_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One bad file does not hide the others, and 4 comes before 2."""
    monkeypatch.setattr(Solver, "decide", always(Proved()))
    good = written(tmp_path, FAILS)
    bad = tmp_path / "bad.attr"
    bad.write_text('requires memattr 1.0, manual "Road code 2"\nnonsense\n', encoding="utf-8")
    result = CliRunner().invoke(group, ["check", "-v", str(good), str(bad)], prog_name="memattr")
    assert result.exit_code == 4
    assert "ERROR (NOT as expected)  fails" in result.output
