"""The explorer's filter and numbers, on columns in memory."""

from __future__ import annotations

import json

import numpy as np
import pytest

from fo_buttwink.app.panels.explorer.filter import Filter, chips, inside, thin
from fo_buttwink.app.panels.explorer.shown import Shown
from fo_buttwink.app.panels.explorer.summary import MAX_POINTS, summarize
from fo_buttwink.app.panels.explorer.table import order
from fo_buttwink.store.columnar.columns import FLAGS, NUMBERS, WORDS, RepColumns, Words

NAN = np.nan


def words(values):
    names = tuple(dict.fromkeys(values))
    return Words(names, np.array([names.index(v) for v in values], dtype=np.int32))


def make_columns(n=5, **given):
    """Columns of five repetitions; the last one cannot be judged."""
    numbers = {name: np.full(n, NAN) for name in NUMBERS}
    numbers |= {
        "onset_pct": np.array([NAN, 95.0, 80.0, 60.0, NAN]),
        "wink_deg": np.array([2.0, 7.0, 14.0, 25.0, NAN]),
        "severity": np.array([0.0, 1.0, 2.0, 3.0, NAN]),
        "confidence": np.array([0.9, 0.8, 0.7, 0.6, 0.1]),
    }
    texts = dict.fromkeys(WORDS, ["unknown"] * n)
    texts |= {
        "label": ["none", "subtle", "moderate", "marked", "occluded"],
        "timing": ["unknown", "late", "mid", "early", "unknown"],
        "review_state": ["unreviewed", "confirmed", "unreviewed", "unreviewed", "unreviewed"],
    }
    flags = {name: np.zeros(n, dtype=bool) for name in FLAGS}
    flags["flagged"] = np.array([False, False, True, True, False])
    values = {
        "key": "k",
        "rep_ids": np.array([f"{i:024x}" for i in range(n)], dtype=object),
        "sample_ids": np.array([f"{i // 2:024x}" for i in range(n)], dtype=object),
        "numbers": numbers,
        "words": {name: words(v) for name, v in texts.items()},
        "flags": flags,
    }
    return RepColumns(**{**values, **given})


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, [0, 1, 2, 3, 4]),
        ({"ranges": {"wink_deg": [5, 20]}}, [1, 2]),
        ({"ranges": {"wink_deg": [20, 5]}}, [1, 2]),
        ({"ranges": {"wink_deg": [-1e9, 1e9]}}, [0, 1, 2, 3]),
        ({"ranges": {"onset_pct": [60, 80]}}, [2, 3]),
        ({"ranges": {"load_kg": [0, 500]}}, []),
        ({"choices": {"label": ["occluded", "none"]}}, [0, 4]),
        ({"choices": {"label": ["marked"], "timing": ["late"]}}, []),
        ({"switches": ["flagged"]}, [2, 3]),
        ({"switches": ["reviewed"]}, [1]),
        ({"switches": ["not_measurable"]}, [4]),
        ({"picked": [f"{3:024x}", "gone"]}, [3]),
        ({"lasso": [[70, 0], [70, 20], [100, 20], [100, 0]]}, [1, 2]),
        ({"lasso": [[70, 0], [100, 20]]}, [0, 1, 2, 3, 4]),
    ],
)
def test_mask(asked, expected):
    assert np.flatnonzero(Shown(make_columns(), Filter.from_json(asked)).mask).tolist() == expected


@pytest.mark.parametrize(
    "nonsense",
    [
        None,
        [],
        "x",
        {"ranges": {"wink_deg": [None, 3], "no_such": [0, 1], "severity": "high"}},
        {"ranges": {"wink_deg": [float("nan"), 3]}},
        {"ranges": [1, 2], "choices": {"label": "marked", "colour": ["red"]}},
        {"choices": {"label": [None, 3]}, "switches": ["nice"], "lasso": [[1], "a", [2, None]]},
        {"picked": [1, None]},
    ],
)
def test_nonsense_from_a_browser_filters_nothing(nonsense):
    wanted = Filter.from_json(nonsense)
    assert not wanted.active and wanted.to_json() == {}


FULL = {
    "ranges": {"onset_pct": [60.0, 80.0], "severity": [2.0, 3.0]},
    "choices": {"label": ["marked", "not_a_squat"], "review_state": ["confirmed"]},
    "switches": ["flagged"],
    "lasso": [[1.0, 2.0], [3.0, 4.0], [5.0, 0.0]],
    "picked": ["a", "b"],
}


def test_filter_survives_json():
    assert Filter.from_json(FULL).to_json() == FULL
    assert Filter.from_json(json.loads(json.dumps(FULL))) == Filter.from_json(FULL)


def test_every_chip_says_its_unit_and_can_be_taken_away():
    wanted = Filter.from_json(FULL)
    listed = chips(wanted)
    assert [c["text"] for c in listed] == [
        "Onset 60 to 80 % of descent",
        "Severity 2 to 3 (of 3)",
        "Label: marked",
        "Label: not a squat",
        "Review: confirmed",
        "Flagged",
        "Inside the lasso",
        "2 picked repetitions",
    ]
    for chip in listed:
        left = chips(wanted.drop(chip["id"]))
        assert [c["id"] for c in left] == [c["id"] for c in listed if c != chip]
        wanted_again = wanted.drop("no:such:chip")
    assert wanted_again == wanted


def test_inside_agrees_with_areas():
    rng = np.random.default_rng(3)
    x, y = rng.uniform(0, 1, (2, 20000))
    arrow = ((0.1, 0.1), (0.9, 0.1), (0.5, 0.5), (0.9, 0.9), (0.1, 0.9))
    area = 0.8 * 0.8 - 0.8 * 0.4 / 2
    assert inside(arrow, x, y).mean() == pytest.approx(area, abs=0.01)
    assert not inside(arrow, np.array([NAN, 0.2]), np.array([0.5, NAN])).any()


def test_long_lasso_is_thinned():
    angle = np.linspace(0, 2 * np.pi, 500)
    corners = thin(list(zip(np.cos(angle), np.sin(angle), strict=True)))
    assert 12 <= len(corners) <= 24
    assert inside(corners, np.array([0.0, 0.9]), np.array([0.0, 0.9])).tolist() == [True, False]


def answer(columns, asked=None):
    found = summarize(Shown(columns, Filter.from_json(asked or {})))
    json.dumps(found, allow_nan=False)
    return found


def test_counts_say_shown_and_all():
    counts = answer(make_columns(), {"ranges": {"wink_deg": [5, 20]}})["counts"]
    assert counts["reps"] == {"shown": 2, "all": 5}
    assert counts["flagged"] == {"shown": 1, "all": 2}
    assert counts["reviewed"] == {"shown": 1, "all": 1}
    assert counts["not_measurable"] == {"shown": 0, "all": 1}
    assert counts["reasons"] == [{"word": "occluded", "shown": 0, "all": 1}]
    assert counts["videos"] == 2


def test_choices_count_what_they_would_bring():
    found = answer(make_columns(), {"choices": {"label": ["marked"]}, "switches": ["flagged"]})
    labels = next(c for c in found["choices"] if c["name"] == "label")["words"]
    assert [(w["word"], w["count"], w["chosen"]) for w in labels] == [
        ("none", 0, False),
        ("subtle", 0, False),
        ("moderate", 1, False),
        ("marked", 1, True),
        ("occluded", 0, False),
    ]


def test_ranges_without_values_are_not_offered():
    names = [r["name"] for r in answer(make_columns())["ranges"]]
    assert names == ["onset_pct", "wink_deg", "severity", "confidence"]


def test_plot_has_points_beside_it_for_those_without_onset():
    plot = answer(make_columns())["plot"]
    assert plot["kind"] == "points"
    assert plot["points"]["x"] == [None, 95.0, 80.0, 60.0]
    assert plot["beside"] == 1 and plot["drawn"] == 4
    assert sum(plot["top"]["shown"]) == 3 and sum(plot["right"]["shown"]) == 4


def test_scales_hold_every_value():
    found = answer(make_columns())
    for control in found["ranges"]:
        values = make_columns().numbers[control["name"]]
        assert control["low"] <= np.nanmin(values) and np.nanmax(values) <= control["high"]
        assert sum(control["bars"]) == np.isfinite(values).sum()
    assert found["plot"]["y"][1] >= 25


def test_many_repetitions_become_a_density_that_counts_them_all():
    n = MAX_POINTS + 500
    rng = np.random.default_rng(0)
    numbers = {name: np.full(n, NAN) for name in NUMBERS}
    numbers["wink_deg"] = rng.gamma(1.5, 5, n)
    numbers["onset_pct"] = np.where(rng.random(n) < 0.2, NAN, rng.uniform(30, 100, n))
    columns = make_columns(
        n,
        numbers=numbers,
        words={name: words(["moderate"] * n) for name in WORDS},
        flags={name: np.zeros(n, dtype=bool) for name in FLAGS},
    )
    plot = answer(columns)["plot"]
    assert plot["kind"] == "density"
    assert np.sum(plot["cells"]) + np.sum(plot["strip"]) == n
    assert plot["drawn"] == n
    assert answer(columns, {"ranges": {"wink_deg": [0.0, 100.0]}})["plot"]["kind"] == "density"
    chosen = answer(columns, {"ranges": {"wink_deg": [30.0, 100.0]}})["plot"]
    few = len(chosen["points"]["id"])
    assert chosen["kind"] == "points" and 0 < few < 100
    others = chosen["rest_cells"]
    assert np.sum(others["cells"]) + np.sum(others["strip"]) == n - few


@pytest.mark.parametrize("n", [0, 1])
def test_no_and_one_repetition(n):
    columns = make_columns()
    one = make_columns(
        n,
        rep_ids=columns.rep_ids[:n],
        sample_ids=columns.sample_ids[:n],
        numbers={name: v[:n] for name, v in columns.numbers.items()},
        words={name: words(["none"] * n) for name in WORDS},
        flags={name: v[:n] for name, v in columns.flags.items()},
    )
    found = answer(one)
    assert found["counts"]["reps"] == {"shown": n, "all": n}
    assert found["plot"]["drawn"] == n


def test_all_abstained():
    columns = make_columns(
        numbers={name: np.full(5, NAN) for name in NUMBERS},
        words={**make_columns().words, "label": words(["occluded"] * 5)},
    )
    found = answer(columns)
    assert found["counts"]["not_measurable"] == {"shown": 5, "all": 5}
    assert found["plot"]["drawn"] == 0 and found["ranges"] == []


def test_missing_values_are_sorted_last():
    columns = make_columns()
    everything = np.ones(5, dtype=bool)
    assert order(columns, everything, "wink_deg", True).tolist() == [3, 2, 1, 0, 4]
    assert order(columns, everything, "wink_deg", False).tolist() == [0, 1, 2, 3, 4]
    assert order(columns, everything, "onset_pct", True).tolist() == [1, 2, 3, 0, 4]
    assert order(columns, everything, "label", False).tolist() == [0, 1, 2, 3, 4]
    assert order(columns, everything, "video", True).tolist() == [4, 3, 2, 1, 0]
