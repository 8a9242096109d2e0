"""Write finished analyses into their samples, many at once, and nothing but our own fields.

FiftyOne's setters write one field at a time and look every frame up before each: per video
they cost a twentieth of what inference does. Here the frames of all curves go out in one
request, through the collections that FiftyOne itself writes to.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

import fiftyone as fo
import fiftyone.core.frame as fofr
from bson import ObjectId
from pymongo import UpdateOne
from pymongo.errors import BulkWriteError, DocumentTooLarge, OperationFailure, PyMongoError

from ..config import Config, WinkConfig
from ..domain.analysis import VideoAnalysis
from ..domain.curves import series_to_json
from ..domain.observations import PoseObservations, VideoInfo
from . import fields as names
from .attributes import Load
from .documents import drawable_pose, pack_landmarks, summarise, temporal_detections
from .in_memory import reload_samples
from .reviews import refresh_reviews, unreviewed_mirrors
from .schema import video_metadata
from .video_labels import refresh_labels

_TOO_LARGE = frozenset({10334, 17280, 17419, 17420})
"""MongoDB's codes for a document, or a change to one, that exceeds its size limit."""


@dataclass(frozen=True)
class Finished:
    """One analysed video, ready to be stored."""

    sample_id: str
    analysis: VideoAnalysis
    observations: PoseObservations | None = None
    load: Load | None = None


def write_analyses(
    dataset: fo.Dataset,
    run: names.RunFields,
    finished: Sequence[Finished],
    config: Config,
    *,
    skeleton: bool = False,
) -> dict[str, str]:
    """Replace the results of some samples.

    The summaries, which tell that a sample is analysed, go first away and come back last, so
    that an interruption leaves samples that are taken up again.

    Returns
    -------
    dict
        By sample id what could not be stored, in words.
    """
    samples, frames = dataset._sample_collection, dataset._frame_collection
    ids = [ObjectId(item.sample_id) for item in finished]
    empty = dict.fromkeys(run.sample_fields)
    samples.update_many({"_id": {"$in": ids}}, {"$set": {**empty, "last_modified_at": _now()}})
    reviewed = _reviewed(samples, run, ids)
    _write_frames(frames, run, finished, skeleton=skeleton)
    notes = _write_samples(dataset, run, finished, config, reviewed)
    _reload(dataset, finished)
    refresh_reviews(dataset, run, sorted(reviewed), config.wink)
    now = _now()
    samples.bulk_write(
        [
            UpdateOne(
                {"_id": ObjectId(item.sample_id)},
                {"$set": {run.summary: _summary(item, config), "last_modified_at": now}},
            )
            for item in finished
        ],
        ordered=False,
    )
    if reviewed:  # the other summaries hold the machine's labels already
        refresh_labels(dataset, run, sorted(reviewed))
    _reload(dataset, finished)
    return notes


def clear_results(dataset: fo.Dataset, run: names.RunFields) -> None:
    """Take the results of all samples away, and leave the reviews.

    The curves stay in their frames, where nothing looks for them without a summary.
    """
    samples = dataset._sample_collection
    wanted = {"$or": [{name: {"$ne": None}} for name in run.sample_fields]}
    empty = dict.fromkeys(run.sample_fields)
    samples.update_many(wanted, {"$set": {**empty, "last_modified_at": _now()}})
    reload_samples(dataset._sample_collection_name)


def fill_metadata(
    videos: fo.Dataset | fo.DatasetView, infos: Mapping[str, VideoInfo | None]
) -> dict[str, str]:
    """Set the video metadata of those samples that have none.

    FiftyOne would ask ``ffprobe``, which many machines lack; our decoder knows it all. On
    such a machine the App shows no sample at all as long as one of them has no frame size
    and rate. So a video that cannot be read (no info) then gets nominal ones, with zero
    frames, which is what could be read of it and marks them as replaceable.

    Returns
    -------
    dict
        By sample id where metadata that were there already contradict what was decoded, in
        words. They are not ours, so they stay.
    """
    members = ["frame_rate", "total_frame_count", "frame_width", "frame_height"]
    columns = videos.select(list(infos)).values(["id", *(f"metadata.{n}" for n in members)])
    missing: dict[str, fo.VideoMetadata] = {}
    notes: dict[str, str] = {}
    for sample_id, rate, frames, width, height in zip(*columns, strict=True):
        info = infos[sample_id]
        if rate is not None and frames != 0:
            if (
                info is not None
                and (width, height) == (info.height, info.width)
                and width != height
            ):
                notes[sample_id] = (
                    f"the sample's metadata say {width} x {height}, which is the picture before "
                    f"it is turned; it is displayed {info.width} x {info.height}, and so it was "
                    "measured and will be exported"
                )
            continue
        if info is not None:
            missing[sample_id] = video_metadata(info)
        elif rate is None and shutil.which("ffprobe") is None:
            missing[sample_id] = fo.VideoMetadata(
                frame_width=16, frame_height=9, frame_rate=30.0, total_frame_count=0, duration=0.0
            )
    if missing:
        videos.set_values("metadata", missing, key_field="id")
    return notes


def _reviewed(samples: Any, run: names.RunFields, ids: list[ObjectId]) -> set[str]:
    """Return the samples whose repetitions somebody has reviewed."""
    wanted = {"_id": {"$in": ids}, f"{run.reviews}.detections.0": {"$exists": True}}
    return {str(doc["_id"]) for doc in samples.find(wanted, {"_id": 1})}


def _write_frames(
    collection: Any, run: names.RunFields, finished: Sequence[Finished], *, skeleton: bool
) -> None:
    """Set the frame fields of the run; other fields of a frame stay."""
    ids = [ObjectId(item.sample_id) for item in finished]
    present: dict[ObjectId, set[int]] = {}
    for doc in collection.find({"_sample_id": {"$in": ids}}, {"_sample_id": 1, "frame_number": 1}):
        present.setdefault(doc["_sample_id"], set()).add(doc["frame_number"])
    now = _now()
    if present:
        empty = dict.fromkeys(run.frame_fields(skeleton=skeleton))
        collection.update_many(
            {"_sample_id": {"$in": list(present)}}, {"$set": {**empty, "last_modified_at": now}}
        )
    new: list[dict[str, Any]] = []
    changes: list[UpdateOne] = []
    for item in finished:
        key = ObjectId(item.sample_id)
        known = present.get(key, set())
        for number, values in _frame_values(run, item, skeleton=skeleton):
            place = {"_sample_id": key, "frame_number": number}
            if number in known:
                changes.append(UpdateOne(place, {"$set": values}))
            else:
                new.append({**place, "last_modified_at": now, **values})
    if new:
        collection.insert_many(new, ordered=False)
    if changes:
        collection.bulk_write(changes, ordered=False)


def _frame_values(
    run: names.RunFields, item: Finished, *, skeleton: bool
) -> Iterable[tuple[int, dict[str, Any]]]:
    """Frame numbers (from 1) with the values of the run's fields."""
    curves = series_to_json(item.analysis.frames)
    keys = [run.curve(name) for name in curves]
    rows: dict[int, dict[str, Any]] = {
        number: dict(zip(keys, row, strict=True))
        for number, row in enumerate(zip(*curves.values(), strict=True), start=1)
    }
    if skeleton and item.observations is not None:
        for number, pose in drawable_pose(item.observations).items():
            rows.setdefault(number, {})[run.pose] = pose and pose.to_dict()
    return rows.items()


def _write_samples(
    dataset: fo.Dataset,
    run: names.RunFields,
    finished: Sequence[Finished],
    config: Config,
    reviewed: set[str],
) -> dict[str, str]:
    """Set repetitions and landmarks; gives what could not be stored, by sample id."""
    notes: dict[str, str] = {}
    now = _now()
    to_mongo = dataset.get_field(run.landmarks).to_mongo
    values: dict[ObjectId, dict[str, Any]] = {}
    for item in finished:
        reps = temporal_detections(item.analysis, config, item.load or Load()).to_dict()
        if item.sample_id not in reviewed:
            _add_mirrors(reps, config.wink)
        values[ObjectId(item.sample_id)] = {run.reps: reps, "last_modified_at": now}
        if item.observations is not None:
            landmarks, note = pack_landmarks(item.observations)
            values[ObjectId(item.sample_id)][run.landmarks] = to_mongo(landmarks)
            if note:
                notes[item.sample_id] = note
    samples = dataset._sample_collection
    try:
        samples.bulk_write(
            [UpdateOne({"_id": key}, {"$set": change}) for key, change in values.items()],
            ordered=False,
        )
    except (PyMongoError, ValueError) as error:
        if not _is_too_large(error):
            raise
        for key, change in values.items():
            if not _fits(samples, key, change):
                change[run.landmarks] = None
                samples.update_one({"_id": key}, {"$set": change})
                notes[str(key)] = (
                    "landmarks left out: with them the sample would exceed MongoDB's 16 MB"
                )
    return notes


def _fits(samples: Any, key: ObjectId, change: dict[str, Any]) -> bool:
    try:
        samples.update_one({"_id": key}, {"$set": change})
    except (PyMongoError, ValueError) as error:
        if not _is_too_large(error):
            raise
        return False
    return True


def _add_mirrors(reps: dict[str, Any], config: WinkConfig) -> None:
    """Add what :func:`refresh_reviews` would set where there is no review, at no request."""
    for detection in reps["detections"]:
        detection.update(unreviewed_mirrors(detection, config))


def _summary(item: Finished, config: Config) -> dict[str, Any]:
    document = fo.DynamicEmbeddedDocument(**summarise(item.analysis, config)).to_dict()
    return dict(document)


def _reload(dataset: fo.Dataset, finished: Sequence[Finished]) -> None:
    """Make documents that somebody holds in memory show what is stored now."""
    reload_samples(dataset._sample_collection_name, [item.sample_id for item in finished])
    fofr.Frame._reload_docs(dataset._frame_collection_name)


def _is_too_large(error: Exception) -> bool:
    if isinstance(error, BulkWriteError):
        return any(each["code"] in _TOO_LARGE for each in error.details["writeErrors"])
    if isinstance(error, OperationFailure):
        return error.code in _TOO_LARGE
    return isinstance(error, DocumentTooLarge)


def _now() -> datetime:
    return datetime.now(timezone.utc).replace(tzinfo=None)


__all__ = [
    "Finished",
    "clear_results",
    "fill_metadata",
    "write_analyses",
]
