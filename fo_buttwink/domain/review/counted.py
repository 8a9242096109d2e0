"""Which edits of the App's annotation tab have been counted already; kept beside the reviews.

An edit is in the repetition itself until it is counted; then the machine's values come back, and
nothing there tells it from an edit that comes again. The tab does send edits again: after somebody
else changed the sample, it repeats all that were made since it was opened.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

MAX_COUNTED = 200
"""How many edits of one video are remembered: the last of each person and repetition."""


@dataclass(frozen=True)
class CountedEdit:
    """One edit: what a repetition's own label and frames said, and in whose name it was counted."""

    rep_id: str
    reviewer: str
    label: str
    first: int
    last: int
    refused: bool = False
    """It was not counted, because another person's verdict holds; it is still in the repetition."""

    @property
    def said(self) -> tuple[str, int, int]:
        """Label, first and last frame."""
        return (self.label, self.first, self.last)


def remember(known: Sequence[CountedEdit], edit: CountedEdit) -> tuple[CountedEdit, ...]:
    """Add an edit; it takes the place of the same person's earlier one of that repetition."""
    kept = [k for k in known if (k.rep_id, k.reviewer) != (edit.rep_id, edit.reviewer)]
    return (*kept, edit)[-MAX_COUNTED:]


def is_counted(
    known: Iterable[CountedEdit],
    rep_id: str,
    said: tuple[str, int, int],
    present: Iterable[str],
) -> bool:
    """Whether somebody's last counted edit of a repetition said the same.

    Parameters
    ----------
    said
        Label, first and last frame.
    present
        Ids of the repetitions that there are. After a new analysis they have other ids: an edit
        of one that is gone is then known by what it says.
    """
    ids = set(present)
    return any(
        k.said == said and not k.refused and (k.rep_id == rep_id or k.rep_id not in ids)
        for k in known
    )


def author_of(known: Iterable[CountedEdit], rep_id: str, said: tuple[str, int, int]) -> str | None:
    """In whose name an edit was refused, so that nobody else's name goes on it later."""
    found = (k.reviewer for k in known if k.refused and k.rep_id == rep_id and k.said == said)
    return next(found, None)


def to_text(known: Sequence[CountedEdit]) -> str | None:
    """For the database: JSON, or ``None`` if there are none."""
    return json.dumps([list(asdict(k).values()) for k in known]) if known else None


def from_text(text: Any) -> tuple[CountedEdit, ...]:
    """Inverse of :func:`to_text`; what cannot be read counts as nothing known."""
    try:
        return tuple(CountedEdit(*entry) for entry in json.loads(text or "[]"))
    except (TypeError, ValueError):
        return ()
