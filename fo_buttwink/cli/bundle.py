"""``fo-buttwink doctor --bundle``: what a report of a bug needs, in one file."""

from __future__ import annotations

import argparse
from collections import Counter
from typing import Any

from .._util import native_logs
from ..cache.folder import log_file
from ..install import bundle, doctor
from .datasets import load_dataset
from .exits import UsageError


def run_bundle(args: argparse.Namespace) -> int:
    """Print the doctor's report, write the file, and return the doctor's status.

    Raises
    ------
    UsageError
        If the file exists.
    StoreError
        If there is no such dataset.
    """
    if args.bundle.exists():
        raise UsageError(f"{args.bundle}: exists already", remedy="name another file")
    if not args.verbose:
        native_logs.silence()
    repairs = doctor.repair() if args.fix else []
    for line in repairs:
        print(line)
    checks = doctor.report()
    status = doctor.main(verbose=args.verbose, checks=checks)
    file = log_file()
    counts, settings = _of_dataset(args) if args.dataset else ({}, {})
    names = bundle.write_bundle(
        args.bundle,
        checks=checks,
        logs=[] if file is None else [file.with_name(f"{file.name}.1"), file],
        settings=settings,
        counts=counts,
    )
    print(f"{args.bundle}: {', '.join(names)}; no media, paths or names")
    return status


def _of_dataset(args: argparse.Namespace) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return counts and settings of the runs of a dataset, by number: a key is a name."""
    dataset = load_dataset(args.dataset)
    from ..store.groups import ungrouped
    from ..store.runs import count_results, get_run, list_runs

    counts: dict[str, Any] = {"videos": ungrouped(dataset).count()}
    settings: dict[str, Any] = {}
    for number, key in enumerate(list_runs(dataset), start=1):
        info = get_run(dataset, key)
        counts[f"run {number}"] = {
            **count_results(dataset, key),
            "versions": dict(Counter(s.version for s in info.sessions)),
            "states": dict(Counter(s.state for s in info.sessions)),
            "definition": info.definition,
            "results": info.results,
        }
        settings[f"run {number}"] = info.settings
    return counts, settings
