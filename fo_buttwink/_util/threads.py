"""One thread for linear algebra and for pictures: the same bits everywhere, and less work.

How a product is shared out over threads may change its last bit, and so a result would
depend on the machine. For matrices as small as ours more threads mostly wait for each other:
on two cores they double the processor time of the pelvis network.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import lru_cache

import cv2
from threadpoolctl import ThreadpoolController


def single_threaded() -> AbstractContextManager[object]:
    """Hold numpy's and scipy's linear algebra to one thread for a while."""
    return _controller().limit(limits=1, user_api="blas")


_lock = threading.Lock()
_holders: list[int] = []
"""One entry for each place that holds OpenCV; the first tells how many threads it had."""


@contextmanager
def single_threaded_opencv() -> Iterator[None]:
    """Hold OpenCV to one thread for a while; its others wait for work by spinning."""
    with _lock:
        _holders.append(_holders[0] if _holders else cv2.getNumThreads())
        cv2.setNumThreads(1)
    try:
        yield
    finally:
        with _lock:
            before = _holders.pop()
            if not _holders:
                cv2.setNumThreads(before)


@lru_cache(maxsize=1)
def _controller() -> ThreadpoolController:
    # Looks through all loaded libraries, hence once.
    import numpy.linalg  # noqa: F401
    import scipy.linalg  # noqa: F401

    return ThreadpoolController()
