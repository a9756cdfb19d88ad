"""`memattr describe`: what a policy means."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from memattr.command import status
from memattr.command.options import (
    format_option,
    is_bound,
    names,
    no_cache_option,
    rules_option,
    separated,
    show,
    some_words,
    style_options,
)
from memattr.command.status import counted, guarded, left_out, worst
from memattr.formats.render import PAGES, Format
from memattr.pages.output import Style

if TYPE_CHECKING:
    from memattr.answers.data import Data
    from memattr.answers.describe import Subjects
    from memattr.command.earlier_answers import EarlierAnswers
    from memattr.model.model import Model
    from memattr.pages.page import Page

WRITE = "Write: memattr describe POLICY... [TEXT]..."


@click.command("describe")
@click.argument(
    "policies",
    nargs=-1,
    required=True,
    metavar="POLICY... [TEXT]...",
    shell_complete=names("policies", "systems"),
)
@no_cache_option
@rules_option
@format_option(*PAGES, "json")
@style_options
def command(
    policies: tuple[str, ...], no_cache: bool, paths: tuple[Path, ...], form: Format, style: Style
) -> None:
    """What a policy means: its guarantee, the guest's freedom, behaviours, caveats.

    POLICY is a policy or a system, perhaps with settings: POLICY@NAME=VALUE,... or TEXT:POLICY.
    Each TEXT (a .attr file, a folder, or REV:FILE) is added to the shipped rules.
    """

    def action() -> int:
        from memattr.answers.describe import Subjects
        from memattr.command.earlier_answers import EarlierAnswers
        from memattr.pages.output import output
        from memattr.session import open_what_can_be

        arguments = separated(policies, paths)
        session = open_what_can_be(arguments.given, not no_cache)
        subjects = Subjects(session.model, some_words(arguments.words, "policy", WRITE))
        remembered = EarlierAnswers("describe", session.key is not None)
        every: list[ToldPolicy] = []
        for told in counted(_told(subjects, remembered), "policies", len(subjects.names)):
            if form == "text" and told.page is not None:
                _say_between(every)
                show(output(session.model, "describe", (told.page,), {}), form, style)
            every.append(told)
        remembered.write()
        if form != "text":
            pages = tuple(told.page for told in every if told.page is not None)
            data = {"policies": [told.data for told in every if told.page is not None]}
            show(output(session.model, "describe", pages, data), form, style)
        if remembered.count:
            status.say_recalled(f"{remembered.count} of {len(every)} policies are")
        given_up = [status.UNDECIDED for told in every if told.page is None]
        return worst([*left_out(session.problems), *given_up])

    raise SystemExit(guarded(action))


@dataclass(frozen=True)
class ToldPolicy:
    """What is shown of a policy; without a page it was given up."""

    page: Page | None
    data: Data


def _say_between(before: Sequence[ToldPolicy]) -> None:
    """Room between two pages, each of which is shown as soon as it is there."""
    if any(told.page is not None for told in before):
        click.echo()


def _told(subjects: Subjects, remembered: EarlierAnswers) -> Iterator[ToldPolicy]:
    """Each policy in its order. What is not remembered is dealt out to processes."""
    shared = remembered.digest((_shared(subjects),))
    digests = [
        remembered.digest(tuple(scopes), shared, name)
        for scopes, name in zip(subjects.scopes, subjects.names, strict=True)
    ]
    known = [remembered.recalled(digest) for digest in digests]
    new = [index for index, answer in enumerate(known) if answer is None]
    fresh = _in_processes(subjects, new)
    for name, digest, answer in zip(subjects.names, digests, known, strict=True):
        came = next(fresh) if answer is None else answer
        if isinstance(came, str):
            status.say(f"memattr: {name} is not described, {came}")
            yield ToldPolicy(None, {})
            continue
        if answer is None:
            remembered.keep(digest, came)
        page, text = came
        yield ToldPolicy(page, {**json.loads(text), "recalled": answer is not None})


def _shared(subjects: Subjects) -> Model:
    """What the description of any policy depends on, beside its own scopes."""
    return replace(
        subjects.model,
        digest="",
        claims=(),
        questions=(),
        tables={},
        safety_claims=(),
        procedure_questions=(),
    )


def _in_processes(subjects: Subjects, indices: Sequence[int]) -> Iterator[Any]:
    """The page and the data of each policy, or why it was given up."""
    from memattr.command.processes import processors
    from memattr.processes.bounds import Bounds
    from memattr.processes.pool import Done, Pool

    def begin() -> Callable[[int, Callable[[Any], None]], tuple[Page, str]]:
        describes = _describing(subjects)
        return lambda index, _: describes(index)

    count = min(processors(), len(indices)) if is_bound(click.get_current_context()) else 1
    if count <= 1:
        yield from map(_describing(subjects), indices)
        return
    for came in Pool(count, begin, indices, Bounds()).results():
        yield came.value if isinstance(came, Done) else came.reason


def _describing(subjects: Subjects) -> Callable[[int], tuple[Page, str]]:
    """What describes the policies in one process: they share one reading."""
    from memattr.answers.description import description_data
    from memattr.answers.reassignment import Reassignments, reassignment_data
    from memattr.pages.describe_page import describe_page

    model = subjects.model
    describer, reassignments = subjects.describer(), Reassignments(model)

    def describe(index: int) -> tuple[Page, str]:
        one = describer.described(subjects.scopes[index])
        more = reassignments.of(one.scope.name)
        data = {
            **description_data(model, one),
            "reassignment": [reassignment_data(answer) for answer in more],
        }
        return describe_page(model, one, more), json.dumps(data)

    return describe
