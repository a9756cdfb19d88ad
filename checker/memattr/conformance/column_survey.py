"""What the columns of a file of answers are: inputs, parts of the answer, or left unread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from memattr.answers.cell_reading import Understanding
from memattr.conformance.observables import JointObservable, Observable, coarser, observables
from memattr.model.model import Group, Model
from memattr.place import Unusable, near


@dataclass(frozen=True)
class ColumnSurvey:
    """Where each input stands in a row, and each part of the answer; the columns left unread."""

    inputs: Mapping[str, int]
    answers: tuple[int, ...]
    joint: JointObservable
    unread: tuple[str, ...] = ()


@dataclass(frozen=True)
class ColumnNames:
    """What a user says of columns: what some of them give, and what is not to be judged."""

    meant: Mapping[str, str]
    ignored: tuple[str, ...]


def column_names(maps: Sequence[str], ignored: Sequence[str]) -> ColumnNames:
    """Of `COLUMN=NAME` texts; raises Unusable."""
    meant: dict[str, str] = {}
    for text in maps:
        column, equals, name = (part.strip() for part in text.partition("="))
        if not (column and equals and name):
            message = f"--map {text}: this does not say what a column gives"
            raise Unusable(message, "Write COLUMN=NAME")
        if meant.setdefault(column, name) != name:
            raise Unusable(f"--map {text}: {column} is said to give {meant[column]} already")
    return ColumnNames(meant, tuple(ignored))


def surveyed(model: Model, source: str, header: Sequence[str], names: ColumnNames) -> ColumnSurvey:
    """What the columns of the `source` are; raises Unusable."""
    known = observables(model)
    columns = [cell.strip() for cell in header]
    inputs: dict[str, int] = {}
    answers: dict[str, int] = {}
    unread: list[str] = []
    _check(source, columns, [*known, *model.groups], names)
    groups = [model.groups[name] for name in names.ignored if name in model.groups]
    members = {column: by for group in groups for column, by in group.members}
    left_out = {*names.ignored, *(column for column, by in members.items() if by is None)}
    for index, column in enumerate(columns):
        meant = names.meant.get(column, column)
        if {column, meant} & left_out:
            unread.append(column)
            continue
        places = inputs if meant in model.inputs else answers
        if places is answers and meant not in known:
            raise _unknown(model, known, source, column, meant)
        if places.setdefault(meant, index) != index:
            raise Unusable(f"{source}: two columns give {meant}")
    if not answers:
        some = ", ".join(known)
        raise Unusable(f"{source} has no column with an answer", f"An answer is one of {some}")
    joint = joint_of(model, [*answers], {column: by for column, by in members.items() if by})
    unread += [_told(group, answers) for group in groups]
    order = tuple(answers[one.name] for one in joint.observables)
    return ColumnSurvey(inputs, order, joint, tuple(unread))


def _told(group: Group, answers: Mapping[str, int]) -> str:
    """The group, and the columns of which something else is judged still."""
    columns = [column for column, by in group.members if by and column in answers]
    return f"{group.name} of {' and '.join(columns)}" if columns else group.name


def joint_of(
    model: Model, names: Sequence[str], functions: Mapping[str, str] | None = None
) -> JointObservable:
    """The parts of an answer with these names, in declared order; every column if there are none.
    Those with a function are judged by what it gives. Raises Unusable."""
    known = observables(model)
    for name in names:
        if name not in known:
            raise Unusable(f"'{name}' is no part of an answer", near(name, known))
    asked = names or [column.name for column in model.columns]
    for name, function in (functions or {}).items():
        known[name] = coarser(model, known[name], function)
    return JointObservable(
        tuple(one for name, one in known.items() if name in asked), Understanding(model)
    )


def _check(source: str, columns: Sequence[str], known: Sequence[str], names: ColumnNames) -> None:
    for column in names.meant:
        if column not in columns:
            message = f"--map {column}=...: {source} has no such column"
            raise Unusable(message, near(column, columns))
    for name in names.ignored:
        if name not in known and name not in columns:
            way = near(name, [*columns, *known])
            raise Unusable(f"--ignore {name}: this is no column and no part of an answer", way)


def _unknown(
    model: Model, known: Mapping[str, Observable], source: str, column: str, meant: str
) -> Unusable:
    nearest = near(meant, [*model.inputs, *known])
    said = f"'{column}'" if column == meant else f"'{meant}', which '{column}' is said to give,"
    way = f"Say what it gives: --map {column}=NAME, or --ignore {column}"
    return Unusable(
        f"{source}: {said} is no input and no part of an answer",
        "\n".join(part for part in (nearest, way) if part),
    )
