"""Which repetitions leave, under which names, and into which split."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fo_buttwink.domain.review.record import MachineRep
from fo_buttwink.domain.review.rules import make_review
from fo_buttwink.errors import SelectionError, SplitError
from fo_buttwink.export.select import Selection, select
from fo_buttwink.export.split import assign_splits, balance, check_leakage
from fo_buttwink.export.table.from_analyses import MemorySource
from fo_buttwink.export.table.rows import RepRow, VideoRecord
from fo_buttwink.export.table.table import RepTable


def rows_table(rows):
    videos = {
        r.video_id: VideoRecord(r.video_id, r.video, 30.0, 90, num_reps=2) for r in rows
    }  # fmt: skip
    return RepTable.holding(rows, videos, MemorySource({}), "k", classes=("none", "moderate"))


def row(i, lifter=None, label="none", **changes):
    values = {"rep_id": f"r{i}", "video_id": f"v{i}", "video": f"/v/{i}.mp4", "lifter": lifter,
              "label": label, "class_name": label, "confidence": 0.5,
              "first_frame": 1, "last_frame": 9}  # fmt: skip
    return RepRow(**{**values, **changes})


def test_default_takes_all_grades(make_table, unjudged, make_rep):
    table = select(make_table("/v/a.mp4", reps=(make_rep(), unjudged)))
    assert [r.class_name for r in table.rows] == ["moderate"]
    assert table.classes == ("none", "subtle", "moderate", "marked")
    assert "1 of 2 repetitions left out: not measurable." in table.notes


def test_abstained_can_stay_with_their_reason(make_table, unjudged, make_rep):
    table = make_table("/v/a.mp4", reps=(make_rep(), unjudged))
    kept = select(table, Selection(abstained="keep"))
    assert [r.class_name for r in kept.rows] == ["moderate", "occluded"]
    # "none" would say that somebody looked and found nothing.
    assert [r.pattern for r in kept.rows] == ["wink", None]


@pytest.mark.parametrize(
    ("classes", "names"),
    [
        ("grades", ["moderate", "none"]),
        ("wink", ["wink", "no_wink"]),
        ("timing", ["mid", "no_wink"]),
        ({"moderate": "bad", "none": "good"}, ["bad", "good"]),
        ({"moderate": "bad", "none": None}, ["bad"]),
    ],
)
def test_class_maps(make_table, classes, names):
    table = select(make_table("/v/a.mp4"), Selection(classes=classes))
    assert [r.class_name for r in table.rows] == names


@pytest.mark.parametrize(
    ("selection", "message"),
    [
        (Selection(classes={"none": "good"}), "label 'moderate' .*has no class"),
        (Selection(classes="colours"), "class map 'colours'"),
        (Selection(classes={"none": "../x", "moderate": "y"}), "a name that a folder can have"),
        (Selection(which="confirmed"), "nothing to export: of 2 .*2 not confirmed"),
        (Selection(min_confidence=0.9), "below confidence 0.9"),
        (Selection(min_confidence=9), "expected 0 to 1"),
        (Selection(which="some"), "which='some'"),
    ],
)
def test_bad_selections_say_what_to_do(make_table, selection, message):
    with pytest.raises(SelectionError, match=message):
        select(make_table("/v/a.mp4"), selection)


def test_empty_table_is_refused(make_table):
    with pytest.raises(SelectionError, match="the view is empty"):
        select(make_table())


def test_reviews_decide_the_label_and_confidence_does_not_touch_them(make_table):
    machine = MachineRep(11, 50, "moderate", 30, 82.0)
    other = MachineRep(55, 80, "none", 68)
    said = {
        "/v/a.mp4": [
            make_review(machine, "corrected", label="marked", reviewer="ann"),
            make_review(other, "rejected", reviewer="ann"),
        ]
    }
    table = make_table("/v/a.mp4", reviews=said)
    chosen = select(table, Selection(min_confidence=0.99))
    assert [(r.label, r.model_label, r.human_label) for r in chosen.rows] == [
        ("marked", "moderate", "marked")
    ]
    kept = select(table, Selection(rejected="keep", which="reviewed"))
    assert [r.class_name for r in kept.rows] == ["marked", "rejected"]
    assert [r.review_state for r in kept.rows] == ["corrected", "rejected"]


def test_a_wink_without_an_onset_has_no_timing(make_table):
    """A person who corrects a label need not know where the wink begins."""
    said = make_review(MachineRep(55, 80, "none", 68), "corrected", label="subtle", reviewer="ann")
    table = select(
        make_table("/v/a.mp4", reviews={"/v/a.mp4": [said]}), Selection(classes="timing")
    )
    assert [r.class_name for r in table.rows] == ["mid"]
    assert (
        "1 of 2 repetitions left out: 'subtle' without an onset has no class of timing."
        in table.notes
    )


def test_half_reviewed_videos_are_named_or_dropped(make_table):
    said = {"/v/a.mp4": [make_review(MachineRep(11, 50, "moderate"), "confirmed", reviewer="a")]}
    table = make_table("/v/a.mp4", "/v/b.mp4", reviews=said)
    assert any("1 video is partly reviewed" in n for n in select(table).notes)
    left = select(table, Selection(half_reviewed="drop"))
    assert {r.video for r in left.rows} == {"/v/b.mp4"}


@pytest.mark.parametrize("label", ["none", "occluded"])
def test_labels_of_the_machine_are_named_only_where_there_are_any(make_table, make_rep, label):
    """Also where all were asked for, and those that nobody reviewed are left out as unmeasured."""
    said = {"/v/a.mp4": [make_review(MachineRep(11, 50, "moderate"), "confirmed", reviewer="a")]}
    other = make_rep(first=55, bottom=68, last=80, label=label)
    table = select(make_table("/v/a.mp4", reps=(make_rep(), other), reviews=said))
    (note,) = [n for n in table.notes if "partly reviewed" in n]
    assert ("machine's" in note) is (table.counts.human < table.counts.reps) is (label == "none")


def test_repetition_that_a_person_added_is_a_row(make_table):
    added = make_review(None, "corrected", label="marked", first=82, last=89, reviewer="ann")
    table = select(make_table("/v/a.mp4", reviews={"/v/a.mp4": [added]}))
    assert [(r.origin, r.label, r.first_frame) for r in table.rows][-1] == ("human", "marked", 82)


lifter_sizes = st.lists(st.tuples(st.integers(1, 6), st.integers(0, 1)), min_size=3, max_size=25)


@settings(max_examples=25, deadline=None)
@given(lifter_sizes, st.integers(0, 5))
def test_no_lifter_is_ever_in_two_splits(sizes, seed):
    rows = [
        row(f"{k}-{i}", f"L{k}", "moderate" if (i + kind) % 2 else "none")
        for k, (n, kind) in enumerate(sizes)
        for i in range(n)
    ]
    table = assign_splits(rows_table(rows), seed=seed)
    where = {}
    for r in table.rows:
        where.setdefault(r.lifter, set()).add(r.split)
    assert all(len(s) == 1 for s in where.values())
    assert {r.split for r in table.rows} == {"train", "val", "test"}


def test_splits_are_deterministic_and_do_not_depend_on_the_order():
    rows = [row(i, f"L{i % 12}", "moderate" if i % 3 else "none") for i in range(120)]
    first = {r.rep_id: r.split for r in assign_splits(rows_table(rows)).rows}
    again = {r.rep_id: r.split for r in assign_splits(rows_table(rows[::-1])).rows}
    assert first == again
    other = {r.rep_id: r.split for r in assign_splits(rows_table(rows), seed=1).rows}
    assert other != first


def test_splits_are_stratified_and_near_their_shares():
    rng = np.random.default_rng(0)
    rows = [
        row(f"{k}-{i}", f"L{k:03d}", "moderate" if rng.random() < 0.2 else "none")
        for k in range(100)
        for i in range(rng.integers(3, 10))
    ]
    table = assign_splits(rows_table(rows))
    sizes = Counter(r.split for r in table.rows)
    for name, share in (("train", 0.7), ("val", 0.15), ("test", 0.15)):
        assert sizes[name] / len(rows) == pytest.approx(share, abs=0.02)
        part = [r for r in table.rows if r.split == name]
        whole = np.mean([r.class_name == "moderate" for r in rows])
        assert np.mean([r.class_name == "moderate" for r in part]) == pytest.approx(whole, abs=0.02)
    assert "moderate" in balance(table) and "train" in balance(table)


def test_without_lifters_videos_are_kept_whole_and_it_is_said():
    rows = [row(i, video=f"/v/{i // 4}.mp4", video_id=f"v{i // 4}") for i in range(40)]
    table = assign_splits(rows_table(rows))
    check_leakage(table)
    assert any("no lifter field was given" in n for n in table.notes)


def test_two_samples_of_one_file_stay_together():
    rows = [row(i, video=f"/v/{i % 5}.mp4") for i in range(10)]
    table = assign_splits(rows_table(rows))
    assert all(
        len({r.split for r in table.rows if r.video == f"/v/{k}.mp4"}) == 1 for k in range(5)
    )


@pytest.mark.parametrize(
    ("lifters", "options", "message"),
    [
        (["A"] * 10, {}, "at least 3 lifters, found 1"),
        (["A", None] * 5, {}, "5 repetitions of 5 videos have no lifter"),
        ([None] * 10, {"by": "lifter"}, "have no lifter"),
        (["A", "B"] * 5, {"by": "gym"}, "split by 'gym'"),
        (["A", "B"] * 5, {"fractions": {"train": -1}}, "expected positive numbers"),
        (["A", "B"] * 5, {"fractions": {"a/b": 1}}, "split name 'a/b'"),
    ],
)
def test_impossible_splits_say_why(lifters, options, message):
    rows = [row(i, who) for i, who in enumerate(lifters)]
    with pytest.raises(SplitError, match=message):
        assign_splits(rows_table(rows), **options)


def test_leak_fails_loudly():
    rows = [row(i, "A", split=s) for i, s in enumerate(("train", "test"))]
    with pytest.raises(SplitError, match="lifter 'A' is in splits 'train' and 'test'"):
        check_leakage(replace(rows_table(rows), splits=("train", "test")))
