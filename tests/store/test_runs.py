from __future__ import annotations

from dataclasses import replace

import pytest

from fo_buttwink.config import preset
from fo_buttwink.errors import (
    FieldClashError,
    KeyNameError,
    LoadFieldError,
    RunNotFoundError,
    SettingsClashError,
    StoreError,
    TargetError,
)
from fo_buttwink.store.fields import RunFields
from fo_buttwink.store.runs import delete_run, get_run, list_runs

pytestmark = pytest.mark.database


@pytest.fixture
def owned(make_dataset, database):
    """A data set with fields, frames, skeleton, label schema and index of its own."""
    dataset = make_dataset("/v/a.mp4", "/v/b.mp4", note=["x", "y"])
    dataset.add_frame_field("mine", database.FloatField)
    dataset.set_values("frames.mine", {dataset.first().id: {1: 1.0, 200: 2.0}}, key_field="id")
    dataset.skeletons["mine"] = database.KeypointSkeleton(edges=[[0, 1]])
    dataset.save()
    dataset.create_index("note")
    return dataset


def test_run_is_recorded(make_dataset, run_job):
    dataset = make_dataset("/v/a.mp4", "/v/front.mp4", "/v/bad.mp4")
    run_job(dataset)
    dataset.reload()
    info = get_run(dataset, "buttwink")
    assert info.settings == preset().to_dict()
    assert info.statuses == {"failed": 1, "ok": 1, "unclear_view": 1}
    assert (info.num_reps, info.num_flagged) == (2, 1)
    assert info.models == [{"name": "full", "sha256": "0" * 64}]
    (session,) = info.sessions
    assert (session.state, session.analysed, session.failed) == ("complete", 2, 1)
    assert session.version and session.fiftyone and info.timestamp.endswith("+00:00")
    assert list_runs(dataset) == ["buttwink"]


def test_deletion_leaves_no_trace(owned, run_job, everything):
    before = everything(owned)
    run_job(owned, skeleton=True)
    assert everything(owned) != before
    owned.update_label_schema("buttwink_reps", owned.generate_label_schemas("buttwink_reps"))
    owned.activate_label_schemas("buttwink_reps")
    delete_run(owned, "buttwink")
    after = everything(owned)
    # Frames of the run stay as documents, because the user has frame fields of his own.
    assert after.pop("frame_documents") >= before.pop("frame_documents")
    assert after == before
    assert owned.values("frames.mine")[0][0] == 1.0
    document = owned._frame_collection.find_one({"frame_number": 200})
    assert not any(name.startswith("buttwink") for name in document)
    assert not any(name.startswith("buttwink") for name in owned._sample_collection.find_one())


def test_deletion_of_the_only_frame_fields_removes_the_frames(make_dataset, run_job, everything):
    dataset = make_dataset("/v/a.mp4")
    before = everything(dataset)
    run_job(dataset)
    delete_run(dataset)
    assert everything(dataset) == before


def test_two_runs_live_side_by_side(make_dataset, run_job, everything):
    dataset = make_dataset("/v/a.mp4")
    run_job(dataset, "one")
    alone = everything(dataset)
    run_job(dataset, "two", preset("research"), skeleton=True)
    assert list_runs(dataset) == ["one", "two"]
    assert get_run(dataset, "two").settings["preset"] == "research"
    delete_run(dataset, "two")
    assert everything(dataset) == alone
    assert dataset.values("one.status") == ["ok"]
    assert dataset.values("frames.one_depth")[0][-1] == 1.0


def test_replacing_touches_only_the_own_run(make_dataset, run_job, make_analysis, monkeypatch):
    dataset = make_dataset("/v/a.mp4")
    run_job(dataset, "one")
    run_job(dataset, "two")
    other = dataset._frame_collection.find_one({"frame_number": 90})["two_depth"]
    before = dataset.values("two_reps.detections.id")
    ids = dataset.values("one_reps.detections.id")
    summary = run_job(dataset, "one", existing="replace")
    assert (summary.analysed, summary.skipped) == (1, 0)
    assert dataset.values("one_reps.detections.id") != ids
    assert dataset.values("two_reps.detections.id") == before
    assert dataset._frame_collection.find_one({"frame_number": 90})["two_depth"] == other
    assert len(get_run(dataset, "one").sessions) == 2


def test_replacing_leaves_nothing_of_the_old_result(make_dataset, run_job):
    dataset = make_dataset("/v/a.mp4")
    run_job(dataset)
    dataset.first()
    dataset.set_values("filepath", {dataset.first().id: "/v/front.mp4"}, key_field="id")
    run_job(dataset, existing="replace")
    assert dataset.values("buttwink.status") == ["unclear_view"]
    assert set(dataset.values("frames.buttwink_depth")[0]) == {None}
    assert dataset.count("buttwink_reps.detections") == 0


def test_skipping_retries_only_failures(make_dataset, run_job):
    dataset = make_dataset("/v/a.mp4", "/v/bad.mp4", "/v/crash.mp4")
    first = run_job(dataset)
    assert [p.filepath for p in first.failed] == ["/v/bad.mp4", "/v/crash.mp4"]
    assert "check the path" in first.failed[0].message
    assert first.failed[1].message.startswith("/v/crash.mp4: RuntimeError: unexpected; ")
    assert dataset.values("buttwink.status") == ["ok", "failed", "failed"]
    assert "check the path" in dataset.values("buttwink.message")[1]
    again = run_job(dataset)
    assert (again.analysed, again.skipped, len(again.failed)) == (0, 1, 2)
    assert "/v/bad.mp4" in str(again) and again.to_json()["failed"][0]["sample_id"]


def test_interruption_keeps_what_is_finished(make_dataset, fake_analyser):
    from fo_buttwink.runs.analyze import DatasetAnalysis

    dataset = make_dataset("/v/a.mp4", "/v/b.mp4", "/v/c.mp4")

    def analyse(path, config):
        if "b.mp4" in path:
            raise KeyboardInterrupt
        return fake_analyser(path, config)

    with pytest.raises(KeyboardInterrupt):
        list(DatasetAnalysis(dataset, analyser=analyse).run())
    assert dataset.values("buttwink.status") == ["ok", None, None]
    info = get_run(dataset, "buttwink")
    assert info.sessions[0].state == "interrupted" and info.statuses == {"ok": 1}
    job = DatasetAnalysis(dataset, analyser=fake_analyser)
    assert job.total == 2
    list(job.run())
    assert dataset.values("buttwink.status") == ["ok"] * 3


def test_closing_the_generator_counts_as_interruption(make_dataset, fake_analyser):
    from fo_buttwink.runs.analyze import DatasetAnalysis

    dataset = make_dataset("/v/a.mp4", "/v/b.mp4")
    steps = DatasetAnalysis(dataset, analyser=fake_analyser).run()
    step = next(steps)
    assert (step.done, step.total, step.status) == (1, 2, "ok")
    steps.close()
    assert get_run(dataset, "buttwink").sessions[0].state == "interrupted"


@pytest.mark.parametrize("level", ["sample", "frame", "skeleton"])
def test_foreign_fields_are_refused(make_dataset, run_job, database, everything, level):
    dataset = make_dataset("/v/a.mp4")
    name = "buttwink_pose"
    if level == "sample":
        name = "buttwink_reps"
        dataset.add_sample_field(name, database.StringField)
    elif level == "frame":
        name = "frames.buttwink_depth"
        dataset.add_frame_field("buttwink_depth", database.FloatField)
    else:
        dataset.skeletons[name] = database.KeypointSkeleton(edges=[[0, 1]])
        dataset.save()
    before = everything(dataset)
    with pytest.raises(FieldClashError, match=f"{name}.*choose another key"):
        run_job(dataset, skeleton=True)
    assert everything(dataset) == before
    run_job(dataset, "other", skeleton=True)


def test_default_fields_cannot_be_keys(make_dataset, run_job):
    with pytest.raises(FieldClashError, match="metadata"):
        run_job(make_dataset("/v/a.mp4"), "metadata")


def test_runs_of_others_are_refused_and_not_deleted(make_dataset, run_job):
    dataset = make_dataset("/v/a.mp4")
    dataset.register_run("buttwink", dataset.init_run(method="somebody"))
    with pytest.raises(StoreError, match="somebody"):
        run_job(dataset)
    with pytest.raises(StoreError, match="somebody"):
        delete_run(dataset, "buttwink")
    assert dataset.has_run("buttwink") and list_runs(dataset) == []


def test_unknown_runs_are_named(make_dataset):
    with pytest.raises(RunNotFoundError, match="no fo_buttwink run 'x'; existing runs: none"):
        delete_run(make_dataset("/v/a.mp4"), "x")


def test_one_key_has_one_setting(make_dataset, run_job):
    dataset = make_dataset("/v/a.mp4", "/v/b.mp4")
    run_job(dataset)
    other = preset("research")
    with pytest.raises(SettingsClashError, match=r"view\.max_yaw_deg: [0-9.]+ there, [0-9.]+ here"):
        run_job(dataset, config=other)
    with pytest.raises(SettingsClashError, match="1 videos outside this view"):
        run_job(dataset.limit(1), config=other, existing="replace")
    run_job(dataset, config=other, existing="replace")
    assert get_run(dataset, "buttwink").settings["preset"] == "research"


def test_settings_clash_changes_nothing(make_dataset, run_job, everything):
    dataset = make_dataset("/v/a.mp4")
    run_job(dataset)
    before, ids = everything(dataset), dataset.values("buttwink_reps.detections.id")
    config = preset()
    with pytest.raises(SettingsClashError):
        run_job(dataset, config=replace(config, wink=replace(config.wink, early_pct=60.0)))
    assert (everything(dataset), dataset.values("buttwink_reps.detections.id")) == (before, ids)


@pytest.mark.parametrize("key", ["", "1x", "a b"])
def test_bad_keys_do_nothing(make_dataset, run_job, key):
    with pytest.raises(KeyNameError):
        run_job(make_dataset("/v/a.mp4"), key)


def test_existing_must_be_known(make_dataset, run_job):
    with pytest.raises(ValueError, match="'skip' or 'replace'"):
        run_job(make_dataset("/v/a.mp4"), existing="merge")


def test_views_of_parts_are_refused(make_dataset, run_job):
    dataset = make_dataset("/v/a.mp4")
    with pytest.raises(TargetError, match="no samples"):
        run_job(dataset.limit(1).skip(1))
    run_job(dataset)
    with pytest.raises(TargetError, match=r"ClipsView.*whole video"):
        run_job(dataset.to_clips("buttwink_reps"))
    with pytest.raises(TargetError, match="media type 'image'"):
        run_job(make_dataset("/v/a.jpg"))


def test_view_limits_what_is_analysed(make_dataset, run_job):
    dataset = make_dataset("/v/a.mp4", "/v/b.mp4", note=["x", "y"])
    run_job(dataset.skip(1).select_fields("note"))
    assert dataset.values("buttwink.status") == [None, "ok"]


def test_grouped_datasets(make_dataset, run_job, database, everything):
    dataset = make_dataset()
    dataset.add_group_field("group", default="side")
    samples = []
    for i in range(2):
        group = database.Group()
        samples += [
            database.Sample(filepath=f"/v/a{i}.mp4", group=group.element("side")),
            database.Sample(filepath=f"/v/b{i}.mp4", group=group.element("front")),
            database.Sample(filepath=f"/v/c{i}.jpg", group=group.element("still")),
        ]
    dataset.add_samples(samples)
    before = everything(dataset)
    run = RunFields("buttwink")

    summary = run_job(dataset.select_group_slices("side"))
    assert summary.analysed == 2
    summary = run_job(dataset)
    assert (summary.analysed, summary.skipped) == (2, 2)
    videos = dataset.select_group_slices(media_type="video")
    assert videos.values(run.status) == ["ok"] * 4
    assert len(videos.values(run.curve_path("depth"))[3]) == 90
    assert dataset.select_group_slices("still").values(run.status) == [None] * 2

    mixed = dataset.select_group_slices(_allow_mixed=True)
    summary = run_job(mixed, existing="replace")
    assert summary.analysed == 4
    assert [p.filepath for p in summary.not_video] == ["/v/c0.jpg", "/v/c1.jpg"]
    assert "media type image" in summary.not_video[0].message

    delete_run(dataset)
    assert everything(dataset) == before


def test_load_is_copied(make_dataset, run_job):
    dataset = make_dataset("/v/a.mp4", "/v/b.mp4", rel=[0.85, None], kg=[100, 60])
    run_job(dataset, load_field="rel", load_unit="rel")
    assert dataset.values("buttwink_reps.detections.load_rel") == [[0.85, 0.85], [None, None]]
    assert dataset.values("buttwink_reps.detections.review_priority") == [
        [True, False],
        [False, False],
    ]
    run_job(dataset, "other", load_field="kg")
    assert dataset.values("other_reps.detections.load_kg") == [[100.0, 100.0], [60.0, 60.0]]


@pytest.mark.parametrize(
    ("name", "unit", "message"),
    [
        ("nothing", "kg", "found nothing"),
        ("note", "kg", "found StringField"),
        ("percent", "rel", "has 70, expected a fraction"),
        ("negative", "kg", "has -1, expected kg >= 0"),
        ("percent", "lb", "expected 'kg' or 'rel'"),
    ],
)
def test_bad_load_fields_are_refused(make_dataset, run_job, everything, name, unit, message):
    dataset = make_dataset("/v/a.mp4", percent=[70.0], negative=[-1.0], note=["x"])
    before = everything(dataset)
    with pytest.raises(LoadFieldError, match=message):
        run_job(dataset, load_field=name, load_unit=unit)
    assert everything(dataset) == before


def test_broken_set_up_fails_once_and_before_anything_is_written(
    make_dataset, everything, monkeypatch
):
    from fo_buttwink.batch import run as work
    from fo_buttwink.runs import analyze as sdk

    def broken(config, **options):
        raise RuntimeError("no model")

    monkeypatch.setattr(work, "default_analyser", broken)
    dataset = make_dataset("/v/a.mp4")
    before = everything(dataset)
    with pytest.raises(RuntimeError, match="no model"):
        sdk.analyze_dataset(dataset, progress=False)
    assert everything(dataset) == before


def test_progress_is_called_per_video(make_dataset, fake_analyser, monkeypatch):
    from fo_buttwink.batch import run as work
    from fo_buttwink.runs import analyze as sdk

    monkeypatch.setattr(work, "default_analyser", lambda config, **options: fake_analyser)
    dataset = make_dataset("/v/a.mp4", "/v/bad.mp4")
    seen = []
    sdk.analyze_dataset(dataset, progress=seen.append)
    assert [(s.done, s.total, s.status) for s in seen] == [(1, 2, "ok"), (2, 2, "failed")]
    assert sdk.analyze_dataset(dataset, "again", progress=False).analysed == 1


def test_fields_of_an_older_version_are_completed(make_dataset, database, everything):
    from fo_buttwink.store import schema

    whole, older = make_dataset("/v/a.mp4"), make_dataset("/v/a.mp4")
    run = RunFields("buttwink")
    schema.declare(whole, run, skeleton=False)
    older.add_sample_field(
        run.reps, database.EmbeddedDocumentField, embedded_doc_type=database.TemporalDetections
    )
    older.add_sample_field(run.of_rep("severity"), database.IntField)
    rep = database.TemporalDetection(label="moderate", support=[1, 9], severity=2)
    older.set_values(run.reps, [database.TemporalDetections(detections=[rep])])
    schema.declare(older, run, skeleton=False)
    schema.declare(older, run, skeleton=False)
    assert everything(older)["fields"] == everything(whole)["fields"]
    assert older.values(run.of_rep("severity")) == [[2]]
    assert "[deg" in older.get_field(run.of_rep("wink_deg")).description
