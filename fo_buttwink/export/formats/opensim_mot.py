"""OpenSim motion files: the angles of the side that faces the camera."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import cast

from ...domain.opensim import mot_text, to_opensim
from ...domain.types import Side
from ...errors import ExportError
from ..table.origins import UNKNOWN
from ..table.table import RepTable
from ._values import UniqueNames

HOW = (
    "`motion/<video>.mot`, one per video (all its frames), as OpenSim reads it: `time` [s] as "
    "presented, and in degrees `pelvis_tilt` (posterior +, so minus our pelvic tilt), "
    "`lumbar_extension` (extension +, so minus lumbar flexion), `hip_flexion` (thigh against "
    "pelvis) and `knee_angle` (flexion +) of the side that faces the camera (`_r` or `_l`). Pelvis "
    "and spine are changes from quiet standing. There are only frames in which all of them are "
    "measured, and never NaN: OpenSim interpolates over the others. All else of a model (lists, "
    "rotations, the other leg) was not measured and is not there. `reps.csv` tells where the "
    "repetitions are."
)


def write(table: RepTable, out: Path, progress: Callable[[float, str], None]) -> list[str]:
    """Write one motion file per video, and ``reps.csv``."""
    from . import csv as csv_table

    folder, names = out / "motion", UniqueNames(table)
    folder.mkdir()
    csv_table.write(table, out)
    done, written, partly, total = 0, 0, 0, table.counts.videos
    for video in table.iter_videos(series=True):
        done += 1
        progress(done / total, f"{done} of {total} videos")
        name, row = names.of(video.record), video.rows[0]
        if video.series is None or row.view_side is None:
            continue
        motion = to_opensim(video.series, cast(Side, row.view_side))
        if not len(motion.time_s):
            continue
        partly += len(motion.columns) < 4
        about = [
            f"Measured by {row.measured_by or UNKNOWN} from one camera; planar; the "
            f"{row.view_side} side faces it.",
            "Changes from quiet standing: pelvis_tilt, lumbar_extension.",
        ]
        (folder / f"{name}.mot").write_text(mot_text(motion, about), encoding="utf-8")
        written += 1
    if not written:
        raise ExportError(
            "no video has curves seen from a known side, which format 'opensim_mot' needs",
            remedy=f"{table.source.remedy}",
        )
    return [
        *[f"{total - written} videos have no measured angles, and no file."] * (written < total),
        *[f"In {partly} videos some angles were never measured, and are no columns."]
        * bool(partly),
    ]
