"""What the pose stage asks of a pose model: picture in, people out.

Another model is a module beside :mod:`.mediapipe` with a :class:`PoseModel` and its
:class:`Landmarker`, and its line in :mod:`.registry`; then ``config.pose.model`` may name it. The
network that estimates the pelvis was trained on MediaPipe's joints, so its errors hold for those:
with another model they have to be measured anew (``fo-buttwink bench accuracy``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol

import numpy as np
import numpy.typing as npt

from .._util.arrays import FloatArray
from ..config import PoseConfig
from ..domain.landmarks import NEIGHBORS, NUM_LANDMARKS
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


class WeightsFile(Protocol):
    """The file of a pose model, on this machine and checked."""

    @property
    def sha256(self) -> str:
        """Of its content; what was seen with other content is looked at again."""
        ...

    def describe(self) -> str:
        """One line for the user."""
        ...


class PoseModel(Protocol):
    """A pose model that can be chosen: what is known of it before it is loaded."""

    @property
    def name(self) -> str:
        """How ``config.pose.model`` names it."""
        ...

    @property
    def about(self) -> str:
        """What a form says of it, in a few words."""
        ...

    @property
    def packages(self) -> tuple[str, ...]:
        """Packages that it needs beyond those that this one depends on, as they are imported."""
        ...

    @property
    def joints(self) -> Mapping[int, int]:
        """Its own number of each landmark, by ours.

        At least all of :data:`~fo_buttwink.domain.landmarks.JOINTS`.
        """
        ...

    @property
    def visibility(self) -> str:
        """What its visibility says.

        The cut-offs in :class:`~fo_buttwink.config.GateConfig` are chosen for MediaPipe's, so it
        has to be brought to that scale: 0..1, unseen below a half.
        """
        ...

    def find(self) -> WeightsFile | None:
        """Its file, if it is on this machine; never by way of the network."""
        ...

    def resolve(self) -> WeightsFile:
        """Its file, fetched if need be.

        Raises
        ------
        ModelError
            If there is none; the message says what to do.
        """
        ...

    def open(
        self, config: PoseConfig, people: int = 1, *, video: bool = True, masks: bool = True
    ) -> Landmarker:
        """Load it.

        Parameters
        ----------
        config
            Settings of the pose stage.
        people
            How many people to look for.
        video
            Follow people from frame to frame (for one video, then discard the object), or look at
            each picture on its own.
        masks
            Whether person masks are wanted; they may cost time.

        Raises
        ------
        ImportError
            If a package is missing.
        ModelError
            If there is no file.
        """
        ...


def arranged(points: FloatArray, joints: Mapping[int, int]) -> FloatArray:
    """Landmarks in our order, from those of a model that has others.

    Parameters
    ----------
    points
        (K, 4) x, y, z and visibility, or (K, 3) without visibility, as the model numbers them.
    joints
        As :attr:`PoseModel.joints`.

    Returns
    -------
    (33, 4) or (33, 3)
        What the model does not have lies on the joint beside it, with visibility 0.

    Raises
    ------
    ValueError
        If `joints` lacks a joint that is measured from.
    """
    out = np.empty((NUM_LANDMARKS, points.shape[1]), dtype=points.dtype)
    for k in range(NUM_LANDMARKS):
        known = k if k in joints else NEIGHBORS.get(k, k)
        if known not in joints:
            raise ValueError(f"joints: expected a landmark of the model for number {k}, found none")
        out[k] = points[joints[known]]
        if k not in joints:
            out[k, 3:] = 0.0
    return out
