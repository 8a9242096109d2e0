"""Exit statuses of the commands, and the one place where errors become one."""

from __future__ import annotations

import logging
import sys
import traceback

from .._util.environment import EnvironmentVariableError
from .._util.log import SHOWN
from ..errors import FoButtwinkError
from ..install import database

logger = logging.getLogger(__name__)

EXIT_OK, EXIT_SOME_FAILED, EXIT_USAGE = 0, 1, 2


class UsageError(FoButtwinkError):
    """A command was called with options that it cannot take."""

    code = "FBW-USAGE"


def report(error: FoButtwinkError | ImportError, *, verbose: bool = False) -> int:
    """Print what went wrong and what to do, and return the exit status.

    Parameters
    ----------
    error
        What ended the command; an ``ImportError`` is a broken installation.
    verbose
        Print the code and the traceback too.
    """
    logger.error("the command ended with an error", exc_info=error, extra=SHOWN)
    if verbose:
        traceback.print_exception(error)
        print(f"code: {getattr(error, 'code', 'FBW-SETUP')}", file=sys.stderr)
    print(f"fo-buttwink: {error}", file=sys.stderr)
    if isinstance(error, ImportError) or (error.doctor and error.remedy != database.FIX):
        print("Run: fo-buttwink doctor", file=sys.stderr)
    usage = isinstance(error, UsageError | EnvironmentVariableError)
    return EXIT_USAGE if usage else EXIT_SOME_FAILED
