"""Frames that were not looked at."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from ..observations import FloatArray, PoseObservations


def fill_between(seen: PoseObservations) -> PoseObservations:
    """Interpolate the frames between those that were looked at, linearly in time.

    What that changes in the figures: docs/accuracy.md.

    Parameters
    ----------
    seen
        Observations of which only those frames are filled that were looked at.

    Returns
    -------
    PoseObservations
        Frames next to one without the lifter, and those before the first and after the last
        one that was looked at, stay empty.
    """
    known, between = np.flatnonzero(seen.inferred), np.flatnonzero(~seen.inferred)
    place = np.searchsorted(known, between)
    within = (place > 0) & (place < len(known))
    if not within.any():
        return seen
    between, place = between[within], place[within]
    before, after = known[place - 1], known[place]
    start_s, end_s = seen.time_s[before], seen.time_s[after]
    share = (seen.time_s[between] - start_s) / (end_s - start_s)

    def blended(values: FloatArray) -> FloatArray:
        weight = share.reshape(-1, *[1] * (values.ndim - 1))
        out = values.copy()
        # What is missing on one side is missing between.
        out[between] = (1.0 - weight) * values[before] + weight * values[after]
        return out

    return replace(
        seen,
        landmarks=blended(seen.landmarks),
        world=blended(seen.world),
        outline=_outlines(seen, between, before, after, share),
        outline_center_px=blended(seen.outline_center_px),
        outline_side_px=blended(seen.outline_side_px),
        plate_px=blended(seen.plate_px),
    )


def _outlines(
    seen: PoseObservations,
    between: npt.NDArray[np.intp],
    before: npt.NDArray[np.intp],
    after: npt.NDArray[np.intp],
    share: FloatArray,
) -> npt.NDArray[np.uint8]:
    out = seen.outline.copy()
    present = seen.present
    # One by one: as floats all of them would take four times their memory.
    for frame, one, other, weight in zip(between, before, after, share, strict=True):
        if present[one] and present[other]:
            mixed = (1.0 - weight) * seen.outline[one] + weight * seen.outline[other]
            out[frame] = np.rint(mixed).astype(np.uint8)
    return out
