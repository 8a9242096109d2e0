"""Analyse many videos: in this process, in worker processes, or on a Ray cluster.

The unit of work is the same everywhere: one video in, one result out, no state in between.
So the results do not depend on who did the work, nor on how many of them there were.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass

from ..config import Config
from ..observations import PoseObservations
from ..prefetch import prefetch
from .machine import default_workers
from .unit import (
    Analyser,
    Pipeline,
    Result,
    Started,
    Task,
    analyse_task,
    default_analyser,
    measure_task,
    start_task,
)

EXECUTORS = ("local", "ray")

OnFrames = Callable[[Task, int, int], None]
"""Called now and then within a video, with (frames done, frames expected)."""


@dataclass(frozen=True)
class Execution:
    """Who does the work.

    Raises
    ------
    ValueError
        If a setting makes no sense.
    """

    executor: str = "local"
    """``local`` or ``ray``."""
    workers: int | None = None
    """Processes on this machine, or videos at a time on the cluster; ``None``: as many as
    there are cores (and memory) for."""
    threads: int | None = None
    """Threads of each worker for decoding and resizing; ``None``: the cores, shared out.
    MediaPipe's own threads cannot be told."""
    bind: bool = True
    """Give each worker process a core of its own where there is one for each (Linux): faster,
    unless other work of long duration keeps some of the cores busy."""
    recycle: int = 50
    """A worker process is replaced after so many videos: MediaPipe's memory grows."""
    retries: int = 2
    """How often a video is tried again after its worker was lost."""
    address: str | None = None
    """Of the Ray cluster; ``None`` joins a running one or starts one on this machine."""
    media: tuple[str, str] | None = None
    """Local folder, and the shared folder or URL (fsspec) under which workers find it."""
    cache: bool = True
    """Keep observations on the worker's disk and use those of an earlier run."""

    def __post_init__(self) -> None:
        if self.executor not in EXECUTORS:
            raise ValueError(f"executor={self.executor!r}: expected one of {EXECUTORS}")
        for name, least in (("workers", 1), ("threads", 1), ("recycle", 1), ("retries", 0)):
            value = getattr(self, name)
            if value is not None and value < least:
                raise ValueError(f"{name}={value!r}: expected an integer of at least {least}")

    def source(self, path: str) -> str:
        """Where a worker finds the file that this machine knows as ``path``."""
        if self.media is not None:
            here, there = (root.rstrip("/") for root in self.media)
            if path == here or path.startswith(here + "/"):
                return there + path[len(here) :]
        return path


def run_tasks(
    tasks: Sequence[Task],
    config: Config,
    execution: Execution | None = None,
    *,
    analyser: Analyser | None = None,
    on_frames: OnFrames | None = None,
) -> Generator[Result, None, None]:
    """Analyse videos; results come as they get ready.

    With one worker that is the given order; with more, the longest videos go first, so that
    none of them is left over at the end.

    Parameters
    ----------
    tasks
        What to analyse.
    analyser
        Stands for the real pipeline, in this process.
    on_frames
        Progress within videos; not from a cluster.

    Raises
    ------
    SetupError, ModelError
        If the pipeline cannot work at all on this machine.
    """
    execution = execution or Execution()
    if not tasks:
        return _nothing()
    if analyser is not None:
        return _one_by_one(tasks, config, analyser, None)
    # Fails here, once and before anything is written, and not in every worker.
    analyser = default_analyser(config, cache=execution.cache)
    if execution.executor == "ray":
        from .ray_cluster import run_on_ray

        return run_on_ray(_longest_first(tasks), config, execution)
    workers = min(execution.workers or default_workers(), len(tasks))
    if workers == 1 and len(tasks) <= execution.recycle:
        return _one_by_one(tasks, config, analyser, on_frames)
    from .pool import run_in_processes

    ordered = _longest_first(tasks) if workers > 1 else tasks
    return run_in_processes(ordered, config, execution, workers, on_frames)


def _nothing() -> Generator[Result, None, None]:
    yield from ()


def _one_by_one(
    tasks: Sequence[Task], config: Config, analyser: Analyser, on_frames: OnFrames | None
) -> Generator[Result, None, None]:
    if len(tasks) > 1 and isinstance(analyser, Pipeline):
        yield from _overlapped(tasks, config, analyser, on_frames)
        return
    for task in tasks:
        yield analyse_task(task, config, analyser, on_frames)


class _StoppedError(Exception):
    """Nobody waits for this video any more."""


def _overlapped(
    tasks: Sequence[Task], config: Config, pipeline: Pipeline, on_frames: OnFrames | None
) -> Generator[Result, None, None]:
    """One by one, but while a video is inferred, the lifter of the next one is searched for, and
    the one before it is measured and stored."""
    stop = threading.Event()

    def within(task: Task, done: int, total: int) -> None:
        if stop.is_set():
            raise _StoppedError(task.path)
        if on_frames is not None:
            on_frames(task, done, total)

    def inferred() -> Iterator[tuple[Task, PoseObservations | Exception]]:
        started = (start_task(task, pipeline) for task in tasks)
        with closing(prefetch(started, 1, discard=Started.close)) as ready:
            for one in ready:
                yield one.task, one.observe(within)

    with closing(prefetch(inferred(), 1, stop)) as ready:
        for task, observations in ready:
            yield measure_task(task, config, pipeline, observations)


def _longest_first(tasks: Sequence[Task]) -> list[Task]:
    return sorted(tasks, key=lambda task: (-task.weight, task.index))


__all__ = [
    "EXECUTORS",
    "Analyser",
    "Execution",
    "OnFrames",
    "Result",
    "Task",
    "default_analyser",
    "run_tasks",
]
