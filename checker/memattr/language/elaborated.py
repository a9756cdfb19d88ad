"""Loaded texts as a model: the way by which all other packages reach elaboration."""

from __future__ import annotations

from memattr.language.elaborate import elaborate
from memattr.language.elaborate.totality import is_said_of as is_said_of, problems_of as problems_of
from memattr.language.load import Loaded
from memattr.model.model import Model


def model_of(loaded: Loaded) -> Model:
    """The model. Raises SpecError with every problem of the texts."""
    return elaborate(loaded.units, loaded.digest)
