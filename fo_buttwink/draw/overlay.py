"""Draw what was measured onto the video, for looking at it: ``fo-buttwink overlay``."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np

from .._util.arrays import FloatArray
from .._util.words import below
from ..config import Config
from ..domain.analysis import Repetition, VideoAnalysis
from ..domain.curves import FrameSeries
from ..domain.measures import MEASURES
from ..domain.observations import PoseObservations
from ..domain.types import Side
from ..measure.filtering import smooth
from ..pipeline.analyze import analyze_observations
from ..pipeline.observe import observe_video
from ..video.blur import blur_all, blur_circle, head_circles
from ..video.reader import VideoReader
from .figure import PELVIS, THORAX, Image, draw_joints, draw_observed, draw_segments

_TEXT = (255, 255, 255)
_FONT = cv2.FONT_HERSHEY_SIMPLEX
_TIME_BASE = Fraction(1, 90000)
_LONGEST = f"pelvic tilt {88:+d} deg   lumbar flexion {88:+d} deg"
"""The longest line; the letters of all are small enough for it."""


def write_overlay(
    video: str | Path,
    out: str | Path,
    config: Config | None = None,
    *,
    max_side_px: int = 1280,
    blur_faces: bool = False,
) -> VideoAnalysis:
    """Write an H.264 video with outline, pelvis, thorax, curves and labels drawn on it.

    Parameters
    ----------
    video, out
        Source file and file to write.
    config
        Settings of the analysis.
    max_side_px
        Longer side of the written video.
    blur_faces
        Blur the lifter's face in every frame; all of a frame where the face is not found.

    Returns
    -------
    VideoAnalysis
        What is drawn.

    Raises
    ------
    VideoError
        If the source cannot be read.
    """
    config = config or Config()
    obs = observe_video(video, config)
    result = analyze_observations(obs, config)
    with VideoReader(video, max_side_px) as reader, av.open(str(out), "w") as container:
        stream = None
        hips = _hips(obs, config)
        heads = head_circles(obs.landmarks) if blur_faces else None
        for frame in reader:
            if frame.index >= len(obs.time_s):
                break
            image = np.ascontiguousarray(frame.image)
            if heads is not None:
                image = _without_face(image, heads[frame.index] / frame.scale)
            _draw(image, frame.scale, obs, result, hips, frame.index)
            height, width = (v - v % 2 for v in image.shape[:2])
            if stream is None:
                rate = Fraction(reader.info.fps).limit_denominator(1001)
                stream = container.add_stream("libx264", rate=rate)
                stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
                stream.options = {"crf": "23", "preset": "veryfast"}
                stream.codec_context.time_base = _TIME_BASE
            picture = av.VideoFrame.from_ndarray(
                np.ascontiguousarray(image[:height, :width]), format="rgb24"
            )
            # Frames need not follow each other evenly.
            picture.pts, picture.time_base = round(frame.time_s / _TIME_BASE), _TIME_BASE
            container.mux(stream.encode(picture))
        if stream is not None:
            container.mux(stream.encode())
    return result


def _without_face(image: Image, circle: FloatArray) -> Image:
    if not np.isfinite(circle).all():
        return blur_all(image)
    return blur_circle(image, *(float(v) for v in circle))


def _hips(obs: PoseObservations, config: Config) -> FloatArray:
    return smooth(obs.outline_center_px.astype(float), obs.time_s, config.filter)


def _draw(
    image: Image,
    scale: float,
    obs: PoseObservations,
    result: VideoAnalysis,
    hips: FloatArray,
    t: int,
) -> None:
    thick = max(1, round(image.shape[0] / 400))
    if obs.present[t]:
        body = float(obs.outline_side_px[t]) / scale
        draw_observed(image, obs, t, 1.0 / scale, thick)
        side, frames = side_at(result, t + 1), result.frames
        if side is not None:
            draw_joints(image, obs.landmarks[t, :, :2] / scale, side, thick)
            if frames is not None and np.isfinite(frames.pelvic_tilt_deg[t]):
                tilt, lean = frames.pelvic_tilt_deg[t], frames.trunk_lean_deg[t]
                draw_segments(image, hips[t] / scale, body, side, tilt, lean, thick)
    _draw_text(image, result, t)
    if result.frames is not None:
        _draw_curves(image, result.frames, result.reps, t, thick)


def side_at(result: VideoAnalysis, frame: int) -> Side | None:
    """Return the body side that faces the camera in a frame (from 1).

    In a repetition it is that of the repetition: a lifter may turn round between them.
    """
    own = [rep.further.get("side") for rep in result.reps if rep.first <= frame <= rep.last]
    found: Side | None = next((side for side in own if side), result.view.side)
    return found


def _draw_text(image: Image, result: VideoAnalysis, t: int) -> None:
    lines = []
    frames = result.frames
    if frames is not None and np.isfinite(frames.pelvic_tilt_deg[t]):
        lines.append(
            f"pelvic tilt {frames.pelvic_tilt_deg[t]:+.0f} deg   "
            f"lumbar flexion {frames.lumbar_flexion_deg[t]:+.0f} deg"
        )
    for k, rep in enumerate(result.reps, start=1):
        if rep.first <= t + 1 <= rep.last:
            lines.append(f"rep {k}: {rep.label}" + (f", {rep.timing} onset" if rep.timing else ""))
            lines += _said_of(rep, frames, t + 1)
    if not result.reps:
        lines.append(f"{result.status}")
    height, width = image.shape[:2]
    fitting = (width - 20) / cv2.getTextSize(_LONGEST, _FONT, 1.0, 1)[0][0]
    size = min(max(0.45, height / 900), fitting)
    row = round(30 * size)
    if lines:
        longest = max(cv2.getTextSize(v, _FONT, size, 1)[0][0] for v in lines)
        image[: row * len(lines) + 12, : longest + 20] //= 4
    for k, line in enumerate(lines):
        cv2.putText(image, line, (10, (k + 1) * row), _FONT, size, _TEXT, 1, cv2.LINE_AA)


def _said_of(rep: Repetition, frames: FrameSeries | None, frame: int) -> list[str]:
    """Draw what the wink is made of, and how far it has come since the turning point."""
    if rep.wink_deg is None:
        return []
    head = {name: measure.short for name, measure in MEASURES.items()}
    low, high = rep.wink_deg_interval or (None, None)
    between = "" if low is None or high is None else f" ({low:.0f} to {high:.0f})"
    lines = [f"{head['wink_deg']} {below(rep.wink_deg)} deg{between}"]
    back, rise = rep.pelvic_reversal_deg, rep.lumbar_rise_deg
    if back is not None and rise is not None:
        made_of = (
            f"{head['pelvic_reversal_deg']} {below(back)} and {head['lumbar_rise_deg']} "
            f"{below(rise)}"
        )
        lines.append(f"the smaller of {made_of}" if min(back, rise) > 0 else made_of)
    if rep.turning is not None and frames is not None and rep.turning <= frame <= rep.bottom:
        tilt = frames.pelvic_tilt_deg
        back = float(tilt[rep.turning - 1] - tilt[frame - 1])
        if frame == rep.turning:
            lines.append("turning point")
        elif np.isfinite(back):
            lines.append(f"pelvis turned back {max(0.0, back):.0f} deg so far")
    return lines


def _draw_curves(
    image: Image, frames: FrameSeries, reps: tuple[Repetition, ...], t: int, thick: int
) -> None:
    """Tilt and lumbar flexion over the whole clip, with the playhead, along the bottom."""
    height, width = image.shape[:2]
    band = max(40, height // 7)
    image[height - band :] //= 3
    n = len(frames.time_s)
    x = np.linspace(0, width - 1, n)

    def y(values: FloatArray | float) -> FloatArray:
        return height - band + band * (70.0 - np.asarray(values)) / 90.0

    for rep in reps:
        a, b = (round(x[v - 1]) for v in (rep.first, rep.last))
        cv2.rectangle(image, (a, height - band), (b, height - 1), (90, 90, 90), thick)
    zero = int(y(0.0))
    cv2.line(image, (0, zero), (width - 1, zero), (130, 130, 130), 1)
    for values, color in (
        (frames.pelvic_tilt_deg, PELVIS),
        (frames.lumbar_flexion_deg, THORAX),
    ):
        known = np.isfinite(values)
        points = np.stack([x, y(values)], axis=1)
        for k in np.flatnonzero(known[:-1] & known[1:]):
            a, b = (tuple(int(v) for v in np.rint(points[i])) for i in (k, k + 1))
            cv2.line(image, a, b, color, thick, cv2.LINE_AA)
    for rep in reps:
        _draw_reversal(image, rep, frames, x, y, thick)
    cv2.line(image, (int(x[t]), height - band), (int(x[t]), height - 1), _TEXT, thick)


def _draw_reversal(
    image: Image,
    rep: Repetition,
    frames: FrameSeries,
    x: FloatArray,
    y: Callable[[float], FloatArray],
    thick: int,
) -> None:
    """Mark the turning point, and how far tilt has come down from it at the deepest frame."""
    if rep.turning is None or rep.pelvic_reversal_deg is None:
        return
    top = float(frames.pelvic_tilt_deg[rep.turning - 1])
    if not np.isfinite(top):
        return
    turn = (round(x[rep.turning - 1]), int(y(top)))
    end = (round(x[rep.bottom - 1]), int(y(top)))
    foot = (end[0], int(y(top - rep.pelvic_reversal_deg)))
    cv2.circle(image, turn, 2 * thick + 1, _TEXT, -1, cv2.LINE_AA)
    cv2.line(image, turn, end, _TEXT, 1, cv2.LINE_AA)
    cv2.line(image, end, foot, _TEXT, thick, cv2.LINE_AA)
