"""Peers for the benchmark: other solvers on the files that `memattr check --emit-smt2` writes.

    python tests/bench/solver_peers.py cvc5|bitwuzla|z3 FOLDER    prints one JSON object

One process reads and decides every file with a solver of its own. The object has the seconds and,
for each file, `sat` or `unsat`."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path


def by_cvc5(file: Path) -> str:
    import cvc5

    solver = cvc5.Solver(cvc5.TermManager())
    parser = cvc5.InputParser(solver)
    parser.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, file.read_text(), file.name)
    symbols, said = parser.getSymbolManager(), ""
    while not (command := parser.nextCommand()).isNull():
        said += command.invoke(solver, symbols)
    return said.strip()


def by_bitwuzla(file: Path) -> str:
    import bitwuzla

    manager = bitwuzla.TermManager()
    parser = bitwuzla.Parser(manager, bitwuzla.Options())
    parser.parse(str(file), True, True)
    result: bitwuzla.Result = parser.bitwuzla().check_sat()
    return {bitwuzla.Result.SAT: "sat", bitwuzla.Result.UNSAT: "unsat"}[result]


def by_z3(file: Path) -> str:
    import z3

    solver = z3.Solver()
    solver.from_file(str(file))
    return str(solver.check())


PEERS: dict[str, Callable[[Path], str]] = {
    "cvc5": by_cvc5,
    "bitwuzla": by_bitwuzla,
    "z3": by_z3,
}


def main(peer: str, folder: str) -> None:
    decide, start = PEERS[peer], time.perf_counter()
    answers = {file.stem: decide(file) for file in sorted(Path(folder).glob("*.smt2"))}
    print(json.dumps({"seconds": time.perf_counter() - start, "answers": answers}))


if __name__ == "__main__":
    main(*sys.argv[1:])
