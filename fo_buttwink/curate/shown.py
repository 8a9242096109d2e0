"""Views that show some repetitions, one click away from a number about them."""

from __future__ import annotations

from collections.abc import Iterable

import fiftyone as fo
from bson import ObjectId
from fiftyone import ViewField as F

from ..store.clips import MAX_CLIPS
from ..store.groups import Samples, ungrouped
from ..store.runs import root_dataset


def show_reps(
    samples: Samples, field: str, rep_ids: Iterable[str], *, at_most: int | None = MAX_CLIPS
) -> fo.DatasetView:
    """Show one clip per repetition; of too many for the App, their videos.

    Parameters
    ----------
    field
        Field of temporal detections that they are in.
    rep_ids
        Their ids.
    at_most
        So many are shown as clips; ``None``: any number.
    """
    ids = [ObjectId(i) for i in rep_ids]
    chosen = F("_id").is_in(ids) & (F("support").length() == 2)
    view = ungrouped(root_dataset(samples)).filter_labels(field, chosen)
    return view.to_clips(field) if at_most is None or len(ids) <= at_most else view


def show_videos(samples: Samples, sample_ids: Iterable[str]) -> fo.DatasetView:
    """Return the videos with some ids, in the order of the dataset."""
    return ungrouped(root_dataset(samples)).select(list(dict.fromkeys(sample_ids)))
