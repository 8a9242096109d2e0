"""Read video files: rotation applied, presentation times kept, frames shrunk on the way."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Any

import av
import numpy as np
import numpy.typing as npt

from .._util.prefetch import prefetch
from .._util.words import many
from ..domain.observations import VideoInfo
from .container import open_video, pixel_stretch, reason
from .files import VideoError, check_file
from .framing import Framing, Region
from .orientation import Orientation, orientation_of
from .tones import transfer_of

_AHEAD = 16
"""Frames that are decoded while the one before them is looked at."""
_RUN_UPS_S = (0.0, 2.0, 10.0)
"""So long before a wanted frame seeks are tried before the file is read from its start."""
_TIME_ROUNDED_S = 0.001
"""A stored time may be so far off the time of the frame."""
_STAMPS_SHIFT = frozenset({"mpeg"})
"""Containers (MPEG program streams) whose stamps are a frame off after a seek."""
_RATE_PACKETS = 120
"""Packets at the beginning from which a high frame rate is verified."""
_RATE_TOLERANCE = 0.01
"""49.95 frames per second are meant to be 50."""


@dataclass(frozen=True)
class Frame:
    """One decoded frame: 0-based index, presentation time and RGB image (H, W, 3).

    A pixel ``p`` of ``image`` lies at ``origin_px + scale * p`` in the displayed source.
    """

    index: int
    time_s: float
    image: npt.NDArray[np.uint8]
    scale: float = 1.0
    origin_px: tuple[float, float] = (0.0, 0.0)


class VideoReader:
    """Decode the first video stream of a file, frame by frame.

    Parameters
    ----------
    path
        File to read.
    max_side_px
        Shrink frames so that their longer side is at most this; ``None`` keeps the size.
    region_px
        Part of the displayed picture to deliver: left, top, right, bottom.
    enough_fps
        Skip frames of faster videos, evenly, as long as at least this rate is left;
        ``None``: all frames.

    Attributes
    ----------
    every : int
        Stride: 2 delivers every second frame, 1 every one.
    times_s : list of float
        Of all frames, once the last one has been read.
    info : VideoInfo
        Size as displayed, in source pixels. Until the last frame has been read,
        ``total_frames`` is what the container claims (0 if it claims nothing).
    warnings : list of str
        What went wrong while decoding and was survived (a truncated end, say).

    Raises
    ------
    VideoError
        If the file is missing, unreadable, no video, or holds no decodable frame.
    """

    def __init__(
        self,
        path: str | Path,
        max_side_px: int | None = None,
        region_px: Region | None = None,
        enough_fps: float | None = None,
    ) -> None:
        self.times_s: list[float] = []
        self.path = Path(path)
        self.max_side_px = max_side_px
        self.region_px = region_px
        self.warnings: list[str] = []
        check_file(self.path)
        self._open()
        try:
            # Some containers count from the start of a recording, not of the clip.
            self._start_s = float((self._stream.start_time or 0) * (self._stream.time_base or 0))
            self._orientation = self._find_orientation()
            self.info = self._probe()
            self.every = self._thinning(enough_fps) if enough_fps else 1
            self._framing = Framing(
                self.info.width,
                self.info.height,
                self.info.rotation_deg,
                max_side_px,
                region_px,
                mirrored=self.info.mirrored,
                transfer=self.info.transfer,
            )
        except BaseException:
            self._container.close()
            raise

    def _open(self) -> None:
        self._container, self._stream = open_video(self.path)

    def __enter__(self) -> VideoReader:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Release the file."""
        self._container.close()

    def __iter__(self) -> Iterator[Frame]:
        """Yield the frames in presentation order, times strictly increasing."""
        return prefetch(self._frames(), _AHEAD)

    def _frames(self) -> Iterator[Frame]:
        # Opened anew: seeking back to the start loses frames in MPEG streams.
        self.close()
        self._open()
        times: list[float] = []
        for raw in self._decode():
            time_s = self._time(raw, len(times))
            if times and time_s <= times[-1]:
                time_s = times[-1] + 0.5 / self.info.fps
            times.append(time_s)
            if (len(times) - 1) % self.every == 0:
                yield self._frame(raw, len(times) - 1, time_s)
        self.times_s = times
        self._finish(times)

    def scout(self, count: int, reach: int = 60) -> Iterator[Frame]:
        """Yield up to ``count`` frames spread over the clip, without decoding all of it.

        From every key frame that is needed, at most ``reach`` frames are decoded, each once.
        """
        duration = self.info.duration_s
        return self.at([duration * (k + 0.5) / count for k in range(count)], reach)

    def at(self, wanted: list[float], reach: int) -> Iterator[Frame]:
        """Yield the frames shown at these ascending times, as far as they are reached.

        From every key frame that is needed, at most ``reach`` frames are decoded, each once.
        """
        entry = dict(zip(wanted, self._entries(wanted), strict=True))
        seen: set[float] = set()
        for _, group in itertools.groupby(wanted, entry.get):
            for raw in self._toward(list(group), reach):
                time_s = self._time(raw, 0)
                if time_s not in seen:
                    seen.add(time_s)
                    yield self._frame(raw, -1, time_s)

    def _toward(self, wanted: list[float], reach: int) -> Iterator[Any]:
        """Frames shown at times that hang on one key frame; the last that is reached if not all."""
        self._seek_to(wanted[0])
        raw = None
        for steps, raw in enumerate(self._decode()):
            due = self._time(raw, steps) >= wanted[0]
            if due or steps >= reach:
                yield raw
                time_s = self._time(raw, steps)
                wanted = [w for w in wanted if w > time_s]
                if not wanted or steps >= reach:
                    return
        if raw is not None:
            yield raw

    def _entries(self, wanted: list[float]) -> list[Any]:
        """Time stamp of the packet from which each time is reached, by looking where seeks lead.

        Not predicted from the list of key frames: containers differ in which stamps they go by.
        """
        entries = []
        for time_s in wanted:
            self._seek_to(time_s)
            packet = None
            with contextlib.suppress(av.error.FFmpegError):
                packet = next(self._container.demux(self._stream), None)
            entries.append(None if packet is None else (packet.dts, packet.pts))
        # Opened anew: a container that cannot seek has lost these packets.
        self.close()
        self._open()
        return entries

    def frame_at(self, time_s: float) -> Frame | None:
        """Read the frame shown at a time: the last one that begins by then.

        Where a seek leads past that time, as in streams without an index, a longer run-up is
        taken, at last from the start of the file. The first frame before the video begins, the
        last one after it ends, ``None`` if there is none. The index is -1: it is not counted.

        Stored times are rounded, and some follow from the rate. So a frame that begins less than a
        quarter of its distance from the one before it too late is taken as well.
        """
        seekable = self._container.format.name not in _STAMPS_SHIFT
        for run_up_s in _RUN_UPS_S:
            if not seekable or time_s - run_up_s <= 0.0:
                break
            self._seek_to(time_s - run_up_s)
            shown, later = self._shown_at(time_s)
            if shown is not None:
                return self._frame(shown, -1, self._time(shown, 0))
        self.close()
        self._open()
        shown, later = self._shown_at(time_s)
        shown = shown or later
        return None if shown is None else self._frame(shown, -1, self._time(shown, 0))

    def _shown_at(self, time_s: float) -> tuple[Any, Any]:
        """Return the last frame from here that begins by a time, and the first after it if read."""
        shown, began = None, 0.0
        # The mean rate alone says little: where a video pauses, it is far too low.
        close = 0.25 / self.info.fps
        rounded = min(close, _TIME_ROUNDED_S)
        for steps, raw in enumerate(self._decode()):
            at = self._time(raw, steps)
            late = rounded if shown is None else min(close, max(0.25 * (at - began), 0.0))
            if at > time_s + late:
                return shown, raw
            shown, began = raw, at
            if at >= time_s - rounded:
                break
        return shown, None

    def _find_orientation(self) -> Orientation:
        first = next(iter(self._decode()), None)
        if first is None:
            raise VideoError(
                f"{self.path}: no frame could be decoded; the file is empty or damaged, "
                "export or download it again"
            )
        return orientation_of(first)

    def _probe(self) -> VideoInfo:
        context = self._stream.codec_context
        # Pixels need not be square: players stretch the width, so angles need it too.
        width = max(1, round(int(context.width) * pixel_stretch(self._stream)))
        height = int(context.height)
        if self._orientation.turns % 2:
            width, height = height, width
        fps = float(self._stream.average_rate or self._stream.guessed_rate or 0.0)
        duration = 0.0
        if self._stream.duration and self._stream.time_base:
            duration = float(self._stream.duration * self._stream.time_base)
        elif self._container.duration:
            duration = float(self._container.duration) / av.time_base
        if duration <= 0:
            duration = self._last_packet_s()
        frames = int(self._stream.frames or 0)
        if fps <= 0:
            fps = frames / duration if frames and duration else 30.0
        # Trimmed without encoding anew, a file still holds frames that are never shown.
        shown = round(duration * fps)
        frames = min(frames, shown) if frames and shown else frames or shown
        return VideoInfo(
            path=str(self.path),
            width=width,
            height=height,
            fps=fps,
            total_frames=frames,
            duration_s=duration,
            rotation_deg=self._orientation.rotation_deg,
            mirrored=self._orientation.mirrored,
            codec=str(context.name),
            start_s=round(max(0.0, self._start_s), 6),
            pixel_format=str(context.pix_fmt or ""),
            transfer=transfer_of(self._stream),
        )

    def _thinning(self, enough_fps: float) -> int:
        """Return the stride that still leaves ``enough_fps`` frames per second."""
        if self.info.fps < 2.0 * enough_fps * (1.0 - _RATE_TOLERANCE):
            return 1
        # What a container claims may be the resolution of its stamps: 1,000 per second.
        stamps = []
        with contextlib.suppress(av.error.FFmpegError):
            for packet in itertools.islice(self._container.demux(self._stream), _RATE_PACKETS):
                if packet.pts is not None:
                    stamps.append(float(packet.pts * packet.time_base))
        steps = np.diff(np.unique(stamps))
        if len(steps) == 0:
            return 1
        usual = np.abs(steps / np.median(steps) - 1.0) < 0.5
        if not usual.any():
            return 1
        fps = 1.0 / float(steps[usual].mean())
        return max(1, int(min(fps, self.info.fps) / enough_fps + 2.0 * _RATE_TOLERANCE))

    def _last_packet_s(self) -> float:
        """Find the duration of a file that does not state it, as browsers record them."""
        last = 0.0
        with contextlib.suppress(av.error.FFmpegError):
            for packet in self._container.demux(self._stream):
                if packet.pts is not None:
                    last = max(last, float(packet.pts * packet.time_base) - self._start_s)
        return last

    def _seek_to(self, time_s: float) -> None:
        # Some containers cannot seek (raw streams): then reading goes on from where it is.
        with contextlib.suppress(av.error.FFmpegError, OSError):
            start = self._stream.start_time or 0
            offset = start + int(time_s / self._stream.time_base)
            self._container.seek(offset, stream=self._stream, backward=True)

    def _decode(self) -> Iterator[Any]:
        # Frames round a damaged packet stay valid: a clip with a hole is still a clip.
        packets = self._container.demux(self._stream)
        damaged = 0
        while True:
            try:
                packet = next(packets, None)
            except av.error.FFmpegError as error:
                self.warnings.append(f"reading stopped early ({reason(error)})")
                packet = None
            if packet is None:
                break
            try:
                yield from packet.decode()
            except av.error.FFmpegError:
                damaged += 1
        if damaged:
            self.warnings.append(f"{many(damaged, 'damaged packet')} skipped")

    def _time(self, raw: Any, index: int) -> float:
        return index / self.info.fps if raw.time is None else float(raw.time) - self._start_s

    def _frame(self, raw: Any, index: int, time_s: float) -> Frame:
        picture = self._framing(raw)
        return Frame(index, time_s, picture.image, picture.scale, picture.origin_px)

    def _finish(self, times: list[float]) -> None:
        steps = np.diff(times)
        info = self.info
        fps = float(1.0 / steps.mean()) if len(steps) else info.fps
        variable = bool(len(steps) > 2 and np.ptp(np.sort(steps)[1:-1]) > 0.25 * np.median(steps))
        # Rounded time stamps must not turn 29.97 into 29.9699: keep the container's word.
        if abs(fps - info.fps) < 0.002 * info.fps:
            fps = info.fps
        claimed = info.total_frames
        if claimed and len(times) < 0.9 * claimed:
            self.warnings.append(f"only {len(times)} of {claimed} frames could be decoded")
        self.info = replace(
            info,
            fps=fps,
            total_frames=len(times),
            duration_s=float(times[-1] - times[0]) + 1.0 / fps if times else 0.0,
            variable_frame_rate=variable,
        )
