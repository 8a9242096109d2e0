"""Where the operators of the App may read and write files."""

from __future__ import annotations

from pathlib import Path

from ..._util import environment
from ...errors import PlaceError


def confined(path: Path) -> Path:
    """Return the path, if it lies where operators may read and write.

    Everywhere, unless ``FO_BUTTWINK_ROOT`` names a folder: then only in there, wherever links
    lead. For servers whose App more people use than may see all files.

    Raises
    ------
    PlaceError
        If it lies outside.
    """
    root = environment.path(environment.ROOT)
    if root is None:
        return path
    try:
        inside = path.resolve().is_relative_to(root.resolve())
    except (OSError, RuntimeError, ValueError):  # a loop of links, or a name that cannot be
        inside = False
    if not inside:
        raise PlaceError(
            f"{path}: lies outside of {root}, the only folder that the App may use here",
            remedy=f"choose a place in {root}",
        )
    return path
