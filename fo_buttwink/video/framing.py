"""From a decoded frame to the RGB picture that is looked at: cut, shrunk, turned upright.

Colours are converted last, when hardly any pixels are left: the conversion of whole frames
costs several times as much as decoding them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import av
import cv2
import numpy as np
import numpy.typing as npt
from av.video.reformatter import VideoReformatter

from .tones import HDR, to_sdr

Region = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels of the displayed picture."""

Plane = npt.NDArray[np.uint8]
_PLANAR = ("yuv420p", "yuvj420p")
"""Layouts whose planes are shrunk one by one; what nearly all cameras and sites deliver."""


@dataclass(frozen=True)
class Picture:
    """RGB image (H, W, 3); its pixel ``p`` lies at ``origin_px + scale * p`` in the source."""

    image: npt.NDArray[np.uint8]
    scale: float
    origin_px: tuple[float, float]


class Framing:
    """Cuts a region out of frames, shrinks it and turns it upright.

    Parameters
    ----------
    width, height
        Size of the displayed (upright, square-pixelled) source.
    rotation_deg
        Counter-clockwise turn from the stored to the displayed picture: 0, 90, 180, 270.
    max_side_px
        Shrink so that the longer side is at most this; ``None`` keeps the size.
    region_px
        Part of the displayed picture; ``None`` takes all.
    mirrored
        Left and right are exchanged after the turn.
    transfer
        How brightness is stored; HDR is made ordinary video (:mod:`.tones`).
    """

    def __init__(
        self,
        width: int,
        height: int,
        rotation_deg: int,
        max_side_px: int | None = None,
        region_px: Region | None = None,
        *,
        mirrored: bool = False,
        transfer: str = "",
    ) -> None:
        self._mirrored = mirrored
        self._hdr = transfer if transfer in HDR else ""
        self._turns = rotation_deg // 90
        self._size = (width, height) if self._turns % 2 == 0 else (height, width)
        region = region_px or (0, 0, width, height)
        if mirrored:
            region = (width - region[2], region[1], width - region[0], region[3])
        self._region = _stored(region, self._turns, width, height)
        self._displayed = (width, height)
        left, top, right, bottom = self._region
        longer = max(right - left, bottom - top)
        self._shrink = min(1.0, max_side_px / longer) if max_side_px else 1.0
        self._whole = self._shrink == 1.0 and region_px is None
        self._reformatter = VideoReformatter()

    def __call__(self, raw: Any) -> Picture:
        """Picture of one decoded ``av.VideoFrame``."""
        planar = not self._whole and not self._hdr and raw.format.name in _PLANAR
        rgb, box = self._planar(raw) if planar else self._any(raw)
        return self._upright(rgb, box)

    def _planar(self, raw: Any) -> tuple[Plane, tuple[float, float, float, float]]:
        """Cut and shrink luma and chroma, then convert the little that is left."""
        wide, high = self._size[0] / raw.width, self._size[1] / raw.height
        left, top, right, bottom = self._region
        # Even borders, because each chroma value covers two by two pixels.
        x0, y0 = int(left / wide) // 2 * 2, int(top / high) // 2 * 2
        width = max(2, int((right - left) * self._shrink) // 2 * 2)
        height = max(2, int((bottom - top) * self._shrink) // 2 * 2)
        x1 = _even_end(x0, width / self._shrink / wide, raw.width)
        y1 = _even_end(y0, height / self._shrink / high, raw.height)
        small = np.empty((height * 3 // 2, width), np.uint8)
        chroma = small[height:].reshape(2, height // 2, width // 2)
        luma = _plane(raw, 0)[y0:y1, x0:x1]
        cv2.resize(_halved(luma, width), (width, height), dst=small[:height])
        for k in (0, 1):
            part = _plane(raw, k + 1)[y0 // 2 : y1 // 2, x0 // 2 : x1 // 2]
            cv2.resize(_halved(part, width // 2), (width // 2, height // 2), dst=chroma[k])
        frame = av.VideoFrame.from_ndarray(small, format="yuv420p")
        # FFmpeg, unlike OpenCV, knows the matrices of HD video and full range.
        frame.colorspace, frame.color_range = raw.colorspace, raw.color_range
        if raw.format.name == "yuvj420p":
            frame.color_range = 2
        rgb = (
            self._reformatter.reformat(frame, format="rgb24")
            .to_ndarray()
            .astype(np.uint8, copy=False)
        )
        return rgb, (x0 * wide, y0 * high, x1 * wide, y1 * high)

    def _any(self, raw: Any) -> tuple[Plane, tuple[float, float, float, float]]:
        """Convert and shrink the whole frame, whatever its layout, then cut."""
        width, height = (max(2, round(size * self._shrink)) for size in self._size)
        form = "rgb48le" if self._hdr else "rgb24"
        full = self._reformatter.reformat(raw, width=width, height=height, format=form)
        rgb = full.to_ndarray()
        left, top, right, bottom = (edge * self._shrink for edge in self._region)
        rows = slice(int(top), max(int(top) + 2, round(bottom)))
        columns = slice(int(left), max(int(left) + 2, round(right)))
        cut = rgb[rows, columns]
        if self._hdr:
            picture = to_sdr(cut.astype(np.uint16, copy=False), self._hdr)
        else:
            picture = cut.astype(np.uint8, copy=False)
        wide, high = self._size[0] / width, self._size[1] / height
        x0, y0 = columns.start * wide, rows.start * high
        return picture, (x0, y0, x0 + cut.shape[1] * wide, y0 + cut.shape[0] * high)

    def _upright(self, rgb: Plane, box: tuple[float, float, float, float]) -> Picture:
        left, top, right, bottom = box
        width, height = self._displayed
        origin = {
            0: (left, top),
            1: (top, height - right),
            2: (width - right, height - bottom),
            3: (width - bottom, left),
        }[self._turns]
        # One scale serves both directions: sizes are chosen so that they agree to 0.2 %.
        area = (right - left) * (bottom - top) / (rgb.shape[0] * rgb.shape[1])
        scale = float(np.sqrt(area))
        image = np.rot90(rgb, self._turns)
        if self._mirrored:
            wide = bottom - top if self._turns % 2 else right - left
            image, origin = image[:, ::-1], (width - origin[0] - wide, origin[1])
        # Decoders pad rows and cutting leaves gaps; MediaPipe reads the buffer as dense.
        return Picture(np.ascontiguousarray(image), scale, origin)


def _stored(region: Region, turns: int, width: int, height: int) -> Region:
    """Return a region of the displayed picture, in the coordinates before it is turned."""
    left, top, right, bottom = region
    return (
        (left, top, right, bottom),
        (height - bottom, left, height - top, right),
        (width - right, height - bottom, width - left, height - top),
        (top, width - right, bottom, width - left),
    )[turns]


def _even_end(start: int, length: float, limit: int) -> int:
    return max(start + 2, min(start + 2 * round(length / 2), limit // 2 * 2))


def _plane(raw: Any, index: int) -> Plane:
    plane = raw.planes[index]
    rows = np.frombuffer(plane, np.uint8).reshape(-1, plane.line_size)
    return rows[: plane.height, : plane.width]


def _halved(plane: Plane, width: int) -> Plane:
    """Average pixels two by two until linear interpolation would leave none out."""
    while plane.shape[1] >= 2 * width and min(plane.shape) >= 4:
        plane = cv2.resize(
            plane, (plane.shape[1] // 2, plane.shape[0] // 2), interpolation=cv2.INTER_AREA
        )
    return plane
