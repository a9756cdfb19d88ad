"""What changes of code mean: the values of two revisions, and what follows for every policy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

from memattr.answers.code import failure_of
from memattr.answers.compare import compare_changed
from memattr.answers.comparison import Comparison, comparison_data
from memattr.answers.data import Data, place_data
from memattr.model.model import Model
from memattr.sources.code_decides import code_decides
from memattr.sources.read_code import CodeResult, Failure, RevisionReader, Value
from memattr.trees.history import Commit, Range, commits_touching
from memattr.trees.tree import Revision


@dataclass(frozen=True)
class ResultChange:
    """One reading before and after: another value, or no longer or not before understood."""

    before: CodeResult
    after: CodeResult


@dataclass(frozen=True)
class CodeChange:
    """Two revisions: the readings that differ, how many do not, those that neither side gives, and
    what follows for policies and claims if a value changed."""

    before: str
    after: str
    changes: tuple[ResultChange, ...]
    same: int
    failures: tuple[Failure, ...]
    comparison: Comparison | None

    @property
    def values(self) -> tuple[ResultChange, ...]:
        """Those with a value on both sides."""
        return tuple(
            c for c in self.changes if isinstance(c.before, Value) and isinstance(c.after, Value)
        )


@dataclass(frozen=True)
class CommitChange:
    """A commit that touches a file that is read, and what it changes of the readings."""

    commit: Commit
    change: CodeChange


@dataclass(frozen=True)
class History:
    """The commits of a range that touch what is read; `changes` are of those that matter, `unread`
    counts those of which nothing is read, and `failures` are the readings that its head fails."""

    span: Range
    commits: int
    changes: tuple[CommitChange, ...]
    unread: int
    failures: tuple[Failure, ...]


class CodeChanges:
    """Compares revisions of one tree under the readings of one model."""

    def __init__(self, model: Model, tree: str) -> None:
        self._model, self._tree = model, tree
        self._reader = RevisionReader(model, tree)
        self._known: dict[str, tuple[CodeResult, ...]] = {}

    def files(self) -> tuple[str, ...]:
        """The files that the readings of the tree name."""
        return self._reader.files

    def between(self, span: Range) -> CodeChange:
        """The whole range at once."""
        assert span.base is not None, "a range has a base unless it is looked at by commits"
        return self._change(span.base, span.head)

    def each(self, span: Range) -> History:
        """Commit by commit: what each does to the values that its parent has."""
        commits = commits_touching(span, self.files())
        entries: list[CommitChange] = []
        unread = 0
        for commit in commits:
            if commit.parent is None:
                unread += 1
                continue
            before, after = span.head.at(commit.parent), span.head.at(commit.hash)
            if before is None or after is None:
                unread += 1
                continue
            change = self._change(before, after)
            unread += not change.same and not change.changes
            if change.changes:
                entries.append(CommitChange(commit, change))
        failures = tuple(r for r in self._results(span.head) if isinstance(r, Failure))
        return History(span, len(commits), tuple(entries), unread, failures)

    def _change(self, before: Revision, after: Revision) -> CodeChange:
        old, new = self._results(before), self._results(after)
        pairs = list(zip(old, new, strict=True))
        changes = tuple(ResultChange(*pair) for pair in pairs if _differs(*pair))
        failures = tuple(b for a, b in pairs if isinstance(a, Failure) and isinstance(b, Failure))
        same = len(pairs) - len(changes) - len(failures)
        titles = (f"{self._tree}@{before.written}", f"{self._tree}@{after.written}")
        valued = CodeChange(*titles, changes, same, failures, None).values
        comparison = self._compared(titles, old, new) if valued else None
        return CodeChange(*titles, changes, same, failures, comparison)

    def _compared(
        self, titles: tuple[str, str], old: tuple[CodeResult, ...], new: tuple[CodeResult, ...]
    ) -> Comparison:
        """The policies whose values changed, and the claims about them, in both models."""
        pairs = zip(old, new, strict=True)
        own = {b.scope for a, b in pairs if _differs(a, b) and isinstance(a, Value)}
        scopes = self._model.scopes.values()
        changed = frozenset(scope.name for scope in scopes if {scope.name, scope.system} & own)
        before, after = (code_decides(self._model, results).model for results in (old, new))
        return compare_changed((titles[0], before), (titles[1], after), changed)

    def _results(self, revision: Revision) -> tuple[CodeResult, ...]:
        """The readings at a revision, each tree of files once."""
        if revision.tree not in self._known:
            self._known[revision.tree] = self._reader.results(revision)
        return self._known[revision.tree]


def changes_data(model: Model, changes: Sequence[CodeChange], history: History | None) -> Data:
    """All of it, for JSON; `changes` are those of the history if there is one."""
    commits = [one.commit for one in history.changes] if history else [None] * len(changes)
    return {
        "history": {
            "commits": history.commits,
            "unread": history.unread,
            "not_read": [failure_of(failure) for failure in history.failures],
        }
        if history
        else None,
        "changes": [
            {"commit": asdict(commit) if commit else None, **_change_data(model, change)}
            for commit, change in zip(commits, changes, strict=True)
        ],
    }


def _change_data(model: Model, change: CodeChange) -> Data:
    return {
        "before": change.before,
        "after": change.after,
        "same": change.same,
        "values": [
            {
                "scope": result.after.scope,
                "input": result.after.reading.input,
                "place": place_data(result.after.reading.place),
                "before": _side(result.before),
                "after": _side(result.after),
            }
            for result in change.changes
        ],
        "not_read": [failure_of(failure) for failure in change.failures],
        "comparison": comparison_data(model, change.comparison) if change.comparison else None,
    }


def _side(result: CodeResult) -> Data:
    """What one revision gives: a value, or why there is none."""
    place = result.place if isinstance(result, Value) else result.cause.place
    value = result.value if isinstance(result, Value) else None
    message, way = (None, None) if isinstance(result, Value) else (
        result.cause.message, result.cause.way)  # fmt: skip
    where = {"file": place.file, "line": place.line}
    return {"value": value, **where, "message": message, "help": way}


def _differs(before: CodeResult, after: CodeResult) -> bool:
    """Whether one is another value, or only one of them is understood."""
    if isinstance(before, Value) and isinstance(after, Value):
        return before.value != after.value
    return isinstance(before, Value) != isinstance(after, Value)


def values_of(change: CodeChange) -> Iterator[tuple[Value, Value]]:
    """The values that changed, before and after."""
    for result in change.values:
        assert isinstance(result.before, Value) and isinstance(result.after, Value)
        yield result.before, result.after
