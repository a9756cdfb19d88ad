"""What other tools are given is what their own schemas ask for, load errors included."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest
from click.testing import CliRunner
from jsonschema import Draft4Validator

from memattr.command.main import group

SCHEMAS = Path(__file__).parent / "schemas"
README = (SCHEMAS / "README.md").read_text(encoding="utf-8")
HEAD = 'requires memattr 1.0, manual "DDI 0487 M.a.a"\n'
BAD = f"{HEAD}import resut\nprove gone for data : 1 = 1\n"
CLAIMS = f"""{HEAD}order Speed strongest first: halt, slow, fast
guest wish: Speed
hypervisor field limit: Speed
output result: Speed = strongest of wish, limit
prove holds "It holds" : result at least as strong as limit
prove wrong "It does not | <really> & \\ so" : result is fast
refute never "Expected to fail" : result at least as strong as limit
cover met "It is possible" : result is fast
prove each_one "A family" for each s in Speed : result is not s or limit is not halt
prove nothing "Never so" given limit is halt, limit is fast : result is slow
find which "A question" values limit : result is fast answer halt
find open "Without an answer" values limit : result is fast
"""
RUNS = {
    "claims": ["claims.attr"],
    "load errors": ["claims.attr", "bad.attr"],
    "only load errors": ["bad.attr"],
    "a selection of nothing": ["claims.attr", "--only", "nothing_like_it"],
    "no such file": ["none.attr"],
}
WIDTHS = (("--width", "40"), ("--width", "80"), ("--width", "200"), ())


def written(folder: Path, monkeypatch: pytest.MonkeyPatch, run: str, form: str) -> str:
    """The output, which is the same at every width."""
    monkeypatch.chdir(folder)
    (folder / "claims.attr").write_text(CLAIMS)
    (folder / "bad.attr").write_text(BAD)
    outputs = {
        CliRunner().invoke(group, ["check", *RUNS[run], "--format", form, *width]).stdout_bytes
        for width in WIDTHS
    }
    (output,) = outputs
    return output.decode()


def test_schemas_are_as_their_authors_publish_them() -> None:
    """Each file is named with its digest, and there is no other."""
    said = dict(re.findall(r"^\| `(\S+)` \| `([0-9a-f]{64})` \|$", README, re.MULTILINE))
    files = [path for path in SCHEMAS.iterdir() if path.suffix != ".md"]
    assert {path.name: sha256(path.read_bytes()).hexdigest() for path in files} == said


@pytest.mark.parametrize("run", RUNS)
def test_sarif(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: str) -> None:
    schema = json.loads((SCHEMAS / "sarif-schema-2.1.0.json").read_text(encoding="utf-8"))
    data = json.loads(written(tmp_path, monkeypatch, run, "sarif"))
    assert [error.message for error in Draft4Validator(schema).iter_errors(data)] == []
    (one,) = data["runs"]
    assert one["results"]
    del one["tool"]["driver"]["name"]
    assert list(Draft4Validator(schema).iter_errors(data))


@pytest.mark.parametrize("run", RUNS)
def test_junit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: str) -> None:
    xmlschema = pytest.importorskip("xmlschema")
    schema = xmlschema.XMLSchema(str(SCHEMAS / "junit-10.xsd"))
    root = Xml.fromstring(written(tmp_path, monkeypatch, run, "junit"))
    cases = list(root.iter("testcase"))
    assert cases
    for case in cases:  # these two are not Jenkins', but pytest's and GitLab's
        case.attrib.pop("file", None)
        case.attrib.pop("line", None)
    assert [error.reason for error in schema.iter_errors(Xml.tostring(root).decode())] == []
    del cases[0].attrib["name"]
    assert not schema.is_valid(Xml.tostring(root).decode())
