"""What the App shows of a run: arranged once, never against somebody's own arrangement."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from fo_buttwink.domain.palette import GRADE_COLORS
from fo_buttwink.reviews.service import review_reps, undo_reviews
from fo_buttwink.store.runs import arrange_run, delete_run, get_run, save_run

pytestmark = pytest.mark.database
VIEWS = ["k: early", "k: flagged", "k: not measurable", "k: unreviewed"]


def shown(dataset):
    """Everything that the App reads of a dataset's arrangement."""
    dataset.reload()
    config = dataset.app_config
    return {
        "groups": [(g.name, list(g.paths), g.expanded) for g in config.sidebar_groups or ()],
        "explicit": config.sidebar_groups is not None,
        "active": config.active_fields and list(config.active_fields.paths),
        "colors": config.color_scheme and json.dumps(config.color_scheme.to_dict(), default=str),
        "views": {
            name: json.dumps(dataset.load_saved_view(name)._serialize(include_uuids=False))
            for name in dataset.list_saved_views()
        },
    }


@pytest.fixture
def dataset(make_dataset):
    return make_dataset("/v/a.mp4", "/v/b.mp4", "/v/front.mp4", note=["x", "y", "z"])


@pytest.fixture
def analysed(dataset, run_job):
    run_job(dataset, "k")
    dataset.reload()
    return dataset


def group(dataset, name):
    return next(g for g in dataset.app_config.sidebar_groups if g.name == name)


def test_what_matters_is_on_top(analysed):
    first = analysed.app_config.sidebar_groups[0]
    assert first.name == "k" and first.expanded
    assert first.paths[:4] == [
        "k.labels",
        "k.worst_severity",
        "k.earliest_onset_pct",
        "k.worst_wink_deg",
    ]
    assert all(".detections." not in path for path in first.paths), "the App fails on those"
    assert "note" in group(analysed, "primitives").paths
    assert analysed.app_config.active_fields.paths == [
        "k.labels",
        "k.remedy",
        "k_reps.effective_label",
        "k_reps.review_state",
    ]
    for path in ("k.labels", "k_reps", "k_reps.effective_label"):
        (entry,) = [e for e in analysed.app_config.color_scheme.fields if e["path"] == path]
        colors = {v["value"]: v["color"] for v in entry["valueColors"]}
        assert {n: colors[n] for n in GRADE_COLORS} == GRADE_COLORS
    every = [path for g in analysed.app_config.sidebar_groups for path in g.paths]
    assert len(every) == len(set(every)), "no path twice"
    known = {"k.fps", "k_reviews", "k_landmarks", "frames.k_depth", "k.message"}
    assert known <= set(every), "nothing is lost"


def test_saved_views_hold_what_they_say(analysed):
    assert sorted(analysed.list_saved_views()) == VIEWS

    def reps(name):
        return analysed.load_saved_view(name).values("k_reps.detections", unwind=True)

    assert {r.flagged for r in reps("k: flagged")} == {True}
    unreviewed = reps("k: unreviewed")
    assert len(unreviewed) == analysed.count("k_reps.detections")
    review_reps(analysed, "k", unreviewed[0].id, "confirmed")
    assert len(reps("k: unreviewed")) == len(unreviewed) - 1
    assert {r.timing for r in reps("k: early")} <= {"early"}
    analysed.add_sample(type(analysed.first())(filepath="/v/new.mp4"))
    names = analysed.load_saved_view("k: not measurable").values("filepath")
    assert "/v/front.mp4" in names and "/v/new.mp4" not in names, "not those never analyzed"


def test_arranging_again_changes_nothing(analysed, run_job):
    before = shown(analysed)
    stamps = [analysed._get_saved_view_doc(v).last_modified_at for v in VIEWS]
    modified = analysed.last_modified_at
    arrange_run(analysed, "k")
    assert analysed.last_modified_at == modified
    run_job(analysed, "k", existing="replace")
    assert shown(analysed) == before
    assert stamps == [analysed._get_saved_view_doc(v).last_modified_at for v in VIEWS]


def test_deletion_leaves_no_trace(dataset, run_job):
    dataset.save_view("mine", dataset.limit(1))
    before = shown(dataset)
    run_job(dataset, "k")
    run_job(dataset, "other")
    delete_run(dataset, "k")
    dataset.reload()
    assert not any(path.startswith("k") for g in shown(dataset)["groups"] for path in g[1])
    assert all(not name.startswith("k:") for name in dataset.list_saved_views())
    assert {e["path"].split(".")[0] for e in dataset.app_config.color_scheme.fields} == {
        "other",
        "other_reps",
        "other_reviews",
    }
    assert "other.labels" in dataset.app_config.active_fields.paths, "the tiles show what is left"
    delete_run(dataset, "other")
    assert shown(dataset) == before


def test_runs_live_beside_each_other(analysed, run_job):
    run_job(analysed, "other")
    analysed.reload()
    groups = [g.name for g in analysed.app_config.sidebar_groups]
    assert groups[:2] == ["k", "other"]
    active = analysed.app_config.active_fields.paths
    assert active[:2] == ["other.labels", "other.remedy"], "of the newest"
    assert {"other_reps.effective_label", "k_reps.effective_label"} <= set(active), "any clips"
    assert not {"k.labels", "k_reps", "k_reviews", "other_reps", "other_reviews"} & set(active)
    assert len(analysed.list_saved_views()) == 8
    before = shown(analysed)
    arrange_run(analysed, "k")
    arrange_run(analysed, "other")
    assert shown(analysed) == before


def test_tiles_follow_the_analysis_that_was_made_last(analysed, run_job, database):
    def active():
        analysed.reload()
        return list(analysed.app_config.active_fields.paths)

    run_job(analysed, "other")
    delete_run(analysed, "other")
    alone = active()
    assert alone[0] == "k.labels" and not any("other" in path for path in alone)
    run_job(analysed, "other")
    info = get_run(analysed, "other")
    (session,) = info.sessions
    save_run(analysed, replace(info, sessions=[replace(session, started="2020-01-01T00:00:00")]))
    run_job(analysed, "k", existing="replace")
    assert active()[0] == "k.labels", "analyzed again after the other"
    analysed.app_config.active_fields = database.ActiveFields(paths=["note"])
    analysed.save()
    run_job(analysed, "third")
    assert active() == ["note"], "a person's own"
    analysed.app_config.active_fields = None
    analysed.save()
    run_job(analysed, "fourth")
    analysed.reload()
    assert analysed.app_config.active_fields is None, "a person took them away"
    delete_run(analysed, "fourth")
    analysed.reload()
    assert analysed.app_config.active_fields is None


def test_video_without_a_label_shows_what_helps(analysed):
    front = analysed.match({"filepath": "/v/front.mp4"}).first()
    others = analysed.match({"filepath": {"$ne": "/v/front.mp4"}})
    assert front.k.labels == [] and "side" in front.k.remedy
    assert others.values("k.remedy") == [None, None]


def test_what_somebody_arranged_before_stays(dataset, run_job, database):
    dataset.app_config.sidebar_groups = [
        database.SidebarGroupDocument(name="my own", paths=["note", "filepath"]),
        database.SidebarGroupDocument(name="k", paths=["id"]),
    ]
    dataset.app_config.active_fields = database.ActiveFields(paths=["note"])
    dataset.app_config.color_scheme = database.ColorScheme(color_pool=["#ff0000"])
    dataset.save()
    dataset.save_view("K flagged", dataset.limit(1))  # the same slug as ours
    before = shown(dataset)
    run_job(dataset, "k")
    run_job(dataset, "k", existing="replace")
    after = shown(dataset)
    assert [g for g in after["groups"] if g[0] in ("my own", "k")] == before["groups"]
    assert (after["active"], after["colors"]) == (before["active"], before["colors"])
    assert after["views"]["K flagged"] == before["views"]["K flagged"]
    assert "k: flagged" not in after["views"] and "k: early" in after["views"]
    delete_run(dataset, "k")
    assert shown(dataset) == before


def test_what_somebody_changed_afterwards_stays(analysed, run_job, database):
    config = analysed.app_config
    group(analysed, "k").paths = ["k.labels", "note"]
    config.sidebar_groups = [g for g in config.sidebar_groups if g.name != "k frames"]
    config.active_fields.paths = ["note"]
    config.color_scheme.color_pool = ["#00ff00"]
    analysed.save()
    analysed.save_view("k: flagged", analysed.limit(1), overwrite=True)
    analysed.delete_saved_view("k: early")
    before = shown(analysed)
    run_job(analysed, "k", existing="replace")
    arrange_run(analysed, "k")
    after = shown(analysed)
    assert after == before
    delete_run(analysed, "k")
    left = shown(analysed)
    assert left["active"] == ["note"]
    assert ("k", ["note"], True) in left["groups"]
    assert list(left["views"]) == ["k: flagged"], "it shows nothing of the run any more"
    assert "#00ff00" in left["colors"] and "k_reps" not in left["colors"]


def test_tiles_show_what_holds(analysed):
    (first, second) = analysed.first().k_reps.detections[:2]

    def labels():
        analysed.reload()
        return analysed.values("k.labels")[0]

    machine = labels()
    assert machine == [first.label, second.label]
    review_reps(analysed, "k", second.id, "corrected", label="subtle")
    review_reps(analysed, "k", first.id, "rejected")
    assert labels() == ["rejected", "subtle"]
    undo_reviews(analysed, "k", second.id)
    assert labels() == ["rejected", second.label]


def test_verdicts_stay_on_the_tiles_through_another_analysis(analysed, run_job):
    rep = analysed.first().k_reps.detections[1]
    review_reps(analysed, "k", rep.id, "corrected", label="subtle")
    run_job(analysed, "k", existing="replace")
    analysed.reload()
    assert analysed.values("k.labels")[0][1] == "subtle"


def test_videos_analyzed_before_there_were_labels_get_them(analysed):
    before = analysed.values(["k.labels", "k.earliest_onset_pct"])
    for name in ("labels", "earliest_onset_pct"):
        analysed._sample_collection.update_many({}, {"$unset": {f"k.{name}": ""}})
    arrange_run(analysed, "k")
    analysed.reload()
    assert analysed.values(["k.labels", "k.earliest_onset_pct"]) == before


def test_an_arrangement_that_fails_costs_no_result(dataset, run_job, monkeypatch):
    def broken(*_):
        raise RuntimeError("database gone")

    monkeypatch.setattr("fo_buttwink.runs.analyze.arrange_run", broken)
    assert run_job(dataset, "k").analysed == 3
    assert get_run(dataset, "k").sessions[-1].state == "complete"
