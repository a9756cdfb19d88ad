"""Which colour stands for which value: one for each value that the matrix of the whole model shows,
wherever it is shown, under whatever spelling."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from memattr.model.model import Model
from memattr.model.reads import Reads
from memattr.model.show import show
from memattr.model.spellings import folded
from memattr.model.types import Enum, plain
from memattr.pages.page import Colour


def colours(model: Model, texts: Iterable[str]) -> Mapping[str, Colour]:
    """A colour for each text that is shown, in their order. One that reads as a value of the matrix
    has its colour; the others have colours by their position among themselves."""
    steps, by_text = _matrix_steps(model), dict[str, Colour]()
    others = 0
    for text in texts:
        spelled = (folded(text), *model.spellings.get(folded(text), ()))
        step = next((steps[reading] for reading in spelled if reading in steps), None)
        by_text[text] = Colour(False, others) if step is None else Colour(True, step)
        others += step is None
    return by_text


def _matrix_steps(model: Model) -> dict[str, int]:
    """The values that the cells of the matrix show, as folded words, in declared order."""
    view = model.views.get(Reads(model).cells()) if model.inputs else None
    if view is None:
        return {}
    type_ = view.expression.type
    bare = plain(type_)
    values = range(len(bare.values)) if isinstance(bare, Enum) else ()
    return {folded(show(model, type_, value)): value for value in values}
