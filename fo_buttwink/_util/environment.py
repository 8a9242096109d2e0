"""Settings that come as environment variables."""

from __future__ import annotations

import math
import os
from pathlib import Path

from ..errors import FoButtwinkError

WORKERS = "FO_BUTTWINK_WORKERS"
THREADS = "FO_BUTTWINK_THREADS"
CACHE_GB = "FO_BUTTWINK_CACHE_GB"
CACHE = "FO_BUTTWINK_CACHE"
LOG = "FO_BUTTWINK_LOG"
MODEL_PATH = "FO_BUTTWINK_MODEL_PATH"
ROOT = "FO_BUTTWINK_ROOT"
MEDIAPIPE_REPORTS = "FO_BUTTWINK_MEDIAPIPE_REPORTS"


class EnvironmentVariableError(FoButtwinkError, ValueError):
    """A variable whose value makes no sense; the message names it, and what is expected."""

    code = "FBW-ENVIRONMENT"


def whole_number(name: str) -> int | None:
    """Value of a variable that counts something; ``None`` if it is not set.

    Raises
    ------
    EnvironmentVariableError
        If it is no integer of at least 1.
    """
    text = os.environ.get(name, "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit()) or int(text) < 1:
        raise EnvironmentVariableError(
            f"{name}={text!r}: expected an integer of at least 1",
            remedy="correct or unset the variable",
        )
    return int(text)


def switch(name: str) -> bool:
    """Whether a variable says ``on``; it is off if it is not set.

    Raises
    ------
    EnvironmentVariableError
        If it says neither ``on`` nor ``off``.
    """
    text = os.environ.get(name, "").strip().lower()
    if text not in ("", "on", "off"):
        raise EnvironmentVariableError(
            f"{name}={text!r}: expected on or off", remedy="correct or unset the variable"
        )
    return text == "on"


def number(name: str, default: float) -> float:
    """Value of a variable that holds an amount; ``default`` if it is not set.

    Raises
    ------
    EnvironmentVariableError
        If it is no number of at least 0.
    """
    text = os.environ.get(name, "").strip()
    try:
        value = float(text) if text else default
    except ValueError:
        value = math.nan
    if not 0 <= value < math.inf:
        raise EnvironmentVariableError(
            f"{name}={text!r}: expected a number of at least 0",
            remedy="correct or unset the variable",
        )
    return value


def path(name: str) -> Path | None:
    """Value of a variable that names a file or folder; ``None`` if it is not set.

    A leading ``~`` stands for the home folder, as in a shell: in service files, containers and
    ``.env`` files no shell has replaced it.

    Raises
    ------
    EnvironmentVariableError
        If it names the home folder of a user who does not exist.
    """
    text = os.environ.get(name, "").strip()
    if not text:
        return None
    try:
        return Path(text).expanduser()
    except RuntimeError as error:
        raise EnvironmentVariableError(
            f"{name}={text!r}: {error}; expected a path",
            remedy="correct or unset the variable",
        ) from error


def check() -> None:
    """Look at every variable before the work, not in the middle of it.

    Raises
    ------
    EnvironmentVariableError
        If one makes no sense.
    """
    for name in (WORKERS, THREADS):
        whole_number(name)
    number(CACHE_GB, 0.0)
    switch(MEDIAPIPE_REPORTS)
    for name in (CACHE, LOG, MODEL_PATH, ROOT):
        path(name)
