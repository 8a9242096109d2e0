"""Keypoints that another pose model wrote into the frames of a dataset."""

from __future__ import annotations

from typing import Any

import fiftyone as fo
import numpy as np
from bson import ObjectId

from .._util.arrays import FloatArray
from ..domain.keypoint_layouts import Columns, find_columns
from ..domain.keypoint_track import KeypointTrack
from ..errors import KeypointFieldError

_PREFIX = "frames."


def keypoint_fields(dataset: fo.Dataset) -> list[str]:
    """Frame fields of a dataset that hold keypoints, as ``frames.<name>``."""
    schema = dataset.get_frame_field_schema() or {}
    kinds = (fo.Keypoints, fo.Keypoint)
    return [
        f"{_PREFIX}{name}"
        for name, field in schema.items()
        if getattr(field, "document_type", None) in kinds
    ]


def read_columns(dataset: fo.Dataset, field: str, layout: str | None) -> Columns:
    """Say where our landmarks are among the keypoints of a field.

    Parameters
    ----------
    field
        Frame field, with or without ``frames.`` before it.
    layout
        What the keypoints are; ``None``: by the names of the dataset's skeleton.

    Raises
    ------
    KeypointFieldError
        If there is no such field, or nothing in it.
    LayoutError
        If it is not known what the keypoints are.
    """
    name = field.removeprefix(_PREFIX)
    known = keypoint_fields(dataset)
    if f"{_PREFIX}{name}" not in known:
        raise KeypointFieldError(
            f"dataset {dataset.name!r}: expected a frame field with keypoints called "
            f"{_PREFIX}{name}, found {', '.join(known) or 'none with keypoints'}"
        )
    skeletons = dataset.skeletons
    skeleton = skeletons.get(name) or skeletons.get(f"{_PREFIX}{name}") or dataset.default_skeleton
    labels = list(skeleton.labels) if skeleton is not None and skeleton.labels else None
    return find_columns(layout, _count(dataset, name), labels, f"{_PREFIX}{name}")


def _count(dataset: fo.Dataset, name: str) -> int:
    """Keypoints per person, from the first person that has some."""
    frames = dataset._frame_collection
    for path in (f"{name}.keypoints.0.points.0", f"{name}.points.0"):
        doc = frames.find_one({path: {"$exists": True}}, {name: 1})
        if doc is not None:
            return len(_people(doc[name])[0]["points"])
    raise KeypointFieldError(
        f"dataset {dataset.name!r}: expected keypoints in {_PREFIX}{name}, found only empty frames"
    )


def read_track(dataset: fo.Dataset, field: str, sample_id: str, count: int) -> KeypointTrack:
    """Read the keypoints of the lifter in one video.

    Where several people have keypoints, those of one track (``index``) belong together; without
    tracks, the largest person is followed from frame to frame.

    Parameters
    ----------
    count
        Keypoints per person; a person with another number is passed over.
    """
    name = field.removeprefix(_PREFIX)
    oid = ObjectId(sample_id)
    query = {"_sample_id": oid, name: {"$ne": None}}
    found: dict[int, list[dict[str, Any]]] = {}
    for doc in dataset._frame_collection.find(query, {"_id": 0, "frame_number": 1, name: 1}):
        people = [p for p in _people(doc[name]) if len(p.get("points") or ()) == count]
        if people:
            found[doc["frame_number"]] = people
    if not found:
        raise KeypointFieldError(
            f"expected {count} keypoints per person in {_PREFIX}{name}, found none in this video",
            remedy="run the pose model on it, or leave it out of the view",
        )
    frames = max(found)
    points = np.full((frames, count, 2), np.nan)
    confidence = np.full((frames, count), np.nan)
    for number, person in _followed(found).items():
        points[number - 1] = _points(person)
        given = person.get("confidence")
        if isinstance(given, list) and len(given) == count:
            confidence[number - 1] = [np.nan if c is None else c for c in given]
    metadata = (
        dataset._sample_collection.find_one({"_id": oid}, {"metadata": 1}) or {}
    ).get("metadata") or {}  # fmt: skip
    return KeypointTrack(
        points,
        confidence,
        max(len(people) for people in found.values()),
        metadata.get("frame_width"),
        metadata.get("frame_height"),
        metadata.get("frame_rate"),
        metadata.get("total_frame_count"),
    )


def _people(label: dict[str, Any]) -> list[dict[str, Any]]:
    return list(label.get("keypoints") or ()) if "keypoints" in label else [label]


def _points(person: dict[str, Any]) -> FloatArray:
    return np.array(
        [[np.nan if v is None else v for v in point] for point in person["points"]], dtype=float
    )


def _size(points: FloatArray) -> float:
    known = points[np.isfinite(points).all(axis=1)]
    return float(np.linalg.norm(np.ptp(known, axis=0))) if len(known) else 0.0


def _followed(found: dict[int, list[dict[str, Any]]]) -> dict[int, dict[str, Any]]:
    """One person per frame."""
    sizes: dict[Any, float] = {}
    for people in found.values():
        for person in people:
            index = person.get("index")
            sizes[index] = sizes.get(index, 0.0) + _size(_points(person))
    if None not in sizes and len(sizes) > 0:
        track = max(sizes, key=lambda index: sizes[index])
        return {
            number: person
            for number, people in found.items()
            for person in people
            if person.get("index") == track
        }
    out: dict[int, dict[str, Any]] = {}
    last: FloatArray | None = None
    for number in sorted(found):
        people = found[number]
        if last is None:
            chosen = max(people, key=lambda p: _size(_points(p)))
        else:
            chosen = min(people, key=lambda p, was=last: _apart(_points(p), was))  # type: ignore[misc]
        out[number] = chosen
        points = _points(chosen)
        if np.isfinite(points).any():
            last = points
    return out


def _apart(points: FloatArray, other: FloatArray) -> float:
    both = np.isfinite(points).all(axis=1) & np.isfinite(other).all(axis=1)
    if not both.any():
        return float("inf")
    return float(np.linalg.norm(points[both] - other[both], axis=1).mean())
