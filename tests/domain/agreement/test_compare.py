"""Agreement against other people's computations, and every way in which there is none."""

from __future__ import annotations

import json
import time

import matplotlib
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fo_buttwink.config import AgreementConfig
from fo_buttwink.domain.agreement.accounts import Account, account, pair
from fo_buttwink.domain.agreement.compare import NOT_JUDGED, compare, differing
from fo_buttwink.domain.analysis import GRADES
from fo_buttwink.domain.review.matching import match_spans

matplotlib.use("Agg")


def made(seed=0, videos=12, reps=6, off=1.5, sd=4.0, abstain=0.1):
    """Two sources of the same repetitions: the second is right, the first is off."""
    rng = np.random.default_rng(seed)
    number = videos * reps
    true = np.repeat(rng.gamma(3.0, 4.0, videos), reps) + rng.normal(0.0, 2.0, number)
    other = true + off + np.repeat(rng.normal(0.0, sd, videos), reps) + rng.normal(0, 1.5, number)
    video = np.repeat([f"v{n:04d}" for n in range(videos)], reps).astype(object)
    first = np.tile(np.arange(reps) * 100 + 1, videos)

    def source(name, values, shift):
        labels = np.array(GRADES, dtype=object)[np.searchsorted([5, 10, 20], values, "right")]
        labels[rng.random(number) < abstain] = "occluded"
        values = np.where(np.isin(labels, GRADES), values, np.nan)
        onset = np.where(labels == "none", np.nan, 90 - values + rng.normal(0, 3, number))
        amounts = {"wink_deg": values, "onset_pct": onset}
        ids = np.array([f"{name}{n}" for n in range(number)], dtype=object)
        return Account(name, video, first + shift, first + shift + 59, labels, ids, amounts)

    return source("a", other, 0), source("b", true, 4)


def both_judged(a, b):
    judged = np.isin(a.labels, GRADES) & np.isin(b.labels, GRADES)
    return a.labels[judged], b.labels[judged]


def test_kappa_and_classes_as_statsmodels_and_scikit_learn_have_them():
    pytest.importorskip("statsmodels", reason="a reference, which only `make test` installs")
    from sklearn.metrics import cohen_kappa_score, confusion_matrix, precision_recall_fscore_support
    from statsmodels.stats.inter_rater import cohens_kappa

    a, b = made()
    found = compare(a, b)
    x, y = both_judged(a, b)
    table = confusion_matrix(x, y, labels=GRADES)
    assert np.array_equal(np.array(found.table)[:4, :4], table)
    for ours, weights, theirs in (
        (found.kappa, None, cohens_kappa(table).kappa),
        (found.weighted_kappa, "linear", cohens_kappa(table, wt="linear").kappa),
    ):
        assert ours.value == pytest.approx(theirs, abs=1e-12)
        assert ours.value == pytest.approx(cohen_kappa_score(x, y, labels=GRADES, weights=weights))
        assert ours.interval[0] < ours.value < ours.interval[1]
    names = list(found.classes)
    as_ours = [[w if w in GRADES else NOT_JUDGED for w in side.labels] for side in (a, b)]
    precision, recall, _, support = precision_recall_fscore_support(
        as_ours[1], as_ours[0], labels=names, zero_division=0
    )
    for n, each in enumerate(found.by_class):
        assert (each.precision or 0.0) == pytest.approx(precision[n])
        assert (each.recall or 0.0) == pytest.approx(recall[n])
        assert each.in_b == support[n]
    assert found.same.value == pytest.approx(np.mean(np.array(as_ours[0]) == as_ours[1]))


def test_limits_and_icc_as_pingouin_has_them():
    pytest.importorskip("pingouin", reason="a reference, which only `make test` installs")
    import pandas as pd
    import pingouin

    a, b = made(seed=3)
    for name in ("wink_deg", "onset_pct"):
        found = compare(a, b).amounts[name]
        x, y = a.amounts[name], b.amounts[name]
        known = np.isfinite(x) & np.isfinite(y)
        x, y = x[known], y[known]
        assert found.pairs == len(x)
        axes = pingouin.plot_blandaltman(x, y, annotate=False, confidence=None)
        # The zero line, the mean, and both limits.
        drawn = sorted({round(float(line.get_ydata()[0]), 9) for line in axes.lines})
        for value in (found.bias.value, found.low.value, found.high.value):
            assert any(value == pytest.approx(each, abs=1e-6) for each in drawn), drawn
        long = pd.DataFrame(
            {
                "rep": np.tile(np.arange(len(x)), 2),
                "source": np.repeat(["a", "b"], len(x)),
                "value": np.concatenate([x, y]),
            }
        )
        theirs = pingouin.intraclass_corr(long, "rep", "source", "value").set_index("Type")
        row = next(n for n in theirs.index if n in ("ICC2", "ICC(A,1)"))
        assert found.icc.value == pytest.approx(theirs.loc[row, "ICC"], abs=1e-9)


def test_intervals_are_those_of_videos_and_not_of_repetitions():
    """Twenty copies of every repetition tell nothing new; taken as independent they would."""
    few = compare(*made(seed=5, videos=20, reps=2)).amounts["wink_deg"].bias.interval
    wide = []
    for reps in (2, 40):
        a, b = made(seed=5, videos=20, reps=reps)
        low, high = compare(a, b).amounts["wink_deg"].bias.interval
        wide.append(high - low)
    assert wide[1] > 0.7 * wide[0]
    naive = 2 * 1.96 * np.nanstd(a.amounts["wink_deg"] - b.amounts["wink_deg"]) / np.sqrt(800)
    assert wide[1] > 3 * naive
    assert few is not None


def test_intervals_hold_the_truth_about_as_often_as_they_say():
    hits, number = 0, 120
    config = AgreementConfig(draws=400)
    for seed in range(number):
        low, high = compare(*made(seed, videos=25), config).amounts["wink_deg"].bias.interval
        hits += low <= 1.5 <= high
    assert 0.86 <= hits / number <= 1.0, hits / number


def test_the_same_seed_gives_the_same_interval():
    a, b = made()
    assert compare(a, b, seed=4) == compare(a, b, seed=4)
    assert compare(a, b, seed=4).kappa.interval != compare(a, b, seed=5).kappa.interval


def test_a_source_agrees_with_itself():
    a, _ = made()
    found = compare(a, a)
    assert found.matched == len(a) and not found.only_a and not found.only_b
    for each in (found.kappa, found.weighted_kappa, found.same, found.amounts["wink_deg"].icc):
        assert each.value == pytest.approx(1.0)
    assert found.amounts["wink_deg"].bias.value == pytest.approx(0.0)
    assert found.onset_within[5.0].value == 1.0
    assert not len(differing(a, a, found.pairs))


def test_onset_agreement_counts_pairs_with_two_onsets_only():
    a = account("a", [("v", 1, 50, "marked", "", {"onset_pct": o}) for o in (80.0,)]
                + [("v", 101, 150, "marked", "", {"onset_pct": 60.0}),
                   ("v", 201, 250, "marked", "", {})])  # fmt: skip
    b = account("b", [("v", 1, 50, "marked", "", {"onset_pct": 74.0}),
                      ("v", 101, 150, "marked", "", {"onset_pct": 57.0}),
                      ("v", 201, 250, "marked", "", {"onset_pct": 57.0})])  # fmt: skip
    found = compare(a, b)
    assert found.onset_within[5.0].value == 0.5
    assert found.onset_within[10.0].value == 1.0
    assert "at least 5 videos; there are 1" in found.onset_within[5.0].reason


def one(name="a", label="none", first=1, video="v", **amounts):
    return account(name, [(video, first, first + 49, label, "", amounts)])


NOTHING = account("b", [])


@pytest.mark.parametrize(
    ("a", "b", "reason"),
    [
        (one(), NOTHING, "b has no repetitions"),
        (one(), one("b", video="w"), "a and b have no video in common"),
        (one(), one("b", first=60), "no repetition of a overlaps one of b"),
    ],
)
def test_nothing_to_compare_is_said(a, b, reason):
    found = compare(a, b)
    assert found.matched == 0
    figures = [found.same, found.kappa, found.weighted_kappa, *found.onset_within.values()]
    figures += [f for each in found.amounts.values() for f in (each.bias, each.low, each.icc)]
    assert {(f.value, f.interval, f.reason) for f in figures} == {(None, None, reason)}
    json.dumps(found.to_json(), allow_nan=False)


def test_one_repetition_has_a_difference_and_no_spread():
    found = compare(one(wink_deg=4.0), one("b", wink_deg=7.0))
    wink = found.amounts["wink_deg"]
    assert wink.bias.value == pytest.approx(-3.0) and wink.bias.interval is None
    assert wink.low.value is None and "at least 3 repetitions" in wink.low.reason
    assert wink.icc.value is None and "there is 1" in wink.icc.reason
    assert found.kappa.value is None and "'none' to every repetition" in found.kappa.reason
    json.dumps(found.to_json(), allow_nan=False)


def test_all_abstained():
    found = compare(one(label="occluded"), one("b", label="not_measurable"))
    assert found.same.value == 1.0
    assert found.kappa.reason == "no repetition is judged by both"
    assert found.amounts["wink_deg"].bias.reason == "no repetition has this number in both"


def test_words_of_others_are_classes_of_their_own():
    rows = [("v", 100 * n + 1, 100 * n + 50, word, "", {}) for n, word in enumerate("xyxy")]
    found = compare(account("a", rows), account("b", rows))
    assert found.classes == (*GRADES, "x", "y", NOT_JUDGED)
    assert found.kappa.value == 1.0
    assert found.weighted_kappa.reason == "the labels are not the four ordered grades"


def test_what_an_incomplete_source_lacks_is_no_disagreement():
    a = account("run", [("v", 1, 50, "none", "", {}), ("v", 101, 150, "none", "", {}),
                        ("w", 1, 50, "none", "", {})])  # fmt: skip
    b = account("ann", [("v", 1, 50, "none", "", {})], complete=False)
    found = compare(a, b)
    assert (found.videos, found.matched, found.only_a) == (1, 1, 1)  # nothing is said of w
    assert any("need have been judged in ann" in note for note in found.notes)


spans = st.lists(st.tuples(st.integers(1, 120), st.integers(1, 40)), max_size=7)


@given(st.lists(st.tuples(spans, spans), min_size=1, max_size=4))
def test_all_videos_at_once_are_paired_as_each_alone(videos):
    def source(name, side):
        return account(name, [
            (f"v{n}", first, first + length, "none", "", {})
            for n, both in enumerate(videos) for first, length in both[side]
        ])  # fmt: skip

    a, b = source("a", 0), source("b", 1)
    found = pair(a, b, 0.5)
    expected = []
    before_a = before_b = 0
    for of_a, of_b in videos:
        wanted = [[(f, f + n)] for f, n in of_a]
        matches = match_spans(wanted, [(f, f + n) for f, n in of_b], 0.5)
        expected += [(before_a + i, before_b + j) for i, j in enumerate(matches) if j is not None]
        before_a, before_b = before_a + len(of_a), before_b + len(of_b)
    assert list(zip(found.a.tolist(), found.b.tolist(), strict=True)) == expected


def test_the_same_id_pairs_whatever_the_frames():
    a = account("a", [("v", 1, 50, "none", "r1", {}), ("v", 101, 150, "none", "r2", {})])
    b = account("b", [("v", 101, 150, "none", "r1", {}), ("v", 1, 50, "none", "r2", {})])
    assert pair(a, b, 0.5).b.tolist() == [0, 1]


def test_a_hundred_thousand_repetitions_take_seconds():
    a, b = made(videos=10_000, reps=10)
    start = time.perf_counter()
    found = compare(a, b)
    took = time.perf_counter() - start
    print(f"100,000 repetitions in 10,000 videos: {took:.1f} s")
    assert found.matched == 100_000
    assert took < 20.0
