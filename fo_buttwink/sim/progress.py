"""Work through a list of jobs, in this process or several, and show how far it is."""

from __future__ import annotations

import multiprocessing
import os
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

Job = TypeVar("Job")


class Bar:
    """A one-line progress bar on stderr; silent when stderr is not a terminal but at the end."""

    def __init__(self, name: str, total: int) -> None:
        self.name, self.total, self.done = name, total, 0
        self._start = time.monotonic()

    def step(self, n: int = 1) -> None:
        """Count finished jobs."""
        self.done += n
        spent = time.monotonic() - self._start
        left = spent / self.done * (self.total - self.done)
        last = self.done >= self.total
        if sys.stderr.isatty() or last:
            filled = int(30 * self.done / max(self.total, 1))
            line = f"{self.name} [{'#' * filled:<30}] {self.done}/{self.total}  {left:.0f} s left"
            sys.stderr.write(f"\r{line}" + ("\n" if last else ""))
            sys.stderr.flush()


def _one_thread() -> None:
    """One thread per process: the pool already uses the cores."""
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")


def each(work: Callable[[Job], Any], jobs: Sequence[Job], workers: int, bar: Bar) -> None:
    """Do all jobs.

    Parameters
    ----------
    work
        A module-level function of one job.
    jobs
        Picklable jobs.
    workers
        Processes; 1 works in this one.
    bar
        Stepped after every job.
    """
    _one_thread()
    if workers <= 1:
        for job in jobs:
            work(job)
            bar.step()
        return
    # spawned, not forked: torch and warp do not survive a fork with their threads
    with multiprocessing.get_context("spawn").Pool(workers, _one_thread) as pool:
        for _ in pool.imap_unordered(work, jobs):
            bar.step()
