"""What the explorer shows about the repetitions that a filter leaves: numbers only.

Every answer is made from columns in memory, sized for a browser: single points up to
:data:`MAX_POINTS`, beyond that counts per cell.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from ....config import WinkConfig
from ....store.columnar.columns import UNKNOWN, RepColumns
from .filter import (
    CHOICES,
    QUANTITIES,
    Mask,
    Quantity,
    chips,
    described,
    label_group,
    label_order,
    meanings,
)
from .shown import Shown

MAX_POINTS = 3000
"""Beyond this many repetitions the plot shows densities."""
CELLS = (50, 40)
"""Cells of the density plot: onset, amount."""
BARS = 40
MAX_LIFTERS = 200
"""How many lifters are offered as choices, those with most repetitions first."""
SCALE_STEPS = (1.0, 2.0, 5.0)

Numbers = npt.NDArray[np.float64]
Scale = tuple[float, float]


def summarize(shown: Shown, config: WinkConfig | None = None) -> dict[str, Any]:
    """Return counts, controls and plot for what a filter leaves.

    Parameters
    ----------
    config
        Cut-offs that the run was made with, for what is said about them.
    """
    columns, everything = shown.columns, shown.within
    return {
        "counts": counts(columns, shown.mask, everything),
        "chips": chips(shown.wanted),
        "ranges": ranges(shown, config or WinkConfig()),
        "choices": choices(shown, config or WinkConfig()),
        "plot": plot(columns, shown.mask, everything),
    }


def counts(columns: RepColumns, shown: Mask, everything: Mask) -> dict[str, Any]:
    """How many repetitions are shown, and what is among them."""

    def of(mask: Mask) -> dict[str, int]:
        return {"shown": int((shown & mask).sum()), "all": int((everything & mask).sum())}

    unclear = columns.not_measurable
    total = columns.words["label"].count(everything & unclear)
    left = columns.words["label"].count(shown & unclear)
    return {
        "reps": of(everything),
        "videos": len(set(columns.sample_ids[shown])),
        "flagged": of(columns.flags["flagged"]),
        "reviewed": of(columns.reviewed),
        "not_measurable": of(unclear),
        "outdated": of(columns.flags["review_outdated"]),
        "reasons": [
            {"word": name, "shown": left[name], "all": total[name]}
            for name in label_order(total)
            if total[name]
        ],
    }


def ranges(shown: Shown, config: WinkConfig) -> list[dict[str, Any]]:
    """One control per number that the data have at all."""
    columns, wanted, everything = shown.columns, shown.wanted, shown.within
    out = []
    for name, quantity in QUANTITIES.items():
        values = columns.numbers[name]
        present = everything & np.isfinite(values)
        if not present.any() and name not in wanted.ranges:
            continue
        low, high, step = scale(quantity, values[present])
        others = values[shown.without(name) & present]
        out.append(
            {
                "name": name,
                "title": quantity.title,
                "unit": quantity.unit,
                "digits": quantity.digits,
                "first": quantity.first,
                "graded": quantity.graded,
                "about": described(quantity, config),
                "low": low,
                "high": high,
                "step": step,
                "value": list(wanted.ranges[name]) if name in wanted.ranges else None,
                "bars": histogram(others, low, high, 24),
                "missing": int((everything & ~np.isfinite(values)).sum()),
            }
        )
    return out


def choices(shown: Shown, config: WinkConfig) -> list[dict[str, Any]]:
    """Return the words that can be chosen, each with what choosing it would show."""
    columns, wanted, everything = shown.columns, shown.wanted, shown.within
    out = []
    said = meanings(config)
    for name, title in CHOICES.items():
        column = columns.words[name]
        total = column.count(everything)
        chosen = wanted.choices.get(name, ())
        words = [w for w, n in total.items() if n or w in chosen]
        words += [w for w in chosen if w not in words]
        if name == "label":
            words = label_order(words)
        elif name == "lifter":
            words = sorted(sorted(words), key=lambda w: -total.get(w, 0))[:MAX_LIFTERS]
            words = sorted(words)
            if words in ([], [UNKNOWN]):
                continue
        else:
            words.sort(key=lambda w: -total.get(w, 0))
        left = column.count(shown.without(name))
        out.append(
            {
                "name": name,
                "title": title,
                "words": [
                    {
                        "word": w,
                        "count": left.get(w, 0),
                        "chosen": w in chosen,
                        "about": said.get(name, {}).get(w, ""),
                        **({"group": label_group(w)} if name == "label" else {}),
                    }
                    for w in words
                ],
            }
        )
    return out


def plot(columns: RepColumns, shown: Mask, everything: Mask) -> dict[str, Any]:
    """Onset against amount, with both distributions.

    A repetition without an onset but with an amount (a wink below the first cut-off, or one to
    which a person gave no onset) has a strip of its own beside the plot.
    """
    onset, amount = columns.numbers["onset_pct"], columns.numbers["wink_deg"]
    drawn = np.isfinite(amount)
    known = onset[everything & np.isfinite(onset)]
    # Onsets crowd towards the bottom: an axis from 0 on would waste half of the plot.
    x_scale = (float(np.floor(min(60.0, known.min()) / 10) * 10) if len(known) else 0.0, 100.0)
    y_scale = scale(QUANTITIES["wink_deg"], amount[everything & drawn])[:2]
    here = shown & drawn & np.isfinite(onset)
    beside = shown & drawn & ~np.isfinite(onset)
    out: dict[str, Any] = {
        "x": list(x_scale),
        "y": list(y_scale),
        "drawn": int(here.sum() + beside.sum()),
        "beside": int(beside.sum()),
        "top": {
            "all": histogram(onset[everything & np.isfinite(onset)], *x_scale, BARS),
            "shown": histogram(onset[here], *x_scale, BARS),
        },
        "right": {
            "all": histogram(amount[everything & drawn], *y_scale, BARS),
            "shown": histogram(amount[here | beside], *y_scale, BARS),
        },
    }
    if out["drawn"] > MAX_POINTS:
        return {**out, "kind": "density", **density(onset, amount, shown & drawn, x_scale, y_scale)}
    rest = everything & drawn & ~shown
    # Behind what was chosen, all the others: a few points mean little without them.
    few = rest.sum() <= MAX_POINTS
    return {
        **out,
        "kind": "points",
        "points": _points(columns, here | beside),
        "rest": _points(columns, rest) if few else None,
        "rest_cells": None if few else density(onset, amount, rest, x_scale, y_scale),
    }


def density(
    onset: Numbers, amount: Numbers, mask: Mask, x_scale: Scale, y_scale: Scale
) -> dict[str, Any]:
    """Count per cell of the plot, and per cell of the strip of those without an onset."""
    here, beside = mask & np.isfinite(onset), mask & ~np.isfinite(onset)
    at = [
        np.clip((v[here] - low) / (high - low) * n, 0, n - 1).astype(int)
        for v, (low, high), n in zip((onset, amount), (x_scale, y_scale), CELLS, strict=True)
    ]
    # Ten times as fast as histogram2d, which searches for the edges of every cell.
    cells = np.bincount(at[0] * CELLS[1] + at[1], minlength=CELLS[0] * CELLS[1]).reshape(CELLS)
    return {"cells": cells.tolist(), "strip": histogram(amount[beside], *y_scale, CELLS[1])}


def scale(quantity: Quantity, values: npt.NDArray[np.float64]) -> tuple[float, float, float]:
    """Round ends of a scale that hold all values, and the step of its control."""
    if quantity.fixed is not None:
        low, high = quantity.fixed
        return low, high, quantity.step or (high - low) / 100
    if len(values) == 0:
        return 0.0, 1.0, 0.01
    low = min(0.0, float(values.min())) if quantity.name == "wink_deg" else float(values.min())
    high = float(values.max())
    width = max(high - low, 10.0**-quantity.digits)
    step = 10.0 ** np.floor(np.log10(width / 20))
    coarse = next(step * s for s in (*SCALE_STEPS, 10.0) if width / (step * s) <= 20)
    if low == high:  # one repetition, or all alike: a control needs room all the same
        low, high, coarse = low - 10.0**-quantity.digits, high + 10.0**-quantity.digits, step
    return (
        float(np.floor(low / coarse) * coarse),
        float(np.ceil(high / coarse) * coarse),
        max(float(10.0**-quantity.digits), float(step / 10)),
    )


def histogram(values: npt.NDArray[np.float64], low: float, high: float, bars: int) -> list[int]:
    """Count per bar."""
    if len(values) == 0:
        return [0] * bars
    return np.histogram(values, bars, (low, high))[0].tolist()


def _points(columns: RepColumns, mask: Mask) -> dict[str, list[Any]]:
    """Single repetitions, as columns too: a list of objects would be four times as large."""
    at = np.flatnonzero(mask)
    labels, states = columns.words["label"], columns.words["review_state"]
    numbers = columns.numbers
    return {
        "id": columns.rep_ids[at].tolist(),
        "x": [None if np.isnan(v) else round(float(v), 2) for v in numbers["onset_pct"][at]],
        "y": np.round(numbers["wink_deg"][at], 2).tolist(),
        "label": [labels.names[c] for c in labels.codes[at]],
        "state": [states.names[c] for c in states.codes[at]],
        "confidence": [
            None if np.isnan(v) else round(float(v), 2) for v in numbers["confidence"][at]
        ],
    }


__all__ = [
    "MAX_POINTS",
    "summarize",
]
