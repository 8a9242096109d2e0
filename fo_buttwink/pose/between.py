"""Frames that were not looked at."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from .._util.arrays import FloatArray, interpolate_between
from ..domain.observations import PoseObservations


def fill_between(seen: PoseObservations, *, in_place: bool = False) -> PoseObservations:
    """Interpolate the frames between those that were looked at, linearly in time.

    What that changes in the figures: docs/accuracy.md.

    Parameters
    ----------
    seen
        Observations of which only those frames are filled that were looked at.
    in_place
        Fill the outlines where they are, which saves as much memory as they take; for who made
        them and needs them no more.

    Returns
    -------
    PoseObservations
        Frames next to one without the lifter, and those before the first and after the last
        one that was looked at, stay empty.
    """
    if seen.inferred.all():
        return seen

    def blended(values: FloatArray) -> FloatArray:
        return interpolate_between(values, seen.inferred, seen.time_s)

    return replace(
        seen,
        landmarks=blended(seen.landmarks),
        world=blended(seen.world),
        outline=_outlines(seen, in_place=in_place),
        outline_center_px=blended(seen.outline_center_px),
        outline_side_px=blended(seen.outline_side_px),
        plate_px=blended(seen.plate_px),
    )


def _outlines(seen: PoseObservations, *, in_place: bool) -> npt.NDArray[np.uint8]:
    # What is read are frames that were looked at, what is written are the others.
    out = seen.outline if in_place else seen.outline.copy()
    present, looked = seen.present, np.flatnonzero(seen.inferred)
    # Pair by pair: as floats all of them would take four times their memory.
    for before, after in itertools.pairwise(looked.tolist()):
        if after - before > 1 and present[before] and present[after]:
            times_s = seen.time_s[before : after + 1]
            weight = ((times_s[1:-1] - times_s[0]) / (times_s[-1] - times_s[0]))[:, None, None]
            mixed = (1.0 - weight) * seen.outline[before] + weight * seen.outline[after]
            out[before + 1 : after] = np.rint(mixed).astype(np.uint8)
    return out
