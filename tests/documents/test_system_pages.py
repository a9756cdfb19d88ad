"""The page of a system: one screen first, each fact once, and no fact is lost on the way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from memattr.command.main import group
from memattr.documents.generated import of_system, policy_tables
from memattr.documents.table_maker import Maker
from memattr.formats.markdown import escaped
from memattr.language.attr_files import shipped as shipped_folder
from memattr.session import open_session

RULES = shipped_folder("rules")
SYSTEMS = {"rmm": "rmm.attr", "xen": "xen.attr"}
ONE_SCREEN = 45


class Page:
    """A generated page, and what it says of a policy."""

    def __init__(self, name: str, folder: Path) -> None:
        text = str(RULES / SYSTEMS[name])
        run = CliRunner().invoke(group, ["tables", text, "--out", str(folder)])
        assert run.exit_code == 0, run.output
        self.name = name
        self.text = (folder / "policies" / f"{name}.md").read_text()
        self.lines = self.text.splitlines()
        self.model = open_session([Path(text)]).model
        self.policies = [
            scope.name
            for scope in self.model.scopes.values()
            if scope.kind == "policy" and scope.system == name
        ]

    def rows(self, *cells: str) -> list[str]:
        """The rows of tables that begin with these cells."""
        begin = f"| {' | '.join(cells)} |"
        return [line for line in self.lines if line.startswith(begin)]

    def names(self, policy: str, text: str) -> bool:
        """True iff the text is about the policy: it names it, or every policy."""
        return f"`{policy}`" in text or "every policy" in text


@pytest.fixture(scope="module", params=list(SYSTEMS))
def page(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Page:
    return Page(request.param, tmp_path_factory.mktemp(request.param))


@pytest.fixture(scope="module")
def described(page: Page) -> dict[str, str]:
    """What `describe` says of each policy, in full."""
    text = str(RULES / SYSTEMS[page.name])
    run = CliRunner().invoke(
        group, ["describe", *page.policies, text, "--format", "markdown"], catch_exceptions=False
    )
    found = re.findall(r"^# (\w+) [^\n]*\n(.*?)(?=^# |\Z)", run.output, re.MULTILINE | re.DOTALL)
    assert [name for name, _ in found] == page.policies
    return dict(found)


def part(text: str, head: str) -> Iterator[list[str]]:
    """The rows of the first table with that head, as cells."""
    lines = text.splitlines()
    at = lines.index(head)
    for line in lines[at + 2 :]:
        if not line.startswith("| "):
            return
        yield line[2:-2].split(" | ")


def test_the_first_screen_has_what_a_reader_wants(page: Page) -> None:
    screen = page.lines[: page.lines.index("## Claims")]
    assert len(screen) <= ONE_SCREEN
    text = "\n".join(screen)
    system = page.model.scopes[page.name]
    assert escaped(system.note.source) in text and "Controls: HCR" in text
    for policy in page.policies:
        (row,) = (line for line in screen if line.startswith("| ") and f"`{policy}`" in line)
        for promise in page.model.scopes[policy].promises:
            assert f"`{promise}`" in row, (policy, promise)
        for assignment in page.model.scopes[policy].assignments:
            if page.model.inputs[assignment.input].role == "field":
                assert f"{assignment.input}=" in row
        assert [line for line in screen if line.startswith("- ") and page.names(policy, line)]


def test_each_guarantee_is_there_and_said_once(page: Page, described: dict[str, str]) -> None:
    for policy, text in described.items():
        told = list(part(text, "| Access | Guarantee | Freedom |"))
        assert len(told) == 3
        for access, guarantee, freedom in told:
            (row,) = page.rows(access, guarantee, freedom)
            assert page.names(policy, row), (policy, access)


def test_each_change_by_a_setting_is_there(page: Page, described: dict[str, str]) -> None:
    for policy, text in described.items():
        for settings, change in part(text, "| Setting | What changes |"):
            for setting in settings.split(", "):
                parts = re.split(r"(?:^|; )(data|fetch|walk): ", change)[1:]
                pairs = list(zip(parts[::2], parts[1::2], strict=True))
                for access, what in pairs or [("every", "nothing changes")]:
                    (row,) = page.rows(setting, access, what)
                    assert page.names(policy, row), (policy, setting)


def test_each_support_is_there(page: Page, described: dict[str, str]) -> None:
    for policy, text in described.items():
        told = re.findall(r"^(?:- \*\*support\*\*|  -) ([a-z, ]+): (\w.*)$", text, re.MULTILINE)
        assert told
        for accesses, reason in told:
            (line,) = (line for line in page.lines if line.startswith(f"- {reason}: "))
            places = line.removeprefix(f"- {reason}: ").split("; ")
            assert any(p.startswith(f"{accesses} under ") and page.names(policy, p) for p in places)


def about(page: Page, policy: str, cell: str) -> Iterator[str]:
    """The lines of a cell that are true of the policy, without the names of policies."""
    for line in cell.split("<br>"):
        before = re.match(r"((?:`\w+`, )*`\w+`|every policy): ", line)
        after = re.search(r" \((not under|under) ([^()]*)\)$", line)
        if after is not None:
            if page.names(policy, after[2]) == (after[1] == "under"):
                yield line[: after.start()]
        elif before is None:
            yield line
        elif page.names(policy, before[0]):
            yield line[before.end() :]


def occurs(value: str, permitted: str) -> bool:
    """True iff what `describe` says is permitted names the value."""
    return permitted in (value, f"always {value}") or f"{value} possible" in permitted


def test_each_behaviour_is_there_with_its_reasons(page: Page, described: dict[str, str]) -> None:
    """Reasons are those of `describe` and no others, for each policy by itself."""
    for policy, text in described.items():
        told = list(part(text, "| Behaviour | Permitted | Because | Reference |"))
        assert len(told) >= 15
        for behaviour, permitted, because, references in told:
            (row,) = page.rows(behaviour)
            _, cell, reasons = row[2:-2].split(" | ")
            assert list(about(page, policy, cell)) == [permitted], (policy, behaviour)
            words, cited = set[str](), set[str]()
            for reason in about(page, policy, reasons):
                found = re.fullmatch(r"([^:]+): (.*?) ?\\\[([^\[\]]*)\\\]", reason)
                assert found, reason
                if not occurs(found[1], permitted):
                    continue
                words |= set(found[2].split("; "))
                cited |= set(found[3].split(", "))
            assert words - {""} == set(because.split("; ")) - {""}, (policy, behaviour)
            assert cited == set(references.split(", "))


def test_each_choice_is_there_with_its_numbers(page: Page, described: dict[str, str]) -> None:
    for policy, text in described.items():
        first = text.split("### A fetch")[0]
        told = re.findall(r"^- (\w+), ([a-z ]+), (in [^:]+): (.*?) \\\[", first, re.MULTILINE)
        assert len(told) == len(re.findall(r"^- [A-Z]\w+, ", first, re.MULTILINE))
        for choice, kind, often, words in told:
            rows = [row for row in page.rows(choice, kind) if f"| {words} " in row]
            where = [
                line for row in rows for line in about(page, policy, row[2:-2].split(" | ")[3])
            ]
            assert where == [often], (policy, choice)


def test_each_policy_has_its_sentence_and_its_source(page: Page) -> None:
    for policy in page.policies:
        scope = page.model.scopes[policy]
        (row,) = page.rows(f"`{policy}`", escaped(scope.note.words), escaped(scope.note.source))
        for assignment in scope.assignments:
            for origin in assignment.origins:
                assert f"`{origin.file}`: `{origin.line}`" in row


def test_each_claim_is_there_and_each_refutation_has_its_example(page: Page) -> None:
    for claim in page.model.claims:
        if claim.scope not in page.policies or claim.form != "claim":
            continue
        name = claim.family or claim.name
        found = [
            number
            for number, line in enumerate(page.lines)
            if line.startswith("- ") and escaped(claim.note.words) in line
            and f"(`{name}`, " in line and page.names(claim.scope, line)
        ]  # fmt: skip
        (at,) = found
        refuted = page.lines[at].startswith("- Refuted")
        assert refuted == (claim.expected == "refute")
        assert page.lines[at + 1].startswith("  - Counterexample: ") == refuted


def test_each_cell_and_reference_of_the_tables_is_there(page: Page) -> None:
    model = page.model
    tables = [of_system(model, table, page.name) for table in policy_tables(model)]
    kept = [table for table in tables if table is not None]
    maker = Maker(model, kept, solver=False)
    references = page.text.split("## References")[1]
    for declared in kept:
        made = maker.made(declared)
        body = page.text.split(f"<summary>{made.table.caption}".replace("'", "&#x27;"))[1]
        body = body.split("</details>")[0]
        for row in made.table.rows:
            policy = row.labels[0].text
            (line,) = (line for line in body.splitlines() if re.match(rf"\|.*\b{policy}\b", line))
            shown = [re.sub(" <sup>.*?</sup>", "", cell) for cell in line[2:-2].split(" | ")[1:]]
            assert shown == [cell.text for cell in row.cells]
        for line in made.table.legend:
            if "cells rest on" not in line and "Proved equal" not in line:
                assert escaped(line) in page.text
        for reference in made.references:
            assert re.search(rf"[ ]{re.escape(escaped(reference))}(,|$)", references, re.MULTILINE)
