"""Who does the work must not matter: pools, lost workers, batches, progress."""

from __future__ import annotations

import os
import shutil
import signal
import threading
from pathlib import Path

import clips
import numpy as np
import pytest
from equal_results import same

import fo_buttwink
from fo_buttwink._util import environment
from fo_buttwink._util.batches import in_batches
from fo_buttwink.batch import machine, pool
from fo_buttwink.batch.execution import Execution
from fo_buttwink.batch.progress import Pace, in_words
from fo_buttwink.batch.run import run_tasks
from fo_buttwink.batch.task import Task
from fo_buttwink.config import Config

DEMO = Path(fo_buttwink.__file__).parent / "data" / "demo"


def tasks_of(*paths):
    return [Task(k, str(path), weight=k + 1.0) for k, path in enumerate(paths)]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"executor": "dask"}, "expected one of"),
        ({"workers": 0}, "workers=0: expected an integer of at least 1"),
        ({"recycle": 0}, "recycle=0"),
    ],
)
def test_settings_that_make_no_sense(values, words):
    with pytest.raises(ValueError, match=words):
        Execution(**values)


def test_workers_see_the_shared_folder():
    execution = Execution(media=("/data/", "s3://bucket/clips"))
    assert execution.source("/data/a/b.mp4") == "s3://bucket/clips/a/b.mp4"
    assert execution.source("/database/b.mp4") == "/database/b.mp4"


def test_workers_by_environment(monkeypatch):
    monkeypatch.setenv(environment.WORKERS, "7")
    assert machine.default_workers() == 7
    monkeypatch.setenv(environment.WORKERS, "many")
    with pytest.raises(ValueError, match="FO_BUTTWINK_WORKERS='many': expected an integer"):
        machine.default_workers()


def test_workers_fit_cores_and_memory(monkeypatch):
    monkeypatch.delenv(environment.WORKERS, raising=False)
    monkeypatch.setattr(machine, "available_cores", lambda: 16)
    monkeypatch.setattr(machine, "_available_bytes", lambda: 3 * machine.WORKER_BYTES)
    assert machine.default_workers() == 3
    monkeypatch.setattr(machine, "_available_bytes", lambda: 0)
    assert machine.default_workers() == 1


def test_container_quota_counts(monkeypatch, tmp_path):
    quota = tmp_path / "cpu.max"
    quota.write_text("100000 100000\n")
    monkeypatch.setattr(machine, "_CPU_QUOTA", quota)
    assert machine.available_cores() == 1


@pytest.fixture
def broken(tmp_path):
    """Files that workers refuse without any inference."""
    paths = [tmp_path / f"{k}.mp4" for k in range(4)]
    for path in paths:
        path.touch()
    return paths


@pytest.mark.pose
def test_bad_files_in_worker_processes_fail_one_by_one(broken):
    results = list(run_tasks(tasks_of(*broken), Config(), Execution(workers=2, recycle=1)))
    assert sorted(r.task.index for r in results) == [0, 1, 2, 3]
    for result in results:
        assert result.analysis.status == "failed"
        assert f"{result.task.path}: the file is empty" in result.analysis.message


@pytest.mark.pose
def test_a_killed_worker_is_replaced_and_its_video_tried_again(tmp_path, monkeypatch):
    killed = []
    analyse = pool.Worker.analyse

    def kill_once(worker, task, on_frames):
        if not killed:
            killed.append(worker.pid)
            os.kill(worker.pid, signal.SIGKILL)
        return analyse(worker, task, on_frames)

    monkeypatch.setattr(pool.Worker, "analyse", kill_once)
    clip = clips.write_clip(tmp_path / "a.mp4", 3)
    (result,) = pool.run_in_processes(tasks_of(clip), Config(), Execution(cache=False), 1)
    assert killed and result.analysis.status == "no_person"


def test_a_video_that_always_kills_its_worker_fails_and_says_so(tmp_path, monkeypatch):
    def die(worker, task, on_frames):
        os.kill(worker.pid, signal.SIGKILL)
        worker._process.wait()
        raise pool.WorkerLostError(worker._obituary())

    monkeypatch.setattr(pool.Worker, "analyse", die)
    execution = Execution(retries=1)
    (result,) = pool.run_in_processes(tasks_of(tmp_path / "a.mp4"), Config(), execution, 1)
    assert result.analysis.status == "failed"
    assert "was ended by SIGKILL (out of memory? try fewer workers)" in result.analysis.message
    assert "tried 2 times" in result.analysis.message


def test_stopping_early_ends_the_workers(broken):
    seen = []
    start = pool.Worker.__init__

    def watch(worker, *args):
        start(worker, *args)
        seen.append(worker.pid)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pool.Worker, "__init__", watch)
        results = pool.run_in_processes(tasks_of(*broken), Config(), Execution(), 2)
        next(results)
        results.close()
    assert seen
    for pid in seen:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
    assert not [t for t in threading.enumerate() if t.name.startswith("fo_buttwink worker")]


def test_longest_first_and_given_order():
    from fo_buttwink.batch.run import _longest_first

    tasks = [Task(0, "a", weight=5), Task(1, "b", weight=9), Task(2, "c", weight=5)]
    assert [t.path for t in _longest_first(tasks)] == ["b", "a", "c"]


class Clock:
    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


def test_slow_items_are_passed_on_at_once():
    clock = Clock()

    def slow():
        for k in range(5):
            clock.now += 5.0
            yield k

    sizes = []
    for batch in in_batches(slow(), clock):
        sizes.append(len(batch))
        clock.now += 0.1
    assert sizes == [1] * 5


def test_fast_items_are_gathered_and_none_is_lost():
    clock = Clock()

    def fast():
        for k in range(200):
            clock.now += 0.01
            yield k

    batches = []
    for batch in in_batches(fast(), clock):
        batches.append(batch)
        clock.now += 0.1
    assert [k for batch in batches for k in batch] == list(range(200))
    assert max(map(len, batches)) == 32 and len(batches) < 12


def test_pace_tells_frames_per_second_and_time_left():
    clock = Clock()
    tasks = [Task(0, "a", weight=100), Task(1, "b", weight=300)]
    pace = Pace(tasks, clock)
    assert pace.state.left_s is None and str(pace.state) == "0 of 2 videos"
    clock.now = 4.0
    pace.finish(tasks[0], 120)
    assert pace.state.frames_per_s == pytest.approx(30) and pace.state.left_s == pytest.approx(12)
    assert str(pace.state) == "1 of 2 videos, 30 frames/s, 12 s left"
    pace.within(tasks[1], 150, 300)
    clock.now = 8.0
    assert pace.state.frames_per_s == pytest.approx(270 / 8)
    assert pace.state.left_s == pytest.approx(8 * 150 / 250)


def test_pace_says_nothing_of_the_rest_before_it_can_know():
    """Three seconds to start a worker and one frame of 1,000 are no pace."""
    clock = Clock()
    tasks = [Task(0, "a", weight=1000)]
    pace = Pace(tasks, clock)
    clock.now = 3.0
    pace.within(tasks[0], 1, 1000)
    assert pace.state.left_s is None and str(pace.state) == "0 of 1 videos"
    pace.within(tasks[0], 10, 1000)
    assert str(pace.state) == "0 of 1 videos, 3 frames/s, 5 min left"


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.2, "1 s"), (89, "89 s"), (600, "10 min"), (7200, "2.0 h")]
)
def test_durations_in_words(seconds, words):
    assert in_words(seconds) == words


@pytest.fixture
def three_clips(tmp_path):
    names = ("01_none_right", "03_mid_marked_right", "05_frontal_view")
    return [Path(shutil.copy(DEMO / f"{n}.mp4", tmp_path)) for n in names]


@pytest.mark.torture
def test_one_worker_and_two_give_the_same_bits(three_clips):
    def run(**settings):
        execution = Execution(cache=False, **settings)
        return sorted(
            run_tasks(tasks_of(*three_clips), Config(), execution), key=lambda r: r.task.index
        )

    one, two = run(workers=1), run(workers=2, threads=2)
    for a, b in zip(one, two, strict=True):
        same(a, b)


@pytest.mark.torture
@pytest.mark.timeout(1800)
def test_memory_stays_flat_over_200_videos(tmp_path):
    """Resident size of all processes together, after the warm-up and at the end.

    A worker grows with every video until it is replaced, so whole lives are compared.
    """
    import psutil

    source = DEMO / "05_frontal_view.mp4"
    clip = clips.shorten(source, tmp_path / "short.mp4", 15)
    tasks = [Task(k, str(clip), weight=1.0) for k in range(200)]
    execution = Execution(cache=False, recycle=25, workers=2)
    mine = psutil.Process()
    sizes = []
    for result in run_tasks(tasks, Config(), execution):
        assert result.analysis.status != "failed"
        processes = [mine, *mine.children()]
        sizes.append(sum(p.memory_info().rss for p in processes if p.is_running()))
    lives = [float(np.median(sizes[a : a + 50])) for a in range(0, 200, 50)]
    assert max(lives[1:]) <= 1.1 * lives[0] and lives[-1] >= 0.9 * lives[0], lives


@pytest.mark.pose
def test_stopping_early_does_not_wait_for_the_video_in_work(tmp_path):
    """Neither when a result was taken, nor later: the inference in the background ends."""
    clip = clips.write_clip(tmp_path / "a.mp4", 3)
    long = clips.write_clip(tmp_path / "b.mp4", 600)
    seen = []

    def within(task, done, total):
        seen.append((task.index, done))

    results = run_tasks(
        tasks_of(clip, long), Config(), Execution(workers=1, cache=False), on_frames=within
    )
    next(results)
    results.close()
    assert not [t for t in threading.enumerate() if t.name == "fo_buttwink prefetch"]
    assert (1, 600) not in seen


def test_opencv_gets_its_threads_back(monkeypatch):
    import cv2

    from fo_buttwink._util.threads import single_threaded_opencv

    before = cv2.getNumThreads()
    cv2.setNumThreads(3)
    try:
        one, two = single_threaded_opencv(), single_threaded_opencv()
        one.__enter__()
        two.__enter__()
        one.__exit__(None, None, None)
        assert cv2.getNumThreads() == 1
        two.__exit__(None, None, None)
        assert cv2.getNumThreads() == 3
    finally:
        cv2.setNumThreads(before)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        (environment.WORKERS, "0"),
        (environment.THREADS, "two"),
        (environment.CACHE_GB, "-1"),
        (environment.CACHE_GB, "nan"),
        (environment.CACHE_GB, "20 GB"),
    ],
)
def test_a_bad_variable_is_told_before_the_work(name, value, monkeypatch, capsys, tmp_path):
    from fo_buttwink.cli.main import main

    monkeypatch.setenv(name, value)
    video = tmp_path / "a.mp4"
    video.touch()
    assert main(["analyze", str(video)]) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"fo-buttwink: {name}='{value}': expected a") and "\n" not in said[:-1]
