"""A temporary FiftyOne dataset that holds what leaves, for FiftyOne's own exporters."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Any

import fiftyone as fo

from ...domain.curves import FrameSeries, series_to_json
from ...store.fields import CURVE_DESCRIPTIONS, CURVES
from ..table.origins import measured_by, schemas
from ..table.rows import COLUMNS, RepRow, VideoRecord
from ..table.table import RepTable
from ._media import picture_size
from .activitynet import duration

FIELD = "reps"
_NOT_ATTRIBUTES = {"video", "video_id", "fps", "total_frames", "class_name", "split", "confidence"}


@contextlib.contextmanager
def temporary_dataset(
    table: RepTable, progress: Callable[[float, str], None], *, curves: bool
) -> Iterator[fo.Dataset]:
    """Videos with their repetitions (label: the class), tagged with their split."""
    total = table.counts.videos
    dataset = fo.Dataset()
    try:
        dataset.default_classes = list(table.classes)
        dataset.info = {
            "fo_buttwink": {
                "run": table.key,
                "schema": schemas(table.counts),
                "measured_by": measured_by(table.counts),
                "settings": table.settings,
                "models": [dict(model) for model in table.models],
                "notes": list(table.notes),
            }
        }
        for done, video in enumerate(table.iter_videos(series=curves)):
            progress(done / total, f"{done} of {total} videos")
            rows = video.rows
            sample = fo.Sample(
                filepath=video.record.path,
                metadata=metadata(video.record),
                tags=[rows[0].split] if rows[0].split else [],
                lifter=rows[0].lifter,
                video_id=video.record.video_id,
                **{FIELD: fo.TemporalDetections(detections=[label(row) for row in rows])},
            )
            dataset.add_sample(sample, dynamic=True)
            if video.series is not None:
                _add_curves(dataset, sample.id, video.series)
        dataset.save()
        yield dataset
    finally:
        dataset.delete()


def label(row: RepRow) -> fo.TemporalDetection:
    """Return a row as FiftyOne's label, with all columns as attributes."""
    values: dict[str, Any] = {n: getattr(row, n) for n in COLUMNS if n not in _NOT_ATTRIBUTES}
    values["effective_label"] = values.pop("label")
    return fo.TemporalDetection(
        label=row.class_name,
        support=[row.first_frame, row.last_frame],
        confidence=row.confidence,
        **{name: value for name, value in values.items() if value is not None},
    )


def metadata(record: VideoRecord) -> fo.VideoMetadata:
    """Return what FiftyOne wants to know of a video; it would call ``ffprobe`` otherwise."""
    known = asdict(record)
    if not (record.width and record.height):
        with contextlib.suppress(ValueError):  # without the file the size stays open
            known["width"], known["height"] = picture_size(record)
    return fo.VideoMetadata(
        frame_width=known["width"],
        frame_height=known["height"],
        frame_rate=record.fps,
        total_frame_count=record.total_frames,
        duration=duration(record),
    )


def _add_curves(dataset: fo.Dataset, sample_id: str, series: FrameSeries) -> None:
    if CURVES[0] not in (dataset.get_frame_field_schema() or {}):
        for name in CURVES:
            kind = fo.BooleanField if name == "visible" else fo.FloatField
            dataset.add_frame_field(name, kind, description=CURVE_DESCRIPTIONS[name])
    for name, values in series_to_json(series).items():
        numbered = {i: value for i, value in enumerate(values, start=1)}
        dataset.set_values(f"frames.{name}", {sample_id: numbered}, key_field="id")
