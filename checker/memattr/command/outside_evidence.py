"""Evidence beside the verdicts of `check`: exported claims, and a second solver's opinion."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from memattr.engines.verdict import Disagreement, Verdict
from memattr.model.model import Model
from memattr.place import Unusable

SOLVER = "second solver"


class OutsideEvidence:
    """What is asked for beside verdicts: a folder for exported claims, a second solver."""

    def __init__(
        self, model: Model, folder: Path | None, second: bool, timeout_ms: int | None
    ) -> None:
        self._model, self._folder = model, folder
        self._says = _second_solver(timeout_ms) if second else None
        if folder is not None:
            _make(folder)

    def beside(self, verdict: Verdict) -> Verdict:
        """The verdict with what was found out beside it; a contradiction is a disagreement."""
        if self._folder is None and self._says is None:
            return verdict
        from memattr.engines.smt.second_solver import file_name, smt2

        text = smt2(self._model, verdict.claim)
        if self._folder is not None:
            _write(self._folder / file_name(verdict.claim), text)
        return verdict if self._says is None else self._says(verdict, text)


def _second_solver(timeout_ms: int | None) -> Callable[[Verdict, str], Verdict]:
    try:
        from memattr.engines.smt.second_solver import answer, contradicts, is_asked
    except ImportError:
        raise Unusable(
            "the second solver is not installed", "pip install 'memattr[second-solver]'"
        ) from None

    def says(verdict: Verdict, text: str) -> Verdict:
        if not is_asked(verdict):
            return verdict
        said = answer(text, timeout_ms)
        if contradicts(verdict, said):
            reason = f"the second solver says {said}"
            return replace(verdict, outcome=Disagreement(reason, None, None), rests_on=())
        if said == "unknown":
            return verdict
        return replace(verdict, rests_on=(*verdict.rests_on, SOLVER))

    return says


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise Unusable(f"cannot make the folder {folder}: {_reason(problem)}") from None


def _write(place: Path, text: str) -> None:
    from memattr.formats.whole import whole

    with whole(str(place)) as stream:
        stream.write(text)


def _reason(problem: OSError) -> str:
    return (problem.strerror or str(problem)).lower()
