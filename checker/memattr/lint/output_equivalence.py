"""Is a broken model the same as the whole one? The function alone, then all that is shown, and
that only where a call of the function differs."""

from __future__ import annotations

from memattr.engines.exact.diagram_query import admitted
from memattr.engines.exact.image import relation
from memattr.engines.exact.quantifier_elimination import Quantifier
from memattr.lint.cone_of_influence import named
from memattr.model.expressions import Call, Expression, Global, Local, walk
from memattr.model.model import Function
from memattr.readings.bdd import Bdd, Node, least
from memattr.readings.compile_diagrams import Environment, Word
from memattr.readings.diagram import Diagram, DiagramHook
from memattr.readings.variable_order import RESULTS


def differing(whole: Diagram, broken: Diagram, name: str) -> Node:
    """The arguments, over variables of the parameters, for which the function may give something
    else: all of them if what it calls chooses and the two do not choose alike."""
    bdd, function = whole.bdd, whole.model.functions[name]
    words = parameters_of(whole, function)
    environment = Environment({}, words)
    valid = bdd.all_of(whole.valid(type_, words[n]) for n, type_ in function.parameters)
    call = Call(name, tuple(Local(n, type_) for n, type_ in function.parameters), function.result)
    parts = (part for case in function.cases for part in (case.guard, case.body))
    if named(parts) & whole.facts.choosing:
        before, after = (diagram.value(call, environment) for diagram in (whole, broken))
        unequal = bdd.conj(valid, bdd.neg(whole.words.equal(before, after)))
        return Quantifier(whole.store).some(unequal)
    one, other = (relation(d, [call], environment, valid).node for d in (whole, broken))
    unequal = bdd.disj(bdd.minus(one, other), bdd.minus(other, one))
    results = (level for level in bdd.support(unequal) if level >= RESULTS)
    return bdd.some(unequal, frozenset(results))


def parameters_of(diagram: Diagram, function: Function) -> dict[str, Word]:
    """Variables that stand for the parameters."""
    store, name = diagram.store, function.name
    return {n: store.variable(f"{name}/{n}", type_) for n, type_ in function.parameters}


class CallsMade(DiagramHook):
    """Notes the calls that are made; `diagram` reads with it."""

    def __init__(self, base: Diagram) -> None:
        self.calls: dict[str, set[tuple[Word, ...]]] = {}
        self.diagram = Diagram(base.model, base.store, base.facts, self)

    def called(
        self,
        name: str,
        arguments: tuple[Word, ...],
        where: Environment,  # noqa: ARG002  # a hook is told where; this does not ask
    ) -> Word | None:
        self.calls.setdefault(name, set()).add(arguments)
        return None


class Outputs:
    """Outputs and views, compared by their permitted sets."""

    def __init__(self, whole: Diagram) -> None:
        self._whole = whole
        model = whole.model
        shown: list[Expression] = [Global(o.name, o.type) for o in model.outputs()]
        shown += [view.expression for view in model.views.values()]
        self._shown = [expression for expression in shown if not _has_locals(expression)]
        calls = CallsMade(whole)
        reading = calls.diagram
        self._admitted = _admitted(reading)
        for expression in self._shown:
            reading.value(expression, reading.free())
        self._calls = calls.calls

    def depend_on(self, functions: frozenset[str]) -> bool:
        """True iff one of the functions is called for something that is shown."""
        return not functions.isdisjoint(self._calls)

    def same(self, broken: Diagram, differing: dict[str, Node], affected: frozenset[str]) -> bool:
        """True iff whatever may be affected is the same for every possible input; `differing` are
        the arguments for which each changed function may give something else."""
        if _admitted(broken) != self._admitted:
            return False
        bdd, region = self._whole.bdd, self._region(differing)
        alike: set[str] = set()
        for expression in self._shown:
            seen = named([expression])
            if seen.isdisjoint(affected) or self._follows(seen, affected, alike):
                continue
            here = self._unequal(broken, expression, region)
            # One situation tells most that differ apart, at a fraction of the cost.
            for there in (_least(bdd, here), here):
                environment = _told(self._whole, there)
                one, other = (
                    relation(d, [expression], environment, there).node
                    for d in (self._whole, broken)
                )
                if one != other:
                    return False
            if isinstance(expression, Global):
                alike.add(expression.name)
        return True

    def _unequal(self, broken: Diagram, expression: Expression, region: Node) -> Node:
        """The inputs of the region for which some choices give something else than before."""
        if region == 0:
            return 0
        whole, environment = self._whole, _told(self._whole, region)
        before, after = (d.value(expression, environment) for d in (whole, broken))
        unequal = whole.bdd.minus(region, whole.words.equal(before, after))
        return Quantifier(whole.store).some(unequal)

    def _region(self, differing: dict[str, Node]) -> Node:
        """The possible inputs for which something is called that may differ."""
        bdd = self._whole.bdd
        region = bdd.any_of(self._reaching(name, node) for name, node in differing.items())
        return bdd.conj(region, self._admitted)

    def _follows(self, seen: frozenset[str], affected: frozenset[str], alike: set[str]) -> bool:
        """True iff what reads these is a function of one value that is alike, and of inputs."""
        facts = self._whole.facts
        others = seen - alike
        return (
            len(seen & alike) == 1
            and others.isdisjoint(affected)
            and others.isdisjoint(facts.choosing | facts.choosing_derived)
        )

    def _reaching(self, name: str, differing: Node) -> Node:
        """The inputs for which a call of the function has such arguments."""
        bdd, node = self._whole.bdd, 0
        function = self._whole.model.functions[name]
        words = parameters_of(self._whole, function)
        for arguments in self._calls.get(name, ()):
            pairs = zip(words.values(), arguments, strict=True)
            placed = {
                bdd.level[variable]: bit
                for word, argument in pairs
                for variable, bit in zip(word, argument, strict=True)
            }
            here = bdd.compose(differing, placed)
            node = bdd.disj(node, Quantifier(self._whole.store).some(here))
        return node


def _least(bdd: Bdd, region: Node) -> Node:
    """The least assignment that is in the region, if one is."""
    if region == 0:
        return 0
    bits = ((bdd.variable(level), bit) for level, bit in least(bdd, region).items())
    return bdd.all_of([node if bit else bdd.neg(node) for node, bit in bits])


def _told(diagram: Diagram, region: Node) -> Environment:
    """Every input a variable of its own, but for the bits that are the same in all the region."""
    bdd, told = diagram.bdd, {}
    for level in bdd.support(region):
        variable = bdd.variable(level)
        if bdd.conj(region, variable) == 0:
            told[level] = 0
        elif bdd.minus(region, variable) == 0:
            told[level] = 1
    words = diagram.free().inputs.items()
    return Environment({name: tuple(bdd.compose(b, told) for b in word) for name, word in words})


def _has_locals(expression: Expression) -> bool:
    return any(isinstance(node, Local) for node in walk(expression))


def _admitted(diagram: Diagram) -> Node:
    """The inputs that are possible for every text that says something of them."""
    model = diagram.model
    for file in {claim.note.place.file for claim in model.claims}:
        model = model.binding(file)
    return admitted(diagram, model, diagram.free())
