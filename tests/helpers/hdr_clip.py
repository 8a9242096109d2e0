"""HDR made from ordinary pictures, by the inverse of what the standards say."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

_TO_BT2020 = np.array(
    [[0.6274, 0.3293, 0.0433], [0.0691, 0.9195, 0.0114], [0.0164, 0.0880, 0.8956]]
)
"""ITU-R BT.2087, from BT.709."""
_LUMA = np.array([0.2627, 0.6780, 0.0593])
WHITE_NITS = 203.0


def stored(image: np.ndarray, transfer: str) -> np.ndarray:
    """(H, W, 3) uint16: an 8-bit picture as PQ or HLG stores it, white at 203 nits."""
    light = (image.astype(float) / 255.0) ** 2.4 @ _TO_BT2020.T
    if transfer == "smpte2084":  # ITU-R BT.2100, table 4, inverse EOTF
        m1, m2 = 2610 / 16384, 2523 / 32
        c1, c2, c3 = 3424 / 4096, 2413 / 128, 2392 / 128
        y = (light * WHITE_NITS / 10000.0) ** m1
        e = ((c1 + c2 * y) / (1 + c3 * y)) ** m2
    else:  # table 5, for a display of 1000 nits
        shown = np.maximum(light @ _LUMA, 1e-9)[..., None] * WHITE_NITS / 1000.0
        scene = light * WHITE_NITS / 1000.0 * shown ** (1 / 1.2 - 1.0)
        a, b, c = 0.17883277, 0.28466892, 0.55991073
        e = np.where(
            scene <= 1 / 12,
            np.sqrt(3 * np.maximum(scene, 0.0)),
            a * np.log(np.maximum(12 * scene - b, 1e-9)) + c,
        )
    return np.rint(65535 * np.clip(e, 0.0, 1.0)).astype(np.uint16)


_BT709 = (0.2126, 0.0722)
_BT2020 = (0.2627, 0.0593)
"""Shares of red and blue in luma (ITU-R BT.709, BT.2020)."""


def _as_frame(rgb: np.ndarray, red: float, blue: float) -> av.VideoFrame:
    """Make Y'CbCr of 10 bits and limited range: versions of PyAV convert in different ways."""
    luma = rgb @ np.array([red, 1.0 - red - blue, blue])
    differences = [
        (rgb[..., 2] - luma) / (2.0 * (1.0 - blue)), (rgb[..., 0] - luma) / (2.0 * (1.0 - red)),
    ]  # fmt: skip
    height, width = luma.shape
    planes = [np.rint(4.0 * (16.0 + 219.0 * luma))]
    for chroma in differences:
        small = chroma.reshape(height // 2, 2, width // 2, 2).mean(axis=(1, 3))
        planes.append(np.rint(4.0 * (128.0 + 224.0 * small)))
    frame = av.VideoFrame(width, height, "yuv420p10le")
    for plane, numbers in zip(frame.planes, planes, strict=True):
        rows = np.zeros((plane.height, plane.line_size // 2), "<u2")
        rows[:, : plane.width] = numbers
        plane.update(rows.tobytes())
    return frame


def write_hdr(
    path: Path, images: Sequence[np.ndarray], transfer: str, *, codec: str = "libx264"
) -> Path:
    """Write pictures as HDR video of 10 bits, 25 per second."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=Fraction(25))
        stream.height, stream.width = images[0].shape[:2]
        stream.pix_fmt = "yuv420p10le"
        context = stream.codec_context
        hdr = transfer != "bt709"
        context.color_primaries = context.colorspace = 9 if hdr else 1
        context.color_trc = {"bt709": 1, "smpte2084": 16, "arib-std-b67": 18}[transfer]
        context.color_range = 1
        stream.options = {"crf": "8", "preset": "ultrafast"}
        if codec == "libx265":
            stream.options |= {"x265-params": "log-level=none"}
        for image in images:
            values = stored(image, transfer) if hdr else image.astype(np.uint16) * 257
            frame = _as_frame(values / 65535.0, *(_BT2020 if hdr else _BT709))
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path
