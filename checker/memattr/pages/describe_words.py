"""The sentences of a description, which every format shares."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from memattr.answers.description import Access, Bound, DescribedResults, Description, Sorted
from memattr.answers.ordered_parts import strongest, weakest
from memattr.model.model import Model
from memattr.model.show import show
from memattr.model.types import Value
from memattr.pages.page import counted, listed
from memattr.readings.compile_values import at_least

MOST_VALUES = 4


class Words:
    """Sentences about policies of one model."""

    def __init__(self, model: Model) -> None:
        self.model = model

    def access(self, described: DescribedResults | Access) -> str:
        """The kind of access."""
        kinds = self.model.inputs
        return ", ".join(show(self.model, kinds[n].type, value, n) for n, value in described.access)

    # ---- Guarantee and freedom

    def guarantee(self, described: DescribedResults) -> str:
        """What always holds."""
        if not described.situations:
            return "cannot happen"
        parts = [self._holds(bound) for bound in described.bounds]
        others = self.others(described)
        if not parts:
            return f"always {others}"
        text = ", ".join(parts)
        return f"{text}; or {others}" if others else text

    def bounds(self, described: DescribedResults, open_too: bool = True) -> str:
        """What always holds, in brief, perhaps without parts that may be anything; what occurs if
        there are no parts. The first of several parts goes without its name: it is what a result
        is about."""
        if not described.situations:
            return "cannot happen"
        if not described.bounds:
            return f"always {self.others(described)}"
        if (
            open_too
            and len(described.bounds) > 1
            and all(bound.is_open for bound in described.bounds)
        ):
            return "may be anything"
        shown = [bound for bound in described.bounds if open_too or not bound.is_open]
        texts = [self._holds(bound, "at least", "at most") for bound in shown]
        if len(shown) > 1:
            texts[0] = texts[0].removeprefix(f"{shown[0].name} ")
        return ", ".join(texts)

    def others(self, described: DescribedResults) -> str:
        """DescribedResults without a memory type or the like: faults."""
        type_ = self.model.outputs()[0].type
        return " or ".join(show(self.model, type_, value) for value in described.others)

    def _holds(
        self, bound: Bound, least: str = "at least as strong as", most: str = "never stronger than"
    ) -> str:
        return f"{bound.name} {self._reach(bound, least, most)}".lstrip()

    def _reach(self, bound: Bound, least: str, most: str) -> str:
        every = (*bound.reached, *bound.not_reached)
        if len(bound.reached) == 1:
            return f"always {self.values(bound, bound.reached)}"
        if bound.is_open:
            return "may be anything"
        texts = []
        if set(bound.weakest) != set(weakest(bound.kind, every)):
            texts.append(f"{least} {self.values(bound, bound.weakest)}")
        if set(bound.strongest) != set(strongest(bound.kind, every)):
            texts.append(f"{most} {self.values(bound, bound.strongest)}")
        return " and ".join(texts) or self._range(bound)

    def freedom(self, described: DescribedResults) -> str:
        """How many results can be reached, and of which kinds."""
        if not described.situations:
            return "none"
        parts = [counted(described.results, "result")]
        for bound in described.bounds:
            number = f"{bound.name} {len(bound.reached)} of {bound.total}".lstrip()
            chain = self._chain(bound) or self._ends(bound)
            parts.append(number if bound.is_open else f"{number}: {chain}")
        return "; ".join(parts)

    def freedom_in_brief(self, described: DescribedResults) -> str:
        """The same, beside what always holds: that has the ends where there are many values, and
        parts that have one value."""
        if not described.situations:
            return "none"
        parts = [counted(described.results, "result")]
        several = [bound for bound in described.bounds if len(bound.reached) > 1]
        for bound in several:
            chain = self._chain(bound)
            text = f"{len(bound.reached)} of {bound.total}" + (f": {chain}" if chain else "")
            parts.append(f"{bound.name} {f'all {bound.total}' if bound.is_open else text}".lstrip())
        return "; ".join(parts)

    def _ends(self, bound: Bound) -> str:
        return f"{self.values(bound, bound.strongest)} to {self.values(bound, bound.weakest)}"

    def _chain(self, bound: Bound) -> str:
        """The values that occur, each stronger than the next if all are comparable; none if they
        are many."""
        texts = [show(self.model, bound.kind, value) for value in bound.reached]
        if len(texts) > MOST_VALUES:
            return ""
        pairs = zip(bound.reached, bound.reached[1:], strict=False)
        is_chain = all(at_least(bound.kind, stronger, weaker) for stronger, weaker in pairs)
        return (" > " if is_chain else ", ").join(texts)

    def _range(self, bound: Bound) -> str:
        """The values that occur; or what is missing, if that is shorter."""
        if len(bound.reached) <= MOST_VALUES:
            return self.values(bound, bound.reached)
        if len(bound.not_reached) <= MOST_VALUES:
            return f"not {self.values(bound, bound.not_reached)}"
        return self._ends(bound)

    def values(self, bound: Bound, values: Iterable[Value]) -> str:
        """Values of an ordered part."""
        return either([show(self.model, bound.kind, value) for value in values])

    def situations(self, described: DescribedResults | Sorted) -> str:
        """How many situations there are, and of which inputs."""
        if not described.relevant:
            return "whatever the inputs"
        return f"{counted(described.situations, 'situation')} of {', '.join(described.relevant)}"

    def view(self, view: Sorted) -> str:
        """The values that occur, and in how many situations."""
        if len(view.numbers) == 1:
            value = self.value(view.values[0])
            return value if value.startswith("always ") else f"always {value}"
        return "; ".join(
            f"{self.value(value)} possible {share(number, view.situations)}"
            for value, number in view.numbers
        )

    # ---- Settings, views and choices

    def changes(self, description: Description, setting: str) -> str:
        """What results a setting changes, by kind of access; empty if none."""
        parts = [
            f"{self.access(described)}: {self.in_setting(described)}"
            for described, before in zip(
                description.under(setting), description.as_it_is(), strict=True
            )
            if described.permitted != before.permitted
        ]
        return "; ".join(parts)

    def in_setting(self, described: DescribedResults) -> str:
        """What always holds in a setting, and how many results there are."""
        text = self.guarantee(described)
        return f"{text} ({counted(described.results, 'result')})" if described.situations else text

    def value(self, name: str) -> str:
        """A value of a view, a behaviour or a support, as a reader sees it."""
        return self.model.words.get(name, name.replace("_", " "))


def either(texts: Sequence[str]) -> str:
    """One text or another."""
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} or {texts[-1]}"


def share(part: int, whole: int) -> str:
    """A part of all situations."""
    return "in every situation" if part == whole else f"in {part} of {whole} situations"


def sentence(words: str, refs: Sequence[str], most: int = 3) -> str:
    """A case's words with its references."""
    cited = f" [{listed(refs, most)}]" if refs else ""
    return f"{words}{cited}"
