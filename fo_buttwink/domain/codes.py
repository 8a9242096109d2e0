"""Stable codes of why a video has no result, to be filtered by and compared, never read out.

Words and cut-offs may change from version to version; a code never does. Those of errors stand in
``docs/errors.md``, those of reasons not to measure follow from the status.
"""

from __future__ import annotations

from ..errors import FoButtwinkError
from .types import STATUS_OK

UNEXPECTED = "FBW-UNEXPECTED"
"""An error that is a fault of the program or of the installation."""


def code_of_error(error: Exception) -> str:
    """Return the code of an error, whoever has raised it.

    Examples
    --------
    >>> code_of_error(ZeroDivisionError())
    'FBW-UNEXPECTED'
    """
    return error.code if isinstance(error, FoButtwinkError) else UNEXPECTED


def code_of_status(status: str) -> str:
    """Return the code of a status; empty for ``ok``.

    Examples
    --------
    >>> code_of_status("unclear_view")
    'FBW-NOT-MEASURED-UNCLEAR-VIEW'
    """
    if status == STATUS_OK:
        return ""
    return f"FBW-NOT-MEASURED-{status.upper().replace('_', '-')}"
