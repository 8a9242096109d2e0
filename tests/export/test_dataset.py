"""Exports from a real database: views, clips, reviews, lifters; and labels coming back."""

from __future__ import annotations

import csv
import json
from dataclasses import replace

import numpy as np
import pytest

from fo_buttwink.errors import (
    ExportError,
    ReviewError,
    RunNotFoundError,
    SelectionError,
    SplitError,
)
from fo_buttwink.export import Selection, export, read_table
from fo_buttwink.reviews.importing import import_csv, import_label_studio
from fo_buttwink.reviews.service import get_reviews, list_reviews, review_reps

pytestmark = pytest.mark.database

KEY = "buttwink"
REPS = "buttwink_reps.detections"
PATHS = [f"/v/{i}.mp4" for i in range(6)]
TIMES = np.cumsum(np.r_[0.0, np.resize([1 / 60, 1 / 20, 1 / 30], 89)])


@pytest.fixture
def dataset(make_dataset, make_analysis, make_rep, make_observations):
    """Six videos of three lifters with a moderate wink and a clean squat each; odd times."""
    from fo_buttwink.runs.analyze import DatasetAnalysis
    from fo_buttwink.runs.request import AnalysisRequest

    dataset = make_dataset(*PATHS, lifter=["A", "B", "C"] * 2)
    clean = make_rep(first=55, bottom=68, last=80, label="none", severity=0, onset_pct=None,
                     onset_pct_interval=None, timing=None)  # fmt: skip

    def pipeline(path, config):
        analysis = make_analysis(path, reps=(make_rep(), clean))
        series = replace(analysis.frames, time_s=TIMES)
        return replace(analysis, frames=series), make_observations(path)

    for _ in DatasetAnalysis(dataset, AnalysisRequest(KEY), analyser=pipeline).run():
        pass
    return dataset


def ids(samples):
    return [i for video in samples.values(f"{REPS}.id") for i in video]


def read(out, name="reps.csv"):
    with (out / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_table_holds_what_was_stored(dataset):
    table = read_table(dataset, KEY, lifter_field="lifter")
    assert len(table.rows) == 12
    row = table.rows[0]
    assert (row.rep_id, row.video, row.lifter) == (ids(dataset)[0], "/v/0.mp4", "A")
    assert (row.first_frame, row.bottom_frame, row.last_frame) == (11, 30, 50)
    assert row.start_s == pytest.approx(TIMES[10], abs=1e-4)
    assert row.end_s == pytest.approx(TIMES[49], abs=1e-4)
    assert (row.wink_deg, row.onset_pct_low, row.confidence) == (12.5, 75.0, 0.8)
    assert (row.view_side, row.model_severity, row.rep) == ("left", 2, 1)


def test_measurements_come_in_batches(dataset):
    table = read_table(dataset, KEY)
    videos = list(table.iter_videos(series=True, landmarks=True, batch=4))
    assert [v.record.path for v in videos] == PATHS
    for video in videos:
        assert video.series.time_s == pytest.approx(TIMES, abs=1e-4)
        assert video.landmarks.shape == (90, 33, 4)


def test_views_and_clips_give_what_they_show(dataset):
    from fiftyone import ViewField

    assert len(read_table(dataset.limit(2), KEY).rows) == 4
    winks = dataset.filter_labels("buttwink_reps", ViewField("label") == "moderate")
    assert [r.label for r in read_table(winks, KEY).rows] == ["moderate"] * 6
    clips = dataset.to_clips("buttwink_reps").skip(1).limit(3)
    assert {r.rep_id for r in read_table(clips, KEY).rows} == set(clips.values("id"))


def test_reviewed_reps_leave_with_the_reviewers_label(dataset, tmp_path):
    first, second = ids(dataset)[:2]
    review_reps(dataset, KEY, first, "corrected", label="marked", last=48, reviewer="ann")
    review_reps(dataset, KEY, second, "confirmed", reviewer="ann")
    summary = export(dataset, "csv", tmp_path / "o", selection=Selection(which="confirmed"))
    rows = read(tmp_path / "o")
    assert [(r["label"], r["model_label"], r["last_frame"]) for r in rows] == [
        ("marked", "moderate", "48"), ("none", "none", "80")
    ]  # fmt: skip
    assert summary.reps == 2 and "ann" in {r["reviewer"] for r in rows}


@pytest.mark.parametrize("adopted", [True, False])
def test_bar_that_a_person_drew_leaves_as_the_persons(dataset, database, adopted):
    from fo_buttwink.reviews.marked import adopt_edits
    from fo_buttwink.store.read import read_analyses

    sample = dataset.first()
    bars = [("subtle", [84, 89]), ("ugly", [82, 83]), (None, [81, 82])]
    sample.buttwink_reps.detections += [
        database.TemporalDetection(label=label, support=support) for label, support in bars
    ]
    sample.save()
    if adopted:
        adopt_edits(dataset, KEY, reviewer="ann")
    rows = read_table(dataset.limit(1), KEY).rows
    assert [(r.origin, r.label, r.model_label) for r in rows] == [
        ("machine", "moderate", "moderate"), ("machine", "none", "none"), ("human", "subtle", None)
    ]  # fmt: skip
    assert (rows[2].first_frame, rows[2].last_frame, rows[2].rep) == (84, 89, None)
    assert rows[2].reviewer == ("ann" if adopted else "unknown")
    analyses = [a for _, a in read_analyses(dataset.limit(1), KEY)]
    assert [len(a.reps) for a in analyses] == [2], "no result of the machine"


def test_split_by_lifter(dataset, tmp_path):
    said = []
    export(dataset, "csv", tmp_path / "o", lifter_field="lifter",
           splits={"train": 1, "val": 1, "test": 1}, report=said.append)  # fmt: skip
    rows = read(tmp_path / "o")
    assert {(r["lifter"], r["split"]) for r in rows} == {
        (r["lifter"], r["split"]) for r in rows[::2]
    }
    assert len({r["split"] for r in rows}) == 3
    assert "moderate" in said[0]


def test_lifters_are_known_by_a_field_of_a_usual_name_unless_one_says_otherwise(dataset):
    """Whoever forgets to name it must not get a split in which lifters leak."""
    assert {r.lifter for r in read_table(dataset, KEY).rows} == {"A", "B", "C"}
    assert {r.lifter for r in read_table(dataset, KEY, lifter_field="").rows} == {None}
    dataset.rename_sample_field("lifter", "athlete")
    assert {r.lifter for r in read_table(dataset, KEY).rows} == {"A", "B", "C"}
    dataset.rename_sample_field("athlete", "who")
    assert {r.lifter for r in read_table(dataset, KEY).rows} == {None}


@pytest.mark.parametrize(
    "format",
    ["parquet", "jsonl", "activitynet", "pyskl", "curves", "label_studio", "movement", "fiftyone",
     "fiftyone_temporal"],
)  # fmt: skip
def test_every_format_that_needs_no_media_works_from_the_database(dataset, tmp_path, format):
    dataset.set_values("metadata", [_metadata()] * 6)
    summary = export(dataset, format, tmp_path / "o")
    assert summary.reps == 12
    assert (tmp_path / "o" / "dataset_card.md").stat().st_size > 1000


def _metadata():
    import fiftyone as fo

    return fo.VideoMetadata(frame_width=64, frame_height=48, frame_rate=30.0,
                            total_frame_count=90, duration=3.0)  # fmt: skip


def test_bad_requests_write_nothing(dataset, make_dataset, tmp_path):
    out = tmp_path / "o"
    with pytest.raises(ExportError, match=r"lifter field 'athlete'.*no such field") as refused:
        export(dataset, "csv", out, lifter_field="athlete")
    assert "lifter, metadata" in str(refused.value) and "buttwink" not in str(refused.value)
    with pytest.raises(RunNotFoundError):
        export(dataset, "csv", out, key="other")
    with pytest.raises(SelectionError, match="the view is empty"):
        export(dataset.limit(1).match({"filepath": "x"}), "csv", out)
    dataset.first().set_field("lifter", None)
    sample = dataset.first()
    sample["lifter"] = None
    sample.save()
    with pytest.raises(SplitError, match="2 repetitions of 1 videos have no lifter"):
        export(dataset, "csv", out, lifter_field="lifter", splits={"train": 1, "test": 1})
    assert list(tmp_path.iterdir()) == []


def test_exports_leave_the_dataset_alone(dataset, tmp_path, database):
    before = (dataset.get_field_schema(flat=True).keys(), database.list_datasets())
    dataset.set_values("metadata", [_metadata()] * 6)
    export(dataset, "fiftyone", tmp_path / "o")
    dataset.reload()
    assert (dataset.get_field_schema(flat=True).keys(), database.list_datasets()) == before


def test_label_studio_round_trip(dataset, tmp_path):
    export(dataset, "label_studio", tmp_path / "o")
    tasks = json.loads((tmp_path / "o" / "tasks.json").read_text())
    for task in tasks:
        result = task.pop("predictions")[0]["result"]
        task["annotations"] = [{"updated_at": "2026-01-01", "result": result}]
    tasks[0]["annotations"][0]["result"][0]["value"]["timelinelabels"] = ["marked"]
    tasks[0]["annotations"][0]["result"][0]["value"]["ranges"] = [{"start": 13, "end": 52}]
    del tasks[1]["annotations"][0]["result"][1]
    tasks[2]["annotations"] = []
    back = tmp_path / "project-1.json"
    back.write_text(json.dumps(tasks))
    summary = import_label_studio(dataset, back, reviewer="outside")
    assert (summary.videos, summary.reps, summary.rejected) == (5, 9, 1)
    states = [s for video in dataset.values(f"{REPS}.review_state") for s in video]
    assert states[:6] == ["corrected", "confirmed", "confirmed", "rejected", "unreviewed",
                          "unreviewed"]  # fmt: skip
    said = get_reviews(dataset, KEY)[ids(dataset)[0]]
    assert (said.label, said.first, said.last, said.source) == ("marked", 13, 52, "label_studio")


def test_label_studio_with_a_frame_rate_that_drops(make_dataset, make_analysis, make_rep, tmp_path):
    """60 frames/s, then 20: its frames are not those that Label Studio counts by time."""
    from fo_buttwink.runs.analyze import DatasetAnalysis
    from fo_buttwink.runs.request import AnalysisRequest

    dataset = make_dataset("/v/a.mp4")
    times = np.cumsum(np.r_[0.0, np.full(45, 1 / 60), np.full(44, 1 / 20)])
    fps = 1 / np.diff(times).mean()
    reps = (make_rep(), make_rep(first=55, bottom=68, last=80))

    def pipeline(path, config):
        analysis = make_analysis(path, reps=reps, fps=fps)
        return replace(analysis, frames=replace(analysis.frames, time_s=times)), None

    for _ in DatasetAnalysis(dataset, AnalysisRequest(KEY), analyser=pipeline).run():
        pass
    export(dataset, "label_studio", tmp_path / "o")
    tasks = json.loads((tmp_path / "o" / "tasks.json").read_text())
    result = tasks[0].pop("predictions")[0]["result"]
    ranges = [item["value"]["ranges"][0] for item in result]
    assert [(r["start"], r["end"]) for r in ranges] == [(6, 30), (37, 75)]
    for item, first, last in zip(ranges, (11, 55), (50, 80), strict=True):
        assert abs((item["start"] - 1) / fps - times[first - 1]) <= 0.5 / fps
        assert abs((item["end"] - 1) / fps - times[last - 1]) <= 0.5 / fps
    ranges[1]["end"] = 60  # shown at 59 / fps, which is nearest to frame 70
    tasks[0]["annotations"] = [{"updated_at": "2026-01-01", "result": result}]
    back = tmp_path / "project-1.json"
    back.write_text(json.dumps(tasks))
    import_label_studio(dataset, back, reviewer="outside")
    said = {r.seen.first: r for _, r in list_reviews(dataset, KEY)}
    assert (said[11].verdict, said[11].span) == ("confirmed", (11, 50))
    frame = 1 + int(np.abs(times - 59 / fps).argmin())
    assert (said[55].verdict, said[55].span) == ("corrected", (55, frame)) and 60 < frame < 79


def test_csv_of_people_becomes_reviews(dataset, tmp_path):
    file = tmp_path / "labels.csv"
    file.write_text(
        "video,start,end,label,note\n"
        f"/v/0.mp4,{TIMES[10]:.4f},{TIMES[49]:.4f},bad,deep\n"
        f"1.mp4,{TIMES[54]:.4f},{TIMES[79]:.4f},good,\n"
        f"2.mp4,{TIMES[0]:.4f},{TIMES[7]:.4f},good,warm-up\n"
    )
    words = {"bad": "marked", "good": "none"}
    summary = import_csv(dataset, file, label_map=words, reviewer="lab")
    assert (summary.videos, summary.reps, summary.reviews.added) == (3, 3, 1)
    said = {r.seen and r.seen.label: r for _, r in list_reviews(dataset, KEY)}
    assert (said["moderate"].verdict, said["moderate"].label) == ("corrected", "marked")
    assert said["none"].verdict == "confirmed"
    assert (said[None].first, said[None].last, said[None].note) == (1, 8, "warm-up")


def test_csv_of_people_as_ground_truth(dataset, tmp_path):
    file = tmp_path / "labels.csv"
    file.write_text("video,start,end,label\n/v/0.mp4,11,50,Hüfte kippt\n")
    import_csv(dataset, file, field="truth", unit="frames")
    labels = dataset.first().truth.detections
    assert [(d.label, list(d.support)) for d in labels] == [("Hüfte kippt", [11, 50])]
    assert list_reviews(dataset, KEY) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("video,start,label\n", "missing end"),
        ("video,start,end,label\n", "no rows"),
        ("video,start,end,label\n9.mp4,1,2,none\n", "row 2, column video: .*no such video"),
        ("video,start,end,label\n0.mp4,1,2,none\n0.mp4,2,1,none\n", "row 3, .* start < end"),
        ("video,start,end,label\n0.mp4,1,99,none\n", "row 2, column end: .*after the end"),
        ("video,start,end,label\n0.mp4,x,2,none\n", "row 2, column start: .*'x'"),
        ("video,start,end,label\n0.mp4,1,2,ok\n", "row 2, column label: .*'ok'.*label_map"),
    ],
)
def test_bad_csv_names_the_line_and_changes_nothing(dataset, tmp_path, text, message):
    file = tmp_path / "labels.csv"
    file.write_text(text)
    with pytest.raises(ReviewError, match=message):
        import_csv(dataset, file)
    assert list_reviews(dataset, KEY) == []


def test_metadata_of_the_stored_picture_are_contradicted_and_not_used(
    make_dataset, make_analysis, make_observations, tmp_path
):
    """FFprobe 5 and later name no rotation, so FiftyOne stores a portrait video as a wide one."""
    import pickle

    import fiftyone as fo

    from fo_buttwink.domain.analysis import Media
    from fo_buttwink.runs.analyze import DatasetAnalysis
    from fo_buttwink.runs.request import AnalysisRequest

    dataset = make_dataset("/v/turned.mp4", "/v/wide.mp4")
    stored = {"frame_width": 1920, "frame_height": 1080, "frame_rate": 30.0}
    wrong = [fo.VideoMetadata(**stored, total_frame_count=90) for _ in range(2)]
    dataset.set_values("metadata", wrong)
    sizes = {"/v/turned.mp4": (1080, 1920), "/v/wide.mp4": (1920, 1080)}

    def pipeline(path, config):
        width, height = sizes[path]
        obs = make_observations(path)
        obs = replace(obs, video=replace(obs.video, width=width, height=height))
        return replace(make_analysis(path), media=Media(width, height, "h264", False)), obs

    job = DatasetAnalysis(dataset, AnalysisRequest(KEY), analyser=pipeline)
    for _ in job.run():
        pass
    assert [note.filepath for note in job.summary.notes] == ["/v/turned.mp4"]
    assert "1920 x 1080" in job.summary.notes[0].message
    assert dataset.first().metadata.frame_width == 1920  # not ours
    export(dataset, "pyskl", tmp_path / "out", key=KEY)
    with (tmp_path / "out" / "skeletons.pkl").open("rb") as file:
        found = pickle.load(file)["annotations"]
    assert {a["img_shape"] for a in found} == {(1920, 1080), (1080, 1920)}
    for annotation in found:
        height, width = annotation["img_shape"]
        points = annotation["keypoint"][annotation["keypoint_score"] > 0]
        assert points[:, 0].max() <= width and points[:, 1].max() <= height
