"""What this machine can bear: cores, memory, threads.

psutil knows the memory of the machine, but of no container's limits, which are read here; nor
does it say more of the cores that this process may use than Python itself.
"""

from __future__ import annotations

import os
from pathlib import Path

import psutil

from .._util import environment

WORKER_BYTES = 900_000_000
"""Memory to count on for each worker (measured: 600 MB when new, 750 MB after 25 videos)."""
_CPU_QUOTA = Path("/sys/fs/cgroup/cpu.max")
_MEMORY_LIMIT = Path("/sys/fs/cgroup/memory.max")


def available_cores() -> int:
    """Cores that this process may use: affinity and container limits count."""
    try:
        cores = len(os.sched_getaffinity(0))
    except AttributeError:  # macOS, Windows
        cores = os.cpu_count() or 1
    quota, _, period = _read(_CPU_QUOTA).partition(" ")
    if quota.isdigit() and period.strip().isdigit():
        cores = min(cores, max(1, round(int(quota) / int(period))))
    return cores


def default_workers() -> int:
    """Worker processes by default: one per core, as far as memory allows.

    ``FO_BUTTWINK_WORKERS`` overrides it.

    Raises
    ------
    EnvironmentVariableError
        If that variable is no integer of at least 1.
    """
    return environment.whole_number(environment.WORKERS) or max(
        1, min(available_cores(), _available_bytes() // WORKER_BYTES)
    )


def own_threads() -> int | None:
    """Most threads that this process may use; ``None`` if nobody has set it."""
    return environment.whole_number(environment.THREADS)


def environment_for_worker(threads: int) -> dict[str, str]:
    """Variables that hold a worker process to a number of threads."""
    libraries = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    return {**dict.fromkeys(libraries, str(threads)), environment.THREADS: str(threads)}


def _available_bytes() -> int:
    free = int(psutil.virtual_memory().available)
    limit = _read(_MEMORY_LIMIT).strip()
    return min(free, int(limit)) if limit.isdigit() else free


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii")
    except OSError:
        return ""
