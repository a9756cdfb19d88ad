"""Unknown names: what there is, and which text has it. `memattr list` lists all there are."""

from __future__ import annotations

import json

import pytest

from memattr.answers.catalogue import KINDS

from ..formats.test_schemas import problems
from .conftest import Memattr

pytestmark = pytest.mark.usefixtures("own")


@pytest.mark.parametrize(
    ("arguments", "way"),
    [
        (("describe", "framebuffer"), "mine.attr declares a policy 'framebuffer'."),
        (("describe", "framebufer"), "mine.attr declares a policy 'framebuffer'."),
        (("describe", "framebufer", "mine.attr"), "Did you mean framebuffer?"),
        (("eval", "framebuffer"), "mine.attr declares a policy 'framebuffer'."),
        (("describe", "kvm_as_s2"), "Did you mean kvm_as_s1"),
        (("describe", "zzz"), "of them: memattr list policies"),
        (("describe", "policy_types"), "rules/tables.attr declares a table 'policy_types'."),
        (("find", "kvm_as_s1"), "rules/kvm.attr declares a policy 'kvm_as_s1'."),
        (("find", "zzz"), "of them: memattr list questions"),
        (("table", "zzz"), "of them: memattr list tables"),
        (("rule", "R_ZZZZZ"), "of them: memattr list identifiers"),
        (("describe", "kvm_as_s1@zzz"), "There are "),
        (("compare", "kvm_as_s1", "framebuffer"), "mine.attr declares a policy 'framebuffer'."),
        (
            ("check", "mine.attr", "--only", "kvm_fwb_keeps_ram_cached"),
            "rules/kvm.attr declares a claim 'kvm_fwb_keeps_ram_cached'.",
        ),
        (("list", "polices"), "Did you mean policies"),
    ],
)
def test_a_way_out(memattr: Memattr, arguments: tuple[str, ...], way: str) -> None:
    result = memattr(*arguments)
    assert way in result.output
    assert result.exit_code == 2


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_of_the_shipped_texts(memattr: Memattr, kind: str) -> None:
    result = memattr("list", kind, "--format", "json")
    data = json.loads(result.stdout)
    assert not problems("list", data)
    (found,) = data["lists"]
    names = [entry["name"] for entry in found["entries"]]
    assert len(names) == len(set(names)) > 2
    assert memattr("list", kind).output.startswith(f"{kind}: {len(names)}\n")


def test_a_text_has_what_it_declares(memattr: Memattr) -> None:
    result = memattr("list", "policy", "claims", "mine.attr")
    assert result.output == (
        "policies: 1\n"
        "  framebuffer  (of mine)                                         mine.attr:9\n"
        "    Memory that the guest may combine writes to\n"
        "\n"
        "claims: 2\n"
        "  framebuffer_is_never_cached  (prove)                          mine.attr:15\n"
        "    No guest can cache the frame buffer\n"
        "  like_kvm  (prove)                                             mine.attr:18\n"
        "    Nor with KVM's policy for the same\n"
    )


def test_how_many_there_are(memattr: Memattr) -> None:
    lines = memattr("list", "mine.attr").output.splitlines()
    assert [line.split() for line in lines[:4]] == [
        ["policies", "1"], ["systems", "1"], ["settings", "0"], ["claims", "2"],
    ]  # fmt: skip
    assert len(lines) == len(KINDS)
