"""Which single samples a collection means, where FiftyOne shows groups of them.

There are two kinds of groups. A *grouped dataset* has slices, such as a side and a front video
of the same squats; its views show one slice and mean all. A *dynamic group* (``group_by``) shows
one sample for many that have something in common, such as the lifter. Whoever counts, reads or
writes repetitions asks :func:`ungrouped` first.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import fiftyone as fo
import fiftyone.core.media as fom
import fiftyone.core.stages as fost

from ..errors import TargetError

Samples: TypeAlias = fo.Dataset | fo.DatasetView

_OF_LABELS = (fost.FilterLabels, fost.SelectLabels, fost.ExcludeLabels, fost.LimitLabels)
"""Stages that choose among labels, all of which FiftyOne's flattening forgets."""
_DROP_EMPTY = ("only_matches", "omit_empty")
"""What these stages call the choice to drop samples that have no such label."""


def ungrouped(
    samples: Samples, slices: Sequence[str] | None = None, *, ordered: bool = False
) -> Samples:
    """Return the samples themselves; all videos of the groups that a grouped collection shows.

    Dynamic groups give all their samples. Of a grouped dataset come the video slices of every
    group that the collection shows. Where its labels are filtered, so are those of the other
    samples of its groups.

    Parameters
    ----------
    slices
        Names of the slices that are wanted; all video slices if not given. Collections without
        slices, flattened ones among them, stay as they are.
    ordered
        Sort the samples of dynamic groups group by group, each in its order.

    Raises
    ------
    TargetError
        If there is no video slice, or a wanted slice is none.
    """
    if samples._is_dynamic_groups:
        samples = _without_dynamic_groups(samples, ordered=ordered)
    if samples.media_type != fom.GROUP:
        return samples
    wanted = _wanted(samples, slices)
    flat = samples.select_group_slices(wanted)
    return _again(flat, () if isinstance(samples, fo.Dataset) else samples._stages)


def slice_names(samples: Samples) -> list[str]:
    """Return the video slices of a grouped collection, in order; none where there are no slices."""
    # A dynamic group of a grouped dataset has its slices.
    kinds = samples.group_media_types or {}
    return sorted(name for name, media in kinds.items() if media == fom.VIDEO)


def group_place(dataset: fo.Dataset, sample_id: str) -> dict[str, str] | None:
    """Group and slice of a sample, as the App wants to know them; ``None`` if it has none."""
    from bson import ObjectId

    field = dataset.group_field
    if field is None or not ObjectId.is_valid(sample_id):
        return None
    found = dataset._sample_collection.find_one({"_id": ObjectId(sample_id)}, {field: 1}) or {}
    group: dict[str, Any] = found.get(field) or {}
    if not group:
        return None
    return {"id": str(group["_id"]), "slice": str(group["name"])}


def _wanted(samples: Samples, slices: Sequence[str] | None) -> list[str]:
    present = slice_names(samples)
    if not present:
        raise TargetError(
            f"dataset {samples._root_dataset.name!r}: expected a video slice, its slices are "
            f"{dict(samples.group_media_types or {})}"
        )
    missing = [name for name in slices or () if name not in present]
    if missing:
        raise TargetError(
            f"slice {missing[0]!r}: expected one of the video slices {', '.join(present)}"
        )
    return list(dict.fromkeys(slices or present))


def _without_dynamic_groups(view: fo.DatasetView, *, ordered: bool) -> fo.DatasetView:
    """Return the samples that went into the groups which a view shows."""
    stages = view._stages
    index = max(i for i, stage in enumerate(stages) if stage.outputs_dynamic_groups)
    before = view._base_view
    for stage in stages[:index]:
        before = before.add_stage(stage)
    chosen = stages[index + 1 :]
    if not chosen:
        # FiftyOne's own flattening would read all samples again for every group.
        return _sorted(before, stages[index]) if ordered else before
    flat = view.flatten()
    if before.media_type != fom.GROUP and flat.media_type == fom.GROUP:
        # Groups of one slice: FiftyOne flattens them, and takes them for groups with slices.
        flat = before.select(flat.values("id"), ordered=True)
    return _again(flat, chosen)


def _sorted(view: fo.DatasetView, groups: fost.GroupBy) -> fo.DatasetView:
    """In the order of the groups, as far as they are those of a field."""
    order: list[tuple[str, int]] = []
    if isinstance(groups.field_or_expr, str):
        order.append((groups.field_or_expr.removeprefix("$"), 1))
    if groups.order_by is not None:
        order.append((groups.order_by, -1 if groups.reverse else 1))
    return view.sort_by(order, create_index=False) if order else view


def _again(flat: fo.DatasetView, stages: Sequence[fost.ViewStage]) -> fo.DatasetView:
    """Choose among the labels as before, and keep the samples that have none of them."""
    for stage in stages:
        if isinstance(stage, _OF_LABELS):
            kwargs = [[n, False if n in _DROP_EMPTY else v] for n, v in stage._kwargs()]
            flat = flat.add_stage(type(stage)(**dict(kwargs)))
    return flat
