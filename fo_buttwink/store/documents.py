"""What an analysis looks like in a sample: labels, summary, landmarks, drawable pose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import datetime, timezone
from typing import Any

import fiftyone as fo
import numpy as np

from .._version import RESULTS
from ..config import Config
from ..domain import texts
from ..domain.analysis import Media, VideoAnalysis
from ..domain.observations import PoseObservations
from ..domain.plausible import kept
from .attributes import Load, is_flagged, number, rep_attributes

LANDMARK_BUDGET_BYTES = 4_000_000
"""Largest landmark array of one run. A MongoDB document holds 16 MB, which all runs of a
sample and the user's own fields share."""


def summarise(analysis: VideoAnalysis, config: Config) -> dict[str, Any]:
    """Members of the summary document, without the landmarks."""
    severities = [rep.severity for rep in analysis.reps if rep.severity is not None]
    winks = [rep.wink_deg for rep in analysis.reps if rep.measurable and rep.wink_deg is not None]
    onsets = [rep.onset_pct for rep in analysis.reps if rep.onset_pct is not None]
    values = {
        "status": analysis.status,
        "message": analysis.message,
        "code": analysis.code,
        "remedy": texts.remedies(config).get(analysis.status),
        "num_reps": len(analysis.reps),
        "num_flagged": sum(is_flagged(rep, config.flags) for rep in analysis.reps),
        "num_not_measurable": sum(not rep.measurable for rep in analysis.reps),
        "worst_severity": max(severities, default=None),
        "worst_wink_deg": number(max(winks, default=None)),
        "earliest_onset_pct": number(min(onsets, default=None)),
        **_of_the_set(analysis),
        "labels": [rep.label for rep in analysis.reps],
        "view_side": analysis.view.side,
        "view_yaw_deg": number(analysis.view.yaw_deg),
        "view_quality": number(analysis.view.quality),
        "fps": analysis.fps,
        "total_frames": int(analysis.total_frames),
        "frames_inferred": analysis.frames_inferred,
        **_of_the_file(analysis.media),
        "slow_motion": analysis.slow_motion,
        "analysed_at": datetime.now(timezone.utc).replace(tzinfo=None, microsecond=0),
        "schema": analysis.schema,
        "results": RESULTS,
        "program_version": analysis.program.get("version"),
        "model": analysis.model.get("name"),
        "model_sha256": analysis.model.get("sha256"),
    }
    return kept(values)


def _of_the_set(analysis: VideoAnalysis) -> dict[str, Any]:
    """Medians over the repetitions; ``None`` where too few carry a grade."""
    found = analysis.graded_set
    low, high = found.wink_deg_interval if found else (None, None)
    return {
        "median_wink_deg": number(found.wink_deg) if found else None,
        "median_wink_deg_low": number(low),
        "median_wink_deg_high": number(high),
        "median_grade": found.grade if found else None,
        "median_onset_pct": number(found.onset_pct) if found else None,
    }


def _of_the_file(media: Media | None) -> dict[str, Any]:
    return dict.fromkeys(f.name for f in fields(Media)) if media is None else asdict(media)


def temporal_detections(
    analysis: VideoAnalysis, config: Config, load: Load
) -> fo.TemporalDetections:
    """Return the repetitions as labels with one attribute per measurement."""
    return fo.TemporalDetections(
        detections=[
            fo.TemporalDetection(
                label=rep.label,
                support=[int(rep.first), int(rep.last)],
                confidence=number(rep.confidence),
                **rep_attributes(rep, index, config, load),
            )
            for index, rep in enumerate(analysis.reps, start=1)
        ]
    )


def relative_landmarks(observations: PoseObservations) -> np.ndarray:
    """Landmarks (T, 33, 4) in image widths (x, z) and heights (y), with visibility."""
    video = observations.video
    scale = np.array([1 / video.width, 1 / video.height, 1 / video.width, 1.0])
    return (observations.landmarks * scale).astype(np.float32)


def pack_landmarks(observations: PoseObservations) -> tuple[np.ndarray | None, str]:
    """Landmarks as one flat vector that fits a document.

    Single precision, then half precision (a thousandth of the image), then none at all,
    with a note that says so.
    """
    flat = relative_landmarks(observations).ravel()
    if flat.nbytes <= LANDMARK_BUDGET_BYTES:
        return flat, ""
    half = flat.astype(np.float16)
    if half.nbytes <= LANDMARK_BUDGET_BYTES:
        return half, "landmarks stored in half precision: the video is long"
    return None, (
        f"landmarks left out: {half.nbytes / 1e6:.0f} MB, at most "
        f"{LANDMARK_BUDGET_BYTES / 1e6:.0f} MB fit beside the other fields; cut the video "
        "into shorter clips to keep them"
    )


def drawable_pose(observations: PoseObservations) -> Mapping[int, fo.Keypoints | None]:
    """One keypoint label per frame (numbered from 1), ``None`` without the lifter."""
    points = relative_landmarks(observations)
    present = observations.present & np.isfinite(points[:, :, :2]).all(axis=(1, 2))
    # The same index in every frame makes the App draw one track instead of one per frame.
    return {
        i + 1: fo.Keypoints(
            keypoints=[
                fo.Keypoint(
                    label="lifter",
                    index=1,
                    points=points[i, :, :2].tolist(),
                    confidence=[number(v) or 0.0 for v in points[i, :, 3]],
                )
            ]
        )
        if seen
        else None
        for i, seen in enumerate(present)
    }
