"""Views that show some repetitions, one click away from a number about them."""

from __future__ import annotations

from collections.abc import Iterable

import fiftyone as fo
from bson import ObjectId
from fiftyone import ViewField as F

from ..store.clips import MAX_CLIPS
from ..store.groups import Samples, ungrouped
from ..store.runs import root_dataset


def show_reps(samples: Samples, field: str, rep_ids: Iterable[str]) -> fo.DatasetView:
    """One clip per repetition; beyond what FiftyOne can open as clips, their videos.

    Parameters
    ----------
    field
        Field of temporal detections that they are in.
    rep_ids
        Their ids.
    """
    ids = [ObjectId(i) for i in rep_ids]
    chosen = F("_id").is_in(ids) & (F("support").length() == 2)
    view = ungrouped(root_dataset(samples)).filter_labels(field, chosen)
    return view.to_clips(field) if len(ids) <= MAX_CLIPS else view


def show_videos(samples: Samples, sample_ids: Iterable[str]) -> fo.DatasetView:
    """Return the videos with some ids, in the order of the dataset."""
    return ungrouped(root_dataset(samples)).select(list(dict.fromkeys(sample_ids)))
