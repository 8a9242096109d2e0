"""Group what arrives fast, without holding back what arrives slowly."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")

_LARGEST = 32
_PATIENCE = 10.0
"""Items are gathered for so many times as long as handling the last batch took."""


def in_batches(
    items: Iterable[T], clock: Callable[[], float] = time.monotonic
) -> Iterator[list[T]]:
    """Yield every item, in lists that grow when items come faster than lists are handled.

    How long a list takes is seen from when the next one is asked for. Then at most a tenth
    of the time goes into handling, yet an item that comes alone is passed on at once, so
    that hardly any finished work is lost when the process is killed.
    """
    gathered: list[T] = []
    handled = took = 0.0
    for item in items:
        gathered.append(item)
        if len(gathered) >= _LARGEST or clock() - handled >= _PATIENCE * took:
            begin = clock()
            yield gathered
            handled = clock()
            took = handled - begin
            gathered = []
    if gathered:
        yield gathered
