"""A description -> lines of text: at most two screens."""

from __future__ import annotations

from collections.abc import Iterator

from memattr.model.model import Model
from memattr.questions.describe_words import Words, sentence, share
from memattr.questions.description import Access, Description, Setting, Sorted
from memattr.questions.lines import headed, row, rows, wrapped


class DescriptionText:
    """Writes descriptions of policies of one model."""

    def __init__(self, model: Model, width: int) -> None:
        self.model, self.width = model, width
        self.words = Words(model)

    def lines(self, of: Description) -> list[str]:
        """The whole description."""
        scope, words = of.scope, self.words
        kind = f"{scope.kind} of {scope.system}" if scope.system else scope.kind
        lines = [headed(f"{of.name}  ({kind})", scope.note.place.short, self.width)]
        if scope.note.words:
            lines += [f"  {line}" for line in wrapped(scope.note.words, self.width - 2)]
        lines += self._settings(of)
        lines += rows("but", [found.words for found in of.narrowed], self.width)
        said = [f"{words.access(r)}: {words.guarantee(r)}" for r in of.as_it_is()]
        lines += rows("guarantee", said, self.width)
        lines += rows("freedom", self._freedom(of), self.width)
        lines += rows("settings", self._other_settings(of), self.width)
        lines += rows("support", self._support(of), self.width)
        if scope.promises:
            lines += row("promises", ", ".join(scope.promises), self.width)
        lines += self._behaviours(of.accesses[0])
        return lines + self._depends(of)

    def _settings(self, of: Description) -> Iterator[str]:
        for setting in of.settings:
            if setting.own:
                head = f"{setting.input} = {setting.value}"
                yield f"  {head}".rstrip()
                yield from (f"    {line}" for line in _origins(setting, self.width - 4))
        fixed = [f"{s.input}={s.value}" for s in of.settings if not s.own and not s.free]
        free = [s.input for s in of.settings if s.free]
        if fixed or free:
            text = " ".join(fixed) + (f"; any {', '.join(free)}" if free else "")
            yield from (f"  {line}" for line in wrapped(text, self.width - 2))

    def _freedom(self, of: Description) -> Iterator[str]:
        words = self.words
        for results, access in zip(of.as_it_is(), of.accesses, strict=True):
            where = f", over {words.situations(results)}" if results.situations > 1 else ""
            yield f"{words.access(results)}: {words.freedom(results)}{where}"
            for view in access.views:
                yield f"{words.access(results)}: {words.view(view)}"

    def _other_settings(self, of: Description) -> Iterator[str]:
        """The settings that change results; then those that do not."""
        alike = []
        for setting in of.setting_names():
            text = self.words.changes(of, setting)
            if text:
                yield f"{setting}, {text}"
            else:
                alike.append(setting)
        if alike:
            yield f"{', '.join(alike)}: the same results"

    def _support(self, of: Description) -> Iterator[str]:
        for view in of.support:
            for found in view.occurrences:
                often = ""
                if len(view.values) > 1:
                    often = f" ({share(found.situations, view.situations)})"
                words = sentence(found.note.words, found.note.refs or view.note.refs)
                yield f"{self.words.value(found.value)}{often}. {words}"

    # ---- Behaviours and choices

    def _behaviours(self, of: Access) -> Iterator[str]:
        if not of.behaviours:
            return
        yield f"  behaviours of a {self.words.access(of)} access, whatever the guest does"
        open_: dict[tuple[str, ...], list[Sorted]] = {}
        for view in of.behaviours:
            if len(view.values) == 1:
                yield from self._item(self._always(view))
            else:
                open_.setdefault(view.values, []).append(view)
        for values, views in open_.items():
            names = ", ".join(view.note.words or view.name for view in views)
            refs = list(dict.fromkeys(ref for view in views for ref in view.note.refs))
            either = " or ".join(map(self.words.value, values))
            yield from self._item(sentence(f"{names}: {either}", refs))

    def _always(self, view: Sorted) -> str:
        found = view.occurrences
        head = f"{view.note.words or view.name}: {self.words.value(found[0].value)}"
        refs = found[0].note.refs or view.note.refs
        if len(found) > 1 or not found[0].note.words:
            return sentence(head, view.note.refs)
        return sentence(f"{head}. {found[0].note.words}", refs)

    def _item(self, text: str) -> list[str]:
        first, *rest = wrapped(text, self.width - 4, "  ")
        return [f"    {first}", *(f"    {line}" for line in rest)]

    def _depends(self, of: Description) -> list[str]:
        where: dict[str, list[str]] = {}
        heads: dict[str, tuple[str, str]] = {}
        for access in of.accesses:
            for found in access.depends_on:
                text = f"{self.words.access(access)} {share(found.situations, found.of)}"
                where.setdefault(found.choice, []).append(text)
                words = sentence(found.note.words, found.note.refs)
                heads[found.choice] = (found.kind, words)
        texts = [f"{name}, {heads[name][0]} ({'; '.join(where[name])}): {heads[name][1]}"
                 for name in where]  # fmt: skip
        if not texts:
            return row("depends on", "no reserved or implementation defined choice", self.width)
        return rows("depends on", texts, self.width)


def _origins(setting: Setting, width: int) -> Iterator[str]:
    for origin in setting.origins:
        text = f'{origin.file}: "{origin.line}"'
        yield from wrapped(f'{text} after "{origin.after}"' if origin.after else text, width, "  ")
