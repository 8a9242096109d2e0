"""Tiny videos whose frames carry their number, and analyses made up for them."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from fo_buttwink.domain.curves import FrameSeries
from fo_buttwink.export import prepare

RATES = {
    "23.976": Fraction(24000, 1001),
    "25": Fraction(25),
    "29.97": Fraction(30000, 1001),
    "30": Fraction(30),
    "60": Fraction(60),
    "variable": None,
}
BITS = 8
SIZE = (64, 48)
TIME_BASE = Fraction(1, 90000)
SIX = tuple(f"/v/{i} é.mp4" for i in range(6))
SPLITS = {"train": 0.5, "val": 0.25, "test": 0.25}
SPANS = ((11, 50), (55, 80))


def frame_times(rate: Fraction | None, frames: int) -> np.ndarray:
    """Presentation times in ticks of 1/90000 s."""
    if rate is not None:
        return np.array([round(i / rate / TIME_BASE) for i in range(frames)])
    steps = np.random.default_rng(3).choice([1500, 3000, 4500, 6000], frames - 1)
    return np.concatenate([[0], np.cumsum(steps)])


def write_video(path: Path, rate: Fraction | None = Fraction(30), frames: int = 90) -> np.ndarray:
    """A clip whose frames show their index as black and white stripes; its times [s]."""
    import av

    ticks = frame_times(rate, frames)
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=rate or Fraction(30))
        stream.width, stream.height = SIZE
        stream.pix_fmt = "yuv420p"
        stream.codec_context.time_base = TIME_BASE
        stream.options = {"preset": "ultrafast", "crf": "10"}
        for index in range(frames):
            bits = [(index >> b) & 1 for b in range(BITS)]
            image = np.repeat(np.array(bits, np.uint8) * 255, SIZE[0] // BITS)
            image = np.ascontiguousarray(
                np.broadcast_to(image[None, :, None], (SIZE[1], SIZE[0], 3))
            )
            frame = av.VideoFrame.from_ndarray(image, format="rgb24")
            frame.pts, frame.time_base = int(ticks[index]), TIME_BASE
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return ticks * float(TIME_BASE)


def read_video(path: Path) -> tuple[list[int], np.ndarray, str]:
    """Indices that the frames of a clip show, their times [s], and the codec."""
    import av

    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        shown, times = [], []
        for frame in container.decode(stream):
            row = frame.to_ndarray(format="rgb24")[SIZE[1] // 2, :, 0]
            width = SIZE[0] // BITS
            bits = [int(row[b * width + width // 2] > 127) for b in range(BITS)]
            shown.append(sum(bit << b for b, bit in enumerate(bits)))
            times.append(frame.time)
        return shown, np.array(times), stream.codec_context.name


@pytest.fixture(scope="session")
def clip_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One clip per frame rate, in a folder with a difficult name."""
    folder = tmp_path_factory.mktemp("vidéos für Tests")
    for name, rate in RATES.items():
        write_video(folder / f"squat {name}.mp4", rate)
    return folder


@pytest.fixture
def make_table(make_analysis: Callable[..., Any], make_rep: Callable[..., Any]) -> Any:
    """Makes a table of videos that need not exist: two repetitions each, none / moderate."""
    from fo_buttwink.export import table_of

    def make(
        *paths: str,
        lifters: list[str | None] | None = None,
        reps: tuple[Any, ...] | None = None,
        times: dict[str, np.ndarray] | None = None,
        **options: Any,
    ) -> Any:
        analyses = []
        for number, path in enumerate(paths):
            analysis = make_analysis(path)
            clean = make_rep(
                first=55, bottom=68, last=80, label="none", severity=0, pattern="none",
                wink_deg=1.0 + number, onset_pct=None, onset_pct_interval=None, timing=None,
                onset_hip_flexion_deg=None,
            )  # fmt: skip
            analysis = replace(analysis, reps=reps or (make_rep(), clean))
            if times and path in times:
                t = times[path]
                fps = float(1 / np.diff(t).mean())
                series: FrameSeries = replace(analysis.frames, time_s=t)
                analysis = replace(analysis, frames=series, fps=fps, total_frames=len(t))
            analyses.append(analysis)
        who = dict(zip(paths, lifters, strict=True)) if lifters else None
        rng = np.random.default_rng(1)
        points = rng.uniform(0.1, 0.9, (90, 33, 4))
        points[5:8] = np.nan
        return table_of(
            analyses,
            lifters={p: w for p, w in who.items() if w} if who else None,
            sizes=dict.fromkeys(paths, SIZE),
            landmarks=dict.fromkeys(paths, points),
            key="buttwink",
            **options,
        )

    return make


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Callable[[int], Path]]:
    """Makes a file system with little room, if this user may mount one."""
    folder = tmp_path / "tiny"
    folder.mkdir()

    def make(kilobytes: int) -> Path:
        command = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(folder)]
        if os.name != "posix" or subprocess.run(command, capture_output=True).returncode:
            pytest.skip("needs the right to mount a small tmpfs")
        return folder

    yield make
    subprocess.run(["umount", str(folder)], check=True)


@pytest.fixture
def table(make_table):
    return prepare(make_table(*SIX, lifters=list("ABCDEF")), splits=SPLITS)


@pytest.fixture
def clips_table(make_table, clip_folder):
    """All frame rates, with the times that the files have."""
    paths = {str(clip_folder / f"squat {n}.mp4"): frame_times(r, 90) for n, r in RATES.items()}
    times = {path: ticks / 90000 for path, ticks in paths.items()}
    return prepare(make_table(*paths, times=times)), times


@pytest.fixture
def at_rate(clips_table):
    """The table of one clip, and the times of its frames [s] as the file has them."""

    def choose(rate):
        table, times = clips_table
        rows = [r for r in table.rows if f"squat {rate}.mp4" in r.video]
        assert [(r.first_frame, r.last_frame) for r in rows] == list(SPANS)
        return table.with_rows(rows), times[rows[0].video]

    return choose
