"""``fo-buttwink export``: from a FiftyOne dataset, or from analyses in JSON files."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import ExportError
from ..export.formats.registry import FORMATS
from ..export.output import check_target
from ..export.select import ABSTAINED, WHICH, Selection
from ..export.split import BY, DEFAULT
from .datasets import load_dataset
from .exits import UsageError
from .options import naming_overwrite

if TYPE_CHECKING:
    from ..domain.analysis import VideoAnalysis

CLASS_MAPS = ("grades", "wink", "timing")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--dataset", help="name of a FiftyOne dataset")
    source.add_argument(
        "--json", nargs="+", type=Path, metavar="FILE",
        help="files that 'fo-buttwink analyze --json' wrote; no database is needed, but they hold "
        "no landmarks (pyskl, coco, movement), lifters or reviews",
    )  # fmt: skip
    parser.add_argument("--out", type=Path, required=True, help="folder to make")
    parser.add_argument("--format", choices=list(FORMATS), default="csv", help="default: csv")
    parser.add_argument("--key", default="buttwink", help="key of the run (default: buttwink)")
    parser.add_argument("--view", help="saved view of the dataset; all of it by default")
    parser.add_argument(
        "--which", choices=WHICH, default="all",
        help="all repetitions (default), those that people reviewed, or those whose label people "
        "confirmed or corrected",
    )  # fmt: skip
    parser.add_argument(
        "--min-confidence", type=float, default=0.0, metavar="0..1",
        help="leave out what the machine is less sure of (default: 0)",
    )  # fmt: skip
    parser.add_argument(
        "--abstained", choices=ABSTAINED, default="drop",
        help="repetitions without a grade (default: drop)",
    )  # fmt: skip
    parser.add_argument(
        "--rejected", choices=ABSTAINED, default="drop",
        help="repetitions whose label people rejected (default: drop)",
    )  # fmt: skip
    parser.add_argument(
        "--half-reviewed", choices=ABSTAINED, default="keep",
        help="videos of which only a part is reviewed (default: keep)",
    )  # fmt: skip
    parser.add_argument(
        "--classes", default="grades", metavar="MAP",
        help=f"{', '.join(CLASS_MAPS)}, or label=class,label=class,... (label= leaves it out)",
    )  # fmt: skip
    parser.add_argument(
        "--split", nargs="?", const=",".join(f"{n}={s}" for n, s in DEFAULT.items()),
        metavar="NAME=SHARE,...",
        help="split them, 70/15/15 %% without a value; without this option they stay together",
    )  # fmt: skip
    parser.add_argument(
        "--split-by", choices=BY, default="auto",
        help="what never lies in two splits; auto: the lifter where that is known, else the video",
    )  # fmt: skip
    parser.add_argument(
        "--lifter-field",
        help="field of the dataset that says who squats (default: lifter, athlete, subject, ..., "
        "the first that exists)",
    )
    parser.add_argument("--seed", type=int, default=0, help="of the split (default: 0)")
    parser.add_argument(
        "--no-context", action="store_true", help="leave the patterns out of the data set card"
    )
    parser.add_argument("--overwrite", action="store_true", help="replace an earlier export")
    parser.add_argument(
        "--option", action="append", default=[], metavar="NAME=VALUE",
        help="option of the format, such as frames=all; may be repeated",
    )  # fmt: skip


def run(args: argparse.Namespace) -> int:
    """Export; 0 if written.

    Raises
    ------
    UsageError
        If the options contradict each other or cannot be read.
    ExportError, StoreError
        If nothing could be exported.
    """
    try:
        settings = _settings(args)
    except ExportError as error:
        raise UsageError(error.message, error.remedy) from error
    print(_export(args, settings))
    return 0


def _settings(args: argparse.Namespace) -> dict[str, Any]:
    for name in ("view", "lifter_field"):
        if args.json and getattr(args, name):
            raise ExportError(
                f"--{name.replace('_', '-')} belongs to --dataset; JSON files have no such thing"
            )
    classes: Any = args.classes
    if classes not in CLASS_MAPS:
        classes = {n: value or None for n, value in _pairs(classes, "--classes").items()}
    splits = None
    if args.split:
        try:
            splits = {n: float(value) for n, value in _pairs(args.split, "--split").items()}
        except ValueError as error:
            raise ExportError(f"--split {args.split!r}: {error}; expected train=0.8,...") from error
    options: dict[str, Any] = {}
    for text in args.option:
        options |= {n: _value(value) for n, value in _pairs(text, "--option").items()}
    return {
        "selection": Selection(
            which=args.which,
            min_confidence=args.min_confidence,
            abstained=args.abstained,
            rejected=args.rejected,
            classes=classes,
            half_reviewed=args.half_reviewed,
        ),
        "splits": splits,
        "split_by": args.split_by,
        "seed": args.seed,
        "options": options,
    }


def _export(args: argparse.Namespace, settings: dict[str, Any]) -> str:
    # First of all: what comes next imports FiftyOne, which takes seconds and starts the database.
    with naming_overwrite("an earlier export there"):
        check_target(args.out, overwrite=args.overwrite)
    samples: Any = None
    if args.dataset:
        samples = load_dataset(args.dataset, args.view, error=ExportError)
    from ..export.run import export, export_table, prepare

    options = settings.pop("options")
    if args.json:
        read = _from_json(args.json, args.key)
        for note in read.notes:  # that the analyses differ, before anything is written
            print(f"fo-buttwink export: {note}", file=sys.stderr)
        table = prepare(read, **settings)
        summary = export_table(
            table,
            args.format,
            args.out,
            overwrite=args.overwrite,
            context=not args.no_context,
            **options,
        )
        return str(summary)
    return str(
        export(
            samples,
            args.format,
            args.out,
            key=args.key,
            lifter_field=args.lifter_field,
            overwrite=args.overwrite,
            context=not args.no_context,
            **settings,
            **options,
        )
    )


def _from_json(paths: list[Path], key: str) -> Any:
    from ..export.table.from_analyses import table_of

    return table_of(analyses_of(paths), key=key)


def analyses_of(paths: list[Path]) -> list[VideoAnalysis]:
    """Read files that ``fo-buttwink analyze --json`` wrote.

    Raises
    ------
    ExportError
        If one is something else.
    """
    from ..config import Config
    from ..domain.analysis import VideoAnalysis

    analyses = []
    for path in paths:
        where = str(path)
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
            for number, item in enumerate(content if isinstance(content, list) else [content], 1):
                where = f"{path}, entry {number}"
                _check_definition(where, item)
                analyses.append(VideoAnalysis.from_json(item))
                Config.from_dict(analyses[-1].config)  # another version's settings stop here
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise ExportError(
                f"{where}: not the JSON of 'fo-buttwink analyze --json' "
                f"({type(error).__name__}: {error})"
            ) from error
    return analyses


def _check_definition(where: str, item: dict[str, Any]) -> None:
    from ..domain.analysis import SCHEMA
    from ..domain.definitions import definition

    schema = item.get("schema")
    if isinstance(schema, int) and schema != SCHEMA:
        raise ExportError(
            f"{where} ({item.get('video')}): it follows {definition(schema)}, "
            f"expected {definition(SCHEMA)}",
            remedy="analyze the video again with this version",
        )


def _pairs(text: str, option: str) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for part in text.split(","):
        name, sign, value = part.partition("=")
        if not sign or not name.strip():
            raise ExportError(f"{option} {text!r}: expected name=value, got {part!r}")
        pairs[name.strip()] = value.strip()
    return pairs


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text
