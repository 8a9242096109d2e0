"""A copy of the package in which a few lines are changed, run in a process of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


def run_changed(
    folder: Path,
    changes: Sequence[tuple[str, str, str]],
    program: str,
    new: Mapping[str, str] | None = None,
) -> Any:
    """What a program says after ``FOUND``, as JSON, of a copy of the package.

    Parameters
    ----------
    folder
        Where the copy is made; the program's first argument.
    changes
        File below the package, text that stands there once, text to put there.
    program
        Source of the program.
    new
        Content of new files by their path below the package.
    """
    package = folder / "fo_buttwink"
    shutil.copytree(
        ROOT / "fo_buttwink", package, ignore=shutil.ignore_patterns("__pycache__", "_plugin")
    )
    for name, old, wanted in changes:
        text = (package / name).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{name}: {old!r} is there {text.count(old)} times"
        (package / name).write_text(text.replace(old, wanted), encoding="utf-8")
    for name, content in (new or {}).items():
        assert not (package / name).exists(), f"{name} is there already"
        (package / name).write_text(content, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", program, str(folder)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": f"{folder}{os.pathsep}{ROOT / 'tests' / 'helpers'}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.partition("FOUND")[2].splitlines()[0])
