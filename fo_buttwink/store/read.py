"""Read stored results back, for panels, exporters and tests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Any, cast

import fiftyone as fo
import numpy as np

from .._util.arrays import FloatArray
from ..domain.analysis import (
    FURTHER,
    PROGRAM,
    STATUS_FAILED,
    Media,
    Repetition,
    VideoAnalysis,
    ViewEstimate,
)
from ..domain.curves import FrameSeries
from ..domain.landmarks import NUM_LANDMARKS
from ..domain.types import Label
from . import fields as names
from .groups import ungrouped
from .repetition import StoredRep, repetitions
from .runs import get_run, origin_of
from .support import tell_left_out


def read_analysis(
    samples: fo.Dataset | fo.DatasetView, sample_id: str, key: str = names.DEFAULT_KEY
) -> VideoAnalysis | None:
    """Return the stored analysis of one sample, or ``None`` if it has not been analysed.

    Numbers come back rounded as in JSON. The configuration is that of the run.

    Raises
    ------
    RunNotFoundError
        If the dataset has no run with this key.
    """
    return next(iter(read_analyses(ungrouped(samples).select(sample_id), key)), (None, None))[1]


def read_analyses(
    samples: fo.Dataset | fo.DatasetView, key: str = names.DEFAULT_KEY
) -> Iterator[tuple[str, VideoAnalysis | None]]:
    """Sample id and stored analysis of every sample of a collection, in its order.

    Raises
    ------
    RunNotFoundError
        If the dataset has no run with this key.
    """
    info = get_run(samples, key)
    samples = ungrouped(samples)
    run = names.RunFields(key)
    ids, paths, statuses = samples.values(["id", "filepath", run.status])
    for sample_id, path, status in zip(ids, paths, statuses, strict=True):
        if status is None:
            yield sample_id, None
            continue
        one = samples.select(sample_id)
        summary = one.values(run.summary)[0]
        # As stored: FiftyOne refuses to load a video of which one label says no frames.
        reps = repetitions(one.values(run.reps, _raw=True)[0])
        if reps.without_frames:
            tell_left_out(path, len(reps.without_frames))
        origin = origin_of(info, summary.to_dict())
        yield (
            sample_id,
            VideoAnalysis(
                video=path,
                fps=summary["fps"],
                total_frames=summary["total_frames"],
                frames_inferred=getattr(summary, "frames_inferred", None),  # younger than some runs
                status=status,
                message=summary["message"],
                error_code=_error_code(summary.to_dict()),
                view=ViewEstimate(
                    side=summary["view_side"],
                    yaw_deg=summary["view_yaw_deg"],
                    quality=summary["view_quality"] or 0.0,
                ),
                model=origin.model,
                program={"name": PROGRAM, "version": origin.program_version or "unknown"},
                schema=origin.schema,
                config=info.settings,
                media=_media(summary.to_dict()),
                frames=_series(one, run),
                # What a person drew is no result of the analysis.
                reps=tuple(_measured(rep) for rep in reps.usable if not rep.drawn),
            ),
        )


def _error_code(summary: dict[str, Any]) -> str:
    """Return the code of the error that ended an analysis; empty of versions without codes."""
    return str(summary.get("code") or "") if summary.get("status") == STATUS_FAILED else ""


def _media(summary: dict[str, Any]) -> Media | None:
    """Return what was found out about the file; ``None`` of versions that did not keep it."""
    values: dict[str, Any] = {f.name: summary.get(f.name) for f in fields(Media)}
    return None if any(v is None for v in values.values()) else Media(**values)


def read_landmarks(
    samples: fo.Dataset | fo.DatasetView, sample_id: str, key: str = names.DEFAULT_KEY
) -> FloatArray | None:
    """Landmarks (T, 33, 4) of one sample: x, z in image widths, y in heights, visibility."""
    found = ungrouped(samples).select(sample_id).values(names.RunFields(key).landmarks)
    flat = found[0]
    if flat is None:
        return None
    return np.asarray(flat, dtype=float).reshape(-1, NUM_LANDMARKS, 4)


def _measured(rep: StoredRep) -> Repetition:
    """Return what the machine said of a repetition, whatever a person has changed since."""
    machine = rep.machine

    def get(name: str) -> Any:
        return rep.values.get(name)

    def interval(name: str) -> tuple[float, float] | None:
        low, high = get(f"{name}_low"), get(f"{name}_high")
        return None if low is None or high is None else (low, high)

    return Repetition(
        first=machine.first,
        bottom=get("bottom"),
        last=machine.last,
        turning=get("turning"),
        # Repetitions that a person drew, with a label of their own, are left out before.
        label=cast(Label, machine.label),
        severity=get("severity"),
        pattern=get("pattern") or "none",  # not stored where nothing was measured
        wink_deg=get("wink_deg"),
        wink_deg_interval=interval("wink_deg"),
        pelvic_reversal_deg=get("pelvic_reversal_deg"),
        lumbar_rise_deg=get("lumbar_rise_deg"),
        lumbar_flexion_bottom_deg=get("lumbar_flexion_bottom_deg"),
        onset_pct=get("onset_pct"),
        onset_pct_interval=interval("onset_pct"),
        onset_hip_flexion_deg=get("onset_hip_flexion_deg"),
        timing=get("timing"),
        depth_knee_flexion_deg=get("depth_knee_flexion_deg"),
        eccentric_s=get("eccentric_s"),
        pause_s=get("pause_s"),
        concentric_s=get("concentric_s"),
        confidence=get("confidence"),
        reason=get("reason"),
        further={name: get(name) for name in FURTHER},
    )


def _series(one: fo.DatasetView, run: names.RunFields) -> FrameSeries | None:
    columns = one.values([run.curve_path(name) for name in names.CURVES])
    curves = {name: column[0] for name, column in zip(names.CURVES, columns, strict=True)}
    # Other fields may have frames beyond ours; every analysed frame has a time.
    length = max((i for i, t in enumerate(curves["time_s"], 1) if t is not None), default=0)
    if not length:
        return None
    return FrameSeries(
        **{
            name: np.array([bool(v) for v in values[:length]])
            if name == "visible"
            else np.array([np.nan if v is None else v for v in values[:length]], dtype=float)
            for name, values in curves.items()
        }
    )
