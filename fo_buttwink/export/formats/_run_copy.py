"""Takes a run over into a dataset that is exported, so that it can be worked on there.

The exported repetitions alone are labels. With the run's own fields and its record, the dataset
that somebody loads lists the run, and the panels open it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import fiftyone as fo
from bson import ObjectId

from ...store import schema
from ...store.fields import CURVES, RunFields
from ...store.repetition import repetitions
from ...store.runs import count_results, get_run, save_run

AT_ONCE = 16
"""Videos whose documents are in memory at the same time."""


def copy_run(
    source: fo.Dataset, target: fo.Dataset, key: str, reps: dict[str, set[str]], *, curves: bool
) -> None:
    """Copy a run for the videos and repetitions that are exported.

    Parameters
    ----------
    source
        The dataset that has the run.
    target
        The exported dataset; its samples name theirs in ``video_id``.
    reps
        Ids of the exported repetitions by id of the source's sample.
    curves
        Also the curves, which are most of the size.
    """
    run, info = RunFields(key), get_run(source, key)
    manifest = schema.declare(target, run, skeleton=False)
    # What the first samples bring is declared; attributes of the user's own come along.
    wanted = [run.summary, run.reps, run.reviews, run.landmarks]
    ids = dict(zip(*target.values(["video_id", "id"]), strict=True))
    chosen = [i for i in ids if i in reps]
    for start in range(0, len(chosen), AT_ONCE):
        part = chosen[start : start + AT_ONCE]
        query = {"_id": {"$in": [ObjectId(i) for i in part]}}
        for doc in source._sample_collection.find(query, dict.fromkeys(wanted, 1)):
            kept = _only(doc, run, reps[str(doc["_id"])])
            values = {name: kept[name] for name in wanted if kept.get(name) is not None}
            target._sample_collection.update_one(
                {"_id": ObjectId(ids[str(doc["_id"])])}, {"$set": values}
            )
        if curves:
            _copy_curves(source, target, run, {i: ids[i] for i in part})
    target.reload()
    totals = count_results(target, key)
    save_run(target, replace(info, fields=sorted(manifest), **totals))


def _only(doc: dict[str, Any], run: RunFields, reps: set[str]) -> dict[str, Any]:
    """Return a sample's document with the exported repetitions and their reviews."""
    found = repetitions(doc.get(run.reps))
    kept = [rep for rep in found.usable if rep.rep_id in reps]
    stored = {str(d["_id"]) for d in (*found.without_frames, *(r.values for r in found.usable))}
    gone = stored - {rep.rep_id for rep in kept}
    if doc.get(run.reps):
        doc[run.reps] = {**doc[run.reps], "detections": [rep.values for rep in kept]}
    if doc.get(run.reviews):
        said = doc[run.reviews].get("detections") or []
        doc[run.reviews] = {
            **doc[run.reviews],
            "detections": [r for r in said if r.get("rep_id") not in gone],
        }
    return doc


def _copy_curves(
    source: fo.Dataset, target: fo.Dataset, run: RunFields, ids: dict[str, str]
) -> None:
    paths = [run.curve(name) for name in CURVES]
    for old, new in ids.items():
        numbers: dict[str, dict[int, Any]] = {path: {} for path in paths}
        query = {"_sample_id": ObjectId(old)}
        fields = {"frame_number": 1, **dict.fromkeys(paths, 1)}
        for doc in source._frame_collection.find(query, fields):
            for path in paths:
                numbers[path][doc["frame_number"]] = doc.get(path)
        for path, values in numbers.items():
            if values:
                target.set_values(f"frames.{path}", {new: values}, key_field="id")
