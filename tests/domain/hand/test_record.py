"""Lines by hand: what angles follow from them, and what is refused."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import numpy as np
import pytest
from by_hand import NUMBERS, PELVIS, TRUNK, line, measure
from hypothesis import given
from hypothesis import strategies as st

from fo_buttwink.domain.hand.lines import Line, check_line
from fo_buttwink.domain.hand.record import HandFrame, HandMeasure
from fo_buttwink.errors import HandMeasureError


def test_constructed_curves_give_their_values():
    found = measure().amounts()
    assert found.pelvic_reversal_deg == pytest.approx(7.0)
    assert found.lumbar_rise_deg == pytest.approx((22 - 1) - (15 - 8))
    assert found.wink_deg == pytest.approx(7.0)
    # Turned back by 4 deg at 90 %, by 0 at 75 %: by 2 deg in the middle.
    assert found.onset_pct == pytest.approx(82.5) and found.onset_pct_interval == (75.0, 90.0)
    assert found.reasons == {}
    assert measure().angles_deg("pelvis") == pytest.approx(PELVIS)
    assert measure().angles_deg("trunk") == pytest.approx(TRUNK)


def test_the_smaller_of_both_is_the_wink_and_it_is_never_negative():
    flat = measure(trunk=(-25.0, 0.0, 8.0, 15.0, 12.0, 10.0)).amounts()
    assert flat.lumbar_rise_deg == pytest.approx(2.0) and flat.wink_deg == pytest.approx(2.0)
    back = measure(trunk=(-25.0, 0.0, 8.0, 15.0, 4.0, 0.0)).amounts()
    assert back.lumbar_rise_deg == pytest.approx(-8.0) and back.wink_deg == 0.0
    assert back.onset_pct is None and "has no onset" in back.reasons["onset_pct"]


ANGLES = st.lists(st.floats(-40, 40), min_size=6, max_size=6)


@given(ANGLES, ANGLES, st.floats(-40, 40), st.booleans())
def test_a_rolled_camera_changes_nothing(pelvis, trunk, roll, right):
    level = measure(pelvis, trunk, right=right)
    rolled = measure(pelvis, trunk, right=right, roll=roll)
    for kind in ("pelvis", "trunk"):
        assert rolled.angles_deg(kind) == pytest.approx(level.angles_deg(kind), abs=1e-6)
    a, b = level.amounts(), rolled.amounts()
    assert b.pelvic_reversal_deg == pytest.approx(a.pelvic_reversal_deg, abs=1e-6)


@given(ANGLES, ANGLES, st.booleans())
def test_a_mirrored_picture_is_read_right_only_with_the_other_facing(pelvis, trunk, right):
    one, other = (measure(pelvis, trunk, right=r).angles_deg("pelvis") for r in (right, not right))
    assert one == pytest.approx(other, abs=1e-6)
    wrong = measure(pelvis, trunk, right=right, mirrored=True).angles_deg("pelvis")
    assert wrong == pytest.approx(-one, abs=1e-6)


@given(st.floats(-179, 179))
def test_lines_that_all_run_the_other_way_round_say_the_same(turn):
    """Only an inconsistent order matters: changes are unwrapped across 180 degrees."""
    turned = tuple(
        replace(f, pelvis=line(p, start=10.0 + turn)) for f, p in zip(measure().frames, PELVIS,
                                                                    strict=True)
    )  # fmt: skip
    assert measure(frames=turned).angles_deg("pelvis") == pytest.approx(PELVIS, abs=1e-6)


def test_one_line_upside_down_is_named():
    stills = list(measure().frames)
    x1, y1, x2, y2 = stills[3].pelvis
    stills[3] = replace(stills[3], pelvis=Line(x2, y2, x1, y1))
    with pytest.raises(HandMeasureError, match="frame 61: the pelvis line points") as caught:
        measure(frames=tuple(stills))
    assert "swap its ends" in caught.value.remedy


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ((1, 2, 1, 2), "0.0 pixels long"),
        ((1, 2, 3, 4), "2.8 pixels long"),
        ((1, 2, math.nan, 4), "four|expected a line"),
        ((1, 2, math.inf, 4), "expected a line"),
        ((1, 2, 30), "expected a line"),
        ((1, 2, "30", 4), "expected a line"),
        ((True, 2, 30, 4), "expected a line"),
    ],
)
def test_lines_without_a_direction_are_refused(values, said):
    with pytest.raises(HandMeasureError, match=said) as caught:
        check_line(values, "frame 7: trunk")
    assert str(caught.value).startswith("frame 7: trunk") and caught.value.remedy


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"who": " "}, "nobody is named"),
        ({"quality": "fine"}, "quality"),
        ({"faces": "up"}, "left or right"),
        ({"first": 0}, "from 1 on"),
        ({"first": 120}, "repetition"),
        ({"reference": 52}, "are needed"),
        ({"deepest": 51}, "is not before"),
        ({"frames": measure().frames[::-1]}, "rising"),
        ({"frames": ()}, "are needed"),
        ({"frames": tuple(HandFrame(n) for n in NUMBERS)}, "neither the pelvis nor the trunk"),
        ({"frames": (HandFrame(51, pelvis_deg=math.nan), *measure().frames[2:])}, "finite"),
    ],
)
def test_what_contradicts_itself_is_refused(changes, said):
    with pytest.raises(HandMeasureError, match=said) as caught:
        measure(**changes)
    assert caught.value.remedy


def test_nothing_is_made_of_too_little():
    hole = measure(pelvis=(-20.0, 0.0, 6.0, None, 4.0, 1.0)).amounts()
    assert hole.wink_deg is None and "1 of 5 frames" in hole.reasons["wink_deg"]
    two = measure(frames=(measure().frames[1], measure().frames[5])).amounts()
    assert two.pelvic_reversal_deg is None and "at least 3" in two.reasons["pelvic_reversal_deg"]
    bare = measure(trunk=(None,) * 6).amounts()
    assert bare.pelvic_reversal_deg == pytest.approx(7.0) and bare.wink_deg is None
    hidden = measure(quality="hidden").amounts()
    assert hidden.pelvic_reversal_deg is None and "hidden" in hidden.reasons["wink_deg"]
    undated = measure(frames=tuple(replace(f, depth_pct=None) for f in measure().frames)).amounts()
    assert undated.wink_deg is not None and undated.onset_pct is None


def test_that_nothing_is_to_be_seen_is_an_answer():
    bare = measure(frames=tuple(HandFrame(n) for n in NUMBERS), quality="hidden")
    assert bare.amounts().wink_deg is None
    assert HandMeasure.from_json(bare.to_json()) == bare


def test_what_comes_after_the_deepest_frame_does_not_count():
    more = (*measure().frames, HandFrame(95, line(-30.0), line(0.0, start=-80.0)))
    assert measure(frames=more).amounts() == measure().amounts()


def test_json_and_back():
    for one in (measure(), measure(size_px=(1280, 720), note="belt creeps", pass_number=2)):
        text = json.dumps(one.to_json(), allow_nan=False)
        assert HandMeasure.from_json(json.loads(text)) == one
    given_angles = measure(
        frames=tuple(
            HandFrame(n, pelvis_deg=p, trunk_deg=t)
            for n, p, t in zip(NUMBERS, PELVIS, TRUNK, strict=True)
        )
    )
    assert HandMeasure.from_json(given_angles.to_json()) == given_angles
    assert given_angles.amounts().wink_deg == pytest.approx(7.0)


@pytest.mark.parametrize(
    "change", [{"measured_at": "soon"}, {"frames": 3}, {"who": None}, {"frames": [{"x": 1}]}]
)
def test_broken_json_is_an_error_of_ours(change):
    with pytest.raises(HandMeasureError):
        HandMeasure.from_json({**measure().to_json(), **change})


def test_later_members_are_ignored():
    assert HandMeasure.from_json({**measure().to_json(), "weather": "fine"}).who == "ann"


def test_nan_never_comes_out():
    values = measure(pelvis=(None, 0.0, 6.0, 8.0, 4.0, 1.0)).angles_deg("pelvis")
    assert math.isnan(values[0]) and np.isfinite(values[1:]).all()
    assert "NaN" not in json.dumps(measure(quality="hidden").amounts().to_json())
