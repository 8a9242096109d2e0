"""Keep the columns of a run in memory, and show them only as the database stands now.

Before each use the database is asked when every sample was last changed. Samples whose answer
is not the one of last time are read again; when nothing has changed, nothing is. The newest
change alone would not do: somebody with a clock behind, or who was slower to write, may have
changed a sample at an earlier time than the newest one that is known.
"""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import fiftyone as fo
import numpy as np
import numpy.typing as npt
from cachetools import LRUCache

from ...errors import StoreError
from ..runs import get_run
from .columns import RepColumns, Words
from .read import read_columns, read_stamps

MAX_KEPT = 6
"""Runs whose columns are kept at the same time; 100,000 repetitions take some 20 MB."""
_MANY_CHANGED = 0.25
"""Least share of changed samples at which all are read again."""

Stamps = npt.NDArray[np.int64]

_kept: LRUCache[tuple[str, str, str | None], RepColumns] = LRUCache(MAX_KEPT)
_lock = threading.Lock()
_loading: dict[tuple[str, str, str | None], threading.Lock] = {}


def load_columns(dataset: fo.Dataset, key: str, lifter_field: str | None = None) -> RepColumns:
    """Return the repetitions of a run as they stand in the database now.

    Raises
    ------
    RunNotFoundError
        If the run does not exist (any more).
    StoreError
        If the dataset has been deleted.
    """
    if dataset.deleted:
        raise StoreError("this dataset has been deleted", remedy="open another one")
    info = get_run(dataset, key)
    born = f"{info.sessions[0].started if info.sessions else ''}"
    place = (str(dataset._doc.id), key, lifter_field)
    with _lock:
        turn = _loading.setdefault(place, threading.Lock())
    with turn:  # two panels that open at once read only once
        with _lock:
            old = _kept.get(place)
        if old is not None and old.born != born:
            old = None
        new = replace(_refreshed(dataset, key, lifter_field, old), born=born)
        with _lock:
            _kept[place] = new
    return new


def forget_columns() -> None:
    """Keep nothing: all is read from the database at the next use."""
    with _lock:
        _kept.clear()


def _refreshed(
    dataset: fo.Dataset, key: str, lifter_field: str | None, old: RepColumns | None
) -> RepColumns:
    # Asked before the repetitions: a change in between is then seen, and read again next time.
    stamps = read_stamps(dataset)
    if old is not None and np.array_equal(stamps, old.stamps) and not (stamps < 0).any():
        return old
    changed = None if old is None else _changed(dataset, old.stamps, stamps)
    if old is None or changed is None:
        fresh = read_columns(dataset, key, lifter_field, {})
        return replace(fresh, stamps=stamps)
    fresh = read_columns(dataset, key, lifter_field, {"_id": {"$in": changed}})
    present = {str(doc["_id"]) for doc in _ids(dataset, {})}
    present -= set(map(str, changed))
    keep = np.array([s in present for s in old.sample_ids], dtype=bool)
    return replace(_joined(old, keep, fresh), stamps=stamps)


def _changed(dataset: fo.Dataset, old: Stamps, new: Stamps) -> list[Any] | None:
    """Ids of the samples that have been changed or added; ``None`` if they are many."""
    before = dict(zip(*map(np.ndarray.tolist, np.unique(old, return_counts=True)), strict=True))
    values, counts = np.unique(new, return_counts=True)
    # Of the newest ones all: others may have followed within the same millisecond, while
    # as many were changed once more. And of those without a stamp nobody can know.
    newest = old[-1] if len(old) else -1
    more = [
        value < 0 or value >= newest or count > before.get(value, 0)
        for value, count in zip(values.tolist(), counts.tolist(), strict=True)
    ]
    if counts[more].sum() > _MANY_CHANGED * len(new):
        return None
    wanted = [_date(value) for value in values[more].tolist()]
    return [doc["_id"] for doc in _ids(dataset, {"last_modified_at": {"$in": wanted}})]


def _ids(dataset: fo.Dataset, match: dict[str, Any]) -> Any:
    found = dataset._sample_collection.find(match, {"_id": 1})
    return found if match else found.sort("_id", 1)  # from the index alone


def _date(stamp: int) -> datetime | None:
    return None if stamp < 0 else datetime(1970, 1, 1) + timedelta(milliseconds=stamp)


def _joined(old: RepColumns, keep: npt.NDArray[np.bool_], new: RepColumns) -> RepColumns:
    """Return some of the old repetitions, and the new ones."""

    def join(a: Any, b: Any) -> Any:
        return np.concatenate([a[keep], b])

    words = {}
    for name, column in old.words.items():
        other = new.words[name]
        union = tuple(dict.fromkeys((*column.names, *other.names)))
        index = np.array([union.index(n) for n in other.names], dtype=np.int32)
        moved = index[other.codes] if len(other.codes) else other.codes
        words[name] = Words(union, join(column.codes, moved))
    return replace(
        old,
        rep_ids=join(old.rep_ids, new.rep_ids),
        sample_ids=join(old.sample_ids, new.sample_ids),
        numbers={n: join(a, new.numbers[n]) for n, a in old.numbers.items()},
        words=words,
        flags={n: join(a, new.flags[n]) for n, a in old.flags.items()},
    )
