"""Who does the work: the settings of a batch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .task import Task

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
    The number of MediaPipe's own threads cannot be set."""
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
