"""Hand a folder to the browser, which may be on another machine than FiftyOne."""

from __future__ import annotations

import shutil
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

FOLDER = "fo_buttwink_downloads_"
KEEP_S = 3600
"""A prepared download is removed by the first one that comes so much later; a convention."""


def pack(folder: Path) -> Path:
    """Pack a folder as one .zip in a temporary place, from which the browser can fetch it.

    Raises
    ------
    OSError
        If there is no room for it.
    """
    _clean_up()
    place = Path(tempfile.mkdtemp(prefix=FOLDER))
    return Path(shutil.make_archive(str(place / folder.name), "zip", folder.parent, folder.name))


def fetch(ctx: Any, file: Path) -> Any:
    """Make the message on which the App's page downloads a file of the server."""
    # FiftyOne's own route for media: the page may read there whatever the server may read.
    return ctx.ops.browser_download(f"/media?filepath={quote(str(file))}", file.name)


def _clean_up() -> None:
    """Remove downloads that were prepared long ago."""
    for place in Path(tempfile.gettempdir()).glob(f"{FOLDER}*"):
        try:
            if time.time() - place.stat().st_mtime > KEEP_S:
                shutil.rmtree(place, ignore_errors=True)
        except OSError:
            continue  # somebody else was quicker
