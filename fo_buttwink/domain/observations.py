"""What the pose stage saw in one video: the input of everything that follows."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from .._util.arrays import FloatArray
from .landmarks import LEFT_HIP


@dataclass(frozen=True)
class VideoInfo:
    """Facts about a video file, after rotation metadata has been applied."""

    path: str
    width: int
    height: int
    fps: float
    """Average frame rate, 1/s."""
    total_frames: int
    """Frames that could be decoded."""
    duration_s: float
    rotation_deg: int = 0
    """Counter-clockwise turn from the stored to the displayed picture."""
    mirrored: bool = False
    """Whether the displayed picture is mirrored left to right after that turn, as front cameras
    have it."""
    variable_frame_rate: bool = False
    codec: str = ""
    start_s: float = 0.0
    """Time at which players show the first frame: later than 0 where the sound begins first."""
    pixel_format: str = ""
    """How the pixels are stored, such as yuv420p or yuv420p10le; empty if nobody asked."""
    transfer: str = ""
    """How brightness is stored, such as bt709 or, of HDR, smpte2084 (PQ) or arib-std-b67 (HLG)."""


@dataclass(frozen=True)
class ModelInfo:
    """Which pose model made the observations."""

    name: str
    """As in :attr:`~fo_buttwink.config.PoseConfig.model`."""
    sha256: str
    """Of what it has learned: tells apart what must not be mixed."""
    source: str
    """Where its file comes from; of MediaPipe's ``official``, ``package-index`` or ``file``."""
    mediapipe: str
    """Version of the mediapipe package; of another model, the name and version of its own."""


@dataclass(frozen=True)
class Pictures:
    """Small color pictures round the hips, one of each frame that was looked at, as JPEG files.

    ``T`` frames. A picture is a square of ``place_px[:, 2]`` source pixels.
    """

    data: npt.NDArray[np.uint8]
    """(N,) the files, one after the other."""
    end: npt.NDArray[np.int64]
    """(T,) where each frame's file ends; it begins where the one before ends, empty if none."""
    place_px: FloatArray
    """(T, 3): x, y of the middle and length of the side in source pixels, NaN where none."""

    def file(self, frame: int) -> npt.NDArray[np.uint8]:
        """JPEG file of one frame (0-based), empty where there is none."""
        return self.data[self._start(frame) : self.end[frame]]

    def part(self, first: int, stop: int) -> Pictures:
        """Return those of frames ``first`` to ``stop`` (0-based, exclusive)."""
        before = self._start(first)
        end = self.end[first:stop]
        after = int(end[-1]) if len(end) else before
        return Pictures(self.data[before:after], end - before, self.place_px[first:stop])

    def _start(self, frame: int) -> int:
        return int(self.end[frame - 1]) if frame else 0


@dataclass(frozen=True)
class PoseObservations:
    """Landmarks and outline of one lifter, frame by frame.

    ``T`` frames, ``S`` pixels of outline crop. Pixels are those of the displayed
    (rotated) source video, x right, y down. Frames without the lifter hold NaN, and an
    outline of zeros.
    """

    video: VideoInfo
    model: ModelInfo
    time_s: FloatArray
    """(T,) presentation time, strictly increasing."""
    landmarks: FloatArray
    """(T, 33, 4): x_px, y_px, z_px (relative to the hips), visibility 0..1."""
    world: FloatArray
    """(T, 33, 3): metres, origin between the hips, MediaPipe axes."""
    outline: npt.NDArray[np.uint8]
    """(T, S, S): share of person in each cell, 0..255."""
    outline_center_px: FloatArray
    """(T, 2): source pixel at the middle of the crop (between the hips)."""
    outline_side_px: FloatArray
    """(T,): side of the crop in source pixels."""
    plate_px: FloatArray
    """(T, 2): centre of the barbell's near plate, NaN where none is seen."""
    inferred: npt.NDArray[np.bool_]
    """(T,) frames that the pose model looked at; those between are interpolated."""
    people: int
    """Most people seen at once in the frames that were searched for the lifter."""
    pictures: Pictures | None = None
    """What the outline is the outline of: the waist in color; ``None`` if it was not kept."""
    warnings: tuple[str, ...] = ()
    """What went wrong while reading and was survived."""
    from_keypoints: bool = False
    """Made of keypoints that another pose model found: there is no outline, and ``world`` is an
    estimate."""
    spine_px: FloatArray | None = None
    """(T, 7, 2): points on the spine as :data:`~fo_buttwink.domain.keypoint_layouts.SPINE` names
    them, NaN where missing; ``None`` without such points."""

    @property
    def present(self) -> npt.NDArray[np.bool_]:
        """(T,) frames in which the lifter was found."""
        return np.isfinite(self.landmarks[:, LEFT_HIP, 0])

    def part(self, first: int, stop: int) -> PoseObservations:
        """Return frames ``first`` to ``stop`` (0-based, exclusive) of the same video."""
        inside = slice(first, stop)
        arrays = {name: getattr(self, name)[inside] for name in _PER_FRAME}
        pictures = None if self.pictures is None else self.pictures.part(first, stop)
        spine = None if self.spine_px is None else self.spine_px[inside]
        return replace(self, pictures=pictures, spine_px=spine, **arrays)


_PER_FRAME = (
    "time_s", "landmarks", "world", "outline", "outline_center_px", "outline_side_px", "plate_px",
    "inferred",
)  # fmt: skip
