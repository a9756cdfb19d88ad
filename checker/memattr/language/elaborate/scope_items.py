"""Systems, policies and settings: named assignments of inputs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from memattr.language import syntax
from memattr.language.elaborate.code_readings import CodeReadings
from memattr.language.elaborate.dependency_order import levels
from memattr.language.elaborate.passes import Pass, PassResult
from memattr.language.elaborate.symbol_table import SymbolTable, TypingContext, Unit, note_of
from memattr.model.code_provenance import Origin
from memattr.model.expressions import TRUE, And, Expression, Not, Or
from memattr.model.model import Assignment, Input, Layout, Scope
from memattr.place import Place

KINDS = ("system", "policy", "setting")


def declared_scopes(before: SymbolTable, layouts: Mapping[str, Layout]) -> PassResult[None]:
    """Declares systems first, then the policies that complete them, then settings."""
    return _Scopes(before, layouts).run()


@dataclass(frozen=True)
class GivenValue:
    """A value as written in a block, None outside, and as it was read: a value, or that the input
    has this meaning, for which a code is to be found."""

    branch: Expression | None
    part: syntax.AssignmentPart
    value: syntax.Expression
    read: Expression | None
    meant: Expression | None = None


class _Scopes:
    """Reads scopes, each after the one that it completes."""

    def __init__(self, before: SymbolTable, layouts: Mapping[str, Layout]) -> None:
        self.scopes: dict[str, Scope] = {}
        self.work = Pass(replace(before, scopes=self.scopes))
        self.table = self.work.table
        self.expressions = self.work.expressions
        self.readings = CodeReadings(self.work, layouts)

    def run(self) -> PassResult[None]:
        """Scopes are kept by kind, and for each kind in the order of the text."""
        items = list(self.table.items(syntax.ScopeItem))
        for kind in KINDS:
            for unit, item in self.bases_first([pair for pair in items if pair[1].kind == kind]):
                with self.work.attempt():
                    self.scope(unit, item)
        position = {item.name.text: number for number, (_, item) in enumerate(items)}
        scopes = sorted(self.scopes.values(), key=lambda scope: position[scope.name])
        scopes.sort(key=lambda scope: KINDS.index(scope.kind))
        by_name = {scope.name: scope for scope in scopes}
        return self.work.result(None, replace(self.table, scopes=by_name))

    def bases_first(
        self, items: Sequence[tuple[Unit, syntax.ScopeItem]]
    ) -> Iterator[tuple[Unit, syntax.ScopeItem]]:
        """Each policy after the one that it is a policy of; one that is its own, by way of others
        perhaps, is a problem."""
        named: dict[str, tuple[Unit, syntax.ScopeItem]] = {}
        for pair in items:
            named.setdefault(pair[1].name.text, pair)
        bases = {
            name: {item.system.text} & named.keys() if item.system else set()
            for name, (_, item) in named.items()
        }
        based = list(chain.from_iterable(levels(bases)))
        yield from (named[name] for name in based)
        for unit, item in items:
            if item.name.text not in based:
                with self.work.attempt():
                    self.refuse_baseless(unit, item)
            elif named[item.name.text][1] is not item:
                yield unit, item

    def refuse_baseless(self, unit: Unit, item: syntax.ScopeItem) -> None:
        """A policy that is one of policies only, in a circle."""
        assert item.system is not None, "only a policy has a base"
        self.work.declare(unit, item.name, item.kind)
        message = (
            f"'{item.name.text}' is a policy of '{item.system.text}', and of no system at last"
        )
        way = "Name a system, or a policy of one."
        self.table.fail(item.system.place, "recursion", message, way)

    def scope(self, unit: Unit, item: syntax.ScopeItem) -> None:
        self.work.declare(unit, item.name, item.kind)
        inherited: tuple[Assignment, ...] = ()
        system, like = None, None
        tree = (item.tree[0].text, item.tree[1]) if item.tree else None
        if item.system is not None:
            system, like = self.system_of(unit, item.system)
            inherited, tree = (like or system).assignments, system.tree
        assignments, branches, inherited = self.assignments(unit, item, inherited)
        own = {assignment.input for assignment in assignments}
        if like is None:
            self.complete(unit, item)
        valued = {assignment.input for assignment in assignments if assignment.values}
        readings = self.readings.of(unit, item, branches, valued)
        if like is not None:
            readings = (*(r for r in like.readings if r.input not in own), *readings)
        if readings and tree is None:
            self.refuse_treeless(item, readings[0].place)
        promises = tuple(
            name.text
            for part in item.parts
            if isinstance(part, syntax.PromisesPart)
            for name in part.names
        )
        self.scopes[item.name.text] = Scope(
            item.name.text,
            item.kind,
            system.name if system else None,
            tree,
            (*inherited, *assignments),
            promises,
            note_of(item.name.place, item.meta),
            readings,
            self.readings.context(item.code, system),
        )

    def refuse_treeless(self, item: syntax.ScopeItem, place: Place) -> None:
        """Code is read in the tree of a system, which is not said, or cannot be."""
        way = 'Add after the name of the system: tree NAME at "REVISION"'
        match item.kind:
            case "system":
                message = f"'{item.name.text}' reads code, and names no tree to read it in"
            case "policy":
                message = f"'{item.name.text}' reads code, and its system names no tree"
            case "setting":
                message = f"'{item.name.text}' reads code, and a setting has no tree"
                way = "Let a system or a policy read it."
        self.work.note(place, "no-tree", message, way)

    def system_of(self, unit: Unit, name: syntax.Name) -> tuple[Scope, Scope | None]:
        """The system of that name; or the policy before, like which one is, and its system."""
        self.table.see(unit, name)
        scope = self.table.scopes.get(name.text)
        if scope is not None and scope.kind == "policy" and scope.system is not None:
            return self.table.scopes[scope.system], scope
        if scope is None or scope.kind != "system":
            self.refuse_setting(name)
            known = [s.name for s in self.table.scopes.values() if s.kind != "setting"]
            self.table.unknown(name, "policy or system", known)
        return scope, None

    def refuse_setting(self, name: syntax.Name) -> None:
        """Settings come last, so that no policy knows them yet."""
        for _, item in self.table.items(syntax.ScopeItem):
            if item.kind == "setting" and item.name.text == name.text:
                message = f"'{name.text}' is a setting, not a policy or system"
                self.table.fail(name.place, "unknown-name", message, "Name a system.")

    def complete(self, unit: Unit, item: syntax.ScopeItem) -> None:
        """A system gives every control, a policy every field; what lacks is printed to paste."""
        if item.kind == "setting":
            return
        role = "control" if item.kind == "system" else "field"
        given = {p.name.text for p in item.parts if isinstance(p, syntax.AssignmentPart)}
        missing = [
            i
            for i in self.table.inputs.values()
            if i.role == role and i.name not in given and self.table.visible(unit, i.name)
        ]
        if missing:
            lines = "\n".join(f"  {i.name} = any" for i in missing)
            self.work.note(
                item.name.place,
                "left-out",
                f"the {item.kind} '{item.name.text}' leaves out "
                + ", ".join(i.name for i in missing),
                f"Give each a value, or leave it free:\n{lines}",
            )

    def assignments(
        self, unit: Unit, item: syntax.ScopeItem, inherited: tuple[Assignment, ...]
    ) -> tuple[tuple[Assignment, ...], dict[int, Expression], tuple[Assignment, ...]]:
        """The assignments; by position of a part the condition of the block it stands in; and what
        is left of those that are inherited."""
        reach = TypingContext(unit, reach="cpu")
        values: dict[str, list[GivenValue]] = {}
        free: dict[str, None] = {}
        within: dict[int, Expression] = {}
        for position, branch, part in self.in_blocks(item, reach):
            if branch is not None:
                within[position] = branch
            if not isinstance(part, syntax.AssignmentPart):
                continue
            with self.work.attempt():
                name = part.name
                target = self.target(unit, item, name)
                before = [earlier.branch for earlier in values.get(name.text, ())]
                if name.text in free or any(b is branch for b in before):
                    self.table.fail(name.place, "duplicate-name", f"{name.text} is set twice")
                if part.value is None:
                    if branch is not None or before:
                        message = "'any' cannot depend on a feature"
                        way = "Give it a value, or 'any' outside every 'when'."
                        self.table.fail(name.place, "not-a-value", message, way)
                    free[name.text] = None
                    continue
                meant = self.expressions.meanings.said(unit, target, part.value)
                read = None
                if meant is None:
                    with self.expressions.meanings.offered(unit, target, part.value):
                        read = self.expressions.of(part.value, reach, target.type)
                    self.work.places.at(read, syntax.place_of(part.value))
                given = GivenValue(branch, part, part.value, read, meant)
                values.setdefault(name.text, []).append(given)
        kept = tuple(a for a in inherited if a.input not in values and a.input not in free)
        encoded = self.encoded(values, kept)
        fixed = [self.assignment(name, given) for name, given in encoded.items()]
        return (*fixed, *(Assignment(name, ()) for name in free)), within, kept

    def encoded(
        self, values: Mapping[str, list[GivenValue]], inherited: Iterable[Assignment]
    ) -> dict[str, list[GivenValue]]:
        """The values, with codes for meanings: each the one that means it under all that is written
        as codes, in the block that it stands in."""
        inputs = self.table.inputs
        said = [e for a in inherited for e in a.equations(inputs[a.input].type)]
        for name, every in values.items():
            pairs = ((given.branch or TRUE, given.read) for given in every)
            known = Assignment(name, tuple((when, read) for when, read in pairs if read))
            said += known.equations(inputs[name].type)
        kept: dict[str, list[GivenValue]] = {name: [] for name in values}
        for name, every in values.items():
            for given in every:
                with self.work.attempt():
                    admitted = [*said, given.branch or TRUE]
                    kept[name].append(self.with_code(inputs[name], given, admitted))
        return {name: given for name, given in kept.items() if given}

    def with_code(
        self, target: Input, given: GivenValue, admitted: Sequence[Expression]
    ) -> GivenValue:
        """The value, with the code for its meaning if it is given by one."""
        if given.meant is None:
            return given
        code = self.expressions.meanings.code(target, given.value, given.meant, admitted)
        return replace(given, read=self.work.places.at(code, syntax.place_of(given.value)))

    def in_blocks(
        self, item: syntax.ScopeItem, reach: TypingContext
    ) -> Iterator[tuple[int, Expression | None, syntax.ScopePart]]:
        """Each part but `when`: its position, the condition of the block it stands in, and it."""
        branch: Expression | None = None
        branches: list[Expression] = []
        for position, part in enumerate(item.parts):
            match part:
                case syntax.WhenPart(None):
                    if not branches:
                        message = "'otherwise' has no 'when' before it"
                        way = "Write: when FEATURE: ..."
                        self.table.fail(item.name.place, "no-when", message, way)
                    branch = Not(Or(tuple(branches)))
                case syntax.WhenPart(condition):
                    assert condition is not None
                    own = self.expressions.truth(condition, reach)
                    branch = And((own, *(Not(b) for b in branches)))
                    branches.append(own)
                case _:
                    yield position, branch, part

    def assignment(self, name: str, values: list[GivenValue]) -> Assignment:
        """The values by condition; conditional ones need an `otherwise`."""
        pairs = tuple((given.branch or TRUE, given.read) for given in values if given.read)
        conditional = [given.branch for given in values if given.branch is not None]
        place = values[-1].part.name.place
        if conditional and len(conditional) < len(values):
            self.work.note(place, "duplicate-name", f"{name} is set with and without a condition")
        if conditional and not isinstance(conditional[-1], Not):
            self.work.note(
                place,
                "left-out",
                f"{name} has no value where no 'when' applies",
                f"Add:\n  otherwise: {name} = ...",
            )
        origins = tuple(
            Origin(o.file, o.line, o.after, given.part.name.place)
            for given in values
            for o in given.part.origins
            if isinstance(o, syntax.OriginPart)
        )
        return Assignment(name, pairs, origins)

    def target(self, unit: Unit, item: syntax.ScopeItem, name: syntax.Name) -> Input:
        """The input, if this kind of scope may set it."""
        declared = self.table.input(unit, name)
        role = {"system": "control", "policy": "field"}.get(item.kind)
        if role is None or declared.role == role:
            return declared
        message = f"a {item.kind} sets the {role}s of the hypervisor, and {name.text} is "
        match declared.player:
            case "guest":
                self.table.fail(
                    name.place,
                    "not-yours",
                    message + "the guest's",
                    "Leave it out: what is proved holds for every guest.",
                )
            case "cpu":
                self.table.fail(
                    name.place,
                    "not-yours",
                    message + "a feature of the cpu",
                    f"To depend on it, write: when {name.text}: ...",
                )
            case "hypervisor":
                other = {"control": "A system sets it.", "field": "A policy sets it."}
                self.table.fail(
                    name.place,
                    "not-yours",
                    message + f"a {declared.role}",
                    other[declared.role or ""],
                )
