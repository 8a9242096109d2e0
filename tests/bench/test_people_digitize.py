"""Measuring by hand: the angles of lines, two passes made one, the pictures to measure on."""

from __future__ import annotations

import json
import math
from itertools import pairwise

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fo_buttwink.bench.people import TruthFileError, read_hand
from fo_buttwink.bench.people.__main__ import main as command
from fo_buttwink.bench.people.digitize import Pass, merge, read_pass
from fo_buttwink.cli.demo import CLIPS
from fo_buttwink.domain.hand.lines import rotation_deg

ANGLE = st.floats(-60, 60)


def line(angle_deg: float, *, right: bool, at: tuple[float, float] = (300.0, 200.0)) -> list[float]:
    """A line of 40 px that leans forward by an angle from level."""
    dx, dy = 40 * math.cos(math.radians(angle_deg)), 40 * math.sin(math.radians(angle_deg))
    return [*at, at[0] + (dx if right else -dx), at[1] + dy]


def points(pelvis: list[float], trunk: list[float], *, right: bool = True, **more: object):
    return {
        "faces": "right" if right else "left",
        "frames": [10, 20, 25, 30, 35, 40],
        "pelvis": [line(a, right=right) for a in pelvis],
        "trunk": [line(a, right=right) for a in trunk],
        "quality": "good",
        **more,
    }


def as_pass(values) -> Pass:
    return Pass(
        values["faces"] == "right",
        tuple(values["frames"]),
        tuple(None if v is None else tuple(v) for v in values["pelvis"]),
        tuple(None if v is None else tuple(v) for v in values["trunk"]),
        values["quality"],
        {},
    )


TURNS_BACK = ([-20.0, 0.0, 6.0, 8.0, 4.0, 1.0], [-25.0, 0.0, 8.0, 15.0, 20.0, 22.0])


@given(ANGLE, st.booleans())
def test_leaning_forward_is_positive_on_either_side(angle, right):
    assert rotation_deg(tuple(line(angle, right=right)), right=right) == pytest.approx(angle)


@given(st.lists(ANGLE, min_size=6, max_size=6), st.floats(-50, 50), st.booleans())
def test_changes_do_not_hang_on_which_line_of_the_body_is_taken(angles, offset, right):
    """Any other line that is fixed to the same bone turns by as much."""
    other = [a + offset for a in angles]
    one, two = (as_pass(points(a, a, right=right)).pelvis_deg() for a in (angles, other))
    assert one == pytest.approx(two, abs=1e-6)


def test_amounts_follow_from_the_definition():
    rep = merge(*[as_pass(points(*TURNS_BACK))] * 2)
    assert rep["reversal_deg"] == pytest.approx(7.0)
    assert rep["lumbar_rise_deg"] == pytest.approx((22 - 1) - (15 - 8))
    assert rep["wink_deg"] == pytest.approx(7.0)
    assert rep["pelvis_deg"][1] == 0 and rep["quality"] == "good"
    assert rep["passes_differ_deg"] == {"pelvis": 0.0, "trunk": 0.0}


def test_two_passes_are_averaged_and_the_worse_quality_counts():
    pelvis, trunk = TURNS_BACK
    more = [a + (2.0 if k == 3 else 0.0) for k, a in enumerate(pelvis)]
    rep = merge(as_pass(points(pelvis, trunk)), as_pass(points(more, trunk, quality="fair")))
    assert rep["pelvis_deg"][3] == pytest.approx(9.0)
    assert rep["reversal_by_pass"] == [pytest.approx(7.0), pytest.approx(9.0)]
    assert rep["passes_differ_deg"]["pelvis"] == pytest.approx(2.0)
    assert rep["quality"] == "fair"


def test_a_line_that_is_not_seen_leaves_no_amount():
    values = points(*TURNS_BACK)
    values["pelvis"][4] = None
    rep = merge(as_pass(values), as_pass(points(*TURNS_BACK)))
    assert rep["reversal_deg"] is None and rep["wink_deg"] is None
    assert rep["pelvis_deg"][4] is None and rep["quality"] == "poor"


def test_passes_of_other_frames_are_not_merged():
    other = points(*TURNS_BACK)
    other["frames"] = [10, 20, 25, 30, 35, 41]
    with pytest.raises(ValueError, match="the same frames"):
        merge(as_pass(points(*TURNS_BACK)), as_pass(other))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"faces": "up"}, "left or right"),
        ({"quality": "fine"}, "quality"),
        ({"frames": [1, 2]}, "6 numbers"),
        ({"pelvis": [[1, 2, 3]] * 6}, "6 lines"),
        ({"trunk": [[1, 2, 3, math.nan]] * 6}, "6 lines"),
    ],
)
def test_faults_of_a_pass_are_named(tmp_path, change, said):
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"x.mp4": {"2": {**points(*TURNS_BACK), **change}}}))
    with pytest.raises(TruthFileError, match=said) as error:
        read_pass(path)
    assert "x.mp4.2" in str(error.value)


def test_merged_file_is_read_by_the_bench(tmp_path, capsys):
    for name in "ab":
        reps = {"x.mp4": {"1": points(*TURNS_BACK)}, f"{name}.mp4": {"1": points(*TURNS_BACK)}}
        (tmp_path / f"{name}.json").write_text(json.dumps(reps))
    out = tmp_path / "hand.json"
    assert command(["merge", *(str(tmp_path / f"{n}.json") for n in "ab"), "--out", str(out)]) == 0
    (rep,) = read_hand(out)
    assert rep.video == "x.mp4" and rep.wink_deg == pytest.approx(7.0)
    assert "a.mp4 is in one pass only" in capsys.readouterr().err


def test_pictures_of_a_repetition(tmp_path):
    video = next(CLIPS.glob("02*.mp4"))
    assert command(["frames", str(video), "--rep", "1", "--out", str(tmp_path)]) == 0
    found = sorted(tmp_path.iterdir(), key=lambda p: p.name)
    frames = [int(p.stem.rsplit("_f", 1)[1]) for p in found]
    assert len(frames) == 6 and frames == sorted(set(frames))
    pictures = [cv2.imread(str(p)) for p in found]
    assert {p.shape for p in pictures} == {pictures[0].shape}
    # The lifter is in the middle of each, and moves from one to the next.
    assert all(np.abs(a.astype(int) - b).mean() > 1 for a, b in pairwise(pictures))
    assert command(["frames", str(video), "--rep", "9", "--out", str(tmp_path)]) == 2
