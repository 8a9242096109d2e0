"""Every event of the repetition explorer, without the App."""

from __future__ import annotations

import gc

import numpy as np
import pytest
from explorer_panel import App

pytestmark = pytest.mark.database
REPS = "buttwink_reps.detections"


@pytest.fixture
def app(dataset):
    return App(dataset)


def shown(answer):
    return answer["counts"]["reps"]["shown"]


def test_opening_changes_nothing(app):
    answer = app("refresh")
    assert answer["counts"]["reps"] == {"shown": 12, "all": 12}
    assert answer["key"] == "buttwink" and answer["keys"] == ["buttwink"]
    assert answer["in_grid"] and not answer["base"]
    assert app.asked("set_view") == [] and app.asked("clear_view") == []
    assert len(app.asked("show_panel_output")) == 1


def test_repetition_without_frames_is_nowhere(dataset, app):
    # FiftyOne refuses to load a dataset again while a sample with such a label is in memory, and
    # those of the analysis may be until the garbage is collected.
    gc.collect()
    dataset._sample_collection.update_one(
        {"filepath": "/v/a.mp4"}, {"$set": {f"{REPS}.0.support": None}}
    )
    answer = app("refresh")
    assert answer["counts"]["reps"] == {"shown": 11, "all": 11}
    assert len(answer["table"]["rows"]) == 11
    answer = app.change(choices={"label": ["moderate"]})
    assert shown(answer) == len(app.view) == 2 and answer["in_grid"]
    assert [clip.support for clip in app.view] == [[11, 50]] * 2
    app("change", mode="clips", filter={})
    assert app.stages == [] or None not in app.view.values("support")


def test_number_that_cannot_be_of_an_older_run_is_not_shown(dataset, app):
    """Such as a knee at -89 deg: it would stretch the range, and stand in the table."""
    knee = f"{REPS}.0.depth_knee_flexion_deg"
    gc.collect()
    dataset._sample_collection.update_one({"filepath": "/v/a.mp4"}, {"$set": {knee: -89.0}})
    answer = app("refresh")
    (control,) = [r for r in answer["ranges"] if r["name"] == "depth_knee_flexion_deg"]
    assert control["low"] >= 0.0
    shown = [row["depth_knee_flexion_deg"] for row in answer["table"]["rows"]]
    assert -89.0 not in shown and shown.count(None) == 1


def test_range_sets_a_view_of_clips(app):
    answer = app.change(ranges={"wink_deg": [10, 30]})
    assert shown(answer) == 6 and answer["in_grid"]
    assert app.view._is_clips and len(app.view) == 6
    assert {r["label"] for r in answer["table"]["rows"]} == {"moderate", "marked"}


def test_conditions_combine_and_chips_take_them_back(app):
    app.change(ranges={"wink_deg": [10, 30]}, choices={"label": ["marked"], "lifter": ["ann"]})
    assert len(app.view) == 1
    answer = app("change", drop="choice:lifter:ann")
    assert shown(answer) == len(app.view) == 3
    answer = app("change", filter={})
    assert shown(answer) == 12 and app.stages == []


def test_videos_instead_of_clips(app):
    app.change(choices={"label": ["marked"]})
    app("change", mode="videos")
    assert not app.view._is_clips and len(app.view) == 3
    assert app.view.count(REPS) == 3
    app("change", mode="clips")
    assert app.view._is_clips


def test_users_own_view_is_narrowed_and_comes_back(app, dataset):
    app.stages = dataset.match_tags("none").view()._serialize()
    app.stages = dataset.limit(2)._serialize()
    own = list(app.stages)
    answer = app.change(choices={"label": ["marked"]})
    assert answer["counts"]["reps"] == {"shown": 2, "all": 8} and answer["base"]
    assert len(app.view) == 2
    app("change", filter={"switches": ["flagged"]})
    assert len(app.view) == 4  # not narrowed twice
    app("change", filter={})
    assert [s["_cls"] for s in app.stages] == [s["_cls"] for s in own]


def test_own_view_of_videos_is_never_taken_for_the_users(app):
    app("change", mode="videos")
    for ranges in ({"severity": [1, 3]}, {}, {"severity": [2, 3]}, {"wink_deg": [10.5, 30]}):
        answer = app.change(ranges=ranges)
        assert answer["counts"]["reps"]["all"] == 12 and not answer["base"]
        assert answer["in_grid"]


def test_grid_that_shows_something_else_is_noticed(app, dataset):
    app.change(choices={"label": ["marked"]})
    app.stages = []
    answer = app("refresh")
    assert not answer["in_grid"] and shown(answer) == 3
    assert app("change")["in_grid"] and len(app.view) == 3


def test_state_is_found_again_by_the_same_panel_only(app, dataset):
    app.change(choices={"label": ["marked"]})
    again = App(dataset)
    again.stages = app.stages
    answer = again("refresh")
    assert shown(answer) == 3 and answer["in_grid"]
    other = again("refresh", panel_id="other")
    assert other["filter"] == {} and other["counts"]["reps"] == {"shown": 3, "all": 3}
    assert other["within"].endswith("your view is applied.")


def test_sorting_leaves_the_grid_alone(app):
    answer = app("change", sort="onset_pct", descending=False, apply=False)
    assert answer["table"]["sort"] == "onset_pct"
    assert answer["table"]["rows"][-1]["onset_pct"] is None
    assert app.asked("set_view") == [] and app.asked("clear_view") == []


def test_more_rows(app):
    assert len(app("rows", offset=10)["rows"]) == 2
    assert app("rows", offset=99)["rows"] == []


def test_rows_tell_frames_and_video(app, dataset):
    app.change(choices={"label": ["marked"], "lifter": ["bob"]})
    (row,) = app("refresh")["table"]["rows"]
    assert (row["first"], row["bottom"], row["last"]) == (52, 55, 60)
    assert row["video"] == "b.mp4" and row["fps"] == 30.0
    assert row["sample_id"] == dataset.values("id")[1]


@pytest.mark.parametrize("mode", ["clips", "videos"])
def test_row_opens_its_clip_or_its_video(app, mode):
    app("change", mode=mode)
    app.change(choices={"label": ["marked"]})
    row = app("refresh")["table"]["rows"][1]
    answer = app("open_rep", id=row["id"])
    expected = row["id"] if mode == "clips" else row["sample_id"]
    assert app.asked("open_sample")[0]["id"] == expected == answer["opened"]


def test_row_that_is_gone_says_so(app):
    answer = app("open_rep", id="0" * 24)
    assert "does not exist any more" in answer["notice"]
    assert app.asked("open_sample") == []


def test_saved_view_answers_later_data_too(app, dataset, analyse, make_rep):
    app.change(choices={"label": ["marked"]})
    assert "Saved view" in app("save_view", name="marked ones")["notice"]
    assert app("save_view", name="marked ones")["exists"]
    assert app("save_view", name=" ")["refused"]
    dataset.reload()
    assert len(dataset.load_saved_view("marked ones")) == 3
    analyse(dataset, reps=(make_rep(label="marked", severity=3),) * 2)
    dataset.reload()
    saved = dataset.load_saved_view("marked ones")
    saved.reload()  # FiftyOne keeps clips until it is asked to
    assert len(saved) == 6


def test_tagging_repetitions_and_videos(app, dataset):
    app.change(choices={"label": ["marked"], "lifter": ["ann"]})
    assert "1 repetition " in app("tag", tag="look", what="repetitions")["notice"]
    assert dataset.count_label_tags() == {"look": 1}
    app("tag", tag="good", what="videos")
    assert dataset.count_sample_tags() == {"good": 1}
    assert app("tag", tag=" ")["refused"] and app("tag", tag="a,b")["refused"]


def test_review_made_elsewhere_is_counted_at_the_next_look(app, dataset):
    from fo_buttwink.reviews.service import review_reps

    app("refresh")
    marked = app.change(choices={"label": ["marked"]})["table"]["rows"][0]["id"]
    review_reps(dataset, "buttwink", [marked], "corrected", label="none", reviewer="ann")
    answer = app("refresh")
    assert answer["counts"]["reviewed"]["all"] == 1
    # The clip stays where the reviewer sees it, until she asks for the grid anew.
    assert shown(answer) == 2 and not answer["in_grid"]
    assert app("change")["in_grid"]
    assert len(app.view) == 2


def test_many_runs(app, dataset, analyse, make_rep):
    analyse(dataset, key="strict", reps=(make_rep(label="marked", severity=3),))
    app.change(choices={"label": ["marked"]})
    answer = app("change", key="strict")
    assert answer["keys"] == ["buttwink", "strict"] and answer["key"] == "strict"
    assert answer["counts"]["reps"] == {"shown": 3, "all": 3}


def test_run_deleted_while_open(app, dataset, analyse):
    from fo_buttwink.store.runs import delete_run

    analyse(dataset, key="second")
    app.change(choices={"label": ["marked"]})
    app("change", key="second")
    delete_run(dataset, "second")
    answer = app("refresh")
    assert "'second' has been deleted" in answer["notice"] and answer["key"] == "buttwink"
    delete_run(dataset, "buttwink")
    app.stages = []
    answer = app("change", filter={"switches": ["flagged"]})
    assert answer["obstacle"]["step"]["operator"] == "analyze_squats"
    app("next_step", operator="analyze_squats")
    assert app.asked("prompt_user_for_operation")[0]["operator_uri"].endswith("analyze_squats")
    assert app("next_step", operator="rm")["refused"]


def test_dataset_deleted_while_open(app, dataset):
    app("refresh")
    dataset.delete()
    for event in ("refresh", "change", "rows", "open_rep", "save_view", "tag"):
        assert "deleted" in app(event, name="n", tag="t")["obstacle"]["title"]


def test_datasets_without_squats_say_what_to_do(make_dataset, database):
    assert "empty" in App(make_dataset())("refresh")["obstacle"]["title"]
    images = App(make_dataset("/v/a.jpg"))("refresh")["obstacle"]
    assert "images, not videos" in images["title"]
    fresh = App(make_dataset("/v/a.mp4"))("refresh")["obstacle"]
    assert fresh["step"]["operator"] == "analyze_squats"


def test_run_without_repetitions_tells_the_statuses(make_dataset, analyse):
    dataset = make_dataset("/v/a.mp4")
    analyse(dataset, reps=())
    obstacle = App(dataset)("refresh")["obstacle"]
    assert "has no repetitions" in obstacle["title"] and "1 ok" in obstacle["text"]


def test_one_repetition(make_dataset, analyse, make_rep):
    dataset = make_dataset("/v/a.mp4")
    analyse(dataset, reps=(make_rep(),))
    app = App(dataset)
    answer = app("refresh")
    assert answer["counts"]["reps"] == {"shown": 1, "all": 1} and answer["plot"]["drawn"] == 1
    for control in answer["ranges"]:
        assert control["low"] < control["high"], control["name"]
    assert shown(app.change(ranges={"wink_deg": [12.4, 12.6]})) == 1 == len(app.view)
    assert shown(app.change(ranges={"wink_deg": [0, 1]})) == 0 == len(app.view)


def test_all_abstained(make_dataset, analyse, unjudged):
    dataset = make_dataset("/v/a.mp4", "/v/b.mp4")
    analyse(dataset, reps=(unjudged,))
    app = App(dataset)
    answer = app("refresh")
    assert answer["counts"]["not_measurable"] == {"shown": 2, "all": 2}
    assert answer["plot"]["drawn"] == 0 and answer["plot"]["points"]["id"] == []
    assert {row["label"] for row in answer["table"]["rows"]} == {"occluded"}
    patterns = next(c["words"] for c in answer["choices"] if c["name"] == "pattern")
    assert [(w["word"], w["count"]) for w in patterns] == [("unknown", 2)], "not 'none'"
    assert shown(app.change(choices={"pattern": ["unknown"]})) == 2 == len(app.view)
    assert shown(app.change(switches=["flagged"])) == 0
    assert shown(app.change(choices={"label": ["occluded"]})) == 2 == len(app.view)


def test_two_windows_share_reviews_and_not_filters(app, dataset):
    from fo_buttwink.reviews.service import review_reps

    other = App(dataset)
    app.change(choices={"label": ["marked"]})
    assert shown(other("refresh", panel_id="second window")) == 12
    rep = app("refresh")["table"]["rows"][0]["id"]
    review_reps(dataset, "buttwink", [rep], "confirmed", reviewer="ann")
    assert other("refresh", panel_id="second window")["counts"]["reviewed"]["all"] == 1


def test_the_same_event_twice_is_the_same_answer(app):
    first = app.change(choices={"label": ["marked"]})
    clips = app.view.values("id")
    assert app.change(choices={"label": ["marked"]}) == first
    assert app.view.values("id") == clips and len(app("refresh")["chips"]) == 1
    app("tag", tag="look"), app("tag", tag="look")
    assert app.dataset.count_label_tags() == {"look": 3}


def test_unexpected_failure_is_a_message_not_a_trace(app, monkeypatch):
    from fo_buttwink.app.panels.explorer import seen as module

    def broken(*args):
        raise ZeroDivisionError("seven")

    monkeypatch.setattr(module, "load_columns", broken)
    obstacle = app("refresh")["obstacle"]
    assert "ZeroDivisionError: seven" in obstacle["text"] and obstacle["step"]["event"] == "refresh"


def test_a_lasso_of_many_corners_is_the_same_for_grid_and_numbers(app):
    angle = np.linspace(0, 2 * np.pi, 200, endpoint=False)
    corners = np.column_stack([82 + 3 * np.cos(angle), 12.5 + 3 * np.sin(angle)]).tolist()
    assert shown(app.change(lasso=corners)) == len(app.view) == 3


def test_changed_and_deleted_videos_are_read_again(app, dataset):
    app("refresh")
    first, second, _ = dataset.values("id")
    dataset.delete_samples([second])
    assert app("refresh")["counts"]["reps"]["all"] == 8
    sample = dataset[first]
    sample["buttwink_reps"].detections.pop()
    sample.save()
    answer = app("refresh")
    assert answer["counts"]["reps"]["all"] == 7
    assert answer["counts"]["not_measurable"]["all"] == 1


def _own_views(dataset):
    """Saved views but those that every analysis makes."""
    return [name for name in dataset.list_saved_views() if not name.startswith("buttwink: ")]


def test_saved_view_of_an_equal_slug_is_asked_about_first(app, dataset):
    """FiftyOne keeps one view per slug, and would replace the other one without a word."""
    dataset.save_view("Early Marked", dataset.limit(1))
    app.change(choices={"label": ["marked"]})
    answer = app("save_view", name="early marked")
    assert answer["exists"] and "'Early Marked'" in answer["refused"]
    dataset.reload()
    assert _own_views(dataset) == ["Early Marked"]
    assert len(dataset.load_saved_view("Early Marked")) == 1
    assert "Saved view" in app("save_view", name="early marked", overwrite=True)["notice"]
    dataset.reload()
    assert _own_views(dataset) == ["early marked"]


@pytest.mark.parametrize("name", ["ранние", "早い", "!?", "x" * 2000])
def test_name_that_fiftyone_cannot_keep_leaves_the_panel(app, dataset, name):
    app.change(choices={"label": ["marked"]})
    answer = app("save_view", name=name)
    assert "obstacle" not in answer and answer["refused"] and not answer.get("exists")
    assert name[:50] in answer["refused"]
    dataset.reload()
    assert _own_views(dataset) == []
