"""`compare`: two policies or settings of one model, or the policies and claims of two models."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from memattr.answers.comparison import Comparison, Flip, PolicyChange
from memattr.answers.describe import statings
from memattr.answers.difference import difference
from memattr.answers.idle_inputs import Idle
from memattr.answers.permitted_sets import idle_in_scope, picture
from memattr.answers.scope_names import Subject, inputs_set, subject, with_scopes
from memattr.engines.assumptions import foreign_assumptions
from memattr.engines.decide import Decider, Engine
from memattr.engines.verdict import Narrowing
from memattr.explain.explainer import word
from memattr.model.expressions import Under, walk
from memattr.model.layout import width
from memattr.model.model import Claim, Model, Scope
from memattr.model.types import plain
from memattr.readings.bdd import Bdd
from memattr.readings.diagram import Diagram
from memattr.readings.diagram_choices import DiagramStore


def compare(model: Model, before: str, after: str, engine: Engine = "both") -> Comparison:
    """Two policies, systems or `POLICY@NAME=VALUE,...` of one model, and the claims about either.

    Raises SpecError for a name that is none of these."""
    a, b = subject(model, before), subject(model, after)
    extended = with_scopes(model, (a.scope, b.scope))
    diagram = Diagram(extended)
    changes = _policy_change(diagram, diagram, a.scope, b.scope)
    about = _claims_about(model, (a, b))
    claims = [claim for claim in about if _is_fit(extended, claim, (a.scope, b.scope))]
    decider = Decider(extended, engine)
    flips = [
        _flip(decider, decider, _under(claim, a.scope), _under(claim, b.scope)) for claim in claims
    ]
    differing = tuple(flip for flip in flips if flip is not None)
    files = (a.scope.note.place.file, b.scope.note.place.file)
    narrowed = _narrowed((model, file) for file in files)
    unfit = tuple(_title(claim) for claim in about if claim not in claims)
    idle = tuple((side.scope.name, one) for side in (a, b) for one in _idle(diagram, side))
    return Comparison(
        before, after, (changes,), differing, len(claims), narrowed=narrowed, unfit=unfit, idle=idle
    )


def _idle(diagram: Diagram, side: Subject) -> tuple[Idle, ...]:
    """The inputs set by name that make no difference to what is permitted."""
    name = side.scope.name
    names = [n for n in inputs_set(name) if not diagram.model.inputs[n].stated]
    return idle_in_scope(diagram, name, names)


def compare_models(
    before: tuple[str, Model, frozenset[str]],
    after: tuple[str, Model, frozenset[str]],
    engine: Engine = "both",
) -> Comparison:
    """The policies and claims of the files asked for, in two models, by their names."""
    (left, a, files_a), (right, b, files_b) = before, after
    bdd = Bdd()
    diagrams = Diagram(a, DiagramStore(a, bdd)), Diagram(b, DiagramStore(b, bdd))
    policies_a, policies_b = _policies(a, files_a), _policies(b, files_b)
    alike = _same_types(a, b)
    changes = [
        _policy_change(*diagrams, policies_a[name], policies_b[name])
        if alike
        else PolicyChange(name, name, (), False)
        for name in policies_a
        if name in policies_b
    ]
    claims_a, claims_b = _claims(a, files_a), _claims(b, files_b)
    deciders = Decider(a, engine), Decider(b, engine)
    shared = [name for name in claims_a if name in claims_b]
    flips = [_flip(*deciders, claims_a[name], claims_b[name]) for name in shared]
    names_a, names_b = [*policies_a, *claims_a], [*policies_b, *claims_b]
    return Comparison(
        left,
        right,
        tuple(changes),
        tuple(flip for flip in flips if flip is not None),
        len(shared),
        tuple(name for name in names_b if name not in names_a),
        tuple(name for name in names_a if name not in names_b),
        _narrowed([*((a, file) for file in files_a), *((b, file) for file in files_b)]),
    )


def compare_changed(
    before: tuple[str, Model],
    after: tuple[str, Model],
    changed: frozenset[str],
    engine: Engine = "both",
) -> Comparison:
    """The policies and systems of these names, and the claims about them, in two models that have
    the same texts but for what these scopes give to inputs."""
    (left, a), (right, b) = before, after
    bdd = Bdd()
    diagrams = Diagram(a, DiagramStore(a, bdd)), Diagram(b, DiagramStore(b, bdd))
    policies = [s.name for s in a.scopes.values() if s.name in changed and s.kind == "policy"]
    changes = [_policy_change(*diagrams, a.scopes[name], b.scopes[name]) for name in policies]
    deciders = Decider(a, engine), Decider(b, engine)
    claims = [claim for claim in a.claims if claim.scope in changed and claim.form != "example"]
    flips = [_flip(*deciders, claim, claim) for claim in claims]
    differing = tuple(flip for flip in flips if flip is not None)
    return Comparison(left, right, tuple(changes), differing, len(claims))


def _narrowed(sides: Iterable[tuple[Model, str]]) -> tuple[Narrowing, ...]:
    """What each file of each model takes for granted, once."""
    every = (narrowing for model, file in sides for narrowing in foreign_assumptions(model, file))
    return tuple(dict.fromkeys(every))


def _policy_change(before: Diagram, after: Diagram, old: Scope, new: Scope) -> PolicyChange:
    changes = []
    for stating in statings(before.model):
        stated = tuple((name, (value,)) for name, value in stating)
        pictures = picture(before, old.name, stated), picture(after, new.name, stated)
        if any(pictured.admitted for pictured in pictures):
            changes.append(difference(before, stating, *pictures))
    return PolicyChange(old.name, new.name, tuple(changes))


def _same_types(a: Model, b: Model) -> bool:
    """True iff inputs and results of both lie in the same bits and mean the same."""

    def signs(model: Model) -> tuple[object, ...]:
        inputs = tuple((i.name, plain(i.type), width(i.type)) for i in model.inputs.values())
        return inputs, plain(model.outputs()[0].type)

    return signs(a) == signs(b)


def _policies(model: Model, files: Iterable[str]) -> dict[str, Scope]:
    return {
        scope.name: scope
        for scope in model.scopes.values()
        if scope.kind == "policy" and scope.note.place.file in files
    }


def _claims(model: Model, files: Iterable[str]) -> dict[str, Claim]:
    return {claim.name: claim for claim in model.claims if claim.note.place.file in files}


def _claims_about(model: Model, subjects: Sequence[Subject]) -> list[Claim]:
    """The claims and promises under either policy, a family once."""
    names = {subject_.base.name for subject_ in subjects}
    by_name: dict[str, Claim] = {}
    for claim in model.claims:
        if claim.scope in names and claim.form != "example":
            by_name.setdefault(_title(claim), claim)
    return list(by_name.values())


def _title(claim: Claim) -> str:
    """The claim's name without the policy that it is about."""
    if not claim.family:
        return claim.name
    values = claim.name.removeprefix(claim.family).strip("[]").split(", ")
    others = [value for value in values if value not in (claim.scope, "")]
    about_promise = claim.form == "promise"
    return f"{claim.family}[{', '.join(others)}]" if others and not about_promise else claim.family


def _is_fit(model: Model, claim: Claim, scopes: Sequence[Scope]) -> bool:
    """True iff the claim can be said under each of the scopes. Only one with changes may not be."""
    if not any(isinstance(n, Under) for e in (claim.body, *claim.given) for n in walk(e)):
        return True
    from memattr.language.elaborated import is_said_of

    return all(is_said_of(model, _under(claim, scope)) for scope in scopes)


def _under(claim: Claim, scope: Scope) -> Claim:
    return replace(claim, name=_title(claim), scope=scope.name, because=(), counts=None)


def _flip(before: Decider, after: Decider, old: Claim, new: Claim) -> Flip | None:
    words = word(before.decide(old)), word(after.decide(new))
    if words[0] == words[1]:
        return None
    return Flip(new.name, new.note.words, *words)
