"""Questions about procedures: every sequence of steps is tried here by the search of these tests,
and the answers are those that neither leak nor say nothing."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path

import pytest
from click.testing import CliRunner

import memattr
from memattr.answers.procedures import ProcedureAnswer, found_procedures
from memattr.command.main import group
from memattr.engines.smt.counterexample_guided import Solver
from memattr.machines.safety_decider import SafetyDecider
from memattr.place import Unusable
from memattr.readings.diagram import Diagram
from memattr.readings.evaluate import Evaluator
from memattr.session import open_session

from .page_search import NEW, Run, State, runs, step, successors, uses

RULES = Path(__file__).resolve().parents[2] / "rules"
LIFECYCLE = RULES / "lifecycle.attr"
STEPS = {
    "remove": "remove_entry", "tlbi": "invalidate_tlb", "scrub": "scrub",
    "scrub past": "scrub_past_caches", "clean": "clean_line",
    "flush": "clean_and_invalidate_line", "invalidate": "invalidate_line", "map": "map_page",
}  # fmt: skip
BOTH = (False, True)
FIRST = State(0, "old", None, True, True, False, False, False, False, False)


@dataclass(frozen=True)
class Asked:
    """A shipped question in the terms of the search."""

    attr: int
    fwb: bool = False
    cd: bool = False
    agent: tuple[bool, ...] = BOTH
    protected: bool = True
    upgraded: bool = True
    late: bool = True

    def runs(self) -> list[tuple[Run, frozenset[str]]]:
        """Each run with what makes a state fail in it; careless tenants and careful ones."""
        found = []
        careless = frozenset({"leaked", "late"} if self.late else {"leaked"})
        for careful, fails in ((False, careless), (True, frozenset({"lost"}))):
            base = Run(uses(self.attr, self.fwb, self.cd), (), False, False, None,
                       self.protected, self.upgraded, fails)  # fmt: skip
            found += [(run, fails) for run in runs(base, BOTH, self.agent, (careful,))]
        return found


ASKED = {
    "steps_for_ram": Asked(0xF),
    "steps_for_forced_write_back": Asked(0x6, fwb=True, agent=(False,)),
    "steps_for_agents": Asked(0x6, fwb=True, agent=(True,)),
    "steps_for_cd": Asked(0x6, fwb=True, cd=True, agent=(False,)),
    "steps_for_forced_write_back_without_upgrade": Asked(
        0x6, fwb=True, agent=(False,), upgraded=False
    ),
    "steps_if_uncached_reads_find_clean_copies": Asked(0xF, protected=False, late=False),
}


class Tried:
    """All sequences of steps, one step longer each time. A sequence that fails fails however it
    goes on, since the runs of its beginning are among its own."""

    def __init__(self, asked: Asked) -> None:
        self._runs = asked.runs()
        self._closed: dict[tuple[int, frozenset[State], str], frozenset[State] | None] = {}
        self._known: dict[tuple[int, State], frozenset[State]] = {}

    def safe(self, length: int) -> list[tuple[str, ...]]:
        """Those of the length that never fail, and by which the new tenant is given the page."""
        begin = [self._after(n, frozenset({FIRST}), "") for n in range(len(self._runs))]
        kept: dict[tuple[str, ...], list[frozenset[State] | None]] = {}
        if None not in begin:
            kept[()] = begin
        for _ in range(length):
            kept = {
                (*way, name): after
                for way, states in kept.items()
                for name in STEPS
                if None not in (after := [self._after(n, s, name) for n, s in enumerate(states)])
            }
        return [way for way in kept if "map" in way]

    def _after(
        self, number: int, states: frozenset[State] | None, name: str
    ) -> frozenset[State] | None:
        """All that may be once the step is taken; None if something fails there."""
        assert states is not None, "nothing follows a failure"
        key = (number, states, name)
        if key not in self._closed:
            run, fails = self._runs[number]
            here = {after for s in states for after in step(name, s)} if name else states
            after = self._closure(run, fails, frozenset(self._kept(run, s) for s in here))
            self._closed[key] = after
        return self._closed[key]

    def _kept(self, run: Run, s: State) -> State:
        return s._replace(
            leaked=s.leaked and "leaked" in run.flags,
            wrote=s.wrote and "lost" in run.flags,
            lost=s.lost and "lost" in run.flags,
            late=s.late and "late" in run.flags,
        )

    def _closure(
        self, run: Run, fails: frozenset[str], states: frozenset[State]
    ) -> frozenset[State] | None:
        waiting, seen = list(states), set(states)
        for state in waiting:
            if any(getattr(state, flag) for flag in fails):
                return None
            new = self._successors(run, state) - seen
            seen |= new
            waiting += new
        return frozenset(seen)

    def _successors(self, run: Run, state: State) -> frozenset[State]:
        key = (id(run), state)
        if key not in self._known:
            self._known[key] = frozenset(self._kept(run, s) for s in successors(run, state))
        return self._known[key]


@pytest.fixture(scope="module")
def answers() -> dict[str, ProcedureAnswer]:
    model = open_session([LIFECYCLE]).model
    decider = SafetyDecider(Evaluator(model), Diagram(model), Solver(model))
    return {q.name: found_procedures(model, q, decider) for q in model.procedure_questions}


def test_every_shipped_question_is_tried_here(answers: dict[str, ProcedureAnswer]) -> None:
    assert answers.keys() == ASKED.keys()


@pytest.mark.parametrize("name", ASKED)
def test_every_sequence_is_tried(name: str, answers: dict[str, ProcedureAnswer]) -> None:
    answer = answers[name]
    assert answer.word == "PROVED"
    assert answer.trouble is None
    length = len(answer.found[0]) if answer.found else 5
    tried = Tried(ASKED[name])
    for shorter in range(length):
        assert tried.safe(shorter) == []
    ours = {tuple(STEPS[one] for one in way) for way in tried.safe(length)}
    assert set(answer.found) == ours
    assert len(answer.found) == len(ours)
    for one in answer.sequences:
        assert one.rests_on[0] == "z3"
        assert one.rests_on[1].startswith("search(")


def test_the_search_of_sets_is_the_search_of_runs() -> None:
    """Each sequence of at most three steps, all runs of it gone through one by one."""
    asked = ASKED["steps_for_forced_write_back"]
    tried = Tried(asked)
    for length in range(4):
        kept = {way for way in product(STEPS, repeat=length) if _never_fails(asked, way)}
        assert {way for way in kept if "map" in way} == set(tried.safe(length))


def _never_fails(asked: Asked, way: tuple[str, ...]) -> bool:
    for bare, fails in asked.runs():
        run = replace(bare, steps=way)
        waiting, seen = [FIRST], {FIRST}
        for state in waiting:
            if any(getattr(state, flag) for flag in fails):
                return False
            new = set(successors(run, state)) - seen
            seen |= new
            waiting += new
    return True


def test_an_answer_tells_why_each_step_is_there(answers: dict[str, ProcedureAnswer]) -> None:
    answer = answers["steps_for_forced_write_back"]
    assert [(one.step, one.word, one.events) for one in answer.left_out] == [
        ("remove_entry", "REFUTED", 4),
        ("invalidate_tlb", "REFUTED", 4),
        ("scrub", "REFUTED", 4),
        ("map_page", "VACUOUS", None),
    ]
    assert answer.sequences[0].axioms == ("guest_invalidate_cleans",)
    assert answer.shorter == sum(8**length for length in range(4))
    assert NEW not in {one.word for one in answer.left_out}


# ---- Asked in text, on the command line, and from Python

LAMP = """requires memattr 1.0, manual "DDI 0487 M.a.a"
enum Who: child, parent
machine room "A lamp in a room"
  constant broken: bool
  state open_door: bool = 0
  state lit: bool = 0
  state seen: bool = 0
  action enters by each w in Who "{w} enters" when open_door or w is parent
    : seen = seen or lit
  requires enters
  step opens "the door opens" : open_door = 1
  step lights "the lamp is lit" when open_door, not seen : lit = 1
  step shuts "the door is shut" : open_door = 0
  invariant in_the_dark "Nobody is seen" : not seen
  invariant open_at_last : not lit or open_door
"""


def asked_of(tmp_path: Path, text: str, *words: str) -> tuple[int, str]:
    path = tmp_path / "room.attr"
    path.write_text(text, encoding="utf-8")
    result = CliRunner().invoke(group, [*words, str(path)], prog_name="memattr")
    return result.exit_code, result.output


def test_a_typed_question(tmp_path: Path) -> None:
    status, output = asked_of(tmp_path, LAMP, "find", "procedure of room : in_the_dark")
    assert status == 0
    assert output == (
        "  wanted    in_the_dark, always\n"
        "  assuming  nothing\n"
        "  machine   room\n"
        "  answer    opens\n"
        "  others    none of the 1 shorter sequence is safe\n"
        "  needed    without opens: VACUOUS, 'enters' by child never happens\n"
        "  rests on  z3, search(2 states)\n"
    )


def test_none_is_safe(tmp_path: Path) -> None:
    text = LAMP.replace("state lit: bool = 0", "state lit: bool = 1")
    status, output = asked_of(tmp_path, text, "find", "procedure of room : in_the_dark")
    assert status == 0
    assert "answer    none, of however many steps" in output


def test_a_question_of_which_every_answer_would_say_nothing(tmp_path: Path) -> None:
    status, output = asked_of(
        tmp_path, LAMP, "find", "procedure of room given broken, not broken : not seen"
    )
    assert status == 1
    assert "VACUOUS   it speaks of no run that is admitted" in output


@pytest.mark.parametrize(
    ("answer", "status", "says"),
    [
        ("opens", 0, "1 of 1 answers as expected"),
        ("(opens, shuts)", 1, "opens, shuts: no answer"),
        ("none", 1, "opens: left out"),
        ("(opens, jumps)", 2, "no step of room is called 'jumps'"),
    ],
)
def test_a_stated_answer_is_checked(tmp_path: Path, answer: str, status: int, says: str) -> None:
    text = LAMP + f"find dark procedure of room : in_the_dark answer {answer}\n"
    found, output = asked_of(tmp_path, text, "check")
    assert (found, says in output) == (status, True), output


@pytest.mark.parametrize(
    ("question", "message"),
    [
        ("procedure of car : in_the_dark", "no machine is called 'car'"),
        ("procedure of room : bright", "no value is called 'bright'"),
        ("procedure of room by evening : in_the_dark", "cannot have 'by': it asks for procedures"),
        ("procedure of room for each w in Who : in_the_dark", "cannot have 'for each'"),
        ("procedure of room by choice : in_the_dark", "cannot have 'by choice'"),
    ],
)
def test_what_cannot_be_asked(tmp_path: Path, question: str, message: str) -> None:
    status, output = asked_of(tmp_path, LAMP, "find", question)
    assert status == 2
    assert message in output


def test_a_question_without_an_answer_is_said_to_decide_nothing(tmp_path: Path) -> None:
    text = LAMP + "prove p by q : in_the_dark\nprocedure q of room : opens\n"
    text += "find dark procedure of room : in_the_dark\n"
    status, output = asked_of(tmp_path, text, "check")
    assert status == 0
    assert "the question dark states no answer, so nothing is decided" in output


def test_other_formats(tmp_path: Path) -> None:
    question = "procedure of room : in_the_dark"
    _, data = asked_of(tmp_path, LAMP, "find", question, "--format", "json")
    assert json.loads(data)["sequences"][0]["steps"] == ["opens"]
    _, page = asked_of(tmp_path, LAMP, "find", question, "--format", "markdown")
    assert "opens" in page


def test_from_python(tmp_path: Path) -> None:
    path = tmp_path / "room.attr"
    path.write_text(LAMP + "find dark procedure of room : in_the_dark answer opens\n")
    texts = memattr.load(path)
    assert memattr.find_procedures(texts, "dark").sequences == (("opens",),)
    (checked,) = memattr.check(texts)
    assert (checked.name, checked.verdict, checked.expected) == ("dark", "PROVED", True)
    with pytest.raises(Unusable, match="asks for procedures"):
        memattr.find(texts, "dark")
