"""What a policy means, as a page: on a terminal one screen, elsewhere everything."""

from __future__ import annotations

from collections.abc import Iterator

from memattr.answers.description import Access, Description, Guarantee, Results, Sorted
from memattr.model.model import Model
from memattr.pages.describe_words import Words, sentence, share
from memattr.pages.find_page import but
from memattr.pages.page import (
    Abridged,
    Block,
    Heading,
    Item,
    Note,
    Outline,
    Page,
    Row,
    Rows,
    hanging,
    row,
    table,
)
from memattr.pages.phrases import counted


def describe_page(model: Model, described: Description) -> Page:
    """The whole description."""
    return Page(tuple(DescriptionBlocks(model, described).all()))


class DescriptionBlocks:
    """The parts of the description of one policy, for pages that show some of them."""

    def __init__(self, model: Model, described: Description) -> None:
        self.described = described
        self.words = Words(model)

    def all(self) -> Iterator[Block]:
        """From the title to the choices that results depend on."""
        of = self.described
        scope = of.scope
        kind = f"{scope.kind} of {scope.system}" if scope.system else scope.kind
        yield Heading(f"{of.name}  ({kind})", (scope.note.place.short,))
        if scope.note.words:
            yield Note(scope.note.words, 1)
        if of.narrowed:
            yield Rows(but(of.narrowed))
        yield Abridged(tuple(self._full()), (Rows(tuple(self._brief())),))

    def _full(self) -> Iterator[Block]:
        yield table(("Input", "Value", "Source"), self._setting_cells())
        yield from self.results()
        yield Rows(tuple(self._holds()))
        for access in self.described.accesses:
            if access.behaviours:
                yield from self.behaviours(access)

    def _brief(self) -> Iterator[Row]:
        """What fits on a screen: where it comes from, what it sets, what is sure for each kind of
        access, what settings change for the first of them, and whether it can be relied on."""
        of, words = self.described, self.words
        if of.scope.note.source:
            yield row("source", of.scope.note.source)
        yield row("sets", self._sets())
        yield from self._holds()
        results = [f"{words.access(r)}: {words.guarantee(r)}" for r in of.as_it_is()]
        yield from hanging("results", results)
        if of.as_it_is():
            yield row("freedom", self._chain(of.as_it_is()[0]))
        yield from hanging("settings", self._changes_of_first())
        yield from hanging("support", self._support())
        yield row("more", f"memattr describe {of.name} -v: {self._rest()}")

    def _sets(self) -> str:
        """The policy's own fields, then its system's controls, and what is left open."""
        settings = self.described.settings
        own = [f"{s.input}={s.value}" for s in settings if s.own and not s.free]
        fixed = [f"{s.input}={s.value}" for s in settings if not s.own and not s.free]
        free = [s.input for s in settings if s.free]
        parts = [", ".join(own), " ".join(fixed), f"any {', '.join(free)}" if free else ""]
        return "; ".join(filter(None, parts))

    def _holds(self) -> Iterator[Row]:
        """Promises that are kept. Those that the policy makes come first."""
        kept = sorted(self.described.guarantees, key=lambda guarantee: not guarantee.made)
        yield from hanging("guarantee", map(self._guarantee, kept))

    def _guarantee(self, of: Guarantee) -> str:
        given = f", given {', '.join(of.given)}" if of.given else ""
        return f"{of.note.words}{given} ({of.promise})"

    def _chain(self, of: Results) -> str:
        """How many results one kind of access has, and how far each part of them reaches."""
        return f"{self.words.access(of)}: {self.words.freedom(of)}"

    def _changes_of_first(self) -> Iterator[str]:
        """What each setting changes for the first kind of access; the names of the others."""
        of, words = self.described, self.words
        others = []
        for name in of.setting_names():
            before, after = of.as_it_is()[:1], of.under(name)[:1]
            if before and after and before[0].permitted != after[0].permitted:
                yield f"{name}, {words.access(after[0])}: {words.guarantee(after[0])}"
            else:
                others.append(name)
        if others:
            yield f"{', '.join(others)}: the same"

    def _rest(self) -> str:
        accesses = self.described.accesses
        behaviours = max((len(access.behaviours) for access in accesses), default=0)
        choices = {choice.choice for access in accesses for choice in access.depends_on}
        return (
            f"sources, every access and setting, {counted(behaviours, 'behaviour')}, "
            f"{counted(len(choices), 'choice')}"
        )

    def results(self) -> Iterator[Block]:
        """What the policy guarantees and leaves free, what settings change, and its support."""
        yield table(("Access", "Guarantee", "Freedom"), self._result_cells())
        yield table(("Setting", "What changes"), self._change_cells())
        yield Rows(tuple(hanging("support", self._support())))

    def behaviours(self, access: Access) -> Iterator[Block]:
        """What the results of one kind of access permit, and the choices that they depend on."""
        yield Heading(f"A {self.words.access(access)} access", level=3)
        yield self.behaviour_table(access)
        yield Outline(tuple(self.dependences(access)))

    def behaviour_table(self, access: Access) -> Block:
        """A row for each behaviour."""
        body = []
        for view in access.behaviours:
            reasons = [o.note.words for o in view.occurrences if o.note.words]
            refs = dict.fromkeys(r for o in view.occurrences for r in o.note.refs or view.note.refs)
            title = view.note.words or view.name
            because = "; ".join(dict.fromkeys(reasons))
            body.append((title, self.words.view(view), because, ", ".join(refs)))
        return table(("Behaviour", "Permitted", "Because", "Reference"), body)

    def dependences(self, access: Access) -> Iterator[Item]:
        """The choices that can change the results."""
        for choice in access.depends_on:
            number = share(choice.situations, choice.of)
            words = sentence(choice.note.words, choice.note.refs)
            yield Item(f"{choice.choice}, {choice.kind}, {number}: {words}")

    # ---- Settings

    def _setting_cells(self) -> Iterator[tuple[str, ...]]:
        for setting in self.described.settings:
            lines = "\n".join(f"{o.file}: {o.line}" for o in setting.origins)
            yield setting.input, setting.value, lines

    # ---- Results

    def _result_cells(self) -> Iterator[tuple[str, ...]]:
        of, words = self.described, self.words
        for results, access in zip(of.as_it_is(), of.accesses, strict=True):
            views = "".join(f"; {words.view(view)}" for view in access.views)
            freedom = f"{words.freedom(results)}{views}"
            yield words.access(results), words.guarantee(results), freedom

    def _changes_by_setting(self) -> tuple[dict[str, str], list[str]]:
        """What each setting changes, and the settings that change nothing."""
        of = self.described
        texts = {name: self.words.changes(of, name) for name in of.setting_names()}
        changes = {name: text for name, text in texts.items() if text}
        return changes, [name for name in texts if name not in changes]

    def _change_cells(self) -> Iterator[tuple[str, str]]:
        changes, others = self._changes_by_setting()
        yield from changes.items()
        if others:
            yield ", ".join(others), "nothing"

    def _support(self) -> Iterator[str]:
        """Each class with its reason, for the kinds of access that it is true of."""
        found: dict[str, list[str]] = {}
        for access in self.described.accesses:
            for view in access.support:
                for text in self._classes(view):
                    found.setdefault(text, []).append(self.words.access(access))
        for text, accesses in found.items():
            yield f"{', '.join(accesses)}: {text}"

    def _classes(self, view: Sorted) -> Iterator[str]:
        for occurrence in view.occurrences:
            often = ""
            if len(view.occurrences) > 1:
                often = f" ({share(occurrence.situations, view.situations)}"
                often += f" of {', '.join(view.relevant)})"
            words = sentence(occurrence.note.words, occurrence.note.refs or view.note.refs)
            yield f"{self.words.value(occurrence.value)}{often}. {words}"
