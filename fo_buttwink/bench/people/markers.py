"""Squats with skin markers on pelvis and thorax, through the product's own finder and measure.

The pelvis is measured there, so this tests finder, definitions and grades without the estimator.
The tables are CSV files of one row per frame (``derived/NAME_markers.csv``); ``MANIFEST.md``
beside the folder lists their repetitions and pelvic reversals.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ..._util.arrays import FloatArray
from ...config import Config, PeopleConfig
from ...domain.analysis import GRADES, Interval
from ...measure.filtering import low_pass
from ...measure.reps import RepSignals, RepSpan, find_reps
from ...measure.wink import RepCurves, Unmeasurable, Wink, measure_wink
from . import figures
from .read import TruthFileError

TILT, FLEXION = "pelvis_anterior_tilt_deg", "lumbar_proxy_lean_minus_tilt_deg"
HEIGHT, KNEE = "psis_height_mm", "knee_flexion_deg"
NEEDED = ("time_s", HEIGHT, TILT, FLEXION)

Markers = dict[str, FloatArray]


@dataclass(frozen=True)
class MarkerTruth:
    """What the manifest says of one file."""

    reps: int
    reversal_deg: tuple[Interval, ...]
    """Least and greatest pelvic reversal, one pair per repetition."""


@dataclass(frozen=True)
class MarkerReps:
    """What the product makes of one file."""

    spans: tuple[RepSpan, ...]
    """Squats and rejected movements, in time order."""
    winks: tuple[Wink | None, ...]
    """One per squat."""


def read_markers(path: Path) -> Markers:
    """Columns of a table of marker angles, each (T,).

    Raises
    ------
    TruthFileError
        If a column is missing or has too few numbers; every fault is named.
    """
    try:
        data = np.genfromtxt(path, delimiter=",", names=True, encoding="utf-8")
    except (OSError, ValueError) as error:
        raise TruthFileError([f"{path}: cannot be read as a table ({error})"]) from error
    names = data.dtype.names or ()
    faults = [
        f"{path}: {name}: expected a column of this name, got {', '.join(names) or 'none'}"
        for name in NEEDED
        if name not in names
    ]
    columns = {name: np.atleast_1d(data[name]) for name in names}
    for name, values in columns.items():
        unknown = int((~np.isfinite(values)).sum())
        # Markers are lost now and then; time and height carry everything else.
        if unknown > (0 if name in ("time_s", HEIGHT) else len(values) // 2):
            faults.append(f"{path}: {name}: expected numbers, got {unknown} rows without one")
    if faults:
        raise TruthFileError(faults)
    return columns


def read_manifest(path: Path) -> dict[str, MarkerTruth]:
    """Repetitions and reversals per file, from the table in ``MANIFEST.md``.

    A row reads ``| NAME.csv | 6, ... | 8.8, 6.6, ... |``, or ``0-0.9`` for a range that holds for
    every repetition.

    Raises
    ------
    TruthFileError
        If it cannot be read, lists no table, or names another number of reversals than of
        repetitions.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise TruthFileError([f"{path}: cannot be read ({error})"]) from error
    faults: list[str] = []
    truths = {}
    row = re.compile(r"^\|\s*(\S+\.csv)\s*\|\s*(\d+)[^|]*\|\s*([^|]*?)\s*\|", re.MULTILINE)
    for name, count, stated in row.findall(text):
        reps = int(count)
        reversal = _reversals(stated, reps)
        if len(reversal) != reps:
            faults.append(
                f"{path}: {name}: expected {reps} reversals in degrees or one range, got {stated!r}"
            )
        truths[name] = MarkerTruth(reps, reversal)
    if not truths:
        faults.append(f"{path}: expected rows like '| NAME.csv | 6 | 8.8, ... |', got none")
    if faults:
        raise TruthFileError(faults)
    return truths


def _reversals(stated: str, reps: int) -> tuple[Interval, ...]:
    number = r"\d+(?:\.\d+)?"
    if span := re.fullmatch(rf"({number})\s*-\s*({number})", stated):
        return ((float(span[1]), float(span[2])),) * reps
    if re.fullmatch(rf"{number}(\s*,\s*{number})*", stated):
        return tuple((float(v), float(v)) for v in stated.split(","))
    return ()


def marker_squats(
    data: Mapping[str, FloatArray], config: Config | None = None, people: PeopleConfig | None = None
) -> tuple[list[RepSpan], FloatArray]:
    """Movements down and up, and hip height (T,) in leg lengths."""
    config, people = config or Config(), people or PeopleConfig()
    height = data[HEIGHT] / (people.leg_per_psis * data[HEIGHT].max())
    return find_reps(RepSignals(data["time_s"], height, data.get(KNEE)), config.reps), height


def measure_markers(
    data: Mapping[str, FloatArray], config: Config | None = None, people: PeopleConfig | None = None
) -> MarkerReps:
    """Find and measure the squats of one table, with angles as change from standing."""
    config, people = config or Config(), people or PeopleConfig()
    spans, height = marker_squats(data, config, people)
    squats = [span for span in spans if not span.rejected]
    standing = _standing(height, squats, people)
    time_s = data["time_s"]
    tilt, flexion = (
        low_pass(data[name], time_s, config.filter.cutoff_hz) - np.nanmedian(data[name][standing])
        for name in (TILT, FLEXION)
    )
    winks: list[Wink | None] = []
    for span in squats:
        inside = slice(span.first, span.last + 1)
        curves = RepCurves(
            time_s=time_s[inside],
            depth=span.depth(height)[inside],
            pelvic_tilt_deg=tilt[inside],
            lumbar_flexion_deg=flexion[inside],
            hip_flexion_deg=np.full(span.last + 1 - span.first, np.nan),
            bottom=span.bottom - span.first,
        )
        wink = measure_wink(curves, people.marker_sd_deg, config.wink)
        winks.append(None if isinstance(wink, Unmeasurable) else wink)
    return MarkerReps(tuple(spans), tuple(winks))


def _standing(
    height: FloatArray, squats: list[RepSpan], people: PeopleConfig
) -> npt.NDArray[np.intp]:
    """Return the indices of the tallest frames outside of squats."""
    outside = np.ones(len(height), dtype=bool)
    for span in squats:
        outside[span.first + 1 : span.last] = False
    candidates = np.flatnonzero(outside)
    least = np.quantile(height[candidates], 1.0 - people.marker_standing_share)
    return candidates[height[candidates] >= least]


def against_markers(
    found: Mapping[str, MarkerReps], truths: Mapping[str, MarkerTruth]
) -> dict[str, Any]:
    """Figures of several files against their manifest, ready for JSON."""
    rows = [_row(name, found[name], truth) for name, truth in truths.items() if name in found]
    errors = [e for row in rows for e in row["reversal_error_deg"] or () if e is not None]
    severities = [s for row in rows for s in row["severities"]]
    return {
        "files": rows,
        "missing": [name for name in truths if name not in found],
        "reversal": figures.errors(errors),
        "severities": {str(k): severities.count(k) for k in range(4)},
        "unmeasured": severities.count(None),
    }


def _row(name: str, found: MarkerReps, truth: MarkerTruth) -> dict[str, Any]:
    winks = found.winks
    return {
        "file": name,
        "reps": len(winks),
        "expected_reps": truth.reps,
        "rejected": [span.rejected for span in found.spans if span.rejected],
        "labels": {g: sum(w is not None and w.grade == g for w in winks) for g in GRADES},
        "severities": [w.severity if w else None for w in winks],
        "wink_deg": [figures.rounded(w.wink_deg) if w else None for w in winks],
        "onset_pct": [figures.rounded(w.onset_pct) if w else None for w in winks],
        "reversal_deg": [figures.rounded(w.pelvic_reversal_deg) if w else None for w in winks],
        # With another number of repetitions nobody knows which is which.
        "reversal_error_deg": [
            _beyond(w.pelvic_reversal_deg, true) if w else None
            for w, true in zip(winks, truth.reversal_deg, strict=True)
        ]
        if len(winks) == truth.reps
        else None,
    }


def _beyond(value: float, interval: Interval) -> float | None:
    """Signed distance from the interval, 0 inside of it."""
    low, high = interval
    return figures.rounded(value - min(max(value, low), high))


def run_markers(
    folder: Path, config: Config | None = None, people: PeopleConfig | None = None
) -> dict[str, Any]:
    """Measure all files of a folder of motion capture that its manifest lists.

    Raises
    ------
    TruthFileError
        If the manifest or a table cannot be used, or none of the tables is there.
    """
    truths = read_manifest(folder / "MANIFEST.md")
    paths = {name: folder / "derived" / name for name in truths}
    found = {
        name: measure_markers(read_markers(path), config, people)
        for name, path in paths.items()
        if path.is_file()
    }
    if not found:
        raise TruthFileError(
            [f"{folder / 'derived'}: expected some of {', '.join(truths)}, got none of them"]
        )
    return against_markers(found, truths)
