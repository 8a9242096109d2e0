"""Which samples of a collection can be analysed, and the load that goes with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import fiftyone as fo
import fiftyone.core.clips as foc
import fiftyone.core.media as fom
import fiftyone.core.patches as fopa
import fiftyone.core.video as fov

from ..domain.slow_motion import checked_factor
from ..errors import LoadFieldError, SlowMotionFieldError, TargetError
from .attributes import Load, number
from .groups import Samples, ungrouped
from .runs import root_dataset

MAX_LOAD_REL = 6.0
"""Relative loads beyond this are percent or kilograms by mistake (the strongest squats on
record are below five times body mass)."""
_GENERATED_VIEWS = (
    foc.ClipsView,
    fopa.PatchesView,
    fopa.EvaluationPatchesView,
    fov.FramesView,
)


@dataclass(frozen=True)
class Problem:
    """A sample that could not be analysed, and why."""

    sample_id: str
    filepath: str
    message: str

    def __str__(self) -> str:
        # Many messages name their file already.
        named = self.message.startswith(self.filepath)
        return self.message if named else f"{self.filepath}: {self.message}"


def is_empty(samples: Samples) -> bool:
    """Whether there is no sample.

    The length of a dataset is MongoDB's own count, which says 0 after the database was killed,
    until it is mended; the samples are all there.
    """
    if isinstance(samples, fo.Dataset):
        return samples._sample_collection.find_one({}, {"_id": 1}) is None
    return len(samples) == 0


def video_targets(
    view: Samples, slices: Sequence[str] | None = None
) -> tuple[Samples, list[Problem]]:
    """Return the videos of a collection, and the samples that are none.

    Parameters
    ----------
    slices
        Slices of a grouped collection; all video slices if not given.

    Raises
    ------
    TargetError
        If there are no videos, or no whole videos.
    """
    dataset = root_dataset(view)
    if isinstance(view, _GENERATED_VIEWS):
        raise TargetError(
            f"this is a {type(view).__name__} of dataset {dataset.name!r}: a squat needs its "
            "whole video (the standing before it is the reference)",
            remedy="pass the dataset or a view of its videos",
        )
    view = ungrouped(view, slices)
    if is_empty(view):
        raise TargetError(
            f"the view of dataset {dataset.name!r} has no samples",
            remedy="clear or change its filters",
        )
    if view.media_type == fom.VIDEO:
        return view, []
    if dataset.media_type != fom.GROUP:
        raise TargetError(
            f"dataset {dataset.name!r}: expected videos, found media type {view.media_type!r}"
        )
    return _split_flat(dataset, view)


def _split_flat(dataset: fo.Dataset, view: Samples) -> tuple[Samples, list[Problem]]:
    """Videos and others of a flattened view of a grouped dataset."""
    columns = view.values(["id", "filepath", f"{dataset.group_field}.name"])
    videos, others = [], []
    for sample_id, path, group_slice in zip(*columns, strict=True):
        media = dataset.group_media_types[group_slice]
        if media == fom.VIDEO:
            videos.append(sample_id)
        else:
            others.append(Problem(sample_id, path, f"expected a video, found media type {media}"))
    if not videos:
        raise TargetError(f"the view of dataset {dataset.name!r} has no videos")
    return view.select(videos), others


def read_loads(samples: Samples, load_field: str | None, unit: str) -> dict[str, Load]:
    """Return loads by sample id from the user's own field.

    Raises
    ------
    LoadFieldError
        If the field is missing, not numeric, or its values cannot be in that unit.
    """
    if load_field is None:
        return {}
    if unit not in ("kg", "rel"):
        raise LoadFieldError(f"load_unit={unit!r}: expected 'kg' or 'rel'")
    found = samples.get_field(load_field)
    if load_field.startswith("frames.") or not isinstance(found, (fo.FloatField, fo.IntField)):
        kind = "nothing" if found is None else type(found).__name__
        raise LoadFieldError(
            f"load field {load_field!r}: expected a numeric field of the samples, found {kind}"
        )
    loads: dict[str, Load] = {}
    for sample_id, raw in zip(*samples.values(["id", load_field]), strict=True):
        value = number(raw)
        if value is None:
            continue
        if value < 0 or (unit == "rel" and value > MAX_LOAD_REL):
            raise LoadFieldError(
                f"load field {load_field!r}: sample {sample_id} has {value:g}, expected "
                + ("a fraction of 1RM or body mass such as 0.7" if unit == "rel" else "kg >= 0")
            )
        loads[sample_id] = Load(kg=value) if unit == "kg" else Load(rel=value)
    return loads


def read_slow_motion(samples: Samples, name: str | None) -> dict[str, float]:
    """Return by sample id how many times slower videos are played than they were recorded.

    Samples without a value are not slow.

    Raises
    ------
    SlowMotionFieldError
        If the field is missing, not numeric, or a value is no such factor.
    """
    if name is None:
        return {}
    found = samples.get_field(name)
    if name.startswith("frames.") or not isinstance(found, (fo.FloatField, fo.IntField)):
        kind = "nothing" if found is None else type(found).__name__
        raise SlowMotionFieldError(
            f"slow-motion field {name!r}: expected a numeric field of the samples, found {kind}"
        )
    factors: dict[str, float] = {}
    for sample_id, raw in zip(*samples.values(["id", name]), strict=True):
        value = number(raw)
        if value is None:
            continue
        try:
            factors[sample_id] = checked_factor(value)
        except ValueError as error:
            raise SlowMotionFieldError(
                f"slow-motion field {name!r}: sample {sample_id}: {error}"
            ) from error
    return factors
