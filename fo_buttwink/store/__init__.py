"""Analyses in a FiftyOne dataset.

``fields`` and ``errors`` are free of FiftyOne; import ``write``, ``read``, ``runs`` and
``schema`` by name where they are needed, so that looking up a field name stays cheap.
"""

from __future__ import annotations

from .errors import (
    DefinitionClashError,
    FieldClashError,
    KeyNameError,
    LoadFieldError,
    RunNotFoundError,
    SettingsClashError,
    StoreError,
    TargetError,
)
from .fields import DEFAULT_KEY, RunFields, validate_key

__all__ = [
    "DEFAULT_KEY",
    "DefinitionClashError",
    "FieldClashError",
    "KeyNameError",
    "LoadFieldError",
    "RunFields",
    "RunNotFoundError",
    "SettingsClashError",
    "StoreError",
    "TargetError",
    "validate_key",
]
