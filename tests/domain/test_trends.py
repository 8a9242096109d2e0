"""Trends of one person: found where they are, silent where they are not, never across people."""

from __future__ import annotations

import json

import numpy as np
import pytest
from scipy.stats import theilslopes

from fo_buttwink.domain.trends import LiftedSet, load_trend, place_trend

NAN = float("nan")


def person(seed, slope=0.0, loads=(60, 70, 80, 90, 100, 110), reps=5, sd=1.5, drift=0.0, day=0.0):
    rng = np.random.default_rng(seed)
    return [
        LiftedSet(
            f"set {n}",
            tuple(
                8.0 + slope * (load - 60) + drift * rep + off + rng.normal(0.0, sd)
                for rep in range(reps)
            ),
            load,
        )
        for n, load in enumerate(loads)
        for off in [rng.normal(0.0, day)]
    ]


def test_slope_and_interval_are_scipys_of_one_value_per_set():
    sets = person(0, slope=0.15)
    found = load_trend("ann", sets, "wink_deg")
    x = [s.load for s in sets]
    y = [float(np.median(s.values)) for s in sets]
    slope, _, low, high = theilslopes(y, x, 0.95)
    assert (found.slope, found.slope_interval) == (slope, (low, high))
    assert found.change == pytest.approx(slope * 50)
    assert found.shown and found.points == 6
    assert "ann: the wink rises by" in found.sentence() and "from 60 to 110 kg" in found.sentence()
    json.dumps(found.to_json(), allow_nan=False)


def test_no_change_is_rarely_shown():
    shown = [load_trend("ann", person(seed), "wink_deg").shown for seed in range(300)]
    print(f"shown without any change: {np.mean(shown):.1%}")
    assert np.mean(shown) < 0.05


def test_sets_that_differ_from_day_to_day_raise_what_is_detectable():
    loads = (60, 60, 80, 80, 100, 100)
    calm = load_trend("ann", person(1, 0.1, loads), "wink_deg")
    moody = load_trend("ann", person(1, 0.1, loads, day=5.0), "wink_deg")
    assert moody.detectable > 2 * calm.detectable


def test_a_small_change_is_named_and_not_shown():
    found = load_trend("ann", person(2, slope=0.01, sd=0.9), "wink_deg")
    assert not found.shown and found.change is not None
    assert "no change of the wink over the loads is shown, because" in found.sentence()


def test_over_the_repetitions_of_a_set():
    found = place_trend("ann", person(3, drift=1.5, reps=8), "wink_deg")
    assert found.shown and found.slope == pytest.approx(1.5, abs=0.3)
    assert found.between == (1.0, 8.0)
    assert "from repetition 1 to 8" in found.sentence()
    # Loads differ between sets; that is no change within them.
    steady = place_trend("ann", person(4, slope=1.0, reps=8), "wink_deg")
    assert not steady.shown
    shown = [place_trend("ann", person(s, reps=6), "wink_deg").shown for s in range(200)]
    assert np.mean(shown) < 0.05


@pytest.mark.parametrize(
    ("sets", "of", "reason"),
    [
        ([], load_trend, "there is no set"),
        ([LiftedSet("a", (NAN, NAN), 60)], load_trend, "no set has both"),
        ([LiftedSet("a", (4.0,), None)], load_trend, "no set has both"),
        (person(0, loads=(60, 60, 70, 70, 70)), load_trend, "3 different loads are needed and"),
        (person(0, loads=(60, 70, 80)), load_trend, "5 sets are needed and there are 3"),
        (person(0, reps=1), load_trend, "no set has two repetitions, so that the usual"),
        ([], place_trend, "no set has two repetitions with a stated value"),
        (person(0, reps=1), place_trend, "no set has two repetitions with"),
        (person(0, reps=2), place_trend, "3 different places in a set are needed"),
    ],
)
def test_too_little_is_said(sets, of, reason):
    found = of("ann", sets, "wink_deg")
    assert not found.shown and reason in found.reason
    assert found.reason in found.sentence() and "nan" not in found.sentence()
    json.dumps(found.to_json(), allow_nan=False)


def test_values_that_are_all_the_same():
    sets = [LiftedSet(str(n), (4.0,) * 6, 60.0 + n) for n in range(6)]
    for of in (load_trend, place_trend):
        found = of("ann", sets, "wink_deg")
        assert not found.shown and found.reason
        json.dumps(found.to_json(), allow_nan=False)


def test_missing_values_keep_their_place():
    values = (1.0, NAN, 3.0, 4.0, NAN, 6.0)
    found = place_trend("ann", [LiftedSet(str(n), values) for n in range(2)], "wink_deg")
    assert found.slope == pytest.approx(1.0)
