"""Make the table of repetitions from analyses in memory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..._util.arrays import FloatArray
from ...domain.analysis import VideoAnalysis
from ...domain.curves import FrameSeries
from ...domain.definitions import program
from ...domain.old_settings import as_stored
from ...domain.review.record import MachineRep, Review
from ...domain.review.rules import effective
from .make_row import make_row
from .origins import origin_notes, settings_notes
from .rows import RepRow, VideoRecord
from .table import RepTable


def table_of(
    analyses: Iterable[VideoAnalysis],
    *,
    reviews: Mapping[str, Sequence[Review]] | None = None,
    lifters: Mapping[str, str] | None = None,
    sizes: Mapping[str, tuple[int, int]] | None = None,
    landmarks: Mapping[str, FloatArray] | None = None,
    key: str = "",
) -> RepTable:
    """Return the table of analyses that are in no database.

    Parameters
    ----------
    reviews, lifters, sizes, landmarks
        By path of the video: reviews (matched by overlap), who squats, (width, height), and
        landmarks (T, 33, 4).
    """
    from ...domain.review.matching import match_reviews
    from ...store.attributes import Load, rep_attributes

    rows: list[RepRow] = []
    records: dict[str, VideoRecord] = {}
    memory: dict[str, tuple[FrameSeries | None, FloatArray | None]] = {}
    settings: dict[str, Any] = {}
    models: list[dict[str, Any]] = []
    used: list[dict[str, Any]] = []
    for number, analysis in enumerate(analyses, start=1):
        path, video_id = analysis.video, f"v{number:05d}"
        settings = settings or analysis.config
        if analysis.config:
            used.append(analysis.config)
        config = as_stored(analysis.config)
        if analysis.model and analysis.model not in models:
            models.append(analysis.model)
        said = list((reviews or {}).get(path, ()))
        machine = [
            MachineRep(r.first, r.last, r.label, r.bottom, r.onset_pct) for r in analysis.reps
        ]
        pairs = match_reviews(said, machine)
        attached = {j: r for r, j in zip(said, pairs, strict=True) if j is not None}
        media = analysis.media
        found = (None, None) if media is None else (media.width, media.height)
        width, height = (sizes or {}).get(path, found)
        records[video_id] = VideoRecord(
            video_id, path, analysis.fps, analysis.total_frames, width, height, None,
            len(analysis.reps), len(attached), 0.0 if media is None else media.start_s,
        )  # fmt: skip
        memory[video_id] = (analysis.frames, (landmarks or {}).get(path))
        times = analysis.frames.time_s if analysis.frames is not None else None
        common = {
            "video_id": video_id,
            "video": path,
            "fps": analysis.fps,
            "total_frames": analysis.total_frames,
            "lifter": (lifters or {}).get(path),
            "view_side": analysis.view.side,
            "view_yaw_deg": analysis.view.yaw_deg,
            "view_quality": analysis.view.quality,
            "run_key": key,
            "schema": analysis.schema,
            "measured_by": program(analysis.program.get("version"), analysis.program.get("name")),
            "model": analysis.model.get("name"),
            "model_sha256": analysis.model.get("sha256"),
        }
        for j, rep in enumerate(analysis.reps):
            values = {**rep_attributes(rep, j + 1, config, Load()), "confidence": rep.confidence}
            values["severity"] = rep.severity
            row_id = f"{video_id}r{j + 1:02d}"
            review = attached.get(j)
            held = effective(machine[j], review, config.wink)
            rows.append(make_row(row_id, values, machine[j], review, held, common, times))
        loners = [r for r, j in zip(said, pairs, strict=True) if j is None]
        for n, review in enumerate(loners, start=1):
            if review.label is not None:
                row_id = f"{video_id}h{n:02d}"
                held = effective(None, review, config.wink)
                rows.append(make_row(row_id, {}, None, review, held, common, times))
    table = RepTable.holding(rows, records, MemorySource(memory), key, settings, tuple(models))
    return table.noting(*origin_notes(table.counts), *settings_notes(used))


class MemorySource:
    """Measurements over time that are in memory already."""

    remedy = (
        "analyses in memory or in JSON hold no landmarks, and curves only if their video could be "
        "measured: analyze into a FiftyOne dataset and export that (on the command line with "
        "--dataset instead of --json)"
    )

    def __init__(self, memory: Mapping[str, tuple[FrameSeries | None, FloatArray | None]]) -> None:
        self._memory = memory

    def load(
        self, video_ids: Sequence[str], *, series: bool, landmarks: bool
    ) -> dict[str, tuple[FrameSeries | None, FloatArray | None]]:
        """See :class:`~fo_buttwink.export.table.rows.Source`."""
        return {i: self._memory[i] for i in video_ids}
