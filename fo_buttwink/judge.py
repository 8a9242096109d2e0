"""From curves to labels: judge every repetition, or say why it cannot be judged."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .config import Config, WinkConfig
from .kinematics.pelvis import PelvisEstimate
from .kinematics.posture import Posture
from .reps import RepSpan
from .results import FrameSeries, Repetition, ViewEstimate
from .wink import RepCurves, Unmeasurable, Wink, flexion_band, measure_wink

_MIN_MEASURED = 0.6
"""Least share of a descent's frames in which the outline could be measured."""
_SOME_PLATE = 0.3
"""Share of a repetition's frames with a plate from which it counts as filmed behind one."""
_BOTTOM, _BEFORE = 3, 10
"""Frames round the bottom, and before the start, that the body is measured in."""


def judge_reps(
    posture: Posture,
    series: FrameSeries,
    spans: Sequence[RepSpan],
    views: Sequence[ViewEstimate],
    view: ViewEstimate,
    estimate: PelvisEstimate | None,
    problem: str,
    config: Config,
) -> tuple[Repetition, ...]:
    """Label every repetition of a clip.

    Parameters
    ----------
    posture, series
        Curves of the clip.
    spans
        Accepted repetitions.
    views
        The view during each of them.
    view
        The view of the clip.
    estimate
        Pelvis angles, ``None`` where there are none.
    problem
        Why there is no estimate, in words; empty where the view is the reason.
    config
        Cut-offs.
    """
    reps = []
    for span, rep_view in zip(spans, views, strict=True):
        abstain = _why_abstain(posture, series, span, rep_view, view, estimate, problem, config)
        wink = None
        if not abstain and estimate is not None:
            found = measure_wink(_curves(series, posture, span), _sd(estimate, span), config.wink)
            if isinstance(found, Unmeasurable):
                abstain = ("occluded", found.reason)
            else:
                wink = found
        reps.append(_repetition(posture, span, rep_view, wink, abstain, estimate, config))
    return tuple(reps)


def _why_abstain(
    posture: Posture,
    series: FrameSeries,
    span: RepSpan,
    rep_view: ViewEstimate,
    view: ViewEstimate,
    estimate: PelvisEstimate | None,
    problem: str,
    config: Config,
) -> tuple[str, str] | None:
    """Label and reason for not judging, or ``None``."""
    gates = config.view
    yaw = rep_view.yaw_deg
    if yaw is None or yaw > gates.max_yaw_deg:
        seen = "unknown" if yaw is None else f"about {yaw:.0f} deg"
        return (
            "unclear_view",
            f"camera {seen} off a side view, more than {gates.max_yaw_deg:.0f} deg; film from "
            "the side at hip height",
        )
    if rep_view.side is None or rep_view.side != view.side:
        return "unclear_view", "it is unclear which side faces the camera"
    inside = slice(span.first, span.last + 1)
    if posture.visible[inside].mean() < gates.min_visible_fraction:
        share = 100.0 * float(posture.visible[inside].mean())
        return (
            "low_visibility",
            f"hip, knee and shoulder are seen in {share:.0f} % of the frames only",
        )
    shrunk, steady = _body_kept(posture, span)
    if not (shrunk >= gates.min_body_kept and steady >= gates.min_body_steady):
        return (
            "low_visibility",
            f"trunk and leg together come out at {100 * shrunk:.0f} % of their length at the "
            f"bottom, and vary down to {100 * steady:.0f} %: the joints are misplaced, most likely "
            "behind plates",
        )
    knee = _bottom_knee(posture, span)
    least = config.reps.judged_knee_flexion_deg
    if knee < least:
        return (
            "too_shallow",
            f"knees bent {knee:.0f} deg; from {least:.0f} deg on there is a bottom to judge",
        )
    if estimate is None:
        return "occluded", problem or "the outline of the lower back is not seen"
    arm = float(np.nanmedian(posture.arm_visibility[inside]))
    head = float(np.nanmedian(posture.head_visibility[inside]))
    hidden = arm < gates.min_arm_visibility or head < gates.min_head_visibility
    plate = float(posture.plate_seen[inside].mean())
    if hidden and plate < gates.min_plate_seen:
        return (
            "occluded",
            f"something hides the upper body, plates most likely (elbow seen to {100 * arm:.0f} %,"
            f" ear to {100 * head:.0f} %); film from the other side or without plates",
        )
    descent = series.visible[span.first : span.bottom + 1]
    if descent.mean() < _MIN_MEASURED:
        return (
            "occluded",
            f"the outline of the lower back is seen in {100 * float(descent.mean()):.0f} % of "
            "the descent only",
        )
    sd = _sd(estimate, span)
    most = gates.max_sd_plate_deg if plate > _SOME_PLATE else gates.max_sd_deg
    if not sd <= most:
        return (
            "occluded",
            f"the back cannot be made out well enough (error about {sd:.0f} deg, at most "
            f"{most:.0f} allowed): plates, arms or loose clothes before it",
        )
    return None


def _body_kept(posture: Posture, span: RepSpan) -> tuple[float, float]:
    """Body length at the bottom as share of that at the start; least as share of most."""
    length = posture.length_px
    bottom = np.nanmedian(length[max(span.bottom - _BOTTOM, 0) : span.bottom + _BOTTOM + 1])
    start = np.nanmedian(length[max(span.first - _BEFORE, 0) : span.first + _BOTTOM + 1])
    least, most = np.nanpercentile(length[span.first : span.last + 1], [5, 95])
    return float(bottom / start), float(least / most)


def _sd(estimate: PelvisEstimate, span: RepSpan) -> float:
    """Standard deviation of the error of a change in lumbar flexion up to the bottom."""
    near = estimate.flexion_sd_deg[span.pause[0] : span.pause[1] + 1]
    known = near[np.isfinite(near)]
    return estimate.wink_sd_factor * float(np.median(known)) if len(known) else float("nan")


def _curves(series: FrameSeries, posture: Posture, span: RepSpan) -> RepCurves:
    inside = slice(span.first, span.last + 1)
    return RepCurves(
        time_s=series.time_s[inside],
        depth=span.depth(posture.hip_height[inside]),
        pelvic_tilt_deg=series.pelvic_tilt_deg[inside],
        lumbar_flexion_deg=series.lumbar_flexion_deg[inside],
        hip_flexion_deg=series.hip_flexion_deg[inside],
        bottom=span.bottom - span.first,
    )


def _bottom_knee(posture: Posture, span: RepSpan, *, side_view: bool = True) -> float:
    knee = posture.knee_flexion_deg[span.bottom]
    # Seen from the front, the angle in the picture means nothing and may even be negative.
    known = side_view and np.isfinite(knee)
    return float(knee if known else posture.knee_world_deg[span.bottom])


def _repetition(
    posture: Posture,
    span: RepSpan,
    view: ViewEstimate,
    wink: Wink | None,
    abstain: tuple[str, str] | None,
    estimate: PelvisEstimate | None,
    config: Config,
) -> Repetition:
    time_s = posture.time_s
    a, b = span.pause
    label, reason = abstain or ("", "")
    knee = _bottom_knee(posture, span, side_view=label != "unclear_view")
    confidence = 0.0
    if wink is not None and estimate is not None:
        label, reason = wink.grade, describe(wink, config.wink)
        seen = float(posture.visible[span.first : span.last + 1].mean())
        certain = float(np.clip(1.0 - _sd(estimate, span) / 12.0, 0.0, 1.0))
        confidence = view.quality * seen * certain
    return Repetition(
        first=span.first + 1,
        bottom=span.bottom + 1,
        last=span.last + 1,
        turning=span.first + wink.turning + 1 if wink else None,
        label=label,
        severity=wink.severity if wink else None,
        pattern=wink.pattern if wink else "none",
        wink_deg=wink.wink_deg if wink else None,
        wink_deg_interval=wink.wink_deg_interval if wink else None,
        pelvic_reversal_deg=wink.pelvic_reversal_deg if wink else None,
        lumbar_rise_deg=wink.lumbar_rise_deg if wink else None,
        lumbar_flexion_bottom_deg=wink.lumbar_flexion_bottom_deg if wink else None,
        onset_pct=wink.onset_pct if wink else None,
        onset_pct_interval=wink.onset_pct_interval if wink else None,
        onset_hip_flexion_deg=wink.onset_hip_flexion_deg if wink else None,
        timing=wink.timing if wink else None,
        depth_knee_flexion_deg=knee if np.isfinite(knee) else None,
        eccentric_s=float(time_s[a] - time_s[span.first]),
        pause_s=float(time_s[b] - time_s[a]),
        concentric_s=float(time_s[span.last] - time_s[b]),
        confidence=round(confidence, 3),
        reason=reason,
    )


def describe(wink: Wink, config: WinkConfig) -> str:
    """The three factors in words: how much, how early, under what load."""
    low, high = wink.wink_deg_interval
    text = (
        f"the pelvis turns back {wink.pelvic_reversal_deg:.0f} deg while lumbar flexion "
        f"{_change(wink.lumbar_rise_deg)}; the wink is the smaller of both, "
        f"{wink.wink_deg:.0f} deg ({low:.0f} to {high:.0f}): {wink.grade}"
    )
    if wink.onset_pct is not None and wink.onset_pct_interval is not None:
        early, late = wink.onset_pct_interval
        text += (
            f", with a {wink.timing} onset at {wink.onset_pct:.0f} % of the descent "
            f"({early:.0f} to {late:.0f} %)"
        )
    if wink.pattern == "return":
        text += "; the back only returns from an arch to its standing curve"
    total = wink.lumbar_flexion_bottom_deg
    return (
        f"{text}; total lumbar flexion at the bottom is {total:.0f} deg "
        f"({flexion_band(total, config)}); the load is not known"
    )


def _change(rise_deg: float) -> str:
    if round(rise_deg) == 0:
        return "stays as it is"
    return f"{'rises' if rise_deg > 0 else 'falls'} {abs(rise_deg):.0f} deg"
