"""Which definition of the label results follow, and what to say where it is not the present one.

Two numbers tell results apart: the schema, which is the definition of a wink, and the number of
the results (:data:`fo_buttwink._version.RESULTS`), which changes with the way of measuring. Both
are treated alike: results that differ in one of them do not belong under one run key.
"""

from __future__ import annotations

from dataclasses import dataclass

from .._version import RESULTS, __version__
from .analysis import PROGRAM, SCHEMA

BEFORE = 1
"""Schema and number of results that did not say which they have."""

_DEFINITIONS = {
    1: "rise of lumbar flexion from its own onset",
    2: "the part of the pelvis's turning back that the lumbar spine pays for",
}


@dataclass(frozen=True)
class Made:
    """Under which definition, and by which way of measuring, results were made."""

    schema: int = SCHEMA
    results: int = RESULTS

    @property
    def present(self) -> bool:
        """Whether this version of the program makes the same."""
        return self == Made()

    @property
    def newer(self) -> bool:
        """Whether a later version of the program made it."""
        return self.schema > SCHEMA or (self.schema == SCHEMA and self.results > RESULTS)

    def __str__(self) -> str:
        if self.schema != SCHEMA:
            return f"the definition of {definition(self.schema)}"
        return f"results number {self.results}"


def definition(schema: int) -> str:
    """Return the number of a definition, and what it says.

    >>> definition(1)
    'schema 1 (rise of lumbar flexion from its own onset)'
    """
    text = _DEFINITIONS.get(schema)
    return f"schema {schema} ({text})" if text else f"schema {schema}"


def program(version: str | None, name: str | None = None) -> str | None:
    """Name (this program's, if not given) and version as one text; ``None`` without a version."""
    return f"{name or PROGRAM} {version}" if version else None


def contrast(made: Made) -> str:
    """Say what separates results from those that this version makes, as the rest of a sentence."""
    if made.schema != SCHEMA:
        return f"follows {definition(made.schema)}, and {_here()} follows {definition(SCHEMA)}"
    return (
        f"holds results of number {made.results}, and {_here()} makes results of number "
        f"{RESULTS}, which may differ for the same video"
    )


def _here() -> str:
    return f"{PROGRAM} {__version__}"
