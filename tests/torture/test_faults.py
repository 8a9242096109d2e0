"""What breaks in the middle of the night: the database, a worker, the disk, the clock."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import threading
import time
from datetime import datetime, timedelta
from pathlib import Path

import attacked
import psutil
import pytest
import tally
from pymongo.errors import BulkWriteError, NotPrimaryError, OperationFailure

from fo_buttwink import analyze_dataset
from fo_buttwink.batch.execution import Execution
from fo_buttwink.reviews.service import list_reviews, review_reps

pytestmark = [pytest.mark.torture, pytest.mark.database, pytest.mark.pose]
ONE = Execution(workers=1)
MAKE = """
import sys, fiftyone as fo
dataset = fo.Dataset(sys.argv[1], persistent=True)
dataset.add_samples([fo.Sample(filepath=path) for path in sys.argv[2:]])
"""
COUNT = """
import sys, attacked, fiftyone as fo
dataset = fo.load_dataset(sys.argv[1])
print("COUNTED", len(attacked.finished(dataset)), len(attacked.faults(dataset)))
"""


def said_by_people(dataset):
    """Their reviews without what ties them to the machine's repetitions, which may be new ones."""
    return sorted(
        (sample_id, review.verdict, review.label, review.reviewer, review.reviewed_at)
        for sample_id, review in list_reviews(dataset, "buttwink")
    )


def python(script, *arguments, **environment):
    helpers = str(Path(attacked.__file__).parent)
    paths = os.pathsep.join([str(attacked.ROOT), helpers])
    done = subprocess.run(
        [attacked.sys.executable, "-c", script, *arguments],
        capture_output=True, text=True, timeout=200,
        env={**os.environ, "PYTHONPATH": paths, **environment},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


@pytest.mark.parametrize("again", [False, True], ids=["stays away", "comes back"])
def test_database_killed_in_the_middle(warm, tmp_path, again):
    with attacked.server(tmp_path / "db") as server:
        own = {"FIFTYONE_DATABASE_URI": server.uri, "FIFTYONE_DATABASE_NAME": "killed"}
        python(MAKE, "videos", *warm.videos, **own)
        run = attacked.Attacked("videos", **own)
        assert run.wait_for("step")
        server.kill()
        if again:
            server.start()
        _, complaints, status = run.end()
        if status:
            assert "ServerSelectionTimeoutError" in complaints or "AutoReconnect" in complaints
        if not again:
            assert status, "the run says that it failed"
            server.start()
        word, finished, faults = python(COUNT, "videos", **own).split()[-3:]
        assert word == "COUNTED" and int(finished) >= 1 and faults == "0"
        second = attacked.Attacked("videos", **own)
        _, complaints, status = second.end()
        assert status == 0, complaints[-2000:]
        assert python(COUNT, "videos", **own).split()[-2:] == [str(len(warm.videos)), "0"]
    name = "database killed in the middle, " + ("back at once" if again else "started later")
    tally.count("Faults", name, "finished kept, run again completes")


REFUSALS = {
    "its disk is full": OperationFailure("No space left on device", 14031),
    "it is read-only": NotPrimaryError("not master"),
    "some writes fail": BulkWriteError(
        {"writeErrors": [{"index": 0, "code": 14031, "errmsg": "disk full"}], "nInserted": 0}
    ),
}


@pytest.mark.parametrize("said", REFUSALS)
def test_database_that_refuses_writes(analyzed, monkeypatch, said):
    from pymongo.collection import Collection

    from fo_buttwink.app.failures import explained

    dataset = analyzed.dataset
    reviews = said_by_people(dataset)
    rng, calls = random.Random(said), []

    def refuse(original, at):
        def write(self, *args, **more):
            calls.append(at)
            if len(calls) > limit:
                raise REFUSALS[said]
            return original(self, *args, **more)

        return write

    for _ in range(5):
        limit = rng.randrange(1, 6)
        calls.clear()
        with monkeypatch.context() as patch:
            for name in ("bulk_write", "insert_many", "update_many"):
                patch.setattr(Collection, name, refuse(getattr(Collection, name), name))
            with pytest.raises(type(REFUSALS[said])) as error:
                analyze_dataset(dataset, existing="replace", execution=ONE, progress=False)
        assert "see whether" in explained(error.value).lower()
        assert not attacked.faults(dataset)
        assert said_by_people(dataset) == reviews
        outcome = "no half result counts as finished, no review lost, run again completes"
        tally.count("Faults", f"database refuses writes: {said}", outcome)
    analyze_dataset(dataset, execution=ONE, progress=False)
    assert len(attacked.finished(dataset)) == len(dataset) and not attacked.faults(dataset)


def test_two_analyses_of_one_dataset_at_once(make_dataset, warm):
    """Under one key and under two: all are done, no frame twice, and neither run fails."""
    for keys in (("buttwink", "buttwink"), ("one", "two")):
        dataset = make_dataset(*warm.videos)
        dataset.persistent = True
        runs = [attacked.Attacked(dataset.name, key=key) for key in keys]
        for run in runs:
            _, complaints, status = run.end()
            assert status == 0, complaints[-3000:]
        for key in set(keys):
            assert len(attacked.finished(dataset, key)) == len(dataset)
            assert not attacked.faults(dataset, key), attacked.faults(dataset, key)
        words = "under one key" if len(set(keys)) == 1 else "under two keys"
        tally.count("Faults", f"two analyses at once {words}", "both complete, nothing twice")


def test_somebody_reviews_while_the_videos_are_analyzed_again(analyzed):
    dataset = analyzed.dataset
    before = {str(r.rep_id): r for _, r in list_reviews(dataset, "buttwink")}
    run = attacked.Attacked(dataset.name, existing="replace")
    assert run.wait_for("ready")
    written: list[str] = []
    rng = random.Random(5)
    while run.process.poll() is None:
        ids = [i for reps in dataset.values("buttwink_reps.detections.id") for i in reps or []]
        if ids:
            try:
                review_reps(
                    dataset, "buttwink", rng.choice(ids), "corrected", label="subtle",
                    reviewer="bea", overwrite=True,
                )  # fmt: skip
                written.append("ok")
            except ValueError:  # its repetition has just been replaced: said, and not written
                pass
        time.sleep(0.05)
    _, complaints, status = run.end()
    assert status == 0, complaints[-2000:]
    assert written, "nothing was written meanwhile"
    after = list_reviews(dataset, "buttwink")
    by_bea = [r for _, r in after if r.reviewer == "bea"]
    kept = [r for _, r in after if r.reviewer == "ann"] + [
        h for _, r in after for h in r.history if h.reviewer == "ann"
    ]
    assert len(kept) >= len(before) and by_bea
    assert len(attacked.finished(dataset)) == len(dataset) and not attacked.faults(dataset)
    tally.count("Faults", "reviews written during a run", "none lost", len(written))


def test_worker_killed_in_the_middle_of_a_video(make_dataset, warm):
    dataset = make_dataset(*warm.videos[:4])
    dataset.persistent = True
    run = attacked.Attacked(dataset.name, workers=2, cache=False)
    assert run.wait_for("ready")
    killed, deadline = 0, time.monotonic() + 240
    while killed < 2 and run.process.poll() is None and time.monotonic() < deadline:
        children = psutil.Process(run.process.pid).children()
        workers = [c for c in children if "fo_buttwink.batch.child" in " ".join(c.cmdline())]
        busy = [w for w in workers if w.cpu_times().user > 6.0]  # set up, and looking at frames
        if busy:
            busy[0].send_signal(signal.SIGKILL)
            killed += 1
            time.sleep(1.0)
        time.sleep(0.1)
    _, complaints, status = run.end(500)
    assert status == 0 and killed, (killed, complaints[-2000:])
    assert len(attacked.finished(dataset)) == len(dataset) and not attacked.faults(dataset)
    dataset.reload()
    assert "failed" not in dataset.values("buttwink.status")
    tally.count("Faults", "worker killed in the middle of a video", "tried again, all done", killed)


@pytest.mark.parametrize("hours", [-1, -24 * 400])
def test_clock_that_goes_backwards(analyzed, monkeypatch, hours):
    from fo_buttwink.store import commit

    dataset, now = analyzed.dataset, datetime.utcnow()
    genuine = time.time
    monkeypatch.setattr(time, "time", lambda: genuine() + 3600.0 * hours)
    monkeypatch.setattr(commit, "_now", lambda: now + timedelta(hours=hours))
    analyze_dataset(dataset, existing="replace", execution=ONE, progress=False)
    assert len(attacked.finished(dataset)) == len(dataset) and not attacked.faults(dataset)
    assert len(list_reviews(dataset, "buttwink")) == analyzed.reviewed
    review_reps(
        dataset, "buttwink", dataset.values("buttwink_reps.detections.id")[0][0],
        "confirmed", reviewer="ann", overwrite=True,
    )  # fmt: skip
    assert len(list_reviews(dataset, "buttwink")) == analyzed.reviewed
    tally.count("Faults", "clock set back", "results and reviews as ever")


def test_cache_on_a_full_disk(make_dataset, warm, tmp_path, monkeypatch):
    """A real one: the result is there all the same, and the next run infers again."""
    folder = tmp_path / "tiny"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", str(folder)]
    if subprocess.run(command, capture_output=True).returncode:
        pytest.skip("needs the right to mount a small tmpfs")
    try:
        from fo_buttwink.pose.models import resolve_model

        monkeypatch.setenv("FO_BUTTWINK_MODEL_PATH", str(resolve_model("full").path))
        monkeypatch.setenv("FO_BUTTWINK_CACHE", str(folder))
        monkeypatch.setenv("FO_BUTTWINK_LOG", str(folder / "log.jsonl"))
        dataset = make_dataset(warm.videos[0])
        done = analyze_dataset(dataset, execution=ONE, progress=False)
        assert (done.analysed, len(done.failed)) == (1, 0)
        assert not list((folder / "observations").glob("*")), "nothing half written"
        assert not list(folder.rglob("*.tmp"))
        assert not attacked.faults(dataset)
    finally:
        subprocess.run(["umount", str(folder)], check=True)
    tally.count("Faults", "full disk below the cache", "result stored, nothing half left")


def test_many_reviewers_at_once(analyzed):
    """Threads that review the same repetitions: no review is lost in silence."""
    dataset = analyzed.dataset
    ids = [i for reps in dataset.values("buttwink_reps.detections.id") for i in reps or []]
    told: list[str] = []

    def review(name: str) -> None:
        for rep in ids:
            try:
                review_reps(dataset, "buttwink", rep, "confirmed", reviewer=name)
                told.append(rep)
            except ValueError:
                pass

    threads = [threading.Thread(target=review, args=(f"r{k}",)) for k in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    stored = list_reviews(dataset, "buttwink")
    assert {str(r.rep_id) for _, r in stored} >= set(told)
    assert sum(r.reviewer == "ann" for _, r in stored) == analyzed.reviewed
    tally.count("Faults", "four reviewers of one dataset at once", "none lost", len(told))


def test_model_that_is_cut_off_or_another(warm, tmp_path, monkeypatch):
    from fo_buttwink.config import Config
    from fo_buttwink.pipeline.analyze import analyze_video
    from fo_buttwink.pose.models import ModelError, resolve_model

    good = resolve_model("full").path
    monkeypatch.setenv("FO_BUTTWINK_CACHE", str(tmp_path / "cache"))
    data = good.read_bytes()
    video = shutil.copy(warm.videos[0], tmp_path / "a.mp4")
    for name, left in (
        ("empty", b""),
        ("cut", data[: len(data) // 2]),
        ("noise", os.urandom(5000)),
    ):
        model = tmp_path / f"{name}.task"
        model.write_bytes(left)
        monkeypatch.setenv("FO_BUTTWINK_MODEL_PATH", str(model))
        with pytest.raises(ModelError) as error:
            analyze_video(video, Config())
        assert str(model) in str(error.value)
        assert not list((tmp_path / "cache").rglob("*.npz"))
        tally.count("Faults", "model file cut off or replaced", "refused, and the file is named")
