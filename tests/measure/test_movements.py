"""Squats stay squats, and other movements are named: drawn figures, and the cut-offs themselves."""

from __future__ import annotations

import re
from dataclasses import replace

import movers
import numpy as np
import pytest
from movers import OTHERS, SQUATS, Body, Pose, View, down_and_up, film

from fo_buttwink.config import Config, MovementConfig
from fo_buttwink.measure.movements import (
    CHECKS,
    Carriage,
    SpanFigures,
    other_movement,
    span_figures,
    tell_apart,
)
from fo_buttwink.measure.reps import RepSpan
from fo_buttwink.pipeline.analyze import analyze_observations

BODIES = {
    "usual": Body(),
    "long thighs": Body(thigh=0.55, trunk=0.53, arm=0.60),
    "long trunk": Body(thigh=0.49, trunk=0.67, arm=0.66),
}
VIEWS = {
    "right side": View(5),
    "left side": View(175),
    "oblique": View(40),
    "oblique, left, flattened": View(140, depth=0.8),
    "front, flattened": View(85, depth=0.8),
}
PACES = (0.75, 1.0, 1.6)
WAYS = [
    pytest.param(body, view, PACES[(i + k) % 3], id=f"{body}, {view}, {PACES[(i + k) % 3]}")
    for i, body in enumerate(BODIES)
    for k, view in enumerate(VIEWS)
]


def analyzed(course: movers.Course, body: str, view: str, pace: float):
    return analyze_observations(film(course, body=BODIES[body], view=VIEWS[view], pace=pace))


@pytest.mark.parametrize(("body", "view", "pace"), WAYS)
@pytest.mark.parametrize("name", SQUATS)
def test_a_squat_stays_a_squat(name, body, view, pace):
    result = analyzed(SQUATS[name], body, view, pace)
    assert len(result.reps) == 2, result.message
    assert "looks like" not in result.message


SAYS = {
    "good morning, soft knees": "hip hinge",
    "swing, squatting": "a swing|deadlift",
    "swing": "a swing|deadlift|hip hinge",
    "split squat": "a lunge",
    "sitting down": "sitting",
    "sitting down, leaning": "sitting",
    "picking up, bent knees": "picking something up|burpee or bending down",
    "trap bar": "deadlift",
    "deadlift": "deadlift",
}
"""What the message calls a movement. Of the others some lower the hips so little that they are no
candidates at all, and the rest may be rejected for any reason."""


@pytest.mark.parametrize(("body", "view", "pace"), WAYS)
@pytest.mark.parametrize("name", OTHERS)
def test_another_movement_is_no_squat(name, body, view, pace):
    result = analyzed(OTHERS[name], body, view, pace)
    assert result.reps == (), result.message
    assert result.status == "not_a_squat"
    if name in SAYS:
        assert re.search("other movements? (is|are) not counted", result.message)
        assert any(said in result.message for said in SAYS[name].split("|")), result.message


def test_picking_up_before_a_set_is_not_counted_and_the_set_is():
    goblet = SQUATS["goblet"]
    course = [*OTHERS["picking up, bent knees"], *goblet, *goblet, *OTHERS["deadlift"]]
    result = analyze_observations(film(course, repeat=1))
    assert len(result.reps) == 2
    assert "2 other movements are not counted: 2 times: looks like" in result.message


def test_hanging_hands_are_no_sign_against_a_squat_but_leaning_for_them_is():
    """The same height of the hands, once by sitting down and once by leaning."""
    squat = analyze_observations(film(down_and_up(Pose(knee_deg=112, lean_deg=36))))
    lean = analyze_observations(film(down_and_up(Pose(knee_deg=88, lean_deg=54))))
    assert (len(squat.reps), len(lean.reps)) == (2, 0)


USUAL = SpanFigures(
    descent=0.55,
    knee_deg=115.0,
    lean_deg=40.0,
    lean_most_deg=42.0,
    hip_least_deg=8.0,
    knee_least_deg=8.0,
    ends_deg=(10.0, 5.0),
    sway_deg=2.0,
    balance=0.0,
    prone_off_feet=0.0,
    hands_over_ankles=0.7,
    hands_over_knees=0.3,
    hands_over_hips=0.3,
    hands_most=0.5,
    knee_height_gap=0.05,
    feet_split=0.1,
)
"""A plain squat in the middle of what was measured."""

OFF = [
    ({"knee_least_deg": 56.0}, {"knee_least_deg": 54.0}, "looks like sitting"),
    ({"balance": -0.46}, {"balance": -0.44}, "0.46 leg lengths behind the feet"),
    (
        {"balance": -0.23, "sway_deg": 11.0},
        {"balance": -0.23, "sway_deg": 9.0},
        "comes upright by 11 deg",
    ),
    ({"knee_height_gap": 0.31}, {"knee_height_gap": 0.29}, "one knee is 0.31"),
    ({"feet_split": 0.61}, {"feet_split": 0.59}, "one foot is 0.61"),
    (
        {"lean_deg": 75.0, "knee_deg": 104.0},
        {"lean_deg": 75.0, "knee_deg": 106.0},
        "leans 75 deg while the knees bend only 104 deg",
    ),
    ({"lean_deg": 61.0, "hands_over_knees": 0.0}, {"lean_deg": 59.0}, "hands go to the knees"),
    (
        {"lean_deg": 50.0, "knee_deg": 101.0, "hands_over_knees": 0.0},
        {"lean_deg": 50.0, "knee_deg": 103.0, "hands_over_knees": 0.0},
        "while the knees bend only 101 deg",
    ),
    (
        {"lean_deg": 53.0, "hands_over_ankles": 0.1},
        {"lean_deg": 51.0, "hands_over_ankles": 0.1},
        "hands go to the floor",
    ),
    (
        {"knee_deg": 89.0, "hands_over_hips": -0.1, "hands_most": 0.6},
        {"knee_deg": 91.0, "hands_over_hips": -0.1, "hands_most": 0.6},
        "looks like a swing",
    ),
    ({"prone_off_feet": 0.8}, {"prone_off_feet": 0.7}, "burpee or a plank"),
    ({"lean_most_deg": 81.0}, {"lean_most_deg": 79.0}, "bending down"),
    ({"hip_least_deg": 51.0}, {"hip_least_deg": 49.0}, "looks like bending over"),
    ({"ends_deg": (61.0, 34.0)}, {"ends_deg": (61.0, 32.0)}, "at one end the trunk leans 34"),
]


@pytest.mark.parametrize(("beyond", "within", "words"), OFF)
def test_each_cut_off(beyond, within, words):
    beyond, within = ({"descent": 0.45, **changes} for changes in (beyond, within))
    assert words in other_movement(replace(USUAL, **beyond))
    assert other_movement(replace(USUAL, **within)) == ""


def test_every_check_has_a_movement_that_trips_it():
    for check in CHECKS:
        tripped = [
            check(replace(USUAL, **{"descent": 0.45, **beyond}), MovementConfig())
            for beyond, _, _ in OFF
        ]
        assert any(tripped), check.__name__


def test_what_is_not_seen_speaks_for_nothing():
    unseen = dict.fromkeys(USUAL.__dict__, float("nan"))
    assert other_movement(SpanFigures(**{**unseen, "ends_deg": (np.nan, np.nan)})) == ""


def test_joints_that_cannot_be_right_make_no_hinge():
    """Hips 0.6 legs lower with knees bent by 40 deg: the legs are lost behind the plates."""
    lost = replace(USUAL, descent=0.6, knee_deg=40.0, lean_deg=55.0, balance=-0.4)
    assert not lost.plausible and other_movement(lost) == ""
    assert other_movement(replace(lost, descent=0.3)) != ""


def test_cut_offs_come_from_the_config():
    hinge = film(OTHERS["deadlift"])
    assert analyze_observations(hinge).reps == ()
    lax = replace(
        Config(),
        movements=MovementConfig(min_hinge_lean_deg=180.0, max_hanging_lean_deg=180.0),
        reps=replace(Config().reps, min_knee_flexion_deg=0.0),
    )
    lax = replace(
        lax,
        movements=replace(
            lax.movements,
            min_hanging_lean_deg=180.0,
            max_floor_lean_deg=180.0,
            max_lean_deg=180.0,
        ),
    )
    assert len(analyze_observations(hinge, lax).reps) == 2


def _carriage(n: int, **curves: np.ndarray) -> Carriage:
    return Carriage(**{**{f: np.full(n, np.nan) for f in Carriage.__annotations__}, **curves})


def test_figures_are_taken_where_they_belong():
    n = 91
    time_s = np.arange(n) / 30.0
    dip = np.exp(-(((time_s - 1.5) / 0.35) ** 2))
    span = RepSpan(20, 45, 70, top=0.95, descent=0.5, pause=(44, 46))
    seated = 40.0 * (np.abs(time_s - 1.0) < 0.2) + 40.0 * (np.abs(time_s - 2.0) < 0.2)
    figures = span_figures(
        span,
        _carriage(
            n,
            knee_flexion_deg=110.0 * dip,
            trunk_lean_deg=seated,
            off_feet=np.where(time_s < 1.0, 0.9, 0.1),
            hands_over_hips=np.where(time_s > 2.4, 0.8, -0.2),
        ),
        time_s,
        0.95 - 0.5 * dip,
    )
    assert figures.knee_deg == pytest.approx(110.0, abs=1.5)
    assert figures.lean_deg == 0.0 and figures.sway_deg == pytest.approx(40.0, abs=1.0)
    assert figures.hands_over_hips == -0.2 and figures.hands_most == 0.8
    assert figures.prone_off_feet == 0.0, "away from the feet, but never prone"
    assert np.isnan(figures.feet_split)


def test_a_name_says_more_than_an_earlier_reason_and_no_name_leaves_it():
    time_s = np.arange(60) / 30.0
    height = 0.95 - 0.4 * np.sin(np.linspace(0, np.pi, 60)) ** 2
    span = RepSpan(5, 30, 55, top=0.95, descent=0.4, pause=(29, 31), rejected="too quick")
    lunge = _carriage(60, feet_split=np.full(60, 0.9))
    (named,) = tell_apart([span], lambda _: lunge, time_s, height)
    assert "looks like a lunge" in named.rejected
    assert tell_apart([span], lambda _: _carriage(60), time_s, height) == [span]
