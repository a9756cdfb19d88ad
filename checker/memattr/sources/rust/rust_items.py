"""What files of Rust declare, by module, and what a path of names means in one of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

from memattr.sources.rust.rust_syntax import (
    COMMENTS,
    CfgOptions,
    RustText,
    expression,
    leaves,
    parsed,
    source,
)
from memattr.sources.unread import Cause, CodePlace, NotRead, refuse

if TYPE_CHECKING:
    from tree_sitter import Node

Kind = Literal["const", "static", "fn", "struct", "enum", "flags", "type", "trait"]
KINDS: dict[str, Kind] = {
    "const_item": "const", "static_item": "static", "function_item": "fn",
    "struct_item": "struct", "enum_item": "enum", "type_item": "type", "trait_item": "trait",
}  # fmt: skip
OF_ITEMS = ("numeric_enum",)
"""Macros in which items stand as they are."""


@dataclass(frozen=True)
class RustItem:
    """Something with a name. `doubt` says why it may not be compiled; the constants of `flags` are
    (name, expression, doubt); `annotations` stand before it."""

    kind: Kind
    name: str
    node: Node
    text: RustText
    doubt: Cause | None = None
    annotations: tuple[str, ...] = ()
    constants: tuple[tuple[str, Node, Cause | None], ...] = ()

    @property
    def key(self) -> str:
        """Its whole path."""
        return "::".join((*self.text.module, self.name))

    @property
    def place(self) -> CodePlace:
        """Where it begins."""
        return self.text.place(self.node)


@dataclass(frozen=True)
class Impl:
    """`impl TYPE` or `impl TRAIT for TYPE`, with the items inside."""

    type: Node
    trait: Node | None
    items: tuple[RustItem, ...]
    text: RustText
    doubt: Cause | None


@dataclass(frozen=True)
class Use:
    """`use PATH as NAME`; NAME is `*` for everything that is there."""

    name: str
    path: tuple[str, ...]
    place: CodePlace
    doubt: Cause | None


@dataclass
class Module:
    """The items of one module. `mentioned` are names inside macros that may define anything."""

    path: tuple[str, ...]
    items: dict[str, list[RustItem]] = field(default_factory=dict)
    uses: list[Use] = field(default_factory=list)
    mentioned: dict[str, CodePlace] = field(default_factory=dict)

    def copy(self) -> Module:
        """For a program that goes on from it."""
        items = {name: [*copies] for name, copies in self.items.items()}
        return Module(self.path, items, [*self.uses], dict(self.mentioned))


Meaning: TypeAlias = RustItem | Module


def module_path(file: str) -> tuple[str, ...]:
    """The module that a file is: by its path below `src`."""
    parts = file.removesuffix(".rs").split("/")
    if "src" in parts:
        parts = parts[parts.index("src") + 1 :]
    if parts[-1] in ("mod", "lib", "main"):
        parts.pop()
    return ("crate", *parts)


@dataclass
class Crate:
    """The modules of all files that were read."""

    configuration: CfgOptions
    modules: dict[tuple[str, ...], Module] = field(default_factory=dict)
    impls: list[Impl] = field(default_factory=list)

    def add(self, file: str, text: str) -> None:
        """Reads a file. Raises NotRead."""
        path = module_path(file)
        self._items(parsed(text, file).children, RustText(file, path), None)

    # ---- Items

    def _items(self, nodes: Sequence[Node], text: RustText, doubt: Cause | None) -> None:
        """The items among the nodes, which are children of a module."""
        module = self.modules.setdefault(text.module, Module(text.module))
        inner = [node for node in nodes if node.type == "inner_attribute_item"]
        whole = self.configuration.doubt(inner, text)
        if isinstance(whole, bool):
            return
        for node, notes, own in self.compiled(nodes, text, whole if whole is not None else doubt):
            match node.type:
                case "mod_item" if (body := node.child_by_field_name("body")) is not None:
                    name = source(_named(node))
                    within = RustText(text.file, (*text.module, name))
                    self._items(body.children, within, own)
                case "use_declaration":
                    argument = node.child_by_field_name("argument")
                    if argument is not None:
                        uses = _uses(argument, ())
                        module.uses += [Use(n, p, text.place(node), own) for n, p in uses]
                case "impl_item":
                    self._impl(node, text, own)
                case "macro_invocation":
                    self._macro(node, module, text, own)
                case "expression_statement" if node.named_children[0].type == "macro_invocation":
                    self._macro(node.named_children[0], module, text, own)
                case kind if kind in KINDS:
                    item = RustItem(KINDS[kind], source(_named(node)), node, text, own, notes)
                    module.items.setdefault(item.name, []).append(item)

    def compiled(
        self, nodes: Sequence[Node], text: RustText, doubt: Cause | None
    ) -> Iterator[tuple[Node, tuple[str, ...], Cause | None]]:
        """The nodes that may be compiled, with their annotations, and why they may not be."""
        annotations: list[Node] = []
        for node in nodes:
            if node.type == "attribute_item":
                annotations.append(node)
            elif node.type not in COMMENTS:
                own = self.configuration.doubt(annotations, text)
                if not isinstance(own, bool):
                    yield (
                        node,
                        tuple(text.text(a) for a in annotations),
                        doubt if own is None else own,
                    )
                annotations = []

    def _impl(self, node: Node, text: RustText, doubt: Cause | None) -> None:
        body, type_ = node.child_by_field_name("body"), node.child_by_field_name("type")
        if body is None or type_ is None:
            return
        within = text.of(None, generics_of(node))
        items = [
            RustItem(KINDS[child.type], source(_named(child)), child, within, own, notes)
            for child, notes, own in self.compiled(body.children, text, doubt)
            if child.type in KINDS
        ]
        trait = node.child_by_field_name("trait")
        self.impls.append(Impl(type_, trait, tuple(items), within, doubt))

    def _macro(self, node: Node, module: Module, text: RustText, doubt: Cause | None) -> None:
        """Macros that declare something; of others it is not known what they declare."""
        name = source(node.children[0]).split("::")[-1]
        tree = next(child for child in node.children if child.type == "token_tree")
        if name == "bitflags":
            self._flags(tree, module, text, doubt)
        elif name in OF_ITEMS:
            line = tree.start_point[0] + 1
            inner = parsed(source(tree)[1:-1], text.file, line)
            self._items(inner.children, text, doubt)
        else:
            place = text.place(node)
            module.mentioned |= dict.fromkeys(leaves(tree), place)

    def _flags(self, tree: Node, module: Module, text: RustText, doubt: Cause | None) -> None:
        """`struct NAME: TYPE { const A = 1; ... }`, several in a row."""
        children = [child for child in tree.children[1:-1] if child.type not in COMMENTS]
        for position, child in enumerate(children):
            if source(child) != "struct":
                continue
            name, type_, body = (children[position + offset] for offset in (1, 3, 4))
            if source(children[position + 2]) != ":" or body.type != "token_tree":
                raise refuse(text.place(child), "this bitflags! is not understood", "Read another.")
            node = expression(f"0 as {source(type_)}", text.file, text.place(name).line)
            flags = tuple(self._flag_constants(body, text))
            item = RustItem("flags", source(name), node, text, doubt, (), flags)
            module.items.setdefault(item.name, []).append(item)

    def _flag_constants(
        self, body: Node, text: RustText
    ) -> Iterator[tuple[str, Node, Cause | None]]:
        """The constants between the braces."""
        statement: list[Node] = []
        for child in body.children[1:-1]:
            if child.type in COMMENTS:
                continue
            if source(child) != ";":
                statement.append(child)
                continue
            words = [source(part) for part in statement]
            if "const" not in words or "=" not in words:
                place = text.place(statement[0])
                raise refuse(place, "this is no constant of bitflags!", "Read another.")
            start, equals = words.index("const"), words.index("=")
            annotations = " ".join(words[:start])
            first, last = statement[equals + 1], statement[-1]
            written = _between(body, first, last)
            node = expression(written, text.file, text.place(first).line)
            own = self._annotations(annotations, text, text.place(statement[0]).line)
            if not isinstance(own, bool):
                yield words[start + 1], node, own
            statement = []

    def _annotations(self, written: str, text: RustText, line: int) -> Cause | bool | None:
        """What annotations inside a macro say."""
        if not written.strip():
            return None
        root = parsed(f"{written} const X: X = 0;", text.file, line)
        nodes = [node for node in root.children if node.type == "attribute_item"]
        return self.configuration.doubt(nodes, text)

    # ---- Paths

    def meaning(self, path: Sequence[str], module: tuple[str, ...]) -> Meaning | None:
        """What a path means in a module; None if that is in no file that was read. Raises NotRead
        if it depends on a configuration, or if there are two."""
        return self._meaning(tuple(path), module, frozenset())

    def _meaning(
        self, path: tuple[str, ...], module: tuple[str, ...], seen: frozenset[object]
    ) -> Meaning | None:
        if (path, module) in seen:
            return None
        seen |= {(path, module)}
        first, *rest = path
        item: Meaning | None
        if first in ("crate", "self", "super"):
            where = {"crate": ("crate",), "self": module, "super": module[:-1]}[first]
            item = self.modules.get(where, Module(where))
        else:
            item = self._named_in(first, module, seen)
        for name in rest:
            if not isinstance(item, Module):
                return None
            if name == "super":
                item = self.modules.get(item.path[:-1], Module(item.path[:-1]))
            else:
                item = self._named_in(name, item.path, seen)
        return item

    def _named_in(
        self, name: str, path: tuple[str, ...], seen: frozenset[object]
    ) -> Meaning | None:
        """What a name means in a module: an item, a module below, or what is used there."""
        module = self.modules.get(path)
        items = module.items.get(name, []) if module else []
        if len(items) > 1:
            message = f"'{name}' is declared twice, there and at {items[0].place}"
            raise refuse(items[1].place, message, "State the configuration that is meant.")
        if items:
            return _sure(items[0], items[0].doubt)
        if (*path, name) in self.modules:
            return self.modules[(*path, name)]
        if module is None:
            return None
        for use in module.uses:
            if use.name == name and use.path != (name,):
                return self._used(use, path, seen)
        if name in module.mentioned:
            place = module.mentioned[name]
            raise refuse(place, f"the macro here may define '{name}'", f'Define it: "{name}".')
        named = [self._through(use, name, path, seen) for use in module.uses if use.name == "*"]
        distinct = {id(one): one for one in named if one is not None}
        if len(distinct) > 1:
            place = next(use.place for use in module.uses if use.name == "*")
            raise refuse(place, f"'{name}' may come from two modules", "Read another name.")
        return next(iter(distinct.values()), None)

    def _used(self, use: Use, path: tuple[str, ...], seen: frozenset[object]) -> Meaning | None:
        if use.doubt is not None:
            raise NotRead(use.doubt)
        return self._meaning(use.path, path, seen)

    def _through(
        self, use: Use, name: str, path: tuple[str, ...], seen: frozenset[object]
    ) -> Meaning | None:
        """What `use PATH::*` brings of that name."""
        source_module = self._meaning(use.path, path, seen) if use.path else None
        if not isinstance(source_module, Module) or (name, source_module.path) in seen:
            return None
        brought = self._named_in(name, source_module.path, seen | {(name, source_module.path)})
        if brought is not None and use.doubt is not None:
            raise NotRead(use.doubt)
        return brought


def _sure(item: RustItem, doubt: Cause | None) -> RustItem:
    if doubt is not None:
        raise NotRead(doubt)
    return item


def _named(node: Node) -> Node:
    name = node.child_by_field_name("name")
    assert name is not None, f"{node.type} has a name"
    return name


def _between(tree: Node, first: Node, last: Node) -> str:
    """What is written from one node of the tree to another."""
    text = tree.text
    assert text is not None
    start = tree.start_byte
    return text[first.start_byte - start : last.end_byte - start].decode()


def generics_of(node: Node) -> frozenset[str]:
    """The names of the type parameters of an item."""
    parameters = node.child_by_field_name("type_parameters")
    if parameters is None:
        return frozenset()
    return frozenset(token for token in leaves(parameters) if token.isidentifier())


def segments(node: Node) -> tuple[str, ...] | None:
    """The names of a path, without type arguments; None if it is no path of names."""
    match node.type:
        case "identifier" | "type_identifier" | "self" | "super" | "crate" | "primitive_type":
            return (source(node),)
        case "scoped_identifier" | "scoped_type_identifier":
            path, name = node.child_by_field_name("path"), _named(node)
            before = segments(path) if path is not None else ()
            return None if before is None else (*before, source(name))
        case _:
            return None


def _uses(node: Node, before: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The names that a use brings, each with its path."""
    match node.type:
        case "use_list":
            for child in node.named_children:
                yield from _uses(child, before)
        case "scoped_use_list":
            path, listed = node.child_by_field_name("path"), node.child_by_field_name("list")
            inner = (segments(path) or ()) if path is not None else ()
            if listed is not None:
                yield from _uses(listed, (*before, *inner))
        case "use_as_clause":
            original, alias = node.child_by_field_name("path"), node.child_by_field_name("alias")
            if original is not None and alias is not None:
                yield source(alias), (*before, *(segments(original) or ()))
        case "use_wildcard":
            yield "*", (*before, *(segments(node.named_children[0]) or ()))
        case "self":
            yield before[-1], before
        case _:
            names = segments(node) or ()
            if names:
                yield names[-1], (*before, *names)
