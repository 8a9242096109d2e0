"""What one attribute of a repetition is, and where it is shown; rows: :mod:`.measures`.

Everything that lists attributes is made from the rows: the fields of a dataset, the explorer's
controls and columns, the viewer's facts, the columns of an export, the plausible ranges. Where an
order matters to people, ``place`` gives it; attributes of the same place follow their rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["str", "int", "float", "bool"]
Room = Literal["always", "wide", "wider"]
LAST = 100
"""The place of what need not stand at a particular one."""


@dataclass(frozen=True)
class Slider:
    """A range that the explorer filters by."""

    digits: int = 0
    place: int = LAST
    title: str = ""
    """The attribute's own if empty."""
    unit: str = ""
    """The attribute's own if empty."""
    fixed: tuple[float, float] | None = None
    """Ends of its scale; those of the data if not given."""
    step: float | None = None
    first: bool = True
    """Whether it stands above the choices; what is asked for more rarely stands below them."""
    graded: bool = False
    """Whether only repetitions with a grade have it, so that a reason for abstaining lets it go."""


@dataclass(frozen=True)
class Choice:
    """Words that the explorer offers, of which some are chosen."""

    place: int = LAST


@dataclass(frozen=True)
class Column:
    """A column of numbers in the explorer's table."""

    digits: int = 0
    place: int = LAST
    title: str = ""
    """The attribute's own if empty."""
    unit: str = ""
    """The attribute's own if empty."""
    width: int = 60
    """In pixels."""
    room: Room = "wider"
    """How much room the panel must have to show it."""
    sorted_by: str = ""
    """What one sorts by, in a sentence; the title in small letters if empty."""
    explained: bool = True
    """Whether its head says what it is."""
    hover: str | None = None
    """Unit behind value and interval under the pointer; ``None``: nothing is said there."""


@dataclass(frozen=True)
class Fact:
    """A line of the viewer's list about a repetition."""

    digits: int = 0
    place: int = LAST


@dataclass(frozen=True)
class Exported:
    """A column of every export."""

    text: str = ""
    """What it is; the attribute's own phrase if empty."""
    more: str = ""
    """What is added to that."""
    unit: str | None = None
    """The attribute's own if ``None``."""
    held: bool = False
    """Whether it says what holds after people's reviews, rather than what the machine said."""


@dataclass(frozen=True)
class Measure:
    """One attribute of a repetition."""

    name: str
    """Name of the field."""
    title: str
    """Two or three words, for a control or a list."""
    about: str
    """What it is, as one phrase without a number that can be set."""
    unit: str = ""
    sign: str = ""
    """Which direction is positive, or the range."""
    head: str = ""
    """Shortest form, for a column of a table; the title if empty."""
    kind: Kind = "float"
    limits: tuple[float, float] | None = None
    """Least and greatest plausible value, see :mod:`.plausible`; every number has them."""
    indexed: bool = False
    """Whether the App filters by it so often that a database index pays."""
    field: str = ""
    """What its field says it is, where that is not ``description``."""
    own: bool = True
    """Whether the field is ours; every temporal detection has the others."""
    derived: bool = False
    """Whether it follows from the other attributes, settings or the dataset when it is stored,
    and so is no part of :class:`~fo_buttwink.domain.analysis.Repetition`."""
    slider: Slider | None = None
    choice: Choice | None = None
    column: Column | None = None
    fact: Fact | None = None
    exported: Exported | None = None
    on_top: int | None = None
    """Place among the attributes at the top of the sidebar in a view of clips."""
    annotated: int | None = None
    """Place among what the Annotate tab shows beside a repetition."""

    @property
    def short(self) -> str:
        """Head of a column."""
        return self.head or self.title

    @property
    def description(self) -> str:
        """With unit and sign, such as ``Pause at the bottom [s]``."""
        if self.field:
            return self.field
        brackets = ", ".join(part for part in (self.unit, self.sign) if part)
        return f"{self.about} [{brackets}]" if brackets else self.about

    @property
    def phrase(self) -> str:
        """What it is, to go on with in a sentence."""
        return self.about[0].lower() + self.about[1:]

    @property
    def held(self) -> bool:
        """Whether its column in an export says what holds after people's reviews."""
        return self.exported is not None and self.exported.held

    def export_metadata(self) -> dict[str, str]:
        """Text and unit of its column in an export.

        Raises
        ------
        ValueError
            If it has no such column.
        """
        if self.exported is None:
            raise ValueError(f"attribute {self.name!r} is not exported: expected a row with it")
        unit = self.unit if self.exported.unit is None else self.exported.unit
        return {"text": (self.exported.text or self.phrase) + self.exported.more, "unit": unit}

    def column_json(self) -> dict[str, Any]:
        """Its column of the explorer's table, as the panel draws it.

        Raises
        ------
        ValueError
            If it has no such column.
        """
        column = self.column
        if column is None:
            raise ValueError(f"attribute {self.name!r} is no column: expected a row with one")
        title = column.title or self.title
        return {
            "name": self.name,
            "title": title,
            "unit": column.unit or self.unit,
            "width": column.width,
            "digits": column.digits,
            "room": column.room,
            "about": column.sorted_by or title.lower(),
            "hover": column.hover,
        }
