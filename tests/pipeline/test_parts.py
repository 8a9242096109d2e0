"""A lifter who turns round between sets is measured from the side that each repetition shows."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest
import stick_figure

import fo_buttwink
from fo_buttwink.config import GateConfig
from fo_buttwink.domain.analysis import ViewEstimate
from fo_buttwink.domain.curves import FrameSeries
from fo_buttwink.domain.observations import Pictures
from fo_buttwink.measure.reps import RepSpan
from fo_buttwink.pipeline.analyze import analyze_observations
from fo_buttwink.pipeline.observe import observe_video
from fo_buttwink.pipeline.parts import turns_between

DEMO = Path(fo_buttwink.__file__).parent / "data" / "demo"
GATES = GateConfig()


def span(first, last):
    return RepSpan(first, (first + last) // 2, last, 1.0, 0.5, (first + 1, last - 1))


def view(side, yaw_deg=5.0):
    return ViewEstimate(side, yaw_deg, 0.9)


@pytest.mark.parametrize(
    ("sides", "expected"),
    [
        ("rrr", []),
        ("rrl", [35]),
        ("rlr", [23, 35]),
        ("r?l", [35]),  # an unclear one belongs to the side before it
        ("?rl", [35]),
        ("r??", []),
        ("", []),
    ],
)
def test_turns_lie_between_repetitions_of_different_sides(sides, expected):
    spans = [span(10 + 12 * k, 20 + 12 * k) for k in range(len(sides))]
    assert [s.first for s in spans] == [10, 22, 34][: len(sides)]
    views = [view(None, 50.0) if s == "?" else view({"r": "right", "l": "left"}[s]) for s in sides]
    found = turns_between(spans, views, GATES)
    assert len(found) == len(expected)
    for turn, near in zip(found, expected, strict=True):
        assert abs(turn - near) <= 2
        assert not any(s.first < turn <= s.last for s in spans)


def test_a_figure_that_turns_round_is_measured_from_both_sides():
    one = stick_figure.observe(stick_figure.squat_depth(2))
    both = stick_figure.followed_by(one, stick_figure.mirror(one))
    result = analyze_observations(both)
    assert [rep.further["side"] for rep in result.reps] == ["right", "right", "left", "left"]
    alone = analyze_observations(one).reps
    for rep, whole in zip(result.reps, (*alone, *alone), strict=True):
        assert rep.label == whole.label
    assert "turns round between repetitions" in result.message
    assert {len(getattr(result.frames, f.name)) for f in fields(FrameSeries)} == {len(both.time_s)}
    assert np.array_equal(result.frames.time_s, both.time_s)


def test_a_figure_that_does_not_turn_is_not_cut():
    result = analyze_observations(stick_figure.observe(stick_figure.squat_depth(3)))
    assert "turns round" not in result.message


@pytest.mark.pose
def test_a_real_pose_that_turns_round_gives_the_values_of_each_side():
    """The second half is the first in a mirror: it must give the same numbers again."""
    path = next(p for p in sorted(DEMO.glob("*.mp4")) if "frontal" not in p.stem)
    one = replace(observe_video(path), pictures=None)
    alone = analyze_observations(one)
    graded = [rep for rep in alone.reps if rep.wink_deg is not None]
    assert graded, "the clip must have something to lose"
    result = analyze_observations(stick_figure.followed_by(one, stick_figure.mirror(one)))
    n = len(alone.reps)
    assert len(result.reps) == 2 * n
    for k, rep in enumerate(result.reps):
        assert rep.label == alone.reps[k % n].label
        if rep.wink_deg is not None:
            assert rep.wink_deg == pytest.approx(alone.reps[k % n].wink_deg, abs=1.5)
    assert {rep.further["side"] for rep in result.reps[:n]} != {
        rep.further["side"] for rep in result.reps[n:]
    }


def test_a_part_of_the_pictures_has_the_files_of_its_frames():
    files = [np.arange(k, dtype=np.uint8) + k for k in (3, 0, 5, 2)]
    data, end = np.concatenate(files), np.cumsum([len(f) for f in files])
    whole = Pictures(data, end, np.arange(12.0).reshape(4, 3))
    part = whole.part(1, 4)
    for frame in range(3):
        assert np.array_equal(part.file(frame), whole.file(frame + 1))
    assert np.array_equal(part.place_px, whole.place_px[1:])
    assert len(part.data) == 7 and len(whole.part(0, 0).data) == 0


def test_a_part_of_the_observations_cuts_every_array():
    part = stick_figure.observe(stick_figure.squat_depth(1)).part(10, 20)
    per_frame = [f.name for f in fields(part) if isinstance(getattr(part, f.name), np.ndarray)]
    assert len(per_frame) == 8
    assert {len(getattr(part, name)) for name in per_frame} == {10}
