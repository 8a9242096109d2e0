"""Repetitions put aside in a temporary file, so that memory does not grow with their number.

Choosing and splitting go through all repetitions before the first one is written. Reading
them from the database each time would be slow, and somebody may review meanwhile: what was
counted would not be what is written.
"""

from __future__ import annotations

import contextlib
import pickle
import tempfile
import threading
import weakref
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from operator import attrgetter
from typing import IO, Any

from ..output import explain
from .counts import Counts
from .rows import COLUMNS, RepRow, VideoData, VideoRecord, as_read, batched

BLOCK = 64
"""Videos that are written and read at once."""
IN_MEMORY = 2 * 1024 * 1024
"""Bytes up to which no file is made (some 10,000 repetitions): forms ask often."""

_row_values = attrgetter(*COLUMNS)
_record_values = attrgetter(*(f.name for f in fields(VideoRecord)))


class Spool:
    """Videos with their repetitions, as they were added, each time one goes through them.

    The file has no name that others could see, and goes with this object, or with the
    process, however that ends.
    """

    def __init__(self) -> None:
        self._file: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115
        self._end = 0
        self._lock = threading.Lock()
        weakref.finalize(self, _close, self._file)

    def fill(self, videos: Iterable[VideoData]) -> Counts:
        """Append videos, without their measurements over time, and count their rows.

        Raises
        ------
        OutputError
            If the disk of the temporary folder is full.
        """
        return Counts.of(as_read(self._adding(videos)))

    def _adding(self, videos: Iterable[VideoData]) -> Iterator[VideoData]:
        for part in batched(videos, BLOCK):
            self._add(part)
            yield from part

    def _add(self, videos: Sequence[VideoData]) -> None:
        block = [(_record_values(v.record), [_row_values(row) for row in v.rows]) for v in videos]
        try:
            with self._lock:
                self._file.seek(self._end)
                pickle.dump(block, self._file, protocol=5)
                self._file.flush()
                self._end = self._file.tell()
        except OSError as error:
            place = f"temporary folder {tempfile.gettempdir()}"
            raise explain(error, place, "set TMPDIR to a folder on another disk") from error

    def __iter__(self) -> Iterator[VideoData]:
        position = 0
        while position < self._end:
            with self._lock:
                self._file.seek(position)
                block: list[tuple[Any, list[Any]]] = pickle.load(self._file)
                position = self._file.tell()
            for record, rows in block:
                yield VideoData(VideoRecord(*record), tuple(RepRow(*values) for values in rows))


def _close(file: IO[bytes]) -> None:
    with contextlib.suppress(OSError):  # what a full disk did not take is of no use any more
        file.close()
