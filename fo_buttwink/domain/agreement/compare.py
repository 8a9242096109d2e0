"""Compare two sources of the same repetitions: who found what, which grade, how many degrees."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from ..._util.arrays import FloatArray
from ...config import AgreementConfig, MatchConfig
from ..analysis import GRADES
from ..review.record import LABELS
from .accounts import AMOUNTS, Account, Integers, Pairs, Strings, pair
from .figures import Figure, Sums, bias, icc, kappa, moments, share, spread

NOT_JUDGED = "not judged"
"""Class of repetitions without a grade: abstained, not measurable, rejected, or no label at all."""


@dataclass(frozen=True)
class ClassAgreement:
    """One label, with source B taken as the reference."""

    label: str
    in_a: int
    in_b: int
    precision: float | None
    """Share of A's that are B's too; ``None`` where A gives none."""
    recall: float | None
    """Share of B's that A gives too; ``None`` where B gives none."""


@dataclass(frozen=True)
class AmountAgreement:
    """One number of the repetitions: Bland and Altman's bias and limits, and the ICC."""

    pairs: int
    """Repetitions of which both state it."""
    bias: Figure
    """Mean of A minus B."""
    low: Figure
    """Limits of agreement, between which about 95 % of the differences lie."""
    high: Figure
    icc: Figure
    """ICC(2,1): absolute agreement of single measurements."""


@dataclass(frozen=True)
class Agreement:
    """How far source A agrees with source B, which is taken as the reference."""

    a: str
    b: str
    videos: int
    """Videos of which both speak; nothing is counted in others."""
    matched: int
    only_a: int
    only_b: int
    classes: tuple[str, ...]
    table: tuple[tuple[int, ...], ...]
    """Rows: A's class, columns: B's."""
    same: Figure
    """Share of the matched repetitions with the same class."""
    kappa: Figure
    """Cohen's, of those to which both give a grade (or a word of their own)."""
    weighted_kappa: Figure
    """The same with linear weights, for the ordered grades."""
    by_class: tuple[ClassAgreement, ...]
    amounts: dict[str, AmountAgreement]
    onset_within: dict[float, Figure]
    """Share of the repetitions with two onsets that differ by at most so many % of the descent."""
    notes: tuple[str, ...]
    """What has to be known to read the figures."""
    pairs: Pairs = field(repr=False, compare=False)
    """Positions of the repetitions in both sources."""

    def to_json(self) -> dict[str, Any]:
        """Plain dictionary, ready for JSON; the pairs are left out."""
        out = {name: value for name, value in asdict(self).items() if name != "pairs"}
        out["onset_within"] = {f"{pct:g}": asdict(f) for pct, f in self.onset_within.items()}
        return out


def compare(
    a: Account,
    b: Account,
    config: AgreementConfig | None = None,
    *,
    min_iou: float = MatchConfig().min_iou,
    seed: int = 0,
) -> Agreement:
    """Compare two sources.

    Parameters
    ----------
    a, b
        The sources; B is the reference of precision and recall, and what is subtracted.
    min_iou
        Least overlap of two repetitions that are the same.
    seed
        Of the draws behind the intervals.

    Notes
    -----
    Intervals come from drawing *videos* anew, since repetitions of a video are not independent of
    each other. Where a lifter has several videos, even these are too narrow.
    """
    config = config or AgreementConfig()
    pairs = pair(a, b, min_iou)
    videos = np.unique(a.videos.astype(str), return_inverse=True)[1][pairs.a]
    classes, of_a, of_b = _classes(a.labels[pairs.a], b.labels[pairs.b])
    size = len(classes)
    judged = (of_a < size - 1) & (of_b < size - 1)
    cells = of_a * (size - 1) + of_b
    values = {name: (a.amount(name)[pairs.a], b.amount(name)[pairs.b]) for name in AMOUNTS}
    apart = np.abs(np.subtract(*values["onset_pct"]))
    terms: dict[str, FloatArray] = {
        "same": np.column_stack([of_a == of_b, np.ones(len(of_a))]).astype(float),
        "grades": _one_hot(np.where(judged, cells, -1), (size - 1) ** 2),
    }
    for name, (x, y) in values.items():
        known = np.isfinite(x) & np.isfinite(y)
        center = float(np.mean((x[known] + y[known]) / 2.0)) if known.any() else 0.0
        terms[name] = np.where(known[:, None], moments(x - center, y - center), 0.0)
    for pct in config.onset_within_pct:
        near = apart <= pct
        terms[f"onset {pct}"] = np.column_stack([near, np.isfinite(apart)]).astype(float)
    sums = Sums(videos, terms, config, seed)
    nothing = _no_pairs(a, b, pairs)
    table = np.bincount(of_a * size + of_b, minlength=size * size).reshape(size, size)
    both = nothing or (
        _one_class(classes, table) if judged.any() else "no repetition is judged by both"
    )
    ordered = classes[:-1] == GRADES
    return Agreement(
        a=a.name,
        b=b.name,
        videos=pairs.videos,
        matched=len(pairs.a),
        only_a=len(pairs.only_a),
        only_b=len(pairs.only_b),
        classes=classes,
        table=tuple(tuple(map(int, row)) for row in table),
        same=sums.figure("same", share, nothing),
        kappa=sums.figure("grades", kappa, both),
        weighted_kappa=sums.figure("grades", lambda s: kappa(s, linear=True), both)
        if ordered
        else Figure(None, None, "the labels are not the four ordered grades"),
        by_class=_by_class(classes, table),
        amounts={name: _amounts(sums, name, nothing) for name in AMOUNTS},
        onset_within={
            pct: sums.figure(f"onset {pct}", share, nothing or "no onset is stated by both")
            for pct in config.onset_within_pct
        },
        notes=_notes(a, b, pairs),
        pairs=pairs,
    )


def differing(
    a: Account, b: Account, pairs: Pairs, name: str = "label", by: float = 0.0
) -> Integers:
    """Which pairs disagree, as positions in ``pairs``.

    Parameters
    ----------
    name
        ``label``, where all that is no grade counts as one class; or one of :data:`AMOUNTS`.
    by
        Least difference of two amounts.
    """
    if name == "label":
        _, of_a, of_b = _classes(a.labels[pairs.a], b.labels[pairs.b])
        return np.flatnonzero(of_a != of_b)
    apart = np.abs(a.amount(name)[pairs.a] - b.amount(name)[pairs.b])
    return np.flatnonzero(apart >= by)


def _classes(a: Strings, b: Strings) -> tuple[tuple[str, ...], Integers, Integers]:
    """Classes in their order, and the number of the class of each label of two columns."""
    words = sorted({str(word) for word in (*set(a), *set(b))} - {"", *LABELS})
    names: tuple[str, ...] = (*GRADES, *words, NOT_JUDGED)
    codes = {name: n for n, name in enumerate(names[:-1])}
    last = len(names) - 1

    def coded(column: npt.NDArray[Any]) -> Integers:
        return np.array([codes.get(word, last) for word in column], dtype=np.int64)

    return names, coded(a), coded(b)


def is_judged(labels: Strings) -> npt.NDArray[np.bool_]:
    """Which labels are a grade."""
    return np.isin(labels.astype(str), GRADES)


def _one_hot(codes: Integers, size: int) -> FloatArray:
    out = np.zeros((len(codes), size))
    known = np.flatnonzero(codes >= 0)
    out[known, codes[known]] = 1.0
    return out


def _amounts(sums: Sums, name: str, nothing: str) -> AmountAgreement:
    number = int(sums.total(name)[0])
    least, z = sums.config.min_pairs, sums.config.limits_z
    few = nothing or "no repetition has this number in both"
    spare = few
    if number:
        spare = f"this needs at least {least} repetitions with the number in both; "
        spare += f"there {'is' if number == 1 else 'are'} {number}"

    def enough(of: Any) -> Any:
        return lambda s: np.where(s[..., 0] >= least, of(s), np.nan)

    alike = spare if number < least else "all values are the same, so that nothing tells them apart"
    return AmountAgreement(
        pairs=number,
        bias=sums.figure(name, bias, few),
        low=sums.figure(name, enough(lambda s: bias(s) - z * spread(s)), spare),
        high=sums.figure(name, enough(lambda s: bias(s) + z * spread(s)), spare),
        icc=sums.figure(name, enough(icc), alike),
    )


def _by_class(
    classes: tuple[str, ...], table: npt.NDArray[np.integer]
) -> tuple[ClassAgreement, ...]:
    in_a, in_b, hits = table.sum(axis=1), table.sum(axis=0), np.diag(table)
    return tuple(
        ClassAgreement(
            label,
            int(in_a[n]),
            int(in_b[n]),
            float(hits[n] / in_a[n]) if in_a[n] else None,
            float(hits[n] / in_b[n]) if in_b[n] else None,
        )
        for n, label in enumerate(classes)
    )


def _no_pairs(a: Account, b: Account, pairs: Pairs) -> str:
    """Why there is nothing to compare; empty if there is."""
    if len(pairs.a):
        return ""
    for source in (a, b):
        if not len(source):
            return f"{source.name} has no repetitions"
    if not pairs.videos:
        return f"{a.name} and {b.name} have no video in common"
    return f"no repetition of {a.name} overlaps one of {b.name}"


def _one_class(classes: tuple[str, ...], table: npt.NDArray[np.integer]) -> str:
    """Why kappa is not defined though there are pairs."""
    used = table[:-1, :-1]
    only = classes[int(np.argmax(np.diag(used)))]
    return (
        f"both give the label {only!r} to every repetition, so that chance alone would agree always"
    )


def _notes(a: Account, b: Account, pairs: Pairs) -> tuple[str, ...]:
    notes = []
    for one, other, left in ((a, b, pairs.only_a), (b, a, pairs.only_b)):
        if len(left) and not other.complete:
            notes.append(
                f"Not every repetition need have been judged in {other.name}, so those that only "
                f"{one.name} has are no disagreement."
            )
        if len(pairs.a) and other.saw == one.name:
            notes.append(
                f"The people behind {other.name} saw what {one.name} says, so both agree more than "
                "they would if these people had labeled without seeing it."
            )
    if len(pairs.a):
        notes.append(
            "Intervals come from drawing videos anew, because the repetitions of a video are not "
            "independent of each other."
        )
    return tuple(notes)
