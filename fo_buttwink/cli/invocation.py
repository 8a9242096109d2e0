"""How the command can be typed again: it may lie in an environment that is not on PATH."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from pathlib import Path

NAME = "fo-buttwink"


def command() -> str:
    """Return what to type for ``fo-buttwink`` in the current folder.

    Its name where a shell finds this installation by it, else its path, below the current folder
    as seen from there.
    """
    called = Path(sys.argv[0])
    script = called if called.name.startswith(NAME) else Path(sys.executable).with_name(NAME)
    if not script.is_file():
        return f"{python()} -m fo_buttwink.cli"
    found = shutil.which(NAME)
    if found is not None and Path(found).samefile(script):
        return NAME
    return shlex.quote(_seen_from_here(script))


def python() -> str:
    """Return what to type for the interpreter that runs this."""
    found = shutil.which("python")
    if found is not None and os.path.abspath(found) == sys.executable:  # noqa: PTH100
        return "python"
    return shlex.quote(_seen_from_here(Path(sys.executable)))


def _seen_from_here(path: Path) -> str:
    # No link is followed: the name in an environment is the one that works.
    whole = Path(os.path.abspath(path))  # noqa: PTH100
    here = Path.cwd()
    if not whole.is_relative_to(here):
        return str(whole)
    below = str(whole.relative_to(here))
    return below if os.sep in below else os.path.join(os.curdir, below)  # noqa: PTH118
