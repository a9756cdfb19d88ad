"""Claims decided by a solver: the model is read once, what claims share is read once.

Where choices alternate, a game: one side proposes a situation, the other answers with choices
against it, and each answer is remembered as a fresh copy of the claim with those choices."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from memattr.engines.smt.solver_session import (
    RememberedAnswers,
    SolverSession,
    session_with,
)
from memattr.engines.smt.term_query import (
    Answer,
    Point,
    TermQuery,
    alike,
    depending,
    rules_of,
    same_choice,
    term_query,
)
from memattr.engines.verdict import (
    Covered,
    Decided,
    GaveUp,
    Proved,
    Refuted,
    Unknown,
    Unreachable,
    Vacuous,
)
from memattr.model.model import Claim, Model
from memattr.readings.encode import Encoder, TermInstance
from memattr.readings.terms import Pairs, Term, Terms, Truth


class Solver:
    """Decides the claims of one model; the encoding is shared between claims."""

    def __init__(self, model: Model, timeout_ms: int | None = None) -> None:
        self.model = model
        self.encoder = Encoder(model)
        self._answers = RememberedAnswers()
        self._timeout_ms = timeout_ms

    def session(self, timeout_ms: int | None) -> SolverSession:
        """The time begins now; what was answered before is known."""
        return session_with(self.encoder, self._answers, timeout_ms)

    def decide(self, claim: Claim) -> Decided:
        """What comes of the claim."""
        ask = self.session(self._timeout_ms)
        try:
            return self._decided(Game(ask, term_query(self.encoder, claim)))
        except GaveUp:
            return Unknown("out of time")

    def _decided(self, game: Game) -> Decided:
        claim = game.of.claim
        vacuous = self._vacuous(game)
        if vacuous is not None:
            return vacuous
        if claim.expected != "cover":
            return _failing(game)
        if claim.mode == "on every cpu":
            return _on_every_cpu(game, self.model)
        late = [
            instance for instance in game.of.instances if instance.choice.kind == "unpredictable"
        ]
        answer = _played(game, [] if claim.mode == "by choice" else late)
        return Unreachable(None) if answer is None else Covered(answer.example(game.of))

    def _vacuous(self, game: Game) -> Vacuous | None:
        query, terms = game.of, self.encoder.terms
        for premise, met in ((None, terms.true), *query.premises):
            if game.ask.model(query.rules, query.adm, met) is None:
                return Vacuous(premise)
        return None


def _failing(game: Game) -> Decided:
    """An input that may fail; then one for which no choice passes."""
    query, terms = game.of, game.terms
    passes = terms.all_of((query.rules, query.adm, query.body))
    failing = [query.rules, query.adm, terms.negation(query.body)]
    first = None
    while (candidate := game.preferred(failing, query.instances)) is not None:
        first = first or candidate
        answer = game.answer(passes, game.values_of(candidate, query.terms.values()))
        if answer is None:
            return Refuted(False, candidate.example(query))
        copy = game.values(answer, query.instances)
        failing.append(terms.negation(terms.moved(passes, copy)))
    return Proved() if first is None else Refuted(True, first.example(query))


def _on_every_cpu(game: Game, model: Model) -> Decided:
    """A cpu that admits an input, what serves it, and the next cpu that this does not serve."""
    query, terms = game.of, game.terms
    features, software = _players(model, query)
    unserved = terms.all_of((query.rules, terms.negation(terms.all_of((query.adm, query.body)))))
    cpus, served = [query.rules, query.adm], None
    while (cpu := game.ask.model(*cpus)) is not None:
        answer = _played(game, query.instances, game.fixed(cpu, features))
        if answer is None:
            return Unreachable(cpu.example(query))
        served = served or answer.example(query)
        here = game.values_of(answer, software) + game.fresh(query.instances)
        cpus.append(terms.moved(unserved, here))
    assert served is not None, "the claim is not vacuous"
    return Covered(served)


def _played(game: Game, late: Sequence[TermInstance], given: Sequence[Truth] = ()) -> Answer | None:
    """Inputs and early choices that meet the claim whatever the late choices are.

    An early choice that depends on a late one is a function of its arguments: it has a value
    of its own in each copy, and equal arguments have equal values across copies."""
    query, encoder, terms = game.of, game.encoder, game.terms
    early = [instance for instance in query.instances if instance not in late]
    bound = depending(encoder, early, late) if late else []
    free = [instance for instance in early if instance not in bound]
    met = terms.all_of((query.adm, query.body))
    there = terms.implies(rules_of(encoder, late), met)
    proposed = [*given, query.rules, met]
    points: list[tuple[TermInstance, Point]] = [(m, (m.arguments, m.bits)) for m in early]
    while (proposal := game.preferred(proposed, late)) is not None:
        if not late:
            return proposal
        here = game.values_of(
            proposal, [*query.terms.values(), *(instance.bits for instance in free)]
        )
        known = game.table(proposal, bound, points)
        answer = game.answer(terms.all_of((query.rules, terms.negation(met), *known)), here)
        if answer is None:
            return proposal
        copy = game.values(answer, late) + game.fresh(bound)
        proposed += [terms.moved(rules_of(encoder, early), copy), terms.moved(there, copy)]
        new = [(instance, game.point(instance, copy)) for instance in bound]
        for instance, point in new:
            others = (p for other, p in points if same_choice(instance, other))
            proposed += [alike(encoder, point, other) for other in others]
        points += new
    return None


@dataclass(frozen=True)
class Game:
    """One claim being decided."""

    ask: SolverSession
    of: TermQuery

    @property
    def encoder(self) -> Encoder:
        return self.ask.encoder

    @property
    def terms(self) -> Terms:
        return self.ask.encoder.terms

    def preferred(self, truths: Sequence[Truth], choices: Sequence[TermInstance]) -> Answer | None:
        """A model, with none of the choices asked for if there is one: against that, nobody has an
        answer. Where no model is expected, any is looked for first."""
        truth = self.terms.any_of(instance.asked for instance in choices)
        if self.of.claim.expected == "prove":
            answer = self.ask.model(*truths, likely=False)
            if answer is None or not answer.holds(truth):
                return answer
        return self.ask.model(*truths, self.terms.negation(truth)) or self.ask.model(*truths)

    def answer(self, truth: Truth, situation: Pairs) -> Answer | None:
        """A model of the truth in the situation."""
        return self.ask.model(self.terms.moved(truth, situation))

    def values_of(self, answer: Answer, terms: Iterable[Term]) -> Pairs:
        """Each term of which something is unknown, with the answer's value of it."""
        unknown = [term for term in terms if term.constant is None]
        return list(zip(unknown, answer.known(unknown), strict=True))

    def values(self, answer: Answer, instances: Sequence[TermInstance]) -> Pairs:
        """Each choice with the answer's value of it."""
        return self.values_of(answer, [instance.bits for instance in instances])

    def fixed(self, answer: Answer, terms: Iterable[Term]) -> list[Truth]:
        """Each term is what the answer says."""
        equal = self.encoder.terms.equal
        return [equal(term, value) for term, value in self.values_of(answer, terms)]

    def fresh(self, instances: Sequence[TermInstance]) -> Pairs:
        """Each choice with a constant that nothing else mentions."""
        return [
            (instance.bits, self.encoder.terms.fresh(instance.bits.bits)) for instance in instances
        ]

    def point(self, instance: TermInstance, copy: Pairs) -> Point:
        """The arguments and the value of a choice in a copy."""
        moved = self.encoder.terms.moved_term
        return (
            tuple(moved(argument, copy) for argument in instance.arguments),
            moved(instance.bits, copy),
        )

    def table(
        self,
        answer: Answer,
        bound: Sequence[TermInstance],
        points: Sequence[tuple[TermInstance, Point]],
    ) -> list[Truth]:
        """What the proposed functions are known to give."""
        rules = []
        for instance in bound:
            for other, (arguments, bits) in points:
                if same_choice(instance, other):
                    *known, value = answer.known([*arguments, bits])
                    there = tuple(known), value
                    rules.append(alike(self.encoder, (instance.arguments, instance.bits), there))
        return rules


def _players(model: Model, query: TermQuery) -> tuple[list[Term], list[Term]]:
    """What the cpu decides, and what software decides."""
    instances = dict(query.claim.instances)
    cpu: list[Term] = []
    software: list[Term] = []
    for name, term in query.terms.items():
        declared = model.inputs.get(instances.get(name) or name)
        (cpu if declared is not None and declared.player == "cpu" else software).append(term)
    return cpu, software
