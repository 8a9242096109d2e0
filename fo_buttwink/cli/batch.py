"""Command-line options about who does the work, and ``fo-buttwink cache``."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..batch.execution import EXECUTORS, Execution
from ..batch.task import Task


def add_execution(parser: argparse.ArgumentParser) -> None:
    """Options that make an :class:`Execution`."""
    group = parser.add_argument_group("many videos")
    group.add_argument(
        "--workers", type=whole_number, metavar="N", help="processes; default: one per core"
    )
    group.add_argument(
        "--threads",
        type=whole_number,
        metavar="N",
        help="threads of each process; default: the cores divided among them",
    )
    group.add_argument(
        "--no-bind", action="store_true", help="do not bind each process to a core of its own"
    )
    group.add_argument(
        "--executor", choices=EXECUTORS, default="local", help="ray: on a Ray cluster"
    )
    group.add_argument("--address", help="of the Ray cluster, such as ray://head:10001 or auto")
    group.add_argument(
        "--media",
        metavar="HERE=THERE",
        type=_mapping,
        help="workers find files of folder HERE in folder or URL THERE",
    )


def execution(args: argparse.Namespace) -> Execution:
    """Inverse of :func:`add_execution`."""
    return Execution(
        executor=args.executor,
        workers=args.workers,
        threads=args.threads,
        bind=not args.no_bind,
        address=args.address,
        media=args.media,
        cache=not getattr(args, "no_cache", False),
    )


def tasks(args: argparse.Namespace) -> list[Task]:
    """Return the videos that were named, folders opened."""
    from ..video.fetch import is_url
    from ..video.files import find_videos

    names: list[str] = []
    for name in args.videos:
        if not is_url(name) and Path(name).is_dir():
            names += [str(path) for path in find_videos(name)]
        else:
            names.append(name if is_url(name) else str(Path(name)))
    settings = execution(args)
    slow = getattr(args, "slow_motion", 1.0)
    places = [str(name if is_url(name) else Path(name).absolute()) for name in names]
    return [
        Task(k, name, settings.source(places[k]), w, slow)
        for k, (name, w) in enumerate(zip(names, map(_size, names), strict=True))
    ]


def add_cache(parser: argparse.ArgumentParser) -> None:
    """``fo-buttwink cache info|clear|trim``."""
    parser.add_argument(
        "action", choices=("info", "clear", "trim"),
        help="info: what is kept and where; clear: remove all of it; trim: remove what was used "
        "longest ago, down to a size",
    )  # fmt: skip
    parser.add_argument(
        "--gb", type=float, help="trim to this size, least recently used first; default: the limit"
    )
    parser.set_defaults(run=run_cache)


def run_cache(args: argparse.Namespace) -> int:
    """Show or shrink the cache."""
    from ..cache import folder

    if args.action == "clear":
        print(f"removed {folder.clear()}")
    elif args.action == "trim":
        limit = folder.limit_bytes() if args.gb is None else round(args.gb * 1e9)
        print(f"removed {folder.trim(limit)}")
    print(folder.describe())
    return 0


def _size(name: str) -> float:
    try:
        return float(Path(name).stat().st_size)
    except OSError:
        return 0.0


def whole_number(text: str) -> int:
    """Read an argument that counts something, from 1."""
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r}: expected an integer of at least 1")
    return int(text)


def _mapping(text: str) -> tuple[str, str]:
    here, separator, there = text.partition("=")
    if not (here and separator and there):
        raise argparse.ArgumentTypeError(f"{text!r}: expected HERE=THERE")
    return str(Path(here).absolute()), there
