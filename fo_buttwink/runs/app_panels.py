"""Tell who analyzes from Python what would surprise in the App, or on the next day."""

from __future__ import annotations

import logging
from typing import Any

from ..install.plugin_folder import find_plugin, plugins_dir

logger = logging.getLogger(__name__)
_told = False


def say_if_not_linked() -> None:
    """Say once in a process that FiftyOne does not find the plugin, where that is so."""
    global _told
    if _told:
        return
    _told = True
    folder = plugins_dir()
    if find_plugin(folder) is None:
        logger.warning(
            "the App's panels are not linked, so the App shows the results without them; "
            "run: fo-buttwink plugin link"
        )


def say_if_not_kept(dataset: Any) -> None:
    """Say that FiftyOne will forget a dataset, and all reviews with it, where that is so."""
    if not dataset.persistent:
        logger.warning(
            "the dataset %r is not persistent: FiftyOne deletes it, with its analyses and reviews, "
            "when its database closes; to keep it, set: dataset.persistent = True",
            dataset.name,
        )
