"""However many repetitions leave: memory does not grow, and every question sees the same."""

from __future__ import annotations

import errno
import gc
import importlib.util
import os
import sys
import tempfile
import tracemalloc
from dataclasses import fields, replace
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fo_buttwink.domain.curves import FrameSeries
from fo_buttwink.errors import OutputError, SelectionError, SplitError
from fo_buttwink.export import Selection, export, export_table, prepare, read_table
from fo_buttwink.export.split import balance, check_leakage
from fo_buttwink.export.table import spool
from fo_buttwink.export.table.rows import RepRow, VideoData, VideoRecord
from fo_buttwink.export.table.spool import Spool
from fo_buttwink.export.table.table import RepTable

KEY = "buttwink"
SPLITS = {"train": 0.7, "val": 0.15, "test": 0.15}
LABELS = ("none", "subtle", "moderate", "marked")
PER_VIDEO, FRAMES = 10, 40


class MadeUpCurves:
    """A source that makes measurements when they are asked for."""

    remedy = ""

    def load(self, video_ids, *, series, landmarks):
        ramp = np.arange(FRAMES) / 30
        curves = FrameSeries(**{f.name: ramp for f in fields(FrameSeries)})
        curves = replace(curves, visible=ramp > 0)
        return dict.fromkeys(video_ids, (curves if series else None, None))


def videos(number):
    for v in range(number):
        record = VideoRecord(f"{v:024d}", f"/v/{v:06d}.mp4", 30.0, FRAMES, num_reps=PER_VIDEO)
        yield VideoData(record, tuple(
            RepRow(rep_id=f"{v:020d}{r:04d}", video_id=record.video_id, video=record.path, rep=r,
                   fps=30.0, total_frames=FRAMES, first_frame=3 * r + 1, last_frame=3 * r + 9,
                   start_s=0.1 * r, end_s=0.1 * r + 0.3, label=LABELS[(v + r) % 4],
                   wink_deg=v + r / 7, confidence=0.5, lifter=f"L{v % 20}")
            for r in range(PER_VIDEO)
        ))  # fmt: skip


def spooled(number):
    reps = Spool()
    counts = reps.fill(videos(number))
    return RepTable(reps, counts, MadeUpCurves(), KEY)


def peak_bytes(work):
    gc.collect()
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.fixture
def small_batches(monkeypatch):
    """So that what is held at the same time is all there with few repetitions."""
    from fo_buttwink.export.formats import curves, parquet
    from fo_buttwink.export.table import from_dataset as dataset_source
    from fo_buttwink.export.table import table as table_table

    monkeypatch.setattr(spool, "IN_MEMORY", 1)
    monkeypatch.setattr(spool, "BLOCK", 8)
    monkeypatch.setattr(table_table, "FRAMES_AT_ONCE", 8 * FRAMES)
    monkeypatch.setattr(dataset_source, "BATCH", 8)
    monkeypatch.setattr(parquet, "ROWS_AT_ONCE", 10)
    monkeypatch.setattr(parquet, "ROWS_PER_GROUP", 50)
    monkeypatch.setattr(curves, "AT_ONCE", 50)


@pytest.mark.parametrize("format", ["csv", "jsonl", "parquet", "curves"])
def test_memory_does_not_grow_with_the_repetitions(tmp_path, small_batches, format):
    if format == "parquet":
        pytest.importorskip("pyarrow")

    def run(number):
        table = prepare(spooled(number), splits=SPLITS)
        export_table(table, format, tmp_path / f"{number}{len(list(tmp_path.iterdir()))}")

    run(20)  # so that what is imported or cached once is not counted
    few, many = (peak_bytes(lambda n=n: run(n)) for n in (100, 400))
    # A row takes 1400 bytes. What may stay: who and which video is in which split, and flags;
    # and Python keeps some room at hand that it has used.
    assert (many - few) / (300 * PER_VIDEO) < 120


@pytest.fixture(scope="module")
def growth():
    """The benchmark that makes datasets of any size."""
    file = Path(__file__).parents[2] / "benchmarks" / "export_growth.py"
    spec = importlib.util.spec_from_file_location("export_growth", file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.database
def test_memory_does_not_grow_when_a_database_is_read(database, growth, small_batches):
    dataset = database.load_dataset(growth.fill(3000))
    try:
        small = dataset.limit(100)
        for part, whole in (
            (small, dataset),
            (small, dataset.sort_by("filepath")),
            (small.to_clips("buttwink_reps"), dataset.to_clips("buttwink_reps")),
        ):
            assert len(read_table(part, KEY).rows) == 1000
            assert len(read_table(whole, KEY).rows) == 3000
            few, many = (peak_bytes(lambda v=v: read_table(v, KEY)) for v in (part, whole))
            assert (many - few) / 2000 < 400
    finally:
        dataset.delete()


@pytest.mark.database
def test_what_was_read_stays_as_it_was(make_dataset, make_analysis, tmp_path):
    """Somebody reviews between counting and writing."""
    from fo_buttwink.reviews.service import review_reps
    from fo_buttwink.runs.analyze import DatasetAnalysis
    from fo_buttwink.runs.request import AnalysisRequest

    dataset = make_dataset("/v/a.mp4", "/v/b.mp4")
    for _ in DatasetAnalysis(
        dataset, AnalysisRequest(KEY), analyser=lambda p, c: (make_analysis(p), None)
    ).run():
        pass
    table = prepare(read_table(dataset, KEY), Selection(abstained="keep"))
    before = list(table.rows)
    rep_id = dataset.first().buttwink_reps.detections[0].id
    review_reps(dataset, KEY, rep_id, "corrected", label="marked", reviewer="ann")
    dataset.delete_samples([dataset.last().id])
    assert list(table.rows) == before and len(before) == 4
    again = prepare(read_table(dataset, KEY), Selection(abstained="keep"))
    assert [r.label for r in again.rows] == ["marked", "occluded"]


@pytest.mark.database
def test_views_that_show_a_video_twice_give_its_repetitions_once(make_dataset, make_analysis):
    from fiftyone import ViewField

    from fo_buttwink.runs.analyze import DatasetAnalysis
    from fo_buttwink.runs.request import AnalysisRequest

    dataset = make_dataset("/v/a.mp4", "/v/b.mp4")
    for _ in DatasetAnalysis(
        dataset, AnalysisRequest(KEY), analyser=lambda p, c: (make_analysis(p), None)
    ).run():
        pass
    label = ViewField("label")
    winks = dataset.filter_labels("buttwink_reps", label == "moderate")
    others = dataset.limit(1).filter_labels("buttwink_reps", label != "moderate")
    rows = read_table(winks.concat(others), KEY).rows
    assert [(r.video, r.label) for r in rows] == [
        ("/v/a.mp4", "moderate"), ("/v/a.mp4", "occluded"), ("/v/b.mp4", "moderate")
    ]  # fmt: skip


def test_table_on_disk_is_chosen_from_and_split_like_one_in_memory():
    held = RepTable.holding(
        [row for video in videos(60) for row in video.rows],
        {video.record.video_id: video.record for video in videos(60)},
        MadeUpCurves(),
        KEY,
    )
    for selection in (None, Selection(classes={"none": "ok", "marked": "bad"} | {
            "subtle": None, "moderate": None})):  # fmt: skip
        for by in ("lifter", "video"):
            one, other = (prepare(t, selection, SPLITS, split_by=by) for t in (held, spooled(60)))
            assert list(one.rows) == list(other.rows)
            assert [v.rows for v in one.iter_videos()] == [v.rows for v in other.iter_videos()]
            assert balance(one) == balance(other) and one.notes == other.notes
            assert one.counts == other.counts
            assert {r.split for r in other.rows} == set(SPLITS)


def test_counts_are_those_of_the_rows():
    table = prepare(spooled(30), Selection(classes="wink"), SPLITS)
    rows = list(table.rows)
    assert table.counts.reps == len(rows) == len(table.rows)
    assert table.counts.videos == len({r.video_id for r in rows}) == 30
    assert table.counts.lifters == len({r.lifter for r in rows}) == 20
    for (name, split), number in table.counts.classes.items():
        assert number == sum((r.class_name, r.split) == (name, split) for r in rows)
    assert table.counts.classes.total() == len(rows)


def test_leak_on_disk_fails_loudly():
    table = prepare(spooled(10), splits={"train": 0.5, "test": 0.5})
    leaking = replace(table, to_split=lambda row: ("train", "test")[row.rep % 2])
    with pytest.raises(SplitError, match="lifter 'L0' is in splits 'train' and 'test'"):
        check_leakage(leaking)


def test_choosing_twice_narrows_down():
    table = prepare(spooled(10), Selection(classes={"none": "a", "subtle": "b", "moderate": None,
                                                    "marked": None}))  # fmt: skip
    again = prepare(table, Selection(classes="grades"))
    assert {r.class_name for r in again.rows} == {"none", "subtle"}
    with pytest.raises(SelectionError, match="of 51 repetitions none is left"):
        prepare(table, Selection(which="reviewed"))


def test_rows_are_a_sequence():
    rows = prepare(spooled(3)).rows
    whole = list(rows)
    assert len(rows) == 30 and rows[0] == whole[0] and rows[-1] == whole[-1]
    assert list(rows[2:9:3]) == whole[2:9:3] and list(rows[::-1]) == whole[::-1]
    with pytest.raises(IndexError):
        rows[30]


texts = st.none() | st.text(max_size=8)
numbers = st.none() | st.floats() | st.integers(0, 2**40)
a_row = st.builds(
    RepRow, rep_id=st.text(max_size=8), rep=st.none() | st.integers(), wink_deg=numbers,
    label=texts, reason=texts, reviewed_at=st.none() | st.datetimes(), lifter=texts,
    review_outdated=st.booleans(), start_s=numbers,
)  # fmt: skip
a_record = st.builds(VideoRecord, st.text(max_size=8), st.text(max_size=8), numbers,
                     st.integers(0, 9))  # fmt: skip
a_video = st.builds(VideoData, a_record, st.lists(a_row, max_size=4).map(tuple))


@settings(max_examples=40, deadline=None)
@given(st.lists(a_video, max_size=12), st.integers(1, 5), st.sampled_from([1, 400, 10**6]))
def test_spool_gives_back_what_was_put_in(given_videos, block, in_memory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(spool, "BLOCK", block)
        patch.setattr(spool, "IN_MEMORY", in_memory)
        reps = Spool()
        reps.fill(given_videos)
    wanted = list(map(repr, given_videos))  # NaN is not equal to itself
    assert list(map(repr, reps)) == wanted
    first, second = iter(reps), iter(reps)  # in turns: one file, two places in it
    both = [(repr(a), repr(b)) for a, b in zip(first, second, strict=True)]
    assert both == list(zip(wanted, wanted, strict=True))


def open_temporary_files():
    links = [os.path.realpath(link) for link in Path("/proc/self/fd").iterdir()]
    return sum(link.startswith(tempfile.gettempdir()) for link in links)


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
@pytest.mark.parametrize("fails", [False, True])
def test_temporary_file_goes_with_the_table(tmp_path, monkeypatch, fails):
    monkeypatch.setattr(spool, "IN_MEMORY", 1)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    table = spooled(5)
    assert open_temporary_files() == 1
    if fails:
        with pytest.raises(SelectionError):
            export_table(prepare(table, Selection(which="reviewed")), "csv", tmp_path / "out")
    else:
        export_table(prepare(table), "csv", tmp_path / "out")
    del table
    gc.collect()
    assert open_temporary_files() == 0
    assert list((tmp_path / "temporary").iterdir()) == []


def test_full_temporary_folder_is_explained(monkeypatch):
    class Full(tempfile.SpooledTemporaryFile):
        def write(self, data):
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(tempfile, "SpooledTemporaryFile", Full)
    with pytest.raises(OutputError, match=r"temporary folder .*: the disk is full.*set TMPDIR to"):
        spooled(5)


def test_really_full_temporary_folder_is_explained(tiny_disk, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tiny_disk(64)))
    monkeypatch.setattr(spool, "IN_MEMORY", 1)
    with pytest.raises(OutputError, match=r"tiny: the disk is full.*set TMPDIR to"):
        spooled(200)
    assert list(Path(tempfile.gettempdir()).iterdir()) == []


@pytest.mark.database
def test_reviews_with_fractions_of_a_second_leave_as_parquet(make_dataset, make_analysis, tmp_path):
    pq = pytest.importorskip("pyarrow.parquet")
    from fo_buttwink.reviews.service import get_reviews, review_reps
    from fo_buttwink.runs.analyze import DatasetAnalysis
    from fo_buttwink.runs.request import AnalysisRequest

    dataset = make_dataset("/v/a.mp4")
    for _ in DatasetAnalysis(
        dataset, AnalysisRequest(KEY), analyser=lambda p, c: (make_analysis(p), None)
    ).run():
        pass
    rep_id = dataset.first().buttwink_reps.detections[0].id
    said = datetime(2026, 5, 17, 12, 30, 15, 336000)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("fo_buttwink.domain.review.rules.utc_now", lambda: said)
        review_reps(dataset, KEY, rep_id, "confirmed", reviewer="ann")
    assert get_reviews(dataset, KEY)[rep_id].reviewed_at == said
    export(dataset, "parquet", tmp_path / "out")
    read = pq.read_table(tmp_path / "out" / "data" / "train-00000-of-00001.parquet").to_pylist()
    assert read[0]["reviewed_at"].replace(tzinfo=None) == said


def test_parquet_writes_long_repetitions_in_smaller_groups(tmp_path, monkeypatch):
    pq = pytest.importorskip("pyarrow.parquet")
    from fo_buttwink.export.formats import parquet

    monkeypatch.setattr(parquet, "ROWS_AT_ONCE", 10)
    for rows, nbytes, groups in ((60, 10**9, [60, 60, 30]), (10**6, 1, [10] * 15)):
        monkeypatch.setattr(parquet, "ROWS_PER_GROUP", rows)
        monkeypatch.setattr(parquet, "BYTES_PER_GROUP", nbytes)
        export_table(prepare(spooled(15)), "parquet", tmp_path / str(rows))
        file = tmp_path / str(rows) / "data" / "train-00000-of-00001.parquet"
        meta = pq.read_metadata(file)
        assert [meta.row_group(i).num_rows for i in range(meta.num_row_groups)] == groups
        ids = pq.read_table(file)["rep_id"].to_pylist()
        assert ids == [row.rep_id for row in prepare(spooled(15)).rows]
