"""The words people read: every cut-off in them is the run's own."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import fo_buttwink
from fo_buttwink.config import WinkConfig
from fo_buttwink.domain import measures, texts
from fo_buttwink.domain.analysis import GRADES, PATTERNS, TIMINGS
from fo_buttwink.domain.review.record import LABELS

PACKAGE = Path(fo_buttwink.__file__).parent
ASSETS = PACKAGE.parent / "assets" / "panels"
WINK = WinkConfig()
SCALE = {float(severity) for severity in range(len(GRADES))}
"""Severity is 0 to 3 by definition, and frames count from 1: no settings."""
SENTENCES = {
    "grades": texts.grades,
    "onset": texts.onset,
    "no_onset": texts.no_onset,
    "timings": texts.timings,
    "severity": texts.severity,
    "bands": texts.bands,
    "patterns": lambda config: " ".join(texts.patterns(config).values()),
    "labels": lambda config: " ".join(texts.labels(config).values()),
    "timing_ranges": lambda config: " ".join(texts.timing_ranges(config).values()),
}


def numbers(text):
    return {float(n) for n in re.findall(r"\d+(?:\.\d+)?", text)}


def cutoffs(config):
    """Cut-offs that are said in words."""
    return {
        *config.grade_cutoffs_deg, *config.flexion_bands_deg, config.late_pct, config.early_pct,
        config.onset_departure_deg, config.return_flexion_deg, config.rounding_deg,
    }  # fmt: skip


@st.composite
def configs(draw):
    def rising(many, low, high):
        return sorted(draw(st.sets(st.integers(low, high), min_size=many, max_size=many)))

    early, late = rising(2, 40, 99)
    return WinkConfig(
        grade_cutoffs_deg=tuple(map(float, rising(3, 4, 39))),
        flexion_bands_deg=tuple(map(float, rising(3, 4, 39))),
        early_pct=float(early),
        late_pct=float(late),
        onset_departure_deg=draw(st.integers(4, 9)) + 0.5,
        return_flexion_deg=draw(st.integers(4, 9)) + 0.25,
        rounding_deg=draw(st.integers(20, 40)) + 0.75,
    )


@given(config=configs())
@pytest.mark.parametrize("name", SENTENCES)
def test_no_sentence_types_a_number_that_is_in_the_config(name, config):
    said = numbers(SENTENCES[name](config))
    assert said <= cutoffs(config) | SCALE


@given(config=configs())
def test_every_cut_off_is_said_somewhere(config):
    assert cutoffs(config) <= set().union(*(numbers(say(config)) for say in SENTENCES.values()))


@pytest.mark.parametrize("name", measures.MEASURES)
def test_what_a_measure_is_holds_under_any_settings(name):
    measure = measures.MEASURES[name]
    assert numbers(measure.title) == set() and numbers(measure.about) <= SCALE
    assert not measure.about.endswith("."), "a phrase, that others go on with"


def test_every_word_has_a_meaning():
    assert {*LABELS, *TIMINGS} <= set(texts.labels(WINK))
    assert set(texts.patterns(WINK)) == set(PATTERNS)
    assert texts.grade_ranges(WINK)["subtle"] == "a wink of 5 to under 10 deg"
    assert texts.timing_ranges(WINK)["early"] == "a wink that begins before 70 % of the descent"
    assert "35° or more" in texts.bands(WINK, "°") and "deg" not in texts.bands(WINK, "°")


REP = {
    "wink_deg": 12.4, "wink_deg_low": 8.0, "wink_deg_high": 17.0, "pelvic_reversal_deg": 14.2,
    "lumbar_rise_deg": 12.4, "lumbar_flexion_bottom_deg": 19.0, "onset_pct": 82.0,
    "onset_pct_low": 75.0, "onset_pct_high": 90.0, "timing": "mid", "turning": 26,
}  # fmt: skip


def test_a_wink_is_told_by_what_it_is_made_of():
    assert texts.how_much(REP, "moderate") == (
        "the pelvis turns back 14.2 deg, the lumbar spine takes 12.4 deg of flexion; the wink is "
        "the smaller, 12.4 deg (8 to 17 deg): moderate"
    )
    assert texts.how_early(REP, "moderate", WINK) == (
        "the pelvis stays turned back by 2 deg from 82 % of the descent onward (75 to 90 %): mid"
    )
    assert texts.how_much_in_all(REP, WINK) == (
        "19 deg of lumbar flexion at the bottom. Class: 10 to under 25 deg, usual in trained "
        "lifters"
    )


def test_a_spine_that_does_not_flex_has_no_wink():
    rigid = REP | {"wink_deg": 0.0, "lumbar_rise_deg": -3.0, "onset_pct": None}
    assert "takes no flexion; the wink is 0.0 deg" in texts.how_much(rigid, "none")
    assert texts.how_early(rigid, "none", WINK) == "no onset: the wink stays under 5 deg"
    assert texts.how_early(rigid, "moderate", WINK) == "not measured", "a person's label"


def test_older_runs_are_not_explained_by_the_new_definition():
    old = {k: v for k, v in REP.items() if k not in ("turning", "lumbar_rise_deg")}
    assert texts.how_much(old, "moderate") == "a wink of 12.4 deg (8 to 17 deg): moderate"
    assert texts.how_early(old, "moderate", WINK) == "from 82 % of the descent (75 to 90 %): mid"


def test_what_is_not_measured_is_said():
    assert texts.how_much({}, "occluded") == "not measured"
    assert texts.how_early({}, "occluded", WINK) == "not measured"
    assert texts.how_much_in_all({}, WINK) == "not measured"
    assert texts.load({}) == "not known"
    assert texts.load({"load_kg": 100.0, "load_rel": 0.75}) == "100 kg, 75 % of 1RM or body mass"


TYPED = re.compile(r"\b\d+(?:\.\d+)? ?(?:deg\b|°|% of (?:the )?descent)")
"""A number with the unit of a cut-off, as a sentence would have it."""
SPEAKING = ("app/**/*.py", "export/**/*.py", "store/**/*.py", "draw/*.py", "cli/*.py")


def spoken(path):
    """String constants of a module that are no docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    silent = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    constants = (node for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return [c.value for c in constants if isinstance(c.value, str) and id(c) not in silent]


def test_no_module_that_speaks_types_a_cut_off():
    paths = [path for pattern in SPEAKING for path in PACKAGE.glob(pattern)]
    assert len(paths) > 30
    said = [(path.name, text) for path in paths for text in spoken(path)]
    assert [(name, text) for name, text in said if TYPED.search(text)] == []


@pytest.mark.skipif(not ASSETS.is_dir(), reason="not a checkout")
def test_no_panel_types_a_cut_off():
    paths = list((ASSETS / "src").rglob("*.js"))
    assert len(paths) > 10
    comments, strings = re.compile(r"/\*.*?\*/|//.*?$", re.S | re.M), re.compile(r'"[^"\n]*"')
    found = [
        (path.name, text)
        for path in paths
        for text in strings.findall(comments.sub("", path.read_text(encoding="utf-8")))
        if TYPED.search(text)
    ]
    assert found == []


def test_the_set_is_said_in_one_line_or_not_at_all():
    summary = {"median_wink_deg": 5.83, "median_wink_deg_low": 2.2, "median_wink_deg_high": 9.4,
               "median_grade": "subtle"}  # fmt: skip
    assert texts.of_the_set(summary) == "median of the set 5.8 deg (2 to 9 deg): subtle"
    assert texts.of_the_set({**summary, "median_wink_deg": None}) == ""
    assert texts.of_the_set({}) == ""
