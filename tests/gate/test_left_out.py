"""What the manual has and the specification leaves out is said by name where someone writes it."""

from __future__ import annotations

from pathlib import Path

import pytest

from .attack import Gate

NAMES = {
    "HCR_NV": "nested virtualisation is not specified",
    "VNCR": "nested virtualisation is not specified",
    "S2AP": "permissions are not modelled",
    "TGE": "with HCR_EL2.TGE=1 there is no guest",
    "HCR_TGE": "with HCR_EL2.TGE=1 there is no guest",
    "MIOCNCE": "coherency of mismatched attributes concerns several accesses",
    "SWIO": "it makes invalidation by set and way clean too",
    "GPT": "granule checks can fault",
    "MTE4": "its tagging is not specified",
    "FEAT_MTE4": "its tagging is not specified",
}


@pytest.mark.parametrize("name", NAMES)
def test_every_command_says_why_it_knows_no_such_name(memattr: Gate, name: str) -> None:
    why = f"{name} is out of scope: {NAMES[name]}"
    text = f"import result\nprove f for data : {name} = 1\n"
    policy = f"p2m_ram_rw@{name}=1"
    for command in (f"eval {name}=1", f"decode {name}=1", f"compare p2m_ram_rw {policy}",
                    f"describe {policy}", f"eval {policy}", "check a.attr"):  # fmt: skip
        said = memattr(command, {"a.attr": text})
        assert said.status == 2, command
        assert why in said.words, command
    assert f"left out {NAMES[name]}" in memattr(f"rule {name}").words


def test_rows_of_a_file_and_typed_tables_say_it(memattr: Gate, tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text("MAIR,HCR_NV\n0xff,1\n")
    assert "HCR_NV is out of scope: nested" in memattr("eval --in rows.csv").words
    said = memattr("table --rows GPT --cell result --for data")
    assert "GPT is out of scope: granule checks can fault" in said.words
