"""The pose models that can be chosen, by the name that ``config.pose.model`` gives them."""

from __future__ import annotations

from . import mediapipe
from .landmarker import PoseModel

MODELS: dict[str, PoseModel] = {model.name: model for model in mediapipe.MODELS}
"""A new one is a module beside :mod:`.mediapipe` and its line here. Worker processes import this
anew, so that what is added while a program runs is known in its own process only."""


def pose_model(name: str) -> PoseModel:
    """Return the model of a name.

    Raises
    ------
    ValueError
        If there is none.
    """
    if name not in MODELS:
        raise ValueError(f"pose model {name!r} does not exist, expected one of {tuple(MODELS)}")
    return MODELS[name]
