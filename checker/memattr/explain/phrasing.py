"""Settings, sets and covers in the words of the text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from memattr.engines.exact.diagram_query import DiagramQuery
from memattr.explain.abstraction import Classes, Views
from memattr.explain.dimensions import Dimension, codes
from memattr.explain.prime_implicants import Box
from memattr.explain.report import ConditionTerms
from memattr.explain.set_description import SetDescription
from memattr.model.layout import from_bits
from memattr.model.show import show
from memattr.model.types import Bits, Sum, Value, plain
from memattr.model.value_patterns import cubes_but
from memattr.readings.bdd import Node
from memattr.readings.compile_diagrams import Word
from memattr.readings.diagram import Diagram
from memattr.readings.evaluate import Taken

FEW = 3
SHOWN = 4


class Phrasing:
    """Words for one model; a cover is told by its `shown` largest boxes."""

    def __init__(self, diagram: Diagram, views: Views, shown: int = SHOWN) -> None:
        self._shown = shown
        self._diagram = diagram
        self._bdd = diagram.bdd
        self._model = diagram.model
        self._views = views
        self._codes: dict[tuple[Word, Node], tuple[int, ...]] = {}

    def value(self, ready: DiagramQuery, name: str, value: Value) -> str:
        """The value of an input or a variable."""
        original = dict(ready.claim.instances).get(name, name)
        return show(self._model, ready.kinds[name], value, original)

    def sorted_as(self, ready: DiagramQuery, name: str, values: Mapping[str, Value]) -> str:
        """The class of an input's value in one situation; empty if no view sorts it."""
        view = self._views.class_at(ready, name, values)
        return "" if view is None else show(self._model, view[0].expression.type, view[1])

    def choice(self, taken: Taken) -> str:
        """What was chosen."""
        type_ = self._diagram.facts.choices[taken.choice].type
        return show(self._model, type_, taken.value)

    def terms(
        self, ready: DiagramQuery, description: SetDescription, admitted: Node
    ) -> ConditionTerms:
        """The largest boxes as text, each without what those before it contain where that takes
        fewer words; `admitted` are the situations that occur."""
        boxes, left, texts = description.cover.boxes, description.occurs, list[str]()
        for box in boxes[: self._shown]:
            own = left if self._bdd.conj(box.node, left) else description.occurs
            texts.append(self._box(ready, box, own, admitted))
            left = self._bdd.minus(left, box.node)
        return ConditionTerms(tuple(texts), len(boxes) - len(texts), description.cover.complete)

    def _box(self, ready: DiagramQuery, box: Box, occurs: Node, admitted: Node) -> str:
        places = {name: place for place, name in enumerate(ready.levels)}
        texts = []
        for axis, inside in sorted(box.limits, key=lambda limit: places[limit[0].name]):
            least = box.occurring(self._bdd, axis, occurs)
            texts.append(self._limit(ready, axis, inside, least, admitted))
        return " and ".join(texts) or "always"

    def _limit(
        self, ready: DiagramQuery, axis: Dimension, inside: Node, least: Node, admitted: Node
    ) -> str:
        """That the axis is in the set, of which at `least` this part occurs."""
        if axis.view is None and axis.label == axis.name:
            for classes in self._views.of(ready, axis.name):
                text = self._by_class(ready, axis, inside, least, admitted, classes)
                if text:
                    return text
        return self._by_values(ready, axis, inside, least)

    def _by_class(
        self,
        ready: DiagramQuery,
        axis: Dimension,
        inside: Node,
        least: Node,
        admitted: Node,
        classes: Classes,
    ) -> str:
        """The set by its classes, if it is what they contain on every cpu that is admitted."""
        bdd = self._bdd
        relation = bdd.conj(classes.relation, axis.valid)
        apart = bdd.support(admitted) - bdd.support(relation)
        relation = bdd.conj(relation, bdd.some(admitted, frozenset(apart)))
        others = bdd.support(relation) - axis.levels - classes.axis.levels
        relation_here = bdd.some(relation, frozenset(others))
        within = bdd.conj_some(relation_here, least, axis.levels)
        outside = bdd.some(bdd.minus(relation_here, within), classes.axis.levels)
        if bdd.minus(bdd.minus(axis.valid, outside), inside) != 0:
            return ""
        rest = bdd.conj_some(relation_here, bdd.minus(axis.valid, inside), axis.levels)
        values = self._of(axis, least)
        if len(values) == 1:
            words = self._texts(ready, classes.axis, self._of(classes.axis, within))
            shown = self._texts(ready, axis, values)[0]
            return f"{axis.label}={shown}" + (f" ({words[0]})" if len(words) == 1 else "")
        every = " on every cpu" if bdd.conj(rest, within) != 0 else ""
        most = bdd.minus(classes.axis.valid, bdd.minus(rest, within))
        return self._by_values(ready, classes.axis, most, within) + every

    def _by_values(self, ready: DiagramQuery, axis: Dimension, inside: Node, least: Node) -> str:
        """Listed, or what is left out listed, or as patterns."""
        is_bits = isinstance(plain(axis.kind), Bits)
        codes, absent = self._of(axis, least), axis.partial
        most = self._of(axis, inside)
        missing = [code for code in axis.values() if code not in most]
        texts = self._texts(ready, axis, [code for code in codes if not absent or code])
        left_out = self._texts(ready, axis, missing)
        may_be_absent = absent and 0 in codes
        if not texts:
            return f"no {axis.label}"
        fewer = 0 < len(left_out) < len(texts) and (not absent or 0 in most)
        if may_be_absent or (fewer and (not is_bits or len(left_out) < FEW)):
            return f"{axis.label} {but_not(left_out)}"
        if not is_bits:
            return f"{axis.label} is {' | '.join(texts)}"
        if len(texts) <= FEW:
            return f"{axis.label}={'|'.join(texts)}"
        return f"{axis.label}={self._patterns(ready, axis, codes, most)}"

    def _patterns(
        self, ready: DiagramQuery, axis: Dimension, least: Sequence[int], most: Sequence[int]
    ) -> str:
        """Of the values in `least`, and of others in `most` where that takes fewer patterns."""
        bare = plain(axis.kind)
        assert isinstance(bare, Bits)
        values, all_of_it = (
            frozenset(code - axis.partial for code in side if code >= axis.partial)
            for side in (least, most)
        )
        inside, excepted = cubes_but(bare.width, values, all_of_it - values)
        but = f" but not {self._listed(ready, axis, excepted)}" if excepted else ""
        return self._listed(ready, axis, inside) + but

    def _listed(self, ready: DiagramQuery, axis: Dimension, patterns: Sequence[str]) -> str:
        texts = [
            text if "x" in text[2:] else self._texts(ready, axis, [int(text, 0) + axis.partial])[0]
            for text in patterns[: self._shown]
        ]
        more = len(patterns) - len(texts)
        return "|".join(texts) + (f"|{more} more" if more > 0 else "")

    def _of(self, axis: Dimension, inside: Node) -> tuple[int, ...]:
        """The codes in the set, in order."""
        key = (axis.word, inside)
        if key not in self._codes:
            valid = self._bdd.conj(inside, axis.valid)
            self._codes[key] = tuple(codes(self._bdd, axis.word, valid))
        return self._codes[key]

    def _texts(self, ready: DiagramQuery, axis: Dimension, codes: Iterable[int]) -> list[str]:
        """Each value in words, without repetition."""
        bare = plain(axis.kind)
        original = dict(ready.claim.instances).get(axis.name, axis.name)
        texts = []
        for code in codes:
            if isinstance(bare, Sum):
                texts.append(bare.variants[code - axis.partial].name)
            else:
                value = from_bits(bare, code - axis.partial)
                texts.append(show(self._model, bare, value, original))
        return list(dict.fromkeys(texts))


def but_not(texts: Sequence[str]) -> str:
    """is not a; is neither a nor b; is none of a, b, c."""
    if not texts:
        return "is anything"
    if len(texts) == 1:
        return f"is not {texts[0]}"
    if len(texts) == 2:
        return f"is neither {texts[0]} nor {texts[1]}"
    return f"is none of {' | '.join(texts)}"


def negates(term: str) -> bool:
    """True iff the term says what something is not, so that "all but" it would deny twice."""
    return any(words in term for words in (" is not ", " is neither ", " is none of "))


def alternatives(terms: ConditionTerms) -> str:
    """The terms, any of which will do, and how many are not shown."""
    several = len(terms.terms) + terms.more > 1
    texts = [f"({term})" if several and " and " in term else term for term in terms.terms]
    more = f", and {terms.more} more" if terms.more else ""
    return (" or ".join(texts) or "never") + (more if terms.exact else ", and more")
