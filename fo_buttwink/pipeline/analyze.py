"""The one pipeline that everybody calls: video in, :class:`VideoAnalysis` out.

*Observing* (inference, slow, cached) is apart from *analysing* (cheap, repeated with other
settings).
"""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

import numpy as np

from .._util.threads import single_threaded
from ..cache.estimates import remember
from ..config import Config
from ..domain import texts
from ..domain.analysis import (
    Media,
    Repetition,
    VideoAnalysis,
    ViewEstimate,
)
from ..domain.curves import FrameSeries
from ..domain.observations import PoseObservations
from ..domain.plausible import bounded_rep, bounded_series, bounded_view
from ..domain.sets import summarize_set
from ..domain.slow_motion import as_played, checked_factor, in_real_time
from ..domain.types import Side, Status
from ..measure.carriage import carriages
from ..measure.movements import Carriage, tell_apart
from ..measure.pelvis.estimate import PelvisEstimate
from ..measure.pelvis.spine import spine_estimate
from ..measure.posture import Posture, sagittal_posture
from ..measure.reps import RepSignals, RepSpan, find_reps
from ..measure.standing import standing_frames
from ..measure.view import estimate_view
from ..pose.observe import Progress
from ..video.files import VideoError
from .estimators import Estimator, Sight, by_network_and_waist
from .facts import clip_facts
from .failed import failed_analysis
from .gates import CLIP_GATES, first_closed
from .judge import judge_reps
from .observe import observe_video
from .parts import Measured, is_side, joined, turns_between
from .words import summarize

__all__ = [
    "analyze_observations",
    "analyze_video",
]


_ANY_SIDE: Side = "right"
"""Whose landmarks are followed where no side is known to face the camera."""


def analyze_video(
    path: str | Path,
    config: Config | None = None,
    *,
    progress: Progress | None = None,
    cache: bool = True,
    slow_motion: float = 1.0,
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
    slow_motion
        How many times slower the video is played than it was recorded.

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
    found = analyze_observations(obs, config, cache=cache, slow_motion=slow_motion)
    return replace(found, video=str(path))


def analyze_observations(
    obs: PoseObservations,
    config: Config | None = None,
    *,
    estimator: Estimator = by_network_and_waist,
    cache: bool = False,
    slow_motion: float = 1.0,
) -> VideoAnalysis:
    """Measure and label the repetitions in the observations of one video.

    Parameters
    ----------
    obs
        From :func:`observe_video`.
    config
        Settings; those of the pose stage have no effect here.
    estimator
        What gives the angles of the pelvis; another than the product's is never cached.
    cache
        Keep estimates on disk and use those of an earlier run.
    slow_motion
        How many times slower the video is played than it was recorded: what is measured in
        seconds is real time, and the times of frames stay those of the file.

    Raises
    ------
    ValueError
        If that is no such factor.
    """
    factor = checked_factor(slow_motion)
    with single_threaded():
        found = _analyze(in_real_time(obs, factor), config or Config(), estimator, cache)
    return as_played(found, obs, factor)


def _analyze(
    obs: PoseObservations, config: Config, estimator: Estimator, cache: bool
) -> VideoAnalysis:
    view = estimate_view(obs, config.view)
    abstain = first_closed(CLIP_GATES, clip_facts(obs), config.view)
    if abstain is not None:
        return _result(obs, config, view, status=abstain.label, message=abstain.reason)
    moved = _moved(obs, view, config)
    turns = turns_between(moved.spans, moved.views, config.view)
    if turns:
        bounds = [0, *turns, len(obs.time_s)]
        parts = [obs.part(a, b) for a, b in itertools.pairwise(bounds)]
        each = [
            _measured(
                part,
                _moved(part, estimate_view(part, config.view), config),
                config,
                estimator,
                cache,
            )
            for part in parts
        ]
        views = [v for part in each for v in part.views]
        found = joined(each, bounds[:-1], _common_view(view, views, config))
    else:
        found = _measured(obs, moved, config, estimator, cache)
    status, message = summarize(obs, found, config)
    return _result(
        obs,
        config,
        found.view,
        status=status,
        message=message,
        series=found.series,
        reps=found.reps,
    )


@dataclass(frozen=True)
class _Moved:
    """How the lifter moves, seen from one side."""

    view: ViewEstimate
    posture: Posture
    candidates: list[RepSpan]
    """What is or might be a squat."""
    views: list[ViewEstimate]
    """The view during each squat."""

    @property
    def spans(self) -> list[RepSpan]:
        """The squats among the candidates."""
        return [span for span in self.candidates if not span.rejected]


def _moved(obs: PoseObservations, view: ViewEstimate, config: Config) -> _Moved:
    """Follow the movement from the side on which the squats are seen."""
    found = _movements(obs, view, config)
    # The view that counts is the one in which the squats are seen, not the walk-out.
    seen = _common_view(view, found[2], config)
    if seen.side is not None and seen.side != (view.side or _ANY_SIDE):
        found = _movements(obs, seen, config)
    return _Moved(seen, *found)


def _measured(
    obs: PoseObservations, moved: _Moved, config: Config, estimator: Estimator, cache: bool
) -> Measured:
    """Measure and label what is seen from one side."""
    posture, view, spans, views = moved.posture, moved.view, moved.spans, moved.views
    good = [s for s, v in zip(spans, views, strict=True) if is_side(v, config.view)]
    estimate, problem = _estimate(obs, posture, view, good, config, estimator, cache)
    series = _series(posture, estimate, spans)
    reps = judge_reps(posture, series, spans, views, view, estimate, problem, config)
    return Measured(view, views, moved.candidates, series, reps)


def _movements(
    obs: PoseObservations, view: ViewEstimate, config: Config
) -> tuple[Posture, list[RepSpan], list[ViewEstimate]]:
    """Posture seen from one side, what is or might be a squat, and the view of each squat."""
    side = view.side or _ANY_SIDE
    posture = sagittal_posture(obs, side, config.filter, config.view.min_visibility)
    found = find_reps(_signals(posture, side_view=is_side(view, config.view)), config.reps)
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
        return from_side if is_side(view, config.view) else from_anywhere

    return tell_apart(spans, carriage_of, posture.time_s, posture.hip_height, config.movements)


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
    return obs.part(span.first, span.last + 1)


def _common_view(whole: ViewEstimate, views: list[ViewEstimate], config: Config) -> ViewEstimate:
    """Median view of the repetitions seen from the side, else of all, else of the clip."""
    chosen = [v for v in views if is_side(v, config.view)] or [
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
    estimator: Estimator,
    cache: bool,
) -> tuple[PelvisEstimate | None, str]:
    """Estimate the pelvis, or say why that is not possible."""
    if view.side is None or not spans:
        return None, ""
    standing = standing_frames(posture, spans)
    if standing.sum() < 3 or not (standing & obs.inferred).any():
        return None, "quiet standing, the zero of every angle, is not seen near the repetitions"
    sight = Sight(obs, posture, view.side, standing, spans, config)
    if obs.from_keypoints:
        return _from_keypoints(sight)
    if cache and estimator is by_network_and_waist:
        estimate = remember(
            obs, view.side, standing, spans, config, lambda: by_network_and_waist(sight)
        )
    else:
        estimate = estimator(sight)
    if estimate is None:
        return None, "the outline of the lower back is hidden while standing"
    return estimate, ""


def _from_keypoints(sight: Sight) -> tuple[PelvisEstimate | None, str]:
    """Return the estimate from points on the spine, or why there is none."""
    obs, config = sight.obs, sight.config
    if obs.spine_px is None:
        return None, texts.NO_OUTLINE
    estimate = spine_estimate(
        obs.spine_px, obs.time_s, sight.side, sight.standing, config.filter, config.keypoints
    )
    return estimate, "" if estimate else "the keypoints of the spine are missing while standing"


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
        media=Media(**{f.name: getattr(obs.video, f.name) for f in fields(Media)}),
    )
