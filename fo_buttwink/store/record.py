"""Everything that is stored about one video, read forgivingly: for looking, not for computing.

Fields may be missing (a video that was not analysed, a run of an older version, labels that
somebody wrote by hand) and numbers may be NaN; what cannot be read is ``None`` here.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import fiftyone as fo
from bson import ObjectId

from ..domain.hand.record import HandMeasure
from ..domain.review.record import VideoReviews
from ..domain.timeline import Timeline
from . import fields as names
from .groups import ungrouped
from .hand import measures_of
from .repetition import repetitions
from .reviews import Document, members_read, parse_reviews
from .runs import root_dataset


@dataclass(frozen=True)
class VideoRecord:
    """One video under one run, as plain values."""

    sample_id: str
    path: str
    fps: float | None
    total_frames: int | None
    summary: dict[str, Any]
    """Members of the summary; empty if the video was not analysed."""
    reps: dict[str, dict[str, Any]]
    """Attributes of each repetition by its id, in the order of the video."""
    reviews: VideoReviews
    curves: dict[str, list[Any]] = field(default_factory=dict)
    """Numbers per frame by name, from frame 1 on; empty if not asked for or not stored."""
    hand: tuple[HandMeasure, ...] = ()
    """What people measured by hand, of any repetition."""

    app_fps: float | None = None
    """Frame rate by FiftyOne's metadata, which the App's own timeline goes by [1/s]."""

    @property
    def timeline(self) -> Timeline:
        """Which frame is shown when; by the mean rate where the curves were not read."""
        start_s = self.summary.get("start_s")
        return Timeline(self.fps, self.curves.get("time_s") or (), float(start_s or 0.0))


def read_record(
    samples: fo.Dataset | fo.DatasetView, sample_id: str, key: str, *, curves: bool = True
) -> VideoRecord | None:
    """All that is stored about one video, or ``None`` if there is no such sample."""
    dataset = root_dataset(samples)
    run = names.RunFields(key)
    if not ObjectId.is_valid(sample_id):
        return None
    doc = dataset._sample_collection.find_one({"_id": ObjectId(sample_id)}, members_read(run))
    if doc is None:
        return None
    return record_of(doc, key, read_curves(dataset, sample_id, key) if curves else {})


def record_of(doc: Document, key: str, curves: dict[str, list[Any]] | None = None) -> VideoRecord:
    """Make the same of what was read of the video, see :func:`~.reviews.members_read`."""
    run = names.RunFields(key)
    summary = {k: plain(v) for k, v in (doc.get(run.summary) or {}).items() if k[0] != "_"}
    reviews = parse_reviews(doc, run)
    reps = {
        rep.rep_id: {k: plain(v) for k, v in rep.values.items() if k[0] != "_"}
        for rep in repetitions(doc.get(run.reps)).usable
    }
    metadata = doc.get("metadata") or {}
    frames = summary.get("total_frames") or metadata.get("total_frame_count")
    return VideoRecord(
        sample_id=str(doc["_id"]),
        path=doc.get("filepath") or "",
        fps=plain(summary.get("fps") or metadata.get("frame_rate")),
        total_frames=int(frames) if frames else None,
        summary=summary,
        reps=dict(sorted(reps.items(), key=lambda item: reviews.reps[item[0]].first)),
        reviews=reviews,
        curves=curves or {},
        hand=measures_of(doc),
        app_fps=plain(metadata.get("frame_rate")),
    )


def plain(value: Any) -> Any:
    """Return the value as JSON can carry it: NaN and infinity become ``None``."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if value is None or isinstance(value, (bool, int, str)):
        return value
    return str(value)


def read_curves(
    samples: fo.Dataset | fo.DatasetView, sample_id: str, key: str
) -> dict[str, list[Any]]:
    """Numbers per frame of one video by name, from frame 1 on; empty if none are stored."""
    dataset, run = root_dataset(samples), names.RunFields(key)
    present = dataset.get_frame_field_schema() or {}
    stored = [name for name in names.CURVES if run.curve(name) in present]
    if not stored:
        return {}
    columns = ungrouped(dataset).select(sample_id).values([run.curve_path(name) for name in stored])
    curves = {name: column[0] or [] for name, column in zip(stored, columns, strict=True)}
    # Other fields may have frames beyond ours.
    length = max(
        (i for c in curves.values() for i, v in enumerate(c, 1) if v is not None), default=0
    )
    return {name: [plain(v) for v in values[:length]] for name, values in curves.items()}
