"""What a worker process runs: ``python -m fo_buttwink.batch.child``, tasks in, results out.

Not multiprocessing: that would run the user's main module again in every worker, and it is
refused inside daemonic processes. Pickled messages travel over the standard streams.
"""

from __future__ import annotations

import gc
import os
import pickle
import queue
import sys
import threading
import time
from typing import Any, BinaryIO

_REPORT_EVERY_S = 0.5
_COLLECT_AFTER = 50_000
"""Objects made and kept, after which Python looks for cycles: at its own 700 it does so for every
few frames, and takes 2 % of the time."""


def main() -> int:
    """Serve tasks until the parent closes the pipe; leave at once if it dies."""
    incoming, outgoing = sys.stdin.buffer, _claim_stdout()
    sys.path[:] = pickle.load(incoming)
    config, cache = pickle.load(incoming)

    import cv2

    from .machine import own_threads
    from .task import analyse_task, default_analyser

    if (threads := own_threads()) is not None:
        cv2.setNumThreads(threads)
    analyser = default_analyser(config, cache=cache)
    tasks: queue.Queue[Any] = queue.Queue()
    threading.Thread(target=_receive, args=(incoming, tasks), daemon=True).start()
    last = 0.0

    def report(_: Any, done: int, total: int) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= _REPORT_EVERY_S:
            last = now
            _send(outgoing, ("frames", done, total))

    gc.set_threshold(_COLLECT_AFTER)
    while (task := tasks.get()) is not None:
        _send(outgoing, ("result", analyse_task(task, config, analyser, report), 0))
    return 0


def _claim_stdout() -> BinaryIO:
    """Keep standard output for messages; what libraries print goes to standard error."""
    channel = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return channel


def _receive(incoming: BinaryIO, tasks: queue.Queue[Any]) -> None:
    try:
        while True:
            task = pickle.load(incoming)
            tasks.put(task)
            if task is None:
                return
    except Exception:
        # The parent is gone. Nobody waits for the video in work, and the cache entry of a
        # finished one is whole.
        os._exit(1)


def _send(outgoing: BinaryIO, message: tuple[Any, ...]) -> None:
    pickle.dump(message, outgoing, protocol=pickle.HIGHEST_PROTOCOL)
    outgoing.flush()


if __name__ == "__main__":
    raise SystemExit(main())
