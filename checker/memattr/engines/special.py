"""A claim's terms with constants in place of the inputs that it fixes.

Claims that fix the same inputs share what is derived from them, simplified once."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TypeVar, cast

import z3

from memattr.engines.admission import scope_of, variables_of
from memattr.engines.problem import Problem, problem, rules_of
from memattr.model.expressions import TRUE, Const, Global, walk
from memattr.model.layout import to_bits
from memattr.model.model import Claim
from memattr.readings.encode import Encoder
from memattr.readings.made import Instance

T = TypeVar("T", bound=z3.ExprRef)
Pairs = list[tuple[z3.ExprRef, z3.ExprRef]]
Fixed = tuple[tuple[str, int], ...]


@dataclass
class _Known:
    """What some constants make of derived values and of choices."""

    pairs: Pairs
    constants: dict[str, z3.BitVecRef]
    put: Replacement | None = None
    derived: dict[str, z3.BitVecRef] = field(default_factory=dict)
    instances: dict[int, Instance] = field(default_factory=dict)


class Special:
    """Puts claims in terms, specialised."""

    def __init__(self, encoder: Encoder) -> None:
        self.encoder = encoder
        self._terms: dict[str, z3.BitVecRef] = {}
        self._known: dict[Fixed, _Known] = {}

    def problem(self, claim: Claim) -> Problem:
        """The claim in terms of what it leaves free."""
        fixed = self._fixed(claim)
        of = problem(self.encoder, claim, dict(fixed))
        known = self._known.get(fixed)
        if known is None:
            terms = self.encoder.terms
            constants = {n: terms.code(of.terms[n].size(), code) for n, code in fixed}
            pairs: Pairs = [(of.terms[name], constant) for name, constant in constants.items()]
            known = self._known[fixed] = _Known(pairs, constants)
        for part in (claim.body, *claim.given):
            for node in walk(part):
                if isinstance(node, Global) and node.name in self.encoder.model.derived:
                    self._derive(node, known)
        return self._specialised(of, known)

    def _fixed(self, claim: Claim) -> Fixed:
        """Inputs and variables that the claim, its scope or its statement make constant."""
        kinds, found = variables_of(self.encoder.model, claim), dict(claim.fixed)
        found |= {name: values[0] for name, values in claim.stated if len(values) == 1}
        for assignment in scope_of(self.encoder.model, claim):
            match assignment.values:
                case ((condition, Const(_, value)),) if condition == TRUE:
                    found.setdefault(assignment.input, value)
                case _:
                    pass
        return tuple(sorted((name, to_bits(kinds[name], v)) for name, v in found.items()))

    def _derive(self, derived: Global, known: _Known) -> None:
        if derived.name not in self._terms:
            self._terms[derived.name] = self.encoder.value(derived, self.encoder.free())
        if derived.name not in known.derived:
            term = self._terms[derived.name]
            put = Replacement(known.pairs, self.encoder.context)
            known.derived[derived.name] = z3.simplify(put(term))
            known.put = None

    def _specialised(self, of: Problem, known: _Known) -> Problem:
        special = known.put
        if special is None:
            derived = [(self._terms[name], value) for name, value in known.derived.items()]
            special = known.put = Replacement([*derived, *known.pairs], self.encoder.context)
        for made in of.instances:
            if made.number not in known.instances:
                known.instances[made.number] = replace(
                    made,
                    arguments=tuple(z3.simplify(special(a)) for a in made.arguments),
                    constraint=z3.simplify(special(made.constraint)),
                    meant=z3.simplify(special(made.meant)),
                )
        instances = tuple(known.instances[made.number] for made in of.instances)
        return replace(
            of,
            terms={**of.terms, **known.constants},
            adm=special(of.adm),
            body=special(of.body),
            premises=tuple((premise, special(met)) for premise, met in of.premises),
            instances=instances,
            rules=rules_of(self.encoder, instances),
        )


class Replacement:
    """`z3.substitute` for the same pairs again and again: they are checked and laid out once."""

    def __init__(self, pairs: Pairs, context: z3.Context) -> None:
        self._pairs, self._context = pairs, context
        assert all(a.sort() == b.sort() for a, b in pairs), "a term keeps its width"
        array = z3.Ast * len(pairs)
        self._from = array(*(source.as_ast() for source, _ in pairs))
        self._to = array(*(target.as_ast() for _, target in pairs))

    def __call__(self, term: T) -> T:
        """The term with every pair replaced at once."""
        if not self._pairs:
            return term
        reference, size = self._context.ref(), len(self._pairs)
        changed = z3.Z3_substitute(reference, term.as_ast(), size, self._from, self._to)
        return cast("T", z3.z3._to_expr_ref(changed, self._context))
