"""Copies of videos that every browser plays: H.264, 8 bits, with the same frames and times.

They are upright, with square pixels, and HDR has become ordinary brightness, so they look as the
video does. Sound is left out.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

from ..domain.observations import VideoInfo
from .reader import VideoReader

TIME_BASE = Fraction(1, 90000)
_KEY_EVERY = 30
"""*Convention*: players reach any frame after decoding so few."""
_BT709 = 1


def write_proxy(source: str | Path, target: str | Path, *, crf: int = 20) -> VideoInfo:
    """Write a copy of a video, whole or not at all.

    Every frame is shown by players at the time at which they show it in the original, also where
    frames do not follow each other evenly or begin later than the sound.

    Parameters
    ----------
    crf
        Quality of H.264: 18 looks like the original, higher is smaller and worse.

    Returns
    -------
    VideoInfo
        Of the original, with the number of frames.

    Raises
    ------
    VideoError
        If the original cannot be read.
    OSError
        If the copy cannot be written.
    """
    target = Path(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.part")
    try:
        with VideoReader(source) as reader:
            # FFmpeg would take part of the name for a protocol, or the suffix for a format.
            with part.open("wb") as file:
                _copy(reader, file, crf)
            info = reader.info
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return info


def _copy(reader: VideoReader, file: Any, crf: int) -> None:
    stream: Any = None
    # With an index at the end only; the file is made anew for nobody who streams it.
    container = av.open(file, "w", format="mp4")
    for frame in reader:
        image = _even(frame.image)
        if stream is None:
            rate = Fraction(reader.info.fps).limit_denominator(1001)
            stream = container.add_stream("libx264", rate=rate)
            stream.width, stream.height = image.shape[1], image.shape[0]
            stream.pix_fmt = "yuv420p"
            context = stream.codec_context
            context.time_base = TIME_BASE
            context.gop_size = _KEY_EVERY
            context.colorspace = context.color_primaries = context.color_trc = _BT709
            context.color_range = 1  # limited
            # No B-frames: Chromium finds the wrong one of uneven frames where there are some.
            stream.options = {"crf": str(crf), "preset": "veryfast", "bf": "0"}
        picture = av.VideoFrame.from_ndarray(image, format="rgb24").reformat(
            format="yuv420p", dst_colorspace=_BT709, dst_color_range=1
        )
        picture.pts = round((frame.time_s + reader.info.start_s) / TIME_BASE)
        picture.time_base = TIME_BASE
        container.mux(stream.encode(picture))
    if stream is not None:
        container.mux(stream.encode(None))
    container.close()


def _even(image: Any) -> Any:
    """Repeat the last row or column of a picture of odd size, which H.264's 4:2:0 cannot have."""
    height, width = image.shape[:2]
    if height % 2 == 0 and width % 2 == 0:
        return np.ascontiguousarray(image)
    return np.pad(image, ((0, height % 2), (0, width % 2), (0, 0)), mode="edge")
