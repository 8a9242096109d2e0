"""The explorer's filter as a FiftyOne view, which keeps answering when the data change."""

from __future__ import annotations

from functools import reduce
from operator import add
from typing import Any

import fiftyone as fo
from fiftyone import ViewField as F

from ....domain.analysis import GRADES
from ....domain.review.record import LABELS, UNREVIEWED
from ....store.clips import MAX_CLIPS
from ....store.columnar.columns import REJECTED_LABEL, UNKNOWN
from ....store.fields import RunFields
from ....store.filters import JUDGED, REJECTED
from .filter import Filter, Point

CLIPS = "clips"
VIDEOS = "videos"
MODES = (CLIPS, VIDEOS)


def filtered(
    base: fo.Dataset | fo.DatasetView, wanted: Filter, key: str, lifter_field: str | None = None
) -> fo.DatasetView:
    """Videos with a wanted repetition, showing only those."""
    run = RunFields(key)
    base = of_lifters(base, wanted, lifter_field)
    conditions = list(_conditions(wanted))
    if not conditions:
        return base.match(F(f"{run.reps}.detections").length() > 0)
    return base.filter_labels(run.reps, reduce(lambda a, b: a & b, conditions))


def of_lifters(
    base: fo.Dataset | fo.DatasetView, wanted: Filter, lifter_field: str | None
) -> fo.Dataset | fo.DatasetView:
    """Videos of the wanted lifters, with or without repetitions."""
    lifters = wanted.choices.get("lifter")
    if not lifters or not lifter_field:
        return base
    named = F(lifter_field).is_in([w for w in lifters if w != UNKNOWN])
    return base.match(named | _missing(lifter_field) if UNKNOWN in lifters else named)


def as_clips(view: fo.DatasetView, key: str) -> fo.DatasetView:
    """One clip per repetition that says its frames."""
    reps = RunFields(key).reps
    # FiftyOne would make clips that it cannot open out of the others.
    return view.filter_labels(reps, F("support").length() == 2).to_clips(reps)


def _conditions(wanted: Filter) -> Any:
    for name, (low, high) in wanted.ranges.items():
        value = _effective(name)
        # Without a lower end, a repetition without the number would pass: null sorts first.
        yield (value >= low) & (value <= high)
    for name, words in wanted.choices.items():
        if name == "label":
            yield _label(words)
        elif name == "review_state":
            yield ~JUDGED if words == (UNREVIEWED,) else _states(words)
        elif name == "timing":
            # A label that a person rejected is neither early nor late.
            plain = F(name).is_in([w for w in words if w != UNKNOWN]) & ~REJECTED
            yield plain | _missing(name) | REJECTED if UNKNOWN in words else plain
        elif name != "lifter":
            plain = F(name).is_in([w for w in words if w != UNKNOWN])
            yield plain | _missing(name) if UNKNOWN in words else plain
    if "flagged" in wanted.switches:
        yield F("flagged") == True  # noqa: E712
    if "reviewed" in wanted.switches:
        yield JUDGED
    if "not_measurable" in wanted.switches:
        yield _label(tuple(n for n in LABELS if n not in GRADES))
    if wanted.lasso:
        yield _inside(wanted.lasso)
    if wanted.picked:
        # As FiftyOne's own select_labels() names them.
        from bson import ObjectId

        yield F("_id").is_in([ObjectId(i) for i in wanted.picked])


def _effective(name: str) -> Any:
    """Return the reviewer's number where there is one, else the machine's."""
    stored = {"onset_pct": "effective_onset_pct", "severity": "effective_severity"}.get(name)
    if stored is None:
        return F(name)
    return JUDGED.if_else(F(stored), F(name))


def _label(words: tuple[str, ...]) -> Any:
    plain = [w for w in words if w not in (REJECTED_LABEL, UNKNOWN)]
    held = JUDGED.if_else(F("effective_label"), F("label")).is_in(plain)
    if REJECTED_LABEL in words:
        held = held | REJECTED
    if UNKNOWN in words:
        held = held | (~JUDGED & _missing("label"))
    return held


def _states(words: tuple[str, ...]) -> Any:
    named = F("review_state").is_in([w for w in words if w != UNREVIEWED])
    return named | ~JUDGED if UNREVIEWED in words else named


def _missing(name: str) -> Any:
    return ~(F(name).exists()) | (F(name) == "")


def _inside(corners: tuple[Point, ...]) -> Any:
    """As :func:`.filter.inside`, for the database."""
    x, y = _effective("onset_pct"), F("wink_deg")
    crossings = []
    for (x1, y1), (x2, y2) in zip(corners, (*corners[1:], corners[0]), strict=True):
        if y1 == y2:
            continue
        low, high = sorted((y1, y2))
        slope = (x2 - x1) / (y2 - y1)
        # Half open, so that a corner is counted once: (y1 > y) != (y2 > y).
        between = (y >= low) & (y < high)
        crossings.append((between & (x < (y - y1) * slope + x1)).if_else(1, 0))
    odd = reduce(add, crossings) % 2 == 1
    lows, highs = map(min, zip(*corners, strict=True)), map(max, zip(*corners, strict=True))
    (left, bottom), (right, top) = lows, highs
    # What lies outside the box round the corners need not be compared with each edge; nor
    # what is missing, which sorts below all numbers.
    return (y >= bottom) & (y <= top) & (x >= left) & (x <= right) & odd


__all__ = [
    "CLIPS",
    "MAX_CLIPS",
    "MODES",
    "VIDEOS",
    "as_clips",
    "filtered",
    "of_lifters",
]
