"""Why a clip or a repetition is not judged, in words.

A gate looks at facts and gives a label with a reason, or nothing; cut-offs come from the config.
"""

from __future__ import annotations

import numpy as np

from .._util.words import against, rounded
from ..config import Config, RepConfig, ViewConfig
from ..domain.analysis import FrameSeries, ViewEstimate
from ..domain.observations import PoseObservations
from ..domain.plausible import RANGES
from ..domain.types import Abstention
from ..measure.pelvis.estimate import PelvisEstimate
from ..measure.posture import Posture, median_body_px
from ..measure.reps import RepSpan
from ..measure.wink import Wink


def gate_clip(obs: PoseObservations, config: Config) -> tuple[Abstention, str] | None:
    """Reason and words for not analysing a clip at all."""
    gates, frames = config.view, len(obs.time_s)
    if not obs.present.any():
        return (
            "no_person",
            "Nobody was found; film one lifter with the whole body in view and in good light.",
        )
    if obs.video.duration_s < gates.min_duration_s or frames < gates.min_frames:
        lasts, least = against(obs.video.duration_s, gates.min_duration_s)
        return (
            "not_a_squat",
            f"The clip lasts {lasts} s ({frames} frames); a squat needs at least {least} s and "
            f"{gates.min_frames} frames.",
        )
    if obs.video.fps < gates.min_fps:
        rate, least = against(obs.video.fps, gates.min_fps)
        return (
            "fps_too_low",
            f"The video has {rate} frames/s; at least {least} frames/s are needed to place an "
            "onset.",
        )
    body_px = median_body_px(obs)
    if body_px < gates.min_body_px:
        tall, least = against(body_px, gates.min_body_px)
        return (
            "low_visibility",
            f"The lifter is {tall} px tall (trunk + leg); at least {least} px are needed. Film "
            "closer or in higher resolution.",
        )
    return None


def implausible(wink: Wink) -> str:
    """Why a wink cannot be what was measured, in words; empty if it can."""
    for name, text in _TOLD.items():
        value, range_ = getattr(wink, name), RANGES[name]
        if not range_.has(value):
            return (
                f"{text} comes out at {rounded(value)} deg, which no person shows "
                f"({rounded(range_.low)} to {rounded(range_.high)} deg): the back was misread"
            )
    return ""


_TOLD = {
    "wink_deg": "the wink",
    "pelvic_reversal_deg": "the pelvis's turning back",
    "lumbar_rise_deg": "the rise of lumbar flexion",
    "lumbar_flexion_bottom_deg": "lumbar flexion at the deepest point",
}
"""Numbers that the label hangs on."""

_BOTTOM, _BEFORE = 3, 10
"""Frames round the bottom, and before the start, that the body is measured in."""


def why_abstain(
    posture: Posture,
    series: FrameSeries,
    span: RepSpan,
    rep_view: ViewEstimate,
    view: ViewEstimate,
    estimate: PelvisEstimate | None,
    problem: str,
    config: Config,
) -> tuple[Abstention, str] | None:
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
            f"hip, knee and shoulder are seen in only {share} % of the frames; at least "
            f"{needed} % is needed",
        )
    plate = float(posture.plate_seen[inside].mean())
    shrunk, steady = _body_kept(posture, span)
    if not (shrunk >= gates.min_body_kept and steady >= gates.min_body_steady):
        return "low_visibility", _misplaced(shrunk, steady, plate, gates)
    knee = bottom_knee_deg(posture, span, config.reps)
    if not np.isfinite(knee):
        return (
            "low_visibility",
            "the angle of the knee at the bottom is not known, or is one that no knee can have",
        )
    if knee < config.reps.judged_knee_flexion_deg:
        bent, least = against(knee, config.reps.judged_knee_flexion_deg)
        return (
            "too_shallow",
            f"the knees bend to only {bent} deg; at least {least} deg is needed to judge the "
            "bottom",
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
            f"the outline of the lower back is seen in only {seen} % of the descent; at least "
            f"{needed} % is needed",
        )
    # Behind a plate the joints may be wrong, and so the trunk, however well the waist is seen.
    behind = plate > gates.some_plate
    sd = _network_sd(estimate, span) if behind else flexion_sd_deg(estimate, span)
    most = gates.max_sd_plate_deg if behind else gates.max_sd_deg
    if not sd <= most:
        return "occluded", _too_uncertain(sd, most, plate, gates)
    return None


def _misplaced(shrunk: float, steady: float, plate: float, gates: ViewConfig) -> str:
    """Why the joints cannot be relied on, from what is left of the length of the body."""
    if not (np.isfinite(shrunk) and np.isfinite(steady)):
        return (
            "the pose was lost around the bottom or before the descent, so the length of the body "
            "there is not known; film the whole body with nothing in front of it"
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
        "side, or with nothing in front of the upper body"
    )


def _too_uncertain(sd: float, most: float, plate: float, gates: ViewConfig) -> str:
    """Why the back cannot be measured, from the error that the estimate states."""
    seen = _plate_seen(plate, gates)
    if not np.isfinite(sd):
        return f"the pose was lost around the bottom, so the back cannot be followed there{seen}"
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
        return f"; a plate is in front of the lifter in {rounded(100.0 * plate)} % of the frames"
    return "; no plate was found in front of the lifter" if plate == 0.0 else ""


def _shares(value: float, limit: float) -> tuple[str, str]:
    return against(100.0 * value, 100.0 * limit)


def _body_kept(posture: Posture, span: RepSpan) -> tuple[float, float]:
    """Body length at the bottom as share of that at the start; least as share of most."""
    length = posture.length_px
    bottom = np.nanmedian(length[max(span.bottom - _BOTTOM, 0) : span.bottom + _BOTTOM + 1])
    start = np.nanmedian(length[max(span.first - _BEFORE, 0) : span.first + _BOTTOM + 1])
    least, most = np.nanpercentile(length[span.first : span.last + 1], [5, 95])
    return float(bottom / start), float(least / most)


def flexion_sd_deg(estimate: PelvisEstimate, span: RepSpan) -> float:
    """Return the standard deviation of the error of a change in lumbar flexion up to the bottom."""
    followed = followed_sd_deg(estimate, span)
    return _network_sd(estimate, span) if followed is None else followed


def _network_sd(estimate: PelvisEstimate, span: RepSpan) -> float:
    """Return the same as the network alone states it."""
    near = estimate.flexion_sd_deg[span.pause[0] : span.pause[1] + 1]
    known = near[np.isfinite(near)]
    return estimate.wink_sd_factor * float(np.median(known)) if len(known) else float("nan")


def followed_sd_deg(estimate: PelvisEstimate, span: RepSpan) -> float | None:
    """Return the same where the waist was followed in the picture, else ``None``."""
    if estimate.followed_sd_deg is None or not np.isfinite(estimate.followed_sd_deg[span.bottom]):
        return None
    return float(estimate.followed_sd_deg[span.bottom])


def bottom_knee_deg(
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
