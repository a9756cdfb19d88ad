"""Why something was not read: a place in the code, what stands there, and a way out."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class CodePlace:
    """A line of a file of a tree; lines count from 1."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True)
class Cause:
    """Why a value is not known. `way` is what to state or to name, as a sentence."""

    place: CodePlace
    message: str
    way: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}. {self.way}"


class NotRead(Exception):
    """The code was not understood, and no value was made up in its place."""

    def __init__(self, cause: Cause) -> None:
        super().__init__(str(cause))
        self.cause = cause


def refuse(place: CodePlace, message: str, way: str) -> NotRead:
    """The exception to raise."""
    return NotRead(Cause(place, message, way))
