"""Runs in processes of their own, to be killed, stopped and robbed of their database."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import av
import bson

import fo_buttwink
from fo_buttwink.install.database import bundled_mongod

ROOT = Path(fo_buttwink.__file__).parents[1]
DEMO = ROOT / "fo_buttwink" / "data" / "demo"
CLIP = DEMO / "01_none_right.mp4"
SCRIPT = """
import sys, fiftyone as fo, fo_buttwink as bw
from fo_buttwink.batch.execution import Execution
name, key, existing, workers, cache = sys.argv[1:]
dataset = fo.load_dataset(name)
execution = Execution(workers=int(workers), cache=cache == "cache")
def said(step):
    print("step", step.done, flush=True)
print("ready", flush=True)
done = bw.analyze_dataset(dataset, key, existing=existing, execution=execution, progress=said)
print("done", done.analysed, done.skipped, len(done.failed), flush=True)
"""


class Attacked:
    """One process that analyzes a dataset."""

    def __init__(
        self,
        name: str,
        *,
        key: str = "buttwink",
        existing: str = "skip",
        workers: int = 1,
        cache: bool = True,
        **environment: str,
    ) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", SCRIPT, name, key, existing, str(workers),
             "cache" if cache else "none"],
            env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )  # fmt: skip

    def wait_for(self, word: str) -> str:
        """Read on until a line begins with this; gives that line, or the empty end."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if line.startswith(word):
                return line
        return ""

    def stop(self, how: signal.Signals) -> None:
        """Send a signal."""
        with contextlib.suppress(ProcessLookupError):
            self.process.send_signal(how)

    def end(self, timeout_s: float = 300.0) -> tuple[str, str, int]:
        """Wait; gives what it said, its complaints, and its status."""
        out, err = self.process.communicate(timeout=timeout_s)
        return out, err, self.process.returncode


def videos(folder: Path, count: int) -> list[str]:
    """Copies of a clip, equal in content, so that inference is needed once."""
    folder.mkdir(exist_ok=True)
    return [str(shutil.copy(CLIP, folder / f"{k:02}.mp4")) for k in range(count)]


@lru_cache
def frames_of_clip() -> int:
    """Number of frames in each of them."""
    with av.open(str(CLIP)) as file:
        return sum(1 for _ in file.decode(video=0))


def finished(dataset: Any, key: str = "buttwink") -> dict[str, tuple[Any, ...]]:
    """What is stored of the videos that count as analyzed: by id its time and repetitions."""
    found = dataset._sample_collection.find({f"{key}.status": {"$ne": None}})
    return {
        str(doc["_id"]): (
            doc[key]["analysed_at"],
            tuple(d["_id"] for d in doc[f"{key}_reps"]["detections"]),
        )
        for doc in found
        if doc.get(key)
    }


def faults(dataset: Any, key: str = "buttwink") -> list[str]:
    """What is wrong with the videos that count as analyzed; all of each must be there."""
    found = []
    for doc in dataset._sample_collection.find({f"{key}.status": {"$ne": None}}):
        if not doc.get(key):
            continue
        numbers = [
            f["frame_number"]
            for f in dataset._frame_collection.find({"_sample_id": doc["_id"]})
            if f.get(f"{key}_depth", "no such field") != "no such field"
        ]
        if sorted(numbers) != list(range(1, frames_of_clip() + 1)):
            found.append(f"{doc['filepath']}: frames {sorted(numbers)}")
        if doc.get(f"{key}_landmarks") is None:
            found.append(f"{doc['filepath']}: no landmarks")
        if len(doc[f"{key}_reps"]["detections"]) != doc[key]["num_reps"]:
            found.append(f"{doc['filepath']}: {doc[key]['num_reps']} repetitions expected")
    return found


def dump(dataset: Any) -> dict[str, dict[bytes, bytes]]:
    """Return every document of the whole database, by collection."""
    database = dataset._sample_collection.database
    return {
        name: {
            bson.encode({"_id": doc["_id"]}): bson.encode(doc) for doc in database[name].find({})
        }
        for name in sorted(database.list_collection_names())
    }


NOTES_OF_USE = ("last_modified_at", "last_loaded_at", "last_deletion_at")
"""What FiftyOne notes about every use; no content."""


def contents(dataset: Any) -> dict[str, dict[str, Any]]:
    """Return every document of the database, without FiftyOne's notes of when it was used."""
    found: dict[str, dict[str, Any]] = {}
    for name, documents in dump(dataset).items():
        found[name] = {}
        for document in documents.values():
            plain = _without_notes(bson.decode(document))
            found[name][str(plain["_id"])] = plain
    return found


def _without_notes(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _without_notes(v) for k, v in value.items() if k not in NOTES_OF_USE}
    return [_without_notes(v) for v in value] if isinstance(value, list) else value


class Server:
    """A database server of our own, that may be killed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.process: subprocess.Popen[bytes] | None = None
        self.start()

    @property
    def uri(self) -> str:
        """Address."""
        return f"mongodb://127.0.0.1:{self.port}/?serverSelectionTimeoutMS=3000"

    def start(self) -> None:
        """Start it, or start it again."""
        command = [str(bundled_mongod()), "--dbpath", str(self.folder), "--port", str(self.port)]
        command += ["--bind_ip", "127.0.0.1", "--nounixsocket"]
        self.process = subprocess.Popen(
            [*command, "--logpath", str(self.folder / "log"), "--logappend"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with (
                contextlib.suppress(OSError),
                socket.create_connection(("127.0.0.1", self.port), timeout=1),
            ):
                return
            time.sleep(0.1)
        raise AssertionError("the database did not start")

    def kill(self) -> None:
        """End it at once, as a loss of power does."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()


@contextlib.contextmanager
def server(folder: Path) -> Iterator[Server]:
    """Run a server for a while."""
    own = Server(folder)
    try:
        yield own
    finally:
        own.kill()


NEST = """
import json, os, signal, sys, traceback
import cv2, fiftyone as fo, fo_buttwink as bw
import fo_buttwink.batch.run, fo_buttwink.pipeline.analyze, fo_buttwink.runs.analyze
from fo_buttwink.batch.execution import Execution
fo.list_datasets()
def work(name, existing, workers):
    dataset = fo.load_dataset(name)
    print("ready", flush=True)
    bw.analyze_dataset(dataset, existing=existing, execution=Execution(workers=workers),
                       progress=lambda step: print("step", step.done, flush=True))
    print("done", flush=True)
for line in sys.stdin:
    name, existing, workers, place = json.loads(line)
    pid = os.fork()
    if not pid:
        log = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(log, 1), os.dup2(log, 2)
        status = 1
        try:
            signal.signal(signal.SIGINT, signal.default_int_handler)
            work(name, existing, workers)
            status = 0
        except KeyboardInterrupt:
            status = 130
            traceback.print_exc()
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            os._exit(status)
    print(pid, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)
"""


class Nest:
    """A process that has all imported, and forks one run after the other: tens of runs a minute."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-c", NEST],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def start(self, name: str, existing: str, workers: int) -> int:
        """Start a run; gives its process number once it is about to begin."""
        assert self.process.stdin is not None and self.process.stdout is not None
        self.place.write_text("")
        self.process.stdin.write(json.dumps([name, existing, workers, str(self.place)]) + "\n")
        self.process.stdin.flush()
        pid = int(self.process.stdout.readline())
        deadline = time.monotonic() + 120
        while "ready" not in self.place.read_text() and time.monotonic() < deadline:
            time.sleep(0.01)
        return pid

    def end(self) -> tuple[int, str]:
        """Wait for the run; gives its status and what it said."""
        assert self.process.stdout is not None
        return int(self.process.stdout.readline()), self.place.read_text()

    def close(self) -> None:
        """End the process."""
        self.process.kill()
        self.process.wait()
