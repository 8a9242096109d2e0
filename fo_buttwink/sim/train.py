"""Train the pelvis estimator on simulated frames: ``python -m fo_buttwink.sim.train --help``.

Needs torch (extra ``sim``). Writes one ``.npz`` that numpy alone can run.
"""

from __future__ import annotations

import argparse
import json
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from ..config import PoseConfig
from ..domain.types import Side
from ..measure.pelvis.network import FAR, read_ensemble
from ..measure.pelvis.patch import JOINTS, SIZE, cut_patches, joint_features, trunk_lean_deg
from .disturb import disturb
from .frames import TRUTH_COLUMNS, load_shards

SCALE_DEG = (14.0, 8.0)
"""Typical spread of the targets: brings both to about one."""
CODE = 64
OTHER = 0.5
"""Share of pairs whose "then" is not quiet standing but any picture of the same lifter."""
_TILT, _FLEXION = TRUTH_COLUMNS.index("pelvic_tilt_deg"), TRUTH_COLUMNS.index("lumbar_flexion_deg")


@dataclass
class Samples:
    """Squat frames and the same person's standing frame."""

    level: torch.Tensor
    """(N, SIZE, SIZE) uint8, gravity points down."""
    upright: torch.Tensor
    """(N, SIZE, SIZE) uint8, turned so that the trunk is upright."""
    joints: torch.Tensor
    target: torch.Tensor
    """(N, 2) tilt and flexion as change from standing, in units of SCALE_DEG."""
    standing: torch.Tensor
    """(N,) index of the standing frame."""
    rows: torch.Tensor
    """Indices of frames that have a standing partner."""
    info: dict[str, np.ndarray]


def prepare(files: list[Path]) -> Samples:
    """Load shards and bring them to the estimator's form."""
    data = load_shards(files)
    n = len(data["body"])
    # A standing frame opens each person; numbers of persons repeat between seeds.
    opens = np.flatnonzero(data["pose"] == 0)
    standing = opens[np.maximum(np.searchsorted(opens, np.arange(n), side="right") - 1, 0)]
    keep = data["body"] == data["body"][standing]
    body = (data["side_px"] / PoseConfig().outline_body)[standing].astype(float)
    anchor = data["center_px"].astype(float)
    sign = np.where(data["right"], 1, -1)
    joints, lean = np.empty((n, JOINTS), np.float32), np.empty(n)
    plate = data["plate"].astype(float)
    sides: tuple[tuple[Side, Any], ...] = (("right", data["right"]), ("left", ~data["right"]))
    for side, mask in sides:
        points = data["landmarks"][mask].astype(float)
        joints[mask] = joint_features(points, anchor[mask], body[mask], side, plate[mask])
        lean[mask] = trunk_lean_deg(points, anchor[mask], side, plate[mask])
    crops = (data["outline"], anchor, data["side_px"].astype(float), anchor, body, sign)
    truth = data["truth"][:, [_TILT, _FLEXION]].astype(float)
    return Samples(
        level=_bytes(cut_patches(*crops)),
        upright=_bytes(cut_patches(*crops, lean)),
        joints=torch.from_numpy(joints),
        target=torch.from_numpy((truth / np.array(SCALE_DEG)).astype(np.float32)),
        standing=torch.from_numpy(standing),
        rows=torch.from_numpy(np.flatnonzero(keep)),
        info={
            **{k: data[k] for k in ("plates", "clothing", "truth", "pattern", "body", "pose")},
            "body_px": body,
        },
    )


def _bytes(patch: np.ndarray) -> torch.Tensor:
    return torch.from_numpy(np.clip(np.rint(patch * 255), 0, 255).astype(np.uint8))


class Network(nn.Module):
    """Two pictures through the same four strided convolutions, then compared by dense layers."""

    def __init__(self, features: int, channels: tuple[int, ...] = (16, 24, 32, 48)) -> None:
        super().__init__()
        sizes = (2, *channels)
        kernels = (5, 3, 3, 3)
        for k, kernel in enumerate(kernels):
            layer = nn.Conv2d(sizes[k], sizes[k + 1], kernel, stride=2, padding=kernel // 2)
            setattr(self, f"conv{k}", layer)
        self.code = nn.Linear(channels[-1] * (SIZE // 16) ** 2, CODE)
        self.dense0 = nn.Linear(2 * CODE + features, 128)
        self.dense1 = nn.Linear(128, 48)
        self.dense2 = nn.Linear(48, 4)
        self.register_buffer("joint_mean", torch.zeros(features))
        self.register_buffer("joint_sd", torch.ones(features))
        self.drop = nn.Dropout(0.25)

    def encode(self, picture: torch.Tensor) -> torch.Tensor:
        """(N, CODE) codes of (N, 2, SIZE, SIZE) pictures."""
        x = picture
        for k in range(4):
            x = torch.relu(getattr(self, f"conv{k}")(x))
        code: torch.Tensor = self.code(self.drop(x.flatten(1)))
        return code

    def forward(self, patches: torch.Tensor, joints: torch.Tensor) -> torch.Tensor:
        """Estimate from pictures and joints."""
        now, then = self.encode(patches[:, 0::2]), self.encode(patches[:, 1::2])
        joints = ((joints - self.joint_mean) / self.joint_sd).clamp(-FAR, FAR)
        h = torch.cat([now - then, then, joints], dim=1)
        h = torch.relu(self.dense0(h))
        h = torch.relu(self.dense1(self.drop(h)))
        out: torch.Tensor = self.dense2(h)
        return out


def partners(samples: Samples, rows: torch.Tensor, rng: torch.Generator) -> torch.Tensor:
    """For each row the picture to compare with: standing, or any other of the same lifter."""
    opens, counts = torch.unique(samples.standing, return_counts=True)
    place = torch.searchsorted(opens, samples.standing[rows])
    other = opens[place] + (torch.rand(len(rows), generator=rng) * counts[place]).long()
    return torch.where(torch.rand(len(rows), generator=rng) < OTHER, other, samples.standing[rows])


def batch(
    samples: Samples, rows: torch.Tensor, then: torch.Tensor | None = None
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Patches (n, 4, SIZE, SIZE), joints (n, 2, F) and targets (n, 2).

    ``then`` are the rows to compare with, quiet standing if not given.
    """
    partner = samples.standing[rows] if then is None else then
    stack = [samples.level[rows], samples.level[partner]]
    stack += [samples.upright[rows], samples.upright[partner]]
    joints = torch.stack([samples.joints[rows], samples.joints[partner]], dim=1)
    target = samples.target[rows] - samples.target[partner]
    return torch.stack(stack, dim=1).float() / 255.0, joints, target


def loss_of(out: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
    """Gaussian negative log likelihood; its gradient is kept alive where it is unsure.

    Weighted by the stated variance to the power 1/2 (Seitzer 2022), else frames that are hard
    at first are given up.
    """
    mean, log_var = out[:, :2], out[:, 2:].clamp(-6, 3)
    nll = 0.5 * ((target - mean) ** 2 * torch.exp(-log_var) + log_var)
    return (nll * torch.exp(0.5 * log_var).detach()).mean()


def train_member(
    samples: Samples,
    val: Samples,
    seed: int,
    epochs: int,
    *,
    init: dict[str, np.ndarray] | None = None,
    batch_size: int = 128,
    hollows: float = 0.0,
) -> dict[str, np.ndarray]:
    """Train one network from scratch, or go on from given weights at a third of the rate."""
    torch.manual_seed(seed)
    rng = torch.Generator().manual_seed(seed)
    flat = torch.cat(
        [samples.joints[samples.rows], samples.joints[samples.standing[samples.rows]]], dim=1
    )
    net = Network(flat.shape[1])
    net.get_buffer("joint_mean").copy_(flat.mean(0))
    net.get_buffer("joint_sd").copy_(flat.std(0) + 0.02)
    rate = 2e-3
    if init is not None:
        rate = 7e-4
        net.load_state_dict({k: torch.from_numpy(w.astype(np.float32)) for k, w in init.items()})
    optimizer = torch.optim.AdamW(net.parameters(), lr=rate, weight_decay=1e-3)
    steps = epochs * (len(samples.rows) // batch_size)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, rate, total_steps=steps, pct_start=0.3 if init is None else 0.05
    )
    start = time.time()
    for epoch in range(epochs):
        net.train()
        order = samples.rows[torch.randperm(len(samples.rows), generator=rng)]
        total = 0.0
        for k in range(len(order) // batch_size):
            rows = order[k * batch_size : (k + 1) * batch_size]
            pair, joints, target = batch(samples, rows, partners(samples, rows, rng))
            pair, joints = disturb(pair, joints, rng, hollows)
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
    return {k: v.numpy().copy() for k, v in net.state_dict().items()}


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
    parser.add_argument("--members", type=int, default=2)
    parser.add_argument("--epochs", type=int, default=30)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--workers", type=int, default=1, help="networks trained side by side")
    parser.add_argument("--init", type=Path, help="networks to go on from, instead of chance")
    parser.add_argument(
        "--hollows", type=float, default=0.0, help="share of outlines that run across hollows"
    )
    args = parser.parse_args(argv)
    start = read_ensemble(args.init.read_bytes()).members if args.init else ()
    jobs = [
        (
            args.data,
            args.seed + k,
            args.epochs,
            start[k % len(start)] if start else None,
            args.hollows,
        )
        for k in range(args.members)
    ]
    if args.workers > 1:
        # Fresh processes: torch's threads do not survive a fork.
        with ProcessPoolExecutor(args.workers, get_context("spawn")) as pool:
            trained = list(pool.map(_train_one, jobs))
    else:
        trained = [_train_one(job) for job in jobs]
    val = prepare(shards(args.data, "val"))
    arrays: dict[str, Any] = {}
    outputs = []
    for member, weights in enumerate(trained):
        half = {name: w.astype(np.float16) for name, w in weights.items()}
        arrays |= {f"{member}.{name}": w for name, w in half.items()}
        net = Network(weights["joint_mean"].shape[0])
        net.load_state_dict({k: torch.from_numpy(v.astype(np.float32)) for k, v in half.items()})
        outputs.append(predict(net, val, val.rows))
    stacked = np.stack(outputs)
    poses = [np.load(f)["pose"] for f in shards(args.data, "train")]
    meta = {
        "members": args.members,
        "target_scale_deg": list(SCALE_DEG),
        "seed": args.seed,
        "epochs": args.epochs,
        "init": args.init.name if args.init else None,
        "hollows": args.hollows,
        "train_frames": sum(len(p) for p in poses),
        "train_bodies": sum(int((p == 0).sum()) for p in poses),
        "val_frames": len(val.rows),
        "val_rmse_deg": errors(stacked[:, :, :2].mean(0), val, val.rows),
        "sd_factor": _sd_factor(stacked, val),
        "wink_sd_factor": 1.0,
        "shards": [f.name for f in shards(args.data, "train")],
    }
    args.out.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(args.out, meta=np.array(json.dumps(meta)), **arrays)
    print("ensemble", meta["val_rmse_deg"], "sd factor", meta["sd_factor"])
    return 0


def shards(data: Path, split: str) -> list[Path]:
    """Files of one split, in a fixed order."""
    return sorted(data.glob(f"{split}_*.npz"))


def _train_one(job: tuple[Path, int, int, Any, float]) -> dict[str, np.ndarray]:
    data, seed, epochs, init, hollows = job
    torch.set_num_threads(1)
    samples, val = prepare(shards(data, "train")), prepare(shards(data, "val"))
    print(f"{len(samples.rows)} training and {len(val.rows)} validation frames", flush=True)
    return train_member(samples, val, seed, epochs, init=init, hollows=hollows)


def _sd_factor(outputs: np.ndarray, val: Samples) -> list[float]:
    """Return what the stated deviations must be multiplied by to hold 90 % of validation frames."""
    mean, log_var = outputs[:, :, :2], outputs[:, :, 2:]
    sd = np.sqrt(np.exp(log_var).mean(0) + mean.var(0))
    z = np.abs(mean.mean(0) - val.target[val.rows].numpy()) / sd
    return [round(float(v), 3) for v in np.quantile(z, 0.9, axis=0) / 1.645]


if __name__ == "__main__":
    raise SystemExit(main())
