"""Open a video file and find its pictures, or say why that cannot be."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import av

from .files import VideoError

MAX_PIXELS = 8192 * 8192
"""*Convention*: 8K has half of that. A file of some kilobytes can claim a picture of gigabytes."""
_OPTIONS = {"protocol_whitelist": "file"}
"""A file that is in truth a playlist must not make FFmpeg ask other machines."""
_PLAYLISTS = frozenset(
    {"concat", "dash", "hls", "imf", "sdp", "rtsp", "image2", "webm_dash_manifest"}
)
"""Formats whose pictures lie in other files, which nobody has given to us."""
_STRETCH = 8.0
"""*Convention*: no camera stores pixels that are shown more than twice as wide as high."""


def open_video(path: Path) -> tuple[Any, Any]:
    """Open a file; give the container of PyAV and its first stream of moving pictures.

    Raises
    ------
    VideoError
        If it is no video, holds no pictures, or its pictures are larger than any camera's.
    """
    try:
        # Absolute, or FFmpeg takes "12:30.mp4" for an address of the protocol "12".
        container: Any = av.open(str(path.absolute()), options=dict(_OPTIONS))
    except (av.error.FFmpegError, OSError, ValueError) as error:
        raise VideoError(
            f"{path}: not a readable video ({reason(error)})",
            remedy="check that the file opens in a player, download it again or re-encode it",
        ) from error
    try:
        return container, _pick_stream(path, container)
    except BaseException:
        container.close()
        raise


def _pick_stream(path: Path, container: Any) -> Any:
    if _PLAYLISTS & set(container.format.name.split(",")):
        raise VideoError(
            f"{path}: is a list of other files ({container.format.name}), expected a video",
            remedy="give the videos themselves",
        )
    streams = [
        s
        for s in container.streams.video
        if not (getattr(s, "disposition", 0) & av.stream.Disposition.attached_pic)
    ]
    if not streams:
        raise VideoError(
            f"{path}: no video stream (the file holds "
            f"{', '.join(s.type for s in container.streams) or 'nothing'})",
            remedy="give a file with pictures",
        )
    stream = streams[0]
    context = stream.codec_context
    if context is None:
        raise VideoError(
            f"{path}: no decoder for its video codec", remedy="re-encode the file as H.264"
        )
    if _is_too_large(context):
        raise VideoError(
            f"{path}: says that its pictures are {context.width} x {context.height} pixels, "
            f"expected at most {MAX_PIXELS:,} pixels",
            remedy="download it again, or re-encode it at a smaller size",
        )
    # The pictures themselves may be larger than the container says.
    context.options = {"max_pixels": str(MAX_PIXELS)}
    stream.thread_type = "AUTO"
    return stream


def _is_too_large(context: Any) -> bool:
    return bool(context.width * context.height > MAX_PIXELS)


def pixel_stretch(stream: Any) -> float:
    """How many times wider than high a pixel is shown; 1 where the file says nothing sensible."""
    stretch = float(stream.sample_aspect_ratio or 1.0)
    return stretch if 1.0 / _STRETCH <= stretch <= _STRETCH else 1.0


def reason(error: BaseException) -> str:
    """Return the system's or FFmpeg's own word for an error."""
    return str(getattr(error, "strerror", None) or error)
