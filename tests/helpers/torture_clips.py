"""Small clips in any codec and container, as far as this PyAV can write them."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import stick_figure
import toy_pose

FRAMES = 16
SMALL = (192, 256)


@dataclass(frozen=True)
class Item:
    """A file, and the class of trouble that it stands for."""

    kind: str
    path: Path


@lru_cache(maxsize=8)
def pictures(size: tuple[int, int] = SMALL, count: int = FRAMES) -> list[np.ndarray]:
    """Frames of a squat that the toy pose model sees."""
    if not count:
        return []
    depth = stick_figure.squat_depth(1, rest_s=0.5)
    chosen = depth[np.linspace(0, len(depth) - 1, count).astype(int)]
    return [cv2.resize(p, size, interpolation=cv2.INTER_AREA) for p in toy_pose.pictures(chosen)]


def write(
    path: Path,
    codec: str,
    *,
    size: tuple[int, int] = SMALL,
    count: int = FRAMES,
    rate: Fraction = Fraction(25),
    pixel_format: str | None = None,
    format: str | None = None,
    images: Sequence[np.ndarray] | None = None,
    stamps: list[int] | None = None,
    options: dict[str, str] | None = None,
    prepare: Callable[[Any], None] = lambda frame: None,
) -> Path:
    """Write a clip; raises whatever the encoder or the container says.

    ``images`` stand in place of those of the figure, and then say the size.
    """
    if images is not None:
        size = (images[0].shape[1], images[0].shape[0])
    offered = av.Codec(codec, "w").video_formats
    names = [f.name for f in offered or []]
    chosen = pixel_format or ("yuv420p" if not names or "yuv420p" in names else names[0])
    # As phones that stream, and browsers, write MP4.
    parts = {"movflags": "frag_keyframe+empty_moov"} if path.stem == "fragments" else {}
    with av.open(str(path), "w", format=format, options=parts) as out:
        stream = out.add_stream(codec, rate=rate, options={"strict": "-2", **(options or {})})
        stream.width, stream.height, stream.pix_fmt = *size, chosen
        with contextlib.suppress(AttributeError, ValueError):
            stream.codec_context.gop_size = 8
        shown = pictures(size, count) if images is None else images
        if not len(shown):  # the header is written with the first frame
            out.start_encoding()
        for k, image in enumerate(shown):
            frame = av.VideoFrame.from_ndarray(image, format="rgb24").reformat(format=chosen)
            frame.pts = k if stamps is None else stamps[k]
            frame.time_base = 1 / rate
            prepare(frame)
            out.mux(stream.encode(frame))
        out.mux(stream.encode())
    return path


def made(item: str, make: Callable[[], Path]) -> Iterator[Item]:
    """Yield the file, or nothing where this build cannot write it."""
    path = None
    with contextlib.suppress(Exception):
        path = make()
    if path is not None and path.is_file() and path.stat().st_size:
        yield Item(item, path)


def basis(folder: Path) -> list[Path]:
    """Good small clips in containers of every family, to be damaged."""
    wanted = (
        ("a.mp4", "libx264"), ("fragments.mp4", "libx264"), ("b.mov", "mpeg4"),
        ("c.mkv", "libx264"), ("d.webm", "libvpx"), ("e.avi", "mjpeg"), ("f.ts", "mpeg2video"),
        ("g.mpg", "mpeg1video"), ("h.flv", "flv"), ("i.gif", "gif"), ("j.wmv", "wmv2"),
        ("k.mp4", "libx265"), ("l.mkv", "ffv1"), ("m.3gp", "h263"),
    )  # fmt: skip
    found: list[Path] = []
    for name, codec in wanted:
        size = (176, 144) if codec == "h263" else SMALL
        for item in made("basis", lambda n=name, c=codec, s=size: write(folder / n, c, size=s)):
            found.append(item.path)
    return found
