"""Train the pelvis estimator on simulated frames: ``python -m fo_buttwink.sim.train --help``.

Needs torch (extra ``sim``). Writes one ``.npz`` that numpy alone can run.
"""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from ..kinematics.patch import SIZE, cut_patches, joint_features
from .frames import TRUTH_COLUMNS, load_shards

SCALE_DEG = (12.0, 8.0)
"""Typical spread of tilt and flexion: brings both targets to about one."""
_TILT, _FLEXION = TRUTH_COLUMNS.index("pelvic_tilt_deg"), TRUTH_COLUMNS.index("lumbar_flexion_deg")


@dataclass
class Samples:
    """Pairs of a squat frame and the same person's standing frame."""

    patch: torch.Tensor
    """(N, SIZE, SIZE) uint8."""
    joints: torch.Tensor
    target: torch.Tensor
    """(N, 2) tilt and flexion in units of SCALE_DEG."""
    standing: torch.Tensor
    """(N,) index of the standing frame."""
    rows: torch.Tensor
    """Indices that are squat frames."""
    info: dict[str, np.ndarray]


def prepare(files: list[Path]) -> Samples:
    """Load shards and bring them to the estimator's form."""
    data = load_shards(files)
    n = len(data["body"])
    key = np.array([f"{b}" for b in data["body"]])
    reference: dict[str, int] = {}
    for i in range(n):
        if data["pose"][i] == 0:
            reference[key[i]] = i
    keep = np.array([k in reference for k in key])
    standing = np.array([reference.get(k, 0) for k in key])
    body = (data["side_px"] / 1.1)[standing].astype(float)
    sign = np.where(data["right"], 1, -1)
    patch = cut_patches(
        data["outline"], data["center_px"], data["side_px"], data["center_px"], body, sign
    )
    joints = np.empty((n, 20), np.float32)
    for side, mask in (("right", data["right"]), ("left", ~data["right"])):
        joints[mask] = joint_features(
            data["landmarks"][mask], data["center_px"][mask], body[mask], side
        )
    target = data["truth"][:, [_TILT, _FLEXION]] / np.array(SCALE_DEG)
    return Samples(
        patch=torch.from_numpy(np.clip(np.rint(patch * 255), 0, 255).astype(np.uint8)),
        joints=torch.from_numpy(joints),
        target=torch.from_numpy(target.astype(np.float32)),
        standing=torch.from_numpy(standing),
        rows=torch.from_numpy(np.flatnonzero(keep)),
        info={
            **{k: data[k] for k in ("plates", "clothing", "truth", "pattern", "body", "pose")},
            "body_px": body,
        },
    )


class Network(nn.Module):
    """Four strided convolutions over both patches, joined by the joints, three dense layers."""

    def __init__(self, features: int, channels: tuple[int, ...] = (16, 24, 32, 48)) -> None:
        super().__init__()
        sizes = (2, *channels)
        kernels = (5, 3, 3, 3)
        for k, kernel in enumerate(kernels):
            layer = nn.Conv2d(sizes[k], sizes[k + 1], kernel, stride=2, padding=kernel // 2)
            setattr(self, f"conv{k}", layer)
        flat = channels[-1] * (SIZE // 16) ** 2
        self.dense0 = nn.Linear(flat + features, 96)
        self.dense1 = nn.Linear(96, 48)
        self.dense2 = nn.Linear(48, 4)
        self.register_buffer("joint_mean", torch.zeros(features))
        self.register_buffer("joint_sd", torch.ones(features))
        self.drop = nn.Dropout(0.1)

    def forward(self, patches: torch.Tensor, joints: torch.Tensor) -> torch.Tensor:
        x = patches
        for k in range(4):
            x = torch.relu(getattr(self, f"conv{k}")(x))
        joints = (joints - self.joint_mean) / self.joint_sd
        h = torch.cat([self.drop(x.flatten(1)), joints], dim=1)
        h = torch.relu(self.dense0(h))
        h = torch.relu(self.dense1(self.drop(h)))
        out: torch.Tensor = self.dense2(h)
        return out


def augment(
    pair: torch.Tensor, joints: torch.Tensor, rng: torch.Generator
) -> tuple[torch.Tensor, torch.Tensor]:
    """Disturb a batch as real pictures do: shifted hips, other scale, roll, bites, soft edges.

    ``pair`` is (N, 2, SIZE, SIZE), ``joints`` (N, 2, F). Roll and scale are the same for the
    frame and its standing partner, shifts and bites are not.
    """
    n = len(pair)
    uniform = lambda *shape: torch.rand(*shape, generator=rng) * 2 - 1  # noqa: E731
    angle = (uniform(n, 1) * 0.035).expand(n, 2).reshape(-1)
    scale = (1 + 0.04 * uniform(n, 1) + 0.015 * uniform(n, 2)).reshape(-1)
    shift = 0.03 * uniform(2 * n, 2)
    cos, sin = torch.cos(angle) * scale, torch.sin(angle) * scale
    # The hip, not the middle of the patch, is the centre of the roll.
    hip = torch.tensor([2 * 0.37 / 0.64 - 1, 2 * 0.45 / 0.64 - 1])
    rotation = torch.stack([torch.stack([cos, -sin], 1), torch.stack([sin, cos], 1)], 1)
    offset = hip - (rotation @ hip) + shift
    theta = torch.cat([rotation, offset[:, :, None]], dim=2)
    flat = pair.reshape(2 * n, 1, SIZE, SIZE)
    grid = nn.functional.affine_grid(theta, list(flat.shape), align_corners=False)
    flat = nn.functional.grid_sample(flat, grid, align_corners=False)
    soft = torch.rand(2 * n, generator=rng) < 0.3
    flat[soft] = nn.functional.avg_pool2d(flat[soft], 3, stride=1, padding=1)
    pair = flat.reshape(n, 2, SIZE, SIZE)
    for b in torch.flatten(torch.nonzero(torch.rand(n, generator=rng) < 0.15)).tolist():
        x, y, w, h = (torch.rand(4, generator=rng) * torch.tensor([SIZE, SIZE, 20.0, 20.0])).int()
        value = float(torch.rand(1, generator=rng) < 0.5)
        pair[b, 0, int(y) : int(y) + int(h), int(x) : int(x) + int(w)] = value
    noise = torch.randn(joints.shape, generator=rng) * 0.008
    # Seen and unseen shoulders (plates) must not change the answer by themselves.
    return pair, joints + noise


def batch(samples: Samples, rows: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Pairs of patches (n, 2, SIZE, SIZE), joints (n, 2, F) and targets (n, 2)."""
    partner = samples.standing[rows]
    pair = torch.stack([samples.patch[rows], samples.patch[partner]], dim=1).float() / 255.0
    joints = torch.stack([samples.joints[rows], samples.joints[partner]], dim=1)
    return pair, joints, samples.target[rows]


def loss_of(out: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
    """Gaussian negative log likelihood of tilt, flexion and trunk lean (their sum)."""
    mean, log_var = out[:, :2], out[:, 2:].clamp(-6, 3)
    nll = 0.5 * ((target - mean) ** 2 * torch.exp(-log_var) + log_var)
    scale = torch.tensor(SCALE_DEG)
    trunk = ((target - mean) * scale).sum(dim=1) / 10.0
    return nll.mean() + 0.1 * (trunk**2).mean()


def train_member(
    samples: Samples, val: Samples, seed: int, epochs: int, batch_size: int = 128
) -> tuple[dict[str, np.ndarray], dict[str, float]]:
    """Train one network; returns its weights and its error on the validation bodies."""
    torch.manual_seed(seed)
    rng = torch.Generator().manual_seed(seed)
    _, joints, _ = batch(samples, samples.rows)
    flat = joints.flatten(1)
    net = Network(flat.shape[1])
    net.get_buffer("joint_mean").copy_(flat.mean(0))
    net.get_buffer("joint_sd").copy_(flat.std(0) + 0.02)
    optimizer = torch.optim.AdamW(net.parameters(), lr=2e-3, weight_decay=1e-3)
    steps = epochs * (len(samples.rows) // batch_size)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 2e-3, total_steps=steps)
    start = time.time()
    for epoch in range(epochs):
        net.train()
        order = samples.rows[torch.randperm(len(samples.rows), generator=rng)]
        total = 0.0
        for k in range(len(order) // batch_size):
            pair, joints, target = batch(samples, order[k * batch_size : (k + 1) * batch_size])
            pair, joints = augment(pair, joints, rng)
            loss = loss_of(net(pair, joints.flatten(1)), target)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            total += float(loss.detach())
        if epoch % 5 == 4 or epoch == epochs - 1:
            report = evaluate(net, val)
            print(f"seed {seed} epoch {epoch + 1} loss {total / max(k + 1, 1):.3f} "
                  f"val {report} {time.time() - start:.0f} s", flush=True)  # fmt: skip
    weights = {k: v.numpy().copy() for k, v in net.state_dict().items()}
    return weights, evaluate(net, val)


def predict(net: Network, samples: Samples, rows: torch.Tensor) -> np.ndarray:
    """(n, 4) outputs without disturbance."""
    net.eval()
    out = []
    with torch.no_grad():
        for k in range(0, len(rows), 512):
            pair, joints, _ = batch(samples, rows[k : k + 512])
            out.append(net(pair, joints.flatten(1)).numpy())
    return np.concatenate(out)


def evaluate(net: Network, samples: Samples) -> dict[str, float]:
    """Root mean square errors in degrees, all and with plates."""
    rows = samples.rows
    return errors(predict(net, samples, rows)[:, :2], samples, rows)


def errors(mean: np.ndarray, samples: Samples, rows: torch.Tensor) -> dict[str, float]:
    """RMSE of tilt and flexion without and with plates, and of always answering the mean."""
    scale = np.array(SCALE_DEG)
    target = samples.target[rows].numpy()
    error = (mean - target) * scale
    plates = samples.info["plates"][rows.numpy()]
    out = {}
    for name, mask in (("free", ~plates), ("plates", plates)):
        rms = np.sqrt((error[mask] ** 2).mean(0)) if mask.any() else [np.nan, np.nan]
        out[f"tilt_{name}"], out[f"flexion_{name}"] = (round(float(v), 2) for v in rms)
    return out


def main(argv: list[str] | None = None) -> int:
    """Train an ensemble from shards and write it."""
    parser = argparse.ArgumentParser(prog="python -m fo_buttwink.sim.train", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of frame shards")
    parser.add_argument("--out", type=Path, required=True, help="file to write (.npz)")
    parser.add_argument("--members", type=int, default=3)
    parser.add_argument("--epochs", type=int, default=30)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args(argv)
    torch.set_num_threads(1)
    train_files, val_files = (sorted(args.data.glob(f"{s}_*.npz")) for s in ("train", "val"))
    samples, val = prepare(train_files), prepare(val_files)
    print(f"{len(samples.rows)} training and {len(val.rows)} validation frames", flush=True)
    arrays: dict[str, Any] = {}
    outputs = []
    for member in range(args.members):
        weights, _ = train_member(samples, val, args.seed + member, args.epochs)
        arrays |= {f"{member}.{name}": w.astype(np.float16) for name, w in weights.items()}
        net = Network(weights["joint_mean"].shape[0])
        net.load_state_dict({k: torch.from_numpy(v) for k, v in weights.items()})
        outputs.append(predict(net, val, val.rows))
    stacked = np.stack(outputs)
    pooled = errors(stacked[:, :, :2].mean(0), val, val.rows)
    meta = {
        "members": args.members,
        "target_scale_deg": list(SCALE_DEG),
        "seed": args.seed,
        "epochs": args.epochs,
        "train_frames": len(samples.rows),
        "train_bodies": len(np.unique(samples.info["body"])),
        "val_frames": len(val.rows),
        "val_rmse_deg": pooled,
        "sd_factor": _sd_factor(stacked, val),
        "shards": [f.name for f in train_files],
    }
    args.out.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(args.out, meta=np.array(json.dumps(meta)), **arrays)
    print("ensemble", pooled, "sd factor", meta["sd_factor"])
    return 0


def _sd_factor(outputs: np.ndarray, val: Samples) -> list[float]:
    """What the stated deviations must be multiplied by to hold 90 % of validation frames."""
    mean, log_var = outputs[:, :, :2], outputs[:, :, 2:]
    sd = np.sqrt(np.exp(log_var).mean(0) + mean.var(0))
    z = np.abs(mean.mean(0) - val.target[val.rows].numpy()) / sd
    return [round(float(v), 3) for v in np.quantile(z, 0.9, axis=0) / 1.645]


if __name__ == "__main__":
    raise SystemExit(main())
