"""Where the pose model comes from, and what is said when it cannot be had."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from fo_buttwink.cache import folder as cache_folder
from fo_buttwink.pose import _npm_package, _task_bundle, models
from fo_buttwink.pose.models import ModelError, resolve_model

BUILT_FULL_SHA256 = "313794485dcd77a10580de3a4550ec4efff123d940bc78c396a0ffe7e6ae98da"
"""Result of the build with mediapipe 1.2.2 and flatbuffers 25.12.19."""


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    """Give each test an empty cache and no network."""
    monkeypatch.setenv(cache_folder.ENV_CACHE, str(tmp_path / "cache"))
    monkeypatch.delenv(models.ENV_PATH, raising=False)
    monkeypatch.delenv(models.ENV_OFFLINE, raising=False)

    def no_network(*args, **kwargs):
        raise OSError("no network in this test")

    monkeypatch.setattr(models, "_fetch", no_network)
    monkeypatch.setattr(models, "_pip_download", no_wheel)
    return tmp_path / "cache" / "models"


def no_wheel(folder):
    raise ModelError("package index: no wheel in this test")


def bundle(content=b"net"):
    return _task_bundle.pack_task(content, content)


def pin(monkeypatch, name, data):
    digest = hashlib.sha256(data).hexdigest()
    monkeypatch.setitem(models.OFFICIAL_SHA256, name, (digest,))
    return digest


def test_rejects_unknown_variant():
    with pytest.raises(ValueError, match=r"'huge' does not exist.*lite.*full.*heavy"):
        resolve_model("huge")


@pytest.mark.parametrize("how", ["argument", "environment"])
def test_own_file_wins(tmp_path, monkeypatch, how):
    own = tmp_path / "mine.task"
    own.write_bytes(bundle())
    if how == "argument":
        found = resolve_model("heavy", path=own)
    else:
        monkeypatch.setenv(models.ENV_PATH, str(own))
        found = resolve_model("heavy")
    assert (found.path, found.name, found.source) == (own, "heavy", "file")
    assert found.sha256 == hashlib.sha256(bundle()).hexdigest()


def test_own_file_is_named_after_the_network_that_it_holds(tmp_path, monkeypatch):
    own = tmp_path / "mine.task"
    own.write_bytes(bundle())
    pin(monkeypatch, "lite", bundle())
    assert resolve_model("full", path=own).name == "lite"


@pytest.mark.parametrize(
    ("content", "said"),
    [(None, "found nothing"), (b"<html>not found</html>", "no zip file"), ("zip", "other.bin")],
)
def test_unusable_own_file_is_explained(tmp_path, content, said):
    own = tmp_path / "mine.task"
    if content == "zip":
        with zipfile.ZipFile(own, "w") as archive:
            archive.writestr("other.bin", b"")
    elif content is not None:
        own.write_bytes(content)
    with pytest.raises(ModelError, match=said) as error:
        resolve_model(path=own)
    assert str(own) in str(error.value)


def test_download_is_cached(own_cache, monkeypatch):
    digest = pin(monkeypatch, "lite", bundle())
    asked = []

    def fetch(url):
        asked.append(url)
        return bundle()

    monkeypatch.setattr(models, "_fetch", fetch)
    first, second = resolve_model("lite"), resolve_model("lite")
    assert first == second
    assert (first.source, first.sha256) == ("official", digest)
    assert first.path == own_cache / "pose_landmarker_lite.task"
    assert asked == [models.OFFICIAL_URL.format(name="lite")]
    assert [p.name for p in own_cache.iterdir()] == ["pose_landmarker_lite.task"]


def test_download_of_something_else_is_not_used(own_cache, monkeypatch):
    monkeypatch.setattr(models, "_fetch", lambda url: b"<html>captive portal</html>")
    with pytest.raises(ModelError, match=r"expected SHA-256 59929e1d.*got"):
        resolve_model("lite")
    assert not own_cache.exists()


def test_damaged_cache_is_made_again(own_cache, monkeypatch):
    pin(monkeypatch, "lite", bundle())
    monkeypatch.setattr(models, "_fetch", lambda url: bundle())
    path = resolve_model("lite").path
    path.write_bytes(bundle()[:-1])
    assert models.find_cached("lite") is None
    assert resolve_model("lite").path.read_bytes() == bundle()


def test_damaged_built_file_is_ignored(own_cache):
    own_cache.mkdir(parents=True)
    digest = hashlib.sha256(b"good").hexdigest()
    built = own_cache / f"pose_landmarker_full-built-{digest[:16]}.task"
    built.write_bytes(b"good")
    found = models.find_cached("full")
    assert found is not None
    assert (found.source, found.sha256) == ("package-index", digest)
    built.write_bytes(b"bad")
    assert models.find_cached("full") is None


def test_offline_never_asks_the_network(monkeypatch):
    monkeypatch.setattr(models, "_fetch", lambda url: pytest.fail("asked the network"))
    monkeypatch.setenv(models.ENV_OFFLINE, "1")
    with pytest.raises(ModelError, match="offline mode"):
        resolve_model()


@pytest.mark.parametrize("value", ["", "0", "false"])
def test_offline_can_be_switched_off(monkeypatch, value):
    monkeypatch.setenv(models.ENV_OFFLINE, value)
    with pytest.raises(ModelError, match="no network in this test"):
        resolve_model("lite")


def test_failure_lists_everything_that_was_tried(own_cache):
    with pytest.raises(ModelError) as error:
        resolve_model("full")
    message = str(error.value)
    for expected in (
        str(own_cache), "no network in this test", "no wheel in this test", models.ENV_PATH,
        models.OFFICIAL_URL.format(name="full"),
    ):  # fmt: skip
        assert expected in message


def _tarball(folder: Path, name: str, data: bytes) -> Path:
    path = folder / "mediapipe-pose.tgz"
    with tarfile.open(path, "w:gz") as archive:
        member = tarfile.TarInfo(name)
        member.size = len(data)
        archive.addfile(member, io.BytesIO(data))
    return path


def test_npm_package_with_another_network_is_not_used(tmp_path):
    def pack(folder):
        return _tarball(folder, _npm_package.NETWORKS["heavy"], b"not the pinned network")

    with pytest.raises(_npm_package.PackageError, match="expected SHA-256 59e42d71"):
        _npm_package.landmark_network("heavy", tmp_path, pack)


def test_npm_package_without_the_network_is_named(tmp_path):
    with pytest.raises(_npm_package.PackageError, match=r"has no readable .*lite\.tflite"):
        _npm_package.landmark_network("lite", tmp_path, lambda f: _tarball(f, "package/a", b""))


def test_pinned_network_of_the_npm_package_is_taken(tmp_path, monkeypatch):
    data = b"the network"
    monkeypatch.setitem(_npm_package.SHA256, "lite", hashlib.sha256(data).hexdigest())
    got = _npm_package.landmark_network(
        "lite", tmp_path, lambda f: _tarball(f, _npm_package.NETWORKS["lite"], data)
    )
    assert got == data


def test_npm_that_is_not_installed_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(_npm_package.PackageError, match="not installed"):
        _npm_package.landmark_network("heavy", tmp_path)


def test_npm_that_fails_is_named(tmp_path, monkeypatch):
    npm = tmp_path / "npm"
    npm.write_text("#!/bin/sh\necho 'npm error code E404' >&2\nexit 1\n")
    npm.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    with pytest.raises(_npm_package.PackageError, match="npm error code E404"):
        _npm_package.landmark_network("heavy", tmp_path)


def test_wheel_with_other_networks_is_not_used(monkeypatch, own_cache):
    def download(folder):
        wheel = folder / "mediapipe.whl"
        with zipfile.ZipFile(wheel, "w") as archive:
            archive.writestr(models.WHEEL_DETECTOR, b"not the pinned network")
        return wheel

    monkeypatch.setattr(models, "_pip_download", download)
    with pytest.raises(ModelError, match="expected SHA-256 9ba9dd3d"):
        resolve_model("full")
    assert not own_cache.exists()


def test_cache_that_cannot_be_written_is_explained(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv(cache_folder.ENV_CACHE, str(tmp_path / "file"))
    pin(monkeypatch, "lite", bundle())
    monkeypatch.setattr(models, "_fetch", lambda url: bundle())
    with pytest.raises(ModelError, match=r"cannot write.*FO_BUTTWINK_CACHE"):
        resolve_model("lite")


def test_cache_follows_xdg(tmp_path, monkeypatch):
    monkeypatch.delenv(cache_folder.ENV_CACHE)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert models.models_dir() == tmp_path / "fo_buttwink" / "models"


def test_bundle_is_stored_aligned_and_reproducible():
    data = bundle(b"x" * 100)
    assert data == bundle(b"x" * 100)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = archive.infolist()
    assert [m.filename for m in members] == [
        _task_bundle.DETECTOR_MEMBER, _task_bundle.LANDMARKS_MEMBER
    ]  # fmt: skip
    for member in members:
        assert member.compress_type == zipfile.ZIP_STORED
        start = data.index(b"x" * 100, member.header_offset)
        assert start % 16 == 0


def test_metadata_needs_a_tflite_file():
    with pytest.raises(ValueError, match="not a TFLite file"):
        _task_bundle.add_input_metadata(b"<html></html>", _task_bundle.DETECTOR_NORMALISATION)


def test_importing_it_is_cheap():
    code = (
        "import sys, fo_buttwink.pose.models;"
        "assert not {'mediapipe', 'fiftyone', 'cv2', 'torch'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.pose
@pytest.mark.parametrize("name", ["lite", "heavy"])
def test_networks_of_the_npm_package_run_in_mediapipe(name, monkeypatch, own_cache):
    if os.environ.get("FO_BUTTWINK_OFFLINE"):
        pytest.skip("offline")
    monkeypatch.undo()
    monkeypatch.setenv(cache_folder.ENV_CACHE, str(own_cache.parent))
    try:
        built = models._build_from_packages(name)
    except ModelError as error:
        if "expected SHA-256" in str(error):
            raise
        pytest.skip(str(error))
    assert models.find_cached(name) == built
    assert (built.name, built.source) == (name, "package-index")
    assert "@mediapipe/pose" in built.describe()
    _check_in_mediapipe(built.path)


@pytest.mark.pose
def test_build_from_the_package_index_runs_in_mediapipe(monkeypatch, own_cache):
    if os.environ.get("FO_BUTTWINK_OFFLINE"):
        pytest.skip("offline")
    monkeypatch.undo()
    monkeypatch.setenv(cache_folder.ENV_CACHE, str(own_cache.parent))
    try:
        built = models._build_from_packages("full")
    except ModelError as error:
        if "pip" not in str(error):
            raise
        pytest.skip(str(error))
    assert models.find_cached("full") == built
    assert built.source == "package-index"
    _check_in_mediapipe(built.path)
    import flatbuffers
    import mediapipe

    if (mediapipe.__version__, flatbuffers.__version__) == ("1.2.2", "25.12.19"):
        assert built.sha256 == BUILT_FULL_SHA256


def _check_in_mediapipe(path: Path) -> None:
    import mediapipe as mp
    import numpy as np
    from mediapipe.tasks.python import BaseOptions, vision

    options = vision.PoseLandmarkerOptions(
        base_options=BaseOptions(model_asset_buffer=path.read_bytes()),
        running_mode=vision.RunningMode.VIDEO,
    )
    blank = mp.Image(mp.ImageFormat.SRGB, np.zeros((240, 320, 3), np.uint8))
    with vision.PoseLandmarker.create_from_options(options) as landmarker:
        assert landmarker.detect_for_video(blank, 0).pose_landmarks == []
