"""The one pipeline that everybody calls: video in, :class:`VideoAnalysis` out.

*Observing* (inference, slow, cached) is apart from *analysing* (cheap, repeated with other
settings).
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from .._util.threads import single_threaded
from .._util.words import many
from ..cache.estimates import remember
from ..config import Config
from ..domain import texts
from ..domain.analysis import (
    STATUS_FAILED,
    STATUS_OK,
    FrameSeries,
    Repetition,
    VideoAnalysis,
    ViewEstimate,
    is_abstention,
)
from ..domain.observations import PoseObservations
from ..domain.plausible import bounded_rep, bounded_series, bounded_view
from ..domain.sets import summarize_set
from ..domain.types import Side, Status
from ..measure.carriage import carriages
from ..measure.movements import Carriage, tell_apart
from ..measure.pelvis.blend import blend
from ..measure.pelvis.contour import trace_contour
from ..measure.pelvis.estimate import (
    PelvisEstimate,
    contour_estimate,
    estimate_pelvis,
    hip_angle_estimate,
)
from ..measure.pelvis.spine import spine_estimate
from ..measure.pelvis.waist import follow_waist
from ..measure.posture import Posture, sagittal_posture
from ..measure.reps import RepSignals, RepSpan, find_reps
from ..measure.standing import standing_frames
from ..measure.view import estimate_view, subset
from ..pose.observe import Progress
from ..video.reader import VideoError
from .facts import clip_facts
from .gates import CLIP_GATES, first_closed
from .judge import judge_reps
from .methods import Method
from .observe import observe_video

__all__ = [
    "analyze_observations",
    "analyze_video",
    "failed_analysis",
]


_NOBODY = ViewEstimate(side=None, yaw_deg=None, quality=0.0)
_ANY_SIDE: Side = "right"
"""Whose landmarks are followed where no side is known to face the camera."""


def analyze_video(
    path: str | Path,
    config: Config | None = None,
    *,
    progress: Progress | None = None,
    cache: bool = True,
) -> VideoAnalysis:
    """Analyse one squat video.

    Parameters
    ----------
    path
        Video file.
    config
        Settings; see :func:`fo_buttwink.config.preset`.
    progress
        Called during inference with (frames done, frames expected).
    cache
        Keep observations on disk and use those of an earlier run.

    Returns
    -------
    VideoAnalysis
        Never raises for a bad video: ``status`` is then ``failed`` and ``message`` says
        what is wrong and what to do.
    """
    config = config or Config()
    try:
        obs = observe_video(path, config, progress=progress, cache=cache)
    except VideoError as error:
        return failed_analysis(path, config, error)
    return replace(analyze_observations(obs, config, cache=cache), video=str(path))


def failed_analysis(path: str | Path, config: Config, error: Exception) -> VideoAnalysis:
    """Put on record that a video could not be analysed, and why."""
    message = str(error)
    if not isinstance(error, VideoError):
        message = (
            f"{path}: {type(error).__name__}: {error}; this is a fault of the program or the "
            "installation, please run fo-buttwink doctor and report it"
        )
    return VideoAnalysis(
        video=str(path),
        fps=None,
        total_frames=0,
        status=STATUS_FAILED,
        message=message,
        view=_NOBODY,
        config=config.to_dict(),
    )


def analyze_observations(
    obs: PoseObservations,
    config: Config | None = None,
    *,
    method: Method = Method.FOLLOWED,
    cache: bool = False,
) -> VideoAnalysis:
    """Measure and label the repetitions in the observations of one video.

    Parameters
    ----------
    obs
        From :func:`observe_video`.
    config
        Settings; those of the pose stage have no effect here.
    method
        Estimator of the pelvis.
    cache
        Keep estimates on disk and use those of an earlier run.
    """
    with single_threaded():
        return _analyze(obs, config or Config(), method, cache)


def _analyze(obs: PoseObservations, config: Config, method: Method, cache: bool) -> VideoAnalysis:
    view = estimate_view(obs, config.view)
    abstain = first_closed(CLIP_GATES, clip_facts(obs), config.view)
    if abstain is not None:
        return _result(obs, config, view, status=abstain.label, message=abstain.reason)
    posture, candidates, views = _movements(obs, view, config)
    # The view that counts is the one in which the squats are seen, not the walk-out.
    seen = _common_view(view, views, config)
    if seen.side is not None and seen.side != (view.side or _ANY_SIDE):
        posture, candidates, views = _movements(obs, seen, config)
    view = seen
    spans = [span for span in candidates if not span.rejected]
    good = [s for s, v in zip(spans, views, strict=True) if _is_side(v, config)]
    estimate, problem = _estimate(obs, posture, view, good, config, method, cache)
    series = _series(posture, estimate, spans)
    reps = judge_reps(posture, series, spans, views, view, estimate, problem, config)
    status, message = _summarize(obs, view, reps, candidates, config)
    return _result(obs, config, view, status=status, message=message, series=series, reps=reps)


def _movements(
    obs: PoseObservations, view: ViewEstimate, config: Config
) -> tuple[Posture, list[RepSpan], list[ViewEstimate]]:
    """Posture seen from one side, what is or might be a squat, and the view of each squat."""
    side = view.side or _ANY_SIDE
    posture = sagittal_posture(obs, side, config.filter, config.view.min_visibility)
    found = find_reps(_signals(posture, side_view=_is_side(view, config)), config.reps)
    candidates = _told_apart(obs, posture, found, config)
    squats = [span for span in candidates if not span.rejected]
    return posture, candidates, [estimate_view(_around(obs, s), config.view) for s in squats]


def _told_apart(
    obs: PoseObservations, posture: Posture, spans: list[RepSpan], config: Config
) -> list[RepSpan]:
    """Name other movements than squats; each is seen in its own view, whatever the clip's."""
    if not spans:
        return spans
    from_side, from_anywhere = carriages(
        obs, posture, config.filter, min_visibility=config.view.min_visibility
    )

    def carriage_of(span: RepSpan) -> Carriage:
        view = estimate_view(_around(obs, span), config.view)
        return from_side if _is_side(view, config) else from_anywhere

    return tell_apart(spans, carriage_of, posture.time_s, posture.hip_height, config.movements)


def _is_side(view: ViewEstimate, config: Config) -> bool:
    return (
        view.side is not None
        and view.yaw_deg is not None
        and view.yaw_deg <= config.view.max_yaw_deg
    )


def _signals(posture: Posture, *, side_view: bool) -> RepSignals:
    knee = posture.knee_world_deg
    if side_view:
        knee = np.fmax(knee, posture.knee_flexion_deg)
    return RepSignals(
        time_s=posture.time_s,
        height=posture.hip_height,
        knee_flexion_deg=knee,
        feet_x=posture.ankle_x,
        balance=posture.balance if side_view else None,
    )


def _around(obs: PoseObservations, span: RepSpan) -> PoseObservations:
    return subset(obs, slice(span.first, span.last + 1))


def _common_view(whole: ViewEstimate, views: list[ViewEstimate], config: Config) -> ViewEstimate:
    """Median view of the repetitions seen from the side, else of all, else of the clip."""
    chosen = [v for v in views if _is_side(v, config)] or [
        v for v in views if v.yaw_deg is not None
    ]
    if not chosen:
        return whole
    sides = [v.side for v in chosen if v.side is not None]
    side = Counter(sorted(sides)).most_common(1)[0][0] if sides else None
    return ViewEstimate(
        side=side,
        yaw_deg=round(float(np.median([v.yaw_deg for v in chosen if v.yaw_deg is not None])), 1),
        quality=round(float(np.median([v.quality for v in chosen])), 3),
    )


def _estimate(
    obs: PoseObservations,
    posture: Posture,
    view: ViewEstimate,
    spans: list[RepSpan],
    config: Config,
    method: Method,
    cache: bool,
) -> tuple[PelvisEstimate | None, str]:
    """Estimate the pelvis, or say why that is not possible."""
    if view.side is None or not spans:
        return None, ""
    standing = standing_frames(posture, spans)
    if standing.sum() < 3 or not (standing & obs.inferred).any():
        return None, "quiet standing, the zero of every angle, is not seen near the repetitions"
    if method is Method.HIP_ANGLE:
        return hip_angle_estimate(posture, spans), ""
    side = view.side
    if obs.from_keypoints:
        return _from_keypoints(obs, side, standing, config)

    def make() -> PelvisEstimate | None:
        return _from_outline(obs, posture, side, standing, spans, config, method)

    if cache and method is Method.FOLLOWED:
        estimate = remember(obs, side, standing, spans, config, make)
    else:
        estimate = make()
    if estimate is None:
        return None, "the outline of the lower back is hidden while standing"
    return estimate, ""


def _from_keypoints(
    obs: PoseObservations, side: Side, standing: npt.NDArray[np.bool_], config: Config
) -> tuple[PelvisEstimate | None, str]:
    """Return the estimate from points on the spine, or why there is none."""
    if obs.spine_px is None:
        return None, texts.NO_OUTLINE
    estimate = spine_estimate(
        obs.spine_px, obs.time_s, side, standing, config.filter, config.keypoints
    )
    return estimate, "" if estimate else "the keypoints of the spine are missing while standing"


def _from_outline(
    obs: PoseObservations,
    posture: Posture,
    side: Side,
    standing: npt.NDArray[np.bool_],
    spans: list[RepSpan],
    config: Config,
    method: Method,
) -> PelvisEstimate | None:
    """Return the estimate; ``None`` if the outline of the lower back is hidden while standing."""
    contour = trace_contour(obs, posture, side)
    lower_back = np.isfinite(contour.angle_deg[:, :4])
    if not lower_back[standing & obs.inferred].any(axis=0).all():
        return None
    if method is Method.CONTOUR:
        return contour_estimate(contour, posture, standing)
    # Where no outline of the sacrum is seen there is nothing to learn from.
    estimate = estimate_pelvis(obs, side, standing, config.filter)
    estimate = estimate.only(lower_back[:, 0] | lower_back[:, 1])
    if method is Method.LEARNT:
        return estimate
    turns = follow_waist(obs, side, spans, config.filter, config.waist)
    return blend(
        estimate,
        turns,
        spans,
        posture.hip_height,
        obs.time_s,
        config.wink.people_sd_deg,
        config.filter,
        config.waist,
        config.sets,
    )


def _series(posture: Posture, estimate: PelvisEstimate | None, spans: list[RepSpan]) -> FrameSeries:
    n = len(posture.time_s)
    unknown = np.full(n, np.nan)
    depth = unknown
    if spans:
        deepest = max(spans, key=lambda s: s.descent)
        depth = deepest.depth(posture.hip_height)
        for span in spans:
            inside = slice(span.first, span.last + 1)
            depth[inside] = span.depth(posture.hip_height[inside])
        depth = np.clip(depth, 0.0, 1.0)
    tilt = estimate.pelvic_tilt_deg if estimate else unknown
    flexion = estimate.lumbar_flexion_deg if estimate else unknown
    return FrameSeries(
        time_s=posture.time_s,
        depth=depth,
        trunk_lean_deg=tilt + flexion,
        pelvic_tilt_deg=tilt,
        lumbar_flexion_deg=flexion,
        hip_flexion_deg=posture.hip_flexion_deg,
        knee_flexion_deg=posture.knee_flexion_deg,
        visible=posture.visible & np.isfinite(tilt),
    )


def _summarize(
    obs: PoseObservations,
    view: ViewEstimate,
    reps: tuple[Repetition, ...],
    candidates: list[RepSpan],
    config: Config,
) -> tuple[Status, str]:
    notes = [f"Note: {warning}." for warning in obs.warnings]
    if obs.people > 1:
        notes.append(f"{obs.people} people are seen; the one who squats most was followed.")
    rejected = [span.rejected for span in candidates if span.rejected]
    if rejected:
        words = "; ".join(_by_kind(rejected))
        verb = "is" if len(rejected) == 1 else "are"
        notes.append(f"{many(len(rejected), 'other movement')} {verb} not counted: {words}.")
    if not reps:
        return "not_a_squat", " ".join(["No squat was found.", *notes])
    measurable = [rep for rep in reps if rep.measurable]
    if measurable:
        if len(measurable) < len(reps):
            left = len(reps) - len(measurable)
            verb = "is" if left == 1 else "are"
            text = f"{left} of {many(len(reps), 'repetition')} {verb} not measurable."
            notes.insert(0, text)
        return STATUS_OK, " ".join(notes)
    labels = [rep.label for rep in reps if is_abstention(rep.label)]
    status = max(sorted(set(labels)), key=labels.count)
    reason = next(rep.reason for rep in reps if rep.label == status)
    found = "The only repetition is not measurable"
    if len(reps) > 1:
        found = f"None of the {many(len(reps), 'repetition')} is measurable"
    return status, " ".join([f"{found}: {reason}.", *notes])


def _by_kind(reasons: list[str]) -> list[str]:
    """One reason of each kind, and how many there are: kinds differ in more than their figures."""
    kinds: dict[str, list[str]] = {}
    for reason in sorted(reasons):
        kind = re.sub(r"[\d.]+", "", reason.partition(":")[0])
        kinds.setdefault(kind, []).append(reason)
    return [
        alike[0] if len(alike) == 1 else f"{len(alike)} times: {alike[0]}"
        for alike in kinds.values()
    ]


def _result(
    obs: PoseObservations,
    config: Config,
    view: ViewEstimate,
    *,
    status: Status,
    message: str,
    series: FrameSeries | None = None,
    reps: tuple[Repetition, ...] = (),
) -> VideoAnalysis:
    model: dict[str, Any] = asdict(obs.model)
    bounded = tuple(bounded_rep(rep) for rep in reps)
    return VideoAnalysis(
        video=obs.video.path,
        fps=obs.video.fps,
        total_frames=obs.video.total_frames,
        status=status,
        message=message,
        view=bounded_view(view),
        model=model,
        config=config.to_dict(),
        frames_inferred=int(obs.inferred.sum()),
        frames=None if series is None else bounded_series(series),
        reps=bounded,
        graded_set=summarize_set(bounded, config.sets, config.wink),
    )
