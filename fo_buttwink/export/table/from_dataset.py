"""The table of repetitions of a FiftyOne dataset, read in batches straight from its documents.

FiftyOne's own objects would take minutes and gigabytes for a hundred thousand repetitions.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import fiftyone as fo
import numpy as np
from bson import ObjectId

from ..._util.arrays import FloatArray
from ...config import WinkConfig
from ...domain.curves import FrameSeries
from ...domain.definitions import program
from ...domain.landmarks import NUM_LANDMARKS
from ...domain.old_settings import as_stored
from ...domain.review.record import LABELS, Effective, MachineRep, Review
from ...domain.review.rules import effective
from ...errors import ExportError
from ...store import fields as names
from ...store.groups import Samples, ungrouped
from ...store.lifters import lifter_field as usual_field
from ...store.repetition import repetitions
from ...store.review_labels import from_label
from ...store.runs import RunInfo, get_run, origin_of, root_dataset
from ...store.support import left_out
from .make_row import check_lifter_field, make_row
from .origins import origin_notes
from .rows import VideoData, VideoRecord, batched
from .spool import Spool
from .table import RepTable

BATCH = 64
"""Videos whose documents are in memory at the same time, and clauses of the query for frame times:
with more of those, MongoDB spends its time planning (measured)."""
FRAMES = 2000
"""Documents of frames that are in memory at the same time."""
ID_BYTES = 12
MAX_NAMED = 10
"""Videos that are named one by one in the notes of an export."""
_METADATA = ("frame_width", "frame_height", "duration")


def read_dataset(view: Samples, key: str, lifter_field: str | None) -> RepTable:
    """See :func:`fo_buttwink.export.table.read.read_table`."""
    dataset = root_dataset(view)
    info = get_run(dataset, key)
    run = names.RunFields(key)
    config = as_stored(info.settings).wink
    if lifter_field is None:
        lifter_field = usual_field(dataset)
    elif not lifter_field:
        lifter_field = None
    else:
        ours = (*run.sample_fields, run.reviews)
        check_lifter_field(dataset.get_field_schema(flat=True), lifter_field, ours)
    spool, notes = Spool(), _Notes()
    counts = spool.fill(_videos(view, info, config, lifter_field, notes))
    return RepTable(
        spool,
        counts,
        DatasetSource(dataset, run),
        key,
        info.settings,
        tuple(info.models),
        notes=(*notes.sentences(), *origin_notes(counts)),
    )


class _Notes:
    """What a reader of the export must know about videos that are not whole."""

    def __init__(self) -> None:
        self._videos = 0
        self._named: list[str] = []

    def without_support(self, path: str, number: int) -> None:
        """Note repetitions of a video that say no frames."""
        self._videos += 1
        if len(self._named) < MAX_NAMED:
            self._named.append(left_out(path, number))

    def sentences(self) -> tuple[str, ...]:
        more = self._videos - len(self._named)
        rest = (f"{more} more videos have repetitions without frames, left out too",)
        return (*self._named, *(rest if more else ()))


def _videos(
    view: Samples,
    info: RunInfo,
    config: WinkConfig,
    lifter_field: str | None,
    notes: _Notes,
) -> Iterator[VideoData]:
    dataset, run = root_dataset(view), names.RunFields(info.key)
    for part in batched(_chosen(view, run), BATCH):
        docs = _documents(dataset, run, [oid for oid, _ in part], lifter_field)
        found = []
        for i, kept in part:
            if i in docs:
                if number := _drop_without_support(docs[i], run, kept):
                    notes.without_support(docs[i]["filepath"], number)
                found.append((docs[i], _reps(docs[i], run, kept, config)))
        times = _times(dataset, run, [(doc["_id"], reps) for doc, reps in found])
        for doc, reps in found:
            if reps:
                record, known = _record(doc, run, dataset.group_field), times.get(doc["_id"], {})
                common = _common(doc, record, info, lifter_field)
                yield VideoData(record, tuple(make_row(*rep, common, known) for rep in reps))


class DatasetSource:
    """Curves and landmarks of videos, from the database."""

    remedy = "analyze the videos again"

    def __init__(self, dataset: fo.Dataset, run: names.RunFields) -> None:
        self._dataset, self._run = dataset, run

    @property
    def dataset(self) -> fo.Dataset:
        """The dataset that has the run."""
        return self._dataset

    def load(
        self, video_ids: Sequence[str], *, series: bool, landmarks: bool
    ) -> dict[str, tuple[FrameSeries | None, FloatArray | None]]:
        """See :class:`~fo_buttwink.export.table.rows.Source`."""
        curves = self._series(video_ids) if series else {}
        points = self._landmarks(video_ids) if landmarks else {}
        return {i: (curves.get(i), points.get(i)) for i in video_ids}

    def _series(self, video_ids: Sequence[str]) -> dict[str, FrameSeries]:
        paths = [self._run.curve(name) for name in names.CURVES]
        time_path = self._run.curve("time_s")
        oids = [ObjectId(i) for i in video_ids]
        # Documents of a whole batch would take a hundred times the room of their numbers.
        found = {oid: (array("q"), array("d")) for oid in oids}
        projection = {"_id": 0, "_sample_id": 1, "frame_number": 1, **dict.fromkeys(paths, 1)}
        frames = self._dataset._frame_collection
        query = {"_sample_id": {"$in": oids}}
        for doc in frames.find(query, projection, batch_size=FRAMES):
            if doc.get(time_path) is None:
                continue
            numbers, values = found[doc["_sample_id"]]
            numbers.append(doc["frame_number"])
            values.extend([math.nan if (v := doc.get(path)) is None else v for path in paths])
        out = {}
        for oid, (numbers, values) in found.items():
            if not numbers:
                continue
            table = np.full((max(numbers), len(paths)), np.nan)
            table[np.asarray(numbers) - 1] = np.reshape(values, (-1, len(paths)))
            arrays = {name: table[:, i].copy() for i, name in enumerate(names.CURVES)}
            visible = np.nan_to_num(arrays.pop("visible")).astype(bool)
            out[str(oid)] = FrameSeries(visible=visible, **arrays)
        return out

    def _landmarks(self, video_ids: Sequence[str]) -> dict[str, FloatArray]:
        ids, flats = (
            ungrouped(self._dataset).select(list(video_ids)).values(["id", self._run.landmarks])
        )
        return {
            i: np.asarray(flat, dtype=float).reshape(-1, NUM_LANDMARKS, 4)
            for i, flat in zip(ids, flats, strict=True)
            if flat is not None
        }


Chosen = tuple[frozenset[bytes] | None, bool]
"""Repetition ids to keep (``None``: all), and whether people's additions belong too."""


def _chosen(view: Samples, run: names.RunFields) -> Iterator[tuple[ObjectId, Chosen]]:
    """By sample id in the order of the view.

    FiftyOne's public ``values()`` would give all ids at once: 300 bytes per repetition.
    """
    if getattr(view, "_is_patches", False) or getattr(view, "_is_frames", False):
        raise ExportError(
            f"this is a {type(view).__name__}: expected videos, or clips of repetitions",
            remedy="pass the dataset or a view of its videos",
        )
    clips = bool(getattr(view, "_is_clips", False))
    samples = ungrouped(view)
    if samples is root_dataset(view):
        for doc in _project(samples, {"_id": 1}):
            yield doc["_id"], (None, True)
        return
    # Clips, and videos of a concatenated view, can come several times and in any order. So all
    # ids are noted first, as bytes: as objects they would take ten times the room.
    fields: dict[str, Any] = {"video": "$_id", "reps": f"${run.of_rep('_id')}"}
    if clips:
        fields = {"video": "$_sample_id", "reps": ["$_id"]}
    kept: dict[bytes, bytearray] = {}
    for doc in _project(samples, fields):
        ids = kept.setdefault(doc["video"].binary, bytearray())
        ids += b"".join(i.binary for i in doc.get("reps") or () if i is not None)
    for video, ids in kept.items():
        reps = frozenset(bytes(ids[i : i + ID_BYTES]) for i in range(0, len(ids), ID_BYTES))
        yield ObjectId(video), (reps, not clips)


def _project(samples: Samples, fields: dict[str, Any]) -> Iterator[dict[str, Any]]:
    # Without a limit MongoDB sends 16 MB at a time, five times that once unpacked.
    yield from samples._aggregate(post_pipeline=[{"$project": fields}]).batch_size(BATCH)


def _documents(
    dataset: fo.Dataset, run: names.RunFields, ids: Sequence[ObjectId], lifter_field: str | None
) -> dict[ObjectId, dict[str, Any]]:
    projection = {
        "filepath": 1, "metadata": 1, run.summary: 1, f"{run.reps}.detections": 1,
        f"{run.reviews}.detections": 1,
    }  # fmt: skip
    if lifter_field is not None:
        projection[lifter_field] = 1
    if dataset.group_field is not None:
        projection[dataset.group_field] = 1
    docs = dataset._sample_collection.find({"_id": {"$in": list(ids)}}, projection)
    return {doc["_id"]: doc for doc in docs}


def _drop_without_support(doc: dict[str, Any], run: names.RunFields, chosen: Chosen) -> int:
    """Take repetitions that say no frames out of a document; how many of them were chosen."""
    found = repetitions(doc.get(run.reps))
    if not found.without_frames:
        return 0
    doc[run.reps]["detections"] = [rep.values for rep in found.usable]
    wanted, _ = chosen
    return sum(1 for det in found.without_frames if wanted is None or det["_id"].binary in wanted)


Rep = tuple[str, Mapping[str, Any], MachineRep | None, Review | None, Effective]
"""What :func:`make_row` wants to know of a repetition."""


def _reps(
    doc: dict[str, Any], run: names.RunFields, chosen: Chosen, config: WinkConfig
) -> list[Rep]:
    wanted, additions = chosen
    labels = (doc.get(run.reviews) or {}).get("detections") or ()
    said = [(label, from_label(label)) for label in labels]
    reviews = {review.rep_id: review for _, review in said if review.rep_id}
    out: list[Rep] = []

    def add(
        rep_id: str, values: Mapping[str, Any], machine: MachineRep | None, review: Review | None
    ) -> None:
        out.append((rep_id, values, machine, review, effective(machine, review, config)))

    for rep in repetitions(doc.get(run.reps)).usable:
        if wanted is not None and rep.values["_id"].binary not in wanted:
            continue
        if rep.drawn:
            drawn = reviews.get(rep.rep_id) or from_label(rep.values)
            if drawn.label in LABELS and drawn.span is not None:
                add(rep.rep_id, {}, None, drawn)
            continue
        add(rep.rep_id, rep.values, rep.machine, reviews.get(rep.rep_id))
    if additions:
        for label, review in said:
            if review.rep_id is None and review.label is not None and review.span is not None:
                add(str(label["_id"]), {}, None, review)
    return out


def _record(doc: dict[str, Any], run: names.RunFields, group_field: str | None) -> VideoRecord:
    summary = doc.get(run.summary) or {}
    metadata = doc.get("metadata") or {}
    width, height, duration = (metadata.get(name) for name in _METADATA)
    if summary.get("width") and summary.get("height"):
        # FiftyOne's may be those of the stored picture, before it is turned.
        width, height = summary["width"], summary["height"]
    labels = (doc.get(run.reviews) or {}).get("detections") or ()
    group = (doc.get(group_field) or {}) if group_field else {}
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
        start_s=summary.get("start_s") or 0.0,
        group=str(group.get("_id") or ""),
    )


def _common(
    doc: dict[str, Any], record: VideoRecord, info: RunInfo, lifter_field: str | None
) -> dict[str, Any]:
    summary = doc.get(names.RunFields(info.key).summary) or {}
    origin = origin_of(info, summary)
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
        "run_key": info.key,
        "schema": origin.schema,
        "measured_by": program(origin.program_version),
        "model": origin.model.get("name"),
        "model_sha256": origin.model.get("sha256"),
    }


def _times(
    dataset: fo.Dataset, run: names.RunFields, videos: Sequence[tuple[ObjectId, list[Rep]]]
) -> dict[ObjectId, dict[int, float]]:
    """Presentation times of the frames that the rows of a batch name, and of no others."""
    clauses = []
    for oid, reps in videos:
        frames: set[int] = set()
        for *_, held in reps:
            frames |= {held.first, held.last, held.bottom or held.first}
        if frames:
            clauses.append({"_sample_id": oid, "frame_number": {"$in": sorted(frames)}})
    path = run.curve("time_s")
    out: dict[ObjectId, dict[int, float]] = {}
    if not clauses or path not in (dataset.get_frame_field_schema() or {}):
        return out
    projection = {"_id": 0, "_sample_id": 1, "frame_number": 1, path: 1}
    for doc in dataset._frame_collection.find({"$or": clauses}, projection):
        if doc.get(path) is not None:
            out.setdefault(doc["_sample_id"], {})[doc["frame_number"]] = doc[path]
    return out
