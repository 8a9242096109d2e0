"""Packages that only some formats need."""

from __future__ import annotations

import importlib
import sys
from typing import Any

from ...errors import MissingExtraError


def need(package: str, format: str) -> Any:
    """Import a package, or say how to install it.

    Raises
    ------
    MissingExtraError
    """
    try:
        return importlib.import_module(package)
    except ImportError as error:
        name = package.split(".")[0]
        raise MissingExtraError(
            f"format {format!r} needs the package {name!r}, which is not installed",
            remedy=f"run: {sys.executable} -m pip install {name}",
        ) from error
