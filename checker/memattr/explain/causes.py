"""The cases on which the false part of a counterexample depends."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from memattr.engines.exact.diagram_query import DiagramQuery
from memattr.engines.exact.quantifier_elimination import Quantifier, Step
from memattr.engines.verdict import CaseName, Example
from memattr.model.expressions import Call, Expression, Field, Local, Make
from memattr.model.layout import field_offset, members, to_bits, width
from memattr.model.model import Function, Model
from memattr.model.types import Record, Type, Value, plain
from memattr.readings.bdd import Node
from memattr.readings.compile_diagrams import Environment, Word
from memattr.readings.diagram import Diagram
from memattr.readings.dynamic_slice import Slicer, concrete
from memattr.readings.evaluate import Evaluator
from memattr.readings.lazy_values import Called
from memattr.readings.nondeterminism import GivenChoices
from memattr.readings.variation import Chosen, Freed, Readings


@dataclass(frozen=True)
class Read:
    """A part that was read in an example: what its value depends on, and the choices it asked
    for."""

    part: Expression
    rests: frozenset[str | Called]
    givers: tuple[Called, ...]
    chooser: GivenChoices


class Trial:
    """Frees one case after the other in one evaluation of a false part."""

    def __init__(
        self,
        diagram: Diagram,
        readings: Readings,
        part: Expression,
        environment: Environment,
        calls: Mapping[CaseName, Sequence[Called]],
        chooser: GivenChoices,
    ) -> None:
        self._diagram, self._readings = diagram, readings
        self._part, self._environment = part, environment
        self._calls, self._chooser = calls, chooser
        self._known: dict[CaseName, bool] = {}

    def counts(self, case: CaseName) -> bool:
        """True iff some results of the case alone make the part true, whatever is then chosen."""
        if case not in self._known:
            self._known[case] = self._could_be_true(case)
        return self._known[case]

    def could_be_false(self, case: CaseName) -> bool:
        """True iff some results of the case alone, and some choices, make the part false."""
        diagram = self._diagram
        freed, valid = self._free(case)
        reading = self._readings.of(freed, self._chosen())
        false = diagram.bdd.conj(
            valid, diagram.bdd.neg(reading.diagram.truth(self._part, self._environment))
        )
        alike = map(reading.made_alike, diagram.store.read_by(false))
        return Quantifier(diagram.store).some(diagram.bdd.all_of((false, *alike))) != 0

    def _could_be_true(self, case: CaseName) -> bool:
        diagram, bdd = self._diagram, self._diagram.bdd
        freed, valid = self._free(case)
        reading = self._readings.of(freed, self._chosen())
        truth = reading.diagram.truth(self._part, self._environment)
        if truth == 0:
            return False
        instances = diagram.store.read_by(truth)
        truth = bdd.implies(bdd.all_of(map(reading.made_alike, instances)), truth)
        steps: list[Step] = [(instance, "every") for instance in reversed(instances)]
        return bdd.conj(Quantifier(diagram.store).eliminated(truth, steps), valid) != 0

    def _chosen(self) -> Chosen:
        """The choices that were made, for the part and for the arguments of calls."""
        diagram = self._diagram
        choices: dict[tuple[str | None, str, tuple[Word, ...]], Word] = {}
        for (cpu, name, arguments), value in self._chooser.asked.items():
            kinds = self._readings.asked_with[name]
            pairs = zip(kinds, arguments, strict=True)
            words = tuple(constant_word(diagram, type_, argument) for type_, argument in pairs)
            choices[cpu, name, words] = constant_word(
                diagram, diagram.facts.choices[name].type, value
            )
        return choices

    def _free(self, case: CaseName) -> tuple[Freed, Node]:
        """Fresh words for the results, and where all of them are values of the type. Parameters
        that the case only copies stay as they are."""
        diagram = self._diagram
        function, body = diagram.model.functions[case[0]], _body(diagram.model, case)
        results: dict[tuple[Word, ...], Word] = {}
        valid = 1
        for called in self._calls[case]:
            pairs = zip(function.parameters, concrete(function, called), strict=True)
            arguments = tuple(constant_word(diagram, type_, value) for (_, type_), value in pairs)
            if arguments not in results:
                word, is_value = self._readings.fresh_result(function, len(results))
                results[arguments] = _with_copies(function, body, arguments, word)
                valid = diagram.bdd.conj(valid, is_value)
        return Freed(function.name, results), valid


class CauseFinder:
    """Finds the cases that count, for the counterexamples of one model."""

    def __init__(self, diagram: Diagram, evaluator: Evaluator) -> None:
        self._diagram = diagram
        self._evaluator = evaluator
        self._readings = Readings(diagram)

    def read(self, ready: DiagramQuery, part: Expression, example: Example) -> Read:
        """What the part's value rests on in the example."""
        chooser = GivenChoices({(t.cpu, t.choice, t.arguments): t.value for t in example.choices})
        slicer = Slicer(self._evaluator, chooser)
        inputs, variables = dict(example.inputs), dict(example.variables)
        dependence = slicer.dependence(part, inputs, variables, ready.kinds)
        return Read(part, dependence.rests, dependence.givers, chooser)

    def breaks(
        self, ready: DiagramQuery, statement: Expression, example: Example, case: CaseName
    ) -> bool:
        """True iff the statement, true in the example, rests on the case there, so that another
        result of it could make the statement false."""
        read = self.read(ready, statement, example)
        return case in _calls(read) and self._trial(ready, example, read).could_be_false(case)

    def _trial(self, ready: DiagramQuery, example: Example, read: Read) -> Trial:
        environment = _environment(self._diagram, ready, example)
        calls = _calls(read)
        return Trial(self._diagram, self._readings, read.part, environment, calls, read.chooser)

    def counting(
        self, ready: DiagramQuery, example: Example, read: Read, most: int
    ) -> tuple[CaseName, ...]:
        """The cases whose results, freed alone, could make the part true, without those that only
        pass on what another of them gave. The author's come first, then those that gave what was
        observed, the nearest to the output first, and then those that only led to it, the deepest
        first."""
        calls = _calls(read)
        depths = {case: max(c.depth for c in calleds) for case, calleds in calls.items()}
        order = {name: number for number, name in enumerate(self._diagram.model.functions)}
        pinned = ready.claim.because
        flow = {c: n for n, c in reversed([*enumerate((g.function, g.case) for g in read.givers)])}

        def rank(case: CaseName) -> tuple[bool, int, int, int, str]:
            place = flow.get(case, len(flow))
            return case not in pinned, place, -depths[case], -order[case[0]], case[1]

        # Before anything looks at more of the calls than the part did.
        passing = {case for case, calleds in calls.items() if all(map(_passes_on, calleds))}
        environment = _environment(self._diagram, ready, example)
        trial = Trial(self._diagram, self._readings, read.part, environment, calls, read.chooser)
        ranked = sorted(calls, key=rank)
        deciding = (c for c in ranked if c not in passing and trial.counts(c))
        rules = tuple(islice(deciding, most))
        return rules or tuple(islice(filter(trial.counts, ranked), most))


def _calls(read: Read) -> dict[CaseName, list[Called]]:
    """The calls that a part rests on, by the cases that answered."""
    calleds: dict[CaseName, list[Called]] = {}
    for item in read.rests:
        if isinstance(item, Called):
            calleds.setdefault((item.function, item.case), []).append(item)
    return calleds


def _passes_on(called: Called) -> bool:
    """True iff the case, as far as it was read, only hands on what functions gave that it called
    with what it was given."""
    simple = all(
        isinstance(node, Call | Local | Field) or (isinstance(node, Make) and bool(node.fields))
        for node in called.body
    )
    return simple and any(isinstance(node, Call) for node in called.body)


def _body(model: Model, name: CaseName) -> Expression:
    return next(c.body for c in model.functions[name[0]].cases if c.name == name[1])


def _with_copies(
    function: Function, body: Expression, arguments: tuple[Word, ...], result: Word
) -> Word:
    """The result, with what the body copies into it from parameters, or from fields of records
    among these, as it is."""
    if not isinstance(body, Make):
        return result
    names = [name for name, _ in function.parameters]
    words = dict(zip(names, arguments, strict=True))
    for member, value in zip(members(body.type, body.variant), body.fields, strict=True):
        word = _copied(value, words)
        if word is not None:
            low = field_offset(body.type, body.variant, member.name)
            result = result[:low] + word + result[low + len(word) :]
    return result


def _copied(value: Expression, parameters: Mapping[str, Word]) -> Word | None:
    """The part of a parameter that the expression is, if it is no more than that."""
    if isinstance(value, Local):
        return parameters.get(value.name)
    if isinstance(value, Field) and isinstance(plain(value.operand.type), Record):
        outer = _copied(value.operand, parameters)
        if outer is not None:
            low = field_offset(value.operand.type, None, value.name)
            return outer[low : low + width(value.type)]
    return None


def _environment(diagram: Diagram, ready: DiagramQuery, example: Example) -> Environment:
    def words(values: Iterable[tuple[str, Value]]) -> dict[str, Word]:
        return {name: constant_word(diagram, ready.kinds[name], value) for name, value in values}

    return Environment(words(example.inputs), words(example.variables))


def constant_word(diagram: Diagram, type_: Type, value: Value) -> Word:
    """The word of one value."""
    return diagram.words.code(width(type_), to_bits(type_, value))
