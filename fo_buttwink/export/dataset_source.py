"""The table of repetitions of a FiftyOne dataset, read in batches straight from its documents.

FiftyOne's own objects would take minutes and gigabytes for a hundred thousand repetitions.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import fiftyone as fo
import numpy as np
from bson import ObjectId

from ..config import Config
from ..observations import NUM_LANDMARKS, FloatArray
from ..results import FrameSeries
from ..reviews import LABELS, MachineRep, Review
from ..store import fields as names
from ..store.reviews import from_label, is_drawn
from ..store.runs import get_run, root_dataset
from ..store.schema import video_slices
from ..store.targets import Samples
from .errors import ExportError
from .rows import RepRow, RepTable, VideoRecord
from .table import check_lifter_field, make_row

BATCH = 256
CLAUSES = 64
"""Videos per query for frame times: with more, MongoDB spends its time planning (measured)."""
_METADATA = ("frame_width", "frame_height", "duration")


def read_dataset(view: Samples, key: str, lifter_field: str | None) -> RepTable:
    """See :func:`fo_buttwink.export.table.read_table`."""
    dataset = root_dataset(view)
    info = get_run(dataset, key)
    run = names.RunFields(key)
    config = Config.from_dict(info.settings).wink
    if lifter_field is not None:
        check_lifter_field(dataset.get_field_schema(flat=True), lifter_field)
    chosen = _chosen(view, run)
    rows: list[RepRow] = []
    videos: dict[str, VideoRecord] = {}
    for docs in _batches(dataset, run, list(chosen), lifter_field):
        pending = []
        for doc in docs:
            sample_id = str(doc["_id"])
            reps = _reps(doc, run, chosen[sample_id])
            pending.append((doc, reps))
            videos[sample_id] = _record(doc, run)
        times = _times(dataset, run, [(d["_id"], reps) for d, reps in pending])
        for doc, reps in pending:
            common = _common(doc, run, key, lifter_field)
            known = times.get(doc["_id"], {})
            rows += [
                make_row(rep_id, values, machine, review, config, common, known)
                for rep_id, values, machine, review in reps
            ]
    return RepTable(
        tuple(rows),
        videos,
        DatasetSource(dataset, run),
        key,
        info.settings,
        tuple(info.models),
    )


class DatasetSource:
    """Curves and landmarks of videos, from the database."""

    remedy = "analyse the videos again"

    def __init__(self, dataset: fo.Dataset, run: names.RunFields) -> None:
        self._dataset, self._run = dataset, run

    def load(
        self, video_ids: Sequence[str], *, series: bool, landmarks: bool
    ) -> dict[str, tuple[FrameSeries | None, FloatArray | None]]:
        """See :class:`~fo_buttwink.export.rows.Source`."""
        curves = self._series(video_ids) if series else {}
        points = self._landmarks(video_ids) if landmarks else {}
        return {i: (curves.get(i), points.get(i)) for i in video_ids}

    def _series(self, video_ids: Sequence[str]) -> dict[str, FrameSeries]:
        fields = {name: self._run.curve(name) for name in names.CURVES}
        oids = [ObjectId(i) for i in video_ids]
        found: dict[ObjectId, list[dict[str, Any]]] = {oid: [] for oid in oids}
        projection = {"_id": 0, "_sample_id": 1, "frame_number": 1}
        projection |= dict.fromkeys(fields.values(), 1)
        frames = self._dataset._frame_collection
        for doc in frames.find({"_sample_id": {"$in": oids}}, projection):
            if doc.get(fields["time_s"]) is not None:
                found[doc["_sample_id"]].append(doc)
        out = {}
        for oid, docs in found.items():
            if not docs:
                continue
            length = max(doc["frame_number"] for doc in docs)
            arrays = {name: np.full(length, np.nan) for name in fields}
            for doc in docs:
                for name, path in fields.items():
                    value = doc.get(path)
                    if value is not None:
                        arrays[name][doc["frame_number"] - 1] = value
            visible = np.nan_to_num(arrays.pop("visible")).astype(bool)
            out[str(oid)] = FrameSeries(visible=visible, **arrays)
        return out

    def _landmarks(self, video_ids: Sequence[str]) -> dict[str, FloatArray]:
        ids, flats = (
            video_slices(self._dataset).select(list(video_ids)).values(["id", self._run.landmarks])
        )
        return {
            i: np.asarray(flat, dtype=float).reshape(-1, NUM_LANDMARKS, 4)
            for i, flat in zip(ids, flats, strict=True)
            if flat is not None
        }


Chosen = tuple[frozenset[str] | None, bool]
"""Repetition ids to keep (``None``: all), and whether people's additions belong too."""


def _chosen(view: Samples, run: names.RunFields) -> dict[str, Chosen]:
    """By sample id in the order of the view."""
    if getattr(view, "_is_clips", False):
        clips: dict[str, set[str]] = {}
        for sample_id, clip_id in zip(*view.values(["sample_id", "id"]), strict=True):
            clips.setdefault(sample_id, set()).add(clip_id)
        return {i: (frozenset(reps), False) for i, reps in clips.items()}
    if getattr(view, "_is_patches", False) or getattr(view, "_is_frames", False):
        raise ExportError(
            f"this is a {type(view).__name__}: expected videos, or clips of repetitions; pass the "
            "dataset or a view of its videos"
        )
    videos = video_slices(view)
    if videos is root_dataset(view):
        return {i: (None, True) for i in videos.values("id")}
    ids, reps = videos.values(["id", run.of_rep("id")])
    return {i: (frozenset(found or ()), True) for i, found in zip(ids, reps, strict=True)}


def _batches(
    dataset: fo.Dataset, run: names.RunFields, ids: Sequence[str], lifter_field: str | None
) -> Iterator[list[dict[str, Any]]]:
    projection = {
        "filepath": 1, "metadata": 1, run.summary: 1, f"{run.reps}.detections": 1,
        f"{run.reviews}.detections": 1,
    }  # fmt: skip
    if lifter_field is not None:
        projection[lifter_field] = 1
    for start in range(0, len(ids), BATCH):
        oids = [ObjectId(i) for i in ids[start : start + BATCH]]
        docs = dataset._sample_collection.find({"_id": {"$in": oids}}, projection)
        by_id = {doc["_id"]: doc for doc in docs}
        yield [by_id[oid] for oid in oids if oid in by_id]


Rep = tuple[str, dict[str, Any], MachineRep | None, Review | None]


def _reps(doc: dict[str, Any], run: names.RunFields, chosen: Chosen) -> list[Rep]:
    wanted, additions = chosen
    labels = (doc.get(run.reviews) or {}).get("detections") or ()
    reviews = {review.rep_id: review for review in map(from_label, labels) if review.rep_id}
    out: list[Rep] = []
    for det in (doc.get(run.reps) or {}).get("detections") or ():
        rep_id = str(det["_id"])
        if wanted is not None and rep_id not in wanted:
            continue
        if is_drawn(det):
            said = reviews.get(rep_id) or from_label(det)
            if said.label in LABELS and said.span is not None:
                out.append((rep_id, {}, None, said))
            continue
        first, last = det["support"]
        machine = MachineRep(
            first=det.get("machine_first") or first,
            last=det.get("machine_last") or last,
            label=det.get("machine_label") or det.get("label"),
            bottom=det.get("bottom"),
            onset_pct=det.get("onset_pct"),
        )
        out.append((rep_id, det, machine, reviews.get(rep_id)))
    if additions:
        for label in labels:
            review = from_label(label)
            if review.rep_id is None and review.label is not None and review.span is not None:
                out.append((str(label["_id"]), {}, None, review))
    return out


def _record(doc: dict[str, Any], run: names.RunFields) -> VideoRecord:
    summary = doc.get(run.summary) or {}
    metadata = doc.get("metadata") or {}
    width, height, duration = (metadata.get(name) for name in _METADATA)
    labels = (doc.get(run.reviews) or {}).get("detections") or ()
    return VideoRecord(
        video_id=str(doc["_id"]),
        path=doc["filepath"],
        fps=summary.get("fps") or metadata.get("frame_rate"),
        total_frames=summary.get("total_frames") or metadata.get("total_frame_count") or 0,
        width=width,
        height=height,
        duration_s=duration,
        num_reps=len((doc.get(run.reps) or {}).get("detections") or ()),
        num_reviewed=sum(1 for label in labels if label.get("rep_id")),
    )


def _common(
    doc: dict[str, Any], run: names.RunFields, key: str, lifter_field: str | None
) -> dict[str, Any]:
    summary = doc.get(run.summary) or {}
    record = _record(doc, run)
    lifter: Any = doc
    for part in (lifter_field or "").split(".") if lifter_field else ():
        lifter = (lifter or {}).get(part)
    return {
        "video_id": record.video_id,
        "video": record.path,
        "fps": record.fps,
        "total_frames": record.total_frames,
        "lifter": None if lifter_field is None or lifter in (None, "") else str(lifter),
        "view_side": summary.get("view_side"),
        "view_yaw_deg": summary.get("view_yaw_deg"),
        "view_quality": summary.get("view_quality"),
        "run_key": key,
    }


def _times(
    dataset: fo.Dataset, run: names.RunFields, videos: Sequence[tuple[ObjectId, list[Rep]]]
) -> dict[ObjectId, dict[int, float]]:
    """Presentation times of the frames that the rows name, and of no others."""
    from ..reviews import effective

    clauses = []
    for oid, reps in videos:
        frames: set[int] = set()
        for _, _, machine, review in reps:
            held = effective(machine, review)
            frames |= {held.first, held.last, held.bottom or held.first}
        if frames:
            clauses.append({"_sample_id": oid, "frame_number": {"$in": sorted(frames)}})
    path = run.curve("time_s")
    out: dict[ObjectId, dict[int, float]] = {}
    if not clauses or path not in (dataset.get_frame_field_schema() or {}):
        return out
    projection = {"_id": 0, "_sample_id": 1, "frame_number": 1, path: 1}
    for start in range(0, len(clauses), CLAUSES):
        query = {"$or": clauses[start : start + CLAUSES]}
        for doc in dataset._frame_collection.find(query, projection):
            if doc.get(path) is not None:
                out.setdefault(doc["_sample_id"], {})[doc["frame_number"]] = doc[path]
    return out
