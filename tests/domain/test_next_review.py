"""The queue finds wrong labels sooner than chance, says why, and is fast."""

from __future__ import annotations

import time
from dataclasses import replace

import noisy_labels
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fo_buttwink.config import NextReviewConfig
from fo_buttwink.domain.next_review import UNJUDGED, Candidates, rank

NAN = np.nan
SEEDS = range(8)


def candidates(grades, wink, low=None, high=None, sets=None, **more):
    wink = np.asarray(wink, dtype=float)
    more = {name: np.asarray(v) if isinstance(v, list) else v for name, v in more.items()}
    return Candidates(
        np.asarray(grades, dtype=np.int64),
        wink,
        wink - 1.0 if low is None else np.asarray(low, dtype=float),
        wink + 1.0 if high is None else np.asarray(high, dtype=float),
        np.arange(len(wink)) if sets is None else np.asarray(sets),
        **more,
    )


def of_simulated(s, *, curves=False):
    vectors = s.curves.reshape(len(s.sets), -1) if curves else None
    return Candidates(s.labels, s.wink_deg, s.low_deg, s.high_deg, s.sets, vectors=vectors)


@pytest.mark.parametrize("curves", [False, True])
def test_it_finds_at_least_twice_as_many_wrong_labels_as_chance(curves):
    """Wrong against the truth: labels that somebody exchanged, and the machine's own errors."""
    factors = {0.1: [], 0.2: []}
    by_chance = []
    for seed in SEEDS:
        s = noisy_labels.simulate(seed)
        wrong = s.labels != s.truth
        order = rank(of_simulated(s, curves=curves)).order
        for effort, found in factors.items():
            found.append(noisy_labels.found_early(order, wrong, effort))
        by_chance.append(
            noisy_labels.found_early(np.random.default_rng(seed).permutation(order), wrong, 0.2)
        )
    for effort, found in factors.items():
        print(f"curves={curves}, first {effort:.0%}: {np.mean(found):.1f} times as many as chance "
              f"({min(found):.1f} to {max(found):.1f} over {len(found)} seeds)")  # fmt: skip
        assert np.mean(found) >= 2.0
        assert min(found) >= 1.5
    assert 0.8 < np.mean(by_chance) < 1.25


@pytest.mark.parametrize("bias_sd_deg", [1.5, 4.0])
def test_machine_errors_alone_are_harder(bias_sd_deg):
    """Without exchanged labels all that is wrong is what the machine is not sure of itself."""
    found = []
    for seed in SEEDS:
        s = noisy_labels.simulate(seed, noise=0.0, bias_sd_deg=bias_sd_deg)
        order = rank(of_simulated(s)).order
        found.append(noisy_labels.found_early(order, s.labels != s.truth, 0.2))
    print(f"bias {bias_sd_deg} deg: {np.mean(found):.1f} ({min(found):.1f} to {max(found):.1f})")
    assert np.mean(found) > 1.2


def test_another_source_leads_to_the_disagreements():
    s = noisy_labels.simulate(1)
    wrong = s.labels != s.truth
    rng = np.random.default_rng(0)
    others = np.where(rng.random(len(s.truth)) < 0.8, s.truth, rng.integers(4, size=len(s.truth)))
    plain = rank(of_simulated(s)).order
    with_source = rank(replace(of_simulated(s), others=others)).order
    found = [noisy_labels.found_early(order, wrong, 0.2) for order in (plain, with_source)]
    assert found[1] > found[0]


def test_an_interval_across_a_cutoff_comes_before_a_sure_one():
    found = rank(candidates([1, 1, 1], [7.5, 5.2, 9.0]))
    assert found.order[0] == 1
    (said,) = found.reasons(1)
    assert "5.2 deg (4 to 6)" in said and "%" in said
    assert found.reasons(0) == []


def test_a_label_against_what_was_measured_comes_first():
    found = rank(candidates([3, 1, 1], [7.5, 5.2, 9.0]))
    assert found.order[0] == 0
    assert "The label is 'marked', but the measured wink is 7.5 deg." in found.reasons(0)


def test_what_contradicts_its_set():
    found = rank(candidates([0, 0, 0, 1], [NAN] * 4, sets=[0] * 4))
    assert found.order[0] == 3
    assert any("3 of 3 repetitions of its set" in said for said in found.reasons(3))


def test_what_contradicts_similar_curves():
    rng = np.random.default_rng(0)
    vectors = np.repeat([[0.0] * 20, [9.0] * 20], 10, axis=0) + rng.normal(0, 0.1, (20, 20))
    grades = np.repeat([0, 2], 10)
    grades[3] = 2
    found = rank(candidates(grades, [NAN] * 20, vectors=vectors))
    assert found.order[0] == 3
    assert any("5 of 5 repetitions" in said for said in found.reasons(3))


def test_disagreement_rare_grade_and_heavy_load():
    grades = [0] * 30 + [2]
    found = rank(
        candidates(
            grades, [NAN] * 31, others=[UNJUDGED] * 30 + [0], other_name="reviews",
            load_rel=np.array([0.9] * 31),
        )
    )  # fmt: skip
    assert found.order[0] == 30
    said = " ".join(found.reasons(30))
    assert "grade 'moderate', but reviews gives 'none'" in said
    assert "rare here: 1 of 31" in said and "heavy (90 %)" in said
    assert found.reasons(0) == []


def test_no_grade_is_last_unless_another_source_gives_one():
    found = rank(candidates([UNJUDGED, 0, UNJUDGED], [NAN, 0.1, NAN], others=[-1, -1, 1]))
    assert found.order[-1] == 0
    assert found.p_wrong[2] == NextReviewConfig().unstated
    assert "no grade, but another source gives 'subtle'" in found.reasons(2)[0]


def test_nothing_and_all_abstained():
    assert len(rank(candidates([], [])).order) == 0
    found = rank(candidates([UNJUDGED] * 3, [NAN] * 3))
    assert found.worth.tolist() == [0.0] * 3 and found.reasons(1) == []


columns = st.lists(
    st.tuples(
        st.integers(-1, 3),
        st.one_of(st.just(NAN), st.floats(0, 60)),
        st.floats(0, 20),
        st.floats(0, 20),
        st.integers(0, 3),
        st.integers(-1, 3),
        st.one_of(st.just(NAN), st.floats(0, 3)),
    ),
    min_size=1,
    max_size=12,
)


@given(columns)
def test_every_probability_is_one_and_every_reason_a_sentence(rows):
    grades, wink, below, above, sets, others, load = map(np.array, zip(*rows, strict=True))
    found = rank(
        candidates(grades, wink, wink - below, wink + above, sets, others=others, load_rel=load)
    )
    assert sorted(found.order) == list(range(len(rows)))
    assert ((found.p_wrong >= 0.0) & (found.p_wrong <= 1.0)).all()
    assert (np.diff(found.worth[found.order]) <= 0.0).all()
    for i in range(len(rows)):
        assert all(said.endswith(".") and "nan" not in said for said in found.reasons(i))


def test_a_hundred_thousand_take_seconds():
    rng = np.random.default_rng(0)
    number = 100_000
    wink = rng.gamma(2.0, 4.0, number)
    many = candidates(
        np.searchsorted([5, 10, 20], wink, "right"), wink, wink - 6, wink + 3,
        np.repeat(np.arange(number // 10), 10), vectors=rng.normal(size=(number, 505)),
    )  # fmt: skip
    start = time.perf_counter()
    rank(replace(many, vectors=None))
    middle = time.perf_counter()
    print(f"without curves {middle - start:.1f} s")
    assert middle - start < 5.0
    some = np.arange(20_000)
    names = ("grades", "wink_deg", "low_deg", "high_deg", "sets", "vectors")
    part = replace(many, **{name: getattr(many, name)[some] for name in names})
    rank(part)
    print(f"20,000 with curves {time.perf_counter() - middle:.1f} s")
