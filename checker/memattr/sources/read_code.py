"""The readings of a model carried out on trees: the value of each input as the code has it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from memattr.model.code_provenance import CodeContext, Reading
from memattr.model.layout import width
from memattr.model.model import Model, Scope
from memattr.sources.c.program import CProgram
from memattr.sources.code_program import Program, Stated
from memattr.sources.code_reading import (
    Asked,
    Assigned,
    CodeValue,
    ConstantTarget,
    Passed,
    Returned,
    Target,
    read,
)
from memattr.sources.known_bits import Word, resized
from memattr.sources.paths import CallFrame
from memattr.sources.rust.rust_program import RustProgram
from memattr.sources.unread import Cause, CodePlace, NotRead, refuse
from memattr.trees.tree import NotInTree, Revision, Tree


@dataclass(frozen=True)
class Value:
    """What a reading came to: a number, the line that decides it, and the macros of that line.

    `reading` is one of the scope's own; `macros` are (name, where it is defined)."""

    scope: str
    tree: str
    reading: Reading
    value: int
    place: CodePlace
    macros: tuple[tuple[str, CodePlace], ...]


@dataclass(frozen=True)
class Failure:
    """A reading that was not understood, and why."""

    scope: str
    tree: str
    reading: Reading
    cause: Cause


CodeResult: TypeAlias = Value | Failure


def readings_of(model: Model) -> Iterator[tuple[Scope, Reading]]:
    """Every reading with its scope, in the order of the text."""
    for scope in model.scopes.values():
        yield from ((scope, reading) for reading in scope.readings)


def tree_name(scope: Scope) -> str:
    """The tree of a scope that has readings."""
    assert scope.tree is not None, "elaboration refuses readings without a tree"
    return scope.tree[0]


def read_code(model: Model, trees: Mapping[str, Tree]) -> tuple[CodeResult, ...]:
    """The readings whose tree is given, in the order of the text."""
    programs = Programs()
    return tuple(
        result_of(model, scope, reading, programs, trees[tree_name(scope)])
        for scope, reading in readings_of(model)
        if tree_name(scope) in trees
    )


def result_of(
    model: Model, scope: Scope, reading: Reading, programs: Programs, tree: Tree
) -> CodeResult:
    """One reading in a tree."""
    try:
        program = programs.of(tree, scope.code, reading)
        return _carried_out(model, scope.name, tree.name, reading, program)
    except NotRead as error:
        return Failure(scope.name, tree.name, reading, error.cause)


def files_of(scope: Scope, reading: Reading) -> tuple[str, ...]:
    """The files that a reading looks into: the headers first."""
    language = language_of(reading.file)
    named = (file for file in scope.code.headers if language_of(file) == language)
    return tuple(dict.fromkeys((*named, reading.file)))


class RevisionReader:
    """Reads revisions of a tree: readings whose files are the same there are carried out once."""

    def __init__(self, model: Model, tree: str) -> None:
        self._model = model
        self._readings = [r for r in readings_of(model) if tree_name(r[0]) == tree]
        self._known: dict[tuple[object, ...], CodeResult] = {}
        files = (file for reading in self._readings for file in files_of(*reading))
        self.files = tuple(dict.fromkeys(files))
        """The files that the readings of the tree name."""

    def results(self, revision: Revision) -> tuple[CodeResult, ...]:
        """The readings at a revision."""
        programs = Programs()
        entries = revision.entries(self.files)
        results = []
        for number, (scope, reading) in enumerate(self._readings):
            key = (number, *(entries.get(file) for file in files_of(scope, reading)))
            if key not in self._known:
                self._known[key] = result_of(self._model, scope, reading, programs, revision)
            results.append(self._known[key])
        return tuple(results)


class Programs:
    """The programs that readings look into: each set of files of a tree is read once."""

    def __init__(self) -> None:
        self._made: dict[tuple[str, CodeContext, str], Program] = {}

    def of(self, tree: Tree, code: CodeContext, reading: Reading) -> Program:
        """The program for a reading. Raises NotRead."""
        key = (tree.name, code, reading.file)
        if key not in self._made:
            rest = self._headers(tree, code, reading)
            if reading.file in code.headers:
                self._made[key] = rest.seen_from(reading.file)
            else:
                self._made[key] = rest.with_files(
                    {reading.file: _text(tree, reading.file, reading)}
                )
        return self._made[key]

    def _headers(self, tree: Tree, code: CodeContext, reading: Reading) -> Program:
        """The files that are read first: those of the language of the reading."""
        language = language_of(reading.file)
        key = (tree.name, code, language)
        if key not in self._made:
            place = CodePlace(reading.place.file, reading.place.line)
            stated = Stated(code.defined, code.undefined, frozenset(code.passed), place)
            program: Program = RustProgram(stated) if language == "rust" else CProgram(stated)
            named = [file for file in code.headers if language_of(file) == language]
            program.add({file: _text(tree, file, reading) for file in named})
            self._made[key] = program
        return self._made[key]


def language_of(file: str) -> Literal["c", "rust"]:
    """The language that a file is written in: C unless its name says otherwise."""
    return "rust" if file.endswith(".rs") else "c"


def _text(tree: Tree, file: str, reading: Reading) -> str:
    """The text of a file. Raises NotRead."""
    try:
        return tree.read(file).decode("utf-8", errors="replace")
    except NotInTree as error:
        way = "Name the file as this tree has it, or give another tree."
        place = CodePlace(reading.place.file, reading.place.line)
        raise refuse(
            place, f"the tree '{tree.name}' gives no {file}: {error.reason}", way
        ) from None


def _carried_out(model: Model, scope: str, tree: str, reading: Reading, program: Program) -> Value:
    """One reading. Raises NotRead."""
    place = CodePlace(reading.place.file, reading.place.line)
    value = read(program, Asked(_target(reading), reading.facts, place))
    bits = width(model.inputs[reading.input].type)
    low, number = _number(model, reading, program, value, bits)
    line = value.line_of(((1 << bits) - 1) << low)
    used = program.names_used(place if reading.form == "value" else line)
    return Value(scope, tree, reading, number, line, used)


def _target(reading: Reading) -> Target:
    """What is read of the code."""
    match reading.form:
        case "value":
            return ConstantTarget(reading.text)
        case "returns":
            return Returned(reading.function)
        case "sets":
            return Assigned(reading.function, reading.text)
        case "passes":
            return Passed(reading.function, reading.argument, reading.text)


def _number(
    model: Model, reading: Reading, program: Program, value: CodeValue, bits: int
) -> tuple[int, int]:
    """Where the input's bits begin in the word that was read, and their value. Raises NotRead."""
    word = value.value
    if not isinstance(word, Word):
        cause = getattr(word, "cause", None)
        raise NotRead(cause or Cause(value.place, "an address is no number", "Read another."))
    if not reading.layout:
        _refuse_unknown(word, word.mask, value)
        number = word.number
        assert number is not None
        if not 0 <= number < 1 << bits:
            message = f"{number:#x} does not fit the {bits} bits of {reading.input}"
            raise refuse(value.place, message, "Say where it lies: in LAYOUT.")
        return 0, number
    layout = model.layouts[reading.layout]
    low = next(low for name, _, low in layout.parts if name == reading.input)
    field = ((1 << bits) - 1) << low
    if reading.mask:
        _refuse_masked(program, reading, field, value)
    word = resized(word, layout.width, word.signed)
    _refuse_unknown(word, field, value)
    return low, (word.value & field) >> low


def _refuse_unknown(word: Word, mask: int, value: CodeValue) -> None:
    cause = word.cause_of(mask)
    if cause is not None:
        raise NotRead(cause)
    assert not word.unknown & mask, value


def _refuse_masked(program: Program, reading: Reading, field: int, value: CodeValue) -> None:
    """The mask says which bits of the word count; the input's must be among them."""
    place = CodePlace(reading.place.file, reading.place.line)
    text, node = program.written(reading.mask, place)
    paths = program.paths({})
    paths.frames.append(CallFrame(text, []))
    mask = paths.word(node)
    _refuse_unknown(mask, mask.mask, value)
    if field & ~mask.value:
        message = f"the mask {mask.value:#x} leaves out {reading.input} in {reading.layout}"
        raise refuse(place, message, "Read it from a word that holds it.")
