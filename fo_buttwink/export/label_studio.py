"""Label Studio: tasks with the repetitions on the video's timeline, and the labelling set-up.

The tasks are one document, in memory until it is written.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote
from xml.sax.saxutils import quoteattr

from .._version import __version__
from .output import write_json
from .rows import RepTable

FROM_NAME, TO_NAME = "repetition", "video"
_COLORS = ("#56B4E9", "#009E73", "#E69F00", "#D55E00", "#CC79A7", "#0072B2", "#F0E442", "#999999")
"""Okabe and Ito's colours, which colour-blind people can tell apart."""
HOW = (
    "`tasks.json` to import and `config.xml` as labelling interface. Frames count from 1; Label "
    "Studio takes the frame rate for constant, so re-encode videos where it is not. The "
    "corrected result (JSON export of Label Studio) becomes reviews again with "
    "`fo_buttwink.human_labels.import_label_studio`."
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
        name = PurePosixPath(record.path.replace("\\", "/")).name
        result = [
            {
                "id": row.rep_id,
                "from_name": FROM_NAME,
                "to_name": TO_NAME,
                "type": "timelinelabels",
                "origin": "prediction",
                "value": {
                    "ranges": [{"start": row.first_frame, "end": row.last_frame}],
                    "timelinelabels": [row.class_name],
                },
                **({} if row.confidence is None else {"score": row.confidence}),
            }
            for row in rows
        ]
        tasks.append({
            "data": {
                "video": url_prefix + quote(name) if url_prefix else record.path,
                "fps": record.fps, "total_frames": record.total_frames,
                "video_id": record.video_id, "filepath": record.path, "run_key": table.key,
                "rep_ids": [row.rep_id for row in rows],
            },
            "predictions": [
                {"model_version": f"fo_buttwink {__version__} {table.key}", "result": result}
            ],
        })  # fmt: skip
    write_json(out / "tasks.json", tasks)
    (out / "config.xml").write_text(config_xml(table.classes), encoding="utf-8")


def config_xml(classes: Sequence[str]) -> str:
    """The labelling interface; its frame rate comes from each task."""
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


def regions(task: dict[str, Any]) -> list[tuple[int, int, str]] | None:
    """First frame, last frame and label of each region of a finished task.

    The latest annotation that was not cancelled counts; ``None`` if there is none.
    """
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
