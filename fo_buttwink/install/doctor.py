"""Check an installation, say in one line each what is wrong, and repair what can be repaired.

Every check runs alone: one that fails, or a package that is missing, never hides the others.
"""

from __future__ import annotations

import importlib
import importlib.metadata
import importlib.util
import io
import os
import platform
import runpy
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .._util import native_logs
from ..errors import FoButtwinkError
from ..pose import models
from . import database, libraries
from .plugin_folder import find_plugin, plugins_dir

OK, WARN, FAIL = "ok", "warn", "fail"

H264_ENCODERS = ("libx264", "libopenh264", "h264_videotoolbox")
HEADLESS_OPENCV = "opencv-python-headless<5"
"""As FiftyOne requires it."""

_OPENCV: tuple[tuple[int, ...], tuple[int, ...]] = ((4, 14), (6,))
"""Versions of cv2, from and below. FiftyOne asks for the headless build below 5, but MediaPipe
brings 5.1, whose files may be the ones that lie there; the golden estimate holds with both."""

_PIP = f"{sys.executable} -m pip install"
_MODEL = "full"


@dataclass(frozen=True)
class Check:
    """Outcome of one check."""

    name: str
    status: str
    """``ok``, ``warn`` (works, or will once it is needed) or ``fail``."""
    detail: str
    remedy: str = ""
    """What to do about it; empty when all is well."""
    more: str = ""
    """Where it lies, its hash and the like: only told who asks for it."""
    hint: bool = False
    """A warning about what somebody may want, and nothing needs: left out after repairs."""


def report() -> list[Check]:
    """Run all checks. Changes nothing and does not use the network."""
    return [_guarded(name, check) for name, check in _CHECKS]


def main(fix: bool = False, *, verbose: bool = False, checks: list[Check] | None = None) -> int:
    """Print the report, after repairs if `fix` is set, and then only what is still wrong.

    Parameters
    ----------
    verbose
        Let MediaPipe write its own lines, too, and print every check with all that is known.
    checks
        The report, if it has been made already.

    Returns
    -------
    int
        0 if nothing fails, else 1.
    """
    if not verbose:
        native_logs.silence()
    if fix:
        for line in repair():
            print(line, flush=True)
    checks = report() if checks is None else checks
    if fix and not verbose:
        wrong = [check for check in checks if check.status != OK and not check.hint]
        show(wrong)
        if not any(check.status == FAIL for check in wrong):
            print("fo-buttwink can be used: database and pose model are there")
    else:
        show(checks, verbose=verbose)
    return int(any(check.status == FAIL for check in checks))


def show(checks: Sequence[Check], *, verbose: bool = False) -> None:
    """Print the outcome of some checks."""
    width = max((len(check.name) for check in checks), default=0)
    for check in checks:
        more = f" ({check.more})" if verbose and check.more else ""
        print(f"{check.status:4}  {check.name:{width}}  {check.detail}{more}")
        if check.remedy:
            print(f"{'':4}  {'':{width}}  -> {check.remedy}")


def repair() -> list[str]:
    """Install a database, fetch the pose model, mend OpenCV; return a line for each change."""
    done = []
    if _guarded("opencv", _opencv).status != OK or _opencv_build()[1] is False:
        done.append(_reinstall_opencv())
    for name, look, get in _NEEDED:
        try:
            look()
        except FoButtwinkError:
            try:
                get()
                done.append(f"{name}: installed")
            except FoButtwinkError as error:
                done.append(f"{name}: {error}")
    return done


def missing() -> list[str]:
    """Return the names of what has to be fetched before anything is measured into a dataset."""
    names = []
    for name, look, _ in _NEEDED:
        try:
            look()
        except FoButtwinkError:
            names.append(name)
    return names


def fetch() -> None:
    """Fetch it.

    Raises
    ------
    DatabaseError, ModelError
        If that fails; the message lists what was tried.
    """
    for _, _, get in _NEEDED:
        get()


def _guarded(name: str, check: Callable[[], Check]) -> Check:
    try:
        return check()
    except Exception as error:  # a broken package may raise anything while it is imported
        return Check(
            name, FAIL, f"{type(error).__name__}: {_first_line(error)}", _hint(name, error)
        )


def _python() -> Check:
    detail = f"{platform.python_version()} on {platform.system()} {platform.machine()}"
    if (3, 10) <= sys.version_info[:2] < (3, 14):
        return Check("python", OK, detail)
    return Check("python", FAIL, detail, "use Python 3.10 to 3.13")


def _fiftyone() -> Check:
    # Not imported: that would start the database, which has a check of its own.
    return _package("fiftyone", (1, 22, 1), (2, 0), "fiftyone>=1.22.1,<2")


def _database() -> Check:
    try:
        found = database.find_database()
    except database.DatabaseError as error:
        tried = str(error).splitlines()[1].removeprefix("  - ")
        remedy = "run: fo-buttwink doctor --fix (or set FIFTYONE_DATABASE_URI)"
        return Check("database", FAIL, tried, libraries.remedy("database") or remedy)
    uri = database.external_uri()
    if not uri:
        kind = f"mongod {found.version}, started by FiftyOne"
        return Check("database", OK, kind, more=found.location)
    from pymongo import MongoClient

    try:
        client: Any = MongoClient(uri, serverSelectionTimeoutMS=3000)
        version = client.server_info()["version"]
    except Exception as error:
        detail = f"{found.describe()} does not answer ({type(error).__name__})"
        return Check("database", FAIL, detail, "start it, or correct FIFTYONE_DATABASE_URI")
    return Check("database", OK, f"{found.describe()}, version {version}")


def _opencv() -> Check:
    import cv2
    import numpy as np

    picture = np.arange(12 * 12 * 3, dtype=np.uint8).reshape(12, 12, 3)
    small = cv2.resize(picture, (6, 6), interpolation=cv2.INTER_AREA)
    same = cv2.warpAffine(picture, np.eye(2, 3), (12, 12))
    if small.shape != (6, 6, 3) or not np.array_equal(same, picture):
        return Check("opencv", FAIL, f"cv2 {cv2.__version__} computes nonsense", _opencv_remedy())
    owners = [
        dist
        for dist in (
            "opencv-python",
            "opencv-python-headless",
            "opencv-contrib-python",
            "opencv-contrib-python-headless",
        )
        if _version(dist)
    ]
    # mediapipe and fiftyone each bring a build of the same folder; the last one installed wins.
    version, headless = _opencv_build()
    builds = {True: ", the build without windows", False: ", a build with windows", None: ""}
    detail = f"cv2 {version}{builds[headless]}"
    more = f"installed by {' and '.join(owners) or 'another package manager'}"
    if not _OPENCV[0] <= _numbers(version) < _OPENCV[1]:
        low, high = (".".join(map(str, each)) for each in _OPENCV)
        said = f"{detail}; the figures were tried with {low} to below {high}"
        return Check("opencv", WARN, said, "run: fo-buttwink doctor --fix", more)
    return Check("opencv", OK, f"{detail}, works", more=more)


def _opencv_build() -> tuple[str, bool | None]:
    """Return the version on disk, and whether it needs no libraries of a display.

    Read from its file: what this process has loaded is the old one after a repair. Builds of other
    package managers do not say what they need.
    """
    cv2 = importlib.import_module("cv2")
    file = Path(cv2.__file__ or "").with_name("version.py")
    said = runpy.run_path(str(file)) if file.is_file() else {}
    headless = said.get("headless")
    return str(said.get("opencv_version", cv2.__version__)), headless


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".")[:3] if part.isdigit())


def _mediapipe() -> Check:
    check = _package("mediapipe", (1, 2), (2, 0), "mediapipe>=1.2,<2")
    if check.status == FAIL:
        return check
    vision = importlib.import_module("mediapipe.tasks.python.vision")
    if not hasattr(vision, "PoseLandmarker"):
        detail = f"{check.detail}, but without the Tasks API (PoseLandmarker)"
        return Check("mediapipe", FAIL, detail, f"{_PIP} 'mediapipe>=1.2,<2'")
    return Check("mediapipe", OK, f"{check.detail}, Tasks API present")


def _pose_model() -> Check:
    try:
        model = models.resolve_model(_MODEL, offline=True)
    except models.ModelError as error:
        if os.environ.get(models.ENV_PATH):
            return Check("pose model", FAIL, _first_line(error), f"correct {models.ENV_PATH}")
        return Check(
            "pose model",
            WARN,
            f"none in {models.models_dir()}; the first analysis fetches it",
            "run: fo-buttwink doctor --fix",
        )
    import mediapipe as mp
    import numpy as np
    from mediapipe.tasks.python import BaseOptions, vision

    options = vision.PoseLandmarkerOptions(
        base_options=BaseOptions(model_asset_buffer=model.path.read_bytes())
    )
    with vision.PoseLandmarker.create_from_options(options) as landmarker:
        landmarker.detect(mp.Image(mp.ImageFormat.SRGB, np.zeros((64, 64, 3), np.uint8)))
    more = f"{model.path}, sha256 {model.sha256[:12]}"
    return Check("pose model", OK, f"{model.name}: {model.origin()}, runs", more=more)


def _video() -> Check:
    import av
    import numpy as np

    for encoder in H264_ENCODERS:
        if encoder not in av.codecs_available:
            continue
        buffer = io.BytesIO()
        with av.open(buffer, "w", format="mp4") as out:
            stream = out.add_stream(encoder, rate=25)
            stream.width = stream.height = 64
            stream.pix_fmt = "yuv420p"
            for _ in range(3):
                frame = av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), format="rgb24")
                out.mux(stream.encode(frame))
            out.mux(stream.encode(None))
        buffer.seek(0)
        with av.open(buffer) as back:
            frames = sum(1 for _ in back.decode(video=0))
        if frames == 3:
            return Check("video", OK, f"PyAV {av.__version__} writes H.264 with {encoder}")
    detail = f"PyAV {av.__version__} has no working H.264 encoder, so clips play in no browser"
    return Check("video", FAIL, detail, f"{_PIP} --force-reinstall --only-binary=:all: 'av>=17.1'")


def _ffprobe() -> Check:
    if shutil.which("ffprobe"):
        return Check("ffprobe", OK, "FiftyOne can read the metadata of videos")
    detail = (
        "not found: FiftyOne cannot read the metadata of videos, and its App shows none of a "
        "data set until all have some; the analysis fills it in"
    )
    return Check("ffprobe", WARN, detail, "analyze the videos first, or install ffmpeg", hint=True)


def _plugin() -> Check:
    folder = plugins_dir()
    linked = find_plugin(folder)
    if linked is not None:
        return Check("plugin", OK, f"FiftyOne loads it from {linked}")
    return Check(
        "plugin",
        WARN,
        f"not in FiftyOne's plugin folder {folder}",
        "run: fo-buttwink plugin link (with --copy where the file system has no symbolic links)",
        hint=True,
    )


def _package(name: str, low: tuple[int, ...], high: tuple[int, ...], wanted: str) -> Check:
    version = _version(name)
    if version is None or importlib.util.find_spec(name) is None:
        return Check(name, FAIL, "not installed", f"{_PIP} '{wanted}'")
    if not low <= _numbers(version) < high:
        return Check(name, FAIL, f"version {version}, expected {wanted}", f"{_PIP} '{wanted}'")
    return Check(name, OK, f"version {version}")


def _version(distribution: str) -> str | None:
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return None


def _reinstall_opencv() -> str:
    command = [sys.executable, "-m", "pip", "install", "--force-reinstall", "--no-deps"]
    command += ["--disable-pip-version-check", "--no-input", "--quiet", HEADLESS_OPENCV]
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
        env=dict(os.environ),
    )
    if done.returncode:
        return f"opencv: pip failed: {(done.stderr.strip() or 'no output').splitlines()[-1]}"
    importlib.invalidate_caches()
    return "opencv: reinstalled the build that needs no display libraries"


def _opencv_remedy() -> str:
    return f"{_PIP} --force-reinstall --no-deps '{HEADLESS_OPENCV}'"


def _hint(name: str, error: Exception) -> str:
    """Return what to do about an error that a check did not foresee."""
    if isinstance(error, ModuleNotFoundError):
        return f"{_PIP} {_DISTRIBUTIONS.get(error.name or '', error.name)}"
    if isinstance(error, ImportError) and (error.name or "").split(".")[0] == "cv2":
        # It is there and cannot be loaded: the builds with windows need libraries of a display.
        return f"{_opencv_remedy()} (its build needs no display libraries)"
    return libraries.remedy(name)


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [""])[0]


_DISTRIBUTIONS = {"cv2": f"'{HEADLESS_OPENCV}'", "av": "'av>=17.1'"}

_NEEDED: tuple[tuple[str, Callable[[], object], Callable[[], object]], ...] = (
    ("the database", lambda: database.find_database(), lambda: database.ensure_database()),
    (
        "the pose model",
        lambda: models.resolve_model(_MODEL, offline=True),
        lambda: models.resolve_model(_MODEL),
    ),
)
"""What an installation lacks until it is fetched: its name, how to find it, how to get it."""

_CHECKS: tuple[tuple[str, Callable[[], Check]], ...] = (
    ("python", _python),
    ("fiftyone", _fiftyone),
    ("database", _database),
    ("opencv", _opencv),
    ("mediapipe", _mediapipe),
    ("pose model", _pose_model),
    ("video", _video),
    ("ffprobe", _ffprobe),
    ("plugin", _plugin),
)
