"""Equality of results to the last bit."""

from __future__ import annotations

import numpy as np

from fo_buttwink.batch.task import Result


def same(one: Result, two: Result) -> None:
    """Assert that two results are equal to the last bit."""
    a, b = one.analysis, two.analysis
    assert a.to_json() == b.to_json()
    assert a.reps == b.reps
    assert (a.frames is None) == (b.frames is None)
    if a.frames is not None and b.frames is not None:
        for name, before in vars(a.frames).items():
            np.testing.assert_array_equal(before, getattr(b.frames, name))
    assert one.observations is not None and two.observations is not None
    for name in (
        "landmarks",
        "world",
        "time_s",
        "outline_center_px",
        "outline_side_px",
        "plate_px",
        "inferred",
    ):
        before, after = getattr(one.observations, name), getattr(two.observations, name)
        np.testing.assert_array_equal(before, after)
