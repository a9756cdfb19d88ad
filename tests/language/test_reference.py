"""The examples of the language's reference, and of the README, are texts that the tool accepts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from memattr.command.main import group

from .mutate import ROOT

REFERENCE = (ROOT / "spec/README.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```attr\n(.*?)```", REFERENCE, re.DOTALL)
POLICY = re.findall(
    r"```\n(requires .*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL
)
GRAMMAR = (ROOT / "checker/memattr/language/grammar.lark").read_text(encoding="utf-8")


@pytest.mark.parametrize("text", [*EXAMPLES, *POLICY], ids=range(len(EXAMPLES) + len(POLICY)))
def test_example(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.attr").write_text(text, encoding="utf-8")
    result = CliRunner().invoke(group, ["check", "mine.attr"], prog_name="memattr")
    claims = re.search(r"^(prove|refute|cover|example|find|promise) ", text, re.MULTILINE)
    if claims is None:
        none = ("memattr: there is no claim to decide", "0 of 0 claims as expected")
        assert result.output.startswith(none), result.output
    else:
        assert result.exit_code == 0, result.output


def test_there_is_a_policy_in_the_readme() -> None:
    assert len(POLICY) == 1


def test_every_word_of_the_grammar_is_in_an_example() -> None:
    words = set(re.findall(r"/([a-z]+)\\b/", GRAMMAR))
    used = set(re.findall(r"[a-z]+", "\n".join(EXAMPLES)))
    also = set(re.findall(r"[a-z]+", " ".join(re.findall(r"`([^`]*)`", REFERENCE))))
    assert words - used - also == set()
