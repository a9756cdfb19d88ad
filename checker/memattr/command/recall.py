"""Verdicts that were reached before: kept in the user's cache under a digest of all that they come
from, which is the checker, the claim and its scope, and of the texts all but other claims.

Only what came out as expected is kept: anything else is decided anew each time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, TypeGuard

from memattr import cache, place
from memattr.answers import find, procedures
from memattr.answers.check import Checkable, Checked, CheckedClaim, is_expected
from memattr.answers.checker import Depth
from memattr.answers.safety import CheckedSafety
from memattr.command.processes import parts_of, put_together
from memattr.engines import verdict
from memattr.engines.decide import Engine
from memattr.engines.verdict import Disagreement, Unknown
from memattr.explain import report
from memattr.machines import safety_verdict
from memattr.model import expressions, machine, model, types
from memattr.model.codec import MODEL, Codec
from memattr.model.model import Model
from memattr.readings import evaluate

CODEC = Codec(
    place, types, expressions, machine, model, verdict, report, evaluate,
    find, procedures, safety_verdict,
)  # fmt: skip
KIND = "verdicts"
# Verdicts that nobody has asked for lately make room for others from so many on.
MOST = 4_000


class Recall:
    """The verdicts of some engines, reported so deep, by digest; `session` names the texts as they
    are now."""

    def __init__(self, model: Model, engine: Engine, depth: Depth, session: str) -> None:
        self._model, self._session = model, session
        self._key = cache.digest_of(cache.checker(), repr((engine, depth)))
        stored = cache.read(KIND, self._key)
        entries, digests = stored if _has_the_shape(stored) else ({}, {})
        self._digests: dict[str, dict[str, str]] = digests
        self._entries: dict[str, Any] = entries
        self._new: dict[str, Any] = {}
        self._is_new = False

    def digests(self, items: Sequence[Checkable]) -> list[str]:
        """One for each item. They are remembered too, by name, for texts that did not change."""
        known = self._digests.pop(self._session, {})
        new = [item for item in items if _name(item) not in known]
        known |= dict(zip(map(_name, new), self._computed(new), strict=True))
        self._digests = dict([*self._digests.items(), (self._session, known)][-cache.KEPT :])
        self._is_new |= bool(new)
        return [known[_name(item)] for item in items]

    def _computed(self, items: Sequence[Checkable]) -> list[str]:
        if not items:
            return []
        bare = replace(
            self._model,
            claims=(),
            questions=(),
            tables={},
            scopes={},
            variants={},
            safety_claims=(),
            surveys=(),
            procedure_questions=(),
        )
        scope_of = self._model.scope
        pairs = [(item, scope_of(item.scope) if item.scope else None) for item in items]
        rest, *digests = MODEL.digests([bare, *pairs])
        return [cache.digest_of(rest, digest) for digest in digests]

    def recalled(self, item: Checkable, digest: str) -> Checked | None:
        """What came of the item, if that is remembered."""
        entry = self._entries.get(digest)
        if entry is None:
            return None
        try:
            checked = put_together(item, CODEC.restored(entry))
            if not _is_settled(checked):
                return None
        except (AttributeError, LookupError, TypeError, ValueError):
            return None
        self._new[digest] = entry
        return replace(checked, recalled=True)

    def keep(self, digest: str, checked: Checked) -> None:
        """Remembers what came of an item."""
        if _is_settled(checked):
            self._new[digest] = CODEC.stored(parts_of(checked))
            self._is_new = True

    def write(self) -> None:
        """What was recalled or kept comes last, and stays longest."""
        if self._is_new:
            entries = {k: v for k, v in self._entries.items() if k not in self._new} | self._new
            latest = dict(list(entries.items())[-MOST:])
            cache.write(KIND, self._key, [latest, self._digests])


def _name(item: Checkable) -> str:
    """What tells it from all other items of a model."""
    return f"{item.note.place} {item.name}"


def _has_the_shape(stored: Any) -> TypeGuard[list[Any]]:
    """True iff it is a mapping of entries, and one of mappings of digests."""
    return (
        isinstance(stored, list)
        and len(stored) == 2
        and all(isinstance(part, dict) for part in stored)
        and all(
            isinstance(known, dict) and all(isinstance(one, str) for one in known.values())
            for known in stored[1].values()
        )
    )


def _is_settled(checked: Checked) -> bool:
    if isinstance(checked, CheckedSafety):
        return checked.expected and not checked.cut
    if isinstance(checked, CheckedClaim):
        undecided = isinstance(checked.verdict.outcome, Unknown | Disagreement)
    else:
        undecided = checked.undecided is not None
    return is_expected(checked) and not undecided and not checked.cut
