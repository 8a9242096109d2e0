"""The truth file that goes with every simulated clip.

Layout (shared with other generators, so that one bench reads all)::

    {"fps", "size": [w, h], "yaw_from_side_deg", "plates": bool,
     "columns": ["depth_fraction", "lumbar_flexion_deg",
                 "pelvic_tilt_deg_anterior_positive", "trunk_lean_deg"],
     "frames": [[...], ...],
     "schema": version of the definition that "reps" follow,
     "reps": [{"first", "bottom", "last", "turning", "reversal_deg", "lumbar_rise_deg",
               "lumbar_flexion_bottom_deg", "wink_deg", "onset_pct", "grade", "pattern",
               "knee_flexion_bottom_deg"}],
     "side", "clothing", "load", "seed", "resolution", "body", ...}

Frames count from 0. Angles in ``frames`` are absolute: subtract the standing frames before
comparing with results that are changes from standing. Those in ``reps`` are changes already.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ..config import WinkConfig
from ..domain.analysis import GRADES, SCHEMA
from ..domain.grading import grade_of
from .kinematics import Motion
from .posture import SquatStyle
from .scene import Scene

COLUMNS = [
    "depth_fraction", "lumbar_flexion_deg", "pelvic_tilt_deg_anterior_positive", "trunk_lean_deg",
]  # fmt: skip


def grade(wink_deg: float) -> str:
    """Name of an amount of wink, by the project's cut-offs."""
    return GRADES[grade_of(wink_deg, WinkConfig())]


def truth_of(
    motion: Motion,
    scene: Scene,
    style: SquatStyle,
    *,
    fps: float,
    seed: list[int] | int,
    clothing: str,
    body: dict[str, Any],
) -> dict[str, Any]:
    """Collect the truth of one clip as plain JSON values."""
    camera = scene.camera
    rows = zip(motion.depth, motion.lumbar, motion.pelvis, motion.trunk, strict=True)
    reps = []
    for rep in motion.reps:
        reps.append(
            {
                "first": rep.first,
                "bottom": rep.bottom,
                "last": rep.last,
                "turning": rep.turning,
                "reversal_deg": round(rep.reversal_deg, 3),
                "lumbar_rise_deg": round(rep.lumbar_rise_deg, 3),
                "lumbar_flexion_bottom_deg": round(rep.lumbar_flexion_bottom_deg, 3),
                "wink_deg": round(rep.wink_deg, 3),
                "onset_pct": None if rep.onset_pct is None else round(rep.onset_pct, 2),
                "grade": grade(rep.wink_deg),
                "pattern": rep.pattern,
                "knee_flexion_bottom_deg": round(rep.knee_flexion_bottom_deg, 2),
            }
        )
    return {
        "fps": fps,
        "size": [camera.width, camera.height],
        "yaw_from_side_deg": round(camera.yaw_deg, 2),
        "plates": bool(scene.plates),
        "columns": COLUMNS,
        "frames": [[round(float(v), 4) for v in row] for row in rows],
        "schema": SCHEMA,
        "reps": reps,
        "side": camera.side,
        "clothing": clothing,
        "load": scene.load,
        "load_rel": round(style.load_rel, 3),
        "arms": style.arms,
        "prescribed_pattern": style.pattern,
        "seed": seed,
        "resolution": f"{camera.width}x{camera.height}",
        "camera": {
            "distance_m": round(camera.distance_m, 3),
            "height_m": round(camera.height_m, 3),
            "pitch_deg": round(camera.pitch_deg, 2),
            "roll_deg": round(camera.roll_deg, 2),
            "focal_px": round(camera.focal_px, 1),
        },
        "body": body,
    }


def body_facts(shape: Any, height_m: float) -> dict[str, Any]:
    """Describe a body for the truth file."""
    facts = {k: round(v, 3) for k, v in asdict(shape).items() if k != "local"}
    return {**facts, "height_m": round(height_m, 3)}


def write_truth(truth: dict[str, Any], path: Path) -> None:
    """Write a truth file, one frame per line so that diffs stay readable."""
    frames = truth["frames"]
    head = json.dumps({**truth, "frames": "@"}, indent=1)
    rows = ",\n  ".join(json.dumps(row) for row in frames)
    path.write_text(head.replace('"@"', f"[\n  {rows}\n ]") + "\n", encoding="utf-8")


def read_truth(path: Path) -> dict[str, Any]:
    """Read a truth file."""
    out: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return out
