"""Label Studio: tasks with the repetitions on the video's timeline, and the labelling set-up.

The tasks are one document, in memory until it is written.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote
from xml.sax.saxutils import quoteattr

import numpy as np

from ..._util.paths import below_common_folder, parts_of
from ..._util.words import many
from ...domain.curves import FrameSeries
from ...errors import ExportError, ReviewError
from ..output import write_json
from ..table.origins import UNKNOWN
from ..table.rows import RepRow
from ..table.table import RepTable

FROM_NAME, TO_NAME = "repetition", "video"
SERIES, SYNC = "curves", "playhead"
CHANNELS = {
    "pelvic_tilt_deg": ("Pelvic tilt", "#D55E00"),
    "lumbar_flexion_deg": ("Lumbar flexion", "#0072B2"),
    "trunk_lean_deg": ("Trunk lean", "#999999"),
    "hip_flexion_deg": ("Hip flexion", "#009E73"),
    "knee_flexion_deg": ("Knee flexion", "#CC79A7"),
}
"""Curves by their field, with legend and color."""
_FORMAT = "%H:%M:%S.%f"
_COLORS = ("#56B4E9", "#009E73", "#E69F00", "#D55E00", "#CC79A7", "#0072B2", "#F0E442", "#999999")
"""Okabe and Ito's colours, which colour-blind people can tell apart."""
HOW = (
    "`tasks.json` to import and `config.xml` as labeling interface. Frames count from 1, and by "
    "time at the mean frame rate, as Label Studio counts them; where the rate varies, or where the "
    "pictures begin later than the sound (`start_s`), these are not the frames of the file, which "
    "`rep_frames` tells. The corrected result (JSON export of "
    "Label Studio) becomes reviews again, on the frames of the file, with "
    "`fo_buttwink.reviews.importing.import_label_studio`. With `curves` the angles stand below the "
    "video and follow its playhead (Label Studio 1.20 or later). Frames that are not measured are "
    "left out of them, because Label Studio would draw zeros; the first point stands at the start "
    "of the video, where both begin."
)


def write(
    table: RepTable,
    out: Path,
    progress: Callable[[float, str], None],
    *,
    url_prefix: str = "",
    url_root: str = "",
    curves: bool = False,
) -> list[str]:
    """Write ``tasks.json`` and ``config.xml``.

    Parameters
    ----------
    url_prefix
        Where Label Studio finds the videos: put before their paths below ``url_root``
        (``/data/local-files/?d=videos/`` for example). Without it their whole paths are used.
    url_root
        Folder that ``url_prefix`` stands for; if not given, the one that all these videos lie in.
    curves
        Also the angles over time, synchronized with the video.

    Raises
    ------
    ExportError
        If a video does not lie in ``url_root``, or two of them would have one address.
    """
    tasks, without = [], 0
    addresses = _addresses(table, url_prefix, url_root)
    for video in table.iter_videos(series=curves):
        record, rows = video.record, video.rows
        ranges = [_range(row, record.start_s) for row in rows]
        timeline: dict[str, Any] = {}
        if curves:
            found = synchronized(video.series, record.start_s)
            without += found is None
            # A task without them could not be opened beside the others.
            timeline = {SERIES: found or {"time": [_clock(0.0)], **{n: [0.0] for n in CHANNELS}}}
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
        data: dict[str, Any] = {
            "video": addresses.get(record.path, record.path),
            "fps": record.fps, "total_frames": record.total_frames, "start_s": record.start_s,
            "video_id": record.video_id, "filepath": record.path, "run_key": table.key,
            "rep_ids": [row.rep_id for row in rows],
            "rep_frames": [[row.first_frame, row.last_frame] for row in rows],
            "rep_ranges": ranges,
        }  # fmt: skip
        tasks.append({
            "data": data | timeline,
            "predictions": [
                {"model_version": _measurer(rows[0], table.key), "result": result}
            ],
        })  # fmt: skip
    write_json(out / "tasks.json", tasks)
    (out / "config.xml").write_text(config_xml(table.classes, curves=curves), encoding="utf-8")
    if not without:
        return []
    return [f"{many(without, 'video')} without measured angles: the curves show a single zero."]


def _addresses(table: RepTable, prefix: str, root: str) -> dict[str, str]:
    """Address of each video by its path; empty if Label Studio is to use their paths."""
    if not prefix:
        return {}
    paths = sorted({record.path for record, *_ in table.labels()})
    below = _below(paths, root) if root else below_common_folder(paths)
    addresses = {path: prefix + quote(name) for path, name in below.items()}
    taken: dict[str, str] = {}
    for path, address in addresses.items():
        if taken.setdefault(address, path) != path:
            raise ExportError(
                f"{taken[address]} and {path} would both be {address} in Label Studio, and "
                "corrections of one would go to the other",
                remedy="rename one of them",
            )
    return addresses


def _below(paths: Sequence[str], root: str) -> dict[str, str]:
    start = parts_of(root)
    below = {}
    for path in paths:
        parts = parts_of(path)
        if parts[: len(start)] != start or len(parts) == len(start):
            raise ExportError(
                f"{path}: does not lie in the folder {root}",
                remedy="name a folder above all videos as url_root, or leave it empty",
            )
        below[path] = "/".join(parts[len(start) :])
    return below


def _measurer(row: RepRow, key: str) -> str:
    return f"{row.measured_by or UNKNOWN}, schema {row.schema}, run {key}"


def _range(row: RepRow, begins_s: float) -> list[int]:
    """First and last frame as Label Studio numbers them: the time in the player times the rate."""
    return [
        frame if time_s is None or not row.fps else 1 + round((time_s + begins_s) * row.fps)
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
    # Written by an earlier version, tasks do not tell when players show the first frame.
    begins_s = float(data.get("start_s") or 0.0)

    def shown(number: int) -> int:
        return frame_at(max(0.0, (number - 1) / fps - begins_s))

    return (
        firsts[start] if start in firsts else shown(start),
        lasts[end] if end in lasts else shown(end),
    )


def config_xml(classes: Sequence[str], *, curves: bool = False) -> str:
    """Return the labelling interface; its frame rate comes from each task."""
    labels = "\n".join(
        f'    <Label value={quoteattr(name)} background="{_COLORS[i % len(_COLORS)]}"/>'
        for i, name in enumerate(classes)
    )
    sync = f' sync="{SYNC}"' if curves else ""
    return (
        "<View>\n"
        f'  <TimelineLabels name="{FROM_NAME}" toName="{TO_NAME}">\n{labels}\n'
        "  </TimelineLabels>\n"
        f'  <Video name="{TO_NAME}" value="$video" frameRate="$fps"{sync}/>\n'
        f"{_series_xml() if curves else ''}"
        "</View>\n"
    )


def _series_xml() -> str:
    channels = "\n".join(
        f'      <Channel column="{name}" units="deg" displayFormat=",.1f" legend="{legend}" '
        f'strokeColor="{color}"/>'
        for name, (legend, color) in CHANNELS.items()
    )
    return (
        f'  <TimeSeries name="{SERIES}" value="${SERIES}" valueType="json" sync="{SYNC}"\n'
        f'    timeColumn="time" timeFormat="{_FORMAT}" timeDisplayFormat="{_FORMAT}"\n'
        '    fixedScale="true">\n'
        f"    <MultiChannel>\n{channels}\n    </MultiChannel>\n"
        "  </TimeSeries>\n"
    )


def synchronized(series: FrameSeries | None, begins_s: float = 0.0) -> dict[str, list[Any]] | None:
    """Angles by channel with their times, as Label Studio reads them; ``None`` if there are none.

    A channel that is never measured is a line of zeros, because the interface names all.

    Parameters
    ----------
    begins_s
        Time at which players show the first frame [s].
    """
    if series is None:
        return None
    table = np.stack([np.asarray(getattr(series, name), dtype=float) for name in CHANNELS], axis=1)
    there = np.isfinite(table).any(axis=0)
    table[:, ~there] = 0.0
    known = np.flatnonzero(np.isfinite(table).all(axis=1) & np.isfinite(series.time_s))
    if not there.any() or not len(known):
        return None
    times, values = series.time_s[known] + begins_s, table[known]
    if times[0] > 0.0:
        # Whatever comes first is taken for the start of the video.
        times, values = np.append(0.0, times), np.concatenate([values[:1], values])
    return {
        "time": [_clock(float(t)) for t in times],
        **{name: np.round(values[:, k], 2).tolist() for k, name in enumerate(CHANNELS)},
    }


def _clock(time_s: float) -> str:
    """Time of day as Label Studio's time series want it, from the start of the video."""
    micro = round(time_s * 1e6)
    minutes, micro = divmod(micro, 60_000_000)
    return (
        f"{minutes // 60:02d}:{minutes % 60:02d}:{micro // 1_000_000:02d}.{micro % 1_000_000:06d}"
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
