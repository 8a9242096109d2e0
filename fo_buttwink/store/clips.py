"""Keep the copies of labels and tags that a view of clips holds as the dataset's own are.

FiftyOne copies both into clips when these are made, and never again unless the view is reloaded,
which would close whatever is open.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from datetime import datetime, timezone
from typing import Any

import fiftyone as fo
from bson import ObjectId
from fiftyone.core.clips import ClipsView
from pymongo import UpdateOne

from .fields import RunFields
from .support import support_of

MAX_CLIPS = 5000
"""FiftyOne writes a document per clip whenever a view of clips is opened; beyond this the
grid shows the videos instead."""
_BATCH = 1000
"""Clips that are written at the same time."""


def renew_clips(
    view: Any,
    key: str,
    rep_ids: Iterable[str] | None = None,
    video: Mapping[str, Any] | None = None,
) -> int:
    """Copy labels and tags anew into the clips that a view shows of a run's repetitions.

    Parameters
    ----------
    view
        Any view; nothing is done to one that does not show clips of these repetitions.
    key
        Run key.
    rep_ids
        The repetitions that have changed; all by default.
    video
        The document of the video of these repetitions, where it is at hand: then nothing is read.

    Returns
    -------
    int
        How many clips were written.
    """
    reps = RunFields(key).reps
    if not isinstance(view, ClipsView) or reps not in view.get_field_schema():
        return 0
    clips = view._clips_dataset._sample_collection
    changed = None if rep_ids is None else {ObjectId(i) for i in rep_ids}
    if video is not None:
        return _written(clips, _copies(reps, video, changed))
    wanted = {} if changed is None else {"_id": {"$in": list(changed)}}
    there = {doc["_id"]: doc["_sample_id"] for doc in clips.find(wanted, {"_sample_id": 1})}
    source = view._root_dataset._sample_collection
    projection = {"tags": 1, f"{reps}.detections": 1}
    done = 0
    writes: list[UpdateOne] = []
    for doc in source.find({"_id": {"$in": list(set(there.values()))}}, projection):
        writes += _copies(reps, doc, there)
        if len(writes) >= _BATCH:
            done, writes = done + _written(clips, writes), []
    return done + _written(clips, writes)


def _copies(
    reps: str, sample: Mapping[str, Any], wanted: Container[ObjectId] | None
) -> list[UpdateOne]:
    return [
        UpdateOne({"_id": label["_id"]}, {"$set": _copied(reps, label, sample)})
        for label in (sample.get(reps) or {}).get("detections") or ()
        if wanted is None or label["_id"] in wanted
    ]


def _copied(reps: str, label: Mapping[str, Any], sample: Mapping[str, Any]) -> dict[str, Any]:
    """Members of a clip, as FiftyOne makes them of a repetition and its sample."""
    bare = {name: value for name, value in label.items() if name != "support"}
    out = {
        reps: {**bare, "_cls": fo.Classification.__name__},
        "tags": sample.get("tags") or [],
        "last_modified_at": datetime.now(timezone.utc).replace(tzinfo=None),
    }
    support = support_of(label)
    return out if support is None else {**out, "support": list(support)}


def _written(clips: Any, writes: list[UpdateOne]) -> int:
    return int(clips.bulk_write(writes, ordered=False).matched_count) if writes else 0
