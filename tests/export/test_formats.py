"""Every format read back by the programs that it is written for."""

from __future__ import annotations

import json
import pickle
import sys

import ffprobe_stand_in
import numpy as np
import pytest

from fo_buttwink.export import ExportError, Selection, export_table, prepare

from .conftest import SIX, SIZE, SPLITS, read_video


def test_csv_reads_back_with_pandas(table, tmp_path):
    pd = pytest.importorskip("pandas")
    export_table(table, "csv", tmp_path / "out")
    frame = pd.read_csv(tmp_path / "out" / "reps.csv", keep_default_na=False, na_values=[""])
    assert len(frame) == 12
    assert list(frame.label[:2]) == ["moderate", "none"]
    assert frame.onset_pct[0] == 82.0 and np.isnan(frame.onset_pct[1])
    assert list(frame.first_frame[:2]) == [11, 55]
    assert set(frame.split) == set(SPLITS)
    assert frame.video[0] == "/v/0 é.mp4"


def test_parquet_loads_with_datasets(table, tmp_path):
    datasets = pytest.importorskip("datasets")
    export_table(table, "parquet", tmp_path / "out")
    loaded = datasets.load_dataset(
        str(tmp_path / "out"), cache_dir=str(tmp_path / "cache"), data_dir="data"
    )
    sizes = {name: len(part) for name, part in loaded.items()}
    assert sum(sizes.values()) == 12
    assert set(sizes) == {"train", "validation", "test"}
    rep = loaded["train"][0]
    assert len(rep["curve_lumbar_flexion_deg"]) == rep["last_frame"] - rep["first_frame"] + 1
    assert table.classes[rep["class_index"]] == rep["class_name"]


def test_parquet_reads_back_with_pyarrow(make_table, tmp_path):
    pq = pytest.importorskip("pyarrow.parquet")
    table = prepare(make_table(*SIX))
    export_table(table, "parquet", tmp_path / "out")
    read = pq.read_table(tmp_path / "out" / "data" / "train-00000-of-00001.parquet")
    assert read.num_rows == 12
    assert json.loads(read.schema.metadata[b"classes"]) == list(table.classes)
    row = read.slice(0, 1).to_pylist()[0]
    assert row["onset_pct"] == 82.0 and row["reviewer"] is None
    assert row["curve_time_s"] == pytest.approx(np.arange(10, 50) / 30, abs=1e-4)


def test_jsonl_reads_back(table, tmp_path):
    export_table(table, "jsonl", tmp_path / "out", curves=True)
    rows = []
    for name in SPLITS:
        for line in (tmp_path / "out" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
            rows.append(json.loads(line))
            assert rows[-1]["split"] == name
    assert len(rows) == 12
    assert len(rows[0]["curves"]["depth"]) == rows[0]["last_frame"] - rows[0]["first_frame"] + 1


@pytest.mark.database
@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in for ffprobe is a shell script")
def test_activitynet_loads_into_fiftyone_with_the_same_frames(
    clips_table, tmp_path, database, monkeypatch
):
    import fiftyone as fo

    table, times = clips_table
    out = tmp_path / "out"
    export_table(table, "activitynet", out)
    monkeypatch.setenv("PATH", ffprobe_stand_in.on_path(tmp_path))
    dataset = fo.Dataset.from_dir(
        dataset_dir=str(out), dataset_type=fo.types.ActivityNetDataset, label_field="reps"
    )
    try:
        assert set(dataset.values("filepath")) == set(times)
        assert set(table.classes) <= set(dataset.default_classes or dataset.classes["reps"])
        for sample in dataset:
            spans = [(d.label, *d.support) for d in sample.reps.detections]
            if "variable" in sample.filepath:  # FiftyOne knows the mean rate alone
                assert [s[0] for s in spans] == ["moderate", "none"]
            else:
                assert spans == [("moderate", 11, 50), ("none", 55, 80)]
    finally:
        dataset.delete()


def test_activitynet_refuses_splits_that_it_does_not_know(make_table, tmp_path):
    table = prepare(make_table(*SIX), splits={"train": 0.5, "dev": 0.5})
    with pytest.raises(ExportError, match=r"split 'dev': ActivityNet knows train, val, test"):
        export_table(table, "activitynet", tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_pyskl_has_the_documented_structure(table, tmp_path):
    export_table(table, "pyskl", tmp_path / "out")
    with (tmp_path / "out" / "skeletons.pkl").open("rb") as file:
        data = pickle.load(file)
    assert set(data) == {"split", "annotations"}
    names = [a["frame_dir"] for a in data["annotations"]]
    assert len(set(names)) == 12
    assert sorted(sum(map(list, data["split"].values()), [])) == sorted(names)  # noqa: RUF017
    classes = json.loads((tmp_path / "out" / "classes.json").read_text())
    for a, row in zip(data["annotations"], table.rows, strict=True):
        frames = row.last_frame - row.first_frame + 1
        assert a["total_frames"] == frames
        assert a["keypoint"].shape == (1, frames, 17, 2)
        assert a["keypoint_score"].shape == (1, frames, 17)
        assert a["img_shape"] == a["original_shape"] == (SIZE[1], SIZE[0])
        assert classes[a["label"]] == row.class_name
        assert np.isfinite(a["keypoint"]).all()
        assert a["keypoint"][..., 0].max() <= SIZE[0]


def test_coco_reads_back_with_pycocotools(clips_table, tmp_path):
    coco = pytest.importorskip("pycocotools.coco")
    table, _ = clips_table
    export_table(table, "coco", tmp_path / "out", frames="key")
    data = coco.COCO(str(tmp_path / "out" / "annotations" / "all.json"))
    assert len(data.imgs) == len(data.anns) == 36
    category = data.loadCats(data.getCatIds(["person"]))[0]
    assert len(category["keypoints"]) == 17 and max(max(e) for e in category["skeleton"]) <= 17
    import cv2

    for image in data.imgs.values():
        file = tmp_path / "out" / "images" / image["file_name"]
        picture = cv2.imdecode(np.frombuffer(file.read_bytes(), np.uint8), cv2.IMREAD_GRAYSCALE)
        assert picture.shape == (image["height"], image["width"]) == SIZE[::-1]
        bits = picture[SIZE[1] // 2, 4::8] > 127
        assert sum(int(b) << i for i, b in enumerate(bits)) == image["frame"] - 1
    for ann in data.anns.values():
        assert len(ann["keypoints"]) == 51 and ann["num_keypoints"] == 17
        assert {"label", "rep_id"} <= set(ann["rep"])


@pytest.mark.database
def test_fiftyone_temporal_reads_back(clips_table, tmp_path, database):
    import fiftyone as fo

    table, _ = clips_table
    export_table(table, "fiftyone_temporal", tmp_path / "out")
    before = set(fo.list_datasets())
    dataset = fo.Dataset.from_dir(
        dataset_dir=str(tmp_path / "out" / "all"),
        dataset_type=fo.types.FiftyOneTemporalDetectionDataset,
        data_path="data.json",
        label_field="reps",
    )
    try:
        assert len(dataset) == 6
        for sample in dataset:
            spans = [(d.label, *d.support) for d in sample.reps.detections]
            assert spans == [("moderate", 11, 50), ("none", 55, 80)]
            assert sample.reps.detections[0].wink_deg == 12.5
    finally:
        dataset.delete()
    assert set(fo.list_datasets()) == before


@pytest.mark.database
def test_fiftyone_dataset_reads_back_with_curves_and_splits(table, tmp_path, database):
    import fiftyone as fo

    export_table(table, "fiftyone", tmp_path / "out")
    dataset = fo.Dataset.from_dir(
        dataset_dir=str(tmp_path / "out" / "dataset"), dataset_type=fo.types.FiftyOneDataset
    )
    try:
        assert len(dataset) == 6
        assert set(dataset.count_sample_tags()) == set(SPLITS)
        assert set(dataset.values("lifter")) == set("ABCDEF")
        assert dataset.info["fo_buttwink"]["run"] == "buttwink"
        curve = dataset.first().frames[20]["lumbar_flexion_deg"]
        assert curve == pytest.approx(table.source.load(["v00001"], series=True, landmarks=False)[
            "v00001"][0].lumbar_flexion_deg[19], abs=0.01)  # fmt: skip
        assert dataset.count_values("reps.detections.label") == {"moderate": 6, "none": 6}
    finally:
        dataset.delete()


def test_clip_margin_stays_within_the_video(clips_table, tmp_path):
    table, _ = clips_table
    rows = [r for r in table.rows if "squat 30.mp4" in r.video]
    export_table(table.with_rows(rows), "clips", tmp_path / "out", margin_s=1.0)
    lengths = [len(read_video(f)[0]) for f in sorted((tmp_path / "out").rglob("*.mp4"))]
    assert lengths == [80, 66]


def test_video_that_became_shorter_is_refused(clips_table, tmp_path):
    from dataclasses import replace

    from fo_buttwink.errors import MediaError

    table, _ = clips_table
    row = replace(table.rows[0], last_frame=95)
    with pytest.raises(MediaError, match="has changed since it was analyzed"):
        export_table(table.with_rows([row]), "clips", tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_movement_netcdf_reads_back(table, tmp_path):
    xr = pytest.importorskip("xarray")
    export_table(table, "movement", tmp_path / "out")
    with xr.open_dataset(tmp_path / "out" / "poses" / "0 é.nc", engine="scipy") as poses:
        assert dict(poses.sizes) == {"time": 90, "space": 2, "keypoints": 33, "individuals": 1}
        assert poses.position.dims == ("time", "space", "keypoints", "individuals")
        assert list(poses.space.values) == ["x", "y"] and poses.attrs["ds_type"] == "poses"
        assert np.isnan(poses.position.values[5:8]).all()
        assert poses.time.values == pytest.approx(np.arange(90) / 30, abs=1e-4)


def test_movement_accepts_and_works_on_it(table, tmp_path):
    pytest.importorskip("movement", reason="over a gigabyte; run by hand with movement 0.15")
    import xarray as xr
    from movement.filtering import filter_by_confidence
    from movement.io import save_poses
    from movement.kinematics import compute_velocity
    from movement.validators.datasets import ValidPosesInputs

    export_table(table, "movement", tmp_path / "out")
    files = sorted((tmp_path / "out" / "poses").glob("*.nc"))
    assert len(files) == 6
    for file in files:
        with xr.open_dataset(file) as poses:  # as movement's own netCDF loader does
            ValidPosesInputs.validate(poses)
            velocity = compute_velocity(poses.position)
            assert velocity.shape == poses.position.shape
            step = poses.position[41] - poses.position[39]
            assert np.allclose(velocity[40], step / (poses.time[41] - poses.time[39]), atol=1e-3)
            kept = filter_by_confidence(poses.position, poses.confidence, threshold=0.6)
            assert 0 < int(kept.isnull().sum()) < kept.size
            save_poses.to_dlc_file(poses, tmp_path / f"{file.stem}.csv", split_individuals=False)


def test_curves_are_resampled_in_time_with_gaps_kept(table, tmp_path):
    export_table(table, "curves", tmp_path / "out")
    with np.load(tmp_path / "out" / "curves.npz", allow_pickle=False) as data:
        assert data["curves"].shape == (12, 101, 6)
        assert [str(data["classes"][i]) for i in data["label"]] == [
            r.class_name for r in table.rows
        ]
        hip = data["curves"][0, :, list(data["channels"]).index("hip_flexion_deg")]
        ramp = np.linspace(0.0, 90.0, 90)
        assert hip == pytest.approx(np.linspace(ramp[10], ramp[49], 101), abs=0.02)
        assert set(data["group"]) == set("ABCDEF")
        assert data["duration_s"][0] == pytest.approx(39 / 30, abs=1e-3)


def test_gap_in_a_curve_stays_a_gap(make_table, make_rep, tmp_path):
    table = prepare(make_table("/v/a.mp4", reps=(make_rep(first=1, bottom=10, last=41),)))
    export_table(table, "curves", tmp_path / "out")
    with np.load(tmp_path / "out" / "curves.npz") as data:
        tilt = data["curves"][0, :, list(data["channels"]).index("pelvic_tilt_deg")]
    grid = np.linspace(0, 40, 101)
    assert np.array_equal(np.isnan(tilt), (grid > 4 + 1e-9) & (grid < 8 - 1e-9))


def test_missing_extra_is_explained(table, tmp_path, monkeypatch):
    import sys

    from fo_buttwink.errors import MissingExtraError

    monkeypatch.setitem(sys.modules, "xarray", None)
    with pytest.raises(MissingExtraError, match=r"needs the package 'xarray'.*pip install xarray"):
        export_table(table, "movement", tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_formats_without_measurements_say_so(make_analysis, tmp_path):
    from fo_buttwink.export import ExportError, table_of

    table = prepare(table_of([make_analysis("/v/a.mp4", frames=None)]), Selection())
    for name in ("curves", "pyskl", "movement"):
        with pytest.raises(ExportError, match="analyze into a FiftyOne dataset"):
            export_table(table, name, tmp_path / name)
