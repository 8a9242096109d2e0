"""Fit the linear outline estimator: ``python -m fo_buttwink.bench.train_contour --help``."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
from sklearn.linear_model import RidgeCV

from ..config import FilterConfig
from ..domain.observations import ModelInfo, PoseObservations, VideoInfo
from ..domain.types import Side
from ..measure.pelvis.contour import trace_contour
from ..measure.posture import sagittal_posture
from ..sim.frames import TRUTH_COLUMNS, load_shards
from .baselines import contour_features

_OUTPUTS = ("pelvic_tilt_deg", "lumbar_flexion_deg")
_SINGLE = FilterConfig(cutoff_hz=1e6, max_gap_s=0.0, hampel_window_s=0.0)
"""No smoothing: successive training frames have nothing to do with each other."""


def features_of(files: list[Path]) -> tuple[np.ndarray, np.ndarray]:
    """Features (N, F) and targets (N, 2) of all measurable squat frames."""
    data = load_shards(files)
    columns = [TRUTH_COLUMNS.index(name) for name in _OUTPUTS]
    xs, ys = [], []
    for body in np.unique(data["body"]):
        rows = np.flatnonzero(data["body"] == body)
        if data["pose"][rows[0]] != 0 or len(rows) < 2:
            continue
        obs = _observations({k: v[rows] for k, v in data.items()})
        side: Side = "right" if data["right"][rows[0]] else "left"
        posture = sagittal_posture(obs, side, _SINGLE, 0.0)
        standing = np.arange(len(rows)) == 0
        values, valid = contour_features(trace_contour(obs, posture, side), posture, standing)
        xs.append(values[valid])
        ys.append(data["truth"][rows][valid][:, columns])
    return np.concatenate(xs), np.concatenate(ys)


def _observations(rows: dict[str, np.ndarray]) -> PoseObservations:
    n = len(rows["body"])
    width, height = (int(v) for v in rows["size"][0])
    return PoseObservations(
        video=VideoInfo("", width, height, 1.0, n, float(n)),
        model=ModelInfo("full", "", "", ""),
        time_s=np.arange(n, dtype=float),
        landmarks=rows["landmarks"],
        world=rows["world"],
        outline=rows["outline"],
        outline_center_px=rows["center_px"],
        outline_side_px=rows["side_px"],
        plate_px=rows["plate"],
        inferred=np.ones(n, dtype=bool),
        people=1,
    )


def main(argv: list[str] | None = None) -> int:
    """Fit on training bodies, report on validation bodies, write the weights."""
    parser = argparse.ArgumentParser(prog="python -m fo_buttwink.bench.train_contour")
    parser.add_argument("--data", type=Path, required=True, help="folder of frame shards")
    parser.add_argument("--out", type=Path, required=True, help="file to write (.json)")
    args = parser.parse_args(argv)
    (x, y), (vx, vy) = (
        features_of(sorted(args.data.glob(f"{split}_*.npz"))) for split in ("train", "val")
    )
    # Through the origin: standing is zero by definition.
    model = RidgeCV(alphas=np.logspace(0, 5, 11), fit_intercept=False).fit(x, y)
    error = model.predict(vx) - vy
    rmse = np.sqrt((error**2).mean(axis=0))
    weights = {
        "description": "Ridge regression on slopes of the posterior outline and segment angles, "
        "all as change from standing; fitted on simulated lifters",
        "outputs": list(_OUTPUTS),
        "coefficients": [[round(float(c), 5) for c in row] for row in model.coef_],
        "flexion_sd_deg": round(float(rmse[1]), 2),
        "val_rmse_deg": [round(float(v), 2) for v in rmse],
        "train_frames": len(x),
        "val_frames": len(vx),
    }
    args.out.write_text(json.dumps(weights, indent=1) + "\n", encoding="utf-8")
    print(f"validation RMSE: tilt {rmse[0]:.2f} deg, lumbar flexion {rmse[1]:.2f} deg; "
          f"always zero {np.sqrt((vy**2).mean(axis=0)).round(2)}")  # fmt: skip
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
