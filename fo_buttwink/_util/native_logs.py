"""The start-up lines of C++ libraries, which no setting of theirs turns off."""

from __future__ import annotations

import os
import sys


def silence() -> None:
    """Keep C++ libraries from writing to the terminal; Python's own stderr stays.

    MediaPipe has no switch for its start-up lines. They bypass ``sys.stderr``, so that is
    moved to a copy of the descriptor and the original is closed to them.
    """
    try:
        original = sys.stderr.fileno()
    except (AttributeError, OSError, ValueError):
        return  # Captured by a test or a notebook: nothing native to hide there.
    if original != 2:
        return
    encoding = sys.stderr.encoding
    sys.stderr.flush()
    sys.stderr = os.fdopen(
        os.dup(2), "w", buffering=1, encoding=encoding, errors="backslashreplace"
    )
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 2)
    os.close(null)
