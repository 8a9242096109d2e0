"""What goes wrong, tried with every format: a clear error, and nothing that looks complete."""

from __future__ import annotations

import builtins
import errno
import io
import os
import pathlib

import pytest

from fo_buttwink.errors import MediaError, OutputError, SelectionError, SplitError
from fo_buttwink.export import FORMATS, Selection, export_table, prepare

from .conftest import RATES, frame_times

NEED_MEDIA = {"clips": {}, "coco": {}, "videofolder": {}, "fiftyone": {"copy_media": True},
              "fiftyone_temporal": {"copy_media": True}}  # fmt: skip
DATABASE = {"fiftyone", "fiftyone_temporal"}


def each_format(names=tuple(FORMATS)):
    return [pytest.param(n, marks=[pytest.mark.database] if n in DATABASE else []) for n in names]


@pytest.fixture
def media_table(make_table, clip_folder):
    """Two real clips in a folder with spaces and letters beyond ASCII."""
    names = ("25", "30")
    paths = {str(clip_folder / f"squat {n}.mp4"): frame_times(RATES[n], 90) for n in names}
    times = {path: ticks / 90000 for path, ticks in paths.items()}
    return prepare(make_table(*paths, times=times))


@pytest.mark.parametrize("format", each_format())
def test_path_with_spaces_and_umlauts(media_table, tmp_path, format, request):
    if format in DATABASE:
        request.getfixturevalue("database")
    out = tmp_path / "für später" / "neue Übung №1"
    summary = export_table(media_table, format, out)
    assert summary.reps == 4 and (out / "dataset_card.md").is_file()
    assert [p.name for p in out.parent.iterdir()] == [out.name]


@pytest.mark.parametrize("format", each_format())
def test_existing_folder(media_table, tmp_path, format):
    (tmp_path / "out").mkdir()
    with pytest.raises(OutputError, match=r"out: exists; choose another folder"):
        export_table(media_table, format, tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.parametrize("kilobytes", [4, 8])
@pytest.mark.parametrize("format", each_format())
def test_full_disk(media_table, tiny_disk, format, kilobytes, request):
    """A real one: whatever library writes, its failure must come through."""
    if format in DATABASE:
        request.getfixturevalue("database")
    folder = tiny_disk(kilobytes)
    with pytest.raises(OutputError, match=r"tiny/out: the disk is full"):
        export_table(media_table, format, folder / "out")
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("format", each_format())
def test_disk_that_fills_up_while_writing(media_table, tmp_path, monkeypatch, format, request):
    """The same without a real one: no second file can be opened for writing."""
    if format in DATABASE:
        request.getfixturevalue("database")
    genuine = builtins.open

    def full(file, mode="r", *args, **options):
        ours = isinstance(file, (str, os.PathLike)) and str(tmp_path) in str(file)
        if ours and any(letter in mode for letter in "wax+"):
            raise OSError(errno.ENOSPC, "No space left on device", str(file))
        return genuine(file, mode, *args, **options)

    monkeypatch.setattr(builtins, "open", full)
    monkeypatch.setattr(io, "open", full)
    accessor = getattr(pathlib, "_NormalAccessor", None)  # Python 3.10 keeps its own
    if accessor is not None:
        monkeypatch.setattr(accessor, "open", staticmethod(full))
    with pytest.raises(OutputError, match="the disk is full"):
        export_table(media_table, format, tmp_path / "out")
    monkeypatch.undo()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("format", each_format(tuple(NEED_MEDIA)))
def test_missing_media(make_table, tmp_path, format):
    table = prepare(make_table("/v/a.mp4", "/v/b é.mp4"))
    with pytest.raises(MediaError, match=r"2 of 2 are missing, such as /v/a.mp4; restore"):
        export_table(table, format, tmp_path / "out", **NEED_MEDIA[format])
    assert list(tmp_path.iterdir()) == []


def test_reps_without_a_lifter_when_the_split_asks_for_one(make_table):
    table = make_table("/v/a.mp4", "/v/b.mp4", "/v/c.mp4", lifters=["A", "B", None])
    with pytest.raises(SplitError, match=r"2 repetitions of 1 videos have no lifter, such as /v/c"):
        prepare(table, splits={"train": 1, "test": 1}, split_by="lifter")


def test_one_lifter_only(make_table):
    table = make_table("/v/a.mp4", "/v/b.mp4", lifters=["A", "A"])
    with pytest.raises(SplitError, match=r"at least 2 lifters, found 1 \(A\); ask for fewer"):
        prepare(table, splits={"train": 1, "test": 1})


def test_empty_selection(make_table):
    with pytest.raises(SelectionError, match=r"nothing to export: of 2 .*2 not reviewed.*widen"):
        prepare(make_table("/v/a.mp4"), Selection(which="reviewed"))


def test_label_outside_of_the_class_map(make_table):
    with pytest.raises(SelectionError, match=r"label 'none' \(repetition .* of /v/a.mp4\) has no"):
        prepare(make_table("/v/a.mp4"), Selection(classes={"moderate": "bad"}))
