"""What used to be said so that a reader had to look twice; and what is never left out."""

from __future__ import annotations

import shlex
from pathlib import Path

from click.testing import CliRunner

from memattr.answers.check import CheckedClaim
from memattr.command.main import group
from memattr.engines.decide import Decider
from memattr.engines.verdict import Verdict
from memattr.explain.explainer import Explainer
from memattr.formats.text import page_lines
from memattr.pages.check_page import checked_page
from memattr.pages.output import Style

from .roads import opened


def rows(folder: Path, claim: str) -> dict[str, str]:
    """The rows of the report on a claim about roads, each on one line, by label."""
    session = opened(folder, claim)
    decider = Decider(session.model, "exact")
    assert decider.exact is not None
    (stated,) = session.claims()
    verdict = decider.decide(stated)
    report = Explainer(session.model, decider.exact, decider.evaluator).report(verdict)
    found: dict[str, str] = {}
    label = ""
    for line in page_lines(checked_page(session.model, CheckedClaim(verdict, (), report)), Style())[
        1:
    ]:
        label = line[2:12].strip() or label
        found[label] = f"{found.get(label, '')} {line[12:].strip()}".strip()
    return found


def test_a_feature_is_the_cpus(tmp_path: Path) -> None:
    said = rows(tmp_path, "refute c for person under village : result is not fast\n")
    assert said["holds if"].startswith("cpu: FEAT_STRICT=1; guest: wish is Stop | Walk")
    said = rows(tmp_path, "refute c for person : result is not fast\n")
    assert "hypervisor and cpu: " in said["holds if"]


def test_a_bound_variable_is_nobodys(tmp_path: Path) -> None:
    said = rows(tmp_path, "refute c for every a, b in Speed : a at least as strong as b\n")
    assert said["holds if"] == "a is halt or b is fast or (a is slow and b is slow) (proved)" or (
        "guest" not in said["holds if"] and "hypervisor" not in said["holds if"]
    )


def test_the_difference_is_never_cut_off(tmp_path: Path) -> None:
    """A claim whose two sides are told apart by what they change alone."""
    claim = (
        "refute c for person given strict : (result with wish = 0b101, hurry = 1, limit = fast)\n"
        "  = (result with wish = 0b101, hurry = 1, limit = halt)\n"
    )
    said = rows(tmp_path, claim)
    assert "fast; wanted halt" in said["got"]
    assert "..." not in said["got"] or said["got"].count("with ...") <= 1


def test_what_departs_is_all_named(tmp_path: Path) -> None:
    """Values that nobody would expect come first, and none of them is only counted."""
    claim = (
        "refute c for person\n"
        "  : wish is 0b001 and hurry and not strict and not FEAT_LIMIT and limit is fast\n"
        "    implies result is halt\n"
    )
    said = rows(tmp_path, claim)
    for setting in ("wish=0b001", "hurry=1", "strict=0", "FEAT_LIMIT=0", "limit=fast"):
        assert setting in said["example"], said["example"]
    assert " more" not in said["example"]


def test_nothing_is_denied_twice(tmp_path: Path) -> None:
    said = rows(
        tmp_path,
        "refute c for person given FEAT_STRICT, strict : result is halt or wish is 0b10x\n",
    )
    assert not said["fails on"].startswith("all but") or " is n" not in said["fails on"]


def test_the_command_shows_the_failure(decider: Decider, verdicts: list[Verdict]) -> None:
    """Of shipped claims: what an evaluation prints has the value that was observed."""
    assert decider.exact is not None
    explainer = Explainer(decider.model, decider.exact, decider.evaluator)
    tried = 0
    for verdict in verdicts[::3]:
        report = explainer.report(verdict)
        assert report.refutation is not None
        words = shlex.split(report.repeat)
        if words[1] == "check":
            continue
        done = CliRunner().invoke(group, words[1:])
        assert done.exit_code == 0, done.output
        said = " ".join(done.output.split())
        for one in report.refutation.got:
            value = one.value.removeprefix("Device-")
            assert value in said or one.subject in dict(one_input(words)), report.repeat
        tried += 1
    assert tried > 5


def one_input(words: list[str]) -> list[tuple[str, str]]:
    """The inputs that are typed."""
    return [(name, value) for name, _, value in (word.partition("=") for word in words)]


def test_what_holds_after_a_change_is_decided_again(
    decider: Decider, verdicts: list[Verdict]
) -> None:
    assert decider.exact is not None
    explainer = Explainer(decider.model, decider.exact, decider.evaluator)
    commands = {
        v.claim.name: explainer.report(v).repeat for v in verdicts if "dev_is" in v.claim.name
    }
    assert commands["dev_is_nGnRnE"] == "memattr eval xen:p2m_mmio_direct_dev MAIR=0xff"
    assert commands["dev_is_nGnRnE_with_fwb"] == "memattr check --only dev_is_nGnRnE_with_fwb"


def test_it_stands_for_a_name_and_not_for_letters(tmp_path: Path) -> None:
    """A name of one letter, which is in other words and is the name of a parameter."""
    text = (
        'requires memattr 1.0, manual "none"\nspec letters "Letters"\nmanual "none"\n'
        "guest d: bits 2\ndefine odd(d: bits 2, red: bits 2) -> bool ref R_ONE\n"
        "  case all : otherwise => d = red\nprove all_odd : odd(d: d, red: 0b01)\n"
    )
    (tmp_path / "letters.attr").write_text(text)
    done = CliRunner().invoke(group, ["check", str(tmp_path / "letters.attr")])
    assert "d = 0b00; wanted odd(d: it, red: 0b01)" in done.output
