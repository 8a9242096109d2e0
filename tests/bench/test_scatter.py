"""Figures of a bench come with what they would be on other lifters."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from fo_buttwink.bench import scatter
from fo_buttwink.bench.score import ClipScore, RepPair
from fo_buttwink.bench.truth import Truth
from fo_buttwink.config import AgreementConfig

NOTHING = np.zeros(0)


@pytest.fixture
def clip(make_rep):
    """Makes one clip from errors of ``wink_deg`` and of the onset; ``None``: not stated."""

    def make(*errors: tuple[float, float | None]) -> ClipScore:
        pairs = []
        for wink, onset in errors:
            true = {"wink_deg": 10.0, "onset_pct": 60.0}
            found = make_rep(
                label="moderate",
                wink_deg=10.0 + wink,
                onset_pct=None if onset is None else 60 + onset,
            )
            pairs.append(RepPair(true, found, {}))
        truth = Truth(Path("clip.json"), 25.0, NOTHING, NOTHING, NOTHING, (), {})
        return ClipScore(truth, NOTHING, NOTHING, tuple(pairs), 0)

    return make


def test_the_mean_is_that_of_all_repetitions(clip):
    scores = [clip((1.0, 4.0), (-3.0, None)), *[clip((2.0, -8.0))] * 5]
    found = scatter.between_clips(scores, AgreementConfig())
    assert found["wink_mae_deg"].value == pytest.approx(14.0 / 7)
    assert found["onset_mae_pct"].value == pytest.approx(44.0 / 6), "one has no onset"
    for figure in found.values():
        low, high = figure.interval
        assert low <= figure.value <= high


def test_repetitions_of_one_lifter_are_no_more_lifters(clip):
    """Ten lifters with one repetition each scatter as ten with eight that err alike."""
    rng = np.random.default_rng(3)
    errors = rng.normal(0.0, 3.0, 10)
    config = AgreementConfig()
    one, eight = (
        scatter.between_clips([clip(*[(e, e)] * n) for e in errors], config)["wink_mae_deg"]
        for n in (1, 8)
    )
    assert one.interval == pytest.approx(eight.interval)
    alone = scatter.between_clips([clip((e, e)) for e in np.repeat(errors, 8)], config)
    width = [b - a for a, b in (one.interval, alone["wink_mae_deg"].interval)]
    assert width[1] < 0.6 * width[0], "as it would be if all were other lifters"


def test_an_interval_holds_the_mean_of_all_lifters(clip):
    """Of 200 samples of 20 lifters, about 95 % hold the true mean error; a few less with so few."""
    rng = np.random.default_rng(8)
    true = 3.0 * np.sqrt(2.0 / np.pi)
    held = []
    for _ in range(200):
        scores = [clip((e, None), (e, None)) for e in rng.normal(0.0, 3.0, 20)]
        low, high = scatter.between_clips(scores, AgreementConfig(draws=300))[
            "wink_mae_deg"
        ].interval
        held.append(low <= true <= high)
    assert 0.85 <= np.mean(held) <= 0.99


def test_abstaining_and_missed_repetitions_do_not_count(clip, make_rep):
    scores = [clip((2.0, 4.0)) for _ in range(6)]
    shy = make_rep(label="occluded", wink_deg=None, severity=None)
    true = {"wink_deg": 10.0, "onset_pct": None}
    lost = ClipScore(
        scores[0].truth, NOTHING, NOTHING, (RepPair(true, shy, {}), RepPair(true, None, {})), 0
    )
    found = scatter.between_clips([*scores, lost], AgreementConfig())
    assert found["wink_mae_deg"].interval == pytest.approx((2.0, 2.0))


def test_few_clips_have_a_mean_and_a_reason(clip):
    found = scatter.between_clips([clip((2.0, None))] * 3, AgreementConfig())
    assert found["wink_mae_deg"].value == 2.0 and found["wink_mae_deg"].interval is None
    assert found["onset_mae_pct"].value is None
    stored = json.loads(json.dumps(scatter.as_json(found), allow_nan=False))
    said = scatter.sentence(stored)
    assert "at least 5 videos; there are 3" in said and "no repetition has such an error" in said


def test_the_interval_is_said_in_words(clip):
    scores = [clip((k / 2, 2.0 * k)) for k in range(8)]
    stored = scatter.as_json(scatter.between_clips(scores, AgreementConfig()))
    low, high = stored["wink_mae_deg"]["interval"]
    said = scatter.sentence(stored)
    assert f"`wink_deg` would be off by {low:.2f} to {high:.2f} deg" in said
    assert "% of the descent" in said and "95 % of draws" in said
