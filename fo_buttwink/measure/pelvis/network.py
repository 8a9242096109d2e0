"""Run the small convolutional network of the pelvis estimator in plain numpy.

The network compares two pictures of one lifter, "now" with "then". Each picture is encoded by
itself, so a clip's frames are encoded once and may be compared with many others for little.
Training needs torch; measuring must not.
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

from ..._util.arrays import FloatArray

Float32 = npt.NDArray[np.float32]
Weights = dict[str, Float32]
FAR = 4.0
"""Joints farther from their mean, in standard deviations, are taken for errors and moved here."""
_CHUNK = 16
"""Frames at a time: few enough that what the layers exchange stays in the processor's cache."""


@dataclass(frozen=True)
class Codes:
    """Frames as the networks see them."""

    picture: Float32
    """(M, N, E) encoded patches, by every member of the ensemble."""
    joints: Float32
    """(N, F)."""

    def __len__(self) -> int:
        return len(self.joints)

    def __getitem__(self, rows: npt.NDArray[Any] | slice) -> Codes:
        return Codes(self.picture[:, rows], self.joints[rows])

    def middle(self) -> Codes:
        """One frame that stands for all of them: mean code, median joints."""
        return Codes(
            self.picture.mean(axis=1, keepdims=True),
            np.median(self.joints, axis=0, keepdims=True).astype(np.float32),
        )


@dataclass(frozen=True)
class Prediction:
    """Change from "then" to "now"; each (N,)."""

    pelvic_tilt_deg: FloatArray
    lumbar_flexion_deg: FloatArray
    tilt_sd_deg: FloatArray
    flexion_sd_deg: FloatArray


@dataclass(frozen=True)
class Ensemble:
    """Several networks of one shape, trained from different starting points."""

    members: tuple[Weights, ...]
    meta: dict[str, Any]
    """How it was trained, and on what."""

    def encode(self, patches: Float32, joints: Float32) -> Codes:
        """Encode frames.

        Parameters
        ----------
        patches
            (N, 2, SIZE, SIZE): level, and turned so that the trunk is upright.
        joints
            (N, F).
        """
        return Codes(np.stack([encode(member, patches) for member in self.members]), joints)

    def compare(self, now: Codes, then: Codes) -> Prediction:
        """Change of pelvis and lumbar spine between frames.

        Parameters
        ----------
        now, then
            N frames each, or ``then`` only one.

        Returns
        -------
        Prediction
            Means over the members; the variance is the mean of the members' own plus the
            variance between them (Lakshminarayanan 2017, deep ensembles).
        """
        outputs = np.stack(
            [
                compare(member, now.picture[m], now.joints, then.picture[m], then.joints)
                for m, member in enumerate(self.members)
            ]
        )
        mean, log_var = outputs[:, :, :2], outputs[:, :, 2:]
        scale = np.asarray(self.meta["target_scale_deg"], dtype=float)
        variance = (np.exp(log_var).mean(axis=0) + mean.var(axis=0)) * scale**2
        center = mean.mean(axis=0) * scale
        sd = np.sqrt(variance) * np.asarray(self.meta.get("sd_factor", [1.0, 1.0]))
        return Prediction(center[:, 0], center[:, 1], sd[:, 0], sd[:, 1])


def encode(weights: Weights, patches: Float32) -> Float32:
    """Encode patches (N, 2, SIZE, SIZE) with one network: (N, E)."""
    parts = [
        _encode(weights, patches[a : a + _CHUNK]) for a in range(0, max(len(patches), 1), _CHUNK)
    ]
    return np.concatenate(parts)


def compare(
    weights: Weights, now: Float32, now_joints: Float32, then: Float32, then_joints: Float32
) -> Float32:
    """Compare encoded frames with one network: (N, 4) scaled tilt, flexion, log variances."""
    joints = np.concatenate(
        [now_joints, np.broadcast_to(then_joints, (len(now), then_joints.shape[1]))], axis=1
    )
    joints = np.clip((joints - weights["joint_mean"]) / weights["joint_sd"], -FAR, FAR)
    h = np.concatenate([now - then, np.broadcast_to(then, now.shape), joints], axis=1)
    k = 0
    while f"dense{k + 1}.weight" in weights:
        h = np.maximum(h @ weights[f"dense{k}.weight"].T + weights[f"dense{k}.bias"], 0.0)
        k += 1
    return h @ weights[f"dense{k}.weight"].T + weights[f"dense{k}.bias"]


def _encode(weights: Weights, patches: Float32) -> Float32:
    # Channels last: what a convolution gathers then lies side by side, and copies twice as fast.
    x = np.ascontiguousarray(patches.transpose(0, 2, 3, 1), dtype=np.float32)
    k = 0
    while f"conv{k}.weight" in weights:
        x = np.maximum(_conv(x, weights[f"conv{k}.weight"], weights[f"conv{k}.bias"]), 0.0)
        k += 1
    flat = x.transpose(0, 3, 1, 2).reshape(len(x), int(np.prod(x.shape[1:])))
    return flat @ weights["code.weight"].T + weights["code.bias"]


def _conv(x: Float32, weight: Float32, bias: Float32) -> Float32:
    """Convolution with stride 2 and zero padding of half the kernel, (N, H, W, C)."""
    size = weight.shape[-1]
    pad = size // 2
    padded = np.pad(x, ((0, 0), (pad, pad), (pad, pad), (0, 0)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (size, size), axis=(1, 2))
    windows = windows[:, ::2, ::2]
    n, h, w, c = windows.shape[:4]
    columns = windows.transpose(0, 1, 2, 4, 5, 3).reshape(n * h * w, size * size * c)
    kernel = weight.transpose(2, 3, 1, 0).reshape(size * size * c, len(weight))
    return (columns @ kernel + bias).reshape(n, h, w, len(weight))


@lru_cache(maxsize=1)
def load_ensemble() -> Ensemble:
    """Load the networks that come with the package."""
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
