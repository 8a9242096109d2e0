"""Faces blurred in the pictures and clips that leave, by the stored landmarks."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from ..._util.arrays import FloatArray
from ..._util.words import many
from ...errors import ExportError
from ...video.blur import Image, blur_all, blur_circle, head_circles
from ..table.rows import VideoData
from ._media import picture_size

COVERED_S = 0.5
"""*Convention*: a face moves little in so long a gap without landmarks; the blur then covers the
places before and after it."""


@dataclass
class Faces:
    """Blurs the faces of one video after the other, and counts what it could not place."""

    remedy: str
    """What to do if a video has no landmarks."""
    blurred: int = 0
    """Pictures in which the face was blurred."""
    whole: int = 0
    """Pictures that were blurred as a whole."""
    _circles: FloatArray = field(default_factory=lambda: np.empty((0, 3)), repr=False)

    def look_at(self, video: VideoData) -> None:
        """Take up the landmarks of a video.

        Raises
        ------
        ExportError
            If it has none: its faces cannot be found.
        """
        if video.landmarks is None:
            raise ExportError(
                f"{video.record.path}: has no landmarks, so the face cannot be found to be blurred",
                remedy=f"{self.remedy}, or leave the video out",
            )
        points = np.array(video.landmarks, dtype=float)
        points[:, :, :2] *= picture_size(video.record)
        gap = max(1, round(COVERED_S * (video.record.fps or 30.0)))
        self._circles = head_circles(points, max_gap=gap)

    def hide(self, image: Image, frame: int) -> Image:
        """Return the picture with its face blurred; all of it where the face may be anywhere.

        Parameters
        ----------
        image : (H, W, 3) uint8
            Picture.
        frame
            Its number in the video, from 1.
        """
        circle = self._circles[frame - 1] if frame <= len(self._circles) else None
        if circle is None or not np.isfinite(circle).all():
            self.whole += 1
            return blur_all(image)
        self.blurred += 1
        return blur_circle(image, *(float(v) for v in circle))

    def notes(self) -> list[str]:
        """Say what was blurred, and what was not, as sentences."""
        out = [
            f"The lifter's face is blurred in {many(self.blurred, 'picture')}. Faces of other "
            "people are not blurred."
        ]
        if self.whole:
            out.append(
                f"The place of the face is not known in {many(self.whole, 'picture')}: "
                f"{'it is' if self.whole == 1 else 'they are'} blurred as a whole."
            )
        return out
