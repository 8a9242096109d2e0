"""Run the small convolutional network of the pelvis estimator in plain numpy.

Training needs torch; measuring must not. The network is small enough (0.1 million weights)
that numpy runs it many times faster than the pose inference before it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from io import BytesIO
from typing import Any

import numpy as np
import numpy.typing as npt

from ..observations import FloatArray

Float32 = npt.NDArray[np.float32]
_CHUNK = 16
"""Frames at a time: few enough that what the layers exchange stays in the processor's cache."""


@dataclass(frozen=True)
class Prediction:
    """Change from standing; each (N,)."""

    pelvic_tilt_deg: FloatArray
    lumbar_flexion_deg: FloatArray
    tilt_sd_deg: FloatArray
    flexion_sd_deg: FloatArray


@dataclass(frozen=True)
class Ensemble:
    """Several networks of one shape, trained from different starting points."""

    members: tuple[dict[str, Float32], ...]
    meta: dict[str, Any]
    """How it was trained, and on what."""

    def predict(self, patches: Float32, joints: Float32) -> Prediction:
        """Evaluate all members and pool them.

        Parameters
        ----------
        patches
            (N, 4, SIZE, SIZE): level now and standing, trunk upright now and standing.
        joints
            (N, F): joints of the frame, then of standing.

        Returns
        -------
        Prediction
            Means over the members; the variance is the mean of the members' own plus the
            variance between them (Lakshminarayanan 2017, deep ensembles).
        """
        outputs = np.stack([forward(member, patches, joints) for member in self.members])
        mean, log_var = outputs[:, :, :2], outputs[:, :, 2:]
        scale = np.asarray(self.meta["target_scale_deg"], dtype=float)
        variance = (np.exp(log_var).mean(axis=0) + mean.var(axis=0)) * scale**2
        center = mean.mean(axis=0) * scale
        sd = np.sqrt(variance) * np.asarray(self.meta.get("sd_factor", [1.0, 1.0]))
        return Prediction(center[:, 0], center[:, 1], sd[:, 0], sd[:, 1])


def forward(weights: dict[str, Float32], patches: Float32, joints: Float32) -> Float32:
    """One network: (N, 4) scaled tilt, flexion and their log variances."""
    return np.concatenate(
        [
            _forward(weights, patches[a : a + _CHUNK], joints[a : a + _CHUNK])
            for a in range(0, max(len(patches), 1), _CHUNK)
        ]
    )


def _forward(weights: dict[str, Float32], patches: Float32, joints: Float32) -> Float32:
    x = patches.astype(np.float32)
    k = 0
    while f"conv{k}.weight" in weights:
        x = np.maximum(_conv(x, weights[f"conv{k}.weight"], weights[f"conv{k}.bias"]), 0.0)
        k += 1
    features = (joints - weights["joint_mean"]) / weights["joint_sd"]
    h = np.concatenate([x.reshape(len(x), int(np.prod(x.shape[1:]))), features], axis=1)
    k = 0
    while f"dense{k + 1}.weight" in weights:
        h = np.maximum(h @ weights[f"dense{k}.weight"].T + weights[f"dense{k}.bias"], 0.0)
        k += 1
    return h @ weights[f"dense{k}.weight"].T + weights[f"dense{k}.bias"]


def _conv(x: Float32, weight: Float32, bias: Float32) -> Float32:
    """Convolution with stride 2 and zero padding of half the kernel, (N, C, H, W)."""
    size = weight.shape[-1]
    pad = size // 2
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (size, size), axis=(2, 3))
    windows = windows[:, :, ::2, ::2]
    n, c, h, w = windows.shape[:4]
    columns = windows.transpose(0, 2, 3, 1, 4, 5).reshape(n * h * w, c * size * size)
    out = columns @ weight.reshape(len(weight), -1).T + bias
    return out.reshape(n, h, w, len(weight)).transpose(0, 3, 1, 2)


@lru_cache(maxsize=1)
def load_ensemble() -> Ensemble:
    """The networks that come with the package."""
    source = resources.files("fo_buttwink") / "data" / "pelvis_network.npz"
    return read_ensemble(source.read_bytes())


def read_ensemble(data: bytes) -> Ensemble:
    """Read an ensemble as :mod:`fo_buttwink.sim.train` writes it."""
    with np.load(BytesIO(data), allow_pickle=False) as stored:
        meta = json.loads(str(stored["meta"]))
        members = []
        for m in range(int(meta["members"])):
            prefix = f"{m}."
            members.append(
                {
                    name.removeprefix(prefix): stored[name].astype(np.float32)
                    for name in stored.files
                    if name.startswith(prefix)
                }
            )
    return Ensemble(tuple(members), meta)
