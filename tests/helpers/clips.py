"""Small video files made on the spot."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

RED, GREEN, BLUE, WHITE = (220, 30, 30), (30, 200, 30), (30, 30, 220), (230, 230, 230)

_TURNS = {
    0: (1, 0, 0, 1),
    90: (0, 1, -1, 0),
    180: (-1, 0, 0, -1),
    270: (0, -1, 1, 0),
    "mirrored": (-1, 0, 0, 1),
    "upside down": (1, 0, 0, -1),
    "over the main diagonal": (0, 1, 1, 0),
    "over the other diagonal": (0, -1, -1, 0),
}
"""Clockwise turn that a player makes, or line over which it mirrors: a, b, c, d of
x' = a x + c y, y' = b x + d y (y down; ISO 14496-12, 6.2.2)."""
SHOWN = {
    0: "rgbw",
    90: "brwg",
    180: "wbgr",
    270: "gwrb",
    "mirrored": "grwb",
    "upside down": "bwrg",
    "over the main diagonal": "rbgw",
    "over the other diagonal": "wgbr",
}
"""Corners of the displayed picture of :func:`corners`, as Chromium 14x shows each."""


def corners(width: int, height: int) -> np.ndarray:
    """Picture whose corners are red, green (top), blue, white (bottom)."""
    image = np.empty((height, width, 3), np.uint8)
    half_h, half_w = height // 2, width // 2
    image[:half_h, :half_w], image[:half_h, half_w:] = RED, GREEN
    image[half_h:, :half_w], image[half_h:, half_w:] = BLUE, WHITE
    return image


def corner_names(image: np.ndarray) -> str:
    """First letters of the corner colours: top left, top right, bottom left, bottom right."""
    colours = {"r": RED, "g": GREEN, "b": BLUE, "w": WHITE}
    quarter = (image.shape[0] // 4, image.shape[1] // 4)
    names = ""
    for row in (quarter[0], -quarter[0] - 1):
        for column in (quarter[1], -quarter[1] - 1):
            pixel = image[row, column].astype(int)
            names += min(colours, key=lambda k: np.abs(pixel - colours[k]).sum())
    return names


def write_clip(
    path: Path,
    images: Sequence[np.ndarray] | int = 12,
    *,
    size: tuple[int, int] = (64, 48),
    fps: float = 25,
    times_ms: Sequence[int] | None = None,
    codec: str = "libx264",
    format: str | None = None,
    pixel_aspect: Fraction | None = None,
    key_every: int = 25,
    container_options: dict[str, str] | None = None,
) -> Path:
    """Write a clip of ``images``, or of that many pictures with coloured corners."""
    if isinstance(images, int):
        images = [corners(*size)] * images
    height, width = images[0].shape[:2]
    options = dict(container_options or {})
    with av.open(str(path), "w", format=format, container_options=options) as container:
        stream = container.add_stream(codec, rate=Fraction(fps).limit_denominator(1001))
        stream.width, stream.height = width, height
        stream.pix_fmt = "yuv444p" if width % 2 or height % 2 else "yuv420p"
        stream.pix_fmt = {"mjpeg": "yuvj420p", "gif": "rgb8"}.get(codec, stream.pix_fmt)
        stream.codec_context.gop_size = key_every
        if pixel_aspect is not None:
            stream.codec_context.sample_aspect_ratio = pixel_aspect
        if times_ms is not None:
            stream.codec_context.time_base = Fraction(1, 1000)
        for k, image in enumerate(images):
            frame = av.VideoFrame.from_ndarray(image, format="rgb24")
            if times_ms is not None:
                frame.pts, frame.time_base = times_ms[k], Fraction(1, 1000)
            for packet in stream.encode(frame):
                container.mux(packet)
        for packet in stream.encode():
            container.mux(packet)
    return path


def write_sound(path: Path) -> Path:
    """Write a file with sound and no picture."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("aac", rate=44100)
        frame = av.AudioFrame.from_ndarray(
            np.zeros((1, 4096), np.float32), format="fltp", layout="mono"
        )
        frame.sample_rate = 44100
        for packet in [*stream.encode(frame), *stream.encode()]:
            container.mux(packet)
    return path


def turn(path: Path, way: int | str) -> Path:
    """Set the display matrix in the track header of an mp4, as a phone does."""
    data = bytearray(path.read_bytes())
    start = data.index(b"tkhd") + 4
    # Version 0: 40 bytes of times, ids and flags come before the matrix.
    assert data[start] == 0
    a, b, c, d = _TURNS[way]
    one = 1 << 16
    matrix = struct.pack(">9i", a * one, b * one, 0, c * one, d * one, 0, 0, 0, 1 << 30)
    data[start + 40 : start + 76] = matrix
    path.write_bytes(data)
    return path


def shorten(source: Path, target: Path, frames: int) -> Path:
    """Write the first frames of a clip anew."""
    with av.open(str(source)) as container:
        stream = container.streams.video[0]
        decoded = container.decode(stream)
        images = [next(decoded).to_ndarray(format="rgb24") for _ in range(frames)]
        fps = float(stream.average_rate)
    size = (images[0].shape[1], images[0].shape[0])
    return write_clip(target, images, size=size, fps=fps)
