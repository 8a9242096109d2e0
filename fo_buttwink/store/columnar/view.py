"""Which repetitions a view of videos shows, in its order, and some of their attributes.

FiftyOne's ``values()`` would do, but makes the database unwind and convert every value: ten
times as long for 100,000 repetitions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import fiftyone as fo
import numpy as np
import numpy.typing as npt

from ..fields import RunFields
from .bson import Labels, Packed, batches

_BATCH = 500


def read_view(
    samples: fo.Dataset | fo.DatasetView,
    key: str,
    *,
    words: Sequence[str] = (),
    flags: Sequence[str] = (),
    numbers: Sequence[str] = (),
    match: Mapping[str, Any] | None = None,
) -> dict[str, npt.NDArray[Any]]:
    """Ids of the repetitions (``id``) and of their samples (``sample``), and attributes.

    Repetitions that say no frames are left out, see :mod:`.support`.

    Parameters
    ----------
    samples
        Videos: no clips, frames or patches.
    words, flags, numbers
        Attributes of the repetitions to be read as text (empty where there is none), as yes or
        no, and as numbers (NaN where there is none).
    match
        Condition of MongoDB on the samples.
    """
    run = RunFields(key)
    names = ("_id", "support", *words, *flags, *numbers)
    stages: list[dict[str, Any]] = [{"$match": match}] if match else []
    stages.append({"$project": {run.of_rep(name): 1 for name in names}})
    parts = [_values(batch, run.reps, words, flags, numbers) for batch in _batches(samples, stages)]
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def read_ids(samples: fo.Dataset | fo.DatasetView) -> list[str]:
    """Ids of all samples, clips, frames or patches of a view, in its order."""
    ids: list[str] = []
    for batch in _batches(samples, [{"$project": {"_id": 1}}]):
        ids += batch.ids(batch.fields(batch.documents(), ("_id",))["_id"]).tolist()
    return ids


def _batches(
    samples: fo.Dataset | fo.DatasetView, stages: list[dict[str, Any]]
) -> Iterator[Packed]:
    cursor = samples._dataset._sample_collection.aggregate_raw_batches(
        samples._pipeline(pipeline=stages), batchSize=_BATCH, allowDiskUse=True
    )
    return batches(cursor)


def _values(
    batch: Packed, reps: str, words: Sequence[str], flags: Sequence[str], numbers: Sequence[str]
) -> dict[str, npt.NDArray[Any]]:
    videos, owners, starts, _ = Labels.of(batch, reps)
    found = batch.fields(starts, ("_id", *words, *flags, *numbers))
    out: dict[str, npt.NDArray[Any]] = {
        "id": batch.ids(found["_id"]),
        "sample": batch.ids(videos["_id"])[owners],
    }
    for name in words:
        codes: dict[str, int] = {}
        coded = batch.words(found[name], codes)
        out[name] = np.array([*codes, ""], dtype=object)[coded]  # -1 is the last
    out |= {name: batch.numbers(found[name]) for name in numbers}
    return out | {name: batch.flags(found[name]) for name in flags}
