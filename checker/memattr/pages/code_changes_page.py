"""What changes of code mean, as pages: of a range, and of each commit of it."""

from __future__ import annotations

from collections.abc import Iterator

from memattr.answers.code_changes import CodeChange, CommitChange, History, ResultChange, values_of
from memattr.model.model import Model
from memattr.model.show import show
from memattr.pages.compare_page import compare_page
from memattr.pages.page import Block, Cell, Heading, Page, Paragraph, Row, Rows, counted, row, table
from memattr.sources.read_code import CodeResult, Failure, Value

HASH = 12


def change_page(model: Model, change: CodeChange) -> Page:
    """The values that changed, what follows, and what was not read."""
    title = Heading(f"{change.before} -> {change.after}: {_counted(change)}")
    return Page((title, *_blocks(model, change)))


def _counted(change: CodeChange) -> str:
    values = len(change.values)
    others = len(change.changes) - values
    text = f"{counted(values, 'value')} changed, {change.same} did not"
    text += f", {others} on one side only" if others else ""
    return text + (f", {len(change.failures)} not read" if change.failures else "")


def _blocks(model: Model, change: CodeChange) -> Iterator[Block]:
    rows = [_value_row(model, result) for result in change.changes]
    rows += [_cause_row("not read", failure) for failure in _once(change.failures)]
    if rows:
        yield Rows(tuple(rows))
    if change.comparison is not None:
        heading, *rest = compare_page(model, change.comparison).blocks
        assert isinstance(heading, Heading)
        yield Paragraph(heading.text.partition(": ")[2])
        yield from rest


def _once(failures: tuple[Failure, ...]) -> tuple[Failure, ...]:
    """One failure of each cause."""
    return tuple({failure.cause: failure for failure in reversed(failures)}.values())[::-1]


def _value_row(model: Model, change: ResultChange) -> Row:
    """One reading before and after."""
    before, after = change.before, change.after
    name = f"{after.scope} {after.reading.input}"
    if isinstance(before, Value) and isinstance(after, Value):
        old, new = _shown(model, before), _shown(model, after)
        when = f" ({before.place})" if before.place.file != after.place.file else ""
        return row("value", f"{name}: {old} -> {new}  {after.place}{when}")
    if isinstance(after, Failure):
        return _cause_row("no longer read", after)
    return row("read now", f"{name}: {_shown(model, after)}  {after.place}")


def _shown(model: Model, value: Value) -> str:
    return show(model, model.inputs[value.reading.input].type, value.value, value.reading.input)


def _cause_row(label: str, result: CodeResult) -> Row:
    assert isinstance(result, Failure)
    cause = result.cause
    return row(label, f"{result.scope} {result.reading.input}: {cause.message}  {cause.place}")


# ---- Commit by commit


def history_page(model: Model, history: History) -> Page:
    """Each commit that matters, then all of them in a table."""
    mattering = [one for one in history.changes if one.change.values]
    others = len(history.changes) - len(mattering)
    silent = history.commits - len(history.changes) - history.unread
    span = f"{history.span.name}@{history.span.title}"
    text = f"{span}: {len(mattering)} of {history.commits} commits change a value"
    notes = [Paragraph(f"no word about {counted(silent, 'commit')}: no value changed")]
    if others:
        notes.append(
            Paragraph(f"{counted(others, 'commit')} changed what can be read, and no value")
        )
    if history.unread:
        few = counted(history.unread, "commit")
        notes.append(Paragraph(f"{few} of a tree that none of the readings fits"))
    blocks: list[Block] = [Heading(text)]
    for one in history.changes:
        commit = one.commit
        heading = f"{commit.hash[:HASH]}  {commit.date}  {commit.subject}"
        blocks += [Heading(heading, level=2), *_blocks(model, one.change)]
    if mattering:
        head = ("commit", "date", "subject", "values", "claims that change")
        blocks.append(table(head, [_summary(model, one) for one in mattering]))
    if history.failures:
        count = counted(len(history.failures), "value")
        notes.append(Paragraph(f"at {history.span.head.written} {count} could not be read"))
        causes = [_cause_row("not read", failure) for failure in _once(history.failures)]
        return Page((*blocks, *notes, Rows(tuple(causes))))
    return Page((*blocks, *notes))


def _summary(model: Model, one: CommitChange) -> tuple[str | Cell, ...]:
    commit, change = one.commit, one.change
    values = (
        f"{new.scope} {new.reading.input} {_shown(model, old)} -> {_shown(model, new)}"
        for old, new in values_of(change)
    )
    flips = change.comparison.flips if change.comparison else ()
    told = ", ".join(f"{f.claim} {f.before} -> {f.after}" for f in flips) or "none"
    return commit.hash[:HASH], commit.date, commit.subject, "\n".join(values), told
