"""Have a child read videos, and see what becomes of each: read, refused, crash, hang, too large."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
LIMIT_S = 120.0
"""For one file, however large: the work is done five times, on a machine that has other work."""
START_S = 180.0
"""For the start of a child."""
ROOM = 6 * 1024**3
"""Address space of the child. What is held to a bound is the resident memory."""
BOUND_MB = 1500
"""Resident memory that reading one file may take at its peak, the interpreter included."""


@dataclass(frozen=True)
class Outcome:
    """What became of one file."""

    kind: str
    path: Path
    outcome: str
    """``read``, ``refused``, or a fault: ``fault``, ``crash``, ``hang``, ``memory``."""
    told: dict[str, Any] = field(default_factory=dict)

    @property
    def is_fault(self) -> bool:
        """Whether this must not happen."""
        return self.outcome not in ("read", "refused")


class _Child:
    def __init__(self, room: int) -> None:
        paths = [str(HERE), str(ROOT), os.environ.get("PYTHONPATH", "")]
        self.process = subprocess.Popen(
            [sys.executable, str(HERE / "torture_child.py"), str(room)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        )
        self.answers: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._listen, daemon=True).start()
        assert self.answers.get(timeout=START_S).strip() == "ready", "the child does not start"

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.answers.put(line)
        self.answers.put("")

    def ask(self, path: Path, limit_s: float) -> dict[str, Any]:
        assert self.process.stdin is not None
        try:
            self.process.stdin.write(os.fsencode(path).hex() + "\n")
            self.process.stdin.flush()
            answer = self.answers.get(timeout=limit_s)
        except queue.Empty:
            self.end()
            return {"outcome": "hang", "says": f"no answer after {limit_s:.0f} s"}
        except OSError:
            answer = ""
        if not answer:
            return {"outcome": "crash", "says": f"status {self.process.wait()}"}
        return json.loads(answer)

    def end(self) -> None:
        self.process.kill()
        self.process.wait()


def watch(
    items: Iterable[tuple[str, Path]], *, room: int = ROOM, limit_s: float = LIMIT_S
) -> Iterator[Outcome]:
    """Yield what becomes of each file; a crash or a hang is that of the file being read."""
    child: _Child | None = None
    try:
        for kind, path in items:
            child = child or _Child(room)
            told = child.ask(path, limit_s)
            name = str(told.pop("outcome"))
            if name in ("read", "refused") and told.get("peak_mb", 0) > BOUND_MB:
                name = "memory"
            if name in ("crash", "hang"):
                child.end()
                child = None
            yield Outcome(kind, path, name, told)
    finally:
        if child is not None:
            child.end()


def make_corpus(folder: Path, mutations: int, *, quick: bool = False) -> list[tuple[str, Path]]:
    """Have the files made by a process of its own."""
    command = [sys.executable, str(HERE / "torture_corpus.py"), str(folder), str(mutations)]
    paths = [str(HERE), str(ROOT), os.environ.get("PYTHONPATH", "")]
    done = subprocess.run(
        command + (["--quick"] if quick else []),
        capture_output=True,
        text=True,
        timeout=900,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("[")]
    return [(kind, Path(os.fsdecode(bytes.fromhex(path)))) for kind, path in found]
