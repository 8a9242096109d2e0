"""A lifter who turns round between sets: each part of a clip is measured from the side it shows."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import numpy as np

from ..config import GateConfig
from ..domain.analysis import Repetition, ViewEstimate
from ..domain.curves import FrameSeries
from ..measure.reps import RepSpan


@dataclass(frozen=True)
class Measured:
    """What was measured in a clip, or in a part of it, from one side."""

    view: ViewEstimate
    """The view in which its squats are seen."""
    views: list[ViewEstimate]
    """The view during each repetition."""
    candidates: list[RepSpan]
    """What is or might be a squat."""
    series: FrameSeries
    reps: tuple[Repetition, ...]
    turned: bool = False
    """The repetitions are not all seen from one side."""


def is_side(view: ViewEstimate, config: GateConfig) -> bool:
    """Whether a view is near enough to a side view to be measured in."""
    return view.side is not None and view.yaw_deg is not None and view.yaw_deg <= config.max_yaw_deg


def turns_between(
    spans: Sequence[RepSpan], views: Sequence[ViewEstimate], config: GateConfig
) -> list[int]:
    """Return the frames (0-based) at which a lifter may be taken to have turned round.

    They lie in the middle between two repetitions that are seen from different sides. A
    repetition that is not seen from a side belongs to the one before it.
    """
    seen = [
        (span, view.side) for span, view in zip(spans, views, strict=True) if is_side(view, config)
    ]
    turns = []
    for (_, one), (after, other) in itertools.pairwise(seen):
        if one != other:
            rest = max(span.last for span in spans if span.last <= after.first)
            turns.append((rest + after.first + 1) // 2)
    return turns


def joined(parts: Sequence[Measured], starts: Sequence[int], view: ViewEstimate) -> Measured:
    """Put the parts of a clip together again.

    Parameters
    ----------
    parts
        In their order.
    starts
        First frame of each (0-based).
    view
        The view of the clip.
    """
    names = [f.name for f in fields(FrameSeries)]
    series = {n: np.concatenate([getattr(p.series, n) for p in parts]) for n in names}
    pairs = list(zip(parts, starts, strict=True))
    return Measured(
        view=view,
        views=[v for part in parts for v in part.views],
        candidates=[span.moved(by) for part, by in pairs for span in part.candidates],
        series=FrameSeries(**series),
        reps=tuple(_moved(rep, by) for part, by in pairs for rep in part.reps),
        turned=True,
    )


def _moved(rep: Repetition, by: int) -> Repetition:
    return replace(
        rep,
        first=rep.first + by,
        bottom=rep.bottom + by,
        last=rep.last + by,
        turning=None if rep.turning is None else rep.turning + by,
    )
