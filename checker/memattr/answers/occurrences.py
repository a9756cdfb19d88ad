"""Views, behaviours, supports and choices over a picture: which cases apply, and how often."""

from __future__ import annotations

from collections.abc import Iterator

from memattr.answers.description import CaseOccurrence, Dependence, Sorted
from memattr.answers.permitted_sets import Picture, Situations, projected, sizes, total
from memattr.engines.exact.quantifier_elimination import Quantifier, Step, with_dependents
from memattr.model.expressions import TRUE, Call, Expression, Global, walk
from memattr.model.model import Case, Function, Model, View
from memattr.model.types import Enum, plain
from memattr.place import Note
from memattr.readings.bdd import Node
from memattr.readings.compile_diagrams import Environment, Word
from memattr.readings.diagram import Diagram
from memattr.readings.diagram_choices import DiagramInstance


def reads_output(model: Model, expression: Expression) -> bool:
    """True iff the expression names an output."""
    outputs = {output.name for output in model.outputs()}
    return any(isinstance(node, Global) and node.name in outputs for node in walk(expression))


def sorted_by(diagram: Diagram, situations: Situations, view: View) -> Sorted:
    """The view's cases that apply in some situation, with the number of these."""
    type_ = plain(view.expression.type)
    assert isinstance(type_, Enum), "elaborate() promises that a view sorts into an enum"
    counted = list(_regions(diagram, situations, view, type_))
    bdd = diagram.bdd
    reached = tuple(dict.fromkeys(value for _, value, _ in counted))
    nodes = [node for _, _, node in counted]
    whole = [bdd.any_of(node for _, v, node in counted if v == value) for value in reached]
    kept = projected(bdd, diagram.model, situations.ready, situations.admitted, [*nodes, *whole])
    numbers = sizes(bdd, kept)
    occurrences = [
        CaseOccurrence(case.name, type_.values[value], number, case.note)
        for (case, value, _), number in zip(counted, numbers, strict=False)
    ]
    values = zip((type_.values[value] for value in reached), numbers[len(nodes) :], strict=True)
    never = tuple(text for code, text in enumerate(type_.values) if code not in reached)
    return Sorted(
        view.name,
        view.note,
        kept.relevant,
        total(bdd, kept),
        tuple(occurrences),
        tuple(values),
        never,
    )


def _regions(
    diagram: Diagram, situations: Situations, view: View, enum: Enum
) -> Iterator[tuple[Case, int, Node]]:
    """Each case with each value that it gives, and the situations that permit this."""
    bdd, ready = diagram.bdd, situations.ready
    word = diagram.value(view.expression, ready.environment)
    for case, guard in _guards(diagram, situations, view):
        for value in range(len(enum.values)):
            here = bdd.all_of((ready.adm, guard, diagram.words.is_code(word, value)))
            node = Quantifier(diagram.store).some(here)
            if node:
                yield case, value, node


def _guards(diagram: Diagram, situations: Situations, view: View) -> Iterator[tuple[Case, Node]]:
    """The cases of the function that the view calls, and where they apply."""
    call, environment = view.expression, situations.ready.environment
    if not isinstance(call, Call):
        yield Case("", TRUE, call, None, Note(view.note.place)), 1
        return
    function = diagram.model.functions[call.function]
    names = (name for name, _ in function.parameters)
    words = (diagram.value(argument, environment) for argument in call.arguments)
    inside = Environment({}, dict(zip(names, words, strict=True)), environment.cpu)
    for case in function.cases:
        yield case, diagram.truth(case.guard, inside)


def dependences(diagram: Diagram, picture: Picture) -> tuple[Dependence, ...]:
    """The choices that can change the result, with the number of situations where they can."""
    model, bdd, ready = diagram.model, diagram.bdd, picture.ready
    output = model.outputs()[0]
    word = diagram.value(Global(output.name, output.type), ready.environment)
    instances = diagram.store.read_by(ready.adm, *word)
    every = []
    for function, case in _choosing(model):
        mine = [
            instance
            for instance in instances
            if case.choice and instance.choice.name == case.choice.name
        ]
        region = _changing(diagram, picture, word, instances, mine) if mine else 0
        if not region or case.choice is None:
            continue
        kept = projected(bdd, model, ready, picture.admitted, [region])
        (number,) = sizes(bdd, kept)
        note = case.note if case.note.words or case.note.refs else function.note
        choice = case.choice
        of_all = total(bdd, kept)
        every.append(
            Dependence(choice.name, choice.kind, function.name, note, kept.relevant, number, of_all)
        )
    return tuple(every)


def _choosing(model: Model) -> Iterator[tuple[Function, Case]]:
    for function in model.functions.values():
        for case in function.cases:
            if case.choice is not None:
                yield function, case


def _changing(
    diagram: Diagram,
    picture: Picture,
    word: Word,
    instances: list[DiagramInstance],
    mine: list[DiagramInstance],
) -> Node:
    """Where the choice, with those that depend on it, gives one result or another."""
    bdd, quantifier = diagram.bdd, Quantifier(diagram.store)
    late = with_dependents(instances, lambda instance: instance in mine)
    levels = frozenset[int]().union(*(instance.levels for instance in late))
    early = [instance for instance in instances if instance not in late]
    steps: list[Step] = [(instance, "some") for instance in reversed(late)]
    region = 0
    for bit in word:
        if not bdd.depends(bit, levels):
            continue
        is_1 = quantifier.eliminated(bdd.conj(picture.ready.adm, bit), steps, early)
        is_0 = quantifier.eliminated(bdd.minus(picture.ready.adm, bit), steps, early)
        region = bdd.disj(region, bdd.conj(is_1, is_0))
    return quantifier.some(quantifier.permitted(early, region))
