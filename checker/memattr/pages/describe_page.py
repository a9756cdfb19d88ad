"""What a policy means, as a page: on a terminal one screen, elsewhere everything."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from memattr.answers.description import (
    Access,
    CaseOccurrence,
    DescribedResults,
    Description,
    Guarantee,
    Sorted,
)
from memattr.answers.reassignment import Needed, ReassignmentAnswer
from memattr.model.model import Model
from memattr.pages.describe_words import Words, either, sentence, share
from memattr.pages.eval_page import idle_text
from memattr.pages.find_page import but
from memattr.pages.page import (
    Abridged,
    Block,
    Heading,
    Outline,
    OutlineItem,
    Page,
    Paragraph,
    Row,
    Rows,
    counted,
    hanging,
    listed,
    row,
    table,
)


def describe_page(
    model: Model, described: Description, reassigned: Sequence[ReassignmentAnswer] = ()
) -> Page:
    """The whole description, with what is needed when memory is reassigned."""
    return Page(tuple(DescriptionBlocks(model, described).all(reassigned)))


class DescriptionBlocks:
    """The parts of the description of one policy, for pages that show some of them."""

    def __init__(self, model: Model, described: Description) -> None:
        self.described = described
        self.words = Words(model)

    def all(self, reassigned: Sequence[ReassignmentAnswer] = ()) -> Iterator[Block]:
        """From the title to the choices that results depend on."""
        description = self.described
        scope = description.scope
        kind = f"{scope.kind} of {scope.system}" if scope.system else scope.kind
        yield Heading(f"{description.name}  ({kind})", (scope.note.place.short,))
        if scope.note.words:
            yield Paragraph(scope.note.words, 1)
        if description.narrowed:
            yield Rows(but(description.narrowed))
        if description.idle:
            yield Rows(
                tuple(row("note", idle_text(self.words.model, idle)) for idle in description.idle)
            )
        full = (*self._full(), *(reassignment_rows(one, every=True) for one in reassigned))
        brief = (
            Rows(tuple(self._brief())),
            *(reassignment_rows(one, every=False) for one in reassigned),
            Rows((row("more", f"-v: {self._rest()}"),)),
        )
        yield Abridged(full, brief)

    def _full(self) -> Iterator[Block]:
        if self.described.scope.note.source:
            yield Rows((row("source", self.described.scope.note.source),))
        yield table(("Input", "Value", "Source"), self._setting_cells())
        yield from self.results()
        yield Rows((*self._holds(), *self._unusual(), *self._usual()))
        for access in self.described.accesses:
            if access.behaviours:
                yield from self.behaviours(access)

    def _brief(self) -> Iterator[Row]:
        """What can be read in ten seconds: where it comes from, what is sure for each kind of
        access, what another cpu changes, how free a guest is, and if it can be relied on."""
        description, words = self.described, self.words
        own = ", ".join(
            f"{s.input}={s.value}" for s in description.settings if s.own and not s.free
        )
        origin = ": ".join(filter(None, (description.scope.note.source, own)))
        if origin:
            yield row("source" if description.scope.note.source else "sets", origin)
        yield from hanging("guarantee", self._guarantees())
        others = [
            f"{name}: {self._with(description.under(name))}" for name in self._of_another_cpu()
        ]
        yield from hanging("settings", others)
        yield from self._unusual()
        if description.usual and description.usual[0].situations:
            free = words.freedom_in_brief(description.usual[0])
            yield row("freedom", f"{words.access(description.usual[0])}: {free}")
        yield from hanging("support", self._classes_in_brief())

    def assured(self) -> tuple[list[str], list[str]]:
        """What is always so, in sentences: for each kind of access; and beside it the promises made
        that are no relations, what another cpu takes away, and what all of it assumes beyond the
        shipped specification."""
        guarantees = [g for g in self.described.strongest if g.made and not g.relation]
        beside = [*map(self._guarantee, guarantees)]
        beside += [f"{row.label}: {row.wordings[0]}" for row in self._unusual()]
        beside += [f"but it {narrowing.words}" for narrowing in self.described.narrowed]
        return self._guarantees(), beside

    def _guarantees(self) -> list[str]:
        """What is sure for each kind of access: relations that are promised, then bounds."""
        texts = []
        for results in self.described.usual:
            relations = [
                self._relation(guarantee)
                for guarantee in self.described.strongest
                if guarantee.relation and guarantee.speaks_of(results.access)
            ]
            bounds = self.words.bounds(results, open_too=not relations)
            texts.append((results, "; ".join(filter(None, (*relations, bounds)))))
        return self._by_access(texts)

    def _by_access(self, texts: Sequence[tuple[DescribedResults, str]]) -> list[str]:
        """What is said of several kinds of access at once, and which of them may fault."""
        alike: dict[str, list[DescribedResults]] = {}
        for results, text in texts:
            alike.setdefault(text, []).append(results)
        return [
            "; ".join((f"{self._accesses(group)}: {text}", *self._faults(group)))
            for text, group in alike.items()
        ]

    def _faults(self, group: Sequence[DescribedResults]) -> Iterator[str]:
        """Results of some kinds of access that have no such parts."""
        faults: dict[str, list[DescribedResults]] = {}
        for results in group:
            if results.bounds and results.others:
                faults.setdefault(self.words.others(results), []).append(results)
        for text, some in faults.items():
            yield f"{'' if len(some) == len(group) else f'{self._accesses(some)}: '}or {text}"

    def _accesses(self, group: Sequence[DescribedResults]) -> str:
        return ", ".join(map(self.words.access, group))

    def _relation(self, guarantee: Guarantee) -> str:
        """A promise within a sentence."""
        given = f", given {', '.join(guarantee.given)}" if guarantee.given else ""
        return f"{guarantee.note.words[:1].lower()}{guarantee.note.words[1:]}{given}"

    def _with(self, results: Sequence[DescribedResults]) -> str:
        """What is sure in other circumstances: bounds, and faults where these are others."""
        pairs = list(zip(self.described.as_it_is(), results, strict=True))
        if all(before.permitted == after.permitted for before, after in pairs):
            return "the same"
        if all((b.bounds, b.others) == (after.bounds, after.others) for b, after in pairs):
            return "the same guarantee, but other results"
        texts = []
        for before, after in pairs:
            text = "the same" if before.bounds == after.bounds else self.words.bounds(after)
            same = before.bounds and before.others == after.others
            texts.append((replace(after, others=()) if same else after, text))
        every = f"{self._accesses(results)}: "
        return "; ".join(text.removeprefix(every) for text in self._by_access(texts))

    def _of_another_cpu(self) -> list[str]:
        """The settings that speak of a feature."""
        scopes, inputs = self.words.model.scopes, self.words.model.inputs
        return [
            name
            for name in self.described.setting_names()
            if any(inputs[a.input].player == "cpu" for a in scopes[name].assignments)
        ]

    def _unusual(self) -> Iterator[Row]:
        """What a control that is left open takes away on a cpu that has more features."""
        description = self.described
        if not description.unusual:
            return
        pairs = list(zip(description.usual, description.as_it_is(), strict=True))
        relevant = {name for _, results in pairs for name in results.relevant}
        free = ", ".join(s.input for s in description.settings if s.free and s.input in relevant)
        texts = []
        for usual, results in pairs:
            wider = tuple(bound for bound in results.bounds if bound not in usual.bounds)
            if wider:
                less = replace(results, bounds=wider, others=())
                texts.append((less, self.words.bounds(less)))
        less_sure = "; ".join(self._by_access(texts))
        yield row(
            "apart", f"with {', '.join(description.unusual)}, as {free} are left open: {less_sure}"
        )

    def _usual(self) -> Iterator[Row]:
        """What holds, and what is free, on a cpu without the features that are said apart."""
        description, words = self.described, self.words
        if description.unusual:
            free = [f"{words.access(one)}: {words.freedom(one)}" for one in description.usual]
            without = ", ".join(description.unusual)
            texts = [*self._guarantees(), *free]
            yield from hanging("without", [f"{without}: {text}" for text in texts])

    def _holds(self) -> Iterator[Row]:
        """The strongest promises that are kept. Those that the policy makes come first."""
        yield from hanging("guarantee", map(self._guarantee, self.described.strongest))

    def _guarantee(self, guarantee: Guarantee) -> str:
        given = f", given {', '.join(guarantee.given)}" if guarantee.given else ""
        weaker = [
            g.promise for g in self.described.guarantees if guarantee.promise in g.follows_from
        ]
        names = f"{guarantee.promise}, hence {', '.join(weaker)}" if weaker else guarantee.promise
        return f"{guarantee.note.words}{given} ({names})"

    def _rest(self) -> str:
        accesses = self.described.accesses
        behaviours = max((len(access.behaviours) for access in accesses), default=0)
        choices = {choice.choice for access in accesses for choice in access.depends_on}
        promises = counted(len(self.described.strongest), "promise")
        return (
            f"{promises}, every setting, {counted(behaviours, 'behaviour')}, "
            f"{counted(len(choices), 'choice')}"
        )

    def results(self) -> Iterator[Block]:
        """What the policy guarantees and leaves free, what settings change, and its support."""
        yield table(("Access", "Guarantee", "Freedom"), self._result_cells())
        changes = list(self._change_cells())
        if changes:
            yield table(("Setting", "What changes"), changes)
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

    def dependences(self, access: Access) -> Iterator[OutlineItem]:
        """The choices that can change the results."""
        for choice in access.depends_on:
            number = share(choice.situations, choice.of)
            words = sentence(choice.note.words, choice.note.refs)
            yield OutlineItem(f"{choice.choice}, {choice.kind}, {number}: {words}")

    # ---- Settings

    def _setting_cells(self) -> Iterator[tuple[str, ...]]:
        for setting in self.described.settings:
            lines = "\n".join(f"{o.file}: {o.line}" for o in setting.origins)
            yield setting.input, setting.value, lines

    # ---- Results

    def _result_cells(self) -> Iterator[tuple[str, ...]]:
        description, words = self.described, self.words
        for results, access in zip(description.as_it_is(), description.accesses, strict=True):
            views = "".join(f"; {words.view(view)}" for view in access.views)
            freedom = f"{words.freedom(results)}{views}"
            yield words.access(results), words.guarantee(results), freedom

    def _changes_by_setting(self) -> tuple[dict[str, str], list[str]]:
        """What each setting changes, and the settings that change nothing."""
        description = self.described
        texts = {
            name: self.words.changes(description, name) for name in description.setting_names()
        }
        changes = {name: text for name, text in texts.items() if text}
        return changes, [name for name in texts if name not in changes]

    def _change_cells(self) -> Iterator[tuple[str, str]]:
        changes, others = self._changes_by_setting()
        yield from changes.items()
        if others:
            yield ", ".join(others), "nothing"

    def _support(self) -> Iterator[str]:
        """Each class with its reason, after the kinds of access that it is true of."""
        return (f"{accesses}: {text}" for accesses, text in self.support())

    def support(self) -> Iterator[tuple[str, str]]:
        """Kinds of access, and their class with its reason."""
        groups: dict[tuple[str, str, Sequence[str]], list[str]] = {}
        for access in self.described.accesses:
            for view in access.support:
                for occurrence in view.occurrences:
                    value = self._class(view, occurrence)
                    reason = occurrence.note.words
                    key = value, reason, occurrence.note.refs or view.note.refs
                    groups.setdefault(key, []).append(self.words.access(access))
        for (value, reason, refs), accesses in groups.items():
            yield ", ".join(accesses), sentence(f"{value}. {reason}", refs)

    def _classes_in_brief(self) -> Iterator[str]:
        """The class of each kind of access; the reason of the first, without what stands behind its
        colon. Where there are several classes, what they depend on."""
        groups: dict[tuple[str, str], list[str]] = {}
        for access in self.described.accesses:
            for view in access.support:
                text, reason = either(list(map(self.words.value, view.values))), ""
                if len(view.occurrences) == 1:
                    reason = view.occurrences[0].note.words.partition(":")[0]
                else:
                    text += f", by {listed(view.relevant, 3, 'other inputs')}"
                groups.setdefault((text, reason), []).append(self.words.access(access))
        texts = [
            (f"{', '.join(accesses)}: " if len(groups) > 1 else "") + text
            for (text, _), accesses in groups.items()
        ]
        reasons = [reason for _, reason in groups]
        if texts:
            yield f"{texts[0]}. {reasons[0]}" if reasons[0] else texts[0]
        if texts[1:]:
            yield "; ".join(texts[1:])

    def _class(self, view: Sorted, occurrence: CaseOccurrence) -> str:
        value = self.words.value(occurrence.value)
        if len(view.occurrences) == 1:
            return value
        often = share(occurrence.situations, view.situations)
        return f"{value} ({often} of {', '.join(view.relevant)})"


LABEL = "reassign"


def reassignment_rows(answer: ReassignmentAnswer, every: bool) -> Rows:
    """A row for each group of settings, with every sequence; or one with the first alone."""
    if every:
        return Rows(tuple(hanging(LABEL, [_text(one) for one in answer.needed])))
    first, *others = answer.needed
    steps = ", ".join(first.sequences[0]) if first.sequences else "no sequence of steps is safe"
    where = f" ({' or '.join(first.settings)})" if first.settings and others else ""
    more = f"; in {counted(len(others), 'other case')} other steps: -v" if others else ""
    return Rows((row(LABEL, f"{steps}{where}{more}"),))


def _text(needed: Needed) -> str:
    settings = " or ".join(needed.settings) or "always"
    if not needed.sequences:
        return f"{settings}: no sequence of steps is safe"
    ways = [", ".join(steps) for steps in needed.sequences]
    axioms = f" [rests on {', '.join(needed.axioms)}]" if needed.axioms else ""
    return f"{settings}: {'; or '.join(ways)}{axioms}"
