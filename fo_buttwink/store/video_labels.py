"""The labels of a video's repetitions in its summary, where the App's tiles can show them.

A tile shows a label as the machine wrote it. What holds (the person's word where there is one) is
an attribute of the repetition, which tiles of videos cannot show; so the summary keeps a list.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import fiftyone as fo
from bson import ObjectId

from ..domain.review.record import REJECTED, UNREVIEWED
from . import fields as names

LABELS = "labels"
_UNKNOWN = "unknown"


def refresh_labels(
    samples: fo.Dataset | fo.DatasetView, run: names.RunFields, sample_ids: Sequence[str]
) -> None:
    """Write the labels of some videos anew, from their repetitions as they stand."""
    _refresh(samples, run, {"_id": {"$in": [ObjectId(i) for i in sample_ids]}})


def fill_labels(samples: fo.Dataset | fo.DatasetView, run: names.RunFields) -> None:
    """Write the labels of all videos that have none, being analyzed before there were any."""
    _refresh(samples, run, {f"{run.summary}.{LABELS}": {"$exists": False}})


def label_values(
    samples: fo.Dataset | fo.DatasetView, run: names.RunFields
) -> dict[str, dict[str, Any]]:
    """Return the labels of a video as MongoDB makes them: expression by field.

    Empty for a run that no analysis has touched since there are labels.
    """
    dataset = samples if isinstance(samples, fo.Dataset) else samples._root_dataset
    summary = dataset.get_field(run.summary)
    if summary is None or LABELS not in summary.get_field_schema():
        return {}
    judged = {"$ne": [{"$ifNull": ["$$rep.review_state", UNREVIEWED]}, UNREVIEWED]}
    label = {
        "$cond": [
            judged,
            {"$ifNull": ["$$rep.effective_label", REJECTED]},
            {"$ifNull": ["$$rep.label", _UNKNOWN]},
        ]
    }
    reps = {"$ifNull": [f"${run.reps}.detections", []]}
    onset = f"{run.summary}.earliest_onset_pct"
    return {
        f"{run.summary}.{LABELS}": {"$map": {"input": reps, "as": "rep", "in": label}},
        onset: {"$ifNull": [f"${onset}", {"$min": f"${run.reps}.detections.onset_pct"}]},
    }


def _refresh(
    samples: fo.Dataset | fo.DatasetView, run: names.RunFields, wanted: dict[str, Any]
) -> None:
    values = label_values(samples, run)
    if values:
        dataset = samples if isinstance(samples, fo.Dataset) else samples._root_dataset
        # In one request that reads and writes: nobody's verdict can come between.
        dataset._sample_collection.update_many(
            {**wanted, run.status: {"$ne": None}}, [{"$set": values}]
        )
