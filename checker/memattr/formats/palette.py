"""The colours of values, the same in every picture, page and terminal, in light and dark.

They are colours of a terminal with 256 of them, which a page writes as numbers. The text on them is
dark in both themes. With it, each has the contrast that small text needs, and each two of a scale
differ for readers with and without a colour deficiency; the words say the value all the same."""

from __future__ import annotations

from memattr.pages.page import Colour

INK, INK_ON_TERMINAL = "#16181d", 16
MATRIX = (210, 215, 221, 228, 193, 81, 151, 182, 159, 109, 104, 35, 75)
OTHERS = (179, 229, 117, 246, 187, 87, 173, 38, 105, 250)
# A terminal's colours from 16 are a cube of these levels of red, green and blue; 24 greys follow.
LEVELS = (0, 95, 135, 175, 215, 255)
FIRST, FIRST_GREY = 16, 232


def every_colour() -> list[Colour]:
    """One for each number of both scales."""
    return [Colour(in_matrix, step) for in_matrix in (True, False)
            for step in range(len(MATRIX if in_matrix else OTHERS))]  # fmt: skip


def name(colour: Colour) -> str:
    """The same name for the same number; a scale that is used up begins anew."""
    scale = MATRIX if colour.in_matrix else OTHERS
    return f"{'c' if colour.in_matrix else 'o'}{colour.step % len(scale)}"


def on_terminal(colour: Colour) -> int:
    """The number that a terminal knows it by."""
    scale = MATRIX if colour.in_matrix else OTHERS
    return scale[colour.step % len(scale)]


def on_page(colour: Colour) -> str:
    """The same as #rrggbb."""
    number = on_terminal(colour)
    if number >= FIRST_GREY:
        parts = (8 + 10 * (number - FIRST_GREY),) * 3
    else:
        place = number - FIRST
        parts = LEVELS[place // 36], LEVELS[place // 6 % 6], LEVELS[place % 6]
    return "#" + "".join(f"{part:02x}" for part in parts)


def painted(text: str, colour: Colour) -> str:
    """The text for a terminal, dark on the colour."""
    return f"\x1b[38;5;{INK_ON_TERMINAL};48;5;{on_terminal(colour)}m{text}\x1b[0m"
