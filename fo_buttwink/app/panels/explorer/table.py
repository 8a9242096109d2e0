"""The explorer's table: sorting by columns in memory, details of one page from the database."""

from __future__ import annotations

from typing import Any

import fiftyone as fo
import numpy as np
import numpy.typing as npt
from bson import ObjectId

from ....domain import measures
from ....domain.plausible import kept
from ....store.columnar.columns import NUMBERS, RepColumns
from ....store.fields import PROXY, RunFields
from ....store.repetition import StoredRep, repetitions
from .filter import label_order

PAGE = 25
SORTS = ("video", "label", *NUMBERS, "review_state")
DEFAULT_SORT = ("wink_deg", True)
_INTERVALS = tuple(
    f"{name}_{end}"
    for name, measure in measures.MEASURES.items()
    if measure.column is not None and measure.column.hover is not None
    for end in ("low", "high")
)
_DETAILS = tuple(
    dict.fromkeys(
        (
            "rep", "label", "effective_label", "bottom", "lumbar_rise_deg", "pattern", "timing",
            "effective_onset_pct", "effective_severity", "reason", "review_state", "reviewer",
            "review_outdated", "flagged", *NUMBERS, *_INTERVALS,
        )
    )
)  # fmt: skip


def order(
    columns: RepColumns, mask: npt.NDArray[np.bool_], sort: str, descending: bool
) -> npt.NDArray[np.int64]:
    """Positions of the shown repetitions in the order of the table; missing values last."""
    at = np.flatnonzero(mask)
    if sort in columns.numbers:
        values = columns.numbers[sort][at]
        key = -values if descending else values
        return at[np.argsort(key, kind="stable")]  # NaN is sorted last
    if sort in ("label", "review_state"):
        column = columns.words[sort]
        names = label_order(column.names) if sort == "label" else sorted(column.names)
        rank = np.array([names.index(n) for n in column.names] or [0])[column.codes[at]]
    else:
        rank = np.arange(len(at))
    return at[np.argsort(-rank if descending else rank, kind="stable")]


def page(
    dataset: fo.Dataset, columns: RepColumns, positions: npt.NDArray[np.int64]
) -> list[dict[str, Any]]:
    """Return what the table says about some repetitions."""
    run = RunFields(columns.key)
    wanted = {str(columns.rep_ids[i]): str(columns.sample_ids[i]) for i in positions}
    samples = {ObjectId(s) for s in wanted.values()}
    projection: dict[str, int] = {
        "filepath": 1,
        PROXY: 1,
        "metadata.frame_rate": 1,
        run.of_summary("fps"): 1,
        run.of_summary("variable_frame_rate"): 1,
        run.of_summary("start_s"): 1,
        f"{run.reps}.detections._id": 1,
        f"{run.reps}.detections.support": 1,
    }
    projection |= {run.of_rep(name): 1 for name in _DETAILS}
    found: dict[str, dict[str, Any]] = {}
    for doc in dataset._sample_collection.find({"_id": {"$in": list(samples)}}, projection):
        for rep in repetitions(doc.get(run.reps)).usable:
            if rep.rep_id in wanted:
                found[rep.rep_id] = _row(rep, doc, run)
    _add_times(dataset, run, list(found.values()))
    return [found[i] for i in wanted if i in found]


def _add_times(dataset: fo.Dataset, run: RunFields, rows: list[dict[str, Any]]) -> None:
    """Say when players show the deepest frames of videos whose frames are not evenly spaced."""
    uneven = [row for row in rows if row.pop("uneven") and row["bottom"]]
    if not uneven or run.curve("time_s") not in (dataset.get_frame_field_schema() or {}):
        return
    path = run.curve("time_s")
    clauses = [
        {
            "_sample_id": ObjectId(row["sample_id"]),
            "frame_number": {"$in": [row["bottom"], row["bottom"] + 1]},
        }
        for row in uneven
    ]
    times = {
        (str(doc["_sample_id"]), doc["frame_number"]): doc.get(path)
        for doc in dataset._frame_collection.find(
            {"$or": clauses}, {"_sample_id": 1, "frame_number": 1, path: 1}
        )
    }
    for row in uneven:
        at, after = (times.get((row["sample_id"], row["bottom"] + k)) for k in (0, 1))
        if at is not None:
            # Soon after its beginning, as assets/panels/src/viewer/time.js tells why.
            step = 1.0 / (row["fps"] or 30.0)
            own = step if after is None else after - at
            row["bottom_shown_s"] = round(at + 0.25 * min(own, step) + row["start_s"], 4)


def _row(stored: StoredRep, doc: dict[str, Any], run: RunFields) -> dict[str, Any]:
    rep = stored.values
    summary = doc.get(run.summary) or {}
    fps = summary.get("fps") or (doc.get("metadata") or {}).get("frame_rate")
    path = str(doc.get("filepath") or "")
    judged = rep.get("review_state") not in (None, "unreviewed")
    # Older runs hold numbers that cannot be, such as a knee at -89 deg.
    row = {n: _plain(value) for n, value in kept({n: rep.get(n) for n in _DETAILS}).items()}
    for name in ("label", "severity", "onset_pct"):
        effective = row.pop(f"effective_{name}")
        row[name] = effective if judged or effective is not None else row[name]
    return {
        **row,
        "id": stored.rep_id,
        "sample_id": str(doc["_id"]),
        "video": path.replace("\\", "/").rsplit("/", 1)[-1],
        "filepath": path,
        "media": str(doc.get(PROXY) or path),
        "first": stored.first,
        "last": stored.last,
        "fps": _plain(fps),
        "start_s": _plain(summary.get("start_s")) or 0.0,
        "uneven": bool(summary.get("variable_frame_rate") or summary.get("start_s")),
        "bottom_shown_s": None,
        "label": row["label"] or ("rejected" if judged else "unknown"),
        "review_state": rep.get("review_state") or "unreviewed",
    }


def _plain(value: Any) -> Any:
    """No NaN: the App's transport would make an object of it."""
    if isinstance(value, float):
        return round(value, 3) if np.isfinite(value) else None
    return value if isinstance(value, (str, int, bool)) else None
