"""What the pose stage asks of a pose model: picture in, people out."""

from __future__ import annotations

from dataclasses import dataclass
from types import TracebackType
from typing import Protocol

import numpy as np
import numpy.typing as npt

from .._util.arrays import FloatArray
from ..domain.observations import ModelInfo


@dataclass(frozen=True)
class Person:
    """One person in one picture."""

    landmarks: FloatArray
    """(33, 4): x_px, y_px, z_px, visibility, in pixels of the picture."""
    world: FloatArray
    """(33, 3) metres."""
    mask: npt.NDArray[np.float32] | None
    """(H, W) share of person."""


class Landmarker(Protocol):
    """What the pose stage asks of a pose model."""

    info: ModelInfo

    def __enter__(self) -> Landmarker: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    def detect(self, image: npt.NDArray[np.uint8], time_s: float) -> list[Person]:
        """People in an RGB picture (H, W, 3); times must increase from call to call."""
        ...
