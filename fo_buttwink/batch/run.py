"""Analyse many videos: in this process, in worker processes, or on a Ray cluster.

The unit of work is the same everywhere: one video in, one result out, no state in between.
So the results do not depend on who did the work, nor on how many of them there were.
"""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing

from .._util.prefetch import prefetch
from ..config import Config
from ..domain.observations import PoseObservations
from .execution import Execution, OnFrames
from .machine import default_workers
from .task import (
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
        from .ray import run_on_ray

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
    """Yield the results one by one, with the work of neighbors overlapped.

    While a video is inferred, the lifter of the next one is searched for, and the one before it is
    measured and stored.
    """
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
    "run_tasks",
]
