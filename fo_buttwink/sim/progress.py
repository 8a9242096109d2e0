"""Work through a list of jobs, in this process or several, and show how far it is."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from tqdm import tqdm

Job = TypeVar("Job")


def _one_thread() -> None:
    """One thread per process: the pool already uses the cores."""
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")


def each(work: Callable[[Job], Any], jobs: Sequence[Job], workers: int, name: str) -> None:
    """Do all jobs.

    Parameters
    ----------
    work
        A module-level function of one job.
    jobs
        Picklable jobs.
    workers
        Processes; 1 works in this one.
    name
        What the jobs make, for the bar on the terminal; elsewhere nothing is shown.
    """
    _one_thread()
    if workers <= 1:
        for job in tqdm(jobs, name, disable=None):
            work(job)
        return
    # spawned, not forked: torch and warp do not survive a fork with their threads
    with multiprocessing.get_context("spawn").Pool(workers, _one_thread) as pool:
        for _ in tqdm(pool.imap_unordered(work, jobs), name, len(jobs), disable=None):
            pass
