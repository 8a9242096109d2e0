"""What is true of a clip, read from the file beside it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from .._util.arrays import FloatArray
from ..errors import BenchError
from ..measure.wink import RepCurves, Unmeasurable, measure_wink

_TILT = "pelvic_tilt_deg_anterior_positive"

_FLEXION = "lumbar_flexion_deg"


@dataclass(frozen=True)
class Truth:
    """Truth of one clip; angles as change from standing."""

    path: Path
    fps: float
    depth: FloatArray
    tilt_deg: FloatArray
    flexion_deg: FloatArray
    reps: tuple[dict[str, Any], ...]
    tags: dict[str, Any]


def find_truths(folder: Path) -> list[tuple[Path, Path]]:
    """Pairs of (video, truth file) in a folder.

    Raises
    ------
    ValueError
        If there are none.
    """
    pairs = []
    for truth in sorted(folder.glob("*.json")):
        for suffix in (".mp4", ".mov", ".avi"):
            if truth.with_suffix(suffix).exists():
                pairs.append((truth.with_suffix(suffix), truth))
                break
    if not pairs:
        raise BenchError(
            f"{folder}: no videos with truth files, expected NAME.mp4 beside NAME.json",
            remedy="make some with: python -m fo_buttwink.sim clips",
        )
    return pairs


def read_truth(path: Path) -> Truth:
    """Read a truth file and refer its angles to the standing frames.

    Standing is what lies before the first repetition. Wink, reversal and onset are computed from
    the true curves by the product's own definition, whatever the file states: its writer may have
    had another one.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BenchError(f"{path}: cannot be read as JSON ({error})") from error
    frames = np.array(data["frames"], dtype=float)
    column = {name: frames[:, i] for i, name in enumerate(data["columns"])}
    first = min((rep["first"] for rep in data["reps"]), default=len(frames))
    still = slice(0, max(first - 1, 1))
    tilt = column[_TILT] - np.median(column[_TILT][still])
    flexion = column[_FLEXION] - np.median(column[_FLEXION][still])
    depth = column["depth_fraction"]
    fps = float(data["fps"])
    reps = tuple(_complete(rep, depth, tilt, flexion, fps) for rep in data["reps"])
    size = data["size"]
    tags = {
        "plates": bool(data["plates"]),
        "yaw": abs(float(data["yaw_from_side_deg"])),
        "clothing": data.get("clothing", "unknown"),
        "height_px": int(size[1]),
    }
    return Truth(path, fps, depth, tilt, flexion, reps, tags)


def _complete(
    rep: dict[str, Any], depth: FloatArray, tilt: FloatArray, flexion: FloatArray, fps: float
) -> dict[str, Any]:
    inside = slice(rep["first"], rep["last"] + 1)
    own = depth[inside]
    bottom = rep["bottom"] - rep["first"]
    curves = RepCurves(
        time_s=np.arange(len(own)) / fps,
        depth=(own - own[0]) / max(own[bottom] - own[0], 1e-6),
        pelvic_tilt_deg=tilt[inside],
        lumbar_flexion_deg=flexion[inside],
        hip_flexion_deg=np.zeros(len(own)),
        bottom=bottom,
    )
    wink = measure_wink(curves, 0.0)
    if isinstance(wink, Unmeasurable):
        return {**rep, "wink_deg": None, "onset_pct": None}
    return {
        **rep,
        "wink_deg": wink.wink_deg,
        "reversal_deg": wink.pelvic_reversal_deg,
        "onset_pct": wink.onset_pct,
    }
