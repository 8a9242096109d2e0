"""Which words a reading never uses, and the sentences that every reading ends with.

Why: negative talk about backs raised people's anxiety in a trial (Linskens 2023,
10.1016/j.pec.2023.107649), and no study gives a degree value of a wink that predicts harm.
"""

from __future__ import annotations

import re

RESPONSIBLE = (
    "This is a description of movement from one camera; it is no medical assessment, and it does "
    "not predict injury.",
    "If squatting hurts, or if you have numbness, weakness or a known hip or back condition, see "
    "a qualified clinician.",
)
"""The only sentences that may hold words to avoid, exactly as they stand here."""

AVOIDED = (
    "fault", "danger", "damage", "disc", "unstable", "instab", "weak", "fix your", "fixes", "herni",
    "imping", "tight", "injur", "diagnos", "patholog", "abnormal", "dysfunction", "harm", "unsafe",
    "bad", "wrong", "poor", "risk", "caused by", "because your", "is due to", "threat", "excessive",
    "compensat", "degenerat", "cures?\\b", "correct your", "must",
)  # fmt: skip
"""Beginnings of words, and phrases, that no reading uses. ``disc`` stands for itself alone."""
_PATTERN = re.compile(
    "|".join(rf"\b{word}s?\b" if word in ("disc", "bad", "must") else rf"\b{word}"
             for word in AVOIDED),
    re.IGNORECASE,
)  # fmt: skip


def avoided_in(text: str) -> list[str]:
    """Return the words to avoid that a text holds, the responsible sentences left out.

    Examples
    --------
    >>> avoided_in("Your disc is in danger. You may discover a tuck.")
    ['disc', 'danger']
    >>> avoided_in(" ".join(RESPONSIBLE))
    []
    """
    for sentence in RESPONSIBLE:
        text = text.replace(sentence, "")
    return [found.group(0).lower() for found in _PATTERN.finditer(text)]
