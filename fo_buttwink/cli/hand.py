"""``fo-buttwink hand``: show, export and import what people measured by hand."""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Literal

from .._util.paths import ends_alike, parts_of
from .._util.words import many
from ..domain.hand.amounts import QUANTITIES
from ..domain.hand.exchange import to_hand_json
from ..domain.hand.lines import check_line
from ..domain.hand.record import HandFrame, HandMeasure
from ..domain.hand.repeat import pairs_of, repeatability
from ..domain.review.rules import utc_now
from ..errors import HandMeasureError
from .datasets import load_dataset
from .exits import EXIT_OK, EXIT_SOME_FAILED, UsageError

if TYPE_CHECKING:
    import fiftyone as fo


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the commands and their options."""
    commands = parser.add_subparsers(dest="hand", required=True)
    show = commands.add_parser("show", help="list the measures, and how well people agree")
    export = commands.add_parser("export", help="write hand.json, which 'bench people' reads")
    read = commands.add_parser("import", help="add the measures of a hand.json to a dataset")
    for each in (show, export, read):
        each.add_argument("--dataset", required=True, help="name of a FiftyOne dataset")
        each.add_argument("--key", default="buttwink", help="key of the run (default: buttwink)")
    export.add_argument("--out", type=Path, required=True, help="file to write")
    read.add_argument("file", type=Path, help="hand.json, or the lines of one person")
    read.add_argument("--who", required=True, help="who measured")


def run(args: argparse.Namespace) -> int:
    """Do what the command says; 1 if an import found no video of the file.

    Raises
    ------
    UsageError
        If the dataset does not exist, or the file cannot be written.
    """
    dataset = load_dataset(args.dataset, error=UsageError)
    commands = {"show": _show, "export": _export, "import": _import}
    return commands[args.hand](args, dataset)


def _show(args: argparse.Namespace, dataset: fo.Dataset) -> int:
    from ..store.hand import read_hand

    videos = read_hand(dataset)
    paths = _paths(dataset)
    for sample_id, measures in videos.items():
        for m in measures:
            values = m.amounts().to_json()
            said = ", ".join(f"{n} {_said(values[n])}" for n in QUANTITIES)
            print(
                f"{PurePath(paths[sample_id]).name} {m.first}-{m.last}: {m.who}, pass "
                f"{m.pass_number}, {m.quality}: {said}"
            )
    print(f"{many(sum(map(len, videos.values())), 'measure')} of {many(len(videos), 'video')}")
    for kind, title in (("within", "one person twice"), ("between", "two people")):
        pairs = pairs_of(videos, "wink_deg")[kind]
        found = repeatability(pairs)
        if found is None:
            print(f"repeatability of wink_deg, {title}: {many(len(pairs), 'pair')}, too few")
        else:
            print(
                f"repeatability of wink_deg, {title}: {found.n} pairs, SEM {found.sem_deg:.1f} deg,"
                f" MDC95 {found.mdc95_deg:.1f} deg, bias {found.bias_deg:.1f} deg"
            )
    return EXIT_OK


def _export(args: argparse.Namespace, dataset: fo.Dataset) -> int:
    from ..store.hand import read_hand

    measures = read_hand(dataset)
    paths = _paths(dataset)
    spans = _spans(dataset, list(measures), args.key)
    content, notes = to_hand_json(
        {paths[i]: m for i, m in measures.items()}, {paths[i]: s for i, s in spans.items()}
    )
    try:
        args.out.write_text(json.dumps(content, indent=1, allow_nan=False) + "\n", encoding="utf-8")
    except OSError as error:
        raise UsageError(
            f"{args.out}: cannot be written ({error.strerror})", remedy="name another file"
        ) from error
    for note in notes:
        print(f"note: {note}")
    reps = sum(map(len, content.values()))
    print(f"{many(reps, 'repetition')} of {many(len(content), 'video')} in {args.out}")
    return EXIT_OK


def _import(args: argparse.Namespace, dataset: fo.Dataset) -> int:
    from ..store.hand import read_hand, write_hand

    reps = _points(args.file) if _has_points(args.file) else _angles(args.file)
    ids = _called(dataset, {r.video for r in reps})
    twice = sorted(name for name, found in ids.items() if len(found) > 1)
    if twice:
        raise HandMeasureError(
            f"dataset {args.dataset!r} has several videos called {', '.join(twice)}",
            remedy="write their folders before their names in the file",
        )
    found = [r for r in reps if r.video in ids]
    spans = _spans(dataset, [ids[r.video][0] for r in found], args.key)
    before = {m.measure_id for each in read_hand(dataset).values() for m in each}
    new: dict[str, list[HandMeasure]] = {}
    for rep in found:
        sample_id = ids[rep.video][0]
        measure = _measure(rep, args.who, spans.get(sample_id, []), args.key)
        new.setdefault(sample_id, []).append(measure)
    write_hand(dataset, new)
    added = sum(m.measure_id not in before for each in new.values() for m in each)
    for video in sorted({r.video for r in reps} - set(ids)):
        print(f"fo-buttwink hand import: {video} is not in the dataset", file=sys.stderr)
    again = len(found) - added
    print(f"{many(added, 'measure')} added" + (f", {again} stored before" if again else ""))
    return EXIT_OK if found or not reps else EXIT_SOME_FAILED


def _called(dataset: fo.Dataset, names: set[str]) -> dict[str, list[str]]:
    """Return the samples whose paths end with each name, without the names that none has."""
    by_name: dict[str, list[tuple[str, list[str]]]] = {}
    for sample_id, path in _paths(dataset).items():
        parts = parts_of(path)
        by_name.setdefault(parts[-1], []).append((sample_id, parts))
    found: dict[str, list[str]] = {}
    for name in names:
        wanted = parts_of(name)
        for sample_id, parts in by_name.get(wanted[-1], []) if wanted else ():
            if ends_alike(wanted, parts) == len(wanted):
                found.setdefault(name, []).append(sample_id)
    return found


@dataclass(frozen=True)
class _Entry:
    """One repetition of a file."""

    video: str
    number: str
    frames: tuple[HandFrame, ...]
    quality: str
    faces: Literal["left", "right"] = "right"
    """Without lines it has no meaning."""
    note: str = ""

    @property
    def deepest(self) -> int:
        return self.frames[-1].frame


def _has_points(path: Path) -> bool:
    """Whether a file holds lines, as one person sets them, and not angles."""
    try:
        first = next(iter(next(iter(json.loads(path.read_text("utf-8")).values())).values()))
        return "pelvis" in first
    except (OSError, ValueError, AttributeError, StopIteration, TypeError):
        return False  # its reader says what is wrong


def _angles(path: Path) -> list[_Entry]:
    from ..bench.people.read import read_hand

    return [
        _Entry(
            rep.video,
            str(rep.number),
            tuple(
                HandFrame(frame + 1, pelvis_deg=pelvis, trunk_deg=trunk)
                for frame, pelvis, trunk in zip(
                    rep.frames, rep.pelvis_deg, rep.trunk_deg, strict=True
                )
            ),
            rep.quality,
        )
        for rep in read_hand(path)
    ]


def _points(path: Path) -> list[_Entry]:
    from ..bench.people.digitize import read_pass

    return [
        _Entry(
            video,
            number,
            tuple(
                HandFrame(
                    frame + 1,
                    None if pelvis is None else check_line(pelvis, f"{video}.{number}: pelvis"),
                    None if trunk is None else check_line(trunk, f"{video}.{number}: trunk"),
                )
                for frame, pelvis, trunk in zip(one.frames, one.pelvis, one.trunk, strict=True)
            ),
            one.quality,
            "right" if one.right else "left",
            one.notes.get("pelvis_line", ""),
        )
        for video, reps in read_pass(path).items()
        for number, one in reps.items()
    ]


def _measure(rep: _Entry, who: str, spans: list[tuple[int, int]], key: str) -> HandMeasure:
    """Return an entry of a file as a measure; the same entry always gets the same id."""
    holding = [s for s in spans if s[0] <= rep.deepest <= s[1]]
    first, last = holding[0] if holding else (rep.frames[0].frame, rep.frames[-1].frame)
    content = json.dumps([rep.video, rep.number, who, [f.to_json() for f in rep.frames]])
    try:
        return HandMeasure(
            who=who,
            measured_at=utc_now(),
            first=first,
            last=last,
            frames=rep.frames,
            reference=rep.frames[1].frame,
            deepest=rep.deepest,
            faces=rep.faces,
            quality=rep.quality,
            note=rep.note,
            key=key if holding else "",
            source="import",
            measure_id=hashlib.sha256(content.encode()).hexdigest()[:24],
        )
    except HandMeasureError as error:
        raise HandMeasureError(
            f"{rep.video}, repetition {rep.number}: {error.message}", error.remedy
        ) from error


def _spans(
    dataset: fo.Dataset, sample_ids: list[str], key: str
) -> dict[str, list[tuple[int, int]]]:
    """Frames of the repetitions of a run by sample id; nothing without the run."""
    from ..store.record import read_record
    from ..store.runs import list_runs

    if key not in list_runs(dataset):
        return {}
    found: dict[str, list[tuple[int, int]]] = {}
    for sample_id in dict.fromkeys(sample_ids):
        record = read_record(dataset, sample_id, key, curves=False)
        if record is not None and record.reps:
            machine = (record.reviews.reps[rep_id] for rep_id in record.reps)
            found[sample_id] = [(rep.first, rep.last) for rep in machine]
    return found


def _paths(dataset: fo.Dataset) -> dict[str, str]:
    from ..store.groups import ungrouped

    ids, paths = ungrouped(dataset).values(["id", "filepath"])
    return dict(zip(ids, paths, strict=True))


def _said(value: float | None) -> str:
    return "none" if value is None else f"{value:.1f}"
