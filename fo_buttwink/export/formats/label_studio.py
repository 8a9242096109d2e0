"""Label Studio: tasks with the repetitions on the video's timeline, and the labelling set-up.

The tasks are one document, in memory until it is written.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote
from xml.sax.saxutils import quoteattr

from ...errors import ReviewError
from ..output import write_json
from ..table.origins import UNKNOWN
from ..table.rows import RepRow
from ..table.table import RepTable

FROM_NAME, TO_NAME = "repetition", "video"
_COLORS = ("#56B4E9", "#009E73", "#E69F00", "#D55E00", "#CC79A7", "#0072B2", "#F0E442", "#999999")
"""Okabe and Ito's colours, which colour-blind people can tell apart."""
HOW = (
    "`tasks.json` to import and `config.xml` as labeling interface. Frames count from 1, and by "
    "time at the mean frame rate, as Label Studio counts them; where the rate varies these are "
    "not the frames of the file, which `rep_frames` tells. The corrected result (JSON export of "
    "Label Studio) becomes reviews again, on the frames of the file, with "
    "`fo_buttwink.reviews.importing.import_label_studio`."
)


def write(
    table: RepTable,
    out: Path,
    progress: Callable[[float, str], None],
    *,
    url_prefix: str = "",
) -> None:
    """Write ``tasks.json`` and ``config.xml``.

    Parameters
    ----------
    url_prefix
        Where Label Studio finds the videos: put before their file names
        (``/data/local-files/?d=videos/`` for example). Without it their paths are used.
    """
    tasks = []
    for video in table.iter_videos():
        record, rows = video.record, video.rows
        ranges = [_range(row) for row in rows]
        name = PurePosixPath(record.path.replace("\\", "/")).name
        result = [
            {
                "id": row.rep_id,
                "from_name": FROM_NAME,
                "to_name": TO_NAME,
                "type": "timelinelabels",
                "origin": "prediction",
                "value": {
                    "ranges": [{"start": start, "end": end}],
                    "timelinelabels": [row.class_name],
                },
                **({} if row.confidence is None else {"score": row.confidence}),
            }
            for row, (start, end) in zip(rows, ranges, strict=True)
        ]
        tasks.append({
            "data": {
                "video": url_prefix + quote(name) if url_prefix else record.path,
                "fps": record.fps, "total_frames": record.total_frames,
                "video_id": record.video_id, "filepath": record.path, "run_key": table.key,
                "rep_ids": [row.rep_id for row in rows],
                "rep_frames": [[row.first_frame, row.last_frame] for row in rows],
                "rep_ranges": ranges,
            },
            "predictions": [
                {"model_version": _measurer(rows[0], table.key), "result": result}
            ],
        })  # fmt: skip
    write_json(out / "tasks.json", tasks)
    (out / "config.xml").write_text(config_xml(table.classes), encoding="utf-8")


def _measurer(row: RepRow, key: str) -> str:
    return f"{row.measured_by or UNKNOWN}, schema {row.schema}, run {key}"


def _range(row: RepRow) -> list[int]:
    """First and last frame as Label Studio numbers them: the time in the video times the rate."""
    return [
        frame if time_s is None or not row.fps else 1 + round(time_s * row.fps)
        for frame, time_s in ((row.first_frame, row.start_s), (row.last_frame, row.end_s))
    ]


def frames_of(
    start: int, end: int, data: Mapping[str, Any], frame_at: Callable[[float], int]
) -> tuple[int, int]:
    """First and last frame of the file that a range of Label Studio means.

    An end that nobody moved gives its very frame back; where the frame rate varies, another
    one is found to half a frame.

    Parameters
    ----------
    data
        ``data`` of the task.
    frame_at
        Frame of the file at a time [s].
    """
    fps = data.get("fps")
    if "rep_frames" not in data or not fps:
        return start, end  # written by an earlier version, which took one for the other
    sent = list(zip(data["rep_ranges"], data["rep_frames"], strict=True))
    firsts = {shown[0]: frames[0] for shown, frames in sent}
    lasts = {shown[1]: frames[1] for shown, frames in sent}
    return (
        firsts[start] if start in firsts else frame_at((start - 1) / fps),
        lasts[end] if end in lasts else frame_at((end - 1) / fps),
    )


def config_xml(classes: Sequence[str]) -> str:
    """Return the labelling interface; its frame rate comes from each task."""
    labels = "\n".join(
        f'    <Label value={quoteattr(name)} background="{_COLORS[i % len(_COLORS)]}"/>'
        for i, name in enumerate(classes)
    )
    return (
        "<View>\n"
        f'  <TimelineLabels name="{FROM_NAME}" toName="{TO_NAME}">\n{labels}\n'
        "  </TimelineLabels>\n"
        f'  <Video name="{TO_NAME}" value="$video" frameRate="$fps"/>\n'
        "</View>\n"
    )


@dataclass(frozen=True)
class Task:
    """One video as it came back from Label Studio."""

    data: Mapping[str, Any]
    """As :func:`write` has sent it."""
    regions: list[tuple[int, int, str]] | None
    """Start, end (as Label Studio numbers frames, see :func:`frames_of`) and label of each region
    of the latest annotation that was not cancelled; ``None`` if there is none."""


def read(path: Path) -> list[Task]:
    """Read what annotators made of the tasks of :func:`write`: Label Studio's JSON export.

    Raises
    ------
    ReviewError
        If the file, or a task in it, is not as Label Studio writes it.
    """
    try:
        tasks = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ReviewError(
            f"{path}: not readable as JSON ({error})", remedy="export again as JSON"
        ) from error
    if not isinstance(tasks, list):
        raise ReviewError(f"{path}: expected a list of tasks, got {type(tasks).__name__}")
    found = []
    for number, task in enumerate(tasks, start=1):
        try:
            found.append(Task(task["data"], _regions(task)))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ReviewError(f"{path}, task {number}: {fault(error)}") from error
    return found


def _regions(task: dict[str, Any]) -> list[tuple[int, int, str]] | None:
    finished = [a for a in task.get("annotations") or () if not a.get("was_cancelled")]
    if not finished:
        return None
    latest = max(finished, key=lambda a: str(a.get("updated_at") or a.get("created_at") or ""))
    out = []
    for item in latest.get("result") or ():
        value = item.get("value") or {}
        if item.get("type") != "timelinelabels" or not value.get("timelinelabels"):
            continue
        for span in value.get("ranges") or ():
            out.append((int(span["start"]), int(span["end"]), str(value["timelinelabels"][0])))
    return sorted(out)


def fault(error: Exception) -> str:
    """Return what is wrong with a task, in words."""
    return f"member {error} is missing" if isinstance(error, KeyError) else str(error)
