"""Poses as netCDF in the layout of ``movement``; needs ``xarray``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from ..._util.arrays import FloatArray
from ...errors import ExportError
from ..table.origins import UNKNOWN
from ..table.table import RepTable
from ._extras import need
from ._media import picture_size
from ._skeletons import SKELETONS, skeleton
from ._values import UniqueNames

DIMENSIONS = {
    "singular": ("keypoint", "individual"),
    "plural": ("keypoints", "individuals"),
}
"""Names of two dimensions of ``movement``: from 0.17 on, and up to 0.16."""
CHOICES = {"keypoints": SKELETONS, "dimensions": tuple(DIMENSIONS)}
HOW = (
    "`poses/<video>.nc`, one per video (all its frames): `position` (time, space, keypoints, "
    "individuals) in pixels with y downwards, `confidence` (time, keypoints, individuals); time "
    "in seconds as presented. `xarray.open_dataset(...)` gives what `movement` works on: up to "
    "0.16 as it is; from 0.17 on its two dimensions are called keypoint and individual, which the "
    "option `dimensions` writes. `reps.csv` tells where the repetitions are."
)


def write(
    table: RepTable,
    out: Path,
    progress: Callable[[float, str], None],
    *,
    keypoints: str = "mediapipe33",
    dimensions: str = "plural",
) -> list[str]:
    """Write one netCDF file per video, and ``reps.csv``.

    Parameters
    ----------
    keypoints
        ``mediapipe33`` or ``coco17``.
    dimensions
        ``plural`` is what movement up to 0.16 expects, and 0.17 reads by
        ``rename_legacy_dimensions``; ``singular`` is what it expects from 0.17 on.
    """
    from . import csv as csv_table

    xr = need("xarray", "movement")
    points, names = skeleton(keypoints), UniqueNames(table)
    point, individual = DIMENSIONS[dimensions]
    folder = out / "poses"
    folder.mkdir()
    csv_table.write(table, out)
    done, written, total = 0, 0, table.counts.videos
    for video in table.iter_videos(series=True, landmarks=True, batch=8):
        done += 1
        progress(done / total, f"{done} of {total} videos")
        name = names.of(video.record)
        if video.landmarks is None:
            continue
        part = video.landmarks[:, list(points.landmarks)]
        fps = video.record.fps or 1.0
        time: FloatArray = np.arange(len(part)) / fps
        if video.series is not None and len(video.series.time_s) == len(part):
            time = video.series.time_s
        position = (part[:, :, :2] * picture_size(video.record)).transpose(0, 2, 1)[..., None]
        individuals = [video.rows[0].lifter or "lifter"]
        dataset = xr.Dataset(
            {
                "position": (("time", "space", point, individual), position),
                "confidence": (("time", point, individual), part[:, :, 3][..., None]),
            },
            coords={
                "time": time,
                "space": ["x", "y"],
                point: list(points.names),
                individual: individuals,
            },
            attrs={
                "ds_type": "poses", "fps": fps, "time_unit": "seconds",
                "source_software": "fo_buttwink", "source_file": video.record.path,
                "measured_by": video.rows[0].measured_by or UNKNOWN,
            },
        )  # fmt: skip
        dataset.to_netcdf(folder / f"{name}.nc", engine="scipy")
        written += 1
    if not written:
        raise ExportError(
            "no video has landmarks, which format 'movement' needs", remedy=f"{table.source.remedy}"
        )
    return [f"{total - written} videos have no landmarks, and no file."] * (written < total)
