"""What the gates look at: the few numbers of a clip or a repetition that may forbid a verdict."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np

from ..config import Config, RepConfig
from ..domain.analysis import ViewEstimate
from ..domain.curves import FrameSeries
from ..domain.observations import PoseObservations
from ..measure.pelvis.estimate import PelvisEstimate
from ..measure.posture import Posture, median_body_px
from ..measure.reps import RepSpan

_BOTTOM, _BEFORE = 3, 10
"""Frames round the bottom, and before the start, that the body is measured in."""


@dataclass(frozen=True)
class ClipFacts:
    """What is known of a clip before anything is measured in it."""

    anybody: bool
    """Somebody is seen in at least one frame."""
    duration_s: float
    frames: int
    fps: float
    body_px: float
    """Body length (trunk + thigh + shank) in pixels of the source video."""


@dataclass(frozen=True)
class Facts:
    """What is known of one repetition when it is to be judged. Shares are 0..1.

    A number that is not known is NaN, and the gates close on it.
    """

    yaw_deg: float | None
    """Camera yaw off a side view during the repetition; ``None`` where it is not known."""
    side: str | None
    """Body side that faces the camera during the repetition."""
    clip_side: str | None
    """The same for the clip; the curves are those of this side."""
    visible: float
    """Share of frames in which hip, knee and shoulder are seen."""
    body_kept: float
    """Body length at the bottom as share of that before the descent."""
    body_steady: float
    """Least body length of the repetition as share of the greatest."""
    knee_deg: float
    """Knee flexion at the bottom; NaN where none comes out that a knee can have."""
    needed_knee_deg: float
    """Knee flexion from which the bottom is judged (:class:`~fo_buttwink.config.RepConfig`)."""
    has_estimate: bool
    """There are angles of the pelvis at all."""
    problem: str
    """Why there are none, in words; may be empty."""
    arm_visibility: float
    """Median visibility of the near elbow."""
    head_visibility: float
    """Median visibility of the near ear."""
    plate: float
    """Share of frames in which a plate is before the lifter."""
    measured: float
    """Share of the descent's frames in which the outline of the lower back is seen."""
    sd_deg: float
    """Return the standard deviation of the error of a change in lumbar flexion to the bottom."""
    network_sd_deg: float
    """The same as the network alone states it."""


def clip_facts(obs: PoseObservations) -> ClipFacts:
    """Collect what :data:`~fo_buttwink.pipeline.gates.CLIP_GATES` look at."""
    return ClipFacts(
        anybody=bool(obs.present.any()),
        duration_s=obs.video.duration_s,
        frames=len(obs.time_s),
        fps=obs.video.fps,
        body_px=median_body_px(obs),
    )


def rep_facts(
    posture: Posture,
    series: FrameSeries,
    span: RepSpan,
    rep_view: ViewEstimate,
    view: ViewEstimate,
    estimate: PelvisEstimate | None,
    problem: str,
    config: Config,
) -> Facts:
    """Collect what :data:`~fo_buttwink.pipeline.gates.GATES` look at.

    Parameters
    ----------
    posture, series
        Curves of the clip.
    span
        The repetition.
    rep_view, view
        The view during the repetition, and that of the clip.
    estimate
        Pelvis angles, ``None`` where there are none.
    problem
        Why there is no estimate, in words; empty where the view is the reason.
    config
        Which knee angles can be, and which is needed.
    """
    inside = slice(span.first, span.last + 1)
    with warnings.catch_warnings():
        # Of frames in which nothing is known comes NaN, which the gates close on.
        warnings.simplefilter("ignore", category=RuntimeWarning)
        kept, steady = _body_kept(posture, span)
        arm = float(np.nanmedian(posture.arm_visibility[inside]))
        head = float(np.nanmedian(posture.head_visibility[inside]))
    return Facts(
        yaw_deg=rep_view.yaw_deg,
        side=rep_view.side,
        clip_side=view.side,
        visible=float(posture.visible[inside].mean()),
        body_kept=kept,
        body_steady=steady,
        knee_deg=bottom_knee_deg(posture, span, config.reps),
        needed_knee_deg=config.reps.judged_knee_flexion_deg,
        has_estimate=estimate is not None,
        problem=problem,
        arm_visibility=arm,
        head_visibility=head,
        plate=float(posture.plate_seen[inside].mean()),
        measured=float(series.visible[span.first : span.bottom + 1].mean()),
        sd_deg=float("nan") if estimate is None else flexion_sd_deg(estimate, span),
        network_sd_deg=float("nan") if estimate is None else network_sd_deg(estimate, span),
    )


def _body_kept(posture: Posture, span: RepSpan) -> tuple[float, float]:
    """Body length at the bottom as share of that at the start; least as share of most."""
    length = posture.length_px
    bottom = np.nanmedian(length[max(span.bottom - _BOTTOM, 0) : span.bottom + _BOTTOM + 1])
    start = np.nanmedian(length[max(span.first - _BEFORE, 0) : span.first + _BOTTOM + 1])
    least, most = np.nanpercentile(length[span.first : span.last + 1], [5, 95])
    return float(bottom / start), float(least / most)


def flexion_sd_deg(estimate: PelvisEstimate, span: RepSpan) -> float:
    """Return the standard deviation of the error of a change in lumbar flexion to the bottom."""
    followed = followed_sd_deg(estimate, span)
    return network_sd_deg(estimate, span) if followed is None else followed


def network_sd_deg(estimate: PelvisEstimate, span: RepSpan) -> float:
    """Return the same as the network alone states it; NaN where it says nothing there."""
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
