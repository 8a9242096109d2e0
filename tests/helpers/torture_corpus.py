"""All files of the torture.

``python tests/helpers/torture_corpus.py FOLDER NUMBER`` makes them, with that many mutations, in a
process of its own, because an encoder may crash as well. It prints class and path of each as JSON.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import av
from torture_clips import Item, basis
from torture_damage import claims, mutated, truncated
from torture_kinds import every_codec, every_container, oddities
from torture_places import names, places


def corpus(folder: Path, mutations: int, *, quick: bool = False) -> Iterator[Item]:
    """Make everything below a folder; ``quick`` leaves out what takes long."""
    rooms = {}
    for room in ("basis", "made", "cut", "mutated", "claims", "names", "places"):
        rooms[room] = folder / room
        rooms[room].mkdir(parents=True)
    sources = basis(rooms["basis"])
    good = sources[0]
    for path in sources:
        yield Item("good clips", path)
    if not quick:
        yield from every_codec(rooms["made"])
        yield from every_container(rooms["made"])
        yield from oddities(rooms["made"])
        yield from truncated(sources, rooms["cut"])
    yield from claims(good, rooms["claims"], quick=quick)
    yield from names(good, rooms["names"])
    yield from places(good, rooms["places"])
    yield from mutated(sources, rooms["mutated"], mutations)


if __name__ == "__main__":
    av.logging.set_level(None)
    for item in corpus(Path(sys.argv[1]), int(sys.argv[2]), quick="--quick" in sys.argv):
        print(json.dumps([item.kind, os.fsencode(item.path).hex()]), flush=True)
