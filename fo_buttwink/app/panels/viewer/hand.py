"""What the viewer needs to measure by hand: stills, their pictures, and what a person drew.

Nothing of the machine's estimate goes into it: stills are chosen by the hip joints alone, pictures
come without anything drawn on them, and the rows that compare are asked for afterwards.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast

import cv2
import numpy as np

from ...._util.arrays import FloatArray
from ....config import HandConfig, WinkConfig
from ....domain.body import body_length_px, hip_center_px
from ....domain.hand.amounts import QUANTITIES
from ....domain.hand.frames import choose_stills, depths_pct, hips_down
from ....domain.hand.lines import Line, check_line
from ....domain.hand.matching import repetition_of
from ....domain.hand.record import QUALITIES, HandFrame, HandMeasure
from ....domain.hand.repeat import pairs_of, repeatability
from ....domain.review.rules import utc_now
from ....draw.figure import Image
from ....errors import HandMeasureError
from ....store.record import VideoRecord
from .pictures import encode

MAX_STILL_PX = 1600
"""Longer side of a still at most."""
_REACH = 1.3
"""Side of the part of the picture that is sent, in body lengths: zooming out shows that much."""
_ABOVE = 0.22
"""The middle of a still lies so far above the hips, in sides of its window."""
_STILL_QUALITY = 90
_MOST_GROWTH = 3.0

Json = dict[str, Any]


@dataclass(frozen=True)
class Shown:
    """The repetition that is measured, 1-based."""

    first: int
    bottom: int | None
    last: int


def stills(record: VideoRecord, landmarks: FloatArray | None, rep: Shown) -> Json:
    """Return which frames to measure, and how the lifter stands in the picture.

    Returns
    -------
    dict
        ``frames``: 1-based, the first standing, the second the one of reference, the last the
        deepest. ``depths``: share of the descent by frame [%]. ``faces``: side of the picture to
        which the lifter looks; ``None`` if not known. ``note``: how the frames were chosen.
    """
    config = HandConfig()
    hips = _hips(landmarks, record)
    bottom = rep.bottom
    note = "The frames are chosen by the hip joints alone."
    if bottom is None:
        part = hips[rep.first - 1 : rep.last]
        seen = np.isfinite(part).any()
        bottom = rep.first + (int(np.nanargmax(part)) if seen else (rep.last - rep.first) // 2)
    timeline = record.timeline
    before = int(record.fps or 30.0)
    if timeline.uneven:
        before = timeline.frames_before(rep.first, 1.0)
    frames = [f + 1 for f in choose_stills(hips, rep.first - 1, bottom - 1, before, config)]
    if not np.isfinite(hips[frames[0] - 1 : bottom]).all():
        note = "The hips were not found in every frame, so the frames are spread over time."
    side = record.summary.get("view_side")
    depths = depths_pct(hips, frames[0] - 1, frames[-1] - 1, [f - 1 for f in frames])
    return {
        "frames": frames,
        "depths": {str(f): d for f, d in zip(frames, depths, strict=True)},
        "faces": side if side in ("left", "right") else None,
        "note": note,
        "min_line_px": config.min_line_px,
        "max_turn_deg": config.max_turn_deg,
        "min_descent_frames": config.min_descent_frames,
        "qualities": list(QUALITIES),
    }


def still_pictures(
    record: VideoRecord, landmarks: FloatArray | None, frames: Sequence[int], body_of: Sequence[int]
) -> Json:
    """Return enlarged pictures around the hips, by frame, with nothing drawn on them.

    Parameters
    ----------
    frames
        Wanted frames, 1-based.
    body_of
        Frames of the repetition, whose body length sets the scale of all its pictures.

    Returns
    -------
    dict
        ``pictures``: by frame, each with ``url``, its place in the video's picture (``left``,
        ``top``, ``width``, ``height``), the ``hips`` and the ``window`` to show first (``left``,
        ``top``, ``side``), all in pixels of the video as players show it.

    Raises
    ------
    VideoError
        If the video cannot be read.
    """
    from ....video.reader import VideoReader

    timeline = record.timeline
    found: Json = {}
    with VideoReader(record.path) as reader:
        size = np.array([reader.info.width, reader.info.height], dtype=float)
        body = _body_px(landmarks, body_of, size)
        for frame in sorted(set(frames)):
            known = timeline.time_of(frame)
            picture = reader.frame_at((frame - 1) / reader.info.fps if known is None else known)
            if picture is None:
                continue
            hips = _hip_px(landmarks, frame, size)
            window = _window(hips, body, size)
            left, top, right, bottom = _part(window, body, size)
            found[str(frame)] = {
                "url": _enlarged(picture.image[top:bottom, left:right]),
                "left": left,
                "top": top,
                "width": right - left,
                "height": bottom - top,
                "hips": [round(float(v), 1) for v in hips],
                "window": window,
            }
    return {"pictures": found, "size": [int(v) for v in size]}


def drawn(
    params: Mapping[str, Any],
    record: VideoRecord,
    landmarks: FloatArray | None,
    rep: Shown,
    who: str,
) -> HandMeasure:
    """Return the measure that a person drew in the panel.

    Raises
    ------
    HandMeasureError
        If it contradicts itself.
    """
    given = params.get("frames")
    if not isinstance(given, list) or not all(isinstance(f, dict) for f in given):
        raise HandMeasureError(f"frames: expected a list, got {given!r}", remedy="draw again")
    numbers = [f.get("frame") for f in given]
    deepest, reference = params.get("deepest"), params.get("reference")
    if not all(isinstance(n, int) for n in (*numbers, deepest, reference)):
        raise HandMeasureError(
            f"expected frame numbers, got {numbers}, {reference!r} and {deepest!r}",
            remedy="measure the repetition again",
        )
    whole = cast(list[int], numbers)
    standing = stills(record, landmarks, rep)["frames"][0]
    depths = depths_pct(
        _hips(landmarks, record), standing - 1, cast(int, deepest) - 1, [n - 1 for n in whole]
    )
    frames = tuple(
        HandFrame(number, _line(f, "pelvis", number), _line(f, "trunk", number), depth)
        for f, number, depth in zip(given, whole, depths, strict=True)
    )
    size = params.get("size")
    return HandMeasure(
        who=who,
        measured_at=utc_now(),
        first=rep.first,
        last=rep.last,
        frames=frames,
        reference=cast(int, reference),
        deepest=cast(int, deepest),
        faces=cast(Literal["left", "right"], params.get("faces")),
        quality=str(params.get("quality")),
        note=str(params.get("note") or "").strip(),
        key=str(params.get("key") or ""),
        source="app",
        size_px=(int(size[0]), int(size[1])) if isinstance(size, list) and len(size) == 2 else None,
        measure_id=str(params.get("measure") or ""),
    )


def rows(
    hand: Sequence[HandMeasure], spans: Sequence[tuple[int, int]], wink: WinkConfig
) -> list[list[Json]]:
    """Return what people measured, one list for each repetition, ready for JSON."""
    found: list[list[Json]] = [[] for _ in spans]
    for measure in sorted(hand, key=lambda m: (m.who, m.pass_number)):
        at = repetition_of(measure.span, spans)
        if at is not None:
            amounts = measure.amounts(wink)
            found[at].append(
                {
                    "id": measure.measure_id,
                    "who": measure.who,
                    "pass": measure.pass_number,
                    "at": measure.measured_at.isoformat(timespec="seconds"),
                    "quality": measure.quality,
                    "note": measure.note,
                    "source": measure.source,
                    "frames": [f.frame for f in measure.frames],
                    "reasons": amounts.reasons,
                    **amounts.to_json(),
                }
            )
    return found


def agreement(videos: Mapping[str, Sequence[HandMeasure]]) -> Json:
    """Return how well people agree with themselves and each other, by quantity."""
    out: Json = {"measures": sum(map(len, videos.values())), "least": HandConfig().min_pairs}
    for name in QUANTITIES[:3]:
        pairs = pairs_of(videos, name)
        found = {kind: repeatability(each) for kind, each in pairs.items()}
        out[name] = {kind: value and value.to_json() for kind, value in found.items()}
        out["pairs"] = {kind: len(each) for kind, each in pairs.items()}
    return out


def _enlarged(part: Image) -> str:
    """Return a picture as a data address, small ones enlarged: browsers make stairs of edges."""
    height, width = part.shape[:2]
    grow = min(_MOST_GROWTH, MAX_STILL_PX / max(height, width))
    if grow > 1.0:
        part = cv2.resize(part, None, fx=grow, fy=grow, interpolation=cv2.INTER_CUBIC)
        height, width = part.shape[:2]
    return encode(part, (0, 0, width, height), MAX_STILL_PX, _STILL_QUALITY)


def _line(given: Mapping[str, Any], kind: str, number: int) -> Line | None:
    values = given.get(kind)
    return None if values is None else check_line(values, f"frame {number}: {kind}")


def _hips(landmarks: FloatArray | None, record: VideoRecord) -> FloatArray:
    if landmarks is not None:
        return hips_down(landmarks)
    return np.full(record.total_frames or 1, np.nan)


def _points(landmarks: FloatArray | None, frame: int, size: FloatArray) -> FloatArray | None:
    """(33, 2) pixels of one frame (from 1), if the lifter was found in it."""
    if landmarks is None or not 1 <= frame <= len(landmarks):
        return None
    points = landmarks[frame - 1, :, :2] * size
    return points if np.isfinite(points).all() else None


def _body_px(landmarks: FloatArray | None, frames: Sequence[int], size: FloatArray) -> float:
    """Body length of the repetition; without landmarks such that all of the picture is shown."""
    found = [p for f in frames if (p := _points(landmarks, f, size)) is not None]
    if not found:
        return float(size.min()) / HandConfig().window
    return max(16.0, float(np.median([body_length_px(p) for p in found])))


def _hip_px(landmarks: FloatArray | None, frame: int, size: FloatArray) -> FloatArray:
    points = _points(landmarks, frame, size)
    return size / 2.0 if points is None else np.asarray(hip_center_px(points))


def _window(hips: FloatArray, body_px: float, size: FloatArray) -> Json:
    side = HandConfig().window * body_px
    center = hips - (0.0, _ABOVE * side) if side < size.min() else size / 2.0
    left, top = center - side / 2.0
    return {"left": round(float(left), 1), "top": round(float(top), 1), "side": round(side, 1)}


def _part(window: Json, body_px: float, size: FloatArray) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of what is sent [px]."""
    middle = np.array([window["left"], window["top"]]) + window["side"] / 2.0
    low = np.clip(np.floor(middle - _REACH * body_px / 2.0), 0, size - 16)
    high = np.clip(np.ceil(middle + _REACH * body_px / 2.0), low + 16, size)
    return int(low[0]), int(low[1]), int(high[0]), int(high[1])
