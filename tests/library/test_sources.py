"""Nothing is invented: all that is shipped names its source; a text that does not is refused."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from memattr.language import load
from memattr.lint.text_findings import without_source
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


ROBBED = [
    ("kvm.attr", "policy kvm_normal_nc of kvm"),
    ("bao.attr", "system bao"),
    ("bao.attr", "prove shareability_leaves_cacheability"),
    ("kvm.attr", "refute kvm_fwb_enforces_nGnRE"),
    ("xen.attr", "cover guest_picks_in_ram"),
    ("xen_claims.attr", "find xen_forces_write_back"),
]


def test_a_source_that_is_missing_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for kind in ("spec", "rules"):
        shutil.copytree(RULES.parent / kind, tmp_path / kind)
    monkeypatch.setattr(load, "shipped", lambda kind: tmp_path / kind)
    for file, item in ROBBED:
        path = tmp_path / "rules" / file
        text = path.read_text(encoding="utf-8")
        source = rf'(^{re.escape(item)}\b(?:(?!\n\S).)*?)\s+source "[^"]*"'
        without, count = re.subn(source, r"\1", text, count=1, flags=re.MULTILINE | re.DOTALL)
        assert count == 1, item
        path.write_text(without, encoding="utf-8")
    model = open_session([tmp_path / "rules"]).model
    robbed = {item.split()[1] for _, item in ROBBED}
    assert {re.sub(r"\[.*", "", name) for name in nameless(model)} == robbed
    claims = [claim for claim in model.claims if claim.form == "claim"]
    messages = [problem.message for problem in without_source(model, claims)]
    # The system's source also serves its policies there, and a question is not looked at.
    for name in robbed - {"kvm_normal_nc", "xen_forces_write_back"}:
        assert any(f" {name} " in message for message in messages), name
