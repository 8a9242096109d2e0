"""How far a batch is: videos, frames per second, time left.

tqdm draws a bar of one pace: it neither weighs videos by their length nor prints a plain line now
and then where output goes to a file, so that only the rewriting of a line would be left to it.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TextIO

from .task import Task

_LINE_EVERY_S = 30.0
"""Where the terminal cannot rewrite a line, a new one is printed this often."""
_FIRST_LINE_S = 5.0
"""The first one comes sooner, as a sign of life."""
_LIVE_EVERY_S = 0.2
_ENOUGH = 0.01
"""Share of the work from which on it tells how long the rest takes, if no video is done."""


@dataclass(frozen=True)
class State:
    """A batch at one moment."""

    done: int
    """Videos."""
    total: int
    frames_per_s: float
    """Since the start, in all workers together; 0 while nothing is known."""
    left_s: float | None
    """Estimate; ``None`` while nothing is known."""

    def __str__(self) -> str:
        parts = [f"{self.done} of {self.total} videos"]
        if self.frames_per_s >= 0.5:
            parts.append(f"{self.frames_per_s:.0f} frames/s")
        if self.left_s is not None and self.done < self.total:
            parts.append(f"{in_words(self.left_s)} left")
        return ", ".join(parts)


class Pace:
    """Counts what is done and extrapolates; may be fed from several threads."""

    def __init__(self, tasks: Sequence[Task], clock: Callable[[], float] = time.monotonic) -> None:
        self._weights = {task.index: task.weight for task in tasks}
        if not all(self._weights.values()):
            self._weights = dict.fromkeys(self._weights, 1.0)
        self._clock = clock
        self._begin = clock()
        self._partial: dict[int, tuple[int, int]] = {}
        self._lock = threading.Lock()
        self._done = 0
        self._frames = 0
        self._weight = 0.0

    def within(self, task: Task, done: int, total: int) -> None:
        """So many frames of a video that is not finished yet."""
        with self._lock:
            self._partial[task.index] = (done, max(total, done, 1))

    def finish(self, task: Task, frames: int) -> None:
        """Count a video as finished."""
        with self._lock:
            self._partial.pop(task.index, None)
            self._done += 1
            self._frames += frames
            self._weight += self._weights[task.index]

    @property
    def state(self) -> State:
        """Now."""
        with self._lock:
            partial = dict(self._partial)
            frames, weight, done = self._frames, self._weight, self._done
        passed = max(self._clock() - self._begin, 1e-6)
        frames += sum(n for n, _ in partial.values())
        weight += sum(self._weights[k] * n / total for k, (n, total) in partial.items())
        whole = sum(self._weights.values())
        remaining = max(0.0, whole - weight)
        known = weight > 0 and (done > 0 or weight >= _ENOUGH * whole)
        return State(
            done=done,
            total=len(self._weights),
            frames_per_s=frames / passed if frames else 0.0,
            left_s=passed * remaining / weight if known else None,
        )


class Terminal:
    """Shows the pace of a batch: one line that is rewritten, or a line now and then."""

    def __init__(self, pace: Pace, stream: TextIO | None = None) -> None:
        self._pace = pace
        self._stream = stream or sys.stderr
        self._live = self._stream.isatty()
        self._next = time.monotonic() + (0.0 if self._live else _FIRST_LINE_S)
        self._lock = threading.Lock()
        self._shown = False

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        self.clear()

    def __call__(self) -> None:
        """Show where the batch is, unless that was shown a moment ago."""
        with self._lock:
            now = time.monotonic()
            if now < self._next:
                return
            self._next = now + (_LIVE_EVERY_S if self._live else _LINE_EVERY_S)
            text = str(self._pace.state)
            self._stream.write(f"\r\033[K{text}" if self._live else f"{text}\n")
            self._stream.flush()
            self._shown = self._live

    def clear(self) -> None:
        """Make room for other output."""
        with self._lock:
            if self._shown:
                self._stream.write("\r\033[K")
                self._stream.flush()
                self._shown = False


def in_words(seconds: float) -> str:
    """Return a duration, as exact as an estimate deserves."""
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    if seconds < 90 * 60:
        return f"{round(seconds / 60)} min"
    return f"{seconds / 3600:.1f} h"
