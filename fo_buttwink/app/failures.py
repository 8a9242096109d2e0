"""Why an operator or a panel failed, in words for people who use the App and not Python."""

from __future__ import annotations

import contextlib
import errno
import functools
import logging
from collections.abc import Callable, Iterator
from typing import Any

import fiftyone.operators.types as types
from fiftyone.core.dataset import DatasetNotFoundError
from pymongo.errors import PyMongoError

from ..errors import FoButtwinkError

logger = logging.getLogger(__name__)

_IN_APP = {
    "existing='replace'": "'Replace' under 'Videos with results under this key'",
    "overwrite=True": "'Replace the verdicts of others too'",
    "discard_reviews=True": "the box that deletes the reviews too",
}
"""What Python's messages advise, and how the App's forms call it."""
_EXPECTED = (FoButtwinkError, ValueError)
"""Errors whose message is for the user; plain ``ValueError`` comes from settings."""

Answer = dict[str, Any]
Event = Callable[[Any, Any], Answer]


def in_app(text: str) -> str:
    """Advice for Python as advice for the App's forms."""
    for python, app in _IN_APP.items():
        text = text.replace(f" ({python})", f" ({app})").replace(f"with {python}", f"with {app}")
        text = text.replace(f"pass {python}", f"choose {app}").replace(python, app)
    return text


@contextlib.contextmanager
def advice_in_app() -> Iterator[None]:
    """Let errors that the App shows advise what its forms offer."""
    try:
        yield
    except FoButtwinkError as error:
        error.reword(in_app)
        raise


def explained(error: Exception) -> str:
    """Say what happened and what to do about it, in one paragraph."""
    if isinstance(error, DatasetNotFoundError):
        return "This dataset has been deleted. Open another one"
    if isinstance(error, PyMongoError):
        return (
            f"The database does not answer ({error}). See whether it still runs and whether its "
            "disk is full, then try again"
        )
    if isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename else ""
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            return f"{where}the disk is full ({error.strerror}). Free some space, then try again"
        return f"{where}{error.strerror or error}. See whether the file or folder can be used"
    if isinstance(error, _EXPECTED) and str(error):
        return in_app(str(error))
    return (
        f"Something unexpected happened ({type(error).__name__}: {error}). The log of the App's "
        "server says more"
    )


def answering(shape: Callable[[Exception], Answer]) -> Callable[[Event], Event]:
    """Let a panel's events answer every failure, and never end in a traceback.

    Parameters
    ----------
    shape
        Makes the panel's own answer of the error, in the words of :func:`explained`.
    """

    def around(event: Event) -> Event:
        @functools.wraps(event)
        def safe(self: Any, ctx: Any) -> Answer:
            try:
                return event(self, ctx)
            except Exception as error:
                if not isinstance(error, (FoButtwinkError, DatasetNotFoundError)):
                    logger.exception("%s.%s failed", type(self).__name__, event.__name__)
                return shape(error)

        return safe

    return around


def error_form(title: str, text: str) -> types.Property:
    """Make the dialog that says that something failed."""
    outputs = types.Object()
    outputs.view("problem", types.Error(label=title, description=text))
    return types.Property(outputs, view=types.View(label=title))
