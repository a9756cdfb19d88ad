"""Evidence beside the verdicts of `check`: exported claims, and a second solver's opinion."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from memattr.engines.verdict import Disagreement, Verdict
from memattr.model.model import Model
from memattr.place import Unusable

if TYPE_CHECKING:
    from memattr.machines.safety_decider import SafetyDecider
    from memattr.machines.safety_verdict import SafetyVerdict

SOLVER = "second solver"


class OutsideEvidence:
    """What is asked for beside verdicts: a folder for exported claims, a second solver."""

    def __init__(
        self, model: Model, folder: Path | None, second: bool, timeout_ms: int | None
    ) -> None:
        self._model, self._folder = model, folder
        self._says = _second_solver(timeout_ms) if second else None
        self._timeout_ms = timeout_ms
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

    def beside_runs(self, verdict: SafetyVerdict, decider: SafetyDecider) -> SafetyVerdict:
        """The same of a claim about runs: the second solver decides each text that is not one of
        Horn clauses."""
        if self._folder is None and self._says is None:
            return verdict
        from memattr.engines.smt.second_solver import answer, stem
        from memattr.machines.exported_runs import exported

        said = []
        for one in exported(decider, self._model, verdict):
            if self._folder is not None:
                part = f".{one.part}" if one.part else ""
                _write(self._folder / f"{stem(verdict.claim.name)}{part}.smt2", one.text)
            if self._says is not None and one.logic == "QF_BV":
                said.append(answer(one.text, self._timeout_ms))
                if said[-1] not in (one.expected, "unknown"):
                    reason = f"the second solver says {said[-1]} of {one.part or 'the runs'}"
                    return replace(verdict, word="ERROR", reason=reason, trace=None, rests_on=())
        if not said or "unknown" in said:
            return verdict
        return replace(verdict, rests_on=(*verdict.rests_on, SOLVER))


def _second_solver(timeout_ms: int | None) -> Callable[[Verdict, str], Verdict]:
    from memattr.engines.smt.second_solver import answer, contradicts, is_asked, is_installed

    if not is_installed():
        raise Unusable("the second solver is not installed", "pip install 'memattr[second-solver]'")

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
