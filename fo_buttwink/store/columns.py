"""All repetitions of a run as columns of numbers, for questions about thousands of them.

A panel asks the same 100,000 repetitions again with every move of a slider. As aggregations
that is a pass over every video document per answer (about 80 ms for one count, over a second
for all that the explorer shows); as columns in memory a few milliseconds. So the columns are
read by one aggregation and kept, and before each use the database is asked whether any video
has changed since: only those are read again.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import fiftyone as fo
import numpy as np
import numpy.typing as npt
from bson import ObjectId

from ..results import ABSTAIN_REASONS, GRADES
from ..reviews import LABELS, UNREVIEWED
from .errors import StoreError
from .fields import RunFields
from .runs import get_run

REJECTED_LABEL = "rejected"
"""Stands where a person rejected the machine's label without saying what is right."""
UNKNOWN = "unknown"
"""Stands where a repetition was written without the attribute."""

NUMBERS = (
    "onset_pct",
    "wink_deg",
    "severity",
    "confidence",
    "depth_knee_flexion_deg",
    "load_kg",
    "load_rel",
)
"""Numeric columns; NaN where there is none. Onset and severity are the effective ones."""
WORDS = ("label", "timing", "pattern", "review_state", "lifter")
"""Columns of words, kept as codes; the label is the effective one."""
FLAGS = ("flagged", "review_outdated", "review_priority")
MAX_KEPT = 6
"""Runs whose columns are kept at the same time; 100,000 repetitions take some 20 MB."""

_ATTRIBUTES = (
    "_id", "label", "effective_label", "review_state", "effective_onset_pct", "onset_pct",
    "effective_severity", "severity", "wink_deg", "confidence", "depth_knee_flexion_deg",
    "load_kg", "load_rel", "timing", "pattern", *FLAGS,
)  # fmt: skip

Numbers = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Words:
    """A column of words: ``names[codes[i]]`` is the word of repetition ``i``."""

    names: tuple[str, ...]
    codes: Codes

    def where(self, wanted: Sequence[str]) -> npt.NDArray[np.bool_]:
        """Which repetitions have one of some words."""
        hit = np.array([name in set(wanted) for name in self.names], dtype=bool)
        return hit[self.codes] if len(hit) else np.zeros(len(self.codes), dtype=bool)

    def count(self, mask: npt.NDArray[np.bool_]) -> dict[str, int]:
        """How many of the chosen repetitions have each word."""
        totals = np.bincount(self.codes[mask], minlength=len(self.names))
        return {name: int(n) for name, n in zip(self.names, totals, strict=True)}


@dataclass(frozen=True)
class RepColumns:
    """Every repetition of a run, in one order shared by all columns."""

    key: str
    rep_ids: npt.NDArray[np.object_]
    """(N,) ids of the repetitions, as 24 hexadecimal digits."""
    sample_ids: npt.NDArray[np.object_]
    """(N,) ids of their videos."""
    numbers: dict[str, Numbers]
    words: dict[str, Words]
    flags: dict[str, npt.NDArray[np.bool_]]
    num_samples: int = 0
    """Samples of the dataset, also those without repetitions."""
    newest: datetime | None = None
    """When the dataset was last changed, as far as these columns know."""
    lifter_field: str | None = None
    born: str = ""
    """Tells runs apart that were made under the same key one after the other."""

    def __len__(self) -> int:
        return len(self.rep_ids)

    @property
    def measurable(self) -> npt.NDArray[np.bool_]:
        """Repetitions that carry a grade."""
        return self.words["label"].where(GRADES)

    @property
    def not_measurable(self) -> npt.NDArray[np.bool_]:
        """Repetitions that carry a reason for abstaining."""
        return self.words["label"].where([n for n in LABELS if n not in GRADES])

    @property
    def reviewed(self) -> npt.NDArray[np.bool_]:
        """Repetitions that a person has judged."""
        return ~self.words["review_state"].where([UNREVIEWED])


_kept: OrderedDict[tuple[str, str, str | None], RepColumns] = OrderedDict()
_lock = threading.Lock()
_loading: dict[tuple[str, str, str | None], threading.Lock] = {}


def load_columns(dataset: fo.Dataset, key: str, lifter_field: str | None = None) -> RepColumns:
    """The repetitions of a run as they stand in the database now.

    Raises
    ------
    RunNotFoundError
        If the run does not exist (any more).
    StoreError
        If the dataset has been deleted.
    """
    if dataset.deleted:
        raise StoreError("this dataset has been deleted; open another one")
    info = get_run(dataset, key)
    born = f"{info.sessions[0].started if info.sessions else ''}"
    place = (str(dataset._doc.id), key, lifter_field)
    with _lock:
        turn = _loading.setdefault(place, threading.Lock())
    with turn:  # two panels that open at once read only once
        old = _kept.get(place)
        if old is not None and old.born != born:
            old = None
        new = _refresh(dataset, key, lifter_field, old)
        new = replace(new, born=born)
        with _lock:
            _kept[place] = new
            _kept.move_to_end(place)
            while len(_kept) > MAX_KEPT:
                _kept.popitem(last=False)
    return new


def _refresh(
    dataset: fo.Dataset, key: str, lifter_field: str | None, old: RepColumns | None
) -> RepColumns:
    collection = dataset._sample_collection
    latest = collection.find_one({}, {"last_modified_at": 1}, sort=[("last_modified_at", -1)])
    newest = (latest or {}).get("last_modified_at")
    total = collection.estimated_document_count()
    if old is None or newest is None or old.newest is None:
        fresh = _read(dataset, key, lifter_field, {})
    elif newest == old.newest and total == old.num_samples:
        return old
    else:
        # From the very millisecond on: another change may have followed within it.
        fresh = _read(dataset, key, lifter_field, {"last_modified_at": {"$gte": old.newest}})
        changed = {str(doc["_id"]) for doc in fresh.docs}
        present = None
        if total != old.num_samples:
            present = {str(doc["_id"]) for doc in collection.find({}, {"_id": 1})}
        keep = np.array(
            [s not in changed and (present is None or s in present) for s in old.sample_ids],
            dtype=bool,
        )
        return _concatenate(old, keep, _columns(fresh, key), newest, total)
    return replace(_columns(fresh, key), num_samples=total, newest=newest)


@dataclass(frozen=True)
class _Rows:
    docs: list[dict[str, Any]]
    lifter_field: str | None


def _read(dataset: fo.Dataset, key: str, lifter_field: str | None, match: dict[str, Any]) -> _Rows:
    run = RunFields(key)
    path = f"{run.reps}.detections"
    # Lists of attributes skip the labels that lack one; then nothing would fit together.
    whole = {
        "$map": {
            "input": {"$ifNull": [f"${path}", []]},
            "as": "d",
            "in": [{"$ifNull": [f"$$d.{name}", None]} for name in _ATTRIBUTES],
        }
    }
    projection: dict[str, Any] = {"r": whole}
    if lifter_field is not None:
        projection["w"] = f"${lifter_field}"
    pipeline: list[dict[str, Any]] = [{"$match": match}] if match else []
    pipeline.append({"$project": projection})
    cursor = dataset._sample_collection.aggregate(pipeline, batchSize=5000)
    return _Rows(list(cursor), lifter_field)


def _columns(rows: _Rows, key: str) -> RepColumns:
    flat = [rep for doc in rows.docs for rep in doc["r"]]
    sizes = [len(doc["r"]) for doc in rows.docs]
    samples = np.repeat(_ids([doc["_id"] for doc in rows.docs]), sizes)
    columns = dict(zip(_ATTRIBUTES, zip(*flat, strict=True), strict=True)) if flat else {}
    raw: dict[str, Sequence[Any]] = {name: columns.get(name, ()) for name in _ATTRIBUTES}
    states = [s or UNREVIEWED for s in raw["review_state"]]
    judged = [s != UNREVIEWED for s in states]

    def held(effective: str, machine: str) -> list[Any]:
        # An older version wrote no effective values; and a rejected label has none.
        return [
            e if e is not None or j else m
            for e, m, j in zip(raw[effective], raw[machine], judged, strict=True)
        ]

    labels = [
        name or (REJECTED_LABEL if j else UNKNOWN)
        for name, j in zip(held("effective_label", "label"), judged, strict=True)
    ]
    numbers = {name: _numbers(raw[name]) for name in NUMBERS if name in raw}
    numbers["onset_pct"] = _numbers(held("effective_onset_pct", "onset_pct"))
    numbers["severity"] = _numbers(held("effective_severity", "severity"))
    lifters = [doc.get("w") for doc in rows.docs]
    names = [UNKNOWN if w in (None, "") else str(w) for w in lifters]
    return RepColumns(
        key=key,
        rep_ids=_ids(raw["_id"]),
        sample_ids=samples,
        numbers={name: numbers[name] for name in NUMBERS},
        words={
            "label": _words(labels),
            "timing": _words([t or UNKNOWN for t in raw["timing"]]),
            "pattern": _words([p or UNKNOWN for p in raw["pattern"]]),
            "review_state": _words(states),
            "lifter": _words(
                [n for n, size in zip(names, sizes, strict=True) for _ in range(size)]
            ),
        },
        flags={name: np.array([bool(v) for v in raw[name]], dtype=bool) for name in FLAGS},
        lifter_field=rows.lifter_field,
    )


def _concatenate(
    old: RepColumns,
    keep: npt.NDArray[np.bool_],
    new: RepColumns,
    newest: datetime,
    total: int,
) -> RepColumns:
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
        num_samples=total,
        newest=newest,
    )


def _ids(values: Sequence[ObjectId]) -> npt.NDArray[np.object_]:
    out = np.empty(len(values), dtype=object)
    out[:] = [str(v) for v in values]
    return out


def _numbers(values: Sequence[Any]) -> Numbers:
    try:
        out = np.array(values, dtype=float)  # None becomes NaN
    except (TypeError, ValueError):
        out = np.array([_number(v) for v in values], dtype=float)
    out[~np.isfinite(out)] = np.nan
    return out


def _number(value: Any) -> float:
    return float(value) if isinstance(value, (int, float)) else np.nan


def _words(values: Sequence[Any]) -> Words:
    codes: dict[str, int] = {}
    numbers = np.fromiter(
        (codes.setdefault(str(v), len(codes)) for v in values), dtype=np.int32, count=len(values)
    )
    return Words(tuple(codes), numbers)


def known_labels() -> tuple[str, ...]:
    """Every label in the order in which it is shown: grades, reasons, the rest."""
    return (*GRADES, *ABSTAIN_REASONS, "not_measurable", REJECTED_LABEL, UNKNOWN)
