"""Small machines: claims that say nothing are vacuous, a fault in the search is noticed, and what
cannot be understood is refused with a place and a way out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from memattr.command.main import group
from memattr.engines.smt.counterexample_guided import Solver
from memattr.machines.explicit import Explorer, Reached
from memattr.machines.instances import Instance
from memattr.machines.safety_decider import SafetyDecider
from memattr.readings.diagram import Diagram
from memattr.readings.evaluate import Evaluator
from memattr.session import open_session

TEXT = """requires memattr 1.0, manual "DDI 0487 M.a.a"
enum Lamp: dark, lit
enum Who: child, parent
machine room "A lamp in a room"
  constant broken: bool
  axiom lamps_stay_off
  state lamp: Lamp = dark
  state open_door: bool = 0
  state seen: bool = 0
  action enters by each w in Who "{w} enters" when open_door or w is parent : seen = 1
  action glows when lamp is dark, not lamps_stay_off : lamp = lit
  requires enters
  step opens : open_door = 1
  step lights when not broken : lamp = lit
  step waits : seen = seen
  invariant in_the_dark : lamp is dark
procedure evening of room : opens, lights
procedure shut of room : waits
procedure quiet of room : opens
"""


def checked(tmp_path: Path, claims: str, text: str = TEXT) -> tuple[int, str]:
    path = tmp_path / "room.attr"
    path.write_text(text + claims, encoding="utf-8")
    result = CliRunner().invoke(
        group, ["check", "-v", str(path), "--no-cache"], prog_name="memattr"
    )
    return result.exit_code, result.output


@pytest.mark.parametrize(
    ("claim", "reason"),
    [
        ("given broken by evening", "the procedure never takes its step 2, lights"),
        ("by shut", "'enters' by child never happens"),
        ("given broken, not broken by quiet", "it speaks of no run that is admitted"),
    ],
)
def test_what_says_nothing_is_vacuous(tmp_path: Path, claim: str, reason: str) -> None:
    status, output = checked(tmp_path, f"prove still {claim} : in_the_dark\n")
    assert status == 1
    assert output.startswith("VACUOUS (NOT as expected)  still")
    assert reason in output


def test_a_guard_that_is_never_true_is_vacuous(tmp_path: Path) -> None:
    text = TEXT.replace("when lamp is dark, not lamps_stay_off", "when lamp is dark, lamp is lit")
    status, output = checked(tmp_path, "prove still by quiet : in_the_dark\n", text)
    assert status == 1
    assert "the guard of 'glows' is never true" in output


def test_an_axiom_that_is_dropped_changes_the_verdict(tmp_path: Path) -> None:
    claims = (
        "prove still by quiet : in_the_dark\n"
        "refute still_without by quiet dropping lamps_stay_off : in_the_dark\n"
    )
    status, output = checked(tmp_path, claims)
    assert status == 0, output
    assert "lamps_stay_off: without it, REFUTED" in output


@pytest.mark.parametrize(
    ("claims", "message"),
    [
        ("prove p by nothing_known : in_the_dark\n", "no procedure is called 'nothing_known'"),
        (
            "prove p by quiet dropping gravity : in_the_dark\n",
            "no axiom of room is called 'gravity'",
        ),
        ("procedure q of room : opens, jumps\n", "no step of room is called 'jumps'"),
        ("prove p : 1 may be 1\n", "only a machine asks what may be"),
        ("prove p dropping lamps_stay_off : 1 = 1\n", "only claims about a procedure have"),
        ("machine empty\n  axiom true_enough\n", "the machine 'empty' has no state"),
        ("refute p by quiet : in_the_dark on 1 of 2\n", "cannot have 'on N of M'"),
    ],
)
def test_what_cannot_be_understood_is_refused(tmp_path: Path, claims: str, message: str) -> None:
    status, output = checked(tmp_path, claims)
    assert status == 2
    assert message in output


def test_a_search_that_forgets_a_state_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "room.attr"
    path.write_text(TEXT + "prove still by quiet : in_the_dark\n", encoding="utf-8")
    model = open_session([path]).model
    whole = Explorer.reached

    def forgetful(self: Explorer, instance: Instance, wanted: bool) -> Reached:
        found = whole(self, instance, wanted)
        return replace(found, states=dict(list(found.states.items())[:-1]))

    monkeypatch.setattr(Explorer, "reached", forgetful)
    decider = SafetyDecider(Evaluator(model), Diagram(model), Solver(model))
    verdict = decider.decide(model.safety_claims[0])
    assert verdict.word == "ERROR"
    assert verdict.reason == "z3 objects: an event leads out of what was reached"


def test_all_problems_of_a_machine_come_at_once(tmp_path: Path) -> None:
    """And none of what only follows from one."""
    text = TEXT.replace("state open_door: bool = 0", "state open_door: Door = 0")
    text = text.replace("step waits : seen = seen", "step waits : sene = seen")
    text = text.replace("lamp = lit\n  requires", "lamp = bright\n  requires")
    status, output = checked(tmp_path, "prove still by quiet : in_the_dark\n", text)
    assert status == 2
    found = [line for line in output.splitlines() if line.startswith(str(tmp_path))]
    assert [line.split(": ", 1)[1] for line in found] == [
        "unknown-name: no type is called 'Door'",
        "unknown-name: no value of Lamp is called 'bright'",
        "unknown-name: no part of the state is called 'sene'",
    ]
