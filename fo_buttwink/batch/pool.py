"""Worker processes on this machine, each fed by a thread of this one."""

from __future__ import annotations

import os
import pickle
import queue
import signal
import subprocess
import sys
import tempfile
import threading
from collections import deque
from collections.abc import Callable, Generator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..config import Config
from ..errors import FoButtwinkError
from .cores import bind, one_each, release
from .machine import available_cores, environment_for_worker
from .task import Result, Task

if TYPE_CHECKING:
    from .execution import Execution

_ROOT = Path(__file__).resolve().parents[2]
_LOG_TAIL = 400


class WorkerLostError(FoButtwinkError, RuntimeError):
    """A worker process ended in the middle of a video."""

    code = "FBW-WORKER-LOST"


class Worker:
    """One worker process.

    Parameters
    ----------
    config
        Settings of every task that it will get.
    cache
        Whether it may keep observations.
    threads
        Threads that it may use.
    core
        The only core that it may use; ``None``: all.
    """

    def __init__(self, config: Config, cache: bool, threads: int, core: int | None = None) -> None:
        paths = [str(_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
        environment = {
            **os.environ,
            **environment_for_worker(threads),
            "PYTHONPATH": os.pathsep.join(paths),
        }
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the worker
        self._process = subprocess.Popen(
            [sys.executable, "-m", "fo_buttwink.batch.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            env=environment,
            # Ctrl-C is the parent's business, which then closes its workers.
            start_new_session=True,
        )
        if core is not None:
            bind(self.pid, core)
        self.done = 0
        self._send([str(_ROOT), *sys.path])
        self._send((config, cache))

    @property
    def pid(self) -> int:
        """Of the process."""
        return self._process.pid

    def analyse(self, task: Task, on_frames: Callable[[int, int], None]) -> Result:
        """Have one video analysed.

        Raises
        ------
        WorkerLostError
            If the process ended before it had the result.
        """
        assert self._process.stdout is not None
        try:
            self._send(task)
            while True:
                kind, *content = pickle.load(self._process.stdout)
                if kind == "result":
                    self.done += 1
                    return content[0]
                on_frames(*content)
        except (OSError, EOFError, pickle.UnpicklingError) as error:
            raise WorkerLostError(self._obituary()) from error

    def close(self) -> None:
        """End the process, if need be in the middle of a video."""
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout, self._log):
            if stream is not None:
                with suppress(OSError):  # what was still to be written has no reader
                    stream.close()

    def _send(self, message: Any) -> None:
        assert self._process.stdin is not None
        try:
            pickle.dump(message, self._process.stdin, protocol=pickle.HIGHEST_PROTOCOL)
            self._process.stdin.flush()
        except BrokenPipeError as error:
            raise WorkerLostError(self._obituary()) from error

    def _obituary(self) -> str:
        code = self._process.wait()
        self._log.seek(0, os.SEEK_END)
        self._log.seek(max(0, self._log.tell() - _LOG_TAIL))
        said = " ".join(self._log.read().decode(errors="replace").split())
        if code < 0:
            names = {s.value: s.name for s in signal.Signals}
            cause = f"was ended by {names.get(-code, f'signal {-code}')}"
            if -code == signal.SIGKILL:
                cause += " (out of memory? try fewer workers)"
        else:
            cause = f"ended with status {code}"
        return f"the worker process {cause}" + (f"; it last said: {said}" if said else "")


class _Shared:
    """What the threads of one run share."""

    def __init__(
        self, tasks: Sequence[Task], room: int, cores: Sequence[int] | None = None
    ) -> None:
        self.cores = cores
        self.waiting = deque((task, 0) for task in tasks)
        self.lock = threading.Lock()
        self.stop = threading.Event()
        # Bounded: workers wait when results are taken more slowly than they come.
        self.out: queue.Queue[Result | BaseException] = queue.Queue(room)
        self.workers: dict[int, Worker] = {}

    def next(self) -> tuple[Task, int] | None:
        with self.lock:
            return self.waiting.popleft() if self.waiting and not self.stop.is_set() else None

    def hire(self, slot: int, config: Config, cache: bool, threads: int) -> Worker:
        with self.lock:  # Or it would be bound to its core after leave() has freed the others.
            core = self.cores[slot] if self.cores else None
            worker = self.workers[slot] = Worker(config, cache, threads, core)
        return worker

    def leave(self) -> None:
        """Let the other workers use the core of one that finds nothing more to do."""
        with self.lock:
            cores, self.cores = self.cores, None
            for worker in self.workers.values() if cores else ():
                release(worker.pid, cores or ())

    def put(self, item: Result | BaseException) -> None:
        while not self.stop.is_set():
            with suppress(queue.Full):
                self.out.put(item, timeout=0.2)
                return


def run_in_processes(
    tasks: Sequence[Task],
    config: Config,
    execution: Execution,
    workers: int,
    on_frames: Callable[[Task, int, int], None] | None = None,
) -> Generator[Result, None, None]:
    """Analyse videos in worker processes; results come as they get ready.

    A worker keeps its model loaded, and is replaced after ``execution.recycle`` videos or
    when it dies; its video is then tried again. Closing the iterator ends the workers.
    """
    cores = one_each(workers) if execution.bind else None
    shared = _Shared(tasks, 2 * workers, cores)
    threads = execution.threads or max(1, available_cores() // workers)

    def serve(slot: int) -> None:
        try:
            _serve(shared, slot, config, execution, threads, on_frames)
        except BaseException as error:
            shared.put(error)

    served = [
        threading.Thread(target=serve, args=(k,), name=f"fo_buttwink worker {k}", daemon=True)
        for k in range(workers)
    ]
    for thread in served:
        thread.start()
    try:
        for _ in tasks:
            item = shared.out.get()
            if isinstance(item, BaseException):
                raise item
            yield item
    finally:
        shared.stop.set()
        with shared.lock:
            for worker in shared.workers.values():
                worker._process.kill()
        for thread in served:
            thread.join()


def _serve(
    shared: _Shared,
    slot: int,
    config: Config,
    execution: Execution,
    threads: int,
    on_frames: Callable[[Task, int, int], None] | None,
) -> None:
    worker: Worker | None = None
    try:
        while (job := shared.next()) is not None:
            task, failures = job

            def report(done: int, total: int, task: Task = task) -> None:
                if on_frames is not None and not shared.stop.is_set():
                    on_frames(task, done, total)

            try:
                if worker is None:
                    worker = shared.hire(slot, config, execution.cache, threads)
                result = worker.analyse(task, report)
            except WorkerLostError as error:
                if worker is not None:
                    _dismiss(shared, slot, worker)
                worker = None
                if shared.stop.is_set():
                    return
                if failures < execution.retries:
                    with shared.lock:
                        shared.waiting.appendleft((task, failures + 1))
                else:
                    shared.put(_lost(task, config, error, failures + 1))
                continue
            shared.put(result)
            if worker.done >= execution.recycle:
                _dismiss(shared, slot, worker)
                worker = None
    finally:
        if worker is not None:
            _dismiss(shared, slot, worker)
        shared.leave()


def _dismiss(shared: _Shared, slot: int, worker: Worker) -> None:
    with shared.lock:
        shared.workers.pop(slot, None)
    worker.close()


def _lost(task: Task, config: Config, error: WorkerLostError, times: int) -> Result:
    from ..pipeline.failed import failed_analysis
    from ..video.files import VideoError

    lost = VideoError(
        f"{task.path}: {error} (tried {times} times)", remedy="analyze this video on its own"
    )
    return Result(task, failed_analysis(task.path, config, lost))
