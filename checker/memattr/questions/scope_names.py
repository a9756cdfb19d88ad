"""How a policy, a system or a setting may be called: `NAME`, `SYSTEM:NAME` or `TEXT:NAME`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from memattr.language.attr_files import unit_name
from memattr.model.model import Model, Scope


def scope_named(model: Model, name: str) -> Scope | None:
    """The scope of that name; before a colon stands its system, or the text that declares it."""
    if name in model.scopes:
        return model.scopes[name]
    owner, colon, own = name.partition(":")
    found = model.scopes.get(own) if colon else None
    return found if found is not None and owner in owners(found) else None


def owners(scope: Scope) -> tuple[str, ...]:
    """What may stand before the colon."""
    text = unit_name(Path(scope.note.place.file))
    return (scope.system, text) if scope.system else (text,)


def names_of(model: Model) -> Iterator[str]:
    """Every name of every scope."""
    for name, scope in model.scopes.items():
        yield name
        if ":" not in name:
            yield from (f"{owner}:{name}" for owner in owners(scope))
