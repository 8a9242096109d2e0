"""Register operators and panels with FiftyOne."""

from __future__ import annotations

import contextlib
import logging
import re
from pathlib import Path
from typing import Any

from .._util import log
from .._version import __version__
from ..cache.folder import log_file
from ..errors import FoButtwinkError
from ..install.plugin_folder import COPY_MARK, MANIFEST

logger = logging.getLogger(__name__)
_VERSION_LINE = re.compile(r"^version:\s*[\"']?([^\s\"'#]+)", re.MULTILINE)
_warned: set[Path] = set()


def register(context: Any, folder: Path) -> None:
    """Register all operators and panels with FiftyOne.

    Parameters
    ----------
    context
        FiftyOne's plugin context.
    folder
        The plugin folder that FiftyOne found.
    """
    with contextlib.suppress(FoButtwinkError):  # a variable that makes no sense is told later
        log.keep(log_file())
    _compare_versions(folder)
    from .operators import OPERATORS
    from .panels import PANELS

    for each in (*OPERATORS, *PANELS):
        context.register(each)


def _compare_versions(folder: Path) -> None:
    """Say so if FiftyOne's plugin folder belongs to another version than the package."""
    if folder in _warned:
        return
    _warned.add(folder)
    try:
        found = _VERSION_LINE.search((folder / MANIFEST).read_text(encoding="utf-8"))
    except OSError:
        return
    if found and found.group(1) != __version__:
        logger.warning(
            "plugin folder %s is version %s, but the package that is used is version %s in %s; "
            "link it again with: fo-buttwink plugin link%s",
            folder,
            found.group(1),
            __version__,
            Path(__file__).parents[1],
            " --copy" if (folder / COPY_MARK).is_file() else "",
        )
