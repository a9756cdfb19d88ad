"""Reports as text: few lines, 76 columns, the same whoever decides; and reports on vacuity."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from memattr.engines.decide import Decider
from memattr.engines.verdict import Verdict
from memattr.explain.explainer import Explainer
from memattr.explain.report import Report
from memattr.formats.row_layout import laid_out
from memattr.pages.page import Row, shortened

from .roads import opened
from .written import Written

WIDTH, LINES = 76, 14
# In few columns the example of these takes three lines or more: the rule is in line five.
LATE = {
    76: {
        "bit3_never_matters",
        "cpus_agree_with_fwb",
        "device_or_nc_is_osh_with_fwb",
        "keep_same_with_fwb_for_tags",
        "write_back_is_enough_for_atomics",
    },
    100: set[str](),
}
WHOLE = ("example", "because", "got", "wanted", "claim", "holds if", "passes")
LABELS = ("example", "because", "got", "claim", "assuming", "fails on", "passes", "holds if",
          "rests on", "repeat")  # fmt: skip


@pytest.fixture(scope="module")
def refuted(decider: Decider, verdicts: list[Verdict]) -> list[tuple[Verdict, list[str]]]:
    """The refuted claims of the shipped rules, with their reports."""
    reporter = Written(decider, WIDTH)
    return [(verdict, reporter.lines(verdict)) for verdict in verdicts]


def test_lines_and_columns(refuted: list[tuple[Verdict, list[str]]]) -> None:
    for verdict, lines in refuted:
        # What was seen and what departs is never cut, and may take more.
        long = sum(count for label, count in lengths(lines) if label in WHOLE)
        assert len(lines) <= LINES + long, verdict.claim.name
        assert sum(count for _, count in lengths(lines)) == len(lines) - 1
        assert all(len(line) <= WIDTH for line in lines), verdict.claim.name
        assert all(line.isascii() for line in lines), verdict.claim.name
    assert sum(len(lines) <= LINES for _, lines in refuted) > len(refuted) // 2


def lengths(lines: list[str]) -> list[tuple[str, int]]:
    """How many lines each row has."""
    found: list[tuple[str, int]] = []
    for line in lines[1:]:
        label = line[2:12].strip()
        if label or not found:
            found.append((label, 1))
        else:
            found[-1] = found[-1][0], found[-1][1] + 1
    return found


def test_all_labels_in_order(refuted: list[tuple[Verdict, list[str]]]) -> None:
    for verdict, lines in refuted:
        found = [line[2:12].strip() for line in lines[1:] if line[2] != " "]
        wanted = [{"may fail": "fails on", "wanted": "got"}.get(label, label) for label in found]
        # A long example stands below the rule, so that both begin within four lines.
        assert sorted(wanted[:2]) == ["because", "example"], verdict.claim.name
        assert wanted[2:] == list(LABELS[2:]), verdict.claim.name


@pytest.mark.parametrize("width", [76, 100])
def test_the_input_and_the_rule_are_in_the_first_four_lines(
    decider: Decider, verdicts: list[Verdict], width: int
) -> None:
    """The first input that departs, and the case that decides, of every shipped refutation."""
    reporter, late = Written(decider, width), []
    for verdict in verdicts:
        first = reporter.lines(verdict)[:4]
        text = "\n".join(first)
        example = re.search(r"^  example +(\S+: )?([\w.]+=|any input)", text, re.MULTILINE)
        because = re.search(r"^  because +(\S+: )?(\w+\.\w+|nothing)", text, re.MULTILINE)
        if not (example and because):
            late.append((verdict.claim.name, first))
    assert {name for name, _ in late} == LATE[width]


def test_same_report_from_both_engines(
    decider: Decider, refuted: list[tuple[Verdict, list[str]]]
) -> None:
    """Nothing is read off the solver, and nothing depends on what was decided before."""
    both = Decider(decider.model, "both")
    reporter = Written(both, WIDTH)
    for verdict, lines in list(reversed(refuted))[::16]:
        again = reporter.lines(both.decide(verdict.claim))
        assert without_evidence(again) == without_evidence(lines)


def without_evidence(lines: list[str]) -> list[str]:
    """All but who decided."""
    return [line for line in lines if not line.startswith("  rests on")]


def reports(folder: Path, claims: str, explain: bool = False) -> list[Report]:
    """On claims about roads."""
    session = opened(folder, claims)
    decider = Decider(session.model, "exact")
    assert decider.exact is not None
    explainer = Explainer(session.model, decider.exact, decider.evaluator)
    return [explainer.report(decider.decide(claim), explain) for claim in session.claims()]


def test_refutation(tmp_path: Path) -> None:
    (report,) = reports(
        tmp_path,
        'refute never_fast "Nobody is fast" for person under village : result is not fast\n',
    )
    said = report.refutation
    assert said is not None
    assert [str(setting) for setting in said.example] == ["wish=0b100 (Run)", "FEAT_STRICT=0"]
    assert [case.name for case in said.because] == ["reached.free", "speed_of.fast"]
    assert said.wanted == "result is not fast"
    assert [(one.subject, one.value) for one in said.got] == [("result", "fast")]
    assert said.fails.terms.terms == ("wish is Run and FEAT_STRICT=0",)
    assert (said.fails.fails, said.fails.others, said.fails.reserved) == (4, 30, 2)
    assert said.fails.irrelevant == ("FEAT_LIMIT",)
    assert [str(setting) for setting in said.passes] == ["wish=0b000 (Stop)"]
    assert said.platform.terms == ("FEAT_STRICT=1",)
    assert said.guest.terms == ("wish is Stop | Walk", "wish is Unknown and hurry=0")
    assert report.repeat.startswith("memattr eval ")


@pytest.mark.parametrize(
    ("claim", "premise", "without", "blamed"),
    [
        ("for person given FEAT_STRICT, not FEAT_LIMIT, hurry : result is slow",
         "", ("not FEAT_LIMIT",), ""),
        ("for parcel given hurry : result is slow", "", ("hurry",), ""),
        ("for person given not hurry : hurry implies result is slow", "hurry", ("not hurry",), ""),
        ("for person under closed given hurry : limit is slow implies result is slow",
         "limit is slow", (), "closed"),
        ("for person given limit is slow, strict"
         " : hurry implies limit is fast implies result is slow",
         "hurry and limit is fast", ("limit is slow",), ""),
        ("for person given limit is slow, limit is fast, hurry : result is slow",
         "", ("limit is fast",), ""),
    ],
)  # fmt: skip
def test_vacuity(
    tmp_path: Path, claim: str, premise: str, without: tuple[str, ...], blamed: str
) -> None:
    """The premise that nothing meets, and the assumptions that are in the way."""
    (report,) = reports(tmp_path, f"prove empty {claim}\n")
    assert report.word == "VACUOUS"
    assert report.vacuity is not None
    assert (report.vacuity.premise, report.vacuity.without) == (premise, without)
    assert report.vacuity.blamed == blamed


def test_vacuity_for_each_policy(tmp_path: Path) -> None:
    """Each policy is judged alone."""
    found = reports(
        tmp_path,
        "prove each_road for person under every policy of roads\n"
        "  : limit is slow implies result is not fast or not enforced\n",
    )
    assert sorted(report.word for report in found) == ["PROVED", "VACUOUS"]


@pytest.mark.parametrize(
    ("pinned", "trouble"),
    [
        ("because reached.free", ()),
        ("because speed_of.fast", "because of speed_of.fast alone: fails anyway at wish=0b110"),
        ("because reached.enforced", "because of reached.enforced alone: fails anyway at "),
        ("because reached.free, speed_of.fast",
         "because of speed_of.fast: the rest explains all"),
        ("on 4 of 30", ()),
        ("on 4 of 31", "on 4 of 31: it is on 4 of 30, counted over wish, hurry, FEAT_STRICT"),
    ],
)  # fmt: skip
def test_pinned(tmp_path: Path, pinned: str, trouble: str | tuple[()]) -> None:
    """A reason and numbers that a text pins, and what of them does not stand."""
    (report,) = reports(
        tmp_path, f"refute pinned for person under village : result is not fast {pinned}\n"
    )
    assert report.expected == (trouble == ())
    assert len(report.trouble) == (trouble != ())
    assert not trouble or report.trouble[0].startswith(trouble)


def test_rows_share_lines() -> None:
    """What must be said comes before what may be said, and a command is never cut."""
    rows = [
        Row("long", ("a " * 40 + "z", "a"), 2, rank=2, enough=2),
        Row("must", ("b " * 40 + "z",), 2, rank=5),
        Row("run", ("memattr " + "c " * 40,), command=True),
    ]
    lines = laid_out(rows, 60, 10, 5)
    assert len(lines) == 5
    assert lines[0].split() == ["long", "a"]
    assert lines[2].rstrip().endswith("z")
    assert lines[3].endswith("\\")


def test_shortened() -> None:
    assert shortened(["a", "b", "c"]) == ["a, b, c", "a, b and 1 more", "a and 2 more"]
