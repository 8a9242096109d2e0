"""The estimate of a fixed input, and the file that remembers it.

``PYTHONPATH=. python tests/helpers/golden_estimate.py`` writes the file anew, once ``FORMAT`` in
``fo_buttwink/cache/estimates.py`` has been raised.
"""

from __future__ import annotations

import json
from dataclasses import fields
from functools import lru_cache
from pathlib import Path
from unittest import mock

import numpy as np
import stick_figure
from dressed import cloth, dressed

from fo_buttwink.cache.estimates import FORMAT
from fo_buttwink.config import Config
from fo_buttwink.domain.observations import PoseObservations
from fo_buttwink.pipeline import analyze

FILE = Path(__file__).resolve().parents[1] / "cache" / "golden_estimate.json"
STEP = 12
"""Every so many frames are remembered."""
CLOSE = 0.25
"""Degrees by which machines, and versions of OpenCV and numpy, may differ."""


@lru_cache(maxsize=1)
def observed() -> PoseObservations:
    """The fixed input: two squats in printed cloth."""
    depth = stick_figure.squat_depth(reps=2, rest_s=1.0)
    turn = 20.0 * np.minimum(depth, 0.7) / 0.7 - 15.0 * np.clip((depth - 0.7) / 0.3, 0.0, 1.0)
    return dressed(depth, turn, cloth(np.random.default_rng(3)))


def estimate(config: Config | None = None) -> dict[str, list[float | None]]:
    """Every 12th value of each part of the estimate, of a squat in printed cloth."""
    made = []

    def remember(*args):
        made.append(args[-1]())
        return made[0]

    with mock.patch.object(analyze, "remember", remember):
        analyze.analyze_observations(observed(), config or Config(), cache=True)
    (found,) = made
    assert found is not None
    parts = {f.name: np.atleast_1d(getattr(found, f.name)) for f in fields(found)}
    return {
        name: [
            float(v) if np.isfinite(v) else None for v in np.round(part.astype(float), 2)[::STEP]
        ]
        for name, part in parts.items()
        if part.dtype != object
    }


def agree(one: dict[str, list[float | None]], other: dict[str, list[float | None]]) -> bool:
    """Whether two estimates are the same but for what machines may differ by."""

    def same(a: list[float | None], b: list[float | None]) -> bool:
        return len(a) == len(b) and all(
            x is y or (x is not None and y is not None and abs(x - y) <= CLOSE)
            for x, y in zip(a, b, strict=True)
        )

    return one.keys() == other.keys() and all(same(one[name], other[name]) for name in one)


def main() -> None:
    """Write the file, unless the numbers have changed and the format has not."""
    found = estimate()
    known = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {"format": None}
    if known["format"] == FORMAT and not agree(found, known["estimate"]):
        raise SystemExit("the estimate has changed: raise FORMAT in fo_buttwink/cache/estimates.py")
    text = json.dumps({"format": FORMAT, "estimate": found})
    FILE.write_text(text.replace('], "', '],\n "') + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
