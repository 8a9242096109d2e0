"""Shared libraries of the system that wheels do not bring: which ones the loader does not find.

The loader itself is asked. What it says in an error is made for people and differs between systems.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Sequence

_MEDIAPIPE = (
    ("libEGL.so.1", "libGLESv2.so.2"),
    "mediapipe needs system libraries (Debian, Ubuntu: apt-get install libegl1 libgles2)",
)
_NEEDED = {
    "mediapipe": _MEDIAPIPE,
    "pose model": _MEDIAPIPE,
    "database": (
        ("libcurl.so.4",),
        "mongod needs a system library (Debian, Ubuntu: apt-get install libcurl4)",
    ),
}
"""By check of the doctor: what it needs, and what to do if it is missing. Linux only."""


def missing(names: Sequence[str]) -> list[str]:
    """Return those libraries that the loader does not find or cannot load."""
    return [name for name in names if not _loads(name)]


def remedy(check: str) -> str:
    """Return what to install for a check that failed; nothing if its libraries are there."""
    names, words = _NEEDED.get(check, ((), ""))
    return words if sys.platform == "linux" and missing(names) else ""


def _loads(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True
