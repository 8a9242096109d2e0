"""The lite and heavy landmark networks, from the npm package of MediaPipe's older JavaScript API.

No wheel holds them. npm is used as it is set up, so this works wherever a package index for npm
does; the bytes are checked against pinned hashes. The package's *full* network is byte for byte
the one in the wheel.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tarfile
from collections.abc import Callable
from pathlib import Path

from ..errors import FoButtwinkError

REQUIREMENT = "@mediapipe/pose@0.5.1675469404"
NETWORKS = {name: f"package/pose_landmark_{name}.tflite" for name in ("lite", "full", "heavy")}
SHA256 = {
    "lite": "f17bfbecadb61c3be1baa8b8d851cc6619c870a87167b32848ad20db306b9d61",
    "full": "e9a5c5cb17f736fafd4c2ec1da3b3d331d6edbe8a0d32395855aeb2cdfd64b9f",
    "heavy": "59e42d71bcd44cbdbabc419f0ff76686595fd265419566bd4009ef703ea8e1fe",
}
_TIMEOUT_S = 600.0


class PackageError(FoButtwinkError, RuntimeError):
    """The network could not be had from npm, with the reason in the message."""

    code = "FBW-PACKAGE"
    doctor = True


def landmark_network(name: str, folder: Path, pack: Callable[[Path], Path] | None = None) -> bytes:
    """Fetch one landmark network.

    Parameters
    ----------
    name
        ``lite``, ``full`` or ``heavy``.
    folder
        Empty folder to work in.
    pack
        Replaces npm in tests: given the folder, returns the package's archive.

    Raises
    ------
    PackageError
        If npm is not there or fails, or the file is not the pinned one.
    """
    archive = (pack or _npm_pack)(folder)
    member = NETWORKS[name]
    try:
        with tarfile.open(archive) as files:
            found = files.extractfile(member)
            data = found.read() if found is not None else b""
    except (KeyError, OSError, EOFError, tarfile.TarError) as error:
        raise PackageError(f"npm: {archive.name} has no readable {member}: {error}") from error
    digest = hashlib.sha256(data).hexdigest()
    if digest != SHA256[name]:
        raise PackageError(
            f"npm: {member} in {archive.name}: expected SHA-256 {SHA256[name]}, got {digest}; "
            "not used"
        )
    return data


def _npm_pack(folder: Path) -> Path:
    npm = shutil.which("npm")
    if npm is None:
        raise PackageError(f"npm: not installed; it could fetch {REQUIREMENT}")
    command = [npm, "pack", REQUIREMENT, "--ignore-scripts", f"--pack-destination={folder}"]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=_TIMEOUT_S, check=False,
            stdin=subprocess.DEVNULL, cwd=folder, env=dict(os.environ),
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        raise PackageError(f"npm: could not fetch {REQUIREMENT}: {error}") from error
    archives = sorted(folder.glob("*.tgz"))
    if done.returncode or not archives:
        said = (done.stderr.strip() or done.stdout.strip() or "nothing").splitlines()
        reason = next((line for line in said if "code" in line.lower()), said[-1])
        raise PackageError(f"npm: could not fetch {REQUIREMENT}: {reason}")
    return archives[0]
