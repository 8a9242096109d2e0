"""Squat motions as curves over time: pure numpy, no body model needed.

A motion is built from the floor up. Shank and knee angles place the hips over the planted
feet; the trunk then leans just far enough to keep the common centre of mass (with the load)
over the middle of the foot; the lumbar spine takes the prescribed share, and what remains is
the tilt of the pelvis::

    pelvic_tilt = trunk_lean - lumbar_flexion

So a rigid spine shows the 1..18 deg of pelvic reversal that real ones do, without any wink:
the trunk itself comes upright in the last third of a deep descent.

Signs: trunk lean forward +, pelvic tilt anterior +, lumbar flexion flexion +, knee flexion +.
Angles in degrees, lengths in metres, time in seconds.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from .posture import PostureTable, SegmentLengths, SquatStyle, place_hips, posture_table
from .rep import REP_BORDER, Rep, rep_truth

FloatArray = npt.NDArray[np.floating]


@dataclass(frozen=True)
class Tempo:
    """When what happens."""

    reps: int = 2
    fps: float = 25.0
    stand_first_s: float = 1.2
    stand_between_s: float = 0.7
    stand_last_s: float = 0.8
    descent_s: float = 1.5
    pause_s: float = 0.2
    ascent_s: float = 1.3


@dataclass(frozen=True)
class Motion:
    """Curves of one clip, each (T,). Angles are absolute, standing included."""

    time_s: FloatArray
    depth: FloatArray
    """Hip descent as share of the rep's own full descent."""
    hip_x: FloatArray
    """Hips ahead of the ankles."""
    hip_z: FloatArray
    """Hips above the ankles."""
    knee: FloatArray
    trunk: FloatArray
    pelvis: FloatArray
    lumbar: FloatArray
    upper_thorax: FloatArray
    """Extra rounding of the upper back, relative to the trunk."""
    pelvis_yaw: FloatArray
    pelvis_roll: FloatArray
    shift_y: FloatArray
    """Hips to the left of the middle of the feet."""
    arms: FloatArray
    """0 as in standing .. 1 as at the bottom (for arms that rise)."""
    gaze: FloatArray
    """Head pitch, down +."""
    reps: tuple[Rep, ...]

    def __len__(self) -> int:
        return len(self.time_s)


def ease(x: FloatArray) -> FloatArray:
    """Minimum-jerk rise from 0 to 1."""
    x = np.clip(x, 0, 1)
    return x**3 * (10 - 15 * x + 6 * x**2)


def smooth_noise(
    rng: np.random.Generator, n: int, fps: float, sd: float, cutoff_hz: float = 0.5
) -> FloatArray:
    """Slow wandering of given standard deviation, (n,)."""
    if n == 0 or sd == 0:
        return np.zeros(n)
    width = fps / (2 * np.pi * cutoff_hz)
    half = max(1, int(4 * width))
    kernel = np.exp(-0.5 * (np.arange(-half, half + 1) / width) ** 2)
    kernel /= np.sqrt((kernel**2).sum())
    return sd * np.convolve(rng.normal(size=n + 2 * half), kernel, "valid")


@dataclass(frozen=True)
class _RepPlan:
    style: SquatStyle
    descent_s: float
    pause_s: float
    ascent_s: float
    down: PostureTable
    up: PostureTable
    skew: tuple[float, float]


def _plan(
    lengths: SegmentLengths, style: SquatStyle, tempo: Tempo, rng: np.random.Generator, vary: float
) -> _RepPlan:
    """Vary one repetition a little: people never do the same squat twice."""
    wink = style.wink_deg
    if wink > 0:
        wink = max(0.0, wink * (1 + vary * rng.normal(0, 0.07)) + vary * rng.normal(0, 0.4))
    varied = replace(
        style,
        knee_max_deg=float(np.clip(style.knee_max_deg + vary * rng.normal(0, 2.0), 55, 150)),
        shank_max_deg=style.shank_max_deg + vary * rng.normal(0, 0.8),
        wink_deg=wink,
        onset_pct=float(np.clip(style.onset_pct + vary * rng.normal(0, 1.2), 15, 97)),
        balance_m=style.balance_m + vary * rng.normal(0, 0.004),
    )
    scale = np.exp(vary * rng.normal(0, 0.08, 3))
    return _RepPlan(
        varied,
        tempo.descent_s * scale[0],
        tempo.pause_s * scale[1],
        tempo.ascent_s * scale[2],
        posture_table(lengths, varied, ascent=False),
        posture_table(lengths, varied, ascent=True),
        (float(np.exp(vary * rng.normal(0, 0.1))), float(np.exp(vary * rng.normal(0, 0.1)))),
    )


def simulate(
    lengths: SegmentLengths,
    style: SquatStyle,
    tempo: Tempo,
    rng: np.random.Generator,
    *,
    vary: float = 1.0,
) -> Motion:
    """Make the curves of one clip.

    Parameters
    ----------
    lengths
        Segment lengths of the lifter.
    style
        How this lifter squats.
    tempo
        Repetitions, pauses, frame rate.
    rng
        Source of all variation.
    vary
        Strength of the variation between repetitions and of sway; 0 gives the plain model.

    Returns
    -------
    Motion
        Angles absolute; the reps hold the truth as change from onset or standing.
    """
    fps = tempo.fps
    plans = [_plan(lengths, style, tempo, rng, vary) for _ in range(tempo.reps)]
    stand = tempo.stand_first_s
    clock = stand
    spans: list[tuple[float, _RepPlan]] = []
    for i, plan in enumerate(plans):
        spans.append((clock, plan))
        clock += plan.descent_s + plan.pause_s + plan.ascent_s
        clock += tempo.stand_between_s if i < len(plans) - 1 else tempo.stand_last_s
    n = round(clock * fps)
    time = np.arange(n) / fps
    standing = posture_table(lengths, style, ascent=False).at(np.zeros(1))
    curves = {k: np.full(n, v[0]) for k, v in standing.items()}
    depth = np.zeros(n)
    for start, plan in spans:
        _write_rep(time, start, plan, depth, curves)
    # quiet standing is never quite the same posture again: sway, plus a new settling each time
    noise = {
        "trunk": smooth_noise(rng, n, fps, 0.5 * vary),
        "lumbar": smooth_noise(rng, n, fps, 0.5 * vary),
        "hip_x": smooth_noise(rng, n, fps, 0.004 * vary),
    }
    for key, value in noise.items():
        curves[key] = curves[key] + value
    pelvis = curves["trunk"] - curves["lumbar"]
    reps = tuple(
        rep_truth(time, depth, curves["lumbar"], pelvis, curves["knee"], span)
        for span in _rep_frames(depth, spans, fps)
    )
    slow = smooth_noise(rng, n, fps, 1.0, 0.4)
    return Motion(
        time_s=time,
        depth=depth,
        hip_x=curves["hip_x"],
        hip_z=curves["hip_z"],
        knee=curves["knee"],
        trunk=curves["trunk"],
        pelvis=pelvis,
        lumbar=curves["lumbar"],
        upper_thorax=style.upper_round_deg * depth,
        pelvis_yaw=style.twist_deg * depth + 0.5 * vary * slow,
        pelvis_roll=style.drop_deg * depth,
        shift_y=style.shift_m * depth + 0.002 * vary * slow,
        arms=np.clip(depth / 0.5, 0, 1),
        gaze=style.gaze_deg + 0.25 * (curves["trunk"] - standing["trunk"][0]) + 1.5 * slow,
        reps=reps,
    )


def snapshot(
    lengths: SegmentLengths,
    style: SquatStyle,
    depth: float,
    rng: np.random.Generator,
    *,
    ascent: bool = False,
) -> Motion:
    """Make a motion of one frame: one posture of one squat, with a little sway.

    Parameters
    ----------
    lengths, style
        The lifter and the way of squatting.
    depth
        Share of the descent, 0 for standing.
    rng
        Source of the sway.
    ascent
        Take the posture on the way up.
    """
    at = posture_table(lengths, style, ascent=ascent).at(np.array([depth]))
    trunk = at["trunk"] + rng.normal(0, 0.7)
    lumbar = at["lumbar"] + rng.normal(0, 0.7)
    d = np.array([depth])
    return Motion(
        time_s=np.zeros(1),
        depth=d,
        hip_x=at["hip_x"] + rng.normal(0, 0.006),
        hip_z=at["hip_z"],
        knee=at["knee"],
        trunk=trunk,
        pelvis=trunk - lumbar,
        lumbar=lumbar,
        upper_thorax=style.upper_round_deg * d,
        pelvis_yaw=style.twist_deg * d + rng.normal(0, 0.7),
        pelvis_roll=style.drop_deg * d,
        shift_y=style.shift_m * d + rng.normal(0, 0.003),
        arms=np.clip(d / 0.5, 0, 1),
        gaze=style.gaze_deg + 0.25 * (trunk - style.trunk_standing_deg) + rng.normal(0, 3),
        reps=(),
    )


def _write_rep(
    time: FloatArray,
    start: float,
    plan: _RepPlan,
    depth: FloatArray,
    curves: dict[str, FloatArray],
) -> None:
    bottom_from = start + plan.descent_s
    bottom_to = bottom_from + plan.pause_s
    down = (time >= start) & (time < bottom_from)
    rest = (time >= bottom_from) & (time <= bottom_to)
    up = (time > bottom_to) & (time < bottom_to + plan.ascent_s)
    depth[down] = ease(((time[down] - start) / plan.descent_s) ** plan.skew[0])
    depth[rest] = 1.0
    depth[up] = 1 - ease(((time[up] - bottom_to) / plan.ascent_s) ** plan.skew[1])
    for mask, table in ((down | rest, plan.down), (up, plan.up)):
        for key, value in table.at(depth[mask]).items():
            curves[key][mask] = value


def _rep_frames(
    depth: FloatArray, spans: list[tuple[float, _RepPlan]], fps: float
) -> list[tuple[int, int, int]]:
    out = []
    for start, plan in spans:
        a = max(0, int(start * fps))
        b = min(len(depth), int((start + plan.descent_s + plan.pause_s + plan.ascent_s) * fps) + 2)
        inside = np.flatnonzero(depth[a:b] >= REP_BORDER) + a
        deepest = np.flatnonzero(depth[a:b] >= depth[a:b].max() - 1e-6) + a
        out.append((int(inside[0]), int(deepest[len(deepest) // 2]), int(inside[-1])))
    return out


def from_curves(
    lengths: SegmentLengths,
    style: SquatStyle,
    time_s: FloatArray,
    knee: FloatArray,
    trunk: FloatArray,
    pelvis: FloatArray,
    spans: list[tuple[int, int, int]],
) -> Motion:
    """Drive a simulated lifter with measured curves (marker data, say).

    Parameters
    ----------
    lengths, style
        The lifter; from ``style`` only the leg geometry and small habits are used.
    time_s, knee, trunk, pelvis
        (T,) measured curves, absolute angles; evenly spaced in time.
    spans
        First, bottom and last frame of every repetition.

    Returns
    -------
    Motion
        Hips placed from the knee curve and the style's shank angle.
    """
    n = len(time_s)
    progress = np.clip((knee - knee.min()) / max(float(np.ptp(knee)), 1e-6), 0, 1)
    shank = style.shank_standing_deg + (style.shank_max_deg - style.shank_standing_deg) * (
        progress**style.shank_down_power
    )
    hip_x, hip_z = place_hips(lengths, style, knee, shank)
    depth = np.zeros(n)
    for first, bottom, last in spans:
        top = float(hip_z[first])
        drop = (top - hip_z[first : last + 1]) / max(top - float(hip_z[bottom]), 1e-6)
        depth[first : last + 1] = np.clip(drop, 0, 1)
    lumbar = trunk - pelvis
    zero = np.zeros(n)
    return Motion(
        time_s=np.asarray(time_s, float),
        depth=depth,
        hip_x=hip_x,
        hip_z=hip_z,
        knee=np.asarray(knee, float),
        trunk=np.asarray(trunk, float),
        pelvis=np.asarray(pelvis, float),
        lumbar=lumbar,
        upper_thorax=zero,
        pelvis_yaw=zero,
        pelvis_roll=zero,
        shift_y=zero,
        arms=np.clip(depth / 0.5, 0, 1),
        gaze=style.gaze_deg + 0.25 * (trunk - trunk[0]),
        reps=tuple(rep_truth(time_s, depth, lumbar, pelvis, knee, span) for span in spans),
    )
