"""Macros, enumerators and constant variables, in every shape that trees have."""

from __future__ import annotations

import pytest

from memattr.sources.code_program import Stated

from .reader import constant

MACROS = """
/* What one page is. */
#define KIND_DEV     0x1   // a device
#define KIND_SHIFT   2
#define FIELD(k)     ((KIND_ ## k) << KIND_SHIFT)
#define KIND_RAM     (KIND_DEV | \\
                      0xe)
#define UL(x)        (x ## UL)
#define BIT(n)       (UL(1) << (n))
#define WORD_FLAGS   (FIELD(RAM) | BIT(10) | BIT(46))
#define SELF         (SELF + 1)
#define FIRST(a, ...) a
#define COUNT(...)   FIRST(__VA_ARGS__, 0)
#define PAIR(a, b)   ((a) * 10 + (b))
#define EMPTY
#define _AT(type, x) ((type)(x))
typedef unsigned long long entry_t;
"""


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("KIND_DEV", 1),
        ("KIND_RAM", 15),
        ("FIELD(DEV)", 4),
        ("FIELD(RAM)", 60),
        ("WORD_FLAGS", 60 | 1 << 10 | 1 << 46),
        ("FIRST(7, 8)", 7),
        ("COUNT(5)", 5),
        ("PAIR(PAIR(1, 2), 3)", 123),
        ("EMPTY 3 EMPTY", 3),
        ("~0U >> 28", 15),
        ("(unsigned char)0x1ff", 255),
        ("(entry_t)1 << 63", 1 << 63),
        ("_AT(entry_t, 3) << 8", 768),
        ("-1 < 0u", 0),
        ("1 ? 2 : 3", 2),
        ("(4, 5)", 5),
        ("!0 && !!3 || 0", 1),
        ("7 / 2 * 2 + 7 % 2", 7),
        ("sizeof(entry_t)", 8),
        ("'A'", 65),
        ("__builtin_ffsll(0x40) - 1", 6),
    ],
)
def test_expressions(expression: str, value: int) -> None:
    assert constant(MACROS, expression) == value


ENUMS = """
enum kind { NONE, DEV, RAM = 5, NEXT, LAST = RAM | 8 };
typedef enum { A = 1 << 2, B, C = A } letters_t;
static const unsigned int limit = NEXT + 1;
static unsigned int moving = 3;
"""


@pytest.mark.parametrize(
    ("name", "value"),
    [("NONE", 0), ("DEV", 1), ("NEXT", 6), ("LAST", 13), ("B", 5), ("C", 4), ("limit", 7)],
)
def test_enumerators_and_constant_variables(name: str, value: int) -> None:
    assert constant(ENUMS, name) == value


def test_a_variable_is_no_constant() -> None:
    message = 'nothing says what \'moving\' is. State it: given "moving" is "...".'
    assert constant(ENUMS, "moving") == f"rules.attr:1: {message}"


def test_a_name_that_nothing_defines() -> None:
    assert constant(MACROS, "KIND_NEW | 1") == (
        "rules.attr:1: no file read defines 'KIND_NEW'. "
        "Name the header that defines it, or define it."
    )


def test_a_macro_that_a_condition_defines_needs_its_configuration() -> None:
    text = "#ifdef CONFIG_BIG\n#define KIND 1\n#else\n#define KIND 2\n#endif\n"
    assert constant(text, "KIND") == (
        "a.c:1: '#ifdef CONFIG_BIG' is not determined. "
        'State what it asks: defining "NAME" as "1", or undefining "NAME".'
    )
    assert constant(text, "KIND", Stated(defined=(("CONFIG_BIG", "1"),))) == 1
    assert constant(text, "KIND", Stated(undefined=("CONFIG_BIG",))) == 2


def test_two_definitions_are_none() -> None:
    text = "#define KIND 1\n#define OTHER 3\n#define KIND 2\n#define OTHER 3\n"
    assert constant(text, "OTHER") == 3
    assert constant(text, "KIND") == (
        "a.c:3: 'KIND' is defined twice, there and at a.c:1. "
        'State which is meant: defining "KIND" as "...".'
    )
    assert constant(text, "KIND", Stated(defined=(("KIND", "9"),))) == 9


@pytest.mark.parametrize(
    ("condition", "value"),
    [
        ("#if A == 1 && defined(A)", 1),
        ("#if defined B || A > 1", 2),
        ("#if !defined(B)", 1),
        ("#ifndef A", 2),
        ("#if B", 2),
        ("#if (A << 40) == 0x10000000000", 1),
    ],
)
def test_conditions(condition: str, value: int) -> None:
    stated = Stated(defined=(("A", "1"),), undefined=("B",))
    text = f"{condition}\n#define KIND 1\n#else\n#define KIND 2\n#endif\n"
    assert constant(text, "KIND", stated) == value


def test_branches_after_the_one_taken_do_not_count() -> None:
    text = "#if 1\n#define K 1\n#elif X\n#define K 2\n#else\n#define K 3\n#endif\n"
    assert constant(text, "K") == 1
    text = "#if 0\n#define K 1\n#elif 1\n#define K 2\n#else\n#define K 3\n#endif\n"
    assert constant(text, "K") == 2


def test_a_branch_after_one_that_may_be_taken_is_not_certain() -> None:
    text = "#if X\n#elif 1\n#define K 2\n#endif\n"
    assert str(constant(text, "K")).startswith("a.c:1: '#if X' is not determined.")


def test_what_lies_inside_an_uncertain_part_is_uncertain() -> None:
    text = "#ifdef X\n#if 1\n#define K 2\n#endif\n#endif\n"
    assert str(constant(text, "K")).startswith("a.c:1: '#ifdef X' is not determined.")


def test_an_include_guard_is_no_condition() -> None:
    assert constant("/* a */\n#ifndef H_\n#define H_\n#define K 2\n#endif\n", "K") == 2


def test_an_undefined_macro_is_a_name_again() -> None:
    assert str(constant("#define K 2\n#undef K\n", "K")).startswith("rules.attr:1: no file read")


def test_an_error_directive_of_the_configuration_is_reported() -> None:
    assert constant("#if 1\n#error no such thing\n#endif\n", "1") == (
        "a.c:2: #error no such thing. State another configuration."
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("#if 1\n", "a.c:1: an #if has no #endif. Correct the code."),
        ("#endif\n", "a.c:1: #endif has no #if. Correct the code."),
        ("#define F(a) a\n#define K F(1, 2)\n", "rules.attr:1: 'F' takes 1 arguments, not 2. "
         "It is defined at a.c:1."),
        ("#define F(a) a\n#define K F(1\n", "rules.attr:1: the arguments of 'F' do not end. "
         "Correct the code."),
    ],
)  # fmt: skip
def test_broken_text_has_a_place(text: str, message: str) -> None:
    assert constant(text, "K") == message


@pytest.mark.parametrize("expression", ["1 +", "1; 2", "", "f(1)(2) 3"])
def test_what_is_no_expression_is_refused(expression: str) -> None:
    assert isinstance(constant("", expression), str)


def test_an_enumerator_after_an_unknown_one_is_unknown() -> None:
    answer = constant("enum { A = UNKNOWN, B };", "B")
    assert isinstance(answer, str) and "UNKNOWN" in answer
