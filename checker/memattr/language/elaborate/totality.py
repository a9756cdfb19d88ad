"""Is everything total? Gaps, overlaps, dead cases, and partial operations out of their domain.

Each function is read into diagrams over parameters of its own, so a problem comes with an input.
"""

from __future__ import annotations

from collections.abc import Mapping

from memattr.language.elaborate.admitted_obligations import (
    PartReader,
    part_of,
    parts_of,
    parts_of_machines,
    renewed_parts,
    without_derivations,
)
from memattr.language.elaborate.dependency_order import called_by, calls_in
from memattr.language.elaborate.obligations import CheckedTexts, Obligations
from memattr.language.elaborate.symbol_table import SymbolTable
from memattr.language.elaborate.type_checking import ExpressionPlaces
from memattr.model.admissible import assumptions
from memattr.model.layout import from_bits, to_bits, values_of, width
from memattr.model.model import Case, Claim, Function, Model
from memattr.model.show import source_text
from memattr.model.types import BOOL, Refined, Sum, Type, Value, plain
from memattr.model.value_patterns import pattern_of
from memattr.place import Problem
from memattr.readings.bdd import Node
from memattr.readings.compile_diagrams import Environment, Word
from memattr.readings.diagram import Diagram

NO_TEXTS = CheckedTexts(SymbolTable({}), ExpressionPlaces())
"""For a model whose texts are not at hand."""


def partial_functions(texts: CheckedTexts) -> list[Problem]:
    """A problem for every refinement and function that is not total, as far as they and what they
    call could be read."""
    model = Model(texts.table.types, texts.table.functions, {}, {})
    diagram = Diagram(model)
    sound = _sound(model.functions)
    problems: list[Problem] = []
    for type_ in model.types.values():
        if isinstance(type_, Refined) and calls_in(type_.condition) <= sound:
            problems += _refinement(texts, diagram, type_)
    if not problems:
        for name in model.functions:
            if name in sound:
                problems += _function(texts, diagram, model.functions[name])
    return problems


def problems_of(model: Model, function: str) -> list[Problem]:
    """Why a function of a model is not total."""
    return _function(NO_TEXTS, Diagram(model), model.functions[function])


def _sound(functions: Mapping[str, Function]) -> set[str]:
    """The functions that have cases, and call only such functions."""
    sound = {name for name, function in functions.items() if function.cases}
    while True:
        fewer = {name for name in sound if called_by(functions[name]) <= sound}
        if fewer == sound:
            return sound
        sound = fewer


def partial_parts(texts: CheckedTexts, model: Model) -> list[Problem]:
    """A problem for everything else that is not total, in a model whose functions are.

    Derived values are first taken for unknown values of their types. What is total then is total;
    only where that finds a problem is the whole function read, which knows better."""
    parts = [*parts_of(texts, model), *parts_of_machines(model)]
    opaque = PartReader(texts, without_derivations(model))
    reads = frozenset[str]().union(*(bound.reads for bound in assumptions(model, "")))
    doubtful = [
        part
        for part in parts
        if part.changes_situations(reads)
        or not all(map(opaque.is_total, renewed_parts(model, part)))
    ]
    if not doubtful:
        return []
    whole = PartReader(texts, model)
    return [problem for part in doubtful for problem in whole.problems(part)]


def is_said_of(model: Model, claim: Claim) -> bool:
    """True iff the claim, perhaps moved under another scope of the model, still looks only at
    situations that can be, and reads nothing outside its domain."""
    return not PartReader(NO_TEXTS, model).problems(part_of(model, claim))


def _refinement(texts: CheckedTexts, diagram: Diagram, refined: Refined) -> list[Problem]:
    """The condition is defined for every value of the base, and true for one."""
    word = diagram.store.variable(f"{refined.name}/it", refined.base)
    environment = Environment({}, {"it": word})
    valid = diagram.valid(refined.base, word)
    place = texts.table.symbols[refined.name].place
    obligations = Obligations(texts, diagram, place)
    obligations.check(refined.condition, valid, environment)
    if diagram.bdd.conj(valid, diagram.truth(refined.condition, environment)) == 0:
        message = f"no value is left for {refined.name}"
        obligations.note(place, "empty-type", message, "Widen its condition.")
    return obligations.problems


def _function(texts: CheckedTexts, diagram: Diagram, function: Function) -> list[Problem]:
    if not function.cases:
        return []
    obligations = Obligations(texts, diagram, function.note.place)
    bdd = diagram.bdd
    words: Parameters = tuple(
        (name, type_, diagram.store.variable(f"{function.name}/{name}", type_))
        for name, type_ in function.parameters
    )
    environment = Environment({}, {name: word for name, _, word in words})
    valid = bdd.all_of(diagram.valid(type_, word) for _, type_, word in words)
    covered: Node = 0
    guards: list[tuple[Case, Node]] = []
    for case in function.cases:
        obligations.place = case.note.place
        obligations.check(case.guard, valid, environment)
        guard = bdd.conj(valid, diagram.truth(case.guard, environment))
        if guard == 0:
            message = f"no input reaches the case '{case.name}' of {function.name}"
            way = "Remove it, or correct its condition."
            obligations.note(case.note.place, "dead-case", message, way)
        for other, node in guards:
            both = bdd.conj(guard, node)
            if both != 0:
                _note_overlap(
                    obligations, function, (other, case), _example_in(diagram, words, both)
                )
        guards.append((case, guard))
        covered = bdd.disj(covered, guard)
        _body(obligations, function, case, guard, environment)
    missing = bdd.minus(valid, covered)
    if missing != 0:
        _note_gap(obligations, function, words, missing)
    return obligations.problems


def _body(
    obligations: Obligations,
    function: Function,
    case: Case,
    guard: Node,
    environment: Environment,
) -> None:
    """The choice has something to choose from; the body is defined, and of the result's type."""
    diagram, bdd, path = obligations.diagram, obligations.bdd, guard
    inner = environment
    if case.choice is not None:
        choice = case.choice
        name = f"{function.name}/{case.name}/{choice.binder}"
        bits = diagram.store.variable(name, choice.type)
        locals_ = {**environment.locals, choice.binder: bits}
        inner = Environment({}, locals_)
        path = bdd.conj(path, diagram.valid(choice.type, bits))
        if choice.condition is not None:
            obligations.check(choice.condition, path, inner)
            path = bdd.conj(path, diagram.truth(choice.condition, inner))
        levels = frozenset(bdd.level[bit] for bit in bits)
        if bdd.minus(guard, bdd.some(path, levels)) != 0:
            message = f"for some inputs of '{case.name}' the choice {choice.name} has no value"
            way = "Widen what it chooses from, or exclude those inputs from the case."
            obligations.note(case.note.place, "empty-choice", message, way)
    obligations.check(case.body, path, inner)
    obligations.fits(case.body, function.result, path, inner, case.note.place)


Parameters = tuple[tuple[str, Type, Word], ...]

SMALL = 12
"""Bits of the largest types whose values are listed."""


def _example_in(diagram: Diagram, words: Parameters, region: Node) -> dict[str, Value]:
    """The least assignment of the parameters in the region."""
    bdd = diagram.bdd
    values: dict[str, Value] = {}
    for name, type_, word in words:
        code = 0
        for bit in reversed(range(len(word))):
            without = bdd.conj(region, bdd.neg(word[bit]))
            taken = without == 0
            region = bdd.conj(region, word[bit]) if taken else without
            code |= taken << bit
        values[name] = from_bits(type_, code)
    return values


def _note_overlap(
    obligations: Obligations,
    function: Function,
    cases: tuple[Case, Case],
    example: dict[str, Value],
) -> None:
    """Two cases, and an input that meets both."""
    first, second = cases
    kinds = dict(function.parameters)
    given = ", ".join(f"{name} = {source_text(kinds[name], v)}" for name, v in example.items())
    way = "Narrow one of them by the opposite of what the other asks for: x is not PATTERN, not y."
    if obligations.texts.table.is_grid(function.name):
        way = "Remove one of the two."
    obligations.note(
        second.note.place,
        "overlap",
        f"the cases '{first.name}' (line {first.note.place.line}) and '{second.name}' of "
        f"{function.name} both apply to {given}",
        way,
    )


def _note_gap(
    obligations: Obligations, function: Function, words: Parameters, missing: Node
) -> None:
    """One box of missing inputs, grown as far as it goes, as a case to paste."""
    diagram = obligations.diagram
    example = _example_in(diagram, words, missing)
    box = {name: frozenset({value}) for name, value in example.items()}
    for name, type_, word in words:
        if len(word) <= SMALL:
            box[name] |= _grown(diagram, words, missing, box, name, type_, word)
    conditions = []
    for name, type_, word in words:
        if len(word) <= SMALL:
            box[name] = _rounded(diagram, type_, word, box[name])
        conditions += _condition(name, type_, box[name])
    guard = ", ".join(conditions) or "otherwise"
    way = f"Add, with what must follow:\n  case missing : {guard} => ..."
    if obligations.texts.table.is_grid(function.name):
        way = f"Add a row or a column for: {guard}"
    message = f"no case of {function.name} applies to some inputs"
    obligations.note(function.note.place, "gap", message, way)


def _condition(name: str, type_: Type, values: frozenset[Value]) -> list[str]:
    """The values of a parameter as a condition; none if it is all of them."""
    if type_ == BOOL:
        return [] if len(values) > 1 else [name if 1 in values else f"not {name}"]
    if width(type_) > SMALL:
        return [f"{name} is {source_text(type_, min(values))}"]
    pattern = pattern_of(type_, values)
    return [] if pattern is None else [f"{name} is {pattern}"]


def _rounded(
    diagram: Diagram, type_: Type, word: Word, values: frozenset[Value]
) -> frozenset[Value]:
    """The values with those of their shape that a refinement excludes: nobody minds if a pattern
    matches these too, and it is shorter."""
    valid, bdd = diagram.valid(type_, word), diagram.bdd
    shapes: dict[object, set[Value]] = {}
    for value in values_of(type_):
        shape = value[0] if isinstance(plain(type_), Sum) and isinstance(value, tuple) else None
        shapes.setdefault(shape, set()).add(value)
    rounded = set(values)
    for members in shapes.values():
        good = {
            v for v in members if bdd.conj(valid, _among(diagram, type_, word, frozenset({v}))) != 0
        }
        if good and good <= values:
            rounded |= members
    return frozenset(rounded)


def _grown(
    diagram: Diagram,
    words: Parameters,
    missing: Node,
    box: dict[str, frozenset[Value]],
    name: str,
    type_: Type,
    word: Word,
) -> frozenset[Value]:
    """The values of one parameter for which all of the box is missing."""
    bdd = diagram.bdd
    valid = bdd.all_of(diagram.valid(k, w) for _, k, w in words)
    outside = bdd.all_of(
        _among(diagram, k, w, box[other]) for other, k, w in words if other != name
    )
    inside = {v: _among(diagram, type_, word, frozenset({v})) for v in values_of(type_)}
    reached = {v: bdd.all_of((outside, valid, node)) for v, node in inside.items()}
    return frozenset(v for v, node in reached.items() if node and bdd.minus(node, missing) == 0)


def _among(diagram: Diagram, type_: Type, word: Word, values: frozenset[Value]) -> Node:
    """Where the word is one of the values."""
    codes = (to_bits(type_, value) for value in values)
    return diagram.bdd.any_of(diagram.words.is_code(word, code) for code in codes)
