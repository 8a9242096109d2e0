"""Tell who analyzes from Python that the App's panels are not linked yet."""

from __future__ import annotations

import logging

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
