"""What curating adds to a page: agreement with people, health, and each lifter's own variation."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pytest
from by_hand import measure, moved

from fo_buttwink.report.curated import facts_of_lifters, own_changes, sections
from fo_buttwink.report.data import ReportOptions
from fo_buttwink.report.from_dataset import of_dataset
from fo_buttwink.report.page import page

pytestmark = pytest.mark.database
WINKS = {"ann": (8.0, 9.0, 10.0, 9.0), "bob": (4.0, 12.0, 4.0, 12.0)}


@pytest.fixture
def dataset(make_dataset, make_analysis, make_rep):
    """Two lifters: ann repeats well, bob does not."""
    from fo_buttwink.runs.analyze import DatasetAnalysis

    dataset = make_dataset(*(f"/v/{n}.mp4" for n in "abcd"), lifter=["ann", "ann", "bob", "bob"])

    def pipeline(path, config):
        who = "ann" if path[-5] in "ab" else "bob"
        reps = tuple(
            make_rep(first=200 * k + 38, bottom=200 * k + 100, last=200 * k + 112,
                     turning=200 * k + 60, label="subtle", wink_deg=wink)
            for k, wink in enumerate(WINKS[who])
        )  # fmt: skip
        return make_analysis(path, reps=reps), None

    for _ in DatasetAnalysis(dataset, analyser=pipeline).run():
        pass
    return dataset


def titles(dataset, samples=None):
    facts = facts_of_lifters(dataset, "lifter")
    return {one.title: one for one in sections(samples or dataset, "buttwink", facts)}


def test_without_people_there_is_only_the_health(dataset):
    found = titles(dataset)
    assert list(found) == ["Health of the dataset"]
    said = " ".join(" ".join(row) for row in found["Health of the dataset"].rows)
    assert "4 videos of 4 have a graded repetition, 16 repetitions in all." in said


def test_health_knows_the_lifters(dataset):
    def about_lifters(facts):
        (health,) = sections(dataset, "buttwink", facts)
        return "The lifter is not known of any video." in [row[1] for row in health.rows]

    assert about_lifters(facts_of_lifters(dataset, None))
    assert not about_lifters(facts_of_lifters(dataset, "lifter"))


def test_agreement_with_reviews_and_lines(dataset):
    from fo_buttwink.reviews.service import review_reps
    from fo_buttwink.store.hand import write_hand

    ids = [i for video in dataset.values("buttwink_reps.detections.id") for i in video]
    review_reps(dataset, "buttwink", ids[:3], "confirmed", reviewer="eva")
    review_reps(dataset, "buttwink", ids[3:4], "corrected", label="none", reviewer="eva")
    write_hand(dataset, {dataset.first().id: [
        replace(moved(measure(), 200 * k), measure_id="") for k in range(4)
    ]})  # fmt: skip
    found = titles(dataset)
    assert list(found) == [
        "Agreement with reviews", "Agreement with reviews, by class",
        "Agreement with people's lines", "Agreement with people's lines, by class",
        "Health of the dataset",
    ]  # fmt: skip
    reviews = {row[0]: row[1] for row in found["Agreement with reviews"].rows}
    assert reviews["Same class"] == "0.75"
    lines = {row[0]: row[1] for row in found["Agreement with people's lines"].rows}
    mean = next(value for name, value in lines.items() if "mean difference" in name)
    # Ann's winks are 9.0 deg in the mean, and the lines say 7.0.
    assert float(mean) == pytest.approx(2.0, abs=0.06)
    assert "20 repetitions" in " ".join(found["Agreement with people's lines"].paragraphs)
    # Nobody looked at the videos of a page about bob.
    assert list(titles(dataset, dataset[2:])) == ["Health of the dataset"]
    clips = dataset.to_clips("buttwink_reps")[:2]
    assert "Agreement with reviews" in titles(dataset, clips)


def test_a_lifter_is_compared_with_his_own_variation(dataset):
    changes = own_changes(dataset, "buttwink", facts_of_lifters(dataset, "lifter"))
    # 1.96 times the root of 2 times the standard deviation within sets, by hand.
    assert changes["ann"] == pytest.approx(1.96 * 2**0.5 * (2.0 / 3.0) ** 0.5, abs=0.01)
    assert changes["bob"] == pytest.approx(1.96 * 2**0.5 * (64.0 / 3.0) ** 0.5, abs=0.01)
    assert own_changes(dataset, "buttwink", facts_of_lifters(dataset, None)) == {}
    made = "".join(page(of_dataset(dataset, ReportOptions(title="t"))))
    text = unescape(" ".join(made.split()))
    said = re.findall(r"this lifter's own least detectable change of ([\d.]+) deg", text)
    assert set(said) == {"2.3", "12.8"}
    assert "Health of the dataset" in text


def test_one_set_of_two_says_nothing_of_the_variation():
    from fo_buttwink.domain.trends import LiftedSet, detectable_change

    assert detectable_change([LiftedSet("a", (1.0, 2.0), None)]) is None
    assert detectable_change([LiftedSet(str(n), (1.0,), None) for n in range(9)]) is None
    assert detectable_change([]) is None
