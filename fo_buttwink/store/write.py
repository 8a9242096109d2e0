"""Write one analysis into one sample, and nothing but the run's own fields."""

from __future__ import annotations

import math
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

import fiftyone as fo
import numpy as np
from pymongo.errors import DocumentTooLarge, PyMongoError

from ..config import Config
from ..observations import PoseObservations, VideoInfo
from ..results import GRADES, Repetition, VideoAnalysis, rep_to_json, series_to_json
from . import fields as names
from .reviews import refresh_reviews
from .schema import video_metadata

FLAG_SEVERITY = 2
"""Severity from which a repetition is flagged for the curator. *convention*"""
REVIEW_GRADE = "moderate"
"""Grade from which a heavy load raises review priority. *convention*"""
LANDMARK_BUDGET_BYTES = 4_000_000
"""Largest landmark array of one run. A MongoDB document holds 16 MB, which all runs of a
sample and the user's own fields share."""
_TOO_LARGE = ("BSONObj size", "is larger than 16777216")
"""How MongoDB words that a document, or a change to one, exceeds its size limit."""


@dataclass(frozen=True)
class Load:
    """The load of one set, from the user's own field."""

    kg: float | None = None
    rel: float | None = None
    """Fraction of 1RM or body mass."""


def write_analysis(
    videos: fo.Dataset | fo.DatasetView,
    sample_id: str,
    run: names.RunFields,
    analysis: VideoAnalysis,
    config: Config,
    *,
    observations: PoseObservations | None = None,
    skeleton: bool = False,
    load: Load | None = None,
) -> str:
    """Replace the results of one sample.

    The status goes first away and comes back last, so that an interruption leaves a sample
    that counts as not analysed and is taken up again.

    Parameters
    ----------
    videos
        Collection that contains the sample; of a grouped dataset its video slices.

    Returns
    -------
    str
        What could not be stored, in words; empty if everything was.
    """
    clear_analysis(videos, sample_id, run, skeleton=skeleton)
    for name, values in series_to_json(analysis.frames).items():
        numbered = {i: value for i, value in enumerate(values, start=1)}
        videos.set_values(run.curve_path(name), {sample_id: numbered}, key_field="id")
    if skeleton and observations is not None:
        videos.set_values(
            f"frames.{run.pose}", {sample_id: drawable_pose(observations)}, key_field="id"
        )
    reps = temporal_detections(analysis, config, load or Load())
    videos.set_values(run.reps, {sample_id: reps}, key_field="id")
    refresh_reviews(videos, run, [sample_id], config.wink)

    note = _write_landmarks(videos, sample_id, run, observations)
    document = fo.DynamicEmbeddedDocument(**summarise(analysis))
    videos.set_values(run.summary, {sample_id: document}, key_field="id")
    return note


def clear_analysis(
    videos: fo.Dataset | fo.DatasetView,
    sample_id: str,
    run: names.RunFields,
    *,
    skeleton: bool = False,
) -> None:
    """Empty the run's fields of one sample (frames keep whatever else they hold)."""
    view = videos.select(sample_id)
    view.clear_sample_fields(list(run.sample_fields))
    view.clear_frame_fields(list(run.frame_fields(skeleton=skeleton)))


def fill_metadata(
    videos: fo.Dataset | fo.DatasetView, sample_id: str, info: VideoInfo | None
) -> None:
    """Set the video metadata of a sample that has none.

    FiftyOne would ask ``ffprobe``, which many machines lack; our decoder knows it all. On
    such a machine the App shows no sample at all as long as one of them has no frame size
    and rate. So a video that cannot be read (no `info`) then gets nominal ones, with zero
    frames, which is what could be read of it and marks them as replaceable.
    """
    rate, frames = (
        column[0]
        for column in videos.select(sample_id).values(
            ["metadata.frame_rate", "metadata.total_frame_count"]
        )
    )
    if rate is not None and frames != 0:
        return
    if info is not None:
        metadata = video_metadata(info)
    elif rate is None and shutil.which("ffprobe") is None:
        metadata = fo.VideoMetadata(
            frame_width=16, frame_height=9, frame_rate=30.0, total_frame_count=0, duration=0.0
        )
    else:
        return
    videos.set_values("metadata", {sample_id: metadata}, key_field="id")


def summarise(analysis: VideoAnalysis) -> dict[str, Any]:
    """Members of the summary document, without the landmarks."""
    severities = [rep.severity for rep in analysis.reps if rep.severity is not None]
    winks = [rep.wink_deg for rep in analysis.reps if rep.measurable and rep.wink_deg is not None]
    return {
        "status": analysis.status,
        "message": analysis.message,
        "num_reps": len(analysis.reps),
        "num_flagged": sum(is_flagged(rep) for rep in analysis.reps),
        "num_not_measurable": sum(not rep.measurable for rep in analysis.reps),
        "worst_severity": max(severities, default=None),
        "worst_wink_deg": number(max(winks, default=None)),
        "view_side": analysis.view.side,
        "view_yaw_deg": number(analysis.view.yaw_deg),
        "view_quality": number(analysis.view.quality),
        "fps": analysis.fps,
        "total_frames": int(analysis.total_frames),
        "analysed_at": datetime.now(timezone.utc).replace(tzinfo=None, microsecond=0),
    }


def temporal_detections(
    analysis: VideoAnalysis, config: Config, load: Load
) -> fo.TemporalDetections:
    """The repetitions as labels with one attribute per measurement."""
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


def rep_attributes(rep: Repetition, index: int, config: Config, load: Load) -> dict[str, Any]:
    """Attributes of one repetition, named as :data:`~.fields.REP_ATTRIBUTES` declares them."""
    values = rep_to_json(rep)
    for name in ("first", "last", "label", "confidence"):
        del values[name]
    for name in ("wink_deg", "onset_pct"):
        low, high = values.pop(f"{name}_interval") or (None, None)
        values.update({f"{name}_low": low, f"{name}_high": high})
    values.update(
        rep=index,
        flagged=is_flagged(rep),
        load_kg=load.kg,
        load_rel=load.rel,
        review_priority=has_review_priority(rep, config, load),
    )
    return values


def is_flagged(rep: Repetition) -> bool:
    """Whether a repetition is severe enough to be shown to the curator first."""
    return rep.severity is not None and rep.severity >= FLAG_SEVERITY


def has_review_priority(rep: Repetition, config: Config, load: Load) -> bool:
    """Whether grade and relative load together ask for a look; never changes the label."""
    heavy = load.rel is not None and load.rel >= config.wink.review_load_rel
    return heavy and rep.label in GRADES[GRADES.index(REVIEW_GRADE) :]


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


def number(value: Any) -> float | None:
    """A float that a database can hold, rounded as in JSON; ``None`` for NaN and infinity."""
    if value is None or not math.isfinite(value):
        return None
    return round(float(value), 3)


def _write_landmarks(
    videos: fo.Dataset | fo.DatasetView,
    sample_id: str,
    run: names.RunFields,
    observations: PoseObservations | None,
) -> str:
    if observations is None:
        return ""
    landmarks, note = pack_landmarks(observations)
    try:
        videos.set_values(run.landmarks, {sample_id: landmarks}, key_field="id")
    except (PyMongoError, ValueError) as error:
        if not _is_too_large(error):
            raise
        note = "landmarks left out: with them the sample would exceed MongoDB's 16 MB"
    return note


def _is_too_large(error: Exception) -> bool:
    # FiftyOne turns bulk write errors into ValueError and drops their code.
    return isinstance(error, DocumentTooLarge) or any(text in str(error) for text in _TOO_LARGE)
