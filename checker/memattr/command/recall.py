"""Verdicts that were reached before: kept in the user's cache under a digest of all that they come
from, which is the checker, the claim and its scope, and of the texts all but other claims.

Only what came out as expected is kept: anything else is decided anew each time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, TypeGuard

from memattr import cache, place
from memattr.command.found import Found, Item, Judged, name_of, parts_of, put_together
from memattr.command.judge import Wish
from memattr.command.options import Look
from memattr.engines import verdict
from memattr.engines.verdict import Disagreement, Unknown, as_expected
from memattr.model import expressions, model, note, table_declaration, types
from memattr.model.codec import MODEL, Codec
from memattr.model.model import Model
from memattr.questions import answer
from memattr.questions.answer import Compared
from memattr.readings import evaluate

CODEC = Codec(place, note, types, expressions, table_declaration, model, verdict, evaluate, answer)
KIND = "verdicts"
# Verdicts that nobody has asked for lately make room for others from so many on.
MOST = 4_000


class Recall:
    """The verdicts of one wish, by digest; `session` names the texts as they are now."""

    def __init__(self, of: Model, wish: Wish, look: Look, session: str) -> None:
        self._model, self._session = of, session
        self._key = cache.digest_of(
            cache.checker(), repr((*_of_wish(wish), look.width, look.verbosity))
        )
        stored = cache.read(KIND, self._key)
        entries, digests = stored if _has_the_shape(stored) else ({}, {})
        self._digests: dict[str, dict[str, str]] = digests
        self._entries: dict[str, Any] = entries
        self._new: dict[str, Any] = {}
        self._is_new = False

    def digests(self, items: Sequence[Item]) -> list[str]:
        """One for each item. They are remembered too, by name, for texts that did not change."""
        known = self._digests.pop(self._session, {})
        new = [item for item in items if name_of(item) not in known]
        known |= dict(zip(map(name_of, new), self._computed(new), strict=True))
        self._digests = dict([*self._digests.items(), (self._session, known)][-cache.KEPT :])
        self._is_new |= bool(new)
        return [known[name_of(item)] for item in items]

    def _computed(self, items: Sequence[Item]) -> list[str]:
        if not items:
            return []
        bare = replace(self._model, claims=(), questions=(), tables={}, scopes={})
        scopes = self._model.scopes
        pairs = [(item, scopes[item.scope] if item.scope else None) for item in items]
        rest, *found = MODEL.digests([bare, *pairs])
        return [cache.digest_of(rest, digest) for digest in found]

    def recalled(self, item: Item, digest: str) -> Found | None:
        """What came of the item, if that is remembered."""
        entry = self._entries.get(digest)
        if entry is None:
            return None
        try:
            found = put_together(item, CODEC.restored(entry))
            if not _is_settled(found):
                return None
        except (AttributeError, LookupError, TypeError, ValueError):
            return None
        self._new[digest] = entry
        return found

    def keep(self, digest: str, found: Found) -> None:
        """Remembers what came of an item."""
        if _is_settled(found):
            self._new[digest] = CODEC.stored(parts_of(found))
            self._is_new = True

    def write(self) -> None:
        """What was recalled or kept comes last, and stays longest."""
        if self._is_new:
            entries = {k: v for k, v in self._entries.items() if k not in self._new} | self._new
            latest = dict(list(entries.items())[-MOST:])
            cache.write(KIND, self._key, [latest, self._digests])


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


def _of_wish(wish: Wish) -> tuple[object, ...]:
    return wish.engine, wish.explain, wish.form


def _is_settled(found: Found) -> bool:
    match found:
        case Judged(of, _):
            return as_expected(of) and not isinstance(of.outcome, Unknown | Disagreement)
        case Compared():
            return found.word == "PROVED" and found.answer.undecided is None
