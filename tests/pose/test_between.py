"""Frames that were not looked at."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from fo_buttwink.domain.observations import ModelInfo, PoseObservations, VideoInfo
from fo_buttwink.pose.between import fill_between

SERIES = ("landmarks", "world", "outline_center_px", "outline_side_px", "plate_px")


def moving(time_s, looked, missing=()):
    """Everything grows evenly with time; only some frames were looked at."""
    count = len(time_s)
    t = np.asarray(time_s, float)
    known = [k for k in looked if k not in missing]

    def series(*shape):
        out = np.full((count, *shape), np.nan, np.float32)
        out[known] = t[known].reshape(-1, *[1] * len(shape)) * 10.0 + 1.0
        return out

    outline = np.zeros((count, 4, 4), np.uint8)
    outline[known] = (t[known, None, None] * 20.0).astype(np.uint8)
    return PoseObservations(
        video=VideoInfo("a.mp4", 100, 100, 60.0, count, count / 60.0),
        model=ModelInfo("full", "0" * 64, "file", "1.2.2"),
        time_s=t,
        landmarks=series(33, 4),
        world=series(33, 3),
        outline=outline,
        outline_center_px=series(2),
        outline_side_px=series(),
        plate_px=series(2),
        inferred=np.isin(np.arange(count), list(looked)),
        people=1,
    )


def test_nothing_is_left_to_do_where_every_frame_was_looked_at():
    seen = moving(np.arange(5) / 25, range(5))
    assert fill_between(seen) is seen


def test_no_frame_was_looked_at():
    full = fill_between(moving(np.arange(5) / 25, []))
    assert not full.present.any() and not full.outline.any()


@given(
    every=st.integers(2, 9),
    steps=st.lists(st.floats(0.004, 0.1), min_size=1, max_size=40),
)
def test_even_movement_is_met_also_with_uneven_times(every, steps):
    time_s = np.cumsum(steps)
    count = len(time_s)
    full = fill_between(moving(time_s, range(0, count, every)))
    last = (count - 1) // every * every
    for name in SERIES:
        values = getattr(full, name)
        expected = (time_s * 10.0 + 1.0).reshape(-1, *[1] * (values.ndim - 1))
        assert values.dtype == np.float32
        np.testing.assert_allclose(
            values[: last + 1], np.broadcast_to(expected, values.shape)[: last + 1], rtol=1e-5
        )
        assert np.isnan(values[last + 1 :]).all(), "nothing is known after the last one"
    np.testing.assert_allclose(
        full.outline[: last + 1, 0, 0], 20.0 * time_s[: last + 1], atol=1.0 + 0.5
    )
    assert not full.outline[last + 1 :].any()


@given(count=st.integers(1, 30), data=st.data())
def test_what_was_seen_is_kept_and_nothing_is_made_up(count, data):
    looked = sorted(data.draw(st.sets(st.integers(0, count - 1), min_size=1)))
    missing = data.draw(st.sets(st.sampled_from(looked)))
    nothing = set(range(count)) - set(looked)
    seen = moving(np.arange(count) / 60.0, looked, missing)
    full = fill_between(seen)
    for name in (f.name for f in fields(seen) if f.name not in ("warnings", "video", "model")):
        before, after = getattr(seen, name), getattr(full, name)
        if isinstance(before, np.ndarray):
            np.testing.assert_array_equal(after[looked], before[looked])
    for k in nothing:
        before = max((n for n in looked if n < k), default=None)
        after = min((n for n in looked if n > k), default=None)
        assert full.present[k] == (not {before, after} & (missing | {None}))
        if not full.present[k]:
            assert not full.outline[k].any()


def test_plate_seen_on_one_side_only_stays_unknown():
    seen = moving(np.arange(5) / 60.0, [0, 2, 4])
    plate = seen.plate_px.copy()
    plate[2] = np.nan
    full = fill_between(replace(seen, plate_px=plate))
    assert full.present.all() and np.isnan(full.plate_px[1:4]).all()
    assert np.isfinite(full.plate_px[[0, 4]]).all()


def test_the_given_observations_are_not_changed():
    seen = moving(np.arange(7) / 60.0, [0, 3, 6])
    fill_between(seen)
    assert np.isnan(seen.landmarks[1]).all() and not seen.outline[1].any()
