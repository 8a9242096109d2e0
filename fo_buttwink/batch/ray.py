"""The same work on a Ray cluster."""

from __future__ import annotations

import sys
from collections.abc import Generator, Sequence
from typing import TYPE_CHECKING, Any

from ..config import Config
from .task import Result, SetupError, Task

if TYPE_CHECKING:
    from .execution import Execution

_QUEUED = 2
"""So many videos per worker are handed to the cluster at once."""


def run_on_ray(
    tasks: Sequence[Task], config: Config, execution: Execution
) -> Generator[Result, None, None]:
    """Analyse videos on a Ray cluster; results come as they get ready.

    Ray schedules, restarts what a lost node had in work, and replaces worker processes
    after ``execution.recycle`` videos. No more videos are in work or waiting to be collected
    than ``_QUEUED`` for each worker, so neither the cluster nor this process fills up.

    Raises
    ------
    SetupError
        If Ray is missing, or no cluster answers.
    """
    ray = _connect(execution.address)
    return _collect(ray, list(tasks), config, execution)


def _connect(address: str | None) -> Any:
    try:
        import ray
    except ImportError as error:
        raise SetupError(
            f"Ray is not installed for {sys.executable}",
            remedy=f"run: {sys.executable} -m pip install 'ray>=2.9'",
        ) from error
    if not ray.is_initialized():
        try:
            ray.init(address=address, log_to_driver=False, logging_level="warning")
        except (ConnectionError, ValueError, RuntimeError) as error:
            raise SetupError(
                f"no Ray cluster at {address or 'this machine'} ({error})",
                remedy=(
                    "start one with "
                    "`ray start --head`, or leave the address out to use this machine alone"
                ),
            ) from error
    return ray


def _collect(
    ray: Any, tasks: list[Task], config: Config, execution: Execution
) -> Generator[Result, None, None]:
    remote = ray.remote(
        num_cpus=execution.threads or 1,
        max_retries=execution.retries,
        max_calls=execution.recycle,
        scheduling_strategy="SPREAD",
    )(analyse_remotely)
    settings = ray.put((config, execution.cache))
    waiting = iter(tasks)
    in_work: dict[Any, Task] = {}
    try:
        while True:
            # Asked again each time: nodes come and go.
            for task in _some(waiting, _room(ray, execution) - len(in_work)):
                in_work[remote.remote(task, settings)] = task
            if not in_work:
                return
            ready, _ = ray.wait(list(in_work), num_returns=1, timeout=5.0)
            for reference in ready:
                task = in_work.pop(reference)
                try:
                    result = ray.get(reference)
                except ray.exceptions.RayError as error:
                    result = _lost(task, config, error, execution.retries + 1)
                yield result
    finally:
        for reference in in_work:
            ray.cancel(reference, force=True)


def _room(ray: Any, execution: Execution) -> int:
    cores = ray.cluster_resources().get("CPU", 1.0) / (execution.threads or 1)
    return execution.workers or _QUEUED * max(1, int(cores))


def _some(tasks: Any, count: int) -> list[Task]:
    return [task for _, task in zip(range(count), tasks, strict=False)]


def _lost(task: Task, config: Config, error: Exception, times: int) -> Result:
    from ..pipeline.failed import failed_analysis
    from ..video.files import VideoError

    said = " ".join(str(error).split())[:400]
    message = f"{task.path}: lost on the cluster {times} times ({type(error).__name__}: {said})"
    return Result(task, failed_analysis(task.path, config, VideoError(message)))


_kept: dict[str, Any] = {}


def analyse_remotely(task: Task, settings: tuple[Config, bool]) -> Result:
    """Analyze one video in a Ray worker; the process keeps its pipeline for the next video."""
    from .task import analyse_task, default_analyser

    config, cache = settings
    if _kept.get("settings") != settings:
        _kept["analyser"] = default_analyser(config, cache=cache)
        _kept["settings"] = settings
    return analyse_task(task, config, _kept["analyser"])
