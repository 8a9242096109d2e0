"""From curves to labels: judge every repetition, or say why it cannot be judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

import numpy as np

from . import texts
from .config import Config, RepConfig, ViewConfig, WinkConfig
from .kinematics.pelvis import PelvisEstimate
from .kinematics.posture import Posture
from .plausible import implausible
from .reps import RepSpan
from .results import FrameSeries, Repetition, ViewEstimate
from .wink import RepCurves, Unmeasurable, Wink, measure_wink
from .words import against, rounded

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
            found = measure_wink(
                _curves(series, posture, span),
                _sd(estimate, span),
                config.wink,
                below_sd_deg=_followed_sd(estimate, span),
            )
            odd = found.reason if isinstance(found, Unmeasurable) else implausible(found)
            if isinstance(found, Unmeasurable) or odd:
                abstain = ("occluded", odd)
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
        if yaw is None:
            seen = "the camera's direction is unknown"
        else:
            about, most_yaw = against(yaw, gates.max_yaw_deg)
            seen = f"the camera is about {about} deg off a side view, more than {most_yaw} deg"
        return "unclear_view", f"{seen}; film from the side at hip height"
    if rep_view.side is None or rep_view.side != view.side:
        return "unclear_view", "it is unclear which side faces the camera"
    inside = slice(span.first, span.last + 1)
    if posture.visible[inside].mean() < gates.min_visible_fraction:
        share, needed = _shares(float(posture.visible[inside].mean()), gates.min_visible_fraction)
        return (
            "low_visibility",
            f"hip, knee and shoulder are seen in {share} % of the frames only; at least "
            f"{needed} % is needed",
        )
    plate = float(posture.plate_seen[inside].mean())
    shrunk, steady = _body_kept(posture, span)
    if not (shrunk >= gates.min_body_kept and steady >= gates.min_body_steady):
        return "low_visibility", _misplaced(shrunk, steady, plate, gates)
    knee = _bottom_knee(posture, span, config.reps)
    if not np.isfinite(knee):
        return (
            "low_visibility",
            "the angle of the knee at the bottom is not known, or none that a knee can have",
        )
    if knee < config.reps.judged_knee_flexion_deg:
        bent, least = against(knee, config.reps.judged_knee_flexion_deg)
        return (
            "too_shallow",
            f"knees bend to {bent} deg only; at least {least} deg is needed to judge the bottom",
        )
    if estimate is None:
        return "occluded", problem or "the outline of the lower back is not seen"
    arm = float(np.nanmedian(posture.arm_visibility[inside]))
    head = float(np.nanmedian(posture.head_visibility[inside]))
    hidden = arm < gates.min_arm_visibility or head < gates.min_head_visibility
    if hidden and plate < gates.min_plate_seen:
        return "occluded", _upper_body_hidden(arm, head, plate, gates)
    descent = series.visible[span.first : span.bottom + 1]
    if descent.mean() < gates.min_measured:
        seen, needed = _shares(float(descent.mean()), gates.min_measured)
        return (
            "occluded",
            f"the outline of the lower back is seen in {seen} % of the descent only; at least "
            f"{needed} % is needed",
        )
    # Behind a plate the joints may be wrong, and so the trunk, however well the waist is seen.
    behind = plate > gates.some_plate
    sd = _network_sd(estimate, span) if behind else _sd(estimate, span)
    most = gates.max_sd_plate_deg if behind else gates.max_sd_deg
    if not sd <= most:
        return "occluded", _too_uncertain(sd, most, plate, gates)
    return None


def _misplaced(shrunk: float, steady: float, plate: float, gates: ViewConfig) -> str:
    """Why the joints cannot be relied on, from what is left of the length of the body."""
    if not (np.isfinite(shrunk) and np.isfinite(steady)):
        return (
            "the pose was lost round the bottom or before the descent, so the length of the body "
            "there is not known; film the whole body with nothing before it"
        )
    if not shrunk >= gates.min_body_kept:
        kept, least = _shares(shrunk, gates.min_body_kept)
        found = (
            f"at the bottom, trunk and leg together measure {kept} % of what they measured before "
            "the descent"
        )
    else:
        kept, least = _shares(steady, gates.min_body_steady)
        found = f"trunk and leg together shrink to {kept} % of their greatest length on the way"
    return (
        f"{found} (at least {least} % is expected), so the joints are misplaced"
        f"{_plate_seen(plate, gates)}"
    )


def _upper_body_hidden(arm: float, head: float, plate: float, gates: ViewConfig) -> str:
    """Which joints of the upper body are not seen, and what is before them."""
    unseen = []
    for joint, value, least in (
        ("elbow", arm, gates.min_arm_visibility),
        ("ear", head, gates.min_head_visibility),
    ):
        if value < least:
            about, needed = _shares(value, least)
            unseen.append(f"the {joint} (visibility {about} %, at least {needed} % is needed)")
    return (
        f"something hides {' and '.join(unseen)}{_plate_seen(plate, gates)}; film from the other "
        "side, or with nothing before the upper body"
    )


def _too_uncertain(sd: float, most: float, plate: float, gates: ViewConfig) -> str:
    """Why the back cannot be measured, from the error that the estimate states."""
    seen = _plate_seen(plate, gates)
    if not np.isfinite(sd):
        return f"the pose was lost round the bottom, so the back cannot be followed there{seen}"
    error, allowed = against(sd, most)
    about = f"the back cannot be made out well enough (error about {error} deg, at most {allowed} "
    if plate > gates.some_plate:
        return f"{about}deg allowed behind a plate){seen}"
    return (
        f"{about}deg allowed){seen}; loose clothes or a background of the same color can blur its "
        "outline"
    )


def _plate_seen(plate: float, gates: ViewConfig) -> str:
    """Whether a plate is in the way, as part of a sentence; only what was found is said."""
    if plate > gates.some_plate:
        return f"; a plate is before the lifter in {rounded(100.0 * plate)} % of the frames"
    return "; no plate was found before the lifter" if plate == 0.0 else ""


def _shares(value: float, limit: float) -> tuple[str, str]:
    return against(100.0 * value, 100.0 * limit)


def _body_kept(posture: Posture, span: RepSpan) -> tuple[float, float]:
    """Body length at the bottom as share of that at the start; least as share of most."""
    length = posture.length_px
    bottom = np.nanmedian(length[max(span.bottom - _BOTTOM, 0) : span.bottom + _BOTTOM + 1])
    start = np.nanmedian(length[max(span.first - _BEFORE, 0) : span.first + _BOTTOM + 1])
    least, most = np.nanpercentile(length[span.first : span.last + 1], [5, 95])
    return float(bottom / start), float(least / most)


def _sd(estimate: PelvisEstimate, span: RepSpan) -> float:
    """Standard deviation of the error of a change in lumbar flexion up to the bottom."""
    followed = _followed_sd(estimate, span)
    return _network_sd(estimate, span) if followed is None else followed


def _network_sd(estimate: PelvisEstimate, span: RepSpan) -> float:
    """The same as the network alone states it."""
    near = estimate.flexion_sd_deg[span.pause[0] : span.pause[1] + 1]
    known = near[np.isfinite(near)]
    return estimate.wink_sd_factor * float(np.median(known)) if len(known) else float("nan")


def _followed_sd(estimate: PelvisEstimate, span: RepSpan) -> float | None:
    """The same where the waist was followed in the picture, else ``None``."""
    if estimate.followed_sd_deg is None or not np.isfinite(estimate.followed_sd_deg[span.bottom]):
        return None
    return float(estimate.followed_sd_deg[span.bottom])


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


def _bottom_knee(
    posture: Posture, span: RepSpan, config: RepConfig, *, side_view: bool = True
) -> float:
    """Knee flexion at the bottom [deg]; NaN where no angle comes out that a knee can have."""
    # Seen from the front, the angle in the picture means nothing and may even be negative.
    angles = [posture.knee_flexion_deg] if side_view else []
    for angle in (*angles, posture.knee_world_deg):
        knee = float(angle[span.bottom])
        if config.least_knee_deg <= knee <= config.greatest_knee_deg:
            return knee
    return float("nan")


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
    knee = _bottom_knee(posture, span, config.reps, side_view=label != "unclear_view")
    confidence = 0.0
    if wink is not None and estimate is not None:
        rests_on = texts.rests_on(
            _followed_sd(estimate, span) is not None,
            estimate.borrowed is not None and bool(estimate.borrowed[span.bottom]),
        )
        label, reason = wink.grade, describe(wink, config.wink, rests_on)
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


def describe(wink: Wink, config: WinkConfig, rests_on: str) -> str:
    """The three factors in words, how much, how early, under what load, and on what they rest."""
    rep = asdict(wink)
    for name in ("wink_deg", "onset_pct"):
        rep[f"{name}_low"], rep[f"{name}_high"] = rep.pop(f"{name}_interval") or (None, None)
    parts = [
        texts.how_much(rep, wink.grade),
        texts.how_early(rep, wink.grade, config),
        texts.how_much_in_all(rep, config),
    ]
    if wink.pattern == "return":
        parts.append(f"pattern return: {texts.patterns(config)['return']}")
    return f"{'; '.join([*parts, rests_on])}; the load is not known"
