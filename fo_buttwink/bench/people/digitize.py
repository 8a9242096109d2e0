"""Measure real squats by hand: draw the pictures to measure on, turn points into angles.

``python -m fo_buttwink.bench.people frames`` writes, for one repetition, six enlarged pictures
around the hips with a ruler in the video's own pixels. Two persons write down, each without
the other's and without any estimate, two points of the pelvis and two of the trunk in each of
them; ``python -m fo_buttwink.bench.people merge`` makes the file that :mod:`.read` reads.

A line is rear point first, or lower point first for a chord of the back. The same two points of
the body must be taken in all six frames, because only the change of a line's direction counts.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from ...config import Config, HandConfig
from ...domain.analysis import Repetition, VideoAnalysis
from ...domain.hand.exchange import merged
from ...domain.hand.frames import choose_stills, hips_down
from ...domain.hand.lines import changes_deg
from ...domain.hand.record import QUALITIES
from ...domain.landmarks import LEFT_HIP, RIGHT_HIP
from ...domain.observations import PoseObservations
from ...errors import BenchError
from ...pipeline.analyze import analyze_observations
from ...pipeline.observe import observe_video
from ...video.reader import VideoReader
from .read import FRAMES, TruthFileError

PICTURE_PX = 1080
_MARGIN_PX = 44
_STEPS_PX = (5, 10, 20, 50, 100)

Line = tuple[float, float, float, float] | None
"""x and y of the rear (or lower) point, then of the other, in pixels of the video."""


def choose_frames(obs: PoseObservations, analysis: VideoAnalysis, rep: Repetition) -> list[int]:
    """Six frames of a repetition, 0-based: standing, four in the descent, the deepest."""
    hips = hips_down(obs.landmarks)
    return choose_stills(hips, rep.first - 1, rep.bottom - 1, int(analysis.fps or 0))


def write_frames(
    video: Path, number: int, out: Path, config: Config | None = None, frames: Sequence[int] = ()
) -> list[int]:
    """Draw the pictures of one repetition.

    Parameters
    ----------
    video
        Video file.
    number
        Which of its repetitions, from 1, as the product counts them.
    out
        Folder to write ``STEM_rN_K_fFRAME.png`` into, K from 1 to 6.
    frames
        Frames to take, 0-based, instead of those of :func:`choose_frames`.

    Returns
    -------
    list of int
        The frames, 0-based.

    Raises
    ------
    ValueError
        If the video has no such repetition.
    VideoError
        If the video cannot be read.
    """
    config = config or Config()
    obs = observe_video(video, config)
    analysis = analyze_observations(obs, config)
    if not 1 <= number <= len(analysis.reps):
        raise BenchError(
            f"{video}: expected a repetition from 1 to {len(analysis.reps)}, got {number}"
        )
    rep = analysis.reps[number - 1]
    wanted = list(frames) or choose_frames(obs, analysis, rep)
    side = HandConfig().window * float(obs.outline_side_px[np.isfinite(obs.outline_side_px)].mean())
    side *= 1.0 / config.pose.outline_body
    out.mkdir(parents=True, exist_ok=True)
    with VideoReader(video) as reader:
        for frame in reader:
            if frame.index in wanted:
                center = obs.landmarks[frame.index, [LEFT_HIP, RIGHT_HIP], :2].mean(axis=0)
                picture = _enlarge(np.asarray(frame.image), center - (0, 0.22 * side), side)
                k = wanted.index(frame.index) + 1
                name = f"{video.stem}_r{number}_{k}_f{frame.index}.png"
                cv2.imwrite(str(out / name), cv2.cvtColor(picture, cv2.COLOR_RGB2BGR))
    return wanted


def _enlarge(
    image: npt.NDArray[np.uint8], center: npt.NDArray[np.floating], side: float
) -> npt.NDArray[np.uint8]:
    """Cut the square of ``side`` pixels round ``center``, enlarged, with a ruler on all sides."""
    scale = PICTURE_PX / side
    left, top = center - side / 2
    matrix = np.array([[scale, 0, -scale * left], [0, scale, -scale * top]])
    big = cv2.warpAffine(
        image, matrix, (PICTURE_PX, PICTURE_PX), flags=cv2.INTER_CUBIC, borderValue=(90, 90, 90)
    )
    step = next((s for s in _STEPS_PX if s * scale >= 60), _STEPS_PX[-1])
    ruled = cv2.copyMakeBorder(
        big, _MARGIN_PX, _MARGIN_PX, _MARGIN_PX, _MARGIN_PX, cv2.BORDER_CONSTANT, value=(0, 0, 0)
    )
    for axis, start in ((0, left), (1, top)):
        for value in range(math.ceil(start / step) * step, int(start + side) + 1, step):
            _rule(ruled, axis, _MARGIN_PX + round((value - start) * scale), value)
    return np.asarray(ruled, dtype=np.uint8)


def _rule(picture: npt.NDArray[np.uint8], axis: int, at: int, value: int) -> None:
    """Draw a faint line of the grid and its number on both sides."""
    end = PICTURE_PX + 2 * _MARGIN_PX
    strip = picture[:, at : at + 1] if axis == 0 else picture[at : at + 1]
    strip[:] = (0.72 * strip + 0.28 * np.array([0, 255, 255])).astype(np.uint8)
    for place in (4, end - _MARGIN_PX + 4):
        spot = (at - 16, place + 24) if axis == 0 else (place, at + 5)
        cv2.putText(
            picture, str(value), spot, cv2.FONT_HERSHEY_SIMPLEX, 0.45, (255, 255, 255), 1,
            cv2.LINE_AA,
        )  # fmt: skip


@dataclass(frozen=True)
class Pass:
    """Points of one repetition as one person set them."""

    right: bool
    frames: tuple[int, ...]
    pelvis: tuple[Line, ...]
    trunk: tuple[Line, ...]
    quality: str
    notes: dict[str, str]

    def pelvis_deg(self) -> npt.NDArray[np.floating]:
        """(6,) rotation of the pelvis as change from the second frame."""
        return changes_deg(self.pelvis, 1, right=self.right)

    def trunk_deg(self) -> npt.NDArray[np.floating]:
        """(6,) lean of the trunk as change from the second frame."""
        return changes_deg(self.trunk, 1, right=self.right)


def read_pass(path: Path) -> dict[str, dict[str, Pass]]:
    """Read the points of one person: ``{video: {repetition number: {...}}}``.

    A repetition has ``faces`` (``left`` or ``right``), six ``frames``, six lines (or null) each
    of ``pelvis`` and ``trunk``, a ``quality``, and texts: ``pelvis_line``, ``trunk_line``,
    ``looks``.

    Raises
    ------
    TruthFileError
        Names every fault.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise TruthFileError([f"{path}: cannot be read ({error}); name a JSON file"]) from error
    faults: list[str] = []
    read: dict[str, dict[str, Pass]] = {}
    for video, reps in data.items():
        for number, values in reps.items():
            wrong = _faults(values)
            faults += [f"{path}: {video}.{number}: {fault}" for fault in wrong]
            if not wrong:
                read.setdefault(video, {})[number] = Pass(
                    right=values["faces"] == "right",
                    frames=tuple(values["frames"]),
                    pelvis=tuple(_line(v) for v in values["pelvis"]),
                    trunk=tuple(_line(v) for v in values["trunk"]),
                    quality=values["quality"],
                    notes={k: str(v) for k, v in values.items() if isinstance(v, str)},
                )
    if faults:
        raise TruthFileError(faults)
    return read


def _line(value: Any) -> Line:
    return None if value is None else (value[0], value[1], value[2], value[3])


def _faults(values: Any) -> list[str]:
    found = []
    if values.get("faces") not in ("left", "right"):
        found.append(f"faces: expected left or right, got {values.get('faces')!r}")
    if values.get("quality") not in QUALITIES:
        found.append(f"quality: expected one of {QUALITIES}, got {values.get('quality')!r}")
    if len(values.get("frames", ())) != FRAMES:
        found.append(f"frames: expected {FRAMES} numbers, got {values.get('frames')!r}")
    for name in ("pelvis", "trunk"):
        lines = values.get(name, ())
        numbers = (isinstance(x, (int, float)) and math.isfinite(x) for v in lines if v for x in v)
        if (
            len(lines) != FRAMES
            or any(v is not None and len(v) != 4 for v in lines)
            or not all(numbers)
        ):
            found.append(f"{name}: expected {FRAMES} lines x1, y1, x2, y2 or null, got {lines!r}")
    return found


def merge(first: Pass, second: Pass) -> dict[str, Any]:
    """One repetition of ``hand.json`` from two independent passes.

    Angles are means of both, amounts follow from the means by the product's definition
    (``wink_deg = max(0, min(reversal, lumbar rise))``), and the quality is the worse one.

    Raises
    ------
    ValueError
        If the passes are of different frames.
    """
    if first.frames != second.frames:
        raise BenchError(f"expected the same frames, got {first.frames} and {second.frames}")
    both = (first, second)
    return {
        **merged(
            first.frames,
            [p.pelvis_deg() for p in both],
            [p.trunk_deg() for p in both],
            [p.quality for p in both],
        ),
        "looks": [first.notes.get("looks", ""), second.notes.get("looks", "")],
        "pelvis_line": first.notes.get("pelvis_line", ""),
        "trunk_line": first.notes.get("trunk_line", ""),
    }
