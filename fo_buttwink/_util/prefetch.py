"""Do the work of an iterator in a thread, some items ahead of who consumes them."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Generator, Iterator
from typing import Any, TypeVar

T = TypeVar("T")

_END = object()
_POLL_S = 0.1


def prefetch(
    items: Iterator[T],
    depth: int,
    stop: threading.Event | None = None,
    discard: Callable[[T], object] | None = None,
) -> Generator[T, None, None]:
    """Yield the same items in the same order, up to ``depth`` of them made in advance.

    They are made in bursts of half of that: threads that wake each other for every single item
    chase one another from core to core.

    Only worth it where the items are made without holding Python's lock, as decoding is.
    An error is raised where the item would have come. Closing early sets ``stop``, by which
    the iterator may know that nobody waits for its item any more, waits for the thread, and
    hands what was made in vain to ``discard``.
    """
    ready: queue.Queue[Any] = queue.Queue()
    room = threading.Semaphore(depth)
    stop = stop or threading.Event()
    close = getattr(items, "close", lambda: None)

    def work() -> None:
        try:
            while _may_go_on(room, stop):
                item = next(items, _END)
                ready.put((item, None))
                if item is _END:
                    return
        except BaseException as error:
            ready.put((_END, error))
        finally:
            close()

    thread = threading.Thread(target=work, name="fo_buttwink prefetch", daemon=True)
    thread.start()
    burst, taken = max(1, depth // 2), 0
    try:
        while True:
            item, error = ready.get()
            if error is not None:
                raise error
            if item is _END:
                return
            taken += 1
            if taken % burst == 0:
                room.release(burst)
            yield item
    finally:
        stop.set()
        thread.join()
        if discard is not None:
            _drop(ready, discard)


def _may_go_on(room: threading.Semaphore, stop: threading.Event) -> bool:
    while not stop.is_set():
        if room.acquire(timeout=_POLL_S):
            return True
    return False


def _drop(ready: queue.Queue[Any], discard: Callable[[Any], object]) -> None:
    while not ready.empty():
        item, _ = ready.get()
        if item is not _END:
            discard(item)
