"""Runs that version 0.1.0 wrote: shown as they are, never mixed, analyzed again with one call."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
import schema1

from fo_buttwink.config import Config, preset
from fo_buttwink.domain import definitions
from fo_buttwink.domain.analysis import SCHEMA
from fo_buttwink.domain.old_settings import upgrade
from fo_buttwink.errors import DefinitionClashError, SettingsClashError
from fo_buttwink.install.plugin_folder import operator_uri
from fo_buttwink.store.fields import SUMMARY, RunFields
from fo_buttwink.store.runs import delete_run, get_run, list_runs

pytestmark = pytest.mark.database
REPS = "buttwink_reps.detections"
REVIEWS = "buttwink_reviews.detections"


@pytest.fixture
def old(database):
    """A dataset of two clips with five repetitions and three reviews, under schema 1."""
    dataset = schema1.restore()
    yield dataset
    if not dataset.deleted:
        dataset.delete()


@pytest.fixture
def event(database):
    """Triggers an event of a panel as the App does."""
    import fiftyone.operators as foo
    from fiftyone.operators.executor import ExecutionContext, Executor

    def trigger(panel, dataset, method, **params):
        operator = foo.get_operator(operator_uri(panel))
        ctx = ExecutionContext(
            {
                "dataset_name": dataset.name,
                "current_sample": dataset.first().id,
                "params": {"panel_id": "p", "panel_state": {}, "__method__": method, **params},
            },
            executor=Executor(),
            operator_uri=operator.uri,
        )
        answer = operator.execute(ctx)
        json.dumps(answer, allow_nan=False)
        return answer

    return trigger


def everything_in(dataset):
    """All documents of a dataset, but for the time at which it was opened last."""
    import fiftyone.core.odm as foo

    db = foo.get_db_conn()
    document = db.datasets.find_one({"name": dataset.name})
    document.pop("last_loaded_at")
    return (
        _in_order(document),
        list(db.runs.find({"_dataset_id": document["_id"]})),
        list(dataset._sample_collection.find().sort("_id", 1)),
        list(dataset._frame_collection.find().sort("_id", 1)),
    )


def _in_order(value):
    """Fields by name, without their age: FiftyOne changes both as it loads a dataset."""
    if isinstance(value, dict):
        left_out = {"created_at"} if "ftype" in value else set()
        return {name: _in_order(v) for name, v in value.items() if name not in left_out}
    if isinstance(value, list) and value and isinstance(value[0], dict) and "ftype" in value[0]:
        return sorted(map(_in_order, value), key=lambda field: field["name"])
    return value


def made_of(dataset):
    """What the videos themselves say about their definition."""
    dataset.reload()
    return [list(column) for column in dataset.values(["buttwink.schema", "buttwink.results"])]


def test_old_run_says_its_definition(old):
    info = get_run(old, "buttwink")
    assert list_runs(old) == ["buttwink"]
    assert (info.definition, info.results, info.made.present) == (1, 1, False)
    assert {session.version for session in info.sessions} == {"0.1.0"}


def test_stored_analysis_keeps_its_definition_and_its_measurer(old):
    from fo_buttwink.domain.analysis import VideoAnalysis
    from fo_buttwink.store.read import read_analyses

    found = [analysis for _, analysis in read_analyses(old)]
    assert [a.schema for a in found] == [1, 1]
    assert {a.program["version"] for a in found} == {"0.1.0"}
    assert all(len(a.model["sha256"]) == 64 for a in found)
    with pytest.raises(ValueError, match="expected schema 2, got 1"):
        VideoAnalysis.from_json(found[0].to_json())


@pytest.mark.parametrize("panel", ["squat_explorer", "squat_rep_viewer"])
def test_panels_show_the_old_run_with_a_notice(old, event, panel):
    answer = event(panel, old, "refresh" if panel == "squat_explorer" else "load")
    assert "obstacle" not in answer and answer.get("error") is None
    notice = answer["older"]
    assert "older definition" in notice["title"]
    assert "schema 1 (rise of lumbar flexion" in notice["text"]
    assert any("wink.onset_min_deg" in note for note in notice["notes"])
    params = notice["params"]
    assert Config.from_dict(params["config"]) == Config()
    assert (params["key"], params["existing"]) == ("buttwink", "replace")
    assert (params["load_field"], params["load_unit"]) == ("load_kg", "kg")
    shown = json.dumps(answer)
    assert "marked" in shown  # the old labels, which schema 2 does not give


def test_present_runs_have_no_notice(make_dataset, run_job, event):
    dataset = make_dataset("/v/a.mp4")
    run_job(dataset)
    assert event("squat_explorer", dataset, "refresh")["older"] is None
    assert event("squat_rep_viewer", dataset, "load")["older"] is None


def test_newer_runs_cannot_be_analyzed_again_from_a_panel(make_dataset, run_job):
    from fo_buttwink.app.panels.older_run import older_run

    dataset = make_dataset("/v/a.mp4")
    run_job(dataset)
    info = replace(get_run(dataset, "buttwink"), definition=SCHEMA + 1)
    notice = older_run(dataset, info)
    assert "newer version" in notice["title"] and notice["operator"] is None


def test_load_field_that_is_gone_is_left_out(old, event):
    old.delete_sample_field("load_kg")
    notice = event("squat_explorer", old, "refresh")["older"]
    assert notice["params"]["load_field"] is None
    assert any("load_kg" in note for note in notice["notes"])


def test_looking_writes_nothing(old, event):
    before = everything_in(old)
    for method in ("refresh", "rows"):
        event("squat_explorer", old, method)
    answer = event("squat_rep_viewer", old, "load")
    rep = answer["video"]["reps"][0]["id"]
    event("squat_rep_viewer", old, "refresh", key="buttwink", sample=old.first().id)
    event("squat_rep_viewer", old, "pictures", key="buttwink", sample=old.first().id, rep=rep)
    assert everything_in(old) == before


@pytest.mark.parametrize("emptied", [0, 1])
def test_continuing_is_refused_with_a_way_out(old, run_job, emptied):
    old.limit(emptied).set_field("buttwink", None).save()  # as if it had been interrupted
    before = everything_in(old)
    with pytest.raises(DefinitionClashError) as refused:
        run_job(old)
    said = str(refused.value)
    for part in ("'buttwink'", old.name, "schema 1", f"schema {SCHEMA}", "another key", "replace"):
        assert part in said
    assert everything_in(old) == before


def test_replacing_a_part_is_refused(old, run_job):
    before = everything_in(old)
    with pytest.raises(DefinitionClashError, match=r"1 videos outside this view .* whole dataset"):
        run_job(old.limit(1), existing="replace")
    assert everything_in(old) == before


def test_another_key_is_free(old, run_job):
    run_job(old, key="fresh")
    assert get_run(old, "fresh").made.present and get_run(old, "buttwink").definition == 1


def test_settings_do_not_matter_for_what_is_said(old, run_job):
    """The definition is the reason that counts, also where the settings differ anyway."""
    with pytest.raises(DefinitionClashError):
        run_job(old, config=preset("research"))


@pytest.mark.pose
def test_analyzing_again_gives_the_present_definition_and_keeps_reviews(old, event):
    from fo_buttwink.pipeline.analyze import analyze_video
    from fo_buttwink.runs.analyze import analyze_dataset

    reviews = old.values(REVIEWS)
    labels = old.values(f"{REPS}.label")
    params = event("squat_explorer", old, "refresh")["older"]["params"]
    summary = analyze_dataset(
        old,
        params["key"],
        Config.from_dict(params["config"]),
        existing=params["existing"],
        load_field=params["load_field"],
        load_unit=params["load_unit"],
    )
    assert (summary.analysed, len(summary.failed)) == (2, 0)
    assert made_of(old) == [[SCHEMA] * 2, [definitions.RESULTS] * 2]
    info = get_run(old, "buttwink")
    assert info.made.present and info.settings == Config().to_dict() and len(info.models) == 1
    assert labels[0] == ["marked", "marked", "moderate"]
    # The clip has been drawn anew since, with the same repetitions and another movement.
    now = [[rep.label for rep in analyze_video(path).reps] for path in old.values("filepath")]
    assert old.values(f"{REPS}.machine_label") == now
    assert old.values(f"{REPS}.load_kg") == [[80.0] * 3, [120.0] * 2]
    rises = old.values(f"{REPS}.lumbar_rise_deg", unwind=True)
    assert len(rises) == 5 and None not in rises
    assert event("squat_explorer", old, "refresh")["older"] is None
    _same_reviews(reviews, old.values(REVIEWS), old.values(f"{REPS}.id"))
    states = old.values(f"{REPS}.review_state")
    assert states == [["confirmed", "corrected", "unreviewed"], ["unreviewed"] * 2]
    assert old.values(f"{REPS}.effective_label")[0][:2] == ["marked", "moderate"]
    # Both had been reviewed as "marked" of the machine: look again where it says something else.
    outdated = old.values(f"{REPS}.review_outdated")[0]
    assert outdated == [now[0][0] != "marked", now[0][1] != "marked", False]


def _same_reviews(before, after, rep_ids):
    said = ("verdict", "review_label", "reviewer", "note", "first", "last", "onset_pct")
    for old_labels, new_labels, ids in zip(before, after, rep_ids, strict=True):
        assert [[r[n] for n in said] for r in new_labels] == [
            [r[n] for n in said] for r in old_labels
        ]
        for was, now in zip(old_labels, new_labels, strict=True):
            assert (now.rep_id in ids) == (was.rep_id is not None)


def test_interruption_leaves_no_mixture(old, fake_analyser):
    from fo_buttwink.runs.analyze import DatasetAnalysis
    from fo_buttwink.runs.request import AnalysisRequest

    job = DatasetAnalysis(old, AnalysisRequest(existing="replace"), analyser=fake_analyser)
    steps = job.run()
    next(steps)
    steps.close()
    old.reload()
    statuses, schemas = old.values(["buttwink.status", "buttwink.schema"])
    assert sorted(statuses, key=str) == [None, "ok"] and sorted(schemas, key=str) == [SCHEMA, None]
    assert get_run(old, "buttwink").made.present
    reviews = old.count(REVIEWS)
    assert reviews == 3
    rest = DatasetAnalysis(old, analyser=fake_analyser)
    assert rest.total == 1
    for _ in rest.run():
        pass
    assert made_of(old)[0] == [SCHEMA] * 2 and old.count(REVIEWS) == 3


def test_old_results_stay_if_no_video_can_be_read(old):
    """A disk that is not there must not cost what was known."""
    from fo_buttwink.runs.analyze import DatasetAnalysis
    from fo_buttwink.runs.request import AnalysisRequest
    from fo_buttwink.video.files import VideoError

    def gone(path, config, progress=None):
        raise VideoError(f"{path}: not found")

    labels = old.values(f"{REPS}.label")
    job = DatasetAnalysis(old, AnalysisRequest(existing="replace"), analyser=gone)
    for _ in job.run():
        pass
    assert len(job.summary.failed) == 2
    old.reload()
    assert old.values(f"{REPS}.label") == labels and get_run(old, "buttwink").definition == 1


def test_other_results_number_is_refused_alike(make_dataset, run_job, monkeypatch):
    """Another way of measuring under the same definition does not mix either."""
    dataset = make_dataset("/v/a.mp4", "/v/b.mp4")
    run_job(dataset.limit(1))
    from fo_buttwink.store.runs import save_run

    info = get_run(dataset, "buttwink")
    save_run(dataset, replace(info, results=info.results - 1))
    before = rf"results of number {info.results - 1}, .* makes results of number {info.results}"
    with pytest.raises(DefinitionClashError, match=before):
        run_job(dataset)
    run_job(dataset, existing="replace")
    assert get_run(dataset, "buttwink").made.present


def test_interrupted_change_of_settings_does_not_mix(make_dataset, fake_analyser):
    from fo_buttwink.runs.analyze import DatasetAnalysis
    from fo_buttwink.runs.request import AnalysisRequest

    dataset = make_dataset("/v/a.mp4", "/v/b.mp4")
    for _ in DatasetAnalysis(dataset, analyser=fake_analyser).run():
        pass
    config = preset("research")
    steps = DatasetAnalysis(
        dataset, AnalysisRequest("buttwink", config, existing="replace"), analyser=fake_analyser
    ).run()
    next(steps)
    steps.close()
    rest = DatasetAnalysis(dataset, AnalysisRequest("buttwink", config), analyser=fake_analyser)
    assert rest.total == 1
    with pytest.raises(SettingsClashError):
        DatasetAnalysis(dataset, analyser=fake_analyser)


def test_reviewing_an_old_run_works(old):
    from fo_buttwink.reviews.service import review_reps

    rep = old.values(f"{REPS}.id")[1][0]
    review_reps(old, "buttwink", rep, "confirmed", reviewer="ann")
    old.reload()
    assert old.values(f"{REPS}.review_state")[1][0] == "confirmed"
    assert get_run(old, "buttwink").definition == 1


def test_deleting_an_old_run_leaves_no_trace(old, everything):
    delete_run(old, discard_reviews=True)
    after = everything(old)
    for what in ("fields", "frames", "indexes", "label_schemas", "skeletons"):
        assert not [name for name in after[what] if "buttwink" in name]
    assert after["runs"] == [] and after["frame_documents"] == 0
    assert old.values("load_kg") == [80.0, 120.0]
    stored = old._sample_collection.find_one()
    assert not [name for name in stored if "buttwink" in name]


def test_info_names_the_definition(old):
    from fo_buttwink.app.operators.manage import describe

    text = describe(old, "buttwink")
    assert "schema 1 (rise of lumbar flexion" in text and "schema 2" in text


def test_exports_say_the_definition_before_and_after(old, run_job, tmp_path):
    import csv

    from fo_buttwink.export import export

    def written(name):
        summary = export(old, "csv", tmp_path / name)
        with (tmp_path / name / "reps.csv").open(newline="") as file:
            rows = list(csv.DictReader(file))
        return summary, rows, (tmp_path / name / "dataset_card.md").read_text()

    summary, rows, card = written("before")
    assert {(r["schema"], r["measured_by"]) for r in rows} == {("1", "fo-buttwink 0.1.0")}
    assert {r["model"] for r in rows} == {"full"} and len(rows[0]["model_sha256"]) == 64
    assert "follow schema 1 (rise of lumbar flexion" in card
    assert "rise of lumbar flexion from its own onset to the bottom" in card
    assert "- measured by fo-buttwink 0.1.0 (6 repetitions)" in card
    assert f"- written by fo-buttwink {definitions.__version__}" in card
    assert any("do not compare" in note for note in summary.notes)
    run_job(old, existing="replace")
    summary, rows, card = written("after")
    now = f"fo-buttwink {definitions.__version__}"
    assert {(r["schema"], r["measured_by"]) for r in rows} == {("2", now)}
    assert "follow schema 2" in card and "schema 1" not in card
    assert not any("schema" in note for note in summary.notes)


def test_upgrade_of_real_settings_gives_the_present_presets():
    """Fails if a default changes without ``_DEFAULTS_BEFORE`` being told."""
    for name, settings in schema1.content()["settings"].items():
        config, notes = upgrade(settings, 1)
        assert config == preset(name)
        assert not [note for note in notes if "stays" in note or "cannot be" in note]


def test_summary_fields_are_declared(old, run_job):
    run_job(old, existing="replace")
    flat = old.get_field_schema(flat=True)
    assert all(RunFields("buttwink").of_summary(a.name) in flat for a in SUMMARY)
