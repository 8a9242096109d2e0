"""Simulated repetitions with known truth, a machine that errs, and labels that are wrong.

Made before, and apart from, the scores that are tested with it: curves of lifters with their own
way of squatting go through the product's own measurement, with smooth errors of the lifter and of
the repetition; then labels are exchanged as careless people exchange them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from fo_buttwink.config import WinkConfig
from fo_buttwink.domain.analysis import GRADES
from fo_buttwink.domain.grading import grade_of
from fo_buttwink.measure.wink import RepCurves, Unmeasurable, measure_wink

FPS = 25.0
SD_DEG = 2.0
"""What the estimator states as its error."""


@dataclass(frozen=True)
class Simulated:
    """Repetitions of many sets, in columns."""

    sets: np.ndarray
    truth: np.ndarray
    """Grade by the true curves."""
    machine: np.ndarray
    """Grade by the measured ones."""
    labels: np.ndarray
    """Grade as somebody labelled it."""
    wink_deg: np.ndarray
    low_deg: np.ndarray
    high_deg: np.ndarray
    curves: np.ndarray
    """(N, 3, 101) tilt, flexion and hip flexion of the descent, as measured."""


@lru_cache
def simulate(
    seed: int, lifters: int = 60, noise: float = 0.1, bias_sd_deg: float = 1.5
) -> Simulated:
    """Make the repetitions of some lifters; ``noise``: share of labels that are exchanged."""
    rng = np.random.default_rng(seed)
    rows, curves = [], []
    for lifter in range(lifters):
        own = rng.gamma(1.6, 6.0)
        turn = rng.uniform(0.6, 0.9)
        bias, extra = rng.normal(0.0, bias_sd_deg), rng.uniform(0.0, 12.0)
        for _ in range(int(rng.integers(3, 9))):
            amount = max(0.0, own + rng.normal(0.0, 1.5))
            clean = _curves(amount, turn + rng.normal(0, 0.02), extra, rng.uniform(0.8, 1.6))
            seen = _measured(clean, bias, rng)
            found = measure_wink(seen, SD_DEG)
            if isinstance(found, Unmeasurable):
                continue
            grade = GRADES.index(found.grade)
            rows.append((lifter, grade_of(amount, WinkConfig()), grade, grade, found.wink_deg,
                         *found.wink_deg_interval))  # fmt: skip
            curves.append(_normalized(seen))
    sets, truth, machine, labels, wink, low, high = map(np.array, zip(*rows, strict=True))
    wrong = rng.random(len(labels)) < noise
    for i in np.flatnonzero(wrong):
        near = [g for g in range(4) if abs(g - labels[i]) == 1]
        far = [g for g in range(4) if abs(g - labels[i]) > 1]
        labels[i] = rng.choice(near if rng.random() < 0.6 else far)
    return Simulated(sets, truth, machine, labels, wink, low, high, np.array(curves))


def found_early(order, wrong, effort):
    """How many wrong labels the first part of an order holds, over what chance would."""
    first = order[: max(1, round(effort * len(order)))]
    return wrong[first].mean() / wrong.mean()


def _curves(amount, turn, extra, seconds):
    time_s = np.arange(round(seconds * FPS) + 8) / FPS
    phase = np.clip(time_s / seconds, 0.0, 1.0)
    depth = (1.0 - np.cos(np.pi * phase)) / 2.0
    late = np.clip((depth - turn) / (1.0 - turn), 0.0, 1.0)
    tilt = 25.0 * np.minimum(depth, turn) / turn - amount * late
    # The lumbar spine pays for the turning back, and flexes a little all the way besides.
    lumbar = extra * depth + (amount + 2.0) * late
    bottom = int(np.argmax(depth))
    return RepCurves(time_s, depth, tilt, lumbar, 115.0 * depth, bottom)


def _measured(clean, bias, rng):
    count = len(clean.time_s)

    def smooth(sd):
        raw = np.convolve(rng.normal(0.0, 1.0, count + 10), np.ones(11) / 11**0.5, "valid")
        return sd * raw

    shared = bias * clean.depth
    return RepCurves(
        clean.time_s,
        clean.depth,
        clean.pelvic_tilt_deg - shared + smooth(0.7),
        clean.lumbar_flexion_deg + shared + smooth(0.7),
        clean.hip_flexion_deg + smooth(1.0),
        clean.bottom,
    )


def _normalized(seen):
    at = np.linspace(0.0, seen.bottom, 101)
    frames = np.arange(len(seen.time_s))
    columns = (seen.pelvic_tilt_deg, seen.lumbar_flexion_deg, seen.hip_flexion_deg)
    return np.array([np.interp(at, frames, values) for values in columns])
