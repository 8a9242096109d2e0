"""Report: one HTML page for people about a selection of repetitions, complete in itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from html import escape
from pathlib import Path, PurePath

from ..._util.words import below, many
from ..._version import __version__
from ...domain import measures, texts
from ...domain.analysis import GRADES
from ...domain.definitions import program
from ...domain.old_settings import as_stored
from ..card import LIMITS, cutoffs
from ..table.origins import definition_lines, measured_by, models
from ..table.rows import RepRow
from ..table.table import RepTable
from ._report_figure import figure_svg

HOW = "`report.html` opens in any browser and needs nothing else; it prints well."


@dataclass(frozen=True)
class About:
    """What a report says beside the repetitions themselves."""

    title: str = "Squat repetitions"
    shown: Sequence[str] = ()
    """How the repetitions were chosen, as sentences."""
    unmeasured: Sequence[str] = ()
    """Videos that gave no label, and what would help, as sentences."""


def write(table: RepTable, out: Path, progress: object = None) -> None:
    """Write ``report.html``."""
    with (out / "report.html").open("w", encoding="utf-8") as file:
        file.writelines(report(table))


def report(table: RepTable, about: About | None = None) -> Iterable[str]:
    """Yield the page, piece by piece.

    Parameters
    ----------
    table
        The repetitions; all of them are in the report.
    about
        What to say about the selection.
    """
    about = about or About()
    counts = table.counts
    made = datetime.now(timezone.utc).strftime("%Y-%m-%d %H:%M UTC")
    title = escape(about.title)
    yield (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head><body>'
        f"<h1>{title}</h1>"
    )
    human = f"{many(counts.human, 'label')} from a person, {counts.reps - counts.human} from the "
    yield _paragraphs(
        f"{many(counts.reps, 'repetition')} in {many(counts.videos, 'video')}: {human}machine.",
        *about.shown,
        f"Made on {made} by {program(__version__)} from analysis '{table.key}'.",
    )
    yield "<h2>Distribution</h2>"
    rows = list(_points(table.rows))
    yield figure_svg(rows, as_stored(table.settings).wink)
    yield _labels(table)
    yield f"<h2>Repetitions</h2><table><thead><tr>{_heads()}</tr></thead><tbody>"
    for row in table.rows:
        yield _row(row)
    yield "</tbody></table>"
    if about.unmeasured:
        yield "<h2>Videos that were not measured</h2>" + _list(about.unmeasured)
    if table.notes:
        yield "<h2>To know</h2>" + _list(table.notes)
    wink = as_stored(table.settings).wink
    reversal = measures.MEASURES["pelvic_reversal_deg"]
    sentences = {"pelvic_reversal_deg": f"{reversal.about}.", **cutoffs(table)}
    signs = {"pelvic_reversal_deg": " (W)", "lumbar_flexion_bottom_deg": " (F)"}
    meanings = (
        f"<b>{escape(measures.MEASURES[name].title)}{signs.get(name, '')}</b>: {escape(text)}"
        for name, text in sentences.items()
    )
    yield "<h2>Definition</h2>" + _paragraphs(*(t.lstrip("- ") for t in definition_lines(counts)))
    yield "<ul>" + "".join(f"<li>{text}</li>" for text in meanings) + "</ul>"
    yield _paragraphs(texts.intervals(wink))
    yield "<h2>What one camera cannot know</h2>" + _list(LIMITS)
    yield "<h2>Provenance</h2>"
    yield _list(
        (f"Measured by {measured_by(counts)}.", f"Pose model: {models(counts)}.",
         f"Preset: {table.settings.get('preset')}.")
    )  # fmt: skip
    yield "</body></html>\n"


def _points(rows: Iterable[RepRow]) -> Iterable[tuple[float | None, float | None, str]]:
    """Onset, amount and label of each repetition."""
    return ((row.onset_pct, row.wink_deg, row.label or "rejected") for row in rows)


def _labels(table: RepTable) -> str:
    """How many repetitions carry each label, and what the label means."""
    found: dict[str, int] = {}
    for row in table.rows:
        label = row.label or "rejected"
        found[label] = found.get(label, 0) + 1
    order = [*GRADES, *sorted(set(found) - set(GRADES))]
    meanings = texts.labels(as_stored(table.settings).wink)
    cells = "".join(
        f"<tr><td>{escape(_words(name))}</td><td class=n>{found.get(name, 0)}</td>"
        f"<td>{escape(meanings.get(name, ''))}</td></tr>"
        for name in order
    )
    head = "<tr><th>Label</th><th class=n>Repetitions</th><th>Meaning</th></tr>"
    return f"<table class=s><thead>{head}</thead><tbody>{cells}</tbody></table>"


_COLUMNS = (
    ("Video", ""), ("Rep", "n"), ("Time [s]", "n"), ("Label", ""), ("Wink [deg]", "n"),
    ("W [deg]", "n"), ("F [deg]", "n"), ("Onset [% of descent]", "n"), ("Severity", "n"),
    ("Knee [deg]", "n"), ("Confidence", "n"), ("Review", ""), ("Why not measured", ""),
)  # fmt: skip


def _heads() -> str:
    return "".join(f"<th class='{kind}'>{escape(text)}</th>" for text, kind in _COLUMNS)


def _row(row: RepRow) -> str:
    values: tuple[str, ...] = (
        PurePath(row.video.replace("\\", "/")).name,
        str(row.rep) if row.rep is not None else "added",
        _time(row),
        _words(row.label or "rejected"),
        _measured(row.wink_deg, 1, row.wink_deg_low, row.wink_deg_high),
        _measured(row.pelvic_reversal_deg, 1),
        _measured(row.lumbar_flexion_bottom_deg, 0),
        _measured(row.onset_pct, 0, row.onset_pct_low, row.onset_pct_high),
        "–" if row.severity is None else str(row.severity),
        _measured(row.depth_knee_flexion_deg, 0),
        "–" if row.confidence is None else f"{row.confidence:.2f}",
        _review(row),
        (row.reason or "") if row.wink_deg is None else "",
    )
    cells = zip(_COLUMNS, values, strict=True)
    text = "".join(f"<td class='{kind}'>{escape(value)}</td>" for (_, kind), value in cells)
    return f"<tr data-rep='{escape(row.rep_id)}'>{text}</tr>"


def _time(row: RepRow) -> str:
    if row.start_s is None or row.end_s is None:
        return f"frames {row.first_frame} to {row.last_frame}"
    return f"{row.start_s:.1f} to {row.end_s:.1f}"


def _measured(
    value: float | None, digits: int, low: float | None = None, high: float | None = None
) -> str:
    if value is None:
        return "–"
    interval = "" if low is None or high is None else f" ({low:.0f} to {high:.0f})"
    return below(value, digits) + interval


def _review(row: RepRow) -> str:
    if row.review_state == "unreviewed":
        return "–"
    by = f" by {row.reviewer}" if row.reviewer else ""
    note = f": {row.review_note}" if row.review_note else ""
    return f"{_words(row.review_state)}{by}{note}"


def _words(name: str) -> str:
    return name.replace("_", " ")


def _paragraphs(*sentences: str) -> str:
    return "".join(f"<p>{escape(text)}</p>" for text in sentences)


def _list(sentences: Iterable[str]) -> str:
    return "<ul>" + "".join(f"<li>{escape(text)}</li>" for text in sentences) + "</ul>"


_STYLE = """
body{font:14px/1.45 system-ui,sans-serif;color:#1a1a1a;background:#fff;max-width:1180px;
margin:24px auto;padding:0 16px}h1{font-size:22px}h2{font-size:17px;margin:26px 0 8px}
p{margin:4px 0}svg{max-width:100%;height:auto}table{border-collapse:collapse;width:100%;
font-size:12px}table.s{width:auto}th,td{text-align:left;padding:3px 7px;
border-bottom:1px solid #ddd;vertical-align:top}thead th{position:sticky;top:0;background:#fff}
th.n,td.n,.n{text-align:right;font-variant-numeric:tabular-nums}td.n{white-space:nowrap}
td:first-child{overflow-wrap:anywhere;min-width:12em}table.s td:first-child{min-width:0}
@media print{body{max-width:none;margin:0}thead{
display:table-header-group}tr{break-inside:avoid}}
"""


def as_text(table: RepTable, about: About) -> str:
    """Return the whole page as one text."""
    return "".join(report(table, about))
