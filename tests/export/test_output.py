"""A folder is complete or absent, and strangers' folders are left alone."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path

import pytest

from fo_buttwink.cli import main as cli
from fo_buttwink.errors import MediaError, OutputError
from fo_buttwink.export import FORMATS, ExportError, Selection, export_table, prepare


@pytest.fixture
def table(make_table):
    return prepare(make_table("/v/a.mp4", "/v/b.mp4"))


def test_existing_folder_is_refused_and_then_replaced(table, tmp_path):
    out = tmp_path / "mit Leerzeichen und ümlaut"
    export_table(table, "csv", out)
    with pytest.raises(OutputError, match="exists; choose another"):
        export_table(table, "csv", out)
    (out / "old").write_text("x")
    export_table(table, "jsonl", out, overwrite=True)
    assert sorted(p.name for p in out.iterdir()) == ["dataset_card.md", "reps.jsonl"]
    assert [p.name for p in tmp_path.iterdir()] == [out.name]


def test_strangers_folder_is_never_replaced(table, tmp_path):
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "me.jpg").write_text("x")
    with pytest.raises(OutputError, match="is not an earlier export"):
        export_table(table, "csv", tmp_path / "photos", overwrite=True)
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutputError, match="is no folder"):
        export_table(table, "csv", tmp_path / "file", overwrite=True)


@pytest.mark.parametrize("overwrite", [False, True])
def test_full_disk_leaves_nothing_behind_and_keeps_what_was_there(
    table, tmp_path, monkeypatch, overwrite
):
    from fo_buttwink.export.formats import csv as csv_table

    out = tmp_path / "out"
    if overwrite:
        export_table(table, "jsonl", out)
    before = sorted(p.name for p in tmp_path.rglob("*"))

    def full(table, folder, progress):
        (folder / "reps.csv").write_text("half")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(csv_table, "write", full)
    with pytest.raises(OutputError, match="the disk is full"):
        export_table(table, "csv", out, overwrite=overwrite)
    assert sorted(p.name for p in tmp_path.rglob("*")) == before


def test_interruption_leaves_nothing_behind(table, tmp_path, monkeypatch):
    from fo_buttwink.export.formats import csv as csv_table

    def stop(table, folder, progress):
        (folder / "reps.csv").write_text("half")
        raise KeyboardInterrupt

    monkeypatch.setattr(csv_table, "write", stop)
    with pytest.raises(KeyboardInterrupt):
        export_table(table, "csv", tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("format", ["clips", "coco"])
def test_missing_media_is_named_before_anything_is_written(table, tmp_path, format):
    with pytest.raises(MediaError, match=r"2 of 2 are missing, such as /v/a.mp4"):
        export_table(table, format, tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_unknown_format_and_option_are_refused(table, tmp_path):
    with pytest.raises(ExportError, match="format 'xml': expected one of csv"):
        export_table(table, "xml", tmp_path / "out")
    with pytest.raises(ExportError, match="no option 'frame'; expected some of frames"):
        export_table(table, "coco", tmp_path / "out", frame="all")


def test_card_says_what_is_inside(make_table, tmp_path):
    table = make_table(*(f"/v/{i}.mp4" for i in range(6)), lifters=list("ABCDEF"))
    out = tmp_path / "out"
    export_table(prepare(table, splits={"train": 0.5, "test": 0.5}), "csv", out)
    card = (out / "dataset_card.md").read_text(encoding="utf-8")
    for text in ("12 repetitions of 6 videos and 6 lifters", "moderate from 10", "Split by lifter",
                 "`first_frame`", "not findings", "run `buttwink`", "none"):  # fmt: skip
        assert text in card


def test_card_names_every_cut_off_of_the_run(make_table, tmp_path):
    from dataclasses import replace

    from fo_buttwink.config import Config, WinkConfig

    own = WinkConfig(
        grade_cutoffs_deg=(4.5, 9.5, 18.5), early_pct=61.5, late_pct=88.5, onset_departure_deg=1.5,
        return_flexion_deg=6.5, rounding_deg=27.5, flexion_bands_deg=(8.5, 23.5, 33.5),
    )  # fmt: skip
    table = replace(make_table("/v/a.mp4"), settings=replace(Config(), wink=own).to_dict())
    export_table(prepare(table), "csv", tmp_path / "out")
    card = (tmp_path / "out" / "dataset_card.md").read_text(encoding="utf-8")
    part = card.split("## Cut-offs of the run")[1].split("## Limits")[0]
    bands = ("8.5", "23.5", "33.5")
    for number in ("4.5", "9.5", "18.5", "61.5", "88.5", "1.5", "6.5", "27.5", *bands):
        assert f" {number} " in part, number
    for column in ("wink_deg", "pelvic_reversal_deg", "lumbar_rise_deg", "onset_pct"):
        assert f"| `{column}` |" in card


def test_card_explains_the_exporters_own_classes(make_table, tmp_path):
    own = Selection(classes={"moderate": "bad", "marked": "bad", "none": "good", "subtle": None})
    export_table(prepare(make_table("/v/a.mp4"), own), "csv", tmp_path / "out")
    card = (tmp_path / "out" / "dataset_card.md").read_text(encoding="utf-8")
    assert (
        "- `bad` (index 0, 1 repetitions): moderate: a wink of 10 to under 20 deg; marked: a wink "
        "of 20 deg or more"
    ) in card
    assert '- selection: `{"which": "all", "min_confidence": 0.0' in card


def test_the_package_can_be_called():
    from fo_buttwink import export as package

    assert callable(package) and package.export.__name__ == "export"
    assert set(FORMATS) == {
        "csv", "parquet", "jsonl", "activitynet", "pyskl", "coco", "fiftyone_temporal", "fiftyone",
        "clips", "videofolder", "label_studio", "movement", "opensim_mot", "opensim_trc",
        "curves",
    }  # fmt: skip


@pytest.fixture
def command(capsys):
    def call(*arguments):
        status = cli.main(["export", *map(str, arguments)])
        return status, capsys.readouterr()

    return call


def test_command_line_exports_json_without_a_database(command, make_analysis, tmp_path):
    source = tmp_path / "a.json"
    source.write_text(json.dumps([make_analysis("/v/a.mp4").to_json()]))
    out = tmp_path / "out"
    status, said = command("--json", source, "--out", out, "--classes", "moderate=bad")
    assert status == 0 and "1 repetitions of 1 videos as csv" in said.out
    assert (out / "reps.csv").is_file()
    status, said = command("--json", source, "--out", out)
    assert status == 1 and "exists; choose another" in said.err
    status, said = command("--json", source, "--out", tmp_path / "b", "--split", "train")
    assert status == 2 and "expected name=value" in said.err
    status, said = command("--json", source, "--out", tmp_path / "b", "--lifter-field", "who")
    assert status == 2 and "--lifter-field belongs to --dataset" in said.err
    for name in ("pyskl", "coco", "movement"):
        options = ["--option", "images=false"] if name == "coco" else []
        status, said = command(
            "--json", source, "--out", tmp_path / "b", "--format", name, *options
        )
        assert status == 1 and "with --dataset instead of --json" in said.err
    source.write_text("[1]")
    status, said = command("--json", source, "--out", tmp_path / "b")
    assert status == 1 and "a.json, entry 1: not the JSON" in said.err


def test_all_is_on_the_disk_before_the_folder_takes_its_name(table, tmp_path, monkeypatch):
    """Or a loss of power could leave a folder that looks complete, with empty files in it."""
    steps: list[tuple[str, str]] = []
    sync, rename = os.fsync, Path.rename

    def fsync(opened):
        steps.append(("sync", Path(f"/proc/self/fd/{opened}").resolve().name))
        sync(opened)

    def renamed(self, target):
        steps.append(("rename", Path(target).name))
        return rename(self, target)

    if not Path("/proc/self/fd").is_dir():
        pytest.skip("needs /proc")
    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(Path, "rename", renamed)
    export_table(table, "csv", tmp_path / "out")
    at = steps.index(("rename", "out"))
    before = {name for step, name in steps[:at] if step == "sync"}
    assert before >= {"reps.csv", "dataset_card.md"}
    assert ("sync", tmp_path.name) in steps[at:]


def test_overwriting_follows_no_link_out_of_the_folder(table, tmp_path):
    out, mine = tmp_path / "out", tmp_path / "mine"
    export_table(table, "csv", out)
    mine.mkdir()
    (mine / "keep.txt").write_text("x")
    (out / "link").symlink_to(mine, target_is_directory=True)
    (out / "file").symlink_to(mine / "keep.txt")
    export_table(table, "csv", out, overwrite=True)
    assert (mine / "keep.txt").read_text() == "x"
    assert sorted(p.name for p in out.iterdir()) == ["dataset_card.md", "reps.csv"]


def test_a_link_is_no_place_to_export_to(table, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "out").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    with pytest.raises(OutputError, match="exists and is no folder"):
        export_table(table, "csv", tmp_path / "out", overwrite=True)
    assert not list((tmp_path / "elsewhere").iterdir())
