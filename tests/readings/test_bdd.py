"""Diagrams against truth tables, and against another package."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings, strategies as st

from memattr.readings.bdd import Bdd, Node, TooLarge, count, cubes, holds, least

LEVELS = (3, 7, 20, 21, 500)
Formula = tuple[object, ...]

leaves = st.sampled_from([("var", level) for level in LEVELS] + [("const", 0), ("const", 1)])
formulas = st.recursive(
    leaves,
    lambda f: st.one_of(
        st.tuples(st.just("not"), f),
        st.tuples(st.sampled_from(["and", "or", "xor", "implies", "same", "minus"]), f, f),
        st.tuples(st.just("ite"), f, f, f),
    ),
    max_leaves=14,
)


def built(bdd: Bdd, f: Formula) -> Node:
    operation, *rest = f
    if operation == "const":
        return int(rest[0])  # type: ignore[call-overload, no-any-return]
    if operation == "var":
        return bdd.variable(rest[0])  # type: ignore[arg-type]  # a nested tuple
    nodes = [built(bdd, operand) for operand in rest]  # type: ignore[arg-type]  # a nested tuple
    names = {"not": "neg", "and": "conj", "or": "disj"}
    return getattr(bdd, names.get(str(operation), str(operation)))(*nodes)  # type: ignore[no-any-return]  # by name


def true_at(f: Formula, row: dict[int, int]) -> bool:
    operation, *rest = f
    if operation == "const":
        return bool(rest[0])
    if operation == "var":
        return bool(row[rest[0]])  # type: ignore[index]  # a nested tuple
    a, *others = (true_at(operand, row) for operand in rest)  # type: ignore[arg-type]  # a nested tuple
    match operation:
        case "not":
            return not a
        case "and":
            return a and others[0]
        case "or":
            return a or others[0]
        case "xor":
            return a != others[0]
        case "implies":
            return not a or others[0]
        case "same":
            return a == others[0]
        case "minus":
            return a and not others[0]
    return others[0] if a else others[1]


def rows() -> list[dict[int, int]]:
    every = product((0, 1), repeat=len(LEVELS))
    return [dict(zip(LEVELS, bits, strict=True)) for bits in every]


@given(formulas)
def test_operations(f: Formula) -> None:
    bdd = Bdd()
    node = built(bdd, f)
    assert [holds(bdd, node, row) for row in rows()] == [true_at(f, row) for row in rows()]
    assert count(bdd, node, LEVELS) == sum(true_at(f, row) for row in rows())
    if all(true_at(f, row) for row in rows()):
        assert node == 1


@given(formulas, formulas)
def test_equal_functions_are_equal_nodes(f: Formula, g: Formula) -> None:
    bdd = Bdd()
    equal = all(true_at(f, row) == true_at(g, row) for row in rows())
    assert (built(bdd, f) == built(bdd, g)) == equal


@given(formulas, formulas, st.sets(st.sampled_from(LEVELS)))
def test_quantifiers(f: Formula, g: Formula, away: set[int]) -> None:
    bdd = Bdd()
    a, b, levels = built(bdd, f), built(bdd, g), frozenset(away)
    some, every, both = bdd.some(a, levels), bdd.every(a, levels), bdd.conj_some(a, b, levels)
    assert both == bdd.some(bdd.conj(a, b), levels)
    for row in rows():
        ways = [
            {**row, **dict(zip(sorted(away), bits, strict=True))}
            for bits in product((0, 1), repeat=len(away))
        ]
        assert holds(bdd, some, row) == any(true_at(f, way) for way in ways)
        assert holds(bdd, every, row) == all(true_at(f, way) for way in ways)
    assert not bdd.support(some) & levels


@given(formulas, st.dictionaries(st.sampled_from(LEVELS), formulas, max_size=3))
def test_compose(f: Formula, substitutes: dict[int, Formula]) -> None:
    bdd = Bdd()
    composed = bdd.compose(built(bdd, f), {at: built(bdd, g) for at, g in substitutes.items()})
    for row in rows():
        inner = {**row, **{at: int(true_at(g, row)) for at, g in substitutes.items()}}
        assert holds(bdd, composed, row) == true_at(f, inner)


@given(formulas, st.lists(st.sampled_from(LEVELS), unique=True, max_size=3))
def test_cofactors(f: Formula, levels: list[int]) -> None:
    bdd = Bdd()
    found = bdd.cofactors(built(bdd, f), levels)
    assert len(found) == 1 << len(levels)
    for code, node in enumerate(found):
        assert not bdd.support(node) & set(levels)
        for row in rows():
            there = {level: code >> bit & 1 for bit, level in enumerate(levels)}
            assert holds(bdd, node, row) == true_at(f, {**row, **there})


@given(formulas)
def test_support_cubes_and_least(f: Formula) -> None:
    bdd = Bdd()
    node = built(bdd, f)
    reads = {
        level
        for level in LEVELS
        if any(true_at(f, row) != true_at(f, {**row, level: 1 - row[level]}) for row in rows())
    }
    assert bdd.support(node) == reads
    listed = [row for row in rows() for c in cubes(bdd, node) if c.items() <= row.items()]
    assert listed == [row for row in rows() if true_at(f, row)]
    if node:
        zeros = dict.fromkeys(LEVELS, 0)
        first = {**zeros, **least(bdd, node)}
        assert first == min((r for r in rows() if true_at(f, r)), key=lambda r: [*r.values()])
        ones = dict.fromkeys(LEVELS, 1)
        last = {**ones, **least(bdd, node, ones)}
        assert last == max((r for r in rows() if true_at(f, r)), key=lambda r: [*r.values()])


@settings(max_examples=40)
@given(formulas)
def test_another_package_agrees(f: Formula) -> None:
    dd = pytest.importorskip("dd.autoref")
    other = dd.BDD()
    other.declare(*(f"v{level}" for level in LEVELS))
    bdd = Bdd()
    node = built(bdd, f)
    theirs = other.add_expr(text(f))
    assert count(bdd, node, LEVELS) == int(theirs.count(len(LEVELS)))
    for cube in cubes(bdd, node):
        assert other.let({f"v{at}": bool(bit) for at, bit in cube.items()}, theirs) == other.true
    assert bdd.support(node) == {int(name[1:]) for name in theirs.support}


def text(f: Formula) -> str:
    operation, *rest = f
    if operation == "const":
        return "TRUE" if rest[0] else "FALSE"
    if operation == "var":
        return f"v{rest[0]}"
    parts = [f"({text(operand)})" for operand in rest]  # type: ignore[arg-type]  # a nested tuple
    if operation == "not":
        return f"~ {parts[0]}"
    if operation == "ite":
        return f"ite({', '.join(parts)})"
    if operation == "minus":
        return f"{parts[0]} /\\ ~ {parts[1]}"
    signs = {"and": "/\\", "or": "\\/", "xor": "^", "implies": "=>", "same": "<=>"}
    return f"{parts[0]} {signs[str(operation)]} {parts[1]}"


def test_counts_are_exact_integers() -> None:
    bdd = Bdd()
    levels = range(0, 2000, 16)
    node = bdd.disj(bdd.variable(0), bdd.variable(160))
    assert count(bdd, node, levels) == 3 << len(levels) - 2


def test_a_limit_is_named() -> None:
    bdd = Bdd(limit=10)
    with pytest.raises(TooLarge):
        bdd.all_of(map(bdd.variable, range(20)))
