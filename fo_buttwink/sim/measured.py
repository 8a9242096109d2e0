"""Drive simulated lifters with marker curves of real squats.

The curves (``*_markers.csv``, one row per frame: ``time_s``, ``psis_height_mm``,
``pelvis_anterior_tilt_deg``, ``c7_psis_forward_lean_deg``, ``knee_flexion_deg``) are not part
of the package; the commands take their folder. What is taken from them is how a real pelvis
moves against a real knee and trunk, as change from standing; standing posture, body, clothes
and camera are drawn as for any other clip.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ..measure.filtering import low_pass
from ..measure.reps import RepSignals, find_reps
from .kinematics import Motion, from_curves
from .sampling import Lifter

FloatArray = npt.NDArray[np.floating]

LEG_PER_PSIS = 0.9
"""Leg length over the height of the PSIS in standing, roughly."""
TEST_SUBJECT = "DetectMarkerFlip"
"""Files that begin so are kept for validation and test; all others are for training."""
_COLUMNS = {
    "time_s": "time_s",
    "knee": "knee_flexion_deg",
    "trunk": "c7_psis_forward_lean_deg",
    "pelvis": "pelvis_anterior_tilt_deg",
}


@dataclass(frozen=True)
class Trial:
    """One recording; angles as change from quiet standing, each (T,)."""

    name: str
    time_s: FloatArray
    knee: FloatArray
    trunk: FloatArray
    pelvis: FloatArray
    spans: tuple[tuple[int, int, int], ...]
    """First, bottom and last frame of its repetitions."""


def read_trials(folder: Path, split: str) -> list[Trial]:
    """Read the recordings of one split.

    Parameters
    ----------
    folder
        Holds the ``*_markers.csv`` files.
    split
        ``train`` takes other subjects than ``val`` and ``test``.

    Raises
    ------
    ValueError
        If no recording of that split with a knee curve is in the folder.
    """
    trials = []
    for file in sorted(folder.glob("*_markers.csv")):
        if file.name.startswith(TEST_SUBJECT) == (split == "train"):
            continue
        data = np.genfromtxt(file, delimiter=",", names=True)
        if "knee_flexion_deg" in (data.dtype.names or ()):
            trials.append(_trial(file.stem, data))
    if not trials:
        raise ValueError(
            f"{folder}: no marker curves for split {split!r}; expected *_markers.csv with the "
            f"columns {', '.join(_COLUMNS.values())}"
        )
    return trials


def _trial(name: str, data: npt.NDArray[np.void]) -> Trial:
    time = data["time_s"]
    height = data["psis_height_mm"] / (LEG_PER_PSIS * data["psis_height_mm"].max())
    spans = find_reps(RepSignals(time, height, data["knee_flexion_deg"]))
    kept = tuple((s.first, s.bottom, s.last) for s in spans if not s.rejected)
    standing = slice(0, max(1, kept[0][0])) if kept else slice(0, 1)
    curves = {}
    for key, column in _COLUMNS.items():
        values = low_pass(data[column], time, 5.0) if key != "time_s" else time
        curves[key] = values - (np.median(values[standing]) if key != "time_s" else time[0])
    return Trial(name, spans=kept, **curves)


def drive(
    trial: Trial, lifter: Lifter, fps: float, *, reps: tuple[int, int], gain: float = 1.0
) -> Motion:
    """Let a lifter perform part of a recording.

    Parameters
    ----------
    trial
        The recording.
    lifter
        Who performs it; the standing posture is this lifter's own.
    fps
        Frame rate of the motion.
    reps
        First and last repetition to take, counted from 0, inclusive.
    gain
        Lumbar flexion is multiplied by this; the trunk and the knees stay as measured.

    Returns
    -------
    Motion
        Begins a good second before the first repetition where the recording has it.
    """
    spans = trial.spans[reps[0] : reps[1] + 1]
    start = max(0.0, float(trial.time_s[spans[0][0]]) - 1.3)
    end = min(float(trial.time_s[-1]), float(trial.time_s[spans[-1][2]]) + 0.7)
    time = np.arange(start, end, 1.0 / fps)
    knee, trunk, pelvis = (
        np.interp(time, trial.time_s, v) for v in (trial.knee, trial.trunk, trial.pelvis)
    )
    lumbar = gain * (trunk - pelvis)
    style = lifter.style
    own = [tuple(round((float(trial.time_s[i]) - start) * fps) for i in s) for s in spans]
    last = len(time) - 1
    return from_curves(
        lifter.lengths,
        style,
        time - start,
        np.maximum(knee, 0.0) + style.knee_standing_deg,
        trunk + style.trunk_standing_deg,
        trunk - lumbar + style.pelvis_standing_deg,
        [(min(a, last), min(b, last), min(c, last)) for a, b, c in own],
    )


def at_frame(motion: Motion, index: int) -> Motion:
    """One frame of a motion, as a motion without repetitions."""
    one = {
        f.name: getattr(motion, f.name)[index : index + 1]
        for f in fields(motion)
        if f.name != "reps"
    }
    return replace(motion, reps=(), **one)
