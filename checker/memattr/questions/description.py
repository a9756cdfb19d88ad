"""What `describe` says of a policy: data."""

from __future__ import annotations

from dataclasses import dataclass

from memattr.engines.verdict import Narrowing
from memattr.model.model import Origin, Scope
from memattr.model.note import Note
from memattr.model.types import Type, Value


@dataclass(frozen=True)
class Setting:
    """One input of the policy, in words; `free` if it is left open. `value` may name conditions."""

    input: str
    value: str
    free: bool
    own: bool
    origins: tuple[Origin, ...]


@dataclass(frozen=True)
class Bound:
    """An ordered part of the results: which of its `total` values occur, hints and other unordered
    fields left out, and the strongest and weakest of them. `kind` is the type of these values."""

    name: str
    kind: Type
    reached: tuple[Value, ...]
    not_reached: tuple[Value, ...]
    strongest: tuple[Value, ...]
    weakest: tuple[Value, ...]

    @property
    def total(self) -> int:
        """All values that there are."""
        return len(self.reached) + len(self.not_reached)

    @property
    def is_open(self) -> bool:
        """True iff nothing is ruled out."""
        return not self.not_reached


@dataclass(frozen=True)
class Results:
    """What one kind of access ends with under some settings, all alike: the `permitted` joint
    results, over `situations` of the relevant inputs. `others` are those without ordered parts,
    faults for instance. No situations: this cannot happen."""

    access: tuple[tuple[str, Value], ...]
    settings: tuple[str, ...]
    relevant: tuple[str, ...]
    situations: int
    permitted: tuple[Value, ...]
    bounds: tuple[Bound, ...]
    others: tuple[Value, ...]

    @property
    def results(self) -> int:
        """The number of different joint results."""
        return len(self.permitted)


@dataclass(frozen=True)
class Occurrence:
    """A case that applies in some situations, and the value that it gives there."""

    case: str
    value: str
    situations: int
    note: Note


@dataclass(frozen=True)
class Sorted:
    """A view, behaviour or support: which of its cases apply, and which of its values occur, in
    how many of the situations of the relevant inputs; and which values never occur."""

    name: str
    note: Note
    relevant: tuple[str, ...]
    situations: int
    occurrences: tuple[Occurrence, ...]
    numbers: tuple[tuple[str, int], ...]
    never: tuple[str, ...]

    @property
    def values(self) -> tuple[str, ...]:
        """The values that occur."""
        return tuple(value for value, _ in self.numbers)


@dataclass(frozen=True)
class Dependence:
    """A choice that can change the result in some situations of the relevant inputs."""

    choice: str
    kind: str
    function: str
    note: Note
    relevant: tuple[str, ...]
    situations: int
    of: int


@dataclass(frozen=True)
class Access:
    """What is said of one kind of access, with the policy as it is."""

    access: tuple[tuple[str, Value], ...]
    views: tuple[Sorted, ...]
    behaviours: tuple[Sorted, ...]
    depends_on: tuple[Dependence, ...]


@dataclass(frozen=True)
class Description:
    """A policy. `results` begin with those of the policy as it is, for every kind of access.
    `narrowed`: what is taken for granted beyond the shipped specification."""

    name: str
    scope: Scope
    settings: tuple[Setting, ...]
    results: tuple[Results, ...]
    accesses: tuple[Access, ...]
    support: tuple[Sorted, ...]
    narrowed: tuple[Narrowing, ...] = ()

    def as_it_is(self) -> tuple[Results, ...]:
        """The results with the policy's own controls, one for each kind of access."""
        return self.under(AS_IT_IS)

    def under(self, setting: str) -> tuple[Results, ...]:
        """The results in a setting, one for each kind of access."""
        return tuple(found for found in self.results if setting in found.settings)

    def setting_names(self) -> tuple[str, ...]:
        """The settings other than the policy as it is."""
        names = dict.fromkeys(name for found in self.results for name in found.settings)
        return tuple(name for name in names if name != AS_IT_IS)


AS_IT_IS = "as it is"
