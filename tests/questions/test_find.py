"""`find`: solutions, their order, why others fail, stated answers, errors."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from memattr.answers.find import FindAnswer
from memattr.answers.finder import Finder, asked_question, claim_of
from memattr.engines.smt.counterexample_guided import Solver
from memattr.engines.smt.enumeration import standings
from memattr.formats.text import page_lines
from memattr.model.model import Question
from memattr.pages.find_page import find_page, solution_texts
from memattr.pages.output import Style
from memattr.place import SpecError

from .shared import QUESTIONS, XEN, run, session

HEAD = 'requires memattr 1.0, manual "DDI 0487 M.a.a"\nimport result\n'
MODEL = session(QUESTIONS).model
FINDER = Finder(MODEL)


def asked(text: str, *paths: Path) -> FindAnswer:
    model, question, _ = asked_question(paths or (QUESTIONS,), text)
    assert isinstance(question, Question)
    return Finder(model).find(question)


def answer_to(name: str) -> FindAnswer:
    return FINDER.find(next(q for q in MODEL.questions if q.name == name))


@pytest.mark.parametrize("name", [question.name for question in MODEL.questions])
def test_declared_answers_are_right(name: str) -> None:
    answer = answer_to(name)
    assert answer.word == "PROVED"
    assert answer.verified
    assert answer.trouble is None


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("which_forces_write_back", {0b0110, 0b1110}),
        ("which_keeps_stage1", {0b1111}),
        ("which_keeps_stage1_given_no_tag_access", {0b0100, 0b1111}),
        ("which_keeps_stage1_with_fwb", {0b0111, 0b1111}),
        ("which_keeps_stage1_but_adds_no_tag_access", {0b0100}),
        ("which_keeps_stage1_but_adds_no_tag_access_with_fwb", {0b1111}),
        ("which_is_never_cacheable", {0, 1, 2, 3, 5}),
        ("which_can_be_shared", {0, 1, 2, 3, 5, 15}),
        ("which_can_be_shared_but_adds_no_tag_access", {15}),
    ],
)
def test_what_must_be_shown(name: str, values: set[int]) -> None:
    answer = answer_to(name)
    assert {value for (value,) in answer.values} == values
    failing = {value for group in answer.failures for (value,) in group.values}
    assert failing == set(range(16)) - values, "every other candidate has a counterexample"


def test_not_shared_on_what_fwb_hypervisors_use() -> None:
    failing = {v for g in answer_to("which_can_be_shared").failures for (v,) in g.values}
    assert {6, 7} <= failing


def test_most_freedom_comes_first() -> None:
    """Of the values that are never cacheable, 0101 leaves most; Device types are a chain."""
    answer = answer_to("which_is_never_cacheable")
    assert [group.values for group in answer.solutions] == [((v,),) for v in (5, 3, 2, 1, 0)]
    sizes = [group.results or 0 for group in answer.solutions]
    assert sizes == sorted(sizes, reverse=True)
    assert all(3 in group.less_than or i < 4 for i, group in enumerate(answer.solutions))


def test_answers_that_cannot_be_compared_say_so() -> None:
    answer = asked("MAIR for data under p2m_ram_rw : result.memory is Device", XEN)
    assert [group.values for group in answer.solutions] == [((4,),), ((8,),), ((12,),), ((0,),)]
    assert answer.solutions[1].unlike == (0,)
    assert answer.solutions[3].less_than == (0, 1, 2)
    text = "\n".join(page_lines(find_page(MODEL, answer), Style()))
    assert "not comparable with 1" in text


def test_several_names_are_merged() -> None:
    answer = asked("MemAttr, SH2 for data given FWB, VM, not HCR_CD : result.memory is Normal")
    texts = solution_texts(MODEL, ("MemAttr", "SH2"), answer.values)
    assert texts == ["MemAttr = 0b0110 or 0b1110, SH2 = any"]


def test_no_solution_has_reasons() -> None:
    answer = answer_to("which_forces_write_back_without_fwb")
    assert not answer.solutions
    assert sum(len(group.values) for group in answer.failures) == answer.candidates == 16
    assert not answer.vacuous


def test_candidates_that_are_not_admitted() -> None:
    """With HCR_DC=1 the effective M is 0, so no walk is possible: nothing follows from that."""
    answer = asked("SCTLR_M for walk given HCR_VM, not HCR_DC : result is Attributes or HCR_VM")
    assert answer.not_admitted == ((0,),)
    assert answer.values == ((1,),)


def test_the_solver_is_asked_about_each_candidate() -> None:
    question = next(q for q in MODEL.questions if q.name == "which_forces_write_back")
    every = [(value,) for value in range(16)]
    said = standings(Solver(MODEL), claim_of(question), question.found, every)
    assert said == answer_to(question.name).standings()


def test_disagreement_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    import memattr.engines.smt.enumeration as candidates

    monkeypatch.setattr(
        candidates, "standings", lambda *_: {(value,): "fails" for value in range(16)}
    )
    answer = answer_to("which_forces_write_back")
    assert answer.trouble is not None and "MemAttr=6" in answer.trouble
    assert answer.word == "ERROR"


def test_every_failing_example_fails() -> None:
    """Each candidate of a group fails in the group's situation, read by the evaluator."""
    from memattr.engines.assumptions import admission
    from memattr.model.expressions import And
    from memattr.readings.nondeterminism import permitted

    answer = answer_to("which_can_be_shared")
    claim = claim_of(answer.question)
    sides = (And(admission(MODEL, claim)), claim.body)
    for group in answer.failures:
        for (value,) in group.values:
            inputs = {**dict(group.example.inputs), "MemAttr": value}
            outcomes = permitted(FINDER.evaluator, sides, inputs)
            assert (1, 0) in outcomes


# ---- Stated answers


def test_check_decides_stated_answers(tmp_path: Path) -> None:
    body = "for data given FWB, VM, not HCR_CD : result.memory is Normal(inner: WB, outer: WB)"
    file = tmp_path / "stated.attr"
    file.write_text(
        f"{HEAD}"
        f"find right values MemAttr {body}\n  answer 0b0110, 0b1110\n"
        f"find wrong values MemAttr {body}\n  answer 0b0110, 0b0111\n"
        f"find empty values MemAttr for data given FWB, not FWB : result is Attributes\n"
        f"  answer none\n"
    )
    status, out, _ = run("check", "-v", str(file))
    assert status == 1
    assert "PROVED  right" in out
    assert "REFUTED (NOT as expected)  wrong" in out
    assert "MemAttr = 0b0111 is no answer" in out
    assert "MemAttr = 0b1110 is left out" in out
    assert "VACUOUS (NOT as expected)  empty" in out
    assert "1 of 3 answers as expected" in out
    assert run("check", str(file), "--only", "right")[0] == 0
    assert run("find", "right", "--rules", str(file))[0] == 0
    status, out, _ = run("find", "wrong", "--rules", str(file))
    assert status == 1
    assert "MemAttr = 0b1110 is left out" in out


# ---- The command


def test_command_answers_and_exits_0() -> None:
    question = "MemAttr for data given FWB, VM, not HCR_CD : result is PermissionFault"
    status, out, _ = run("find", question, "--rules", str(QUESTIONS))
    assert status == 0
    assert "answer    none" in out
    assert max(map(len, out.splitlines())) <= 76


def test_command_prints_json() -> None:
    arguments = ("which_keeps_stage1", "--rules", str(QUESTIONS), "--format", "json")
    status, out, _ = run("find", *arguments)
    data = json.loads(out)
    assert status == 0
    assert data["schema"] == "memattr/find/1"
    assert data["solutions"][0]["values"] == [{"MemAttr": 15}]


def test_nothing_admitted_is_no_answer() -> None:
    question = "MemAttr for data given FWB, not FWB : result is Attributes"
    status, out, _ = run("find", question, "--rules", str(QUESTIONS))
    assert status == 1
    assert "nothing is admitted" in out


@pytest.mark.parametrize(
    ("question", "place", "message"),
    [
        ("MemAtr for data : result is Attributes", "question:1:1:", "Did you mean MemAttr"),
        ("MemAttr for data : result.memory is 0b01", "question:1:", "wrong-type"),
        ("MemAttr for data : MemAttr", "question:1:", ""),
        ("MemAttr : result is Attributes", "question:1:1:", "for data"),
        ("MemAttr for data given MemAttr = 0 : result is Attributes", "question:1:1:", "given"),
        ("MemAttr for data by choice : result is Attributes", "question:1:", "by choice"),
        ("MemAttr for data : result is", "question:1:", "syntax"),
        ("which_keeps_stage", "question:1:1:", "Did you mean which_keeps_stage1"),
    ],
)
def test_unusable_questions(question: str, place: str, message: str) -> None:
    status, _, errors = run("find", question, "--rules", str(QUESTIONS))
    assert status == 2
    assert place in errors and message in errors


def test_found_name_that_the_policy_sets() -> None:
    status, _, errors = run(
        "find", "MemAttr for data under p2m_ram_rw : result is Attributes", "--rules", str(XEN)
    )
    assert status == 2
    assert "MemAttr is set by 'p2m_ram_rw'" in errors


def test_too_many_candidates() -> None:
    with pytest.raises(SpecError, match="2\\^"):
        asked("MAIR, SH1, MemAttr for data : result is Attributes")
