"""The checker knows no Arm: what spec/ and rules/ declare is named nowhere in checker/.

Forbidden are all names that other texts can use: types, values, shapes, fields, inputs, derived
values, functions, their cases and choices, scopes, claims, views, columns, layouts, tables, pages
and identifiers. They may not be identifiers, nor words in strings; names with a capital, a digit
or an underscore inside may not even stand in documentation. Names of one or two letters and the
words of the grammar say nothing, and a few ordinary words are listed with a reason."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from memattr.language import syntax

from .tree import PACKAGE, parsed, python_files, texts, tree

LISTED = Path(__file__).with_name("ordinary_words.txt")
MOST = 25
WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
TELLING = re.compile(r"[A-Za-z_].*[A-Z0-9_]")


def listed() -> dict[str, str]:
    """The ordinary words, each with its reason."""
    lines = LISTED.read_text(encoding="utf-8").splitlines()
    found = {}
    for line in lines:
        if line and not line.startswith("#"):
            word, _, reason = line.partition(" ")
            found[word] = reason.strip()
    return found


def declared() -> set[str]:
    """Every name that the texts declare, but those that only their own case can use."""
    return {
        name
        for path in texts("spec", "rules")
        for item in parsed(path).items
        for name in names_of(item)
    }


def names_of(item: syntax.Item) -> Iterator[str]:
    match item:
        case syntax.Requires() | syntax.HeaderItem() | syntax.Import() | syntax.ManualItem():
            return
        case syntax.DefaultItem() | syntax.PreferItem() | syntax.ShowItem():
            return
        case syntax.SpellingItem():
            return
        case syntax.IdentifierItem():
            yield from (name.text for name in item.names if WORD.fullmatch(name.text))
            return
        case syntax.EnumItem():
            yield from (value.text for value in item.values)
        case syntax.RecordItem():
            yield from (member.name.text for member in item.members)
        case syntax.SumItem():
            for shape in item.shapes:
                yield shape.name.text
                yield from (member.name.text for member in shape.members)
        case syntax.MachineItem():
            named = (part for part in item.parts if not isinstance(part, syntax.RequiredPart))
            yield from (part.name.text for part in named)
        case syntax.DefineItem() if not isinstance(item.rules, syntax.GridPart):
            yield from (case.name.text for case in item.rules)
            yield from (case.choosing.name.text for case in item.rules if case.choosing)
        case _:
            pass
    name = getattr(item, "name", None)
    if isinstance(name, syntax.Name):
        yield name.text


def grammar_words() -> set[str]:
    grammar = (PACKAGE / "language/grammar.lark").read_text(encoding="utf-8")
    return set(re.findall(r"/([a-z]+)\\b/", grammar))


def used(path: Path) -> Iterator[tuple[int, str]]:
    """The identifiers of a Python file and the words of its strings, with their lines."""
    documentation = {id(node) for node in documented(tree(path))}
    for node in ast.walk(tree(path)):
        line = getattr(node, "lineno", 0)
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name):
                yield line, name
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                yield line, name
            case ast.keyword(arg=str(name)) | ast.alias(asname=str(name)):
                yield line, name
            case ast.Constant(value=str(text)):
                words = WORD.findall(text)
                if id(node) in documentation:
                    words = [word for word in words if TELLING.fullmatch(word)]
                yield from ((line, word) for word in words)
            case _:
                pass


def documented(module: ast.Module) -> Iterator[ast.expr]:
    """Strings that stand alone as a statement."""
    for node in ast.walk(module):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node.value


def test_the_checker_names_no_arm() -> None:
    forbidden = {name for name in declared() if len(name) > 2}
    ordinary = listed().keys() | grammar_words()
    forbidden -= {name for name in forbidden if name.lower() in ordinary}
    found = {
        f"{path.relative_to(PACKAGE)}:{line} {word}"
        for path in python_files()
        for line, word in used(path)
        if word in forbidden
    }
    for path in sorted(PACKAGE.rglob("*")):
        if path.suffix in (".lark", ".json", ".html", ".js", ".css"):
            words = set(WORD.findall(path.read_text(encoding="utf-8")))
            found |= {f"{path.relative_to(PACKAGE)} {word}" for word in words & forbidden}
    assert sorted(found) == []


def test_the_list_of_ordinary_words_is_short_and_needed() -> None:
    names = {name.lower() for name in declared()}
    assert len(listed()) <= MOST
    assert all(listed().values()), "each word has its reason"
    assert set(listed()) <= names, "each word is declared somewhere"
