"""Do the work of an iterator in a thread, some items ahead of who consumes them."""

from __future__ import annotations

import queue
import threading
from collections.abc import Generator, Iterator
from contextlib import suppress
from typing import Any, TypeVar

T = TypeVar("T")

_END = object()
_POLL_S = 0.1


def prefetch(
    items: Iterator[T], depth: int, stop: threading.Event | None = None
) -> Generator[T, None, None]:
    """Yield the same items in the same order, up to ``depth`` of them made in advance.

    Only worth it where the items are made without holding Python's lock, as decoding is.
    An error is raised where the item would have come. Closing early sets ``stop``, by which
    the iterator may know that nobody waits for its item any more, and waits for the thread.
    """
    ready: queue.Queue[Any] = queue.Queue(maxsize=depth)
    stop = stop or threading.Event()

    def put(item: Any) -> None:
        while not stop.is_set():
            with suppress(queue.Full):
                ready.put(item, timeout=_POLL_S)
                return

    close = getattr(items, "close", lambda: None)

    def work() -> None:
        try:
            for item in items:
                put((item, None))
                if stop.is_set():
                    break
            put((_END, None))
        except BaseException as error:
            put((_END, error))
        finally:
            close()

    thread = threading.Thread(target=work, name="fo_buttwink prefetch", daemon=True)
    thread.start()
    try:
        while True:
            item, error = ready.get()
            if error is not None:
                raise error
            if item is _END:
                return
            yield item
    finally:
        stop.set()
        thread.join()
