"""Fixtures for every test.

FiftyOne reads its settings when it is imported, so they are set here, before any test
module: a plugin folder, settings and a database server of its own, never those of the
developer. A ``FIFTYONE_DATABASE_DIR`` would not do: FiftyOne attaches to any database server
that it finds running for the user, whatever its folder. An external
``FIFTYONE_DATABASE_URI`` is used if there is one, under a database name of ours.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import numpy as np
import pytest
import round_trips

from fo_buttwink.config import Config
from fo_buttwink.domain.analysis import Media, Repetition, VideoAnalysis, ViewEstimate
from fo_buttwink.domain.curves import FrameSeries
from fo_buttwink.domain.observations import ModelInfo, PoseObservations, VideoInfo
from fo_buttwink.install.database import bundled_mongod

if TYPE_CHECKING:
    import fiftyone as fo

ROOT = Path(__file__).resolve().parents[1]
ROOM = 2 * 1024**3
"""Free bytes from which on the database of the tests is kept in memory."""
IN_MEMORY = "fo_buttwink-tests_"
_SCRATCH = Path(tempfile.mkdtemp(prefix="fo_buttwink_tests_"))


_server: subprocess.Popen[bytes] | None = None
_data: Path | None = None


# How long one example takes says nothing on a machine that has other work.
hypothesis.settings.register_profile("patient", deadline=None)
hypothesis.settings.load_profile("patient")


def pytest_configure() -> None:
    round_trips.listen()
    settings = {
        "FIFTYONE_PLUGINS_DIR": str(_SCRATCH / "plugins"),
        "FIFTYONE_CONFIG_PATH": str(_SCRATCH / "config.json"),
        "FIFTYONE_APP_CONFIG_PATH": str(_SCRATCH / "app_config.json"),
        "FIFTYONE_DEFAULT_DATASET_DIR": str(_SCRATCH / "data"),
        "FIFTYONE_DATABASE_NAME": _database_name(),
        "FIFTYONE_DO_NOT_TRACK": "true",
        "FIFTYONE_SHOW_PROGRESS_BARS": "false",
        "FIFTYONE_DATABASE_VALIDATION": "false",
        "FO_BUTTWINK_WORKERS": "1",
        "FO_BUTTWINK_LOG": str(_SCRATCH / "log.jsonl"),
    }
    uri = os.environ.get("FIFTYONE_DATABASE_URI") or _start_server()
    if uri:
        settings["FIFTYONE_DATABASE_URI"] = uri
    os.environ.update(settings)
    plugins = Path(settings["FIFTYONE_PLUGINS_DIR"])
    plugins.mkdir(parents=True)
    (plugins / "fo_buttwink").symlink_to(ROOT, target_is_directory=True)


def _database_name() -> str:
    """One for each process of pytest-xdist; all share the server that the first one started."""
    return "_".join(filter(None, ("fo_buttwink_tests", os.environ.get("PYTEST_XDIST_WORKER"))))


def _start_server() -> str | None:
    """Start a database server and give its address; ``None`` if there is no executable.

    It is not waited for: tests without a database need not pay, and clients wait themselves.
    """
    global _server, _data
    mongod = bundled_mongod()
    if mongod is None or not mongod.is_file():
        return None
    _data = data = _data_folder()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [mongod, "--dbpath", data, "--port", str(port), "--bind_ip", "127.0.0.1"]
    command += ["--logpath", data / "mongod.log"]
    command += [] if sys.platform == "win32" else ["--nounixsocket"]
    _server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return f"mongodb://127.0.0.1:{port}"


def _data_folder() -> Path:
    """In memory where there is room: every new dataset waits for the disk a dozen times."""
    memory = Path("/dev/shm")
    if memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > ROOM:
        for left in memory.glob(f"{IN_MEMORY}*"):  # by runs that were killed
            if not Path("/proc", left.name.removeprefix(IN_MEMORY).split("_")[0]).exists():
                shutil.rmtree(left, ignore_errors=True)
        # Not mkdtemp(): its random end may hold an underscore, and then this would be taken for
        # the folder of a process that is gone, and deleted by the next run.
        folder = memory / f"{IN_MEMORY}{os.getpid()}_{uuid.uuid4().hex[:12]}"
        folder.mkdir(mode=0o700)
        return folder
    folder = _SCRATCH / "db"
    folder.mkdir()
    return folder


def _clean_up() -> None:
    if _server is not None:
        _server.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            _server.wait(timeout=20)
    if _data is not None:
        shutil.rmtree(_data, ignore_errors=True)
    shutil.rmtree(_SCRATCH, ignore_errors=True)


# Registered before FiftyOne's own hooks, hence called after them.
atexit.register(_clean_up)


@pytest.fixture(scope="session")
def database() -> Any:
    """FiftyOne with a running database."""
    fiftyone = pytest.importorskip("fiftyone")
    fiftyone.list_datasets()
    return fiftyone


@pytest.fixture
def make_dataset(database: Any) -> Iterator[Callable[..., fo.Dataset]]:
    """Makes data sets of videos that need not exist; they are deleted afterwards."""
    made: list[fo.Dataset] = []

    def make(*paths: str, **fields: list[Any]) -> fo.Dataset:
        dataset = database.Dataset(f"fo_buttwink_test_{uuid.uuid4().hex[:12]}")
        made.append(dataset)
        samples = [
            database.Sample(filepath=path, **{name: values[i] for name, values in fields.items()})
            for i, path in enumerate(paths)
        ]
        dataset.add_samples(samples)
        return dataset

    yield make
    for dataset in made:
        if not dataset.deleted:
            dataset.delete()


@pytest.fixture
def make_rep() -> Callable[..., Repetition]:
    """Makes a moderate wink; any field can be given."""

    def make(**changes: Any) -> Repetition:
        values: dict[str, Any] = {
            "first": 11,
            "bottom": 30,
            "last": 50,
            "turning": 26,
            "label": "moderate",
            "severity": 2,
            "pattern": "wink",
            "wink_deg": 12.5,
            "wink_deg_interval": (8.0, 17.0),
            "pelvic_reversal_deg": 14.25,
            "lumbar_rise_deg": 12.5,
            "lumbar_flexion_bottom_deg": 15.5,
            "onset_pct": 82.0,
            "onset_pct_interval": (75.0, 90.0),
            "onset_hip_flexion_deg": 95.0,
            "timing": "mid",
            "depth_knee_flexion_deg": 118.0,
            "eccentric_s": 0.7,
            "pause_s": 0.1,
            "concentric_s": 0.6,
            "confidence": 0.8,
            "reason": "the pelvis turns back 14 deg while lumbar flexion rises 12 deg",
            "further": {"side": "left", "plate_pct": 0.0},
        }
        return Repetition(**{**values, **changes})

    return make


@pytest.fixture
def unjudged(make_rep: Callable[..., Repetition]) -> Repetition:
    """A repetition that carries a reason for abstaining."""
    nothing: dict[str, Any] = dict.fromkeys(
        (
            "severity",
            "turning",
            "wink_deg",
            "wink_deg_interval",
            "pelvic_reversal_deg",
            "lumbar_rise_deg",
            "lumbar_flexion_bottom_deg",
            "onset_pct",
            "onset_pct_interval",
            "onset_hip_flexion_deg",
            "timing",
        )
    )
    return make_rep(
        first=61, bottom=70, last=80, label="occluded", pattern="none", confidence=0.1, **nothing
    )


@pytest.fixture
def make_analysis(
    make_rep: Callable[..., Repetition], unjudged: Repetition
) -> Callable[..., VideoAnalysis]:
    """Makes an analysis of 90 frames with two repetitions, one of them not measurable."""

    def make(video: str = "squat.mp4", **changes: Any) -> VideoAnalysis:
        n = 90
        ramp = np.linspace(0.0, 30.0, n)
        tilt = -ramp / 3
        tilt[5:8] = np.nan
        values: dict[str, Any] = {
            "video": video,
            "fps": 30.0,
            "total_frames": n,
            "frames_inferred": n - 20,
            "status": "ok",
            "message": "",
            "view": ViewEstimate("left", 7.5, 0.9),
            "model": {"name": "full", "sha256": "0" * 64},
            "config": Config().to_dict(),
            "frames": FrameSeries(
                time_s=np.arange(n) / 30.0,
                depth=ramp / 30.0,
                trunk_lean_deg=ramp,
                pelvic_tilt_deg=tilt,
                lumbar_flexion_deg=ramp - tilt,
                hip_flexion_deg=ramp * 3,
                knee_flexion_deg=ramp * 4,
                visible=np.isfinite(tilt),
            ),
            "reps": (make_rep(), unjudged),
            "media": Media(1280, 720, "h264", variable_frame_rate=False),
        }
        return VideoAnalysis(**{**values, **changes})

    return make


@pytest.fixture
def make_observations() -> Callable[..., PoseObservations]:
    """Makes observations of a video; the lifter is missing in frames 5 to 7 (0-based)."""

    def make(path: str = "squat.mp4", frames: int = 90) -> PoseObservations:
        rng = np.random.default_rng(0)
        landmarks = rng.uniform(0.0, 600.0, (frames, 33, 4)).astype(np.float32)
        landmarks[:, :, 3] = 0.9
        landmarks[5:8] = np.nan
        video = VideoInfo(path, 1280, 720, 30.0, frames, frames / 30.0, codec="h264")
        return PoseObservations(
            video=video,
            model=ModelInfo("full", "0" * 64, "file", "1.2.2"),
            time_s=np.arange(frames) / 30.0,
            landmarks=landmarks,
            world=np.zeros((frames, 33, 3)),
            outline=np.zeros((frames, 8, 8), np.uint8),
            outline_center_px=np.zeros((frames, 2)),
            outline_side_px=np.ones(frames),
            plate_px=np.full((frames, 2), np.nan),
            inferred=np.arange(frames) % 2 == 0,
            people=1,
        )

    return make
