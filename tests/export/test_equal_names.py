"""Two lifters' cameras both write IMG_0001.MOV: every format keeps the two apart."""

from __future__ import annotations

import csv
import json
import pickle
import sys
from fractions import Fraction
from pathlib import Path
from urllib.parse import unquote

import ffprobe_stand_in
import numpy as np
import pytest

from fo_buttwink.errors import ExportError
from fo_buttwink.export import export_table, prepare
from fo_buttwink.export.formats.registry import FORMATS

from .conftest import read_video, write_video

RATES = {"ann": 25, "bob": 60}
"""Frames per second of each lifter's video, by which an entry shows whose it is."""
NAME = "IMG_0001.MOV"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("lifters")
    for who, rate in RATES.items():
        (made / who).mkdir()
        write_video(made / who / NAME, Fraction(rate))
    return made


@pytest.fixture
def truth(folder):
    """Frames per second by path."""
    return {str(folder / who / NAME): rate for who, rate in RATES.items()}


@pytest.fixture
def table(make_table, truth):
    times = {path: np.arange(90) / rate for path, rate in truth.items()}
    return prepare(make_table(*truth, times=times))


def of_rows(rows):
    return {row["video"]: round(float(row["fps"])) for row in rows}


def read_csv(out, table, path="reps.csv"):
    with (out / path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def from_csv(out, table):
    return of_rows(read_csv(out, table))


def from_parquet(out, table):
    pq = pytest.importorskip("pyarrow.parquet")
    return of_rows(pq.read_table(next((out / "data").glob("*.parquet"))).to_pylist())


def from_jsonl(out, table):
    return of_rows(map(json.loads, (out / "reps.jsonl").read_text("utf-8").splitlines()))


def from_activitynet(out, table):
    database = json.loads((out / "labels.json").read_text("utf-8"))["database"]
    paths = json.loads((out / "data.json").read_text("utf-8"))
    named = {Path(file).stem.removeprefix("v_"): path for file, path in paths.items()}
    assert set(named) == set(database)
    return {named[name]: round(90 / entry["duration"]) for name, entry in database.items()}


def rate_by_rep(table):
    return {row.rep_id: round(row.fps) for row in table.rows}


def from_pyskl(out, table):
    with (out / "skeletons.pkl").open("rb") as file:
        data = pickle.load(file)
    names = [a["frame_dir"] for a in data["annotations"]]
    assert len(set(names)) == len(names) == 4 and sorted(data["split"]["train"]) == sorted(names)
    rates = rate_by_rep(table)
    return {a["video"]: rates[a["rep_id"]] for a in data["annotations"]}


def from_coco(out, table):
    data = json.loads((out / "annotations" / "all.json").read_text("utf-8"))
    assert len({image["file_name"] for image in data["images"]}) == 4
    assert len(list((out / "images").iterdir())) == 4
    rates = rate_by_rep(table)
    rep = {a["image_id"]: a["rep"]["rep_id"] for a in data["annotations"]}
    return {image["video"]: rates[rep[image["id"]]] for image in data["images"]}


def clip_rate(path):
    return round(1 / np.diff(read_video(path)[1]).mean())


def from_clips(out, table):
    rows = read_csv(out, table, "clips.csv")
    assert len({row["file"] for row in rows}) == 4
    return {row["video"]: clip_rate(out / row["file"]) for row in rows}


def from_videofolder(out, table):
    rows = read_csv(out, table, "train/metadata.csv")
    assert len({row["file_name"] for row in rows}) == 4
    return {row["source_video"]: clip_rate(out / "train" / row["file_name"]) for row in rows}


def of_samples(dataset, table):
    rates = rate_by_rep(table)
    try:
        found = {}
        for sample in dataset:
            assert len(sample.reps.detections) == 2
            (rate,) = {rates[rep.rep_id] for rep in sample.reps.detections}
            found[sample.filepath] = rate
        return found
    finally:
        dataset.delete()


def from_fiftyone(out, table):
    import fiftyone as fo

    kind = fo.types.FiftyOneDataset
    return of_samples(fo.Dataset.from_dir(str(out / "dataset"), dataset_type=kind), table)


def from_fiftyone_temporal(out, table):
    import fiftyone as fo

    dataset = fo.Dataset.from_dir(
        str(out / "all"),
        dataset_type=fo.types.FiftyOneTemporalDetectionDataset,
        data_path="data.json",
        label_field="reps",
    )
    return of_samples(dataset, table)


def from_label_studio(out, table):
    tasks = json.loads((out / "tasks.json").read_text("utf-8"))
    assert len({task["data"]["video"] for task in tasks}) == 2
    return {task["data"]["filepath"]: round(task["data"]["fps"]) for task in tasks}


def from_movement(out, table):
    xr = pytest.importorskip("xarray")
    found = {}
    for path in (out / "poses").iterdir():
        with xr.open_dataset(path, engine="scipy") as one:
            found[one.source_file] = round(1 / float(np.diff(one.time).mean()))
    return found


def of_opensim(files, table):
    """Their formats have no place for the path of a video: the file's name says it."""
    found = {}
    for file in files:
        who = file.name.split("_IMG_0001")[0]
        (path,) = (path for path in {r.video for r in table.rows} if f"/{who}/" in path)
        lines = file.read_text("utf-8").splitlines()
        start = next(i for i, line in enumerate(lines) if line.startswith(("time", "Frame#")))
        column = 0 if file.suffix == ".mot" else 1
        rows = (line.split() for line in lines[start + 1 :])
        times = [float(r[column]) for r in rows if len(r) > 1 and r[column][:1].isdigit()]
        found[path] = round(1 / np.median(np.diff(times)))
    return found


def from_opensim_mot(out, table):
    return of_opensim((out / "motion").iterdir(), table)


def from_opensim_trc(out, table):
    return of_opensim((out / "markers").iterdir(), table)


def from_curves(out, table):
    with np.load(out / "curves.npz") as data:
        rates = rate_by_rep(table)
        return dict(
            zip(data["group"].tolist(), [rates[i] for i in data["rep_id"].tolist()], strict=True)
        )


READERS = {name: globals()[f"from_{name}"] for name in FORMATS}
"""A format that nobody reads here yet fails when the tests are collected."""
NEEDS_DATABASE = [pytest.mark.database]


@pytest.mark.parametrize(
    "name",
    [pytest.param(n, marks=NEEDS_DATABASE if n.startswith("fiftyone") else []) for n in FORMATS],
)
def test_both_videos_come_out_and_each_with_its_own(name, table, truth, tmp_path, request):
    if name.startswith("fiftyone"):
        request.getfixturevalue("database")
    if name == "fiftyone_temporal":
        if sys.platform == "win32":
            pytest.skip("the stand-in for ffprobe is a shell script")
        place = ffprobe_stand_in.on_path(tmp_path)
        request.getfixturevalue("monkeypatch").setenv("PATH", place)
    options = {"url_prefix": "/data/local-files/?d="} if name == "label_studio" else {}
    export_table(table, name, tmp_path / "out", **options)
    assert READERS[name](tmp_path / "out", table) == truth


@pytest.mark.database
@pytest.mark.parametrize("name", ["fiftyone", "fiftyone_temporal"])
def test_copied_videos_do_not_overwrite_each_other(name, table, tmp_path, database):
    export_table(table, name, tmp_path / "out", copy_media=True)
    copies = [p for p in (tmp_path / "out").rglob("*") if p.suffix.upper() == ".MOV"]
    assert sorted(map(clip_rate, copies)) == sorted(RATES.values())


def test_label_studio_asks_for_videos_below_their_common_folder(table, tmp_path):
    export_table(table, "label_studio", tmp_path / "out", url_prefix="/data/local-files/?d=v/")
    urls = [task["data"]["video"] for task in json.loads((tmp_path / "out/tasks.json").read_text())]
    assert [unquote(u.partition("?d=")[2]) for u in urls] == [f"v/{who}/{NAME}" for who in RATES]


def test_label_studio_starts_at_the_folder_that_was_named(table, folder, tmp_path):
    export_table(
        table, "label_studio", tmp_path / "out", url_prefix="/f/", url_root=str(folder.parent)
    )
    urls = [task["data"]["video"] for task in json.loads((tmp_path / "out/tasks.json").read_text())]
    assert urls == [f"/f/{folder.name}/{who}/{NAME}" for who in RATES]


def test_label_studio_refuses_a_folder_that_a_video_is_not_in(table, folder, tmp_path):
    with pytest.raises(ExportError, match=r"bob/IMG_0001.MOV: does not lie in the folder"):
        export_table(
            table, "label_studio", tmp_path / "out", url_prefix="/f/", url_root=str(folder / "ann")
        )
    assert not (tmp_path / "out").exists()
