"""Clips whose pictures say their own number, for looking at which one a player shows."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

SIZE = (256, 96)
_MS = Fraction(1, 1000)
_SOUND_HZ = 48000


def picture(number: int) -> np.ndarray:
    """(96, 256, 3): eight bars, white where a digit of the number in base two is 1."""
    image = np.zeros((SIZE[1], SIZE[0], 3), np.uint8)
    for bit in range(8):
        if number >> bit & 1:
            image[:, bit * 32 : bit * 32 + 32] = 255
    return image


def number_of(image: np.ndarray) -> int:
    """Read the number of a picture; its width does not matter."""
    height, width = image.shape[:2]
    bars = [image[height // 2, round((bit + 0.5) * width / 8)].mean() for bit in range(8)]
    return sum((bar > 128) << bit for bit, bar in enumerate(bars))


def write_counted(
    path: Path,
    times_s: Sequence[float],
    *,
    sound_s: float | None = None,
    codec: str = "libx264",
    sound: str = "aac",
    options: dict[str, str] | None = None,
    pixel_format: str = "yuv420p",
) -> Path:
    """Write pictures with the numbers 1, 2, ... at these times of the file.

    Parameters
    ----------
    sound_s
        Time at which silence begins; ``None``: no sound.
    """
    with av.open(str(path), "w") as container:
        video: Any = container.add_stream(codec, rate=25)
        video.width, video.height = SIZE
        video.pix_fmt, video.codec_context.time_base = pixel_format, _MS
        video.options = options or ({"g": "12", "crf": "10"} if codec == "libx264" else {})
        voice: Any = None
        if sound_s is not None:
            voice = container.add_stream(sound, rate=_SOUND_HZ)
            voice.layout = "mono"
        packets: list[Any] = []
        for number, time_s in enumerate(times_s, start=1):
            frame = av.VideoFrame.from_ndarray(picture(number), format="rgb24")
            frame.pts, frame.time_base = round(1000 * time_s), _MS
            packets += video.encode(frame)
        packets += video.encode(None)
        if voice is not None and sound_s is not None:
            packets += _silence(voice, sound_s, times_s[-1])
        for packet in sorted(packets, key=lambda p: float(p.dts * p.time_base)):
            container.mux(packet)
    return path


def _silence(voice: Any, start_s: float, end_s: float) -> list[Any]:
    form, size = voice.codec_context.format.name, voice.codec_context.frame_size or 960
    kind = np.float32 if form.startswith("flt") else np.int16
    packets: list[Any] = []
    for first in range(0, int(_SOUND_HZ * (end_s - start_s)), size):
        part = av.AudioFrame.from_ndarray(np.zeros((1, size), kind), format=form, layout="mono")
        part.sample_rate = _SOUND_HZ
        part.pts, part.time_base = first + round(start_s * _SOUND_HZ), Fraction(1, _SOUND_HZ)
        packets += voice.encode(part)
    return [*packets, *voice.encode(None)]
