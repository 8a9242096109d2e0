"""How well networks read single pictures of lifters, and how much of it they read off the depth.

``python benchmarks/pictures.py FRAMES [NETWORKS.npz]`` takes the pictures in a folder of
``python -m fo_buttwink.sim frames``, without plates, and prints the error of pelvic tilt and lumbar
flexion against quiet standing, and within a lifter: in the deeper postures, each against the mean
of the same lifter's, so that what is wrong alike in all of them drops out. The slope is what is
found of a change that is there; 1 is all of it. Needs the extra ``sim``.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch

from fo_buttwink.measure.pelvis.network import Ensemble, load_ensemble, read_ensemble
from fo_buttwink.sim.frames import TRUTH_COLUMNS
from fo_buttwink.sim.train import SCALE_DEG, Network, Samples, predict, prepare

DEEP = 0.4
"""Share of the descent from which postures are compared within a lifter."""
LEAST = 3
"""So many of them a lifter must have."""


def estimates(ensemble: Ensemble, samples: Samples) -> np.ndarray:
    """(N, 2) change of tilt and flexion from standing, degrees; mean over the members."""
    found = []
    for weights in ensemble.members:
        net = Network(weights["joint_mean"].shape[0])
        net.load_state_dict({name: torch.from_numpy(w) for name, w in weights.items()})
        found.append(predict(net, samples, samples.rows)[:, :2])
    return np.mean(found, axis=0) * np.array(SCALE_DEG)


def within(values: np.ndarray, lifter: np.ndarray) -> np.ndarray:
    """Departure of every row from the mean of its lifter."""
    _, place = np.unique(lifter, return_inverse=True)
    sums = np.zeros((place.max() + 1, values.shape[1]))
    np.add.at(sums, place, values)
    return values - (sums / np.bincount(place)[:, None])[place]


def line(what: str, found: np.ndarray, true: np.ndarray) -> str:
    """Root mean square errors and slopes of tilt and flexion, as a row of a table."""
    error = np.sqrt(np.square(found - true).mean(axis=0))
    slope = (found * true).sum(axis=0) / np.square(true).sum(axis=0)
    cells = [f"{v:.2f}" for v in (error[0], slope[0], error[1], slope[1])]
    return f"| {what} | {len(true)} | {' | '.join(cells)} |"


def main() -> None:
    """Print the table of one set of networks."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("frames", type=Path, help="folder with files of pictures")
    parser.add_argument("networks", type=Path, nargs="?", help="instead of the package's own")
    args = parser.parse_args()
    ensemble = read_ensemble(args.networks.read_bytes()) if args.networks else load_ensemble()
    samples = prepare(sorted(args.frames.glob("*.npz")))
    rows = samples.rows.numpy()
    kept = ~samples.info["plates"][rows] & (samples.info["pose"][rows] > 0)
    found = estimates(ensemble, samples)[kept]
    true = samples.target[samples.rows].numpy()[kept] * np.array(SCALE_DEG)
    lifter = samples.standing[samples.rows].numpy()[kept]
    deep = samples.info["truth"][rows][kept][:, TRUTH_COLUMNS.index("depth_fraction")] > DEEP
    names, counts = np.unique(lifter[deep], return_counts=True)
    deep &= np.isin(lifter, names[counts >= LEAST])
    print("| | pictures | tilt RMSE deg | slope | flexion RMSE deg | slope |")
    print("|---|---|---|---|---|---|")
    print(line("against standing", found, true))
    print(
        line("within a lifter", within(found[deep], lifter[deep]), within(true[deep], lifter[deep]))
    )


if __name__ == "__main__":
    main()
