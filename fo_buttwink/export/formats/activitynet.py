"""ActivityNet's temporal action detection JSON; one document, in memory until it is written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Any

from ..._version import __version__
from ...domain.definitions import program
from ...errors import ExportError
from ..output import write_json
from ..table.origins import measured_by, schemas
from ..table.rows import RepRow, VideoRecord
from ..table.table import RepTable
from ._values import UniqueNames

SUBSETS = {"train": "training", "val": "validation", "test": "testing"}
HOW = (
    "`labels.json` in ActivityNet's layout (subset training, validation or testing; segments in "
    "seconds), and `data.json` with the path of each video. A segment runs from the middle of "
    "the first frame to the middle of the last: so readers that turn seconds into frames find "
    "exactly these frames (of videos with a variable frame rate only those readers that know the "
    "time of each frame). Keys start with `v_` in `data.json` only, as ActivityNet's file names "
    "do. FiftyOne: `fiftyone.Dataset.from_dir('<folder>', "
    "fiftyone.types.ActivityNetDataset)`."
)


def write(table: RepTable, out: Path, progress: Callable[[float, str], None]) -> None:
    """Write ``labels.json`` and ``data.json``."""
    unknown = [name for name in table.splits if name not in SUBSETS]
    if unknown:
        raise ExportError(
            f"split {unknown[0]!r}: ActivityNet knows {', '.join(SUBSETS)} only",
            remedy="name the splits so",
        )
    names = UniqueNames(table)
    database: dict[str, Any] = {}
    paths: dict[str, str] = {}
    for video in table.iter_videos():
        record, rows, name = video.record, video.rows, names.of(video.record)
        size = f"{record.width}x{record.height}" if record.width and record.height else ""
        split = rows[0].split
        database[name] = {
            "duration": duration(record),
            "subset": SUBSETS.get(split, "training"),
            "resolution": size,
            "url": "",
            "annotations": [
                {"label": row.class_name, "segment": list(segment(row))} for row in rows
            ],
        }
        # Readers cut the suffix off, at the last dot of the name.
        suffix = PurePosixPath(record.path).suffix or ".mp4"
        paths[f"v_{name}{suffix}"] = record.path
    taxonomy = [{"nodeName": "Root", "nodeId": 0, "parentName": None, "parentId": None}]
    taxonomy += [
        {"nodeName": name, "nodeId": i, "parentName": "Root", "parentId": 0}
        for i, name in enumerate(table.classes, start=1)
    ]
    about = f"schema {schemas(table.counts)}, measured by {measured_by(table.counts)}"
    write_json(
        out / "labels.json",
        {
            "version": f"{about}; written by {program(__version__)}",
            "taxonomy": taxonomy,
            "database": database,
        },
    )
    write_json(out / "data.json", paths)


def duration(record: VideoRecord) -> float | None:
    """Length of a video [s]."""
    if record.duration_s:
        return record.duration_s
    return record.total_frames / record.fps if record.fps else None


def segment(row: RepRow) -> tuple[float | None, float | None]:
    """From the middle of the first frame to the middle of the last [s]."""
    half = 0.5 / row.fps if row.fps else 0.0
    return tuple(None if t is None else round(t + half, 6) for t in (row.start_s, row.end_s))  # type: ignore[return-value]
