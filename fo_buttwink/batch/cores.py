"""A core for each worker process.

A worker's threads, MediaPipe's among them, hand every frame to each other. Spread over cores that
are busy anyway they wait for the core that the next one sleeps on. What it
brings: docs/speed.md. psutil sets a whole process only, not the threads that it has already.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from .machine import available_cores


def one_each(workers: int) -> Sequence[int] | None:
    """Return the cores to give out, if there are exactly as many as workers; else ``None``.

    With fewer workers, each has use for more than one core. Where a container's quota and not
    its set of cores is the limit, others would choose the same cores; macOS and Windows have no
    such choice.
    """
    try:
        cores = sorted(os.sched_getaffinity(0))
    except AttributeError:  # macOS, Windows
        return None
    return cores if len(cores) == workers == available_cores() else None


def bind(pid: int, core: int) -> None:
    """Keep a process that has just started, and all threads it will have, on one core."""
    with suppress(OSError):  # Ended already, or not allowed: it works without, too.
        os.sched_setaffinity(pid, {core})


def release(pid: int, cores: Sequence[int]) -> None:
    """Let all threads of a process use these cores."""
    freed: set[int] = set()
    # A thread that another one starts meanwhile is found the next time.
    while new := set(_threads(pid)) - freed:
        for thread in new:
            with suppress(OSError):
                os.sched_setaffinity(thread, cores)
        freed |= new


def _threads(pid: int) -> list[int]:
    try:
        return [int(entry.name) for entry in Path(f"/proc/{pid}/task").iterdir()]
    except OSError:
        return []
