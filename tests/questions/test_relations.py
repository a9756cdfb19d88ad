"""What a policy permits is one diagram, however it is put together and whatever is known of it."""

from __future__ import annotations

import pytest

from memattr.answers.permitted_sets import Stated, bare_claim, picture, projected
from memattr.engines.exact.diagram_query import DiagramQuery, diagram_query
from memattr.engines.exact.image import relation
from memattr.engines.exact.quantifier_elimination import Quantifier, repeated
from memattr.model.expressions import Expression, Global
from memattr.model.model import Model
from memattr.readings.bdd import Bdd, Node
from memattr.readings.diagram import Diagram

from .shared import session

POLICIES = ("p2m_mmio_direct_c", "kvm_normal_nc", "rmm_unprotected_3")


def at_once(diagram: Diagram, ready: DiagramQuery, shown: tuple[Expression, ...]) -> Node:
    """All bits conjoined, then all choices quantified away, one by one."""
    whole, node = relation(diagram, shown, ready.environment, ready.adm), ready.adm
    for expression, span in zip(shown, whole.spans, strict=True):
        word = diagram.value(expression, ready.environment)
        for level, bit in zip(reversed(span), reversed(word), strict=True):
            node = diagram.bdd.conj(node, diagram.bdd.same(diagram.bdd.variable(level), bit))
    return Quantifier(diagram.store).some(node)


@pytest.mark.parametrize("policy", POLICIES)
def test_the_order_of_bits_is_of_no_consequence(policy: str) -> None:
    model = session().model
    diagram, output = Diagram(model), model.outputs()[0]
    ready = diagram_query(diagram, bare_claim(model, policy, (("access", (0,)),)))
    shown = (Global(output.name, output.type),)
    found = relation(diagram, shown, ready.environment, ready.adm).node
    assert found == at_once(diagram, ready, shown)


def test_choices_that_none_makes_twice_go_together() -> None:
    model = session().model
    diagram, output = Diagram(model), model.outputs()[0]
    ready = diagram_query(diagram, bare_claim(model, POLICIES[0], ()))
    word = diagram.value(Global(output.name, output.type), ready.environment)
    some_bit, steps = diagram.bdd.any_of(word), Quantifier(diagram.store)
    made = diagram.store.read_by(ready.adm, some_bit)
    assert made and not repeated(made)
    together = steps.some_of_both(ready.adm, some_bit, made)
    conjoined = diagram.bdd.conj(ready.adm, some_bit)
    assert together == steps.eliminated(conjoined, [(one, "some") for one in reversed(made)])


def dropped_by_definition(bdd: Bdd, model: Model, ready: DiagramQuery, of: Node, by: Node) -> bool:
    """An input is relevant iff the set is another without it."""
    kept = projected(bdd, model, ready, by, [of])
    outside = [levels for name, levels in ready.levels.items() if name not in kept.relevant]
    without = bdd.some(of, frozenset[int]().union(*outside))
    return kept.sets == (without,) and bdd.conj(without, by) == of


@pytest.mark.parametrize("access", [(("access", (value,)),) for value in range(3)])
def test_inputs_that_are_dropped_make_no_difference(access: Stated) -> None:
    model = session().model
    diagram = Diagram(model)
    for policy in POLICIES:
        of = picture(diagram, policy, access)
        node, admitted = of.whole.node, of.admitted
        assert dropped_by_definition(diagram.bdd, model, of.ready, node, admitted)
