"""Models and claims that nobody would write, for what the shipped text does not use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from hypothesis import strategies as st

from memattr.model.expressions import (
    AtLeast,
    Call,
    Const,
    Convert,
    Equal,
    Expression,
    Implies,
    Join,
    Make,
    Slice,
    Strongest,
    Under,
)
from memattr.model.layout import values_of
from memattr.model.model import Assignment, Case, Claim, Function, Model
from memattr.model.types import (
    BOOL,
    Bits,
    Enum,
    Member,
    Record,
    Refined,
    Sum,
    Type,
    Value,
    Variant,
    plain,
)

from .build import (
    both,
    case,
    choice,
    claim,
    condition,
    const,
    declared,
    derived,
    either,
    field,
    function,
    given,
    is_not,
    local,
    model,
    policy,
    shape,
)

PAIR, RANK = Bits(2, "Pair"), Enum("Rank", ("top", "middle", "last"), ordered=True)
BOX = Sum(
    "Box",
    (
        Variant("Full", (Member("rank", RANK), Member("flag", BOOL))),
        Variant("Part", (Member("flag", BOOL), Member("rank", RANK))),
        Variant("Empty", ()),
    ),
    ordered=True,
)
DUO = Record("Duo", (Member("flag", BOOL), Member("rank", RANK)))
FEW = Refined("Few", PAIR, is_not(Equal(local("it", PAIR), const(PAIR, 3))))
TYPES: tuple[Type, ...] = (BOOL, PAIR, RANK, BOX, DUO, FEW)
TO_RANK = ((0, 2), (1, 0), (2, 1), (3, 1))

INPUTS = [
    declared("g", PAIR, default=2),
    declared("s", BOOL),
    declared("h", FEW, "hypervisor"),
    declared("f", BOOL, "cpu"),
    declared("e", BOOL, "cpu"),
]


@dataclass(frozen=True)
class Scene:
    """What an expression may speak of."""

    names: Mapping[str, Expression]
    functions: tuple[Function, ...] = ()
    changes: bool = False

    def of(self, kind: Type) -> list[Expression]:
        fits = plain if kind == plain(kind) else lambda one: one
        return [e for e in self.names.values() if fits(e.type) == kind]


@st.composite
def expressions(draw: st.DrawFn, kind: Type, scene: Scene, depth: int) -> Expression:
    """A total expression of the type."""
    ways = ["const"] + ["name"] * 5 * bool(scene.of(kind))
    callable_ = [f for f in scene.functions if f.result == kind]
    if depth > 0 and not isinstance(kind, Refined):
        ways += ["call"] * 4 * bool(callable_) + ["node"] * 3 + ["under"] * 2 * scene.changes
    way = draw(st.sampled_from(ways))
    if way == "const":
        return Const(kind, draw(st.sampled_from(legal(kind))))
    if way == "name":
        return draw(st.sampled_from(scene.of(kind)))
    if way == "call":
        called = draw(st.sampled_from(callable_))
        arguments = [draw(expressions(t, scene, depth - 1)) for _, t in called.parameters]
        return Call(called.name, tuple(arguments), called.result)
    if way == "under":
        return draw(changed(kind, scene, depth))
    return draw(nodes(kind, scene, depth - 1))


def legal(kind: Type) -> list[Value]:
    if isinstance(kind, Refined):
        return [0, 1, 2]
    return list(values_of(kind))


@st.composite
def changed(draw: st.DrawFn, kind: Type, scene: Scene, depth: int) -> Expression:
    named = draw(st.sampled_from(INPUTS))
    value = draw(expressions(named.type, replace(scene, changes=False), 0))
    inside = replace(scene, changes=depth > 1)
    operand = draw(expressions(kind, inside, depth - 1))
    cpu = draw(st.sampled_from([None, None, "other"]))
    return Under(operand, ((named.name, value),), cpu, kind)


@st.composite
def nodes(draw: st.DrawFn, kind: Type, scene: Scene, depth: int) -> Expression:
    bare = plain(kind)

    def some(wanted: Type) -> Expression:
        return draw(expressions(wanted, scene, depth))

    if bare == BOOL:
        return draw(truths(scene, depth))
    if bare == PAIR:
        return Join((some(BOOL), Slice(some(PAIR), draw(st.integers(0, 1)), BOOL)), kind)
    if bare == RANK:
        if draw(st.booleans()):
            return Convert("rank", TO_RANK, some(PAIR), RANK)
        return Strongest(
            some(RANK), draw(st.sampled_from([some(RANK), field(some(DUO), "rank")])), RANK
        )
    if bare == DUO:
        return Make(DUO, None, (some(BOOL), some(RANK)))
    variant = draw(st.integers(0, 2))
    fields = [(some(RANK), some(BOOL)), (some(BOOL), some(RANK)), ()][variant]
    return Make(BOX, variant, fields)


@st.composite
def truths(draw: st.DrawFn, scene: Scene, depth: int) -> Expression:
    def some(wanted: Type) -> Expression:
        return draw(expressions(wanted, scene, depth))

    way = draw(st.integers(0, 7))
    if way == 0:
        return is_not(some(BOOL))
    if way == 1:
        return both(some(BOOL), some(BOOL))
    if way == 2:
        return either(some(BOOL), some(BOOL))
    if way == 3:
        return Implies(some(BOOL), some(BOOL))
    if way == 4:
        kind: Type = draw(st.sampled_from(TYPES))
        return Equal(some(kind), some(kind))
    if way == 5:
        ranked: tuple[Type, ...] = (RANK, BOX, DUO)
        kind = draw(st.sampled_from(ranked))
        return AtLeast(some(kind), some(kind))
    box = some(BOX)
    if way == 6:
        return shape(box, draw(st.integers(0, 2)))
    fields: list[Expression] = [field(box, "flag"), Equal(field(box, "rank"), some(RANK))]
    partial = draw(st.sampled_from(fields))
    return both(is_not(shape(box, 2)), partial)


@st.composite
def functions(draw: st.DrawFn, name: str, known: tuple[Function, ...]) -> Function:
    kinds = draw(st.lists(st.sampled_from(TYPES), min_size=1, max_size=2))
    parameters = [(f"p{i}", kind) for i, kind in enumerate(kinds)]
    scene = Scene({n: local(n, k) for n, k in parameters}, known)
    result = draw(st.sampled_from(TYPES[:5]))
    first, second = draw(truths(scene, 1)), draw(truths(scene, 1))
    guards = [first, both(is_not(first), second), both(is_not(first), is_not(second))]
    cases = [draw(cases_of(f"{name}{i}", g, scene, result)) for i, g in enumerate(guards)]
    return function(name, parameters, result, *cases)


@st.composite
def cases_of(draw: st.DrawFn, name: str, guard: Expression, scene: Scene, result: Type) -> Case:
    if draw(st.integers(0, 2)) == 0:
        return case(name, guard, draw(expressions(result, scene, 2)))
    of = draw(st.sampled_from((BOOL, RANK, FEW, result)))
    kind = draw(st.sampled_from(("unpredictable", "implementation defined")))
    bound = Scene({**scene.names, "some": local("some", of)})
    default = Equal(local("some", of), const(of, draw(st.sampled_from(legal(of)))))
    limits = draw(st.booleans())
    limit = either(default, draw(truths(bound, 1))) if limits else None
    body = local("some", of) if of == result else draw(expressions(result, bound, 1))
    return case(name, guard, body, choice(name, kind, "some", of, limit))  # type: ignore[arg-type]  # plain str


@st.composite
def models(draw: st.DrawFn) -> Model:
    known: tuple[Function, ...] = ()
    for index in range(draw(st.integers(1, 3))):
        known += (draw(functions(f"fn{index}", known)),)
    names: dict[str, Expression] = {i.name: given(i.name, i.type) for i in INPUTS}
    values = []
    for index in range(2):
        last = known[-1 - index % len(known)]
        arguments = [draw(expressions(t, Scene(names, known), 1)) for _, t in last.parameters]
        values.append(derived(f"out{index}", Call(last.name, tuple(arguments), last.result)))
        names[f"out{index}"] = given(f"out{index}", last.result)
    rest: dict[str, Any] = {}
    if draw(st.booleans()):
        rest["requirements"] = (condition("r", Implies(given("e"), given("f"))),)
    if draw(st.booleans()):
        no = both(Equal(given("g", PAIR), const(PAIR, 3)), given("s"))
        rest["impossible"] = (condition("i", no),)
    if draw(st.booleans()):
        parts = ((given("f"), const(FEW, 1)), (is_not(given("f")), const(FEW, 2)))
        rest["scopes"] = {"scope": policy("scope", Assignment("h", parts))}
    preferred = (("g", (1, 3)), ("h", (2,)))
    return model(INPUTS, known, values, preferences=preferred, **rest)


@st.composite
def claims(draw: st.DrawFn, of: Model) -> Claim:
    expected = draw(st.sampled_from(["prove", "cover", "cover"]))
    mode = draw(st.sampled_from(["", "by choice", "on every cpu"])) if expected == "cover" else ""
    names: dict[str, Expression] = {i.name: given(i.name, i.type) for i in INPUTS}
    names |= {d.name: given(d.name, d.type) for d in of.derived.values()}
    rest: dict[str, object] = {}
    if draw(st.booleans()):
        rest["variables"] = (("a.g", PAIR), ("v", RANK))
        rest["instances"] = (("a.g", "g"),)
        names |= {"a.g": local("a.g", PAIR), "v": local("v", RANK)}
    scene = Scene(names, tuple(of.functions.values()), changes=True)
    if bool(of.scopes) and draw(st.booleans()):
        rest["scope"] = "scope"
    if draw(st.booleans()):
        known = [given("f"), is_not(given("e")), Equal(given("g", PAIR), const(PAIR, 2))]
        told = draw(st.sampled_from(known)) if draw(st.booleans()) else draw(truths(scene, 1))
        rest["given"] = (told,)
    if draw(st.integers(0, 3)) == 0:
        rest["stated"] = (("s", (1,)),)
    if draw(st.integers(0, 3)) == 0:
        rest["fixed"] = (("f", 1),)
    asked = draw(st.sampled_from(list(of.derived.values())))
    wanted = Const(asked.type, draw(st.sampled_from(legal(asked.type))))
    met = Equal(given(asked.name, asked.type), wanted)
    body = draw(truths(scene, 3))
    ways = [body, both(body, met), either(body, is_not(met)), Implies(met, body)]
    return claim(expected, draw(st.sampled_from(ways)), mode, **rest)


@st.composite
def models_and_claims(draw: st.DrawFn) -> tuple[Model, Claim]:
    of = draw(models())
    return of, draw(claims(of))
