"""Which labels say what frames they mean: the one rule for every reader of repetitions.

A script, an older tool or a broken import can leave a temporal detection whose ``support`` is
missing or no pair of frame numbers. It stands for no part of the video, so nobody can look at
it, review it, cut it or export it; FiftyOne itself cannot load it. All readers leave it out.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

logger = logging.getLogger(__name__)


def support_of(detection: Mapping[str, Any]) -> tuple[int, int] | None:
    """First and last frame of a temporal detection, or ``None`` if it does not say them.

    Parameters
    ----------
    detection
        The raw document.
    """
    support = detection.get("support")
    if not isinstance(support, (list, tuple)) or len(support) != 2:
        return None
    if not all(isinstance(v, int) and not isinstance(v, bool) for v in support):
        return None
    first, last = support
    return first, last


def has_support(detection: Mapping[str, Any]) -> bool:
    """Whether a temporal detection says which frames it means."""
    return support_of(detection) is not None


def left_out(path: str, number: int) -> str:
    """Say what to tell of a video some of whose repetitions say no frames."""
    what = "1 repetition has" if number == 1 else f"{number} repetitions have"
    which = "it is" if number == 1 else "they are"
    return (
        f"{path}: {what} no frames (the support is missing or no pair of frame numbers), so "
        f"{which} left out; analyze the video again"
    )


@lru_cache(maxsize=1000)
def tell_left_out(path: str, number: int) -> None:
    """Say it in the log, once: panels read the same video again and again."""
    logger.warning("%s", left_out(path, number))
