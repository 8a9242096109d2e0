"""Columns of repetitions: what they hold, and that they never show what is no longer so."""

from __future__ import annotations

import math
from datetime import datetime, timedelta

import numpy as np
import pytest
from bson import ObjectId
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fo_buttwink.store.support import has_support

pytestmark = pytest.mark.database
REPS = "buttwink_reps"
VIDEOS = 12


@pytest.fixture
def dataset(make_dataset, run_job):
    """Twelve videos with two repetitions each, stored one after the other.

    So a change of one of them does not make all be read again.
    """
    paths = [f"/v/{i}.mp4" for i in range(VIDEOS)]
    dataset = make_dataset(*paths, lifter=[["ann", "bob", None][i % 3] for i in range(VIDEOS)])
    run_job(dataset)
    begun = datetime.utcnow() - timedelta(hours=1)
    for i, sample_id in enumerate(dataset.values("id")):
        stamp(dataset, sample_id, begun + timedelta(minutes=i))
    dataset.reload()
    return dataset


def stamp(dataset, sample_id, when, **changes):
    """A change as somebody else's process writes it, noted at a time of its own."""
    dataset._sample_collection.update_one(
        {"_id": ObjectId(sample_id)}, {"$set": {"last_modified_at": when, **changes}}
    )


def rows(columns):
    """The columns in plain words, in the order of their ids."""
    out = {}
    for i, rep_id in enumerate(columns.rep_ids):
        numbers = {name: float(v[i]) for name, v in columns.numbers.items()}
        out[rep_id] = {
            "sample": columns.sample_ids[i],
            **{name: None if math.isnan(v) else v for name, v in numbers.items()},
            **{name: w.names[w.codes[i]] for name, w in columns.words.items()},
            **{name: bool(v[i]) for name, v in columns.flags.items()},
        }
    assert len(out) == len(columns), "no repetition twice"
    return out


def plainly(dataset, lifter_field="lifter"):
    """What the columns should hold, from FiftyOne's documents one by one."""
    from fo_buttwink.domain.plausible import RANGES
    from fo_buttwink.store.columnar.columns import FLAGS, NUMBERS

    def number(name, value):
        usable = isinstance(value, (int, float)) and math.isfinite(value)
        return float(value) if usable and RANGES[name].has(value) else None

    out = {}
    for doc in dataset._sample_collection.find():
        for rep in (doc.get(REPS) or {}).get("detections") or ():
            if not has_support(rep):
                continue
            state = rep.get("review_state") or "unreviewed"
            judged = state != "unreviewed"

            def held(name, rep=rep, judged=judged):
                effective = rep.get(f"effective_{name}")
                return effective if effective is not None or judged else rep.get(name)

            row = {name: number(name, rep.get(name)) for name in NUMBERS}
            row |= {name: number(name, held(name)) for name in ("onset_pct", "severity")}
            row |= {name: rep.get(name) or "unknown" for name in ("timing", "pattern")}
            row |= {name: bool(rep.get(name)) for name in FLAGS}
            row["label"] = held("label") or ("rejected" if judged else "unknown")
            if judged and not held("label"):
                row["timing"] = "unknown"  # what a person rejected is neither early nor late
            row["review_state"] = state
            lifter = doc.get(lifter_field)
            row["lifter"] = "unknown" if lifter in (None, "") else str(lifter)
            out[str(rep["_id"])] = {"sample": str(doc["_id"]), **row}
    return out


def shown(dataset, lifter_field="lifter"):
    from fo_buttwink.store.columnar.kept import load_columns

    return rows(load_columns(dataset, "buttwink", lifter_field))


def first_rep(dataset, video=0):
    return dataset.values(f"{REPS}.detections.id")[video][0]


def test_columns_hold_what_the_documents_hold(dataset):
    found = shown(dataset)
    assert found == plainly(dataset) and len(found) == 2 * VIDEOS


stored = st.one_of(
    st.none(), st.booleans(), st.floats(), st.integers(-99, 99),
    st.sampled_from(["", "none", "marked", "confirmed", "rejected", "unreviewed", "é"]),
)  # fmt: skip


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.data())
def test_whatever_is_stored_is_read_alike(dataset, data):
    from fo_buttwink.store.columnar.read import _ATTRIBUTES, read_columns

    texts = st.one_of(st.none(), st.sampled_from(["", "none", "marked", "rejected", "é"]))
    numbers = {"onset_pct", "severity", "confidence", "wink_deg", "depth_knee_flexion_deg"}
    numbers |= {"load_kg", "load_rel", "effective_onset_pct", "effective_severity"}
    kinds = {
        name: stored if name in numbers or "flag" in name or "outdated" in name else texts
        for name in _ATTRIBUTES
        if name != "_id"
    }
    frames = {"support": st.one_of(st.just([11, 50]), st.just([11, 50]), st.none())}
    video = st.lists(st.fixed_dictionaries(frames, optional=kinds), max_size=3)
    for doc in list(dataset._sample_collection.find({}, {"_id": 1}))[:3]:
        reps = [{"_id": ObjectId(), **rep} for rep in data.draw(video)]
        change = {f"{REPS}.detections": reps, "lifter": data.draw(stored)}
        dataset._sample_collection.update_one({"_id": doc["_id"]}, {"$set": change})
    assert rows(read_columns(dataset, "buttwink", "lifter", {})) == plainly(dataset)


def save_a_sample(dataset):
    sample = dataset.first()
    sample[REPS].detections[0].label = "marked"
    sample[REPS].detections[0].wink_deg = 31.0
    sample.save()


def save_a_clip(dataset):
    clip = dataset.to_clips(REPS).last()
    clip[REPS].label = "subtle"
    clip.save()


def draw_a_bar(dataset):
    import fiftyone as fo

    sample = dataset.last()
    sample[REPS].detections.append(fo.TemporalDetection(label="none", support=[1, 5]))
    sample.save()


def review(dataset):
    from fo_buttwink.reviews.service import review_reps

    rep = first_rep(dataset, 3)
    review_reps(dataset, "buttwink", [rep], "corrected", label="none", reviewer="ann")


def reject_and_undo(dataset):
    from fo_buttwink.reviews.service import review_reps, undo_reviews

    rep = first_rep(dataset, 4)
    review_reps(dataset, "buttwink", [rep], "rejected", reviewer="ann")
    assert shown(dataset)[rep]["label"] == "rejected"
    undo_reviews(dataset, "buttwink", [rep], reviewer="ann")


def review_operator(dataset):
    from fiftyone.operators import execute_operator

    from fo_buttwink.install.plugin_folder import operator_uri

    params = {"key": "buttwink", "rep_ids": [first_rep(dataset, 5)], "verdict": "not_a_squat"}
    execute_operator(operator_uri("review_rep"), dataset=dataset, params=params)


def replace_a_sample(dataset):
    """As many samples as before, and none of them older than the newest one."""
    import fiftyone as fo

    sample = fo.Sample(filepath="/v/new.mp4", lifter="zoe")
    sample[REPS] = dataset.first()[REPS].copy()
    dataset.delete_samples([dataset.first().id])
    dataset.add_sample(sample)


CHANGES = {
    "a sample is saved": save_a_sample,
    "a clip is saved": save_a_clip,
    "a person draws a bar": draw_a_bar,
    "review": review,
    "review, taken back": reject_and_undo,
    "review operator": review_operator,
    "values are set": lambda d: d.set_values(
        f"{REPS}.detections.load_kg", {d.first().id: [50.0, 60.0]}, key_field="id"
    ),
    "values of a label are set": lambda d: d.set_label_values(
        f"{REPS}.detections.confidence", {first_rep(d): 0.123}
    ),
    "a lifter is named": lambda d: d.limit(1).set_values("lifter", ["zoe"]),
    "all lifters are named": lambda d: d.set_values("lifter", ["zoe"] * len(d)),
    "lifters are cleared": lambda d: d.clear_sample_field("lifter"),
    "an attribute is cleared": lambda d: d.clear_sample_field(f"{REPS}.detections.timing"),
    "repetitions are cleared": lambda d: d.clear_sample_field(REPS),
    "an attribute is renamed": lambda d: d.rename_sample_field(
        f"{REPS}.detections.load_kg", f"{REPS}.detections.weight"
    ),
    "a label is deleted": lambda d: d.delete_labels(ids=[first_rep(d)]),
    "a filtered view is saved": lambda d: d.limit(2).match_labels(fields=REPS).save(),
    "labels are mapped": lambda d: d.limit(2).map_labels(REPS, {"moderate": "marked"}).save(),
    "labels are tagged": lambda d: d.limit(1).tag_labels("x", label_fields=[REPS]),
    "a sample is deleted": lambda d: d.delete_samples([d.first().id]),
    "a sample is replaced": replace_a_sample,
    "a sample without results is added": lambda d: d.add_samples(
        [type(d.first())(filepath="/v/x.mp4")]
    ),
    "all samples are deleted": lambda d: d.clear(),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_change_is_seen_at_once(dataset, change):
    before = shown(dataset)
    assert before == plainly(dataset)
    change(dataset)
    after = shown(dataset)
    assert after == plainly(dataset)
    assert shown(dataset) == after


def test_a_new_analysis_is_seen_at_once(dataset, run_job):
    before = shown(dataset)
    run_job(dataset[3:4], existing="replace")
    after = shown(dataset)
    assert after == plainly(dataset)
    assert len(after.keys() - before.keys()) == 2, "new repetitions have new ids"


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["label", "lifter", "delete", "add", "look"]), st.integers(0, 99)
        ),
        max_size=8,
    )
)
def test_any_changes_in_any_order_are_seen(dataset, changes):
    import fiftyone as fo

    for what, number in changes:
        ids = dataset.values("id")
        one = ids[number % len(ids)] if ids else None
        if what == "look":
            assert shown(dataset) == plainly(dataset)
        elif what == "add":
            sample = fo.Sample(filepath=f"/v/{ObjectId()}.mp4", lifter="new")
            labels = [fo.TemporalDetection(label="subtle", support=[1, 9], wink_deg=float(number))
                      for _ in range(number % 3)]  # fmt: skip
            sample[REPS] = fo.TemporalDetections(detections=labels)
            dataset.add_sample(sample)
        elif one and what == "delete":
            dataset.delete_samples([one])
        elif one and what == "lifter":
            dataset.select(one).set_values("lifter", [f"lifter {number}"])
        elif one:
            labels = dataset.select(one).values(f"{REPS}.detections.id", unwind=True)
            dataset.set_label_values(
                f"{REPS}.detections.label", {label: f"label {number}" for label in labels}
            )
    assert shown(dataset) == plainly(dataset)


def set_stamped(dataset, video, when, label):
    change = {f"{REPS}.detections.0.effective_label": label}
    stamp(dataset, dataset.values("id")[video], when, **change)


def test_a_writer_whose_clock_is_behind_is_seen(dataset):
    shown(dataset)
    set_stamped(dataset, 1, datetime.utcnow() - timedelta(hours=2), "marked")
    assert shown(dataset) == plainly(dataset)


def test_a_write_that_ends_after_a_newer_one_is_seen(dataset):
    begun = datetime.utcnow()
    set_stamped(dataset, 0, begun + timedelta(seconds=2), "none")
    shown(dataset)
    set_stamped(dataset, 1, begun, "marked")
    assert shown(dataset) == plainly(dataset)


def test_two_changes_within_one_millisecond_are_seen(dataset):
    now = datetime.utcnow() + timedelta(minutes=1)
    set_stamped(dataset, 0, now, "none")
    shown(dataset)
    set_stamped(dataset, 0, now + timedelta(milliseconds=1), "marked")
    set_stamped(dataset, 1, now, "marked")  # as many with this time as before
    assert shown(dataset) == plainly(dataset)


def test_samples_that_nobody_stamps_are_read_again_each_time(dataset):
    raw = dataset._sample_collection
    first = ObjectId(dataset.values("id")[0])
    raw.update_one({"_id": first}, {"$unset": {"last_modified_at": 1}})
    shown(dataset)
    change = {"$set": {f"{REPS}.detections.0.wink_deg": 33.0}}
    raw.update_one({"_id": first}, change)
    assert shown(dataset) == plainly(dataset)


def test_database_put_back_to_an_earlier_state_is_seen(dataset):
    copies = list(dataset._sample_collection.find())
    dataset.set_values("lifter", ["zoe"] * len(dataset))
    assert {row["lifter"] for row in shown(dataset).values()} == {"zoe"}
    for doc in copies:
        dataset._sample_collection.replace_one({"_id": doc["_id"]}, doc)
    assert shown(dataset) == plainly(dataset)


def test_killed_between_clearing_and_writing_shows_nothing_old(dataset, run_job, monkeypatch):
    from fo_buttwink.store import commit

    shown(dataset)

    def killed(*args, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr(commit, "_write_frames", killed)
    with pytest.raises(KeyboardInterrupt):
        run_job(dataset[3:4], existing="replace")
    found = shown(dataset)
    assert found == plainly(dataset) and len(found) == 2 * VIDEOS - 2


def test_a_run_under_another_name_is_no_longer_the_old_one(dataset, run_job):
    from fo_buttwink.errors import RunNotFoundError
    from fo_buttwink.store.columnar.kept import load_columns
    from fo_buttwink.store.runs import delete_run

    assert len(shown(dataset)) == 2 * VIDEOS
    dataset.rename_run("buttwink", "renamed")
    with pytest.raises(RunNotFoundError):
        load_columns(dataset, "buttwink", "lifter")
    assert len(load_columns(dataset, "renamed", "lifter")) == 0, "its fields have no such name"
    dataset.rename_run("renamed", "buttwink")
    assert shown(dataset) == plainly(dataset)
    delete_run(dataset, "buttwink")
    run_job(dataset[:2])
    assert shown(dataset) == plainly(dataset) and len(shown(dataset)) == 4


def test_only_changed_samples_are_read_again(dataset, monkeypatch):
    from fo_buttwink.store.columnar import kept as columns_kept

    asked = []
    read = columns_kept.read_columns

    def spy(dataset, key, lifter_field, match):
        asked.append(match)
        return read(dataset, key, lifter_field, match)

    shown(dataset)
    monkeypatch.setattr(columns_kept, "read_columns", spy)
    shown(dataset)
    assert asked == []
    save_a_clip(dataset)
    shown(dataset)
    (match,) = asked
    assert {str(i) for i in match["_id"]["$in"]} <= {dataset.first().id, dataset.last().id}


def test_stamps_come_from_the_index_alone(dataset):
    from fo_buttwink.store.columnar.read import read_stamps

    stamps = read_stamps(dataset)
    assert len(stamps) == VIDEOS and (np.diff(stamps) >= 0).all()
    plan = dataset._sample_collection.find(
        {}, {"last_modified_at": 1, "_id": 0}, sort=[("last_modified_at", 1)]
    ).explain()
    assert plan["executionStats"]["totalDocsExamined"] == 0


def test_other_kinds_of_lifters_are_words_too(make_dataset, run_job):
    dataset = make_dataset("/v/a.mp4", "/v/b.mp4", "/v/c.mp4", lifter=[7, None, 12])
    run_job(dataset)
    assert {row["lifter"] for row in shown(dataset).values()} == {"7", "12", "unknown"}
    assert {row["lifter"] for row in shown(dataset, None).values()} == {"unknown"}
