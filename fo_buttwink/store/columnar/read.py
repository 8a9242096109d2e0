"""Read the columns of a run from the database, see :mod:`.columns`.

One query fetches the attributes as they lie in the database, which is what it does fastest: put
into rows or columns by the database they would take three times as long.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import fiftyone as fo
import numpy as np
import numpy.typing as npt
from bson import ObjectId

from ...domain.measures import CHOICES
from ...domain.plausible import inside
from ...domain.review.record import UNREVIEWED
from ..fields import RunFields
from ..support import tell_left_out
from .bson import Labels, Packed, Values, batches
from .columns import FLAGS, NUMBERS, REJECTED_LABEL, UNKNOWN, RepColumns, Words

_BATCH = 500
"""Videos per answer of the database: their bytes fit into the processor's cache."""
_STAMPS = 1000
"""PyMongo makes an object per document even so; of too many at once, the garbage collector
makes an occasion to look at all of FiftyOne's."""

_WORDS = ("label", "effective_label", "review_state", *CHOICES)
_NUMBERS = (*NUMBERS, "effective_onset_pct", "effective_severity")
_ATTRIBUTES = ("_id", *_WORDS, *_NUMBERS, *FLAGS)

_LEFT_OUT = "left out"
"""Ids of the samples of labels that say no frames, see :mod:`..support`."""

Column = npt.NDArray[Any]


def read_columns(
    dataset: fo.Dataset, key: str, lifter_field: str | None, match: Mapping[str, Any]
) -> RepColumns:
    """Return the repetitions of some samples, as they stand in the database now."""
    parts: dict[str, list[Column]] = {}
    codes: dict[str, dict[str, int]] = {name: {} for name in (*_WORDS, "lifter")}
    codes["effective_label"] = codes["label"]
    for batch in _batches(dataset, key, lifter_field, match):
        for name, part in _columns(batch, RunFields(key).reps, lifter_field, codes).items():
            parts.setdefault(name, []).append(part)
    raw = {name: np.concatenate(columns) for name, columns in parts.items()}
    _tell(dataset, raw.pop(_LEFT_OUT))
    return _shaped(key, raw, {name: tuple(words) for name, words in codes.items()}, lifter_field)


def read_stamps(dataset: fo.Dataset) -> npt.NDArray[np.int64]:
    """When each sample was last changed [ms since 1970], in order; -1 where nobody noted it.

    Answered from the index that FiftyOne gives every dataset, not from the samples.
    """
    name = "last_modified_at"
    cursor = dataset._sample_collection.find_raw_batches(
        {}, {name: 1, "_id": 0}, sort=[(name, 1)], batch_size=_STAMPS
    )
    found = [
        batch.dates(batch.fields(batch.documents(), (name,))[name]) for batch in batches(cursor)
    ]
    return np.sort(np.concatenate(found))


def _batches(
    dataset: fo.Dataset, key: str, lifter_field: str | None, match: Mapping[str, Any]
) -> Iterator[Packed]:
    run = RunFields(key)
    projection = {run.of_rep(name): 1 for name in (*_ATTRIBUTES, "support")}
    if lifter_field is not None:
        projection[lifter_field] = 1
    cursor = dataset._sample_collection.find_raw_batches(match, projection, batch_size=_BATCH)
    return batches(cursor)


def _columns(
    batch: Packed, reps: str, lifter_field: str | None, codes: dict[str, dict[str, int]]
) -> dict[str, Column]:
    """Return what one batch holds: a value per repetition in every column."""
    others = [lifter_field] if lifter_field else []
    videos, owners, starts, left_out = Labels.of(batch, reps, others)
    found = batch.fields(starts, _ATTRIBUTES)
    out: dict[str, Column] = {
        "_id": batch.ids(found["_id"]),
        "sample": batch.ids(videos["_id"])[owners],
        _LEFT_OUT: batch.ids(videos["_id"])[left_out],
    }
    out |= {name: batch.words(found[name], codes[name]) for name in _WORDS}
    # Older runs hold numbers that cannot be, such as a knee at -89 deg.
    out |= {name: inside(name, batch.numbers(found[name])) for name in _NUMBERS}
    out |= {name: batch.flags(found[name]) for name in FLAGS}
    out |= {f"{name} held": found[name].present for name in _NUMBERS if name.startswith("eff")}
    lifters: Values | None = videos.get(lifter_field or "")
    if lifters is None:
        out["lifter"] = np.full(len(starts), -1, dtype=np.int32)
    else:
        out["lifter"] = batch.words(lifters, codes["lifter"])[owners]
    return out


def _tell(dataset: fo.Dataset, left_out: Column) -> None:
    """Name the videos of which some repetitions say no frames."""
    numbers = Counter(left_out.tolist())
    if not numbers:
        return
    wanted = {"_id": {"$in": [ObjectId(i) for i in numbers]}}
    for doc in dataset._sample_collection.find(wanted, {"filepath": 1}):
        tell_left_out(doc.get("filepath") or "", numbers[str(doc["_id"])])


def _shaped(
    key: str,
    raw: Mapping[str, Column],
    names: Mapping[str, tuple[str, ...]],
    lifter_field: str | None,
) -> RepColumns:
    """Return the columns as panels want them: with what holds after people's reviews."""
    states = _worded(names["review_state"], raw["review_state"], UNREVIEWED)
    judged = ~states.where([UNREVIEWED])

    # An older version wrote no effective values; and a rejected label has none.
    labels = np.where((raw["effective_label"] >= 0) | judged, raw["effective_label"], raw["label"])
    label = _worded(names["label"], labels, UNKNOWN)
    rejected = judged & label.where([UNKNOWN])
    numbers = {name: raw[name] for name in NUMBERS}
    for name in ("onset_pct", "severity"):
        effective = f"effective_{name}"
        numbers[name] = np.where(raw[f"{effective} held"] | judged, raw[effective], raw[name])
    return RepColumns(
        key=key,
        rep_ids=raw["_id"],
        sample_ids=raw["sample"],
        numbers=numbers,
        words={
            **{name: _worded(names[name], raw[name], UNKNOWN) for name in CHOICES},
            "label": _replaced(label, rejected, REJECTED_LABEL),
            # A label that a person rejected has no onset, and so none that is early or late.
            "timing": _worded(names["timing"], np.where(rejected, -1, raw["timing"]), UNKNOWN),
            "review_state": states,
            "lifter": _worded(names["lifter"], raw["lifter"], UNKNOWN),
        },
        flags={name: raw[name] for name in FLAGS},
        lifter_field=lifter_field,
    )


def _worded(names: Sequence[str], codes: Column, nothing: str) -> Words:
    """Return a column of words in which a missing or empty one is called something."""
    table = [name or nothing for name in names] + [nothing]
    union = tuple(dict.fromkeys(table))
    moved = np.array([union.index(name) for name in table], dtype=np.int32)
    return Words(union, moved[codes])  # -1, for a missing word, is the last


def _replaced(column: Words, where: npt.NDArray[np.bool_], word: str) -> Words:
    names = tuple(dict.fromkeys((*column.names, word)))
    codes = np.where(where, names.index(word), column.codes).astype(np.int32)
    return Words(names, codes)
