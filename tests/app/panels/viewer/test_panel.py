"""Every event of the rep viewer, without the App."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fo_buttwink.install.plugin_folder import operator_uri

pytestmark = pytest.mark.database
REPS = "buttwink_reps.detections"


@pytest.fixture
def review(call):
    """Sends a verdict on one repetition of the first video."""

    def send(dataset, rep, verdict, **params):
        given = {"key": "buttwink", "sample": dataset.first().id, "rep": rep["id"]}
        given |= {"revision": rep["review"]["revision"], "reviewer": "ann", "verdict": verdict}
        return call(dataset, "review", **{**given, **params})[0]

    return send


def reps_of(call, dataset, **params):
    answer = call(dataset, "load", **params)[0]
    assert answer.get("error") is None and answer["state"] == "ready"
    return answer["video"]["reps"]


def states(dataset):
    return dataset.values(f"{REPS}.review_state")


def test_load_gives_the_open_video(dataset, call):
    answer, requests = call(dataset, "load")
    video = answer["video"]
    assert (answer["state"], answer["key"], video["name"]) == ("ready", "buttwink", "a.mp4")
    assert len(video["curves"]["pelvic_tilt_deg"]) == 90
    assert video["curves"]["pelvic_tilt_deg"][5:8] == [None] * 3
    assert [r["label"] for r in video["reps"]] == ["moderate", "marked", "occluded"]
    assert answer["queue"]["total"] == 4 and answer["queue"]["next"]["rep"]
    assert [uri for uri, _ in requests] == ["show_panel_output"]


def test_panel_is_drawn_by_our_component(dataset, call):
    _, requests = call(dataset, "on_load")
    output = dict(requests)["show_panel_output"]["output"]
    view = output["type"]["properties"]["viewer"]["view"]
    assert view["component"] == "SquatRepViewer"
    assert {n for n in view if view[n] == f"{operator_uri('squat_rep_viewer')}#{n}"} == {
        "load", "refresh", "adopt", "pictures", "review", "go",
        "hand_open", "hand_pictures", "hand_save", "hand_delete", "hand_agreement",
    }  # fmt: skip


def test_clip_shows_its_video_and_chooses_its_repetition(dataset, call):
    clips = dataset.to_clips("buttwink_reps")
    clip = clips.skip(1).first()
    answer, _ = call(clips, "load", shown=clip.id)
    assert answer["rep"] == clip.id and answer["clip"] == [52, 60]
    assert answer["video"]["sample"] == dataset.first().id
    assert answer["queue"]["next"]["sample"] == clips.values("id")[3], "clips open as clips"


def test_verdicts_are_stored_beside_the_machines_label(dataset, call, review):
    first, second, third = reps_of(call, dataset)
    answer = review(dataset, first, "confirmed", note="clear")
    assert answer["changed"] and answer["reps"][0]["review"]["note"] == "clear"
    assert answer["queue"]["done"] == 1 and answer["queue"]["next"]["rep"] == second["id"]
    review(dataset, second, "corrected", values={"label": "subtle", "first": 50})
    review(dataset, third, "not_a_squat")
    dataset.reload()
    assert states(dataset)[0] == ["confirmed", "corrected", "not_a_squat"]
    assert dataset.values(f"{REPS}.label")[0] == ["moderate", "marked", "occluded"]
    assert dataset.values(f"{REPS}.effective_label")[0] == ["moderate", "subtle", "not_a_squat"]
    assert dataset.values("buttwink_reviews.detections.source")[0] == ["app"] * 3


def test_undo_takes_back(dataset, call, review):
    first = reps_of(call, dataset)[0]
    stored = review(dataset, first, "rejected")["reps"][0]
    answer = review(dataset, stored, "undo")
    assert answer["changed"] and answer["reps"][0]["review"]["state"] == "unreviewed"


def test_double_click_is_one_review(dataset, call, review):
    first = reps_of(call, dataset)[0]
    one = review(dataset, first, "confirmed")
    two = review(dataset, first, "confirmed")
    assert two["changed"] is False and "conflict" not in two
    assert one["reps"][0]["review"] == two["reps"][0]["review"]


def test_stale_window_is_told_and_may_insist(dataset, call, review):
    first = reps_of(call, dataset)[0]
    review(dataset, first, "confirmed")
    answer = review(dataset, first, "rejected", reviewer="bob")
    assert "ann said 'confirmed'" in answer["conflict"]
    assert answer["reps"][0]["review"]["state"] == "confirmed", "what bob should look at"
    assert states(dataset)[0][0] == "confirmed"
    review(dataset, first, "rejected", reviewer="bob", overwrite=True)
    assert states(dataset)[0][0] == "rejected"


@pytest.mark.parametrize(
    ("verdict", "values", "words"),
    [
        ("corrected", {}, "at least one of"),
        ("corrected", {"first": 70}, "1 <= first < last"),
        ("corrected", {"first": "x"}, "frame number"),
        ("corrected", {"onset_pct": 130}, "0 to 100"),
        ("corrected", {"onset_pct": "soon"}, "onset_pct"),
        ("maybe", {}, "expected one of"),
    ],
)
def test_contradictions_are_said_in_words(dataset, call, review, verdict, values, words):
    first = reps_of(call, dataset)[0]
    answer = review(dataset, first, verdict, values=values)
    assert words in answer["error"] and answer.get("changed") is None
    assert states(dataset)[0][0] == "unreviewed"


def test_refresh_shows_what_others_did(dataset, call, review):
    first = reps_of(call, dataset)[0]
    review(dataset, first, "confirmed", reviewer="bob")
    answer, _ = call(dataset, "refresh", key="buttwink", sample=dataset.first().id, rep=first["id"])
    assert answer["reps"][0]["review"]["reviewer"] == "bob" and answer["queue"]["done"] == 1


def test_edit_in_the_annotate_tab_counts_as_a_review(dataset, call):
    sample = dataset.first()
    sample.buttwink_reps.detections[0].support = [13, 48]
    sample.buttwink_reps.detections[1].label = "none"
    sample.save()
    answer, _ = call(dataset, "load", reviewer="cara")
    assert answer["edits"] == 2
    about = {"key": "buttwink", "sample": sample.id, "rep": None, "reviewer": "cara"}
    assert call(dataset, "refresh", **about)[0]["edits"] == 2, "looking does not count them"
    answer, _ = call(dataset, "adopt", **about)
    assert (len(answer["adopted"]), answer["edits"]) == (2, 0)
    first, second, _ = answer["reps"]
    assert (first["first"], first["last"], first["machine"]["first"]) == (13, 48, 11)
    assert (second["label"], second["machine"]["label"]) == ("none", "marked")
    assert {first["review"]["source"], second["review"]["source"]} == {"annotate"}
    assert first["review"]["reviewer"] == "cara"
    assert call(dataset, "load")[0]["edits"] == 0, "once only"
    assert call(dataset, "adopt", **about)[0]["adopted"] == []


def test_edit_with_an_unknown_label_is_reported(dataset, call):
    sample = dataset.first()
    sample.buttwink_reps.detections[0].label = "ugly"
    sample.save()
    answer, _ = call(dataset, "load")
    assert answer["state"] == "ready" and "'ugly'" in answer["warning"]
    assert answer["edits"] == 0, "the panel need not ask for it to be counted"


def test_go_opens_another_sample(dataset, call):
    other = dataset.last().id
    answer, requests = call(dataset, "go", sample=other)
    assert answer == {"opened": other}
    assert dict(requests)["open_sample"]["id"] == other


def test_run_deleted_under_the_open_panel(dataset, call, review):
    from fo_buttwink.store.runs import delete_run

    first = reps_of(call, dataset)[0]
    delete_run(dataset)
    answer = review(dataset, first, "confirmed")
    assert "no fo_buttwink run 'buttwink'" in answer["error"]
    assert call(dataset, "load")[0] == {"state": "no_run"}
    for method in ("refresh", "pictures"):
        params = {"key": "buttwink", "sample": dataset.first().id, "rep": first["id"]}
        assert "no fo_buttwink run" in call(dataset, method, **params)[0]["error"]


def test_video_analysed_again_under_the_open_panel(dataset, call, review, analyse):
    first = reps_of(call, dataset)[0]
    analyse(dataset)
    answer = review(dataset, first, "confirmed")
    assert "cannot be found" in answer["error"] and len(answer["reps"]) == 3
    assert "does not exist" in call(
        dataset, "pictures", key="buttwink", sample=dataset.first().id, rep=first["id"]
    )[0]["error"]  # fmt: skip


def test_sample_deleted_under_the_open_panel(dataset, call, review):
    first = reps_of(call, dataset)[0]
    gone = dataset.first().id
    dataset.delete_samples([gone])
    assert call(dataset, "load", shown=gone)[0]["state"] == "no_sample"
    assert review(dataset, first, "confirmed", sample=gone)["error"]


def test_dataset_deleted_under_the_open_panel(dataset, call, review):
    first = reps_of(call, dataset)[0]
    shown = dataset.first().id
    dataset.delete()
    given = {"key": "buttwink", "sample": shown, "rep": first["id"], "verdict": "confirmed"}
    for method in ("load", "refresh", "review", "pictures"):
        answer = call(dataset, method, shown=shown, **given)[0]
        assert "not found" in answer["error"] or "deleted" in answer["error"], method


def test_missing_video_file_is_said_beside_the_numbers(dataset, call):
    first = reps_of(call, dataset)[0]
    params = {"key": "buttwink", "sample": dataset.first().id, "rep": first["id"]}
    answer, _ = call(dataset, "pictures", **params)
    assert answer["pictures"] == {} and "/v/a.mp4: no such file" in answer["note"]


def test_dataset_without_a_run_and_video_without_results(make_dataset, call, analyse):
    dataset = make_dataset("/v/a.mp4", "/v/b.mp4")
    assert call(dataset, "load")[0] == {"state": "no_run"}
    analyse(dataset.skip(1))
    answer, _ = call(dataset, "load")
    assert answer["state"] == "not_analysed" and answer["video"]["reps"] == []


@pytest.mark.parametrize("number", [0, 1])
def test_no_or_one_repetition(make_dataset, call, analyse, make_rep, number):
    dataset = make_dataset("/v/a.mp4")
    analyse(dataset, reps=(make_rep(),) * number)
    answer, _ = call(dataset, "load")
    assert answer["state"] == ("ready" if number else "no_reps")
    assert answer["queue"]["total"] == number and answer["queue"]["next"] is (
        None if not number else answer["queue"]["next"]
    )


def test_all_abstained_leaves_nothing_flagged(make_dataset, call, analyse, unjudged):
    dataset = make_dataset("/v/a.mp4")
    analyse(dataset, reps=(unjudged,))
    answer, _ = call(dataset, "load")
    assert answer["queue"]["total"] == 0 and answer["video"]["reps"][0]["label"] == "occluded"


def test_hand_written_and_damaged_repetitions(dataset, call, review, database):
    sample = dataset.first()
    nan = float("nan")
    sample.buttwink_reps.detections = [
        database.TemporalDetection(label="subtle", support=[5, 20]),
        database.TemporalDetection(label="marked", support=[30, 50], wink_deg=nan, onset_pct=nan),
        database.TemporalDetection(support=[60, 70], flagged=True),
    ]
    sample.save()
    reps_of(call, dataset)
    reps = call(dataset, "adopt", key="buttwink", sample=sample.id, reviewer="ann")[0]["reps"]
    assert [r["label"] for r in reps] == ["subtle", "marked", None]
    assert [r["drawn"] for r in reps] == [True, False, True]
    assert reps[0]["review"]["source"] == "annotate"
    assert reps[1]["amount"]["value"] is None and reps[1]["onset_pct"] is None
    assert not review(dataset, reps[0], "confirmed")["changed"]
    assert review(dataset, reps[1], "confirmed")["changed"]
    assert review(dataset, reps[2], "corrected", values={"label": "none"})["changed"]


def test_runs_side_by_side(dataset, call, analyse):
    analyse(dataset, key="second")
    answer, _ = call(dataset, "load")
    assert answer["keys"] == ["buttwink", "second"] and answer["key"] == "buttwink"
    assert call(dataset, "load", key="second")[0]["key"] == "second"
    assert call(dataset, "load", key="deleted")[0]["key"] == "buttwink"
    clips = dataset.to_clips("second_reps")
    assert call(clips, "load", shown=clips.first().id)[0]["key"] == "second"


def test_queue_follows_the_view(dataset, call, review):
    from fiftyone import ViewField

    strict = dataset.filter_labels("buttwink_reps", ViewField("severity") >= 3)
    assert call(strict, "load")[0]["queue"]["total"] == 2
    assert call(dataset.limit(1), "load")[0]["queue"]["total"] == 2
    clips = dataset.to_clips("buttwink_reps")
    first = reps_of(call, dataset)[0]
    review(dataset, first, "confirmed")
    queue = call(clips, "load", shown=first["id"])[0]["queue"]
    assert (queue["total"], queue["done"]) == (4, 1), "clips carry old copies of the state"


def test_changed_mind_of_the_machine_is_to_be_reviewed_again(dataset, call, review, analyse):
    first = reps_of(call, dataset)[0]
    review(dataset, first, "confirmed")
    sample = dataset.first()
    analyse(dataset, reps=None)
    assert call(dataset, "load")[0]["queue"]["done"] == 1, "survives the same analysis"
    dataset.reload()
    values = dataset.first().buttwink_reps.detections[0]
    assert values.review_state == "confirmed" and sample.id == dataset.first().id


def test_settings_of_another_version_do_not_break_the_viewer(dataset, call):
    from fo_buttwink.store.runs import get_run, save_run

    info = get_run(dataset, "buttwink")
    save_run(dataset, replace(info, settings={"wink": {"from_the_future": 1}}))
    answer, _ = call(dataset, "load")
    assert answer["state"] == "ready" and not answer.get("warning") and answer["edits"] == 0
    sample = dataset.first()
    sample.buttwink_reps.detections[0].support = [13, 48]
    sample.save()
    assert call(dataset, "load")[0]["edits"] == 1
    answer, _ = call(dataset, "adopt", key="buttwink", sample=sample.id)
    assert not answer.get("error"), "what is not known is left out"


def test_unexpected_trouble_is_an_answer_and_no_traceback(dataset, call, monkeypatch):
    from fo_buttwink.app.panels.viewer import panel as viewer

    def broken(*_):
        raise RuntimeError("boom")

    monkeypatch.setattr(viewer, "read_record", broken)
    answer, _ = call(dataset, "load")
    assert "RuntimeError: boom" in answer["error"] and "Traceback" not in answer["error"]


def test_next_and_previous_know_every_repetition_of_the_video(dataset, call):
    from fiftyone import ViewField

    everything = dataset.values(f"{REPS}.id", unwind=True)
    flags = dataset.values(f"{REPS}.flagged", unwind=True)
    listed = [rep for rep, flag in zip(everything, flags, strict=True) if flag]
    for view in (dataset, dataset.to_clips("buttwink_reps")):
        for sample in dataset:
            own = [rep.id for rep in sample.buttwink_reps.detections]
            shown = sample.id if view is dataset else own[0]
            walk = call(view, "load", shown=shown)[0]["queue"]["walk"]
            assert [p["rep"] for p in walk["places"]] == listed and walk["total"] == len(listed)
            for rep in own:
                before = [r for r in everything[: everything.index(rep)] if r in listed]
                at = len(before) if rep in listed else len(before) - 0.5
                assert walk["at"][rep] == at
    calm = dataset.filter_labels("buttwink_reps", ViewField("flagged") == False)  # noqa: E712
    if len(calm):
        walk = call(calm, "load", shown=calm.first().id)[0]["queue"]["walk"]
        assert [p["rep"] for p in walk["places"]] == calm.values(f"{REPS}.id", unwind=True)
