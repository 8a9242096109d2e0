"""Make the table of repetitions, from a FiftyOne dataset or from analyses in memory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ..definitions import program
from ..observations import FloatArray
from ..old_settings import as_stored
from ..results import ABSTAIN_REASONS, FrameSeries, VideoAnalysis
from ..reviews import NOT_MEASURABLE, Effective, MachineRep, Review, effective
from .errors import ExportError
from .origins import origin_notes, settings_notes
from .rows import RepRow, RepTable, VideoRecord

if TYPE_CHECKING:
    from ..store.targets import Samples

_COPIED = (
    "rep", "onset_pct_low", "onset_pct_high", "onset_hip_flexion_deg", "pattern", "wink_deg",
    "wink_deg_low", "wink_deg_high", "pelvic_reversal_deg", "lumbar_rise_deg",
    "lumbar_flexion_bottom_deg",
    "depth_knee_flexion_deg", "eccentric_s", "pause_s", "concentric_s", "load_kg", "load_rel",
    "confidence", "reason",
)  # fmt: skip


def read_table(
    view: Samples,
    key: str = "buttwink",
    *,
    lifter_field: str | None = None,
) -> RepTable:
    """All repetitions that a dataset, a view, or a clips view of a run shows.

    Parameters
    ----------
    view
        A view whose repetitions are filtered gives those that are left; a clips view gives
        its clips.
    lifter_field
        Sample field that says who squats.

    Raises
    ------
    RunNotFoundError
        If the dataset has no such run.
    ExportError
        If the lifter field does not exist.
    """
    from .dataset_source import read_dataset

    return read_dataset(view, key, lifter_field)


def table_of(
    analyses: Iterable[VideoAnalysis],
    *,
    reviews: Mapping[str, Sequence[Review]] | None = None,
    lifters: Mapping[str, str] | None = None,
    sizes: Mapping[str, tuple[int, int]] | None = None,
    landmarks: Mapping[str, FloatArray] | None = None,
    key: str = "",
) -> RepTable:
    """The table of analyses that are in no database.

    Parameters
    ----------
    reviews, lifters, sizes, landmarks
        By path of the video: reviews (matched by overlap), who squats, (width, height), and
        landmarks (T, 33, 4).
    """
    from ..matching import match_reviews
    from ..store.attributes import Load, rep_attributes

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
        width, height = (sizes or {}).get(path, (None, None))
        records[video_id] = VideoRecord(
            video_id, path, analysis.fps, analysis.total_frames, width, height, None,
            len(analysis.reps), len(attached),
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
        """See :class:`~fo_buttwink.export.rows.Source`."""
        return {i: self._memory[i] for i in video_ids}


def make_row(
    rep_id: str,
    values: Mapping[str, Any],
    machine: MachineRep | None,
    review: Review | None,
    held: Effective,
    common: Mapping[str, Any],
    times: FloatArray | Mapping[int, float] | None,
) -> RepRow:
    """One row.

    Parameters
    ----------
    values
        Attributes of the repetition by name, as the store declares them.
    machine
        What the machine says; ``None`` for a repetition that only a person saw.
    held
        What holds of what machine and person say.
    common
        Columns that all rows of the video share.
    times
        Presentation times [s]: an array over all frames, or by frame number.
    """
    reason = held.label if held.label in (*ABSTAIN_REASONS, NOT_MEASURABLE) else None
    fps = common.get("fps")
    copied: dict[str, Any] = {name: values.get(name) for name in _COPIED}
    if machine is None or machine.label in ABSTAIN_REASONS:
        # Stored as "none" where nothing was judged, which would read like a finding.
        copied["pattern"] = None
    said: dict[str, Any] = {}
    if review is not None:
        said = {
            "human_label": review.label,
            "reviewer": review.reviewer,
            "reviewed_at": review.reviewed_at,
            "review_note": review.note or None,
        }
    return RepRow(
        rep_id=rep_id,
        first_frame=held.first,
        bottom_frame=held.bottom,
        last_frame=held.last,
        start_s=frame_time(held.first, times, fps),
        bottom_s=frame_time(held.bottom, times, fps),
        end_s=frame_time(held.last, times, fps),
        label=held.label,
        severity=held.severity,
        timing=held.timing,
        onset_pct=held.onset_pct,
        model_label=machine.label if machine else None,
        model_severity=values.get("severity"),
        model_onset_pct=machine.onset_pct if machine else None,
        abstain_reason=reason,
        review_state=held.state,
        review_outdated=held.outdated,
        origin="machine" if machine else "human",
        **copied,
        **said,
        **common,
    )


def frame_time(
    frame: int | None,
    times: FloatArray | Mapping[int, float] | None,
    fps: float | None,
) -> float | None:
    """Presentation time of a frame [s]: as decoded where known, else by the frame rate."""
    if frame is None:
        return None
    known: float | None = None
    if isinstance(times, Mapping):
        known = times.get(frame)
    elif times is not None and 1 <= frame <= len(times):
        known = float(times[frame - 1])
    if known is not None and np.isfinite(known):
        return float(known)
    return (frame - 1) / fps if fps else None


def check_lifter_field(known: Iterable[str], name: str, ours: Iterable[str] = ()) -> None:
    """Raise if a dataset has no such field.

    Parameters
    ----------
    ours
        Top-level fields of analyses, which the message need not offer.

    Raises
    ------
    ExportError
    """
    names, hidden = sorted(known), set(ours)
    if name not in names:
        offered = [n for n in names if n.split(".")[0] not in hidden]
        raise ExportError(
            f"lifter field {name!r}: the dataset has no such field; expected one of "
            f"{', '.join(offered)}, or none to split by video"
        )
