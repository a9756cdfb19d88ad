"""Names in texts: whatever can be renamed is renamed everywhere, and back again."""

from __future__ import annotations

import pytest

from memattr.editor.declared_names import Key
from memattr.editor.name_occurrences import Names, Occurrence
from memattr.editor.renaming import NOT_NAMES, changed
from memattr.language.elaborate import elaborate
from memattr.language.elaborate.symbol_table import Unit
from memattr.language.parse import parse

from ..language.mutate import small_texts

TEXTS = list(small_texts())
NEW = "Another_name_1"


def unit(text: str) -> Unit:
    return Unit("small", parse("small.attr", text.encode()), frozenset(("small",)), False)


def keys(names: Names) -> list[Key]:
    """All that has a name here, but for what several things are called."""
    every = {o.key for o in names.of_file["small.attr"] if o.key[0] not in NOT_NAMES}
    return sorted(key for key in every if len(names.declarations(key)) < 2)


@pytest.mark.parametrize("number", range(len(TEXTS)))
def test_everything_can_be_renamed_and_back(number: int) -> None:
    """Elaboration refuses a name that is not declared, and one that is declared in vain."""
    text = TEXTS[number]
    before = unit(text)
    for key in keys(Names([before])):
        places = list(Names([before]).everywhere(key))
        there = changed(before.file, places, NEW).decode()
        after = unit(there)
        elaborate([after], "")
        same = [o for o in Names([after]).of_file["small.attr"] if o.text == NEW]
        assert {o.place.line for o in same} == {o.place.line for o in places}, key
        back = list(Names([after]).everywhere(same[0].key))
        assert changed(after.file, back, key[-1]).decode() == text, key


def test_every_name_of_the_small_texts_is_known() -> None:
    """Nothing is left of which it is not known what it means."""
    for text in TEXTS:
        unknown = [o for o in Names([unit(text)]).of_file["small.attr"] if o.key[0] == "unknown"]
        assert [o.text for o in unknown] == []


def named(text: str, word: str) -> list[Occurrence]:
    names = Names([unit(text)])
    return [o for o in names.of_file["small.attr"] if o.text == word]


def test_a_field_is_not_the_input_of_its_name() -> None:
    text = (
        'requires memattr 1.0, manual "DDI 0487 M.a.a"\n'
        "enum Speed: slow, fast\n"
        "record Car(speed: Speed)\n"
        "guest speed: Speed\n"
        "output result: Speed = Car(speed: speed).speed\n"
    )
    kinds = [(o.place.line, o.key[0]) for o in named(text, "speed")]
    assert kinds == [(3, "field"), (4, "global"), (5, "field"), (5, "global"), (5, "field")]
