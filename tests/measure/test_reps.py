"""Repetitions in made-up height curves whose squats are known."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fo_buttwink.config import RepConfig
from fo_buttwink.measure.reps import RepSignals, RepSpan, find_reps

FPS = 30.0
STANDING = 0.95


@dataclass(frozen=True)
class Squat:
    """One squat: seconds down, at the bottom, up and standing after it; depth in leg lengths."""

    down: float = 1.0
    pause: float = 0.0
    up: float = 0.9
    rest: float = 0.8
    depth: float = 0.5


def course(*squats: Squat, before: float = 1.0, fps: float = FPS) -> tuple[np.ndarray, np.ndarray]:
    """Time and hip height of some squats, and the times of their borders and bottoms."""
    knots, heights, starts = [0.0, before], [STANDING, STANDING], []
    for squat in squats:
        starts.append(knots[-1])
        for seconds, height in (
            (squat.down, STANDING - squat.depth),
            (squat.pause, STANDING - squat.depth),
            (squat.up, STANDING),
            (squat.rest, STANDING),
        ):
            if seconds > 1e-3:
                knots.append(knots[-1] + seconds)
                heights.append(height)
    time_s = np.arange(0.0, knots[-1] + 1e-9, 1.0 / fps)
    # Minimum-jerk between the knots: as smooth as a person.
    k = np.clip(np.searchsorted(knots, time_s, side="right") - 1, 0, len(knots) - 2)
    x = (time_s - np.take(knots, k)) / (np.take(knots, k + 1) - np.take(knots, k))
    x = np.clip(x, 0.0, 1.0)
    blend = x**3 * (10 - 15 * x + 6 * x**2)
    height = np.take(heights, k) * (1 - blend) + np.take(heights, k + 1) * blend
    return time_s, height


def accepted(spans: list[RepSpan]) -> list[RepSpan]:
    return [span for span in spans if not span.rejected]


def find(time_s: np.ndarray, height: np.ndarray, **others: np.ndarray) -> list[RepSpan]:
    return find_reps(RepSignals(time_s, height, **others))


squats = st.lists(
    st.builds(
        Squat,
        down=st.floats(0.65, 3.0),
        pause=st.floats(0.0, 2.0),
        up=st.floats(0.4, 2.5),
        rest=st.floats(0.0, 2.5),
        depth=st.floats(0.35, 0.7),
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=40, deadline=None)
@given(squats, st.floats(0.3, 3.0))
def test_every_squat_is_found_where_it_is(reps, before):
    time_s, height = course(*reps, before=before)
    found = find(time_s, height)
    assert [s.rejected for s in found] == [""] * len(reps)
    begin = before
    for span, squat in zip(found, reps, strict=True):
        low, end = begin + squat.down, begin + squat.down + squat.pause + squat.up
        # 5 % of a minimum-jerk movement takes a fifth of its time.
        assert begin - 0.05 <= time_s[span.first] <= begin + 0.25 * squat.down + 0.05
        assert end - 0.25 * squat.up - 0.05 <= time_s[span.last] <= end + 0.05
        assert low - 0.05 <= time_s[span.bottom] <= low + squat.pause + 0.05
        assert span.descent == pytest.approx(squat.depth, abs=0.01)
        depth = span.depth(height)
        assert depth[span.bottom] == pytest.approx(1.0, abs=1e-9)
        assert depth[span.first] <= 0.06
        stay = time_s[span.pause[1]] - time_s[span.pause[0]]
        assert squat.pause - 0.1 <= stay <= squat.pause + 0.25 * (squat.down + squat.up) + 0.1
        begin = end + squat.rest


@settings(max_examples=25, deadline=None)
@given(squats, st.integers(0, 2**32 - 1), st.floats(0.0, 0.012), st.floats(-0.1, 0.1))
def test_noise_and_drift_change_no_count(reps, seed, noise, drift):
    time_s, height = course(*reps)
    rng = np.random.default_rng(seed)
    height = height + drift * time_s / time_s[-1] + rng.normal(0.0, noise, len(height))
    assert len(accepted(find(time_s, height))) == len(reps)


@settings(max_examples=15, deadline=None)
@given(squats, st.sampled_from([15.0, 24.0, 60.0, 120.0]))
def test_frame_rate_does_not_matter(reps, fps):
    time_a, height_a = course(*reps)
    time_b, height_b = course(*reps, fps=fps)
    a, b = find(time_a, height_a), find(time_b, height_b)
    assert len(a) == len(b)
    for one, other in zip(a, b, strict=True):
        # A pause has no deepest frame, so its bottom may lie anywhere in it.
        assert time_b[other.first] == pytest.approx(time_a[one.first], abs=0.1)
        assert time_b[other.last] == pytest.approx(time_a[one.last], abs=0.1)


@settings(max_examples=15, deadline=None)
@given(st.floats(0.7, 2.0), st.floats(0.3, 3.0))
def test_slower_and_larger_is_the_same(slower, larger):
    """Neither the unit of height nor, within the bounds of a squat, the pace matters."""
    time_s, height = course(Squat(), Squat(down=1.3, depth=0.6), Squat(depth=0.45))
    spans = find(time_s, height)
    other = find(time_s * slower, height)
    assert [(s.bottom, s.rejected) for s in other] == [(s.bottom, s.rejected) for s in spans]
    for one, two in zip(spans, other, strict=True):
        assert abs(one.first - two.first) <= 3 and abs(one.last - two.last) <= 3
    wide = replace(
        RepConfig(),
        min_depth_leg=0.12 * larger,
        max_depth_leg=1.05 * larger,
        max_speed_leg_s=1.5 * larger,
    )
    scaled = find_reps(RepSignals(time_s, height * larger), wide)
    assert [(s.first, s.bottom, s.last) for s in scaled] == [
        (s.first, s.bottom, s.last) for s in spans
    ]


def test_touch_and_go():
    time_s, height = course(*[Squat(rest=0.0)] * 5)
    spans = find(time_s, height)
    assert len(accepted(spans)) == 5
    for one, two in itertools.pairwise(spans):
        assert one.last <= two.first


@pytest.mark.parametrize("share", [0.02, 0.1, 0.3, 0.5])
def test_wobble_at_the_bottom_is_no_second_squat(share):
    time_s, height = course(Squat(pause=1.5))
    low = height.min()
    wobble = share * (STANDING - low) * np.exp(-(((time_s - 2.75) / 0.15) ** 2))
    assert len(find(time_s, height + wobble)) == 1


def test_coming_up_almost_fully_parts_two_squats():
    time_s, height = course(Squat(rest=0.0), Squat(rest=0.0))
    crest = np.exp(-(((time_s - 2.9) / 0.25) ** 2))
    assert len(accepted(find(time_s, height - 0.1 * crest))) == 2


def test_unracking_dip_is_not_a_squat():
    time_s, height = course(Squat(), Squat(), before=5.0)
    dip = -0.1 * np.exp(-(((time_s - 1.5) / 0.3) ** 2))
    assert len(accepted(find(time_s, height + dip))) == 2


def test_unracking_from_below_standing_height():
    """Under the bar the knees are bent; what follows is the standing that counts."""
    time_s, height = course(Squat(), Squat(), before=6.0)
    height = height - 0.12 / (1.0 + np.exp((time_s - 2.0) * 6.0))
    spans = accepted(find(time_s, height))
    assert len(spans) == 2
    assert time_s[spans[0].first] > 5.8


@pytest.mark.parametrize("gap_s", [0.1, 0.3])
@pytest.mark.parametrize("where", [1.5, 2.0, 2.6])
def test_short_gap_loses_no_squat(gap_s, where):
    time_s, height = course(Squat(), Squat())
    height = np.where(np.abs(time_s - where) < gap_s / 2, np.nan, height)
    spans = find(time_s, height)
    assert len(accepted(spans)) == 2
    assert time_s[spans[0].bottom] == pytest.approx(2.0, abs=0.2)


def test_squat_that_was_not_seen_is_rejected():
    """Only its lowest frames are known: enough for a dip, not for a squat."""
    time_s, height = course(Squat(), Squat(down=1.5, up=1.5), Squat())
    hidden = (time_s > 3.8) & (time_s < 6.7) & (np.abs(time_s - 5.2) > 0.1)
    spans = find(time_s, np.where(hidden, np.nan, height))
    assert [bool(s.rejected) for s in spans] == [False, True, False]
    assert "lost" in spans[1].rejected


@pytest.mark.parametrize("height", [[], [0.9] * 3, [np.nan] * 50, [0.9] * 50])
def test_nothing_to_find(height):
    time_s = np.arange(len(height)) / FPS
    assert find(time_s, np.array(height, dtype=float)) == []


def test_standing_noise_is_no_squat():
    rng = np.random.default_rng(1)
    time_s = np.arange(300) / FPS
    assert find(time_s, STANDING + rng.normal(0, 0.005, 300)) == []


@pytest.mark.parametrize("reason", ["did not come back up", "did not start from standing"])
def test_clip_that_shows_part_of_a_squat(reason):
    time_s, height = course(Squat(), Squat(down=1.5, up=1.5, rest=0.0))
    # 55 % of the time of a minimum-jerk rise is 59 % of the way up.
    keep = time_s <= 3.7 + 1.5 + 0.55 * 1.5
    time_s, height = time_s[keep], height[keep]
    spans = find(time_s, height[::-1] if reason == "did not start from standing" else height)
    assert len(accepted(spans)) == 1
    assert [s.rejected for s in spans if s.rejected] == [reason]


def test_clip_that_ends_at_the_bottom():
    time_s, height = course(Squat(), Squat(pause=1.0))
    keep = time_s < 5.0
    assert len(find(time_s[keep], height[keep])) == 1


ONE = course(Squat())


@pytest.mark.parametrize(
    ("squat", "others", "reason"),
    [
        (Squat(down=0.25, up=0.4), {}, "a jump or a fall"),
        (Squat(down=0.9, depth=1.2), {}, "a jump or a fall"),
        (Squat(down=0.25, up=0.2, depth=0.3), {}, "a squat takes at least 0.6 s"),
        (Squat(down=2.0, up=2.0, pause=10.0), {}, "a squat takes at most 12 s"),
        (Squat(), {"knee_flexion_deg": 40.0}, "bend to only 40 deg; a squat needs at least 50 deg"),
        (Squat(), {"feet_x": "walk"}, "walking, not squatting"),
        (Squat(), {"balance": -0.4}, "sitting on something"),
    ],
)
def test_reasons_for_rejecting(squat, others, reason):
    time_s, height = course(squat)
    curves = {
        name: np.linspace(0.0, 2.0, len(time_s))
        if value == "walk"
        else np.full(len(time_s), float(value))
        for name, value in others.items()
    }
    spans = find(time_s, height, **curves)
    assert len(spans) == 1
    assert reason in spans[0].rejected


def test_the_same_curves_within_bounds_are_accepted():
    time_s, height = ONE
    n = len(time_s)
    spans = find(
        time_s,
        height,
        knee_flexion_deg=np.full(n, 60.0),
        feet_x=np.linspace(0.0, 0.3, n),
        balance=np.full(n, -0.2),
    )
    assert [s.rejected for s in spans] == [""]


def test_unknown_knee_or_feet_reject_nothing_but_unknown_knee_does():
    time_s, height = ONE
    hidden = np.full(len(time_s), np.nan)
    assert accepted(find(time_s, height, feet_x=hidden, balance=hidden))
    assert not accepted(find(time_s, height, knee_flexion_deg=hidden))


def test_squat_too_shallow_for_its_clip_is_left_out():
    """Beside real squats a curtsey does not even count as a rejected movement."""
    time_s, height = course(Squat(depth=0.6), Squat(depth=0.1), Squat(depth=0.6))
    assert len(find(time_s, height)) == 2


def test_rule_is_named_by_the_config():
    time_s, height = course(Squat(down=0.6, up=0.6))
    assert not find(time_s, height)[0].rejected
    strict = replace(RepConfig(), min_duration_s=2.0)
    assert "at least 2 s" in find_reps(RepSignals(time_s, height), strict)[0].rejected


@pytest.mark.parametrize("fps", [15, 25, 60, 75])
def test_a_later_part_of_a_video_has_the_same_repetitions(fps):
    """Half a second is no whole number of frames: the last digit of the times decided."""
    time_s = np.arange(8 * fps) / fps
    squat = np.where((time_s > 2) & (time_s < 4.4), np.sin(np.pi * (time_s - 2) / 2.4) ** 2, 0)
    sinking = 0.95 + 0.05 * np.maximum(2.0 - time_s, 0.0) - 0.5 * squat
    [found] = find(time_s, sinking)
    for later_s in (7.0, 100.1, 1000.0, 3333.3):
        assert find(time_s + later_s, sinking) == [found]


@pytest.mark.parametrize("frames", [9, 12])
def test_the_shortest_squat_is_one_at_any_time(frames):
    """0.6 s at 15 and at 20 frames per second: exactly the least that a squat takes."""
    fps = frames / 0.6
    height = np.full(60, 0.95)
    height[20 : 21 + frames] -= 0.4 * np.sin(np.linspace(0, np.pi, frames + 1))
    said = set()
    for later_s in (0.0, 7.0, 100.1, 1000.0, 3333.3):
        [span] = find(np.arange(60) / fps + later_s, height)
        said.add((span.last - span.first, span.rejected))
    assert len(said) == 1
