"""The files that a system names, as one program: its macros, declarations, types and constants."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from memattr.sources.c.c_directives import LEFT_OUT, Directives
from memattr.sources.c.c_evaluation import constant, truth_of
from memattr.sources.c.c_execution import Execution
from memattr.sources.c.c_layout import STANDARD, Layouts
from memattr.sources.c.c_macros import Macros, Undefined, defined_by
from memattr.sources.c.c_syntax import ParsedText, Token, parsed, tokens, without_fallthrough
from memattr.sources.c.declarations import Declarations, Declared, Kind, function_name, outside
from memattr.sources.code_program import CodeText, FunctionCode, Stated
from memattr.sources.code_types import CodeType, Integer, Opaque, without_layout
from memattr.sources.known_bits import Word, known, resized
from memattr.sources.store import Value
from memattr.sources.unread import CodePlace, refuse

if TYPE_CHECKING:
    from tree_sitter import Node

CONSTANTS: tuple[Kind, ...] = ("enumerator", "variable")
LAYING_OUT = ("__attribute__", "__attribute", "_Alignas", "alignas", "__packed", "__aligned")
COMPILERS = ("__ASSEMBLER__", "__cplusplus", "__CHECKER__")
"""What no compiler of C defines."""


@dataclass
class CProgram:
    """Files of C of one tree, read in order, under what is stated about them."""

    stated: Stated
    macros: Macros = field(default_factory=Macros)
    declarations: Declarations = field(default_factory=Declarations)
    functions: dict[str, FunctionCode] = field(default_factory=dict)
    numbers: dict[str, Word] = field(default_factory=dict)
    layouts: Layouts = field(init=False)

    def __post_init__(self) -> None:
        self.layouts = Layouts(self)
        place = self.stated.place
        for name in (*COMPILERS, *self.stated.undefined):
            self.macros.definitions[name] = Undefined()
        for written, body in self.stated.defined:
            macro = defined_by(f"{written} {body}", place.file, place.line)
            self.macros.definitions[macro.name] = macro
        self.macros.stated = frozenset(self.macros.definitions)

    def add(self, files: Mapping[str, str]) -> None:
        """Reads more files, by name. Raises NotRead."""
        directives = Directives(self.macros, self._asked)
        for file, text in files.items():
            self.declarations.add(directives.compiled(file, text))

    def with_files(self, files: Mapping[str, str]) -> CProgram:
        """A program of these files after those read so far. Raises NotRead."""
        other = CProgram(self.stated)
        other.macros = self.macros.copy()
        other.declarations.found = {key: [*one] for key, one in self.declarations.found.items()}
        other.declarations.left_out = dict(self.declarations.left_out)
        other.add(files)
        return other

    def seen_from(self, file: str) -> CProgram:
        """Names of C mean the same in every file."""
        del file
        return self

    def is_type(self, name: str) -> bool:
        """Whether the name is one of a type."""
        return name in STANDARD or self.declarations.has("typedef", name)

    def expanded(self, text: str, place: CodePlace) -> list[Token]:
        """The tokens of a text that a statement or a reading holds."""
        return self.macros.expanded(tokens(text, place.file, place.line))

    def expression(self, some: Sequence[Token]) -> tuple[ParsedText, Node]:
        """The tokens as an expression. Raises NotRead."""
        if not some:
            raise refuse(CodePlace("", 0), "an expression is empty", "Write one.")
        text, root = parsed(some, self.is_type, "void f(void) { return (", ") ; }")
        body = root.children[0].child_by_field_name("body")
        assert body is not None
        returned = body.named_children[0]
        if len(body.named_children) != 1 or returned.type != "return_statement":
            raise refuse(some[0].place, "this is no expression", "Write one expression.")
        return text, returned.named_children[0]

    # ---- What a reading asks

    def written(self, expression: str, place: CodePlace) -> tuple[ParsedText, Node]:
        """An expression that a reading holds. Raises NotRead."""
        return self.expression(self.expanded(expression, place))

    def paths(self, facts: dict[str, Value]) -> Execution:
        """The paths on which these expressions, by their text, have these values."""
        return Execution(self, facts)

    def defined_at(self, name: str) -> CodePlace | None:
        """Where the code defines a constant of that name."""
        for kind in CONSTANTS:
            declared = self.declarations.get(kind, name)
            if declared is not None:
                return next((t.place for t in declared.tokens if t.text == name), declared.place)
        return None

    def names_used(self, place: CodePlace) -> tuple[tuple[str, CodePlace], ...]:
        """The macros that tell what the line says, and where they are defined: function-like ones
        inside others only put other text together."""
        used = self.macros.used.get(place, {})
        first = next(iter(used), "")
        telling = (
            m for m in used.values() if m.place.line and (m.name == first or not m.parameters)
        )
        return tuple((macro.name, macro.place) for macro in telling)

    def forget_names(self, place: CodePlace) -> None:
        """Nothing is used any more by the line."""
        self.macros.used.pop(place, None)

    # ---- What is declared

    def number(self, name: str) -> Word | None:
        """The value of an enumerator or of a constant variable; None if there is none."""
        if name not in self.numbers:
            word = self._enumerator(name) or self._variable(name)
            if word is None:
                return None
            self.numbers[name] = word
        return self.numbers[name]

    def function(self, name: str) -> FunctionCode | None:
        """A function's code; None if no file read defines it. Raises NotRead."""
        if name not in self.functions:
            declared = self.declarations.get("function", name)
            if declared is None:
                return None
            self.functions[name] = self._function(name, declared)
        return self.functions[name]

    def _function(self, name: str, declared: Declared) -> FunctionCode:
        position = function_name(declared.tokens)
        assert position is not None
        some = without_fallthrough(self.macros.expanded(declared.tokens[position:]))
        text, root = parsed(some, self.is_type, "void ")
        node = next(child for child in root.children if child.type == "function_definition")
        body = node.child_by_field_name("body")
        declarator = node.child_by_field_name("declarator")
        assert body is not None and declarator is not None
        parameters = self.layouts.parameters(text, declarator)
        place = declared.tokens[position].place
        result = self.layouts.specified(self.macros.expanded(declared.tokens[:position]))
        return FunctionCode(name, text, body, parameters, result, place)

    def _asked(self, condition: Sequence[Token]) -> bool | None:
        """Whether the condition of an `#if` holds, if that is known."""
        return truth_of(self, condition)

    def _enumerator(self, name: str) -> Word | None:
        """One enumerator: the value written for it, or one more than that before."""
        declared = self.declarations.get("enumerator", name)
        if declared is None:
            return None
        text, root = parsed(self.macros.expanded(declared.tokens), self.is_type)
        for node in descendants(root, "enum_specifier"):
            self.numbers.update(self.enumerators(text, node))
        return self.numbers.get(name)

    def enumerators(self, text: CodeText, node: Node) -> dict[str, Word]:
        """The enumerators that an `enum` declares. Those that no int holds have the type of all."""
        words: dict[str, Word] = {}
        previous = known(-1)
        for child in descendants(node, "enumerator"):
            name, written = (child.child_by_field_name(part) for part in ("name", "value"))
            assert name is not None
            if written is not None:
                previous = constant(self, text, written)
            elif (number := previous.number) is not None:
                previous = known(number + 1, 64)
            # Enumerators before this one may stand in the next one's value.
            words[text.text(name)] = self.numbers[text.text(name)] = _as_int(previous)
        type_ = enumerated(words.values())
        return {n: w if w.width == 32 and w.signed else resized(w, type_.width, type_.signed)
                for n, w in words.items()}  # fmt: skip

    def enumeration(self, text: CodeText, node: Node) -> Integer:
        """The type of an `enum` with a body."""
        return enumerated(self.enumerators(text, node).values())

    def _variable(self, name: str) -> Word | None:
        """A variable that is constant and has an initial value."""
        declared = self.declarations.get("variable", name)
        if declared is None:
            return None
        place = declared.place
        words = [token.text for token in outside(declared.tokens)]
        if "const" not in words or "=" not in words:
            return None
        some = list(declared.tokens)
        equals = next(i for i, token in enumerate(some) if token.text == "=")
        type_ = self.variable_type(name)
        text, node = self.expression(self.macros.expanded(some[equals + 1 : -1]))
        value = constant(self, text, node)
        if isinstance(type_, Integer):
            return resized(value, type_.width, type_.signed)
        raise refuse(place, f"the type of '{name}' is no integer", "Read another expression.")

    def variable_type(self, name: str) -> CodeType | None:
        """The type of a variable outside functions; None if there is none. Raises NotRead."""
        declared = self.declarations.get("variable", name)
        declared = declared or self.declarations.get("extern", name)
        if declared is None:
            return None
        some = declared.tokens
        end = next((i for i, token in enumerate(some) if token.text == "="), len(some))
        position = max(i for i, token in enumerate(some[:end]) if token.text == name)
        return self.layouts.specified(self.macros.expanded(some[:position]))

    def typedef(self, name: str) -> CodeType:
        """The type of that name."""
        if name in STANDARD:
            return STANDARD[name]
        declared = self.declarations.get("typedef", name)
        if declared is None:
            return Opaque(name, f"no file read defines the type '{name}'")
        some = self.macros.expanded(declared.tokens)
        text, root = parsed(some, self.is_type)
        type_ = self.layouts.typedef(text, root.children[0], name)
        body = any(token.text == "{" for token in some)
        return without_layout(type_) if body and lays_out(some) else type_

    def tag(self, name: str) -> CodeType:
        """The structure, union or enumeration of that tag."""
        declared = self.declarations.get("tag", name, whole=False)
        if declared is None:
            return Opaque(name, f"no file read defines '{name}'")
        sure = [token for token in declared.tokens if token.text != LEFT_OUT]
        some = self.macros.expanded(sure)
        text, root = parsed(some, self.is_type)
        for node in descendants(root, "struct_specifier", "union_specifier", "enum_specifier"):
            tag_node = node.child_by_field_name("name")
            if tag_node is not None and text.text(tag_node) == name:
                type_ = self.layouts.of(text, node)
                sized = len(sure) == len(declared.tokens)
                return type_ if sized and not lays_out(some) else without_layout(type_)
        return Opaque(name, f"'{name}' was not understood")


def lays_out(some: Sequence[Token]) -> bool:
    """Whether a declaration may say how its members lie, as `packed` and `aligned` do."""
    return any(token.text in LAYING_OUT for token in some)


def _as_int(word: Word) -> Word:
    """An int where one holds the number."""
    number = word.number
    fits = number is not None and -(1 << 31) <= number < 1 << 31
    return known(number, 32) if fits and number is not None else resized(word, 64, word.signed)


def enumerated(words: Iterable[Word]) -> Integer:
    """The type of an enumeration with these numbers, as GNU C chooses it."""
    numbers = [word.number or 0 for word in words]
    low, high = min(numbers, default=0), max(numbers, default=0)
    if low < 0:
        return Integer(32 if low >= -(1 << 31) and high < 1 << 31 else 64, True)
    return Integer(32 if high < 1 << 32 else 64, False)


def descendants(node: Node, *types: str) -> list[Node]:
    """The nodes of these types, in the order of the text."""
    own = [node] if node.type in types else []
    return own + [below for child in node.named_children for below in descendants(child, *types)]
