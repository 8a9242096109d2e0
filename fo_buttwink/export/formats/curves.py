"""Curves of each repetition, resampled to the same number of points."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np

from ..._util.arrays import FloatArray
from ...domain.curves import CURVES, FrameSeries
from ...errors import ExportError
from ..table.rows import Labelled, RepRow, batched
from ..table.table import RepTable
from ._values import class_index

POINTS = 101
CHANNELS = tuple(name for name in CURVES if name != "time_s")
AT_ONCE = 4096
"""Repetitions whose values are in memory at the same time once the curves are on disk."""
HOW = (
    f"`curves.npz` (numpy, no pickle): `curves` (repetition, {POINTS} points from first to last "
    f"frame at equal steps of time, channel) float32 with NaN for missing, `channels`, `label` "
    "(index into `classes`), `classes`, `split`, `group` (lifter, else video), `rep_id`, "
    "`duration_s`."
)


def write(table: RepTable, out: Path, progress: Callable[[float, str], None]) -> None:
    """Write ``curves.npz``."""
    raw = out / "curves.raw"  # numpy's format wants their number before the first of them
    index, total, kept = class_index(table), table.counts.reps, bytearray()
    widest = {"split": 1, "group": 1, "rep_id": 1}
    with raw.open("wb") as file:
        for video in table.iter_videos(series=True):
            for row in video.rows:
                curve = resample(video.series, row)
                kept.append(curve is not None)
                if curve is not None:
                    file.write(curve.tobytes())
                    texts = {"split": row.split, "group": _group(row), "rep_id": row.rep_id}
                    widest = {name: max(widest[name], len(text)) for name, text in texts.items()}
            progress(len(kept) / total, f"{len(kept)} of {total} repetitions")
    if not any(kept):
        raise ExportError(
            "no repetition has curves: the run stored none, or its frames were deleted",
            remedy=f"{table.source.remedy}",
        )

    def column(of: Callable[[Labelled], Any], dtype: str) -> _Column:
        found = (of(entry) for entry, has in zip(table.labels(), kept, strict=True) if has)
        return (sum(kept),), dtype, (np.array(part, dtype) for part in batched(found, AT_ONCE))

    def texts_of(name: str, of: Callable[[Labelled], str]) -> _Column:
        return column(of, f"<U{widest[name]}")

    _write_npz(
        out / "curves.npz",
        curves=((sum(kept), POINTS, len(CHANNELS)), "<f4", _points(raw)),
        channels=_whole(CHANNELS),
        label=column(lambda entry: index[entry[2]], "<i8"),
        classes=_whole(table.classes),
        split=texts_of("split", lambda entry: entry[3]),
        group=texts_of("group", lambda entry: _group(entry[1])),
        rep_id=texts_of("rep_id", lambda entry: entry[1].rep_id),
        duration_s=column(lambda entry: _duration_s(entry[1]), "<f8"),
    )
    raw.unlink()


_Column = tuple[tuple[int, ...], str, Iterable[np.ndarray[Any, Any]]]
"""Shape, type, and the values piece by piece."""


def _write_npz(path: Path, **columns: _Column) -> None:
    """Write what ``numpy.savez_compressed`` writes, without all of it in memory."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, (shape, dtype, parts) in columns.items():
            header = {"shape": shape, "fortran_order": False, "descr": dtype}
            with archive.open(f"{name}.npy", "w", force_zip64=True) as file:
                np.lib.format.write_array_header_1_0(file, header)
                for part in parts:
                    file.write(part.tobytes())


def _whole(names: tuple[str, ...]) -> _Column:
    values = np.array(names)
    return values.shape, values.dtype.str, [values]


def _points(raw: Path) -> Iterator[FloatArray]:
    with raw.open("rb") as file:
        while data := file.read(AT_ONCE * POINTS):
            yield np.frombuffer(data, np.uint8)


def _group(row: RepRow) -> str:
    return row.lifter or row.video


def _duration_s(row: RepRow) -> float:
    if row.start_s is None or row.end_s is None:
        return float("nan")
    return row.end_s - row.start_s


def part_of(series: FrameSeries | None, row: RepRow) -> FrameSeries | None:
    """Return the frames of one repetition."""
    if series is None or row.first_frame > len(series.time_s):
        return None
    inside = slice(row.first_frame - 1, row.last_frame)
    return FrameSeries(**{f.name: getattr(series, f.name)[inside] for f in fields(series)})


def resample(series: FrameSeries | None, row: RepRow, points: int = POINTS) -> FloatArray | None:
    """Curves (points, channels) at equal steps of time; ``None`` without any curve.

    Gaps stay gaps: a point whose neighbours were not measured is NaN.
    """
    part = part_of(series, row)
    if part is None or len(part.time_s) < 2:
        return None
    grid = np.linspace(part.time_s[0], part.time_s[-1], points)
    columns = []
    for name in CHANNELS:
        values = np.asarray(getattr(part, name), dtype=float)
        # Linear by hand: np.interp turns a NaN beyond a measured point into that point.
        right = np.clip(np.searchsorted(part.time_s, grid), 1, len(values) - 1)
        t0, t1 = part.time_s[right - 1], part.time_s[right]
        weight = (grid - t0) / (t1 - t0)
        low, high = values[right - 1], values[right]
        mixed = np.where(weight <= 0, low, np.where(weight >= 1, high, 0.0))
        between = (weight > 0) & (weight < 1)
        mixed[between] = (low + weight * (high - low))[between]
        columns.append(mixed)
    return np.stack(columns, axis=1).astype(np.float32)
