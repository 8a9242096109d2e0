"""How good the curves would have to be for a wanted error of amount and onset.

``python benchmarks/needed_curve.py CLIPS`` takes a folder of clips with truth. To the true curves
of every measured repetition it adds a share of the error that the product's own curves have there,
reads wink and onset off them by the definition, and prints how far they are off. Begin and bottom
of the repetition and its depth are the true ones; so the last line tells what part of the onset's
error is the depth's and not the curve's.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from fo_buttwink._util.arrays import FloatArray
from fo_buttwink.bench.scatter import onset_error_pct, wink_error_deg
from fo_buttwink.bench.score import RepPair, score_clip
from fo_buttwink.bench.truth import find_truths, read_truth
from fo_buttwink.config import Config
from fo_buttwink.measure.wink import RepCurves, Unmeasurable, measure_wink
from fo_buttwink.pipeline.analyze import analyze_observations
from fo_buttwink.pipeline.observe import observe_video

SHARES = (0.2, 0.4, 0.6, 0.7, 0.8, 0.9, 1.0)
STATED_DEG = 5.0
"""Winks from which on the onset counts."""


@dataclass(frozen=True)
class Measured:
    """One repetition: the truth, its curves, and the error of the found ones, each (n,)."""

    pair: RepPair
    curves: RepCurves
    tilt_error_deg: FloatArray
    flexion_error_deg: FloatArray


def measured(folder: Path) -> list[Measured]:
    """All repetitions of a folder that the product measures."""
    config, out = Config(), []
    for video, file in find_truths(folder):
        truth = read_truth(file)
        result = analyze_observations(observe_video(video, config), config)
        if result.frames is None:
            continue
        found = [result.frames.pelvic_tilt_deg, result.frames.lumbar_flexion_deg]
        for pair in score_clip(truth, result).pairs:
            if pair.found is None or not pair.found.measurable:
                continue
            first, bottom = pair.true["first"], pair.true["bottom"]
            inside = slice(first, min(pair.true["last"] + 1, len(found[0])))
            depth = truth.depth[inside]
            curves = RepCurves(
                time_s=np.arange(len(depth)) / truth.fps,
                depth=(depth - depth[0]) / max(truth.depth[bottom] - depth[0], 1e-6),
                pelvic_tilt_deg=truth.tilt_deg[inside],
                lumbar_flexion_deg=truth.flexion_deg[inside],
                hip_flexion_deg=np.zeros(len(depth)),
                bottom=bottom - first,
            )
            tilt, flexion = (
                values[inside] - true
                for values, true in zip(
                    found, (curves.pelvic_tilt_deg, curves.lumbar_flexion_deg), strict=True
                )
            )
            out.append(Measured(pair, curves, tilt, flexion))
    return out


def line(share: float, reps: list[Measured]) -> str:
    """Row of the table for one share of the error."""
    winks, onsets, squares, missing = [], [], [], 0
    for rep in reps:
        c, true = rep.curves, rep.pair.true
        wrong = RepCurves(
            c.time_s, c.depth, c.pelvic_tilt_deg + share * rep.tilt_error_deg,
            c.lumbar_flexion_deg + share * rep.flexion_error_deg, c.hip_flexion_deg, c.bottom,
        )  # fmt: skip
        wink = measure_wink(wrong, 0.0)
        if isinstance(wink, Unmeasurable):
            continue
        winks.append(abs(wink.wink_deg - true["wink_deg"]))
        down = share * rep.tilt_error_deg[: c.bottom + 1]
        squares.append(np.nanmean((down - np.nanmean(down)) ** 2))
        if true["onset_pct"] is not None and true["wink_deg"] >= STATED_DEG:
            missing += wink.onset_pct is None
            if wink.onset_pct is not None:
                onsets.append(abs(wink.onset_pct - true["onset_pct"]))
    cells = (np.sqrt(np.mean(squares)), np.mean(winks), np.mean(onsets))
    return f"| {share:.1f} | {' | '.join(f'{v:.2f}' for v in cells)} | {missing} |"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("clips", type=Path, help="folder of videos with truth files")
    reps = measured(parser.parse_args().clips)
    print(
        "| share of the error | tilt in a descent, RMSE deg | `wink_deg` off by deg "
        "| onset off by % | onsets missing |"
    )
    print("|---|---|---|---|---|")
    for share in SHARES:
        print(line(share, reps))
    pairs = [rep.pair for rep in reps]
    wink = np.mean([e for p in pairs if (e := wink_error_deg(p)) is not None])
    onset = np.mean([e for p in pairs if (e := onset_error_pct(p)) is not None])
    print(f"With the found begin, bottom and depth: wink {wink:.2f} deg, onset {onset:.2f} %.")


if __name__ == "__main__":
    main()
