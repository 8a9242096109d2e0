"""Analyze the videos and put all figures together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ...batch.execution import Execution
from ...batch.run import run_tasks
from ...batch.task import Task
from ...config import Config, PeopleConfig
from ...domain.analysis import STATUS_FAILED, VideoAnalysis
from ...errors import BenchError
from . import clips, hand
from .markers import run_markers
from .read import Eye, HandRep, read_eye, read_hand

Note = Callable[[str], None]


def find_truth(data: Path, name: str) -> Path | None:
    """Find ``hand.json`` or ``eye.json`` where no argument names it.

    Looked for in the folder of the videos, and in a folder ``hand`` beside it.
    """
    for path in (data / name, data.absolute().parent / "hand" / name):
        if path.is_file():
            return path
    return None


def score(
    by_hand: Sequence[HandRep],
    by_eye: Eye,
    analyses: Mapping[str, VideoAnalysis],
    people: PeopleConfig | None = None,
) -> dict[str, Any]:
    """All figures but those of the markers.

    Parameters
    ----------
    by_hand, by_eye
        What people say; what names a video without analysis is left out.
    analyses
        What the machine says, by name of the video. Those that failed count as absent.
    people
        What counts.

    Returns
    -------
    dict
        ``hand``, ``eye``, ``movements``, ``counts``, ``sets``; plain values, ``None`` for missing.
    """
    people = people or PeopleConfig()
    known = {n: a for n, a in analyses.items() if a.status != STATUS_FAILED}
    squats = [name for name in _names(by_hand, by_eye) if name not in by_eye.not_squats]
    return {
        "hand": hand.summarize(hand.compare(by_hand, known), people),
        "eye": clips.against_eye(by_eye.clips, known),
        "movements": clips.movements(by_eye.not_squats, known),
        "counts": clips.counts(by_eye.reps, known),
        "sets": clips.within_sets({n: known[n] for n in squats if n in known}, people),
    }


def run(
    data: Path,
    *,
    hand_file: Path | None = None,
    eye_file: Path | None = None,
    mocap: Path | None = None,
    config: Config | None = None,
    execution: Execution | None = None,
    say: Note = lambda line: None,
) -> dict[str, Any]:
    """Run the bench.

    Parameters
    ----------
    data
        Folder of the videos.
    hand_file, eye_file
        Files of people's measurements; searched with :func:`find_truth` where not named.
    mocap
        Folder of motion capture; ``None`` leaves it out.
    config
        Settings of the analysis.
    execution
        Who infers what is not in the cache.
    say
        Called with a line for every video that is ready, missing or not readable.

    Returns
    -------
    dict
        As :func:`score`, with ``videos``, ``config`` and, with ``mocap``, ``markers``.

    Raises
    ------
    ValueError
        If there is no file of hand or eye, none of the videos they name, or a file is faulty.
    """
    config, people = config or Config(), PeopleConfig()
    by_hand, by_eye = _read(data, hand_file, eye_file, say)
    markers = run_markers(mocap, config, people) if mocap is not None else None
    names = _names(by_hand, by_eye)
    there = [name for name in names if (data / name).is_file()]
    if not there:
        raise BenchError(
            f"{data}: expected some of the {len(names)} videos that hand and eye name, got none",
            remedy="name the folder that holds them with --data",
        )
    missing = [name for name in names if name not in there]
    for name in missing:
        say(f"{data / name}: no such file; left out")
    tasks = [
        Task(k, str(data / name), weight=float((data / name).stat().st_size))
        for k, name in enumerate(there)
    ]
    analyses: dict[str, VideoAnalysis] = {}
    for result in run_tasks(tasks, config, execution):
        analyses[there[result.task.index]] = result.analysis
        say(f"{len(analyses)}/{len(there)} {there[result.task.index]}")
    failed = [name for name in there if analyses[name].status == STATUS_FAILED]
    for name in failed:
        say(f"{analyses[name].message}; left out")
    if len(failed) == len(there):
        raise BenchError(f"{data}: none of the {len(there)} videos could be analyzed")
    report: dict[str, Any] = {
        "videos": {
            "analyzed": len(there) - len(failed),
            "missing": missing,
            "failed": failed,
        },
        "config": config.to_dict(),
        # In the order of the files, not in that in which the videos got ready.
        **score(by_hand, by_eye, {name: analyses[name] for name in there}, people),
    }
    if markers is not None:
        report["markers"] = markers
    return report


def _read(
    data: Path, hand_file: Path | None, eye_file: Path | None, say: Note
) -> tuple[tuple[HandRep, ...], Eye]:
    hand_file = hand_file or find_truth(data, "hand.json")
    eye_file = eye_file or find_truth(data, "eye.json")
    places = f"in {data}, and in a folder 'hand' beside it"
    if hand_file is None and eye_file is None:
        raise BenchError(
            f"{data}: expected hand.json or eye.json {places}, got neither",
            remedy="name them with --hand and --eye",
        )
    for path, name in ((hand_file, "hand"), (eye_file, "eye")):
        if path is None:
            say(f"{name}.json: not found {places}; its sections stay empty (name it: --{name})")
    by_hand = read_hand(hand_file) if hand_file is not None else ()
    return by_hand, read_eye(eye_file) if eye_file is not None else Eye()


def _names(by_hand: Iterable[HandRep], by_eye: Eye) -> list[str]:
    """Every video that is named, once."""
    hand_names = (rep.video for rep in by_hand)
    return list(dict.fromkeys([*hand_names, *by_eye.clips, *by_eye.reps, *by_eye.not_squats]))
