"""OpenSim marker files: the joints in the sagittal plane."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from pathlib import Path
from typing import cast

import numpy as np

from ..._util.arrays import FloatArray
from ...domain.body import body_length_px
from ...domain.opensim import markers_of, trc_text
from ...domain.types import Side
from ...errors import ExportError
from ..table.table import RepTable
from ._media import picture_size
from ._values import UniqueNames

_BODY_OF_HEIGHT = 0.288 + 0.245 + 0.246
"""Trunk (shoulder to hip), thigh and shank of an adult as shares of body height: Winter,
Biomechanics and motor control of human movement, after Drillis and Contini."""
HOW = (
    "`markers/<video>.trc`, one per video, as OpenSim, Pose2Sim and Sports2D read it, with their "
    "marker names: X forward, Y up from the ground, Z = 0, because one camera sees a plane. "
    "`Units` is `m`. With `height_m` or `pixels_per_m` these are meters. Without, one unit is the "
    "lifter's own length of trunk, thigh and shank while standing (about 0.78 of body height), and "
    "the files are called `<video>_in_body_lengths.trc`. Positions are as the pose model gave "
    "them, not smoothed; only frames with all markers are there. `reps.csv` tells where the "
    "repetitions are."
)


def write(
    table: RepTable,
    out: Path,
    progress: Callable[[float, str], None],
    *,
    height_m: float = 0.0,
    pixels_per_m: float = 0.0,
) -> list[str]:
    """Write one marker file per video, and ``reps.csv``.

    Parameters
    ----------
    height_m
        Body height of the lifters [m], from which the scale follows; 0 if it is not known.
    pixels_per_m
        Scale of the pictures in the lifter's plane, where it is known; goes before ``height_m``.
    """
    from . import csv as csv_table

    if not 0 <= height_m < 3 or not 0 <= pixels_per_m < np.inf:
        raise ExportError(
            f"height_m={height_m}, pixels_per_m={pixels_per_m}: expected a height in meters, below "
            "3, and a scale of at least 0; 0 means that it is not known"
        )
    folder, names = out / "markers", UniqueNames(table)
    folder.mkdir()
    csv_table.write(table, out)
    done, written, total = 0, 0, table.counts.videos
    end = "" if height_m or pixels_per_m else "_in_body_lengths"
    for video in table.iter_videos(series=True, landmarks=True, batch=8):
        done += 1
        progress(done / total, f"{done} of {total} videos")
        name, side = names.of(video.record), video.rows[0].view_side
        if video.landmarks is None or side is None:
            continue
        points = np.array(video.landmarks[..., :2], dtype=float) * picture_size(video.record)
        rate = video.record.fps or 30.0
        time_s: FloatArray = np.arange(len(points)) / rate
        if video.series is not None and len(video.series.time_s) == len(points):
            time_s = video.series.time_s
        scale = 1.0 / pixels_per_m if pixels_per_m else _pixel(points, height_m)
        markers = markers_of(points, time_s, cast(Side, side), scale)
        if not len(markers.time_s):
            continue
        file = folder / f"{name}{end}.trc"
        file.write_text(trc_text(markers, file.name, rate), encoding="utf-8")
        written += 1
    if not written:
        raise ExportError(
            "no video has landmarks seen from a known side, which format 'opensim_trc' needs",
            remedy=f"{table.source.remedy}",
        )
    return [f"{total - written} videos have no landmarks or no known side, and no file."] * (
        written < total
    )


def _pixel(points: FloatArray, height_m: float) -> float:
    """Length of a pixel, from the body: in meters if its height is known, else in body lengths."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", category=RuntimeWarning)
        # A body that turns or bends is foreshortened; standing it is as long as it gets.
        body_px = float(np.nanpercentile(body_length_px(points), 90))
    return (height_m * _BODY_OF_HEIGHT if height_m else 1.0) / body_px
