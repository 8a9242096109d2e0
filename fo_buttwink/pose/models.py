"""Find, fetch or build the MediaPipe pose model file.

mediapipe 1.x ships no model. :func:`resolve_model` looks in this order:

1. a file that the user names (argument, or ``FO_BUTTWINK_MODEL_PATH``);
2. the cache (``FO_BUTTWINK_CACHE``, or the platform's own cache folder);
3. the official download;
4. the networks inside the ``mediapipe==0.10.21`` wheel, from whichever package index pip is
   set up to use. That is for places where pip works and nothing else does. The lite and heavy
   landmark networks are in no wheel; they come from an npm package in the same way.

Every byte is checked against a pinned SHA-256 before it is used. ``FO_BUTTWINK_OFFLINE=1``
stops after step 2.
"""

from __future__ import annotations

import hashlib
import logging
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path

from .._util import environment
from ..cache.folder import ENV_CACHE, cache_root
from ..cache.keys import Identity, identity
from ..errors import FoButtwinkError
from . import _npm_package, _task_bundle

logger = logging.getLogger(__name__)

VARIANTS = ("lite", "full", "heavy")

ENV_PATH = environment.MODEL_PATH
ENV_OFFLINE = "FO_BUTTWINK_OFFLINE"

OFFICIAL_URL = (
    "https://storage.googleapis.com/mediapipe-models/pose_landmarker/"
    "pose_landmarker_{name}/float16/1/pose_landmarker_{name}.task"
)
OFFICIAL_SHA256: dict[str, tuple[str, ...]] = {
    "lite": ("59929e1d1ee95287735ddd833b19cf4ac46d29bc7afddbbf6753c459690d574a",),
    # Google published two builds of the full bundle, equal in size: ".../float16/1/" is the
    # first hash, ".../float16/latest/" has also been served with the second.
    "full": (
        "5134a3aad27a58b93da0088d431f366da362b44e3ccfbe3462b3827a839011b1",
        "4eaa5eb7a98365221087693fcc286334cf0858e2eb6e15b506aa4a7ecdcec4ad",
    ),
    "heavy": ("64437af838a65d18e5ba7a0d39b465540069bc8aae8308de3e318aad31fcbc7b",),
}

WHEEL_REQUIREMENT = "mediapipe==0.10.21"
"""The last release whose wheel contains pose networks (of the full variant only)."""
WHEEL_DETECTOR = "mediapipe/modules/pose_detection/pose_detection.tflite"
WHEEL_LANDMARKS = {"full": "mediapipe/modules/pose_landmark/pose_landmark_full.tflite"}
WHEEL_SHA256 = {
    WHEEL_DETECTOR: "9ba9dd3d42efaaba86b4ff0122b06f29c4122e756b329d89dca1e297fd8f866c",
    WHEEL_LANDMARKS["full"]: "e9a5c5cb17f736fafd4c2ec1da3b3d331d6edbe8a0d32395855aeb2cdfd64b9f",
}

_CONNECT_TIMEOUT_S = 10.0
_DOWNLOAD_TIMEOUT_S = 180.0
_PIP_TIMEOUT_S = 600.0
_CHUNK = 1 << 20
_digests: dict[Identity, str] = {}


class ModelError(FoButtwinkError, RuntimeError):
    """No usable model file, with what was tried and what to do in the message."""

    code = "FBW-POSE-MODEL"
    doctor = True


@dataclass(frozen=True)
class ModelFile:
    """A pose model on disk, checked."""

    path: Path
    name: str
    """``lite``, ``full`` or ``heavy``."""
    sha256: str
    source: str
    """``official``, ``package-index`` (built from the wheel) or ``file`` (named by the user)."""

    def describe(self) -> str:
        """One line for the user."""
        where = f"({self.path}, sha256 {self.sha256[:12]})"
        return f"pose model {self.name}: {self.origin()} {where}"

    def origin(self) -> str:
        """Where it comes from, in words."""
        return {
            "official": "the official MediaPipe bundle",
            "package-index": _built_from(self.name),
            "file": "your own file",
        }[self.source]


def resolve_model(
    name: str = "full", *, path: str | Path | None = None, offline: bool | None = None
) -> ModelFile:
    """Return a usable pose model, fetching or building it if need be.

    Parameters
    ----------
    name
        ``lite``, ``full`` or ``heavy``.
    path
        A ``.task`` file to use instead; default the environment variable
        ``FO_BUTTWINK_MODEL_PATH``.
    offline
        Never use the network; default the environment variable ``FO_BUTTWINK_OFFLINE``.

    Raises
    ------
    ModelError
        If there is none; the message lists what was tried.
    ValueError
        If `name` is not a variant.

    Notes
    -----
    Safe to call from several processes at once: files appear under their final name only
    when they are complete, and all writers write the same bytes.
    """
    if name not in VARIANTS:
        raise ValueError(f"pose model {name!r} does not exist, expected one of {VARIANTS}")
    here = find_here(name, path=path)
    if here is not None:
        return here
    if offline is None:
        offline = is_offline()
    tried = [f"cache {models_dir()}: no intact file"]
    if offline:
        tried.append("network: not used, offline mode")
    else:
        for fetch in (_download_official, _build_from_packages):
            try:
                return fetch(name)
            except ModelError as error:
                logger.info("%s", error)
                tried.append(str(error))
    raise ModelError(
        f"no file for pose model {name!r}. Tried:\n  - " + "\n  - ".join(tried) + "\n",
        remedy=f"Download {OFFICIAL_URL.format(name=name)} on a machine with internet access, and "
        f"set {ENV_PATH} to the file or put it into {models_dir()}.",
    )


def find_here(name: str, *, path: str | Path | None = None) -> ModelFile | None:
    """Return the file that :func:`resolve_model` would use without the network, or None.

    Raises
    ------
    ModelError
        If the user names a file that cannot be used.
    """
    chosen = path if path is not None else environment.path(ENV_PATH)
    if chosen:
        return _own_file(name, Path(chosen).expanduser())
    return find_cached(name)


def is_offline() -> bool:
    """Whether ``FO_BUTTWINK_OFFLINE`` forbids the network."""
    return os.environ.get(ENV_OFFLINE, "").lower() not in ("", "0", "false", "no")


def find_cached(name: str) -> ModelFile | None:
    """Return the intact cached file of a variant, or None. Never uses the network."""
    folder = models_dir()
    official = folder / f"pose_landmarker_{name}.task"
    if official.is_file():
        digest = _sha256(official)
        if digest in OFFICIAL_SHA256[name]:
            return ModelFile(official, name, digest, "official")
        logger.warning("%s is damaged or not the official file: ignored", official)
    # A built file carries its own hash in its name, so one rename publishes both at once.
    for built in sorted(folder.glob(f"pose_landmarker_{name}-built-*.task")):
        digest = _sha256(built)
        if built.stem.endswith(f"-{digest[:16]}"):
            return ModelFile(built, name, digest, "package-index")
        logger.warning("%s is damaged: ignored", built)
    return None


def models_dir() -> Path:
    """Folder of the cached model files."""
    return cache_root() / "models"


def _own_file(name: str, path: Path) -> ModelFile:
    if not path.is_file():
        found_instead = "a folder" if path.is_dir() else "nothing"
        raise ModelError(
            f"pose model file {path}: expected a .task file, found {found_instead}.",
            remedy=f"Correct the path (argument or {ENV_PATH})",
        )
    members = {_task_bundle.DETECTOR_MEMBER, _task_bundle.LANDMARKS_MEMBER}
    try:
        with zipfile.ZipFile(path) as bundle:
            found = set(bundle.namelist())
    except zipfile.BadZipFile:
        found = set()
    if not members <= found:
        raise ModelError(
            f"pose model file {path}: expected a pose landmarker bundle (a zip with "
            f"{sorted(members)}), found {sorted(found) or 'no zip file'}.",
            remedy="Use a pose_landmarker_*.task file",
        )
    digest = _sha256(path)
    for variant, hashes in OFFICIAL_SHA256.items():
        if digest in hashes:
            name = variant  # results must name the network that ran, whatever was asked for
    return ModelFile(path, name, digest, "file")


def _download_official(name: str) -> ModelFile:
    url = OFFICIAL_URL.format(name=name)
    target = models_dir() / f"pose_landmarker_{name}.task"
    try:
        data = _fetch(url)
    except (OSError, HTTPException) as error:  # URLError and timeouts are OSErrors
        reason = getattr(error, "reason", error)
        raise ModelError(f"official download {url}: {reason}") from error
    digest = hashlib.sha256(data).hexdigest()
    if digest not in OFFICIAL_SHA256[name]:
        raise ModelError(
            f"official download {url}: expected SHA-256 {' or '.join(OFFICIAL_SHA256[name])}, "
            f"got {digest} ({len(data)} bytes); not used"
        )
    _write(target, data)
    return ModelFile(target, name, digest, "official")


def _fetch(url: str) -> bytes:
    deadline = time.monotonic() + _DOWNLOAD_TIMEOUT_S
    parts = []
    with urllib.request.urlopen(url, timeout=_CONNECT_TIMEOUT_S) as response:
        while part := response.read(_CHUNK):
            parts.append(part)
            if time.monotonic() > deadline:
                raise TimeoutError(f"not finished after {_DOWNLOAD_TIMEOUT_S:.0f} s")
    return b"".join(parts)


def _built_from(name: str) -> str:
    wheel = f"built from the networks in the {WHEEL_REQUIREMENT} wheel"
    return wheel if name in WHEEL_LANDMARKS else f"{wheel} and in {_npm_package.REQUIREMENT}"


def _build_from_packages(
    name: str,
    download: Callable[[Path], Path] | None = None,
    pack: Callable[[Path], Path] | None = None,
) -> ModelFile:
    """Build the bundle from the networks in old packages.

    ``download`` and ``pack`` replace pip and npm in tests.
    """
    with tempfile.TemporaryDirectory(prefix="fo_buttwink_") as folder:
        wheel = (download or _pip_download)(Path(folder))
        detector = _read_member(wheel, WHEEL_DETECTOR)
        if name in WHEEL_LANDMARKS:
            landmarks = _read_member(wheel, WHEEL_LANDMARKS[name])
        else:
            try:
                landmarks = _npm_package.landmark_network(name, Path(folder), pack)
            except _npm_package.PackageError as error:
                raise ModelError(f"package index: {error}") from error
    try:
        data = _task_bundle.build_task(detector, landmarks)
    except ImportError as error:
        raise ModelError(
            f"package index: building the bundle needs mediapipe and flatbuffers ({error}).",
            remedy=f"Run: {sys.executable} -m pip install 'mediapipe>=1.2,<2' flatbuffers",
        ) from error
    digest = hashlib.sha256(data).hexdigest()
    target = models_dir() / f"pose_landmarker_{name}-built-{digest[:16]}.task"
    _write(target, data)
    return ModelFile(target, name, digest, "package-index")


def _pip_download(folder: Path) -> Path:
    # One fixed platform and Python, whatever runs here: the wheel is only read as a zip file,
    # and newer Pythons have no wheel of this old release.
    command = [sys.executable, "-m", "pip", "download", WHEEL_REQUIREMENT, "--no-deps"]
    command += ["--only-binary=:all:", "--platform=manylinux_2_28_x86_64"]
    command += ["--python-version=3.11", "--implementation=cp", "--abi=cp311"]
    command += ["--disable-pip-version-check", "--no-input", "--quiet", "--retries=1"]
    command += [f"--dest={folder}"]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=_PIP_TIMEOUT_S, check=False,
            stdin=subprocess.DEVNULL, env=dict(os.environ),
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise ModelError(f"package index: pip took over {_PIP_TIMEOUT_S:.0f} s") from error
    wheels = sorted(folder.glob("*.whl"))
    if done.returncode or not wheels:
        said = (done.stderr.strip() or done.stdout.strip() or "nothing").splitlines()[-1]
        raise ModelError(f"package index: pip could not download {WHEEL_REQUIREMENT}: {said}")
    return wheels[0]


def _read_member(wheel: Path, member: str) -> bytes:
    try:
        with zipfile.ZipFile(wheel) as archive:
            data = archive.read(member)
    except (KeyError, zipfile.BadZipFile) as error:
        raise ModelError(
            f"package index: {wheel.name} has no readable {member}: {error}"
        ) from error
    digest = hashlib.sha256(data).hexdigest()
    if digest != WHEEL_SHA256[member]:
        raise ModelError(
            f"package index: {member} in {wheel.name}: expected SHA-256 {WHEEL_SHA256[member]}, "
            f"got {digest}; not used"
        )
    return data


def _write(target: Path, data: bytes) -> None:
    """Write through a temporary file of the same folder, so that nobody sees half a file."""
    temporary = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".partial-")
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(target)
    except OSError as error:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        raise ModelError(
            f"cannot write {target}: {error}.",
            remedy=f"Set {ENV_CACHE} to a folder that can be written",
        ) from error


def _sha256(path: Path) -> str:
    """Of the content; read once per process, as it is asked for with every video."""
    seen = identity(path)
    known = None if seen is None else _digests.get(seen)
    if known is None:
        digest = hashlib.sha256()
        with path.open("rb") as file:
            while part := file.read(_CHUNK):
                digest.update(part)
        known = digest.hexdigest()
        if seen is not None and identity(path) == seen:
            _digests[seen] = known
    return known
