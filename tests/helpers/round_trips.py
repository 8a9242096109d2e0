"""Counts what is asked of the database, by collection: each command is one way there and back.

It listens from before FiftyOne makes its client (:func:`listen` is called by ``conftest``), and
notes nothing until somebody counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from pymongo import monitoring

WRITES = (
    "insert", "update", "delete", "findAndModify", "create", "createIndexes", "drop",
    "dropIndexes", "collMod", "renameCollection",
)  # fmt: skip
_OURS = ("samples.", "frames.", "clips.")
"""How the collections begin that hold samples, their frames and the copies that clips are."""


LOADED = ("last_loaded_at", "last_modified_at")
"""What FiftyOne notes of a dataset, or of the clips made of it, whenever somebody loads it."""


@dataclass
class Asked:
    """The commands of some time, as ``(command, collection)``."""

    commands: list[tuple[str, str]] = field(default_factory=list)
    changed: list[tuple[str, str, tuple[str, ...]]] = field(default_factory=list)
    """Commands that can change something, with the fields that they set."""

    @property
    def writes(self) -> list[tuple[str, str, tuple[str, ...]]]:
        """Those that can change something, but for FiftyOne's note that a dataset was loaded."""
        return [c for c in self.changed if c[1] != "datasets" or not set(c[2]) <= set(LOADED)]

    def of(self, dataset: Any) -> dict[str, int]:
        """How often the samples, frames and clips of a dataset were read and written."""
        own = {
            dataset._sample_collection_name: "samples",
            dataset._frame_collection_name: "frames",
        }
        found: Counter[str] = Counter()
        for command, collection in self.commands:
            where = own.get(collection) or ("clips" if collection.startswith("clips.") else None)
            if where is not None:
                found[f"{where} {'write' if command in WRITES else 'read'}"] += 1
        return dict(found)

    @property
    def records(self) -> int:
        """Reads of FiftyOne's own records: datasets, runs, saved views and the like."""
        return sum(not c.startswith(_OURS) for name, c in self.commands if name not in WRITES)


def _fields_set(command: Mapping[str, Any]) -> Iterator[str]:
    for each in command.get("updates") or ():
        changes = each["u"]
        for stage in changes if isinstance(changes, list) else [changes]:
            for operator, values in stage.items():
                yield from values if operator.startswith("$") else [operator]


class _Listener(monitoring.CommandListener):
    def __init__(self) -> None:
        self.counting: list[Asked] = []

    def started(self, event: Any) -> None:
        if self.counting:
            target = event.command.get(event.command_name)
            if event.command_name == "getMore":
                target = event.command.get("collection")
            for asked in self.counting:
                asked.commands.append((event.command_name, str(target)))
                if event.command_name in WRITES:
                    fields = tuple(_fields_set(event.command))
                    asked.changed.append((event.command_name, str(target), fields))

    def succeeded(self, event: Any) -> None:
        """Not counted again."""

    def failed(self, event: Any) -> None:
        """Not counted again."""


_LISTENER = _Listener()


def listen() -> None:
    """Hear every client that is made from now on."""
    monitoring.register(_LISTENER)


@contextmanager
def counting() -> Iterator[Asked]:
    """Count until the end of the block."""
    asked = Asked()
    _LISTENER.counting.append(asked)
    try:
        yield asked
    finally:
        _LISTENER.counting.remove(asked)
