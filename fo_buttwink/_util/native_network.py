"""What C++ libraries send of their own accord, which no setting of theirs turns off."""

from __future__ import annotations

import os

from . import environment

_NOBODY = "http://127.0.0.1:9"
"""The port of the discard protocol of this machine, where nobody listens."""


def keep_in() -> None:
    """Let no C++ library of this process reach another machine over HTTPS.

    MediaPipe reports its use to ``play.googleapis.com`` (see ``SECURITY.md``) through the libcurl
    that it brings, which goes by the variable ``https_proxy``. It is set for C only:
    ``os.environ``, which Python's own libraries and child processes go by, stays as it is.
    ``FO_BUTTWINK_MEDIAPIPE_REPORTS=on`` leaves everything alone.

    Raises
    ------
    EnvironmentVariableError
        If that variable is neither ``on`` nor ``off``.
    """
    if not environment.switch(environment.MEDIAPIPE_REPORTS):
        os.putenv("https_proxy", _NOBODY)
