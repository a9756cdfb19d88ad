"""Texts that are cheap to write and dear to decide: made by hand, from a size."""

from __future__ import annotations

HEAD = 'requires memattr 1.0, manual "none"\nmanual "none"\n'


def chain_of_functions(length: int) -> str:
    """Each calls the one before."""
    first = "define f0(x: bits 1) -> bits 1 ref R_ONE\n  case all : otherwise => x\n"
    rest = "".join(
        f"define f{n}(x: bits 1) -> bits 1 ref R_ONE\n  case all : otherwise => f{n - 1}(x)\n"
        for n in range(1, length)
    )
    last = f"prove same : f{length - 1}(a) = a\n"
    return f"{HEAD}guest a: bits 1\n{first}{rest}{last}"


def chain_of_values(length: int) -> str:
    """Each is the one before."""
    values = "".join(f"effective v{n} = v{n - 1}\n" for n in range(1, length))
    return f"{HEAD}guest a: bits 1\neffective v0 = a\n{values}prove same : v{length - 1} = a\n"


def large_sum(shapes: int) -> str:
    """So many shapes, which all have a field."""
    names = " or ".join(f"S{n}(x: bits 8)" for n in range(shapes))
    return (
        f"{HEAD}guest a: bits 8\ntype Many is {names}\n"
        "define one(x: bits 8) -> Many ref R_ONE\n  case all : otherwise => S0(x: x)\n"
        "output result: Many = one(a)\n"
        "prove is_first : result is S0\nrefute is_last : result is S1\n"
    )


def pigeonhole(holes: int) -> str:
    """One pigeon more than holes, as inputs: hard for any solver that does not count."""
    pigeons = holes + 1
    inputs = "".join(f"guest p{p}_{h}: bool\n" for p in range(pigeons) for h in range(holes))
    housed = "".join(
        f"effective housed{p} = {' or '.join(f'p{p}_{h}' for h in range(holes))}\n"
        for p in range(pigeons)
    )
    shared = "".join(
        f"effective shared{h} = "
        + " or ".join(f"(p{p}_{h} and p{q}_{h})" for q in range(pigeons) for p in range(q))
        + "\n"
        for h in range(holes)
    )
    every = " and ".join(f"housed{p}" for p in range(pigeons))
    some = " or ".join(f"shared{h}" for h in range(holes))
    return f"{HEAD}{inputs}{housed}{shared}prove crowded : ({every}) implies ({some})\n"


def many_cases(cases: int) -> str:
    """A function of 16 bits whose cases are numbers far apart."""
    numbers = [(n * 40503) % 65536 for n in range(cases)]
    rows = "".join(
        f"  case c{n} : x = 0x{number:x} => {n % 2}\n" for n, number in enumerate(numbers)
    )
    return (
        f"{HEAD}guest a: bits 16\n"
        f"define f(x: bits 16) -> bits 1 ref R_ONE\n{rows}  case others : otherwise => 0\n"
        "refute never_one : f(a) = 0\n"
    )


def wide_values(values: int) -> str:
    """64-bit values, each of two before, read again with a change."""
    text = "guest a: bits 64\nguest b: bits 64\neffective v0 = a\neffective v1 = b\n"
    define = (
        "define mixed(x: bits 64, y: bits 64) -> bits 64 ref R_ONE\n"
        "  case less : x = y => x\n  case more : otherwise => y\n"
    )
    text += define + "".join(
        f"effective v{n} = mixed(v{n - 1}, v{n - 2})\n" for n in range(2, values)
    )
    last = f"v{values - 1}"
    return f"{HEAD}{text}prove same : ({last} with a = 0) = {last} or a = a\n"
