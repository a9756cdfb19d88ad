"""A model made by hand: every kind of node, choice and player, and small enough to enumerate."""

from __future__ import annotations

from memattr.model.expressions import (
    AtLeast,
    Call,
    Convert,
    Equal,
    Expression,
    Implies,
    Join,
    Make,
    Slice,
    Strongest,
)
from memattr.model.model import Assignment, Model
from memattr.model.types import BOOL, Bits, Enum, Member, Record, Refined, Sum, Type, Variant

from .build import (
    always,
    both,
    case,
    choice,
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

CODE = Bits(4, "Code")
GRADE = Enum("Grade", ("matt", "silk", "gloss"), ordered=True)
HUE = Enum("Hue", ("red", "green", "blue", "grey", "black"))
FINISH = Record("Finish", (Member("grade", GRADE), Member("hue", HUE), Member("wet", BOOL)))
COAT = Sum(
    "Coat",
    (
        Variant("Primer", (Member("grade", GRADE),)),
        Variant("Paint", (Member("hue", HUE), Member("inner", GRADE), Member("grade", GRADE))),
        Variant("Bare", ()),
    ),
    ordered=True,
)
KNOWN = Refined(
    "Known", CODE, is_not(Equal(Slice(local("it", CODE), 2, Bits(2)), const(Bits(2), 3)))
)
NEAT = Refined("Neat", COAT, is_not(shape(local("it", COAT), 2)))
WALL = Enum("Wall", ("inside", "outside", "roof"))
SAME_GRADES = either(
    is_not(shape(local("any", COAT), 1)),
    both(
        Equal(field(local("any", COAT), "inner"), field(local("any", COAT), "grade")),
        Equal(field(local("any", COAT), "hue"), const(HUE, 4)),
    ),
)
GRADES = tuple((code, code) for code in range(3))

_a, _b = local("a", COAT), local("b", COAT)
_code, _new = local("code", CODE), local("new")
_high, _low = Slice(_code, 2, Bits(2)), Slice(_code, 0, Bits(2))


def is_bits(subject: Expression, value: int) -> Expression:
    return Equal(subject, const(subject.type, value))


def primer(grade: Expression) -> Expression:
    return Make(COAT, 0, (grade,))


def paint(hue: Expression, inner: Expression, outer: Expression) -> Expression:
    return Make(COAT, 1, (hue, inner, outer))


def to_grade(bits: Expression) -> Expression:
    return Convert("grade", GRADES, bits, GRADE)


decode = function(
    "decode",
    (("code", CODE), ("new", BOOL)),
    COAT,
    case("primer", both(is_bits(_high, 0), is_not(is_bits(_low, 3))), primer(to_grade(_low))),
    case(
        "paint",
        both(is_bits(_high, 1), is_not(is_bits(_low, 3))),
        paint(const(HUE, 2), to_grade(_low), const(GRADE, 1)),
    ),
    case("bare", both(is_bits(_high, 2), _new), Make(COAT, 2, ())),
    case(
        "worn",
        either(is_bits(_high, 3), both(is_bits(_high, 2), is_not(_new))),
        local("any", COAT),
        choice("worn", "unpredictable", "any", NEAT, SAME_GRADES),
    ),
    case(
        "odd",
        both(either(is_bits(_high, 0), is_bits(_high, 1)), is_bits(_low, 3)),
        primer(local("some", GRADE)),
        choice(
            "odd",
            "implementation defined",
            "some",
            GRADE,
            either(is_not(is_bits(_high, 0)), is_not(Equal(local("some", GRADE), const(GRADE, 0)))),
        ),
    ),
)

combine = function(
    "combine",
    (("a", COAT), ("b", COAT)),
    COAT,
    case("left", both(shape(_a, 0), is_not(shape(_b, 0))), _a),
    case("right", both(shape(_b, 0), is_not(shape(_a, 0))), _b),
    case(
        "primers",
        both(shape(_a, 0), shape(_b, 0)),
        primer(Strongest(field(_a, "grade"), field(_b, "grade"), GRADE)),
    ),
    case(
        "paints",
        both(shape(_a, 1), shape(_b, 1)),
        paint(
            field(_a, "hue"),
            Strongest(field(_a, "inner"), field(_b, "inner"), GRADE),
            Strongest(field(_a, "grade"), field(_b, "grade"), GRADE),
        ),
    ),
    case("bare_left", both(shape(_a, 2), is_not(shape(_b, 0))), _b),
    case("bare_right", both(shape(_b, 2), shape(_a, 1)), _a),
)

finish = function(
    "finish",
    (("coat", COAT), ("wall", WALL)),
    FINISH,
    case(
        "fixed",
        both(
            either(shape(local("coat", COAT), 0), shape(local("coat", COAT), 1)),
            is_not(Equal(local("wall", WALL), const(WALL, 2))),
        ),
        Make(FINISH, None, (field(local("coat", COAT), "grade"), const(HUE, 4), const(BOOL, 0))),
    ),
    case(
        "open",
        either(shape(local("coat", COAT), 2), Equal(local("wall", WALL), const(WALL, 2))),
        Make(FINISH, None, (const(GRADE, 2), local("hue", HUE), const(BOOL, 1))),
        choice(
            "open", "implementation defined", "hue", HUE, AtLeast(const(GRADE, 1), const(GRADE, 1))
        ),
    ),
)

CODE_IN, TINT, WET, WALL_IN = (
    given("code", CODE),
    given("tint", Bits(2)),
    given("wet"),
    given("wall", WALL),
)
FIELD, CONTROL = given("field", KNOWN), given("control")
F_NEW, F_FAST = given("f_new"), given("f_fast")


def call(name: str, result: Type, *arguments: Expression) -> Call:
    return Call(name, arguments, result)


_first = call("decode", COAT, CODE_IN, given("effective_new"))
_second = call("decode", COAT, FIELD, given("effective_new"))

COAT_OUT, FINISH_OUT = given("coat", COAT), given("finish", FINISH)

PAINT: Model = model(
    [
        declared("code", CODE, default=5),
        declared("tint", Bits(2), default=0),
        declared("wall", WALL, stated=True),
        declared("field", KNOWN, "hypervisor"),
        declared("control", BOOL, "hypervisor"),
        declared("f_new", BOOL, "cpu"),
        declared("f_fast", BOOL, "cpu"),
    ],
    [decode, combine, finish],
    [
        derived("effective_new", both(F_NEW, given("control"))),
        derived("coat", call("combine", COAT, _first, _second)),
        derived("finish", call("finish", FINISH, COAT_OUT, WALL_IN)),
        derived(
            "swapped", Join((Slice(CODE_IN, 0, Bits(1)), TINT, Slice(CODE_IN, 1, Bits(3))), Bits(6))
        ),
        derived("plain", call("combine", COAT, primer(const(GRADE, 1)), Make(COAT, 2, ()))),
    ],
    requirements=(condition("fast", Implies(F_FAST, F_NEW)),),
    impossible=(condition("no", both(is_bits(TINT, 3), CONTROL)),),
    scopes={
        "thin": policy("thin", always("field", const(CODE, 0)), always("control", F_NEW)),
        "by_feature": policy(
            "by_feature",
            Assignment("field", ((F_FAST, const(CODE, 1)), (is_not(F_FAST), const(CODE, 4)))),
            always("control", const(BOOL, 1)),
        ),
        "free": policy("free", always("control", const(BOOL, 0)), Assignment("field", ())),
    },
    preferences=(("code", (7, 2)), ("wall", (1, 0, 2))),
)
