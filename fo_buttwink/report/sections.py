"""The sections of a page: each takes the data and returns HTML, or nothing.

A new section is a function and its place in :data:`SECTIONS`. What something else has computed,
such as agreement between sources, comes as :class:`~.data.Further` and needs no function.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from html import escape

from .._util.words import below, many, rounded
from ..domain import measures, texts
from ..domain.analysis import ABSTAIN_REASONS, GRADES, STATUS_OK
from ..domain.context.read import KIND_TITLES, Reading, reasons
from ..domain.context.sources import SOURCES
from ..domain.palette import label_color
from ..export.card import LIMITS
from ..export.table.origins import definition_lines
from ..export.table.rows import RepRow
from . import figures
from .data import Further, ReportData, SetLine, SetReport
from .html import NONE, filled_table, fold, grouped_table, items, paragraphs, table

PRINTED = 3
"""Sets up to which the readings of all are printed; of more they would take a sheet each."""
LISTED = 30
"""Repetitions up to which their table is open at first, and printed."""
Section = Callable[[ReportData], "str | None"]


def about(data: ReportData) -> str:
    """Say what this page is, and what one camera cannot know."""
    counts = data.counts
    people = f" of {many(counts.lifters, 'lifter')}" if counts.lifters else ""
    graded = sum(n for label, n in data.labels.items() if label in GRADES)
    if counts.reps:
        first = (
            f"{many(counts.reps, 'repetition')} in {many(data.videos, 'video')}{people}; "
            f"{graded:,} of them carry a grade."
        )
    else:
        first = f"No repetition was found in {many(data.videos, 'video')}."
    made = f"Made on {data.made:%Y-%m-%d %H:%M} UTC"
    made += f"; measured by {data.measured_by}." if data.measured_by else "."
    return (
        paragraphs([first, *data.scope], "lead")
        + paragraphs([made], "quiet")
        + paragraphs(data.notes, "note")
        + "<h4>What one camera cannot know</h4>"
        + items(LIMITS[:2])
    )


def grades(data: ReportData) -> str | None:
    """Count the repetitions by label."""
    if not data.counts.reps:
        return None
    meanings = texts.labels(data.config.wink)
    order = [*GRADES, *sorted(set(data.labels) - set(GRADES))]
    total = max(1, data.counts.reps)
    bars = []
    for name in order:
        number = data.labels.get(name, 0)
        share = 100.0 * number / total
        bars.append(
            f'<div class="bar"><span class="name">{escape(name.replace("_", " "))}</span>'
            f'<span class="n">{number:,}</span><span class="track"><i style="width:{share:.1f}%;'
            f'background:{label_color(name)}"></i></span>'
            f'<span class="quiet">{escape(meanings.get(name, ""))}</span></div>'
        )
    return "<h2>Grades</h2>" + "".join(bars)


def each_set(data: ReportData) -> str | None:
    """Show the chosen sets one by one: value, pictures, curves, reading."""
    if not data.sets:
        return None
    parts = ["<h2>Sets</h2>" if len(data.lines) > 1 else "<h2>The set</h2>"]
    if len(data.sets) == len(data.lines) > 1:
        parts.append(paragraphs(["From the largest median wink to the smallest."], "quiet"))
    if len(data.sets) < len(data.lines):
        parts.append(paragraphs([
            f"{len(data.sets)} of {len(data.lines):,} sets are shown one by one, chosen evenly "
            "from the largest median wink to the smallest."
        ], "quiet"))  # fmt: skip
    if any(one.pictures for one in data.sets):
        parts.append(
            '<p class="quiet">Blue is the outline of the lifter, <b class="pelvis">orange</b> the '
            'pelvis, <b class="thorax">green</b> the thorax; both bars are upright in '
            "standing.</p>"
        )
    if any(one.bands for one in data.sets):
        parts.append(paragraphs([
            "Lines are the median of the graded repetitions, bands hold the middle 80 of 100; "
            "angles are changes from the lifter's own standing."
        ], "quiet"))  # fmt: skip
    parts += [_set(number, one, data) for number, one in enumerate(data.sets, 1)]
    return "".join(parts)


def _set(number: int, one: SetReport, data: ReportData) -> str:
    who = one.rows[0].lifter if one.rows else None
    load = texts.load({"load_kg": one.facts.load_kg, "load_rel": one.facts.load_rel})
    more = [f"Lifter {who}"] if who else []
    more += [f"{'load' if who else 'Load'} {load}"] if one.facts.load_kg is not None else []
    title = f"Set {number}: {one.name}" if len(data.sets) > 1 else one.name
    shown = "".join(
        f'<figure><img src="{picture.url}" alt="Deepest frame, {escape(picture.caption)}">'
        f"<figcaption>{escape(picture.caption)}</figcaption></figure>"
        for picture in one.pictures
    )
    chart = figures.curves(one, f"curves{number}")
    context = ""
    if one.reading:
        number_of = len(data.sets)
        context = reading(one.reading, opened=number_of == 1, printed=number_of <= PRINTED)
    return (
        f'<section class="set"><h3>{escape(title)}</h3>'
        + paragraphs([*([f"{', '.join(more)}."] if more else []), _value(one, data)])
        + (f'<div class="pictures">{shown}</div>' if shown else "")
        + paragraphs([one.picture_note] if one.picture_note else [], "quiet")
        + chart
        + context
        + "</section>"
    )


def _value(one: SetReport, data: ReportData) -> str:
    facts = one.facts
    number = sum(facts.abstained.values())
    without = f" {many(number, 'repetition')} without a grade: {reasons(facts)}." if number else ""
    grade = SetLine("", "", None, facts).grade(data.config)
    if facts.wink_deg is None or grade is None:
        few = many(facts.graded, "graded repetition") if facts.graded else "No graded repetition"
        return f"{few}: too few for a value of the set.{without}"
    span = facts.wink_deg_interval
    between = "" if span is None else f" ({rounded(span[0])} to {rounded(span[1])} deg)"
    onset = "" if facts.onset_pct is None else f", from {below(facts.onset_pct)} % of the descent"
    return (
        f"Median wink of {many(facts.graded, 'graded repetition')}: {below(facts.wink_deg, 1)} deg"
        f"{between}{onset}: {grade}.{without}"
    )


def reading(found: Reading, *, opened: bool = False, printed: bool = True) -> str:
    """Write a reading, kind by kind, each sentence with the numbers of its sources."""
    order = {source.id: number for number, source in enumerate(found.sources, 1)}
    parts = []
    for kind, title in KIND_TITLES.items():
        said = found.of(kind)
        if not said:
            continue
        lines = []
        for sentence in said:
            marks = ", ".join(str(order[name]) for name in sentence.sources)
            marks = f" <sup>{marks}</sup>" if marks else ""
            lines.append(f"<li>{escape(sentence.text)}{marks}</li>")
        tag = "ol" if kind == "try" else "ul"
        parts.append(f"<h4>{escape(title)}</h4><{tag}>{''.join(lines)}</{tag}>")
    if order:
        listed = "".join(f"<li>{escape(SOURCES[name].text)}</li>" for name in order)
        parts.append(f'<h4>Sources</h4><ol class="sources">{listed}</ol>')
    inside = f'<div class="reading">{"".join(parts)}</div>'
    return fold(f"What it may mean: {found.title}", inside, opened=opened, printed=printed)


def scatter(data: ReportData) -> str | None:
    """Onset against amount."""
    drawn = figures.scatter(data.points, data.config.wink, "scatter")
    if not drawn:
        return None
    notes = [texts.grades(data.config.wink), texts.timings(data.config.wink)]
    if len(data.points) < data.measured:
        notes.insert(0, f"{len(data.points):,} of {data.measured:,} measured repetitions are "
                        "drawn, taken at random.")  # fmt: skip
    elif len(data.points) <= figures.INTERVALS_UP_TO:
        notes.append("Thin lines are the intervals.")
    return "<h2>Onset against amount</h2>" + drawn + paragraphs(notes, "quiet")


def trends(data: ReportData) -> str | None:
    """Show the wink over the repetitions of a set, and over the load."""
    over_reps = figures.within_sets(data.sets, data.config.wink, "within")
    over_load = figures.over_load(data.sets, "load")
    if not over_reps and not over_load:
        return None
    least = data.config.context.change_deg
    said = [
        f"A change of less than {least:g} deg cannot be told from none, unless the lifter's own "
        "least detectable change is known."
    ]
    parts = ["<h2>Trends</h2>", over_reps]
    if over_load:
        parts += ["<h3>Over the load</h3>", over_load]
    return "".join(parts) + paragraphs(said, "quiet")


_SETS = ("Set", "Lifter", "Load", "Wink [deg]", "Grade", "Onset [%]", "Spread [deg]", "Graded",
         "Without a grade")  # fmt: skip


def sets(data: ReportData) -> str | None:
    """List the sets."""
    if len(data.lines) < 2:
        return None
    most = data.options.max_rows
    lines = sorted(data.lines, key=lambda line: -_sort_key(line, data))[:most]
    note = ""
    if len(lines) < len(data.lines):
        note = paragraphs([
            f"{len(lines):,} of {len(data.lines):,} sets are listed, those with the largest median "
            "wink; an export lists all."
        ], "quiet")  # fmt: skip
    rows = [_set_row(line, data) for line in lines]
    listed = note + filled_table(_SETS, rows, (3, 5, 6, 7))
    if len(rows) > LISTED:
        listed = fold(f"Table of {many(len(rows), 'set')}", listed, printed=False)
    return "<h2>All sets</h2>" + listed


def _sort_key(line: SetLine, data: ReportData) -> float:
    if line.grade(data.config) is None:
        return -1.0
    return line.facts.wink_deg or 0.0


def _set_row(line: SetLine, data: ReportData) -> tuple[str, ...]:
    facts, grade = line.facts, line.grade(data.config)
    valued = grade is not None
    return (
        line.name,
        line.lifter or NONE,
        NONE if facts.load_kg is None else f"{facts.load_kg:g} kg",
        _measured(facts.wink_deg, 1, *(facts.wink_deg_interval or (None, None)))
        if valued else NONE,
        grade or "too few",
        _measured(facts.onset_pct, 0, *(facts.onset_pct_interval or (None, None)))
        if valued else NONE,
        NONE if facts.spread_deg is None else rounded(facts.spread_deg, 1),
        str(facts.graded),
        reasons(facts) or NONE,
    )  # fmt: skip


def abstentions(data: ReportData) -> str | None:
    """Say what gave no grade, why, and what would help."""
    remedies = texts.remedies(data.config)
    reps: dict[str, int] = {n: k for n, k in data.labels.items() if n in ABSTAIN_REASONS}
    videos = {name: n for name, n in data.statuses.items() if name not in (STATUS_OK, "")}
    names = [n for n in (*ABSTAIN_REASONS, "failed") if reps.get(n) or videos.get(n)]
    new = data.statuses.get("", 0)
    if not names and not new:
        return None
    rows = [
        (
            texts.WHY_NOT.get(name, name.replace("_", " ")),
            f"{reps.get(name, 0):,}",
            f"{videos.get(name, 0):,}",
            remedies.get(name, ""),
        )
        for name in names
    ]
    out = "<h2>What gave no grade</h2>"
    if rows:
        head = ("Reason", "Repetitions", "Whole videos", "What helps")
        out += table(head, rows, (1, 2))
    if new:
        verb = "is" if new == 1 else "are"
        out += paragraphs([f"{many(new, 'video')} {verb} not analyzed yet."])
    return out + items(data.failed)


def reviews(data: ReportData) -> str | None:
    """Count what people have said."""
    states = data.counts.states
    if not data.counts.reps:
        return None
    if set(states) <= {"unreviewed"}:
        return "<h2>Reviews</h2>" + paragraphs(["Nobody has reviewed these repetitions yet."])
    rows = [(name.replace("_", " "), f"{n:,}") for name, n in sorted(states.items())]
    said = f"{data.counts.human:,} of {data.counts.reps:,} labels are a person's."
    return (
        "<h2>Reviews</h2>"
        + paragraphs([said])
        + table(("Review", "Repetitions"), rows, (1,), "small")
    )


def further(data: ReportData) -> str | None:
    """Add what something else has computed."""
    return "".join(_further(one) for one in data.further) or None


def _further(one: Further) -> str:
    listed = table(one.head, one.rows) if one.rows else ""
    return f"<h2>{escape(one.title)}</h2>" + paragraphs(one.paragraphs) + listed


_REPS = ("Rep", "Time [s]", "Label", "Wink [deg]", "W [deg]", "F [deg]", "Onset [%]", "Knee [deg]",
         "Confidence", "Review")  # fmt: skip


def repetitions(data: ReportData) -> str | None:
    """List the repetitions."""
    if not data.rows:
        return None
    listed = grouped_table(
        _REPS,
        ((row.rep_id, data.names[row.video], _rep_row(row), _why(row)) for row in data.rows),
        (0, 1, 3, 4, 5, 6, 7, 8),
    )
    left = data.counts.reps - len(data.rows)
    title = f"All {many(len(data.rows), 'repetition')}"
    if left > 0:
        title = f"The first {len(data.rows):,} of {many(data.counts.reps, 'repetition')}"
        listed = paragraphs(["An export lists all of them."], "quiet") + listed
    return "<h2>Repetitions</h2>" + fold(
        title, listed, opened=len(data.rows) <= LISTED, printed=len(data.rows) <= LISTED
    )


def _why(row: RepRow) -> str:
    return f"Not judged: {row.reason}." if row.wink_deg is None and row.reason else ""


def _rep_row(row: RepRow) -> tuple[str, ...]:
    when = NONE
    if row.start_s is not None and row.end_s is not None:
        when = f"{row.start_s:.1f} to {row.end_s:.1f}"
    return (
        "added" if row.rep is None else str(row.rep),
        when,
        (row.label or "rejected").replace("_", " "),
        _measured(row.wink_deg, 1, row.wink_deg_low, row.wink_deg_high),
        _measured(row.pelvic_reversal_deg, 1),
        _measured(row.lumbar_flexion_bottom_deg, 0),
        _measured(row.onset_pct, 0, row.onset_pct_low, row.onset_pct_high),
        _measured(row.depth_knee_flexion_deg, 0),
        NONE if row.confidence is None or row.wink_deg is None else f"{row.confidence:.2f}",
        _review(row),
    )


def _measured(
    value: float | None, digits: int, low: float | None = None, high: float | None = None
) -> str:
    if value is None:
        return NONE
    between = "" if low is None or high is None else f" ({rounded(low)} to {rounded(high)})"
    return below(value, digits) + between


def _review(row: RepRow) -> str:
    if row.review_state == "unreviewed":
        return NONE
    by = f" by {row.reviewer}" if row.reviewer else ""
    note = f": {row.review_note}" if row.review_note else ""
    return f"{row.review_state.replace('_', ' ')}{by}{note}"


def definitions(data: ReportData) -> str:
    """Say what the words mean."""
    wink = data.config.wink
    more = {
        "wink_deg": texts.grades(wink),
        "pelvic_reversal_deg": "",
        "lumbar_flexion_bottom_deg": texts.bands(wink),
        "onset_pct": texts.timings(wink),
        "severity": f"{texts.severity(wink)}.",
    }
    signs = {"pelvic_reversal_deg": " (W)", "lumbar_flexion_bottom_deg": " (F)"}
    lines = []
    for name, text in more.items():
        measure = measures.MEASURES[name]
        what = texts.onset(wink) if name == "onset_pct" else measure.about
        what = "" if name == "severity" else f"{what}. "
        lines.append(f"<li><b>{escape(measure.title)}{signs.get(name, '')}</b>: "
                     f"{escape(what + text)}</li>")  # fmt: skip
    return f"<h2>What the words mean</h2><ul>{''.join(lines)}</ul>" + paragraphs(
        [texts.intervals(wink)]
    )


def provenance(data: ReportData) -> str:
    """Say where the numbers come from."""
    lines = [
        f"Program and version: {data.measured_by or 'nothing was measured'}.",
        f"Way of measuring: number {data.results}.",
        f"Pose model: {data.models or 'unknown'}.",
        f"Settings: preset {data.config.preset}.",
        f"Run key: {data.key or 'none, the analyses are in no database'}.",
        f"Made on {data.made:%Y-%m-%d %H:%M} UTC.",
    ]
    lines += [text.lstrip("- ") for text in definition_lines(data.counts)]
    cut = data.config.to_dict()
    pairs: Iterable[tuple[str, ...]] = (
        (f"{stage}.{name}", str(value))
        for stage, values in cut.items()
        if isinstance(values, dict)
        for name, value in values.items()
    )
    settings = fold("All settings", table(("Setting", "Value"), pairs, (), "small"), printed=False)
    return f"<h2>Provenance</h2>{items(lines)}{settings}"


SECTIONS: tuple[Section, ...] = (
    about, grades, each_set, scatter, trends, sets, abstentions, reviews, further, repetitions,
    definitions, provenance,
)  # fmt: skip
"""In the order of the page."""
