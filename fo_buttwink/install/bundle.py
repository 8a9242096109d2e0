"""What a report of a bug needs, in one file without media, paths or names.

Whatever a person may have chosen (paths, file names, datasets, fields, people) is left out where it
is known to be one, and text of which that is not known is cut before the first mark that could
begin a path or a quoted name.
"""

from __future__ import annotations

import getpass
import importlib.metadata
import json
import os
import platform
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import psutil

from .._util.environment import CACHE_GB, THREADS, WORKERS
from .._version import RESULTS, __version__
from ..errors import FoButtwinkError
from .doctor import Check, report

ABOUT = """What is in this file, for whoever reads it before sending it on:

bundle.json  the checks of `fo-buttwink doctor`, versions of packages, settings that are numbers,
             and how often each kind of error was seen
log.jsonl    warnings and errors of the last runs, without the words that were put in

It holds no video, no picture, no path, no file name, and no name of a dataset, a field or a person.
"""
_NAMELESS = frozenset({WORKERS, THREADS, CACHE_GB})
"""Variables whose value is a number."""
_OURS = re.compile(r"(FO_BUTTWINK|FIFTYONE)_[A-Z0-9_]+")
_MAY_BE_A_NAME = re.compile(r"[/\\\\~'\"`<]|\w+://|\w+@|(?<=\bat )\S")
_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?")
_ENTRY = {"time": int, "level": str, "at": str, "said": str, "error": str, "code": str}
_AGAIN = 20000
"""Lines of the log that are taken, the last ones; a convention."""


class BundleError(FoButtwinkError):
    """The file for a report of a bug cannot be written."""

    code = "FBW-BUNDLE"


def write_bundle(
    path: Path,
    *,
    checks: Sequence[Check] | None = None,
    logs: Iterable[Path] = (),
    settings: Mapping[str, Any] | None = None,
    counts: Mapping[str, Any] | None = None,
) -> list[str]:
    """Pack the file.

    Parameters
    ----------
    path
        The ``.zip`` to write.
    checks
        Results of the doctor; made anew if not given.
    logs
        Files of our log, older ones first; those that are not there are left out.
    settings
        Settings of a run; numbers, truth values and names of ours are taken, other words are not.
    counts
        How many videos have which status, codec and the like.

    Returns
    -------
    list of str
        Names of what is in it.

    Raises
    ------
    BundleError
        If it cannot be written.
    """
    entries = [entry for file in logs for entry in _read(file)][-_AGAIN:]
    content = {
        "made_by": {"version": __version__, "results": RESULTS},
        "doctor": [_plain(check) for check in (report() if checks is None else checks)],
        "machine": _machine(),
        "packages": _packages(),
        "environment": _environment(os.environ),
        "settings": numbers_of(settings or {}),
        "counts": counts or {},
        "errors": dict(Counter(e.get("code") or e.get("error") or e["level"] for e in entries)),
    }
    files = {
        "README.txt": ABOUT,
        "bundle.json": json.dumps(content, indent=1) + "\n",
        "log.jsonl": "".join(json.dumps(entry) + "\n" for entry in entries),
    }
    try:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
            for name, text in files.items():
                out.writestr(name, _nobody(text))
    except OSError as error:
        raise BundleError(
            f"{path}: cannot be written ({error.strerror})", remedy="name another file"
        ) from error
    return list(files)


def cut(text: str) -> str:
    """Return the beginning of a text, up to the first mark that could begin a path or a name.

    Examples
    --------
    >>> cut("mod 6.0.5, started by FiftyOne (/home/ann/db)")
    'mod 6.0.5, started by FiftyOne (...'
    >>> cut("version 1.22.1")
    'version 1.22.1'
    """
    found = _MAY_BE_A_NAME.search(text)
    return text if found is None else f"{text[: found.start()]}..."


def numbers_of(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return those settings that are numbers, truth values or nothing, also below others."""
    kept: dict[str, Any] = {}
    for name, value in settings.items():
        if isinstance(value, Mapping):
            kept[name] = numbers_of(value)
        elif value is None or isinstance(value, bool | int | float):
            kept[name] = value
        elif isinstance(value, list | tuple):
            kept[name] = [v for v in value if isinstance(v, bool | int | float)]
    return kept


def _plain(check: Check) -> dict[str, str]:
    return {"name": check.name, "status": check.status, "detail": cut(check.detail)}


def _machine() -> dict[str, Any]:
    return {
        "python": platform.python_version(),
        "system": platform.system(),
        "release": platform.release(),
        "machine": platform.machine(),
        "cores": os.cpu_count(),
        "memory_gb": round(psutil.virtual_memory().total / 1e9, 1),
    }


def _packages() -> dict[str, str]:
    """Versions of what we depend on, and of the builds of OpenCV that may be in the way."""
    try:
        needed = importlib.metadata.requires("fo-buttwink") or []
    except importlib.metadata.PackageNotFoundError:
        needed = []
    names = {re.split(r"[^A-Za-z0-9._-]", each, maxsplit=1)[0] for each in needed}
    names |= {"opencv-python", "opencv-contrib-python", "opencv-contrib-python-headless"}
    found = {}
    for name in sorted(names):
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return found


def _environment(variables: Mapping[str, str]) -> dict[str, str]:
    """Which variables of ours and FiftyOne's are set; the value where it is a number."""
    return {
        name: value if name in _NAMELESS and _NUMBER.fullmatch(value.strip()) else "(set)"
        for name, value in sorted(variables.items())
        if _OURS.fullmatch(name)
    }


def _read(file: Path) -> list[dict[str, Any]]:
    """Entries of a log, as far as they are ours."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return []
    found = []
    for line in lines:
        try:
            data = json.loads(line)
        except ValueError:
            continue
        if isinstance(data, dict) and {"time", "level"} <= set(data):
            entry = {n: data[n] for n, kind in _ENTRY.items() if isinstance(data.get(n), kind)}
            stack = data.get("stack")
            entry["stack"] = [str(s) for s in stack] if isinstance(stack, list) else []
            found.append(entry)
    return found


def _nobody(text: str) -> str:
    """Return a text in which neither the user nor the machine is named, wherever it came from."""
    home = str(Path.home())
    text = text.replace(home, "...") if len(home) > 1 else text
    try:
        user = getpass.getuser()
    except (KeyError, OSError):
        user = ""
    for name in (user, platform.node()):
        if len(name) > 2 and name != "root":
            text = re.sub(rf"\b{re.escape(name)}\b", "...", text)
    return text
