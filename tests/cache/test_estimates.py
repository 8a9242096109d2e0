"""Estimates on disk: made once, also where there is none to be had."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest
import stick_figure

from fo_buttwink.cache import estimates as memo
from fo_buttwink.config import Config
from fo_buttwink.measure.pelvis.estimate import PelvisEstimate
from fo_buttwink.measure.reps import RepSpan
from fo_buttwink.pose.waist_picture import join

DEPTH = stick_figure.squat_depth()
OBS = stick_figure.observe(DEPTH)
STANDING = DEPTH < 0.02
PICTURES = join(len(DEPTH), {7: np.arange(5, dtype=np.uint8)}, {7: (1.0, 2.0, 3.0)})


SPAN = RepSpan(45, 81, 117, 1.0, 0.5, (80, 82))


def some_estimate(followed=2.0 * DEPTH):
    curve = np.linspace(0.0, 20.0, len(DEPTH))
    return PelvisEstimate(curve, curve + 1.0, curve + 2.0, 1.5, followed)


@pytest.fixture
def ask(tmp_path, monkeypatch):
    """Asks for an estimate; gives it, and whether it was made."""
    monkeypatch.setenv("FO_BUTTWINK_CACHE", str(tmp_path))

    def ask(answer, obs=OBS, side="right", standing=STANDING, spans=(SPAN,), config=None):
        made = []

        def make():
            made.append(True)
            return answer

        return memo.remember(obs, side, standing, spans, config or Config(), make), bool(made)

    return ask


def assert_same(one, other):
    for f in fields(PelvisEstimate):
        np.testing.assert_array_equal(getattr(one, f.name), getattr(other, f.name))


def test_an_estimate_is_made_once(ask):
    first, made = ask(some_estimate())
    again, made_again = ask(None)
    assert made and not made_again
    assert_same(first, some_estimate())
    assert_same(again, first)


def test_that_no_waist_was_followed_is_kept(ask):
    ask(some_estimate(followed=None))
    again, made = ask(None)
    assert not made and again.followed_sd_deg is None


def test_that_there_is_none_is_found_out_once(ask):
    assert ask(None) == (None, True)
    assert ask(some_estimate()) == (None, False)


@pytest.mark.parametrize(
    "change",
    [
        {"obs": stick_figure.observe(0.9 * DEPTH)},
        {"obs": replace(OBS, plate_px=OBS.plate_px + 1.0, outline=OBS.outline // 2)},
        {"obs": replace(OBS, inferred=np.arange(len(DEPTH)) % 2 == 0)},
        {"side": "left"},
        {"standing": ~STANDING},
        {"spans": (replace(SPAN, bottom=80),)},
        {"obs": replace(OBS, pictures=PICTURES)},
        {"config": replace(Config(), waist=replace(Config().waist, max_restarts=9.0))},
        {"config": replace(Config(), filter=replace(Config().filter, cutoff_hz=6.0))},
        {"config": replace(Config(), view=replace(Config().view, min_visibility=0.3))},
    ],
    ids=[
        "movement",
        "outline",
        "inferred",
        "side",
        "standing",
        "repetition",
        "pictures",
        "waist",
        "smoothing",
        "visibility",
    ],
)
def test_everything_that_it_follows_from_counts(ask, change):
    ask(some_estimate())
    assert ask(some_estimate(), **change)[1]


@pytest.mark.parametrize("what", ["FORMAT", "_weights"])
def test_another_estimator_counts(ask, monkeypatch, what):
    ask(some_estimate())
    monkeypatch.setattr(memo, what, memo.FORMAT + 1 if what == "FORMAT" else lambda: "others")
    assert ask(some_estimate())[1]


def test_new_cut_offs_do_not(ask):
    ask(some_estimate())
    wink = replace(Config().wink, grade_cutoffs_deg=(1.0, 2.0, 3.0))
    assert not ask(some_estimate(), config=replace(Config(), wink=wink))[1]


@pytest.mark.parametrize("answer", [None, some_estimate()], ids=["none", "estimate"])
@pytest.mark.parametrize("keep", [0, 10, 0.5, 0.99])
def test_damaged_entry_is_made_anew(ask, tmp_path, answer, keep):
    ask(answer)
    (entry,) = (tmp_path / "estimates").iterdir()
    data = entry.read_bytes()
    entry.write_bytes(data[: keep if isinstance(keep, int) else int(keep * len(data))])
    found, made = ask(answer)
    assert made and (found is None) == (answer is None)
    assert not ask(answer)[1]


def test_nowhere_to_write_costs_time_but_no_result(ask, tmp_path):
    (tmp_path / "estimates").write_text("a file where the folder should be")
    for _ in range(2):
        found, made = ask(some_estimate())
        assert made
        assert_same(found, some_estimate())
