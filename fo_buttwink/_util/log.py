"""Our log: one name, quiet by default, and a small file that names no media.

Every module logs under its own name below ``fo_buttwink``. The command line and the App's server
also keep warnings and errors in a file for reports of bugs. It holds what was said in general,
where in the program and which kind of error it was, never the words that were put in: those may be
file names.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import sys
import traceback
from collections.abc import Iterator
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

NAME = "fo_buttwink"
MAX_BYTES = 256 * 1024
"""Size at which the file is set aside and begun anew; a convention: some thousand lines."""
_SHOWN = "fo_buttwink_shown"
SHOWN = {_SHOWN: True}
"""``extra`` of a record that the user has been told already."""
_PACKAGE = Path(__file__).resolve().parents[1]


@contextlib.contextmanager
def kept(file: Path | None, *, verbose: bool = False) -> Iterator[None]:
    """Print warnings and keep them in a file while a command runs.

    Parameters
    ----------
    file
        Where to keep them; nowhere if not given. A file that cannot be written is done without.
    verbose
        Print and keep what is said for developers, too.
    """
    logger, handlers = logging.getLogger(NAME), _handlers(file, verbose)
    before = logger.level
    logger.setLevel(logging.DEBUG if verbose else logging.WARNING)
    for handler in handlers:
        logger.addHandler(handler)
    try:
        yield
    finally:
        for handler in handlers:
            logger.removeHandler(handler)
            handler.close()
        logger.setLevel(before)


def keep(file: Path | None) -> None:
    """Do the same for as long as the process lives; once is enough."""
    logger = logging.getLogger(NAME)
    if not any(isinstance(handler, _Kept) for handler in logger.handlers):
        for handler in _handlers(file, verbose=False):
            logger.addHandler(handler)


def hide_mongodb_notice() -> None:
    """Keep FiftyOne from telling at each start that MongoDB 6 is the oldest version it supports.

    FiftyOne's own switch, ``database_validation``, turns its check of the version off as well. So
    this one message is taken out of its log, before FiftyOne is imported.
    """
    logging.getLogger("fiftyone.core.odm.database").addFilter(_no_mongodb_notice)


def _no_mongodb_notice(record: logging.LogRecord) -> bool:
    return not str(record.msg).startswith(
        "You are running the oldest supported major version of MongoDB."
    )


def entry_of(record: logging.LogRecord) -> dict[str, Any]:
    """Return a record without anything that was put into its words."""
    error = record.exc_info[1] if record.exc_info else None
    entry: dict[str, Any] = {
        "time": int(record.created),
        "level": record.levelname,
        "at": f"{record.name}:{record.lineno}",
        "said": record.msg if isinstance(record.msg, str) else type(record.msg).__name__,
    }
    if error is not None:
        entry["error"] = type(error).__name__
        entry["code"] = getattr(error, "code", None)
        entry["stack"] = [_place(frame) for frame in traceback.extract_tb(error.__traceback__)]
    return entry


def _place(frame: traceback.FrameSummary) -> str:
    """Return file, line and function: of ours below the package, of others the package alone."""
    path = Path(frame.filename)
    if path.is_relative_to(_PACKAGE):
        return f"{path.relative_to(_PACKAGE).as_posix()}:{frame.lineno} {frame.name}"
    parts = path.parts
    if "site-packages" in parts[:-1]:
        return parts[len(parts) - parts[::-1].index("site-packages")]
    return "elsewhere"


def _handlers(file: Path | None, verbose: bool) -> list[logging.Handler]:
    found: list[logging.Handler] = [_Printed()]
    if file is not None:
        with contextlib.suppress(OSError):
            file.parent.mkdir(parents=True, exist_ok=True)
            found.append(
                _Kept(file, maxBytes=MAX_BYTES, backupCount=1, encoding="utf-8", delay=True)
            )
    for handler in found:
        handler.setLevel(logging.DEBUG if verbose else logging.WARNING)
    return found


class _Printed(logging.Handler):
    """To the terminal, unless the user has been told already or the program prints itself."""

    def emit(self, record: logging.LogRecord) -> None:
        if not hasattr(record, _SHOWN) and not logging.getLogger().handlers:
            print(self.format(record), file=sys.stderr)


class _Kept(RotatingFileHandler):
    """To the file, one JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        return json.dumps(entry_of(record))

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802
        """Do without: a full disk must not end what is being done."""

    def _open(self) -> Any:
        # For its owner only.
        return open(
            self.baseFilename,
            self.mode,
            encoding=self.encoding,
            errors=self.errors,
            opener=lambda path, flags: os.open(path, flags, 0o600),
        )
