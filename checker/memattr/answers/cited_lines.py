"""`sources`: each line that policies cite, held against the trees that are given, and the values
that are read there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, assert_never

from memattr.answers.code import CodeAnswer, code_data
from memattr.answers.data import Data, place_data
from memattr.model.model import Model
from memattr.place import Unusable
from memattr.sources.citation_match import (
    Changed,
    Cited,
    Moved,
    NoAnchor,
    Repeated,
    Standing,
    Stands,
    cited,
    standing,
)
from memattr.trees.tree import NotInTree, Tree, lines_of

if TYPE_CHECKING:
    from memattr.model.code_provenance import Reading


@dataclass(frozen=True)
class HeldCitation:
    """A citation, and how it stands in its file; or why the file cannot be read."""

    citation: Cited
    standing: Standing | None
    unreadable: str = ""


@dataclass(frozen=True)
class CitedLines:
    """The citations of the trees that are given; how many there are of each other tree; and what
    is read in these trees, None if nothing is."""

    held: tuple[HeldCitation, ...]
    not_given: tuple[tuple[str, int], ...]
    code: CodeAnswer | None

    @property
    def standing(self) -> int:
        """How many stand."""
        return sum(isinstance(one.standing, Stands) for one in self.held)

    @property
    def is_readable(self) -> bool:
        """True iff every file could be read, and every reading be carried out."""
        return not any(one.unreadable for one in self.held) and not (
            self.code and self.code.failures
        )

    @property
    def is_expected(self) -> bool:
        """True iff every line stands, and code and text agree."""
        differ = bool(self.code and self.code.differences)
        return self.standing == len(self.held) and not differ


def citations_in(model: Model, files: Collection[str]) -> tuple[Cited, ...]:
    """What these files of the texts cite."""
    return tuple(c for c in cited(model) if c.origin.place.file in files)


def readings_in(model: Model, files: Collection[str]) -> list[tuple[str, Reading]]:
    """What these files read out of code: the tree, and the reading."""
    from memattr.sources.read_code import readings_of, tree_name

    every = readings_of(model)
    return [(tree_name(scope), r) for scope, r in every if r.place.file in files]


def check_cited(model: Model, files: Collection[str], trees: Collection[str]) -> None:
    """Raises Unusable for a tree that these files of the texts neither cite nor read."""
    named = {c.tree for c in citations_in(model, files)}
    known = sorted(named | {tree for tree, _ in readings_in(model, files)})
    for name in trees:
        if name not in known:
            way = f"Cited: {', '.join(known)}." if known else "They cite none."
            raise Unusable(f"no system cites a tree '{name}'", way)


def cited_lines(
    model: Model, files: Collection[str], trees: Mapping[str, Tree], code: CodeAnswer | None
) -> CitedLines:
    """What these files of the texts cite, held against the trees."""
    every = citations_in(model, files)
    others = Counter(c.tree for c in every if c.tree not in trees)
    held = tuple(_held(c, trees[c.tree]) for c in every if c.tree in trees)
    return CitedLines(held, tuple(others.items()), code)


def _held(citation: Cited, tree: Tree) -> HeldCitation:
    try:
        lines = lines_of(tree.read(citation.origin.file))
    except NotInTree as error:
        return HeldCitation(citation, None, error.message)
    return HeldCitation(citation, standing(citation.origin, lines))


def cited_lines_data(answer: CitedLines) -> Data:
    """Everything."""
    return {
        "stand": answer.standing,
        "citations": [_citation_data(one) for one in answer.held],
        "not_given": [{"tree": tree, "citations": count} for tree, count in answer.not_given],
        "code": None if answer.code is None else code_data(answer.code),
    }


def _citation_data(one: HeldCitation) -> Data:
    origin = one.citation.origin
    return {
        "scope": one.citation.scope,
        "input": one.citation.input,
        "place": place_data(origin.place),
        "tree": one.citation.tree,
        "file": origin.file,
        "line": origin.line,
        "after": origin.after or None,
        "unreadable": one.unreadable or None,
        **dict(_standing_data(one.standing)),
    }


def _standing_data(standing: Standing | None) -> Iterator[tuple[str, object]]:
    """How it stands, where it was found, and the line that is nearest to what is missing."""
    word, found_at, nearest = "unreadable", tuple[int, ...](), None
    match standing:
        case None:
            pass
        case Stands(line):
            word, found_at = "stands", (line,)
        case Changed(near):
            word, nearest = "changed", near
        case Moved(lines):
            word, found_at = "moved", lines
        case Repeated(lines):
            word, found_at = "repeated", lines
        case NoAnchor(_, near):
            word, nearest = "no anchor", near
        case _:
            assert_never(standing)
    yield "standing", word
    yield "found", list(found_at)
    yield "nearest", None if nearest is None else {"line": nearest[0], "text": nearest[1]}
