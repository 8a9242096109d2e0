"""An agreement as tables of words, for the App, the command line and reports."""

from __future__ import annotations

from dataclasses import dataclass

from ..._util.words import many, rounded
from ...config import AgreementConfig
from ..measures import MEASURES
from .compare import NOT_JUDGED, Agreement
from .figures import Figure


@dataclass(frozen=True)
class FigureRow:
    """One figure in words."""

    name: str
    value: str
    interval: str
    note: str
    """Of how many repetitions, or why there is no figure."""


def interval_head(config: AgreementConfig | None = None) -> str:
    """Return the head of the column of intervals."""
    return f"{100.0 * (config or AgreementConfig()).interval:g} % interval"


def summary(found: Agreement) -> str:
    """Say in one sentence what was compared with what."""
    if not found.matched:
        return f"{_capital(found.same.reason)}."
    return (
        f"{_capital(found.a)} and {found.b} have {many(found.matched, 'repetition')} of "
        f"{many(found.videos, 'video')} in common. Without a partner: {found.only_a:,} of "
        f"{found.a}, {found.only_b:,} of {found.b}."
    )


def figure_rows(found: Agreement) -> list[FigureRow]:
    """All figures, in the order in which they are read."""
    judged = sum(sum(row[:-1]) for row in found.table[:-1])
    rows = [
        _row("Same class", found.same, 2, many(found.matched, "repetition")),
        _row("Cohen's kappa", found.kappa, 2, f"{many(judged, 'repetition')} judged by both"),
        _row("Weighted kappa", found.weighted_kappa, 2, "linear weights"),
    ]
    for name, amount in found.amounts.items():
        measure = MEASURES[name]
        unit = measure.unit or ""
        of = many(amount.pairs, "repetition")
        label = measure.title
        rows += [
            _row(f"{label}: mean difference [{unit}]", amount.bias, 1, of),
            _row(f"{label}: lower limit of agreement [{unit}]", amount.low, 1, of),
            _row(f"{label}: upper limit of agreement [{unit}]", amount.high, 1, of),
            _row(f"{label}: ICC(2,1)", amount.icc, 2, of),
        ]
    of = many(found.amounts["onset_pct"].pairs, "repetition")
    for pct, figure in found.onset_within.items():
        rows.append(_row(f"Onsets within {pct:g} % of the descent", figure, 2, of))
    return rows


def class_rows(found: Agreement) -> list[tuple[str, ...]]:
    """Rows of the confusion matrix, each with its class first; classes that nobody gives are out.

    The first row names the columns.
    """
    used = [
        n
        for n, each in enumerate(found.by_class)
        if each.in_a or each.in_b or (each.label != NOT_JUDGED and n < len(found.classes) - 1)
    ]
    head = (f"{found.a} \\ {found.b}", *(found.classes[n] for n in used), "precision", "recall")
    rows: list[tuple[str, ...]] = [head]
    for n in used:
        each = found.by_class[n]
        counts = (f"{found.table[n][m]:,}" for m in used)
        rows.append((each.label, *counts, _share(each.precision), _share(each.recall)))
    return rows


def _row(name: str, figure: Figure, decimals: int, of: str) -> FigureRow:
    if figure.value is None:
        return FigureRow(name, "", "", figure.reason)
    value = rounded(figure.value, decimals)
    if figure.interval is None:
        return FigureRow(name, value, "", f"{of}; {figure.reason}" if figure.reason else of)
    low, high = figure.interval
    return FigureRow(name, value, f"{rounded(low, decimals)} to {rounded(high, decimals)}", of)


def _share(value: float | None) -> str:
    return "" if value is None else rounded(value, 2)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
