"""A description as Markdown, for documents and mails."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from memattr.model.model import Model
from memattr.questions.describe_words import Words, sentence, share
from memattr.questions.description import Access, Description


class DescriptionMarkdown:
    """Writes descriptions of policies of one model."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.words = Words(model)

    def lines(self, of: Description) -> list[str]:
        """The whole description, every kind of access."""
        scope = of.scope
        kind = f"{scope.kind} of {scope.system}" if scope.system else scope.kind
        lines = [f"## {of.name}", "", f"A {kind}, `{scope.note.place.short}`. {scope.note.words}"]
        lines += ["", *_table(("Input", "Value", "Source"), list(self._settings(of)))]
        lines += [line for found in of.narrowed for line in ("", f"But it {found.words}.")]
        lines += self.results(of)
        for access in of.accesses:
            if access.behaviours:
                lines += ["", f"### A {self.words.access(access)} access"]
                lines += self.behaviours(access)
        return lines

    def results(self, of: Description) -> list[str]:
        """What the policy guarantees and leaves free, what settings change, and its support."""
        lines = ["", *_table(("Access", "Guarantee", "Freedom"), list(self._results(of)))]
        lines += ["", *_table(("Setting", "What changes"), list(self._changes(of)))]
        for view in of.support:
            for found in view.occurrences:
                words = sentence(found.note.words, found.note.refs or view.note.refs)
                lines += ["", f"**Support:** {self.words.value(found.value)}. {words}"]
        return lines

    def _settings(self, of: Description) -> Iterator[tuple[str, ...]]:
        for setting in of.settings:
            lines = (f"`{o.file}`: `{o.line}`" for o in setting.origins)
            yield setting.input, setting.value, "; ".join(lines)

    def _results(self, of: Description) -> Iterator[tuple[str, ...]]:
        for found, access in zip(of.as_it_is(), of.accesses, strict=True):
            views = "".join(f"; {self.words.view(view)}" for view in access.views)
            yield (
                self.words.access(found),
                self.words.guarantee(found),
                f"{self.words.freedom(found)}{views}",
            )

    def _changes(self, of: Description) -> Iterator[tuple[str, ...]]:
        changes = {name: self.words.changes(of, name) for name in of.setting_names()}
        yield from ((name, text) for name, text in changes.items() if text)
        alike = [name for name, text in changes.items() if not text]
        if alike:
            yield ", ".join(alike), "nothing"

    def behaviours(self, of: Access) -> list[str]:
        """What the results permit, and the choices that they depend on."""
        rows = []
        for view in of.behaviours:
            words = [o.note.words for o in view.occurrences if o.note.words]
            refs = dict.fromkeys(r for o in view.occurrences for r in o.note.refs or view.note.refs)
            rows.append(
                (
                    view.note.words or view.name,
                    self.words.view(view),
                    "; ".join(dict.fromkeys(words)),
                    ", ".join(refs),
                )
            )
        head = ("Behaviour", "Permitted", "Because", "Reference")
        lines = ["", *_table(head, rows)]
        for found in of.depends_on:
            number = share(found.situations, found.of)
            said = sentence(found.note.words, found.note.refs)
            lines += ["", f"- {found.choice}, {found.kind}, {number}: {said}"]
        return lines


def _table(head: Sequence[str], body: Sequence[Sequence[str]]) -> list[str]:
    rule = ["---"] * len(head)
    return [f"| {' | '.join(map(_cell, row))} |" for row in (head, rule, *body)]


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
