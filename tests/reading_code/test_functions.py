"""Paths through functions: what they return, set and pass, and what the reader refuses."""

from __future__ import annotations

import pytest

from memattr.sources.code_program import Stated

from .reader import assigned, passed, returned

SWITCH = """
enum kind { RAM, DEV, NC };
#define K_DEV 0x1
#define K_RAM 0xf
static int f(enum kind t)
{
    int k;

    switch ( t )
    {
    case DEV:
        k = K_DEV;
        break;
    case NC:
        k = 5;
        /* falls through */
    case 77:
        k |= 0x80;
        break;
    default:
        k = K_RAM;
    }
    return k;
}
"""


@pytest.mark.parametrize(("kind", "value"), [("DEV", 1), ("NC", 0x85), ("RAM", 15), ("9", 15)])
def test_a_case_a_default_and_a_fall_through(kind: str, value: int) -> None:
    assert returned(SWITCH, ("t", kind)) == value


def test_a_switch_on_what_is_not_stated_is_refused() -> None:
    assert returned(SWITCH) == (
        'a.c:9: it depends on \'t\', which is not known. State it: given "t" is "...".'
    )


UNION = """
typedef unsigned long long u64;
typedef union {
    u64 bits;
    struct {
        unsigned long valid:1;
        unsigned long table:1;
        unsigned long kind:4;
        unsigned long perm:2;
        unsigned long share:2;
        unsigned long af:1;
        unsigned long pad:1;
        unsigned long long base:36;
        unsigned long more:16;
    } leaf;
} entry_t;
static void permit(entry_t *e, int a)
{
    switch (a) {
    case 0: e->leaf.perm = 0; break;
    case 1: e->leaf.perm = 3; break;
    }
}
static entry_t f(int t, int a, u64 frame)
{
    entry_t e = (entry_t) { .leaf.af = 1, .leaf.valid = 1, .leaf.table = 1, };
    if (t == 1) {
        e.leaf.kind = 0x1;
        e.leaf.share = 2;
    } else {
        e.leaf.kind = 0xf;
        e.leaf.share = 3;
    }
    permit(&e, a);
    e.leaf.base = frame;
    return e;
}
"""


def test_bit_fields_of_a_union_and_a_call_that_changes_them() -> None:
    facts = (("t", "1"), ("a", "1"), ("frame", "0"))
    assert returned(UNION, *facts) == 1 | 2 | 1 << 2 | 3 << 6 | 2 << 8 | 1 << 10
    facts = (("t", "0"), ("a", "0"), ("frame", "1"))
    assert returned(UNION, *facts) == 1 | 2 | 15 << 2 | 3 << 8 | 1 << 10 | 1 << 12


def test_members_that_are_not_named_are_0() -> None:
    text = (
        "struct s { int a; int b; }; static struct s f(void) { struct s x = { .b = 3 }; return x; }"
    )
    assert returned(text) == 3 << 32


GNU = """
typedef unsigned long u64;
#define WRAP(k, fwb) ({ u64 __v; if (fwb) __v = 0x6 << 2; else __v = (k) << 2; __v; })
#define PREP(mask, v) (((u64)(v)) << (__builtin_ffsll(mask) - 1))
enum prot { X = 1 << 0, D = 1 << 3, N = 1 << 4 };
struct table { int flags; };
static int has_fwb(struct table *t) { if (!cap(3)) return 0; return !(t->flags & 1); }
static int f(struct table *t, enum prot p, u64 *entry)
{
    u64 attr;
    unsigned int sh = 3;

    switch (p & (D | N)) {
    case D | N:
        return -22;
    case D:
        if (p & X)
            return -22;
        attr = WRAP(1, has_fwb(t));
        break;
    default:
        attr = WRAP(0xf, has_fwb(t));
    }
    if (!lpa2())
        attr |= PREP(0x300, sh);
    *entry = attr;
    return 0;
}
"""


@pytest.mark.parametrize(
    ("prot", "fwb", "value"),
    [("D", "0", 1 << 2), ("D", "1", 6 << 2), ("0", "0", 15 << 2), ("X", "1", 6 << 2)],
)
def test_statement_expressions_and_the_outcome_of_calls(prot: str, fwb: str, value: int) -> None:
    facts = (("p", prot), ("has_fwb(t)", fwb), ("lpa2()", "0"))
    assert assigned(GNU, "*entry", *facts) == value | 3 << 8


def test_a_function_is_followed_to_the_call_whose_outcome_is_stated() -> None:
    facts = (("p", "0"), ("cap(3)", "1"), ("t->flags", "0"), ("lpa2()", "1"))
    assert assigned(GNU, "*entry", *facts) == 6 << 2
    without = (("p", "0"), ("cap(3)", "0"), ("lpa2()", "1"))
    assert assigned(GNU, "*entry", *without) == 15 << 2


def test_two_values_on_one_path_are_refused() -> None:
    facts = (("has_fwb(t)", "1"), ("lpa2()", "1"))
    message = assigned(GNU, "*entry", *facts)
    assert message == (
        'a.c:8: \'*entry\' is not set on every path. State it: given "*entry" is "...".'
    )


CHAIN = """
#define MMIO 1
#define CACHE 2
typedef unsigned long pte_t;
static pte_t f(struct data *d, int prot)
{
    pte_t pte = 0;
    if (d->fmt == 2 || d->fmt == 3) {
        if (prot & MMIO)
            pte |= ((pte_t)0x1) << 2;
        else if (prot & CACHE)
            pte |= ((pte_t)0xf) << 2;
        else
            pte |= ((pte_t)0x5) << 2;
    }
    if (prot & CACHE && d->fmt != 4)
        pte |= 3 << 8;
    else
        pte |= 2 << 8;
    return pte;
}
"""


@pytest.mark.parametrize(
    ("prot", "value"),
    [("MMIO", 1 << 2 | 2 << 8), ("CACHE", 15 << 2 | 3 << 8), ("0", 5 << 2 | 2 << 8)],
)
def test_chains_of_conditions_and_members_of_unknown_structures(prot: str, value: int) -> None:
    assert returned(CHAIN, ("prot", prot), ("d->fmt", "3")) == value


def test_a_member_that_is_not_stated_is_named() -> None:
    answer = returned(CHAIN, ("prot", "CACHE"))
    assert answer == (
        "a.c:8: it depends on 'd->fmt == 2 || d->fmt == 3', which is not known. "
        'State it: given "d->fmt == 2 || d->fmt == 3" is "...".'
    )


CALLS = """
enum { S2_DEV = 0, S2_MEM = 15 };
static pte_t f(word_t paddr, int cacheable, int small)
{
    unsigned long attridx = cacheable ? S2_MEM : S2_DEV;
    unsigned long share = cacheable ? PICK(3, 0) : 0;
    if (small) {
        return make_small(paddr, share, attridx);
    } else {
        return make_large(share, attridx);
    }
}
"""
PICK = Stated(defined=(("PICK(smp, up)", "smp"), ("pte_t", "unsigned long"),
                       ("word_t", "unsigned long")))  # fmt: skip


@pytest.mark.parametrize(("cacheable", "value"), [("1", 15), ("0", 0)])
def test_an_argument_of_a_call(cacheable: str, value: int) -> None:
    facts = (("cacheable", cacheable), ("small", "1"))
    assert passed(CALLS, 3, "make_small", *facts, stated=PICK) == value
    assert passed(CALLS, 1, "make_large", ("cacheable", cacheable), ("small", "0"),
                  stated=PICK) == (3 if value else 0)  # fmt: skip


def test_an_argument_that_is_not_there_and_a_call_that_is_not_made() -> None:
    facts = (("cacheable", "1"), ("small", "1"))
    assert passed(CALLS, 4, "make_small", *facts, stated=PICK) == (
        "a.c:8: 'make_small' is called with 3 arguments. Read another than 4."
    )
    assert passed(CALLS, 1, "make_large", *facts, stated=PICK) == (
        "a.c:3: 'make_large' is not called on this path. Name the function that is."
    )


def test_two_calls_with_two_values_are_refused() -> None:
    text = "static void f(int a) { if (a) g(1); else g(2); }"
    assert passed(text, 1, "g") == (
        "a.c:1: there are two values on this path, the other at a.c:1. "
        'State what decides: given "EXPRESSION" is "VALUE".'
    )
    assert passed(text, 1, "g", ("a", "0")) == 2


def refused(body: str, *facts: tuple[str, str], stated: Stated | None = None) -> str:
    """Why a body that sets x is not read."""
    text = f"static int f(int a, int *p)\n{{\n    int x = 1;\n{body}\n    return x;\n}}\n"
    answer = returned(text, *facts, stated=stated)
    assert isinstance(answer, str), answer
    return answer


def test_a_loop_that_stores_what_is_read() -> None:
    assert refused("while (a--) x = x * 2;") == (
        "a.c:4: a loop stands on the path. Read another path or expression."
    )
    assert refused("do { x++; } while (x < a);").startswith("a.c:4: a loop stands on the path")
    assert refused("for (int i = 0; i < 3; i++) { g(&x); }").startswith("a.c:4: a loop stands")


def test_a_loop_that_stores_nothing_that_is_read() -> None:
    text = "static int f(int a) { int x = 1, y = 0; for (int i = 0; i < a; i++) y += i; return x; }"
    assert returned(text) == 1


def test_a_loop_that_may_return_gives_two_values() -> None:
    assert refused("for (int i = 0; i < a; i++) { if (i) return 7; }").startswith("a.c:4: a loop")


def test_a_block_that_runs_once_is_no_loop() -> None:
    text = "static int f(int a) { int x = 1; do { if (a) break; x = 2; } while (0); return x; }"
    assert returned(text, ("a", "0")) == 2
    assert returned(text, ("a", "1")) == 1
    assert isinstance(returned(text), str)


def test_a_call_that_nobody_told_about() -> None:
    assert refused("    g();") == (
        "a.c:4: 'g' is called, which no file read defines. "
        'Name the file that defines it, or state: passing "g".'
    )
    text = "static int f(void) { int x = 1; g(); return x; }"
    assert returned(text, stated=Stated(passed=frozenset({"g"}))) == 1


def test_a_macro_that_nobody_defined_may_do_anything() -> None:
    assert refused("    NOTHING;") == (
        "a.c:4: no file read defines 'NOTHING'. Name the header that defines it, or define it."
    )


def test_a_jump() -> None:
    assert refused("    if (a) goto out;\nout:") == (
        "a.c:4: a jump stands on the path. Read another path or expression."
    )


def test_assembly() -> None:
    assert refused('    asm volatile("nop" ::: "memory");').startswith("a.c:4: assembly stands on")


def test_a_pointer_of_which_nothing_is_known() -> None:
    assert refused("    *(int *)a = 3;").startswith("a.c:4: nothing says what")


def test_a_value_that_is_not_set() -> None:
    assert returned("static int f(int a) { int x; if (a) x = 1; return x; }", ("a", "0")) == (
        "a.c:1: 'x' is not set on this path. Read another path."
    )


def test_a_conditional_part_of_the_function_needs_its_configuration() -> None:
    text = (
        "static int f(void)\n{\n    int x = 1;\n#ifdef BIG\n    x = 2;\n#endif\n    return x;\n}\n"
    )
    assert returned(text) == (
        "a.c:4: '#ifdef BIG' is not determined. "
        'State what it asks: defining "NAME" as "1", or undefining "NAME".'
    )
    assert returned(text, stated=Stated(undefined=("BIG",))) == 1
    assert returned(text, stated=Stated(defined=(("BIG", ""),))) == 2


def test_a_statement_that_is_not_understood() -> None:
    answer = returned("static int f(void)\n{\n    int x = 1;\n    x = = 2;\n    return x;\n}\n")
    assert isinstance(answer, str) and answer.startswith("a.c:4: the code at")


def test_facts_that_the_path_never_asks_for() -> None:
    assert returned("static int f(int a) { return 1; }", ("a", "1")) == (
        "rules.attr:1: the path never asks what 'a' is. Remove it."
    )
    assert returned("static int f(int a) { return 1; }", ("g(a)", "1")) == (
        "rules.attr:1: the path never asks what 'g(a)' is. Remove it."
    )


def test_a_function_that_is_not_there_and_one_that_is_there_twice() -> None:
    assert returned("static int g(void) { return 1; }") == (
        "rules.attr:1: no file read defines a function 'f'. "
        "Name the file that does, or the new name."
    )
    text = "static int f(void) { return 1; }\nstatic int f(void) { return 2; }\n"
    assert returned(text) == (
        "a.c:2: the function 'f' is declared twice, there and at a.c:1. "
        "State the configuration that is meant."
    )


def test_a_result_is_cut_to_its_type() -> None:
    assert returned("static unsigned char f(void) { return 0x1ff; }") == 255
    assert returned("static _Bool f(void) { return 0x100; }") == 1
    answer = returned("static thing_t f(void) { return 0x1ff; }")
    assert answer == (
        "a.c:1: the type 'thing_t' is not known: no file read defines the type 'thing_t'. "
        "Name the header that defines it, or define it as a macro."
    )


def test_a_variable_of_the_file() -> None:
    text = "static unsigned long reg;\nstatic void f(int a) { reg = 1 << 4; if (a) reg |= 2; }"
    assert assigned(text, "reg", ("a", "1")) == 18


def test_recursion_ends() -> None:
    assert isinstance(returned("static int f(int a) { return f(a); }"), str)


def test_a_function_that_calls_itself_twice_ends() -> None:
    text = "int g(int n) { return n < 2 ? 1 : g(n - 1) + g(n - 2); }\nint f(int n) { return g(n); }"
    assert "more than 1000 calls stand on the path" in str(returned(text))
    assert returned(text, ("n", "9")) == 55
