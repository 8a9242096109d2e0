"""MediaPipe as a pose model: the only place that infers with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any

import numpy as np
import numpy.typing as npt

from .._util import native_network
from .._util.arrays import FloatArray
from ..config import PoseConfig
from ..domain.landmarks import NUM_LANDMARKS
from ..domain.observations import ModelInfo
from .landmarker import Person
from .models import ModelFile, find_here, resolve_model


class MediaPipeLandmarker:
    """MediaPipe Tasks PoseLandmarker for one video.

    Parameters
    ----------
    config
        Model variant and confidences.
    people
        How many people to look for.
    video
        Follow people from frame to frame (for one video, then discard the object), or
        look at each picture on its own.
    masks
        Whether person masks are wanted; they cost time.

    Raises
    ------
    ImportError
        If mediapipe is missing or too old to have the Tasks API.
    """

    def __init__(
        self, config: PoseConfig, people: int = 1, *, video: bool = True, masks: bool = True
    ) -> None:
        try:
            import mediapipe as mp
            from mediapipe.tasks import python as tasks
            from mediapipe.tasks.python import vision
        except ImportError as error:
            raise ImportError(
                f"mediapipe with the Tasks API is needed for pose inference ({error}); "
                "install it with: pip install 'mediapipe>=1.2,<2'"
            ) from error
        model = resolve_model(config.model)
        native_network.keep_in()
        self.info = ModelInfo(
            name=model.name, sha256=model.sha256, source=model.source, mediapipe=mp.__version__
        )
        self._mp: Any = mp
        self._video = video
        self._last_ms = -1
        # The bytes, not the path: MediaPipe fails on paths with letters outside ASCII.
        options = vision.PoseLandmarkerOptions(
            base_options=tasks.BaseOptions(model_asset_buffer=model.path.read_bytes()),
            running_mode=vision.RunningMode.VIDEO if video else vision.RunningMode.IMAGE,
            num_poses=people,
            min_pose_detection_confidence=config.min_detection_confidence,
            min_pose_presence_confidence=config.min_presence_confidence,
            min_tracking_confidence=config.min_tracking_confidence,
            output_segmentation_masks=masks,
        )
        self._landmarker: Any = vision.PoseLandmarker.create_from_options(options)

    def __enter__(self) -> MediaPipeLandmarker:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._landmarker.close()

    def detect(self, image: npt.NDArray[np.uint8], time_s: float) -> list[Person]:
        """See :class:`Landmarker`."""
        picture = self._mp.Image(image_format=self._mp.ImageFormat.SRGB, data=image)
        if self._video:
            # Whole milliseconds that never repeat: MediaPipe refuses anything else.
            self._last_ms = max(round(time_s * 1000.0), self._last_ms + 1)
            result = self._landmarker.detect_for_video(picture, self._last_ms)
        else:
            result = self._landmarker.detect(picture)
        height, width = image.shape[:2]
        masks = result.segmentation_masks or [None] * len(result.pose_landmarks)
        return [
            Person(
                landmarks=_landmarks_px(points, width, height),
                world=np.array([(p.x, p.y, p.z) for p in world], dtype=np.float32),
                mask=None if mask is None else _mask(mask),
            )
            for points, world, mask in zip(
                result.pose_landmarks, result.pose_world_landmarks, masks, strict=True
            )
        ]


def _landmarks_px(points: Any, width: int, height: int) -> FloatArray:
    out = np.array([(p.x, p.y, p.z, p.visibility) for p in points], dtype=np.float32)
    # z is given on the scale of x.
    out[:, :3] *= np.array([width, height, width], dtype=np.float32)
    return out


class _Held(np.ndarray[Any, np.dtype[np.float32]]):
    """Pixels in MediaPipe's memory, which they keep alive.

    Its own views do not, and point to freed memory as soon as the result is gone. Copies would cost
    more than cutting an outline.
    """

    owner: Any

    def __array_finalize__(self, source: Any) -> None:
        self.owner = getattr(source, "owner", None)


def _mask(mask: Any) -> npt.NDArray[np.float32]:
    pixels = mask.numpy_view().view(_Held)
    pixels.owner = mask
    return pixels[..., 0] if pixels.ndim == 3 else pixels


@dataclass(frozen=True)
class MediaPipeModel:
    """A variant of MediaPipe's pose landmarker, see :class:`~.landmarker.PoseModel`."""

    name: str
    """``lite``, ``full`` or ``heavy``."""
    about: str

    @property
    def packages(self) -> tuple[str, ...]:
        """What it is imported from."""
        return ("mediapipe",)

    @property
    def joints(self) -> Mapping[int, int]:
        """Our numbers are MediaPipe's."""
        return {k: k for k in range(NUM_LANDMARKS)}

    @property
    def visibility(self) -> str:
        """What MediaPipe means by it."""
        return (
            "how likely the landmark is in the picture and not hidden, as the network states it; "
            "0 to 1, unseen below a half"
        )

    def find(self) -> ModelFile | None:
        """Its file, if it is on this machine."""
        return find_here(self.name)

    def resolve(self) -> ModelFile:
        """Its file, fetched or built if need be."""
        return resolve_model(self.name)

    def open(
        self, config: PoseConfig, people: int = 1, *, video: bool = True, masks: bool = True
    ) -> MediaPipeLandmarker:
        """Load it."""
        return MediaPipeLandmarker(config, people, video=video, masks=masks)


MODELS = (
    MediaPipeModel("lite", "Fastest, least accurate"),
    MediaPipeModel("full", "Recommended"),
    MediaPipeModel("heavy", "Slowest, most accurate"),
)
