"""Who lifted what, from the words that users keep it in: their own fields, or file names."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from ..errors import NamePatternError

KG_PER_LB = 0.45359237
MOST_KG = 1000.0
"""Greatest plausible load or body mass; the heaviest squats on record are about 600 kg."""
_NUMBER = re.compile(r"\s*(?P<number>\d+(?:[.,]\d+)?)\s*(?P<unit>kg|kgs|lb|lbs)?\s*", re.IGNORECASE)


@dataclass(frozen=True)
class SetFacts:
    """What is known of one set besides its video."""

    lifter: str | None = None
    load_kg: float | None = None
    one_rm_kg: float | None = None
    """The most that the lifter squats once."""
    body_mass_kg: float | None = None
    set: str | None = None
    session: str | None = None

    @property
    def load_rel(self) -> float | None:
        """Load as a fraction of the 1RM, else of body mass; ``None`` without both."""
        whole = self.one_rm_kg if self.one_rm_kg is not None else self.body_mass_kg
        if self.load_kg is None or not whole:
            return None
        return self.load_kg / whole

    def or_else(self, other: SetFacts) -> SetFacts:
        """Take from another what is not known here."""
        missing = {n: getattr(other, n) for n in NAMES if getattr(self, n) is None}
        return replace(self, **missing)


NAMES = tuple(f.name for f in fields(SetFacts))
"""What may be known of a set; also the names of the groups of a pattern."""
NUMBERS = tuple(name for name in NAMES if name.endswith("_kg"))


def kilograms(value: Any) -> tuple[float | None, str]:
    """Read a load or a mass as somebody wrote it.

    Parameters
    ----------
    value
        A number of kilograms, or a text such as ``102.5``, ``102,5 kg`` or ``225 lb``.

    Returns
    -------
    number : float or None
        Kilograms; ``None`` where there are none.
    reason : str
        Why not; empty where nothing was written either.

    Examples
    --------
    >>> kilograms("102,5 kg"), kilograms("225 lb")[0] is not None
    ((102.5, ''), True)
    >>> kilograms("heavy")[1]
    "expected kilograms such as 100 or 102.5 kg, found 'heavy'"
    >>> kilograms(None)
    (None, '')
    """
    if value is None or value == "" or (isinstance(value, float) and math.isnan(value)):
        return None, ""
    number: float | None = None
    if isinstance(value, str):
        found = _NUMBER.fullmatch(value)
        if found is not None:
            number = float(found["number"].replace(",", "."))
            number *= KG_PER_LB if (found["unit"] or "").lower().startswith("lb") else 1.0
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        number = float(value)
    if number is None:
        return None, f"expected kilograms such as 100 or 102.5 kg, found {value!r}"
    if not 0.0 <= number <= MOST_KG:
        return None, f"expected 0 to {MOST_KG:g} kg, found {value!r}"
    return number, ""


def compile_pattern(text: str) -> re.Pattern[str]:
    """Compile a pattern of file names with named groups.

    Parameters
    ----------
    text
        A regular expression, such as ``(?P<lifter>[a-z]+)_(?P<load_kg>[0-9.]+)``. It is searched
        in the name of the file without its folder and its extension. Groups are named as
        :data:`NAMES`.

    Raises
    ------
    NamePatternError
        If it is no such pattern; the message says what to do.
    """
    try:
        pattern = re.compile(text)
    except re.error as error:
        raise NamePatternError(
            f"pattern {text!r} cannot be read: {error}",
            remedy="write it as in Python's re, such as (?P<lifter>[a-z]+)_(?P<load_kg>[0-9.]+)",
        ) from error
    unknown = [name for name in pattern.groupindex if name not in NAMES]
    if unknown or not pattern.groupindex:
        found = f"unknown groups {', '.join(unknown)}" if unknown else "no named group"
        raise NamePatternError(
            f"pattern {text!r} has {found}",
            remedy=f"name groups as (?P<lifter>...), with some of {', '.join(NAMES)}",
        )
    return pattern


def facts_of_name(name: str, pattern: re.Pattern[str]) -> tuple[SetFacts, list[str]]:
    """Read what a file name says.

    Parameters
    ----------
    name
        Without folder and extension.

    Returns
    -------
    facts : SetFacts
    problems : list of str
        What could not be read, in words; that part is ``None`` then.
    """
    found = pattern.search(name)
    if found is None:
        return SetFacts(), [f"file name {name!r}: the pattern does not match"]
    facts, problems = facts_of(found.groupdict())
    return facts, [f"file name {name!r}: {problem}" for problem in problems]


def facts_of(values: Mapping[str, Any]) -> tuple[SetFacts, list[str]]:
    """Read facts from values by the names of :data:`NAMES`; see :func:`facts_of_name`."""
    known: dict[str, Any] = {}
    problems = []
    for name, value in values.items():
        if name in NUMBERS:
            known[name], problem = kilograms(value)
            if problem:
                problems.append(f"{name}: {problem}")
        else:
            known[name] = None if value is None or str(value).strip() == "" else str(value).strip()
    return SetFacts(**known), problems
