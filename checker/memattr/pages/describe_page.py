"""What a policy means, as a page: on a terminal at most two screens, elsewhere every kind of
access."""

from __future__ import annotations

from collections.abc import Iterator

from memattr.answers.description import Access, Description, Setting, Sorted
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
        settings = table(("Input", "Value", "Source"), self._setting_cells())
        yield Abridged((settings,), tuple(self._settings()))
        yield Rows(but(of.narrowed))
        yield from self.results()
        if scope.promises:
            yield Rows((row("promises", ", ".join(scope.promises)),))
        accesses = [a for a in of.accesses if a.behaviours]
        full = (block for access in accesses for block in self.behaviours(access))
        brief = (Outline(tuple(self._behaviours(of.accesses[0]))), Rows(tuple(self._depends())))
        yield Abridged(tuple(full), brief)

    def results(self) -> Iterator[Block]:
        """What the policy guarantees and leaves free, what settings change, and its support."""
        of, words = self.described, self.words
        full = (
            table(("Access", "Guarantee", "Freedom"), self._result_cells()),
            table(("Setting", "What changes"), self._change_cells()),
        )
        guarantees = [f"{words.access(r)}: {words.guarantee(r)}" for r in of.as_it_is()]
        brief = (
            *hanging("guarantee", guarantees),
            *hanging("freedom", self._freedom()),
            *hanging("settings", self._changes()),
        )
        yield Abridged(full, (Rows(brief),))
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

    def _settings(self) -> Iterator[Block]:
        settings = self.described.settings
        own = [item for setting in settings if setting.own for item in _setting_items(setting)]
        yield Outline(tuple(own))
        fixed = [f"{s.input}={s.value}" for s in settings if not s.own and not s.free]
        free = [s.input for s in settings if s.free]
        if fixed or free:
            yield Note(" ".join(fixed) + (f"; any {', '.join(free)}" if free else ""), 1)

    # ---- Results

    def _result_cells(self) -> Iterator[tuple[str, ...]]:
        of, words = self.described, self.words
        for results, access in zip(of.as_it_is(), of.accesses, strict=True):
            views = "".join(f"; {words.view(view)}" for view in access.views)
            freedom = f"{words.freedom(results)}{views}"
            yield words.access(results), words.guarantee(results), freedom

    def _freedom(self) -> Iterator[str]:
        of, words = self.described, self.words
        for results, access in zip(of.as_it_is(), of.accesses, strict=True):
            where = f", over {words.situations(results)}" if results.situations > 1 else ""
            yield f"{words.access(results)}: {words.freedom(results)}{where}"
            for view in access.views:
                yield f"{words.access(results)}: {words.view(view)}"

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

    def _changes(self) -> Iterator[str]:
        changes, others = self._changes_by_setting()
        yield from (f"{name}, {text}" for name, text in changes.items())
        if others:
            yield f"{', '.join(others)}: the same results"

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

    # ---- Behaviours and choices in brief

    def _behaviours(self, access: Access) -> Iterator[Item]:
        """Those that are always the same one by one, the others together."""
        if not access.behaviours:
            return
        yield Item(f"behaviours of a {self.words.access(access)} access, whatever the guest does")
        varying: dict[tuple[str, ...], list[Sorted]] = {}
        for view in access.behaviours:
            if len(view.values) == 1:
                yield Item(self._always(view), 2)
            else:
                varying.setdefault(view.values, []).append(view)
        for values, views in varying.items():
            names = ", ".join(view.note.words or view.name for view in views)
            refs = list(dict.fromkeys(ref for view in views for ref in view.note.refs))
            either = " or ".join(map(self.words.value, values))
            yield Item(sentence(f"{names}: {either}", refs), 2)

    def _always(self, view: Sorted) -> str:
        first, *others = view.occurrences
        head = f"{view.note.words or view.name}: {self.words.value(first.value)}"
        if others or not first.note.words:
            return sentence(head, view.note.refs)
        return sentence(f"{head}. {first.note.words}", first.note.refs or view.note.refs)

    def _depends(self) -> list[Row]:
        where: dict[str, list[str]] = {}
        heads: dict[str, tuple[str, str]] = {}
        for access in self.described.accesses:
            for choice in access.depends_on:
                text = f"{self.words.access(access)} {share(choice.situations, choice.of)}"
                where.setdefault(choice.choice, []).append(text)
                words = sentence(choice.note.words, choice.note.refs)
                heads[choice.choice] = (choice.kind, words)
        texts = [f"{name}, {heads[name][0]} ({'; '.join(where[name])}): {heads[name][1]}"
                 for name in where]  # fmt: skip
        if not texts:
            return [row("depends on", "no reserved or implementation defined choice")]
        return hanging("depends on", texts)


def _setting_items(setting: Setting) -> Iterator[Item]:
    yield Item(f"{setting.input} = {setting.value}".rstrip())
    for origin in setting.origins:
        text = f'{origin.file}: "{origin.line}"'
        yield Item(f'{text} after "{origin.after}"' if origin.after else text, 2)
