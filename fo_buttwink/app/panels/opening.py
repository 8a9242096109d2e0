"""Open one sample, clip or element of a group in the App."""

from __future__ import annotations

from typing import Any

import fiftyone.core.media as fom

from ...store.groups import group_place, ungrouped


def open_shown(ctx: Any, sample_id: str) -> dict[str, Any]:
    """Open a sample of the view that the App shows.

    Returns
    -------
    dict
        ``group``, with the ``id`` and ``slice`` of the sample, where the App shows groups with
        slices: then the panel's own JavaScript has to open it, since no operation of FiftyOne's
        tells the open sample's slice. Empty where the App has been asked.
    """
    place = None
    view = ctx.view
    if view is not None and view.media_type == fom.GROUP and view.group_slices:
        place = group_place(ctx.dataset, sample_id)
    if place is None:
        ctx.ops.open_sample(id=sample_id)
        return {}
    return {"group": place}


def in_groups(ctx: Any, sample_id: str) -> bool:
    """Whether the App shows groups, and a sample is in one of them."""
    view = ctx.view
    if view is None or view.media_type != fom.GROUP or view._is_clips:
        return False
    return len(ungrouped(view).select(sample_id)) > 0
