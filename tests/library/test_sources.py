"""Nothing is invented: all that is shipped names its source; a text that does not is refused."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from memattr.language import load
from memattr.lint.findings import findings
from memattr.model.model import Model
from memattr.session import open_session

from .shared import RULES, shipped


def nameless(model: Model) -> list[str]:
    """Systems and policies without a source of their own; claims without source and reference."""
    scopes = [scope for scope in model.scopes.values() if scope.kind != "setting"]
    said = [claim for claim in model.claims if claim.form != "promise"]
    found = [scope.name for scope in scopes if not scope.note.source]
    notes = [(item.name, item.note) for item in said]
    notes += [(item.name, item.note) for item in model.questions]
    notes += [(item.name, item.note) for item in model.promises.values()]
    return found + [name for name, note in notes if not (note.source or note.refs)]


def test_everything_shipped_names_its_source() -> None:
    assert nameless(shipped()) == []


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the shipped texts, which the tool takes for its own."""
    for kind in ("spec", "rules"):
        shutil.copytree(RULES.parent / kind, tmp_path / kind)
    monkeypatch.setattr(load, "shipped", lambda kind: tmp_path / kind)
    return tmp_path / "rules"


@pytest.mark.parametrize(
    ("file", "item"),
    [
        ("kvm.attr", "policy kvm_normal_nc of kvm"),
        ("bao.attr", "system bao"),
        ("bao.attr", "prove shareability_leaves_cacheability"),
        ("kvm.attr", "refute kvm_fwb_enforces_nGnRE"),
        ("xen.attr", "cover guest_picks"),
    ],
)
def test_one_source_that_is_missing_is_noticed(copy: Path, file: str, item: str) -> None:
    path = copy / file
    text = path.read_text(encoding="utf-8")
    without = re.compile(rf'(^{re.escape(item)}\b(?:(?!\n\S).)*?)\s+source "[^"]*"', re.M | re.S)
    changed, count = without.subn(r"\1", text, count=1)
    assert count == 1
    path.write_text(changed, encoding="utf-8")
    model = open_session([copy]).model
    name = item.split()[1]
    assert any(found.startswith(name) for found in nameless(model))
    if not item.startswith("policy"):
        problems = findings(model, [claim for claim in model.claims if claim.form == "claim"])
        assert any(p.code == "no-source" and f" {name} " in p.message for p in problems)
