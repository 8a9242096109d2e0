"""One core for each worker process, for as long as every core has one."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from fo_buttwink.batch import cores, machine, pool
from fo_buttwink.batch.execution import Execution
from fo_buttwink.batch.task import Result, Task
from fo_buttwink.config import Config
from fo_buttwink.domain.analysis import VideoAnalysis

HERE = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
needs_two_cores = pytest.mark.skipif(len(HERE) < 2, reason="needs Linux and two cores")
THREADED = """
import sys, threading
for _ in range(3):
    threading.Thread(target=threading.Event().wait, daemon=True).start()
print("ready", flush=True)
sys.stdin.read()
"""


def affinities(pid: int) -> list[set[int]]:
    return [os.sched_getaffinity(int(t.name)) for t in Path(f"/proc/{pid}/task").iterdir()]


def eventually(holds, within_s: float = 20.0) -> bool:
    end = time.monotonic() + within_s
    while not holds():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


@pytest.mark.parametrize(
    ("workers", "quota", "expected"),
    [(4, 4, [2, 3, 6, 7]), (3, 4, None), (8, 4, None), (4, 2, None)],
)
def test_only_where_every_core_has_one(workers, quota, expected, monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {7, 2, 6, 3}, raising=False)
    monkeypatch.setattr(cores, "available_cores", lambda: quota)
    assert cores.one_each(workers) == expected


def test_not_where_cores_cannot_be_chosen(monkeypatch):
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    assert cores.one_each(machine.available_cores()) is None


@needs_two_cores
def test_all_threads_are_bound_and_freed():
    child = subprocess.Popen(
        [sys.executable, "-c", THREADED], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with child:
        cores.bind(child.pid, HERE[1])
        child.stdout.readline()
        assert affinities(child.pid) == 4 * [{HERE[1]}]
        cores.release(child.pid, HERE)
        assert affinities(child.pid) == 4 * [set(HERE)]
        child.stdin.close()
    cores.bind(child.pid, HERE[0])  # ended: no error
    cores.release(child.pid, HERE)


@needs_two_cores
@pytest.mark.parametrize("bind", [True, False])
def test_the_last_worker_may_use_all_cores(bind, monkeypatch):
    seen: dict[int, set[int]] = {}
    last: list[int] = []
    reached, go_on = threading.Event(), threading.Event()

    def analyse(worker, task, on_frames):
        seen[task.index] = os.sched_getaffinity(worker.pid)
        if task.index == 0:
            last.append(worker.pid)
            reached.set()
            go_on.wait(60)
        return Result(task, VideoAnalysis.__new__(VideoAnalysis))

    monkeypatch.setattr(pool, "one_each", lambda workers: HERE[:workers])
    monkeypatch.setattr(pool.Worker, "analyse", analyse)
    tasks = [Task(k, f"{k}.mp4") for k in range(3)]
    results = pool.run_in_processes(tasks, Config(), Execution(bind=bind), 2)
    try:
        assert {next(results).task.index for _ in range(2)} == {1, 2}
        assert reached.wait(20)
        free = set(HERE[:2]) if bind else set(HERE)
        assert eventually(lambda: os.sched_getaffinity(last[0]) == free)
    finally:
        go_on.set()
    assert next(results).task.index == 0
    if bind:
        assert seen[0] | seen[1] == set(HERE[:2]) and len(seen[0]) == len(seen[1]) == 1
    else:
        assert seen[0] == seen[1] == set(HERE)
