"""OpenSim's motion (``.mot``) and marker (``.trc``) files as text, and its coordinates as ours.

The frame of OpenSim's models: X forward, Y up, Z to the right. ``pelvis_tilt`` and
``lumbar_extension`` turn about +Z, so posterior tilt and extension are positive: ours with the
sign turned. ``hip_flexion`` is thigh against pelvis, ours thigh against trunk, so they differ by
lumbar flexion. ``knee_angle`` is positive in flexion, as in the models of Rajagopal (2016), of
OpenCap (LaiUhlrich2022); older ones (gait2392) have it negative. Motion files of Sports2D have no
coordinates of a model, but angles between keypoints: ``right knee``, positive in flexion, and
``right hip``, thigh against trunk as ours. They show nothing of the pelvis.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from .._util.arrays import FloatArray
from ..errors import FoButtwinkError
from .curves import FrameSeries
from .landmarks import (
    LEFT_ANKLE,
    LEFT_EAR,
    LEFT_ELBOW,
    LEFT_FOOT,
    LEFT_HEEL,
    LEFT_HIP,
    LEFT_KNEE,
    LEFT_SHOULDER,
    LEFT_WRIST,
    NOSE,
    RIGHT_ANKLE,
    RIGHT_EAR,
    RIGHT_ELBOW,
    RIGHT_FOOT,
    RIGHT_HEEL,
    RIGHT_HIP,
    RIGHT_KNEE,
    RIGHT_SHOULDER,
    RIGHT_WRIST,
)
from .types import Side

PELVIS, LUMBAR = "pelvis_tilt", "lumbar_extension"
HIP, KNEE = "hip_flexion", "knee_angle"
"""Of these there is one per side: ``hip_flexion_r``, ``hip_flexion_l``."""
_SUFFIX = {"right": "_r", "left": "_l"}
_LENGTHS = ("_tx", "_ty", "_tz")
"""Ends of names of coordinates that are lengths: these are in meters, never in degrees."""

MARKERS = {
    "Nose": NOSE, "REar": RIGHT_EAR, "LEar": LEFT_EAR, "RShoulder": RIGHT_SHOULDER,
    "LShoulder": LEFT_SHOULDER, "RElbow": RIGHT_ELBOW, "LElbow": LEFT_ELBOW,
    "RWrist": RIGHT_WRIST, "LWrist": LEFT_WRIST, "RHip": RIGHT_HIP, "LHip": LEFT_HIP,
    "RKnee": RIGHT_KNEE, "LKnee": LEFT_KNEE, "RAnkle": RIGHT_ANKLE, "LAnkle": LEFT_ANKLE,
    "RHeel": RIGHT_HEEL, "LHeel": LEFT_HEEL, "RBigToe": RIGHT_FOOT, "LBigToe": LEFT_FOOT,
}  # fmt: skip
"""Our landmark by the name that Pose2Sim and Sports2D give its marker."""


class MotionFileError(FoButtwinkError, ValueError):
    """A motion file that cannot be read as one."""

    code = "FBW-MOTION-FILE"


@dataclass(frozen=True)
class Motion:
    """Coordinates over time, by OpenSim's names."""

    time_s: FloatArray
    """(T,) strictly increasing."""
    columns: Mapping[str, FloatArray]
    """(T,) each: degrees, or meters of those that end in ``_tx``, ``_ty`` or ``_tz``."""


def to_opensim(series: FrameSeries, side: Side) -> Motion:
    """Return our curves as OpenSim's coordinates of the side that is seen.

    Coordinates that are measured in no frame are left out, and so are the frames in which one of
    the others is not measured: OpenSim interpolates between the frames that there are, and takes no
    NaN. Angles of pelvis and spine are changes from standing.

    Parameters
    ----------
    series
        Curves of a video.
    side
        Body side that faces the camera.
    """
    end = _SUFFIX[side]
    columns = {
        PELVIS: -series.pelvic_tilt_deg,
        f"{HIP}{end}": series.hip_flexion_deg - series.lumbar_flexion_deg,
        f"{KNEE}{end}": series.knee_flexion_deg,
        LUMBAR: -series.lumbar_flexion_deg,
    }
    columns = {n: np.asarray(v, dtype=float) for n, v in columns.items() if np.isfinite(v).any()}
    known = np.isfinite(series.time_s)
    for values in columns.values():
        known = known & np.isfinite(values)
    if not columns:
        known = np.zeros_like(known)
    return Motion(series.time_s[known], {n: v[known] for n, v in columns.items()})


def from_opensim(motion: Motion, side: Side) -> dict[str, FloatArray]:
    """Return OpenSim's coordinates under our names and with our signs, as far as there are some.

    Angles are absolute, as in the file.
    """
    of, end = motion.columns, _SUFFIX[side]
    out: dict[str, FloatArray] = {}
    by_keypoints = {name.lower(): values for name, values in of.items()}
    for name, ours in (("knee", "knee_flexion_deg"), ("hip", "hip_flexion_deg")):
        if f"{side} {name}" in by_keypoints:
            out[ours] = by_keypoints[f"{side} {name}"]
    if f"{KNEE}{end}" in of:
        out["knee_flexion_deg"] = of[f"{KNEE}{end}"]
    if PELVIS in of:
        out["pelvic_tilt_deg"] = -of[PELVIS]
    if LUMBAR in of:
        out["lumbar_flexion_deg"] = -of[LUMBAR]
        if f"{HIP}{end}" in of:
            out["hip_flexion_deg"] = of[f"{HIP}{end}"] - of[LUMBAR]
    return out


def mot_text(motion: Motion, about: Sequence[str] = ()) -> str:
    """Return a motion file.

    Parameters
    ----------
    motion
        At least one frame.
    about
        Lines for people, which stand in the header.
    """
    names = ["time", *motion.columns]
    head = [
        "Coordinates", "version=1", f"nRows={len(motion.time_s)}", f"nColumns={len(names)}",
        "inDegrees=yes", "", *about, "endheader", "\t".join(names),
    ]  # fmt: skip
    table = np.column_stack([motion.time_s, *motion.columns.values()])
    rows = ("\t".join(f"{value:.8f}" for value in row) for row in table)
    return "\n".join([*head, *rows]) + "\n"


def parse_mot(text: str, where: str) -> Motion:
    """Read a motion file.

    Parameters
    ----------
    text
        Its content.
    where
        Its name, for messages.

    Raises
    ------
    MotionFileError
        If it has no header, no time, or a row that is not of numbers.
    """
    lines = text.splitlines()
    ends = [k for k, line in enumerate(lines) if line.strip().lower() == "endheader"]
    if not ends:
        raise MotionFileError(
            f"{where}: expected a line 'endheader', found none",
            remedy="give a motion file (.mot or .sto) as OpenSim, OpenCap or Sports2D write it",
        )
    head, body = lines[: ends[0]], [line for line in lines[ends[0] + 1 :] if line.strip()]
    # Names of Sports2D hold spaces, and its missing values are empty.
    by_tabs = bool(body) and "\t" in body[0]
    names = [name.strip() for name in body[0].split("\t" if by_tabs else None)] if body else []
    while names and not names[-1]:
        names.pop()
    if not names or names[0].lower() != "time":
        found = names[0] if names else "nothing"
        raise MotionFileError(f"{where}: expected 'time' as first column, found {found!r}")
    table = np.empty((len(body) - 1, len(names)))
    for number, line in enumerate(body[1:]):
        cells = line.rstrip("\r\n").split("\t") if "\t" in line else line.split()
        if len(cells) > len(names) and not "".join(cells[len(names) :]).strip():
            cells = cells[: len(names)]
        try:
            if len(cells) != len(names):
                raise ValueError(f"{len(cells)} values")
            table[number] = [float(cell) if cell.strip() else math.nan for cell in cells]
        except ValueError as error:
            raise MotionFileError(
                f"{where}, row {number + 1} of the table: expected {len(names)} numbers ({error})"
            ) from error
    time_s = table[:, 0]
    if len(time_s) < 2 or not np.isfinite(time_s).all() or (np.diff(time_s) <= 0).any():
        raise MotionFileError(f"{where}: expected at least 2 rows in which the time increases")
    scale = 1.0 if _in_degrees(head) else math.degrees(1.0)
    return Motion(
        time_s,
        {
            _short(name): table[:, k] * (1.0 if name.endswith(_LENGTHS) else scale)
            for k, name in enumerate(names)
            if k
        },
    )


def _in_degrees(head: Sequence[str]) -> bool:
    said = [line.split("=", 1)[1] for line in head if line.strip().lower().startswith("indegrees=")]
    return bool(said) and said[-1].strip().lower() == "yes"


def _short(name: str) -> str:
    """Name of a coordinate without its path (``/jointset/hip_r/hip_flexion_r/value``)."""
    parts = name.strip("/").split("/")
    return parts[-2] if len(parts) > 1 and parts[-1] == "value" else parts[-1]


@dataclass(frozen=True)
class Markers:
    """Positions of markers over time."""

    frames: FloatArray
    """(T,) numbers of the frames in the video, from 1."""
    time_s: FloatArray
    positions: Mapping[str, FloatArray]
    """(T, 2) each, X forward and Y up, in meters or in the unit that the file stands for."""


def markers_of(points: FloatArray, time_s: FloatArray, side: Side, scale: float) -> Markers:
    """Return the landmarks of a video as markers in the sagittal plane.

    Frames without one of the markers are left out, and so are markers that are missing in more than
    a tenth of the frames with hips (a pose that has no heels). The origin is the ground below the
    ankles: X is 0 at the median ankle, Y at the lowest point of the feet (its median).

    Parameters
    ----------
    points : (T, 33, >=2)
        In pixels, x right and y down.
    time_s : (T,)
        Presentation times.
    side
        Body side that faces the camera; somebody who shows the right one walks to +x.
    scale
        Length of a pixel.
    """
    xy = np.asarray(points[..., :2], dtype=float)
    hips = np.isfinite(xy[:, [LEFT_HIP, RIGHT_HIP]]).all(axis=(1, 2)) & np.isfinite(time_s)
    if not hips.any():
        return Markers(np.empty(0), np.empty(0), {})
    seen = np.isfinite(xy[hips]).all(axis=2).mean(axis=0)
    kept = {name: k for name, k in MARKERS.items() if seen[k] >= 0.9}
    known = np.asarray(hips & np.isfinite(xy[:, list(kept.values())]).all(axis=(1, 2)))
    xy, sign = xy[known], 1.0 if side == "right" else -1.0
    feet = [k for n, k in kept.items() if n[1:] in ("Ankle", "Heel", "BigToe")] or [*kept.values()]
    ankles = [k for n, k in kept.items() if n[1:] == "Ankle"] or feet
    ground = float(np.median(xy[:, feet, 1].max(axis=1)))
    middle = float(np.median(xy[:, ankles, 0]))
    placed = (xy - (middle, ground)) * (sign * scale, -scale)
    return Markers(
        np.flatnonzero(known) + 1.0, time_s[known], {n: placed[:, k] for n, k in kept.items()}
    )


def trc_text(markers: Markers, name: str, rate_hz: float) -> str:
    """Return a marker file with Z = 0, in meters.

    Parameters
    ----------
    markers
        At least one frame.
    name
        Of the file, which stands in its first line.
    rate_hz
        Average frame rate of the video.
    """
    count, rate = len(markers.time_s), f"{rate_hz:.6f}"
    first = int(markers.frames[0]) if count else 1
    names = list(markers.positions)
    head = [
        f"PathFileType\t4\t(X/Y/Z)\t{name}",
        "DataRate\tCameraRate\tNumFrames\tNumMarkers\tUnits\tOrigDataRate\tOrigDataStartFrame\t"
        "OrigNumFrames",
        f"{rate}\t{rate}\t{count}\t{len(names)}\tm\t{rate}\t{first}\t{count}",
        "Frame#\tTime\t" + "\t\t\t".join(names) + "\t\t",
        "\t\t" + "\t".join(f"{axis}{k}" for k in range(1, len(names) + 1) for axis in "XYZ"),
        "",
    ]
    rows = []
    for k in range(count):
        cells = [f"{markers.frames[k]:.0f}", f"{markers.time_s[k]:.6f}"]
        for position in markers.positions.values():
            cells += [f"{position[k, 0]:.6f}", f"{position[k, 1]:.6f}", "0.000000"]
        rows.append("\t".join(cells))
    return "\n".join([*head, *rows]) + "\n"
