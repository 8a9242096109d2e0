"""Options that several commands take."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from ..config import PRESETS, Config, preset
from ..domain.slow_motion import checked_factor
from ..errors import OutputError
from ..export.output import ALLOW
from ..pose.registry import MODELS


def add_settings(parser: argparse.ArgumentParser) -> None:
    """Options that make a :class:`~fo_buttwink.config.Config`."""
    parser.add_argument(
        "--preset", choices=PRESETS, default="default",
        help="research: stricter gates, so fewer clips are measured, each with more confidence; "
        "screening: wider gates, so more clips are measured, with wider intervals",
    )  # fmt: skip
    parser.add_argument("--model", choices=tuple(MODELS), help="pose model")
    parser.add_argument(
        "--every-frame",
        action="store_true",
        help="infer every frame, also while the lifter stands and of videos with at least 50 per "
        "second; else some are interpolated",
    )
    parser.add_argument(
        "--no-context", action="store_true", help="leave out what a pattern may mean"
    )


def settings(args: argparse.Namespace) -> Config:
    """Inverse of :func:`add_settings`."""
    return preset(
        args.preset,
        model=args.model,
        every_frame=args.every_frame,
        context=not args.no_context,
    )


def slow_motion(text: str) -> float:
    """Read a factor of slow motion."""
    try:
        return checked_factor(text, "--slow-motion")
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


@contextlib.contextmanager
def naming_overwrite(what: str) -> Iterator[None]:
    """Let an error about something that exists name the option that replaces it."""
    option = f"add --overwrite, which replaces {what}"
    try:
        yield
    except OutputError as error:
        error.reword(lambda text: text.replace(ALLOW, option))
        raise


def can_write(target: Path | None, name: str = "--json ") -> bool:
    """Whether a file can be written; said before the hours of inference."""
    if target is None or not (target.is_dir() or not os.access(target.parent, os.W_OK)):
        return True
    print(
        f"fo-buttwink: {name}{target}: cannot be written; name a file in an existing folder that "
        "you may write to",
        file=sys.stderr,
    )
    return False
